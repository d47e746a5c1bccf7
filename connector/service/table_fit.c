/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Columns share the width of a terminal. */
#include "service/table_fit.h"
#include "service/table.h"

static size_t least_of(const struct table_column *column, size_t width)
{
	return column->least && column->least < width ? column->least : width;
}

static bool is_out(const struct table_column *column, unsigned out)
{
	return column->yields && column->yields <= out;
}

/* What the table takes without the first `out` columns to yield; shortened as far as may be, or not. */
static size_t total(const struct table_column *columns, size_t count, const size_t *widths,
                    unsigned out, bool shortened)
{
	size_t sum = 0;
	for (size_t i = 0; i < count; i++)
		if (widths[i] && !is_out(&columns[i], out))
			sum += (sum ? TABLE_FIT_GAP : 0) +
			       (shortened ? least_of(&columns[i], widths[i]) : widths[i]);
	return sum;
}

static void shorten(const struct table_column *columns, size_t count, unsigned yields,
                    size_t *excess, size_t *widths)
{
	for (size_t i = count; i-- > 0;) {
		size_t least = least_of(&columns[i], widths[i]);
		size_t less = widths[i] - least < *excess ? widths[i] - least : *excess;
		if (columns[i].yields != yields)
			continue;
		widths[i] -= less;
		*excess -= less;
	}
}

void table_fit(const struct table_column *columns, size_t count, size_t room, size_t *widths)
{
	unsigned out = 0, last = 0;
	if (room == 0)
		return;
	for (size_t i = 0; i < count; i++)
		last = columns[i].yields > last ? columns[i].yields : last;
	while (out < last && total(columns, count, widths, out, true) > room)
		out++;
	for (size_t i = 0; i < count; i++)
		if (is_out(&columns[i], out))
			widths[i] = 0;
	size_t taken = total(columns, count, widths, out, false);
	size_t excess = taken > room ? taken - room : 0;
	for (unsigned yields = out + 1; yields <= last && excess; yields++)
		shorten(columns, count, yields, &excess, widths);
	shorten(columns, count, 0, &excess, widths);
}
