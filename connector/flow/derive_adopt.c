/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Adopt before create. */
#include "flow/derive_adopt.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_mirror.h"
#include "store/store_record.h"

/* Distinguished names are spelled in many ways: same parts in any order, blanks folded. */
static bool same_name(struct arena *arena, const char *a, const char *b)
{
	char *left = text_lower(arena, a), *right = text_lower(arena, b);
	size_t used[2] = { 0, 0 };
	for (int side = 0; side < 2; side++) {
		char *text = side ? right : left;
		for (char *p = text; *p; p++)
			if (*p != ' ')
				text[used[side]++] = *p;
		text[used[side]] = '\0';
	}
	if (used[0] != used[1])
		return false;
	for (char *part = left; part && *part;) {
		char *end = strchr(part, ',');
		char *piece =
			arena_copy_bytes(arena, part, end ? (size_t)(end - part) : strlen(part));
		if (!strstr(right, piece))
			return false;
		part = end ? end + 1 : NULL;
	}
	return true;
}

/* The oldest row wins where there are several: twins are reported by assess, not made worse. */
static struct ci *choose(struct arena *arena, struct ci *rows, size_t count,
                         const struct subject *subject, bool by_serial)
{
	struct ci *best = NULL;
	for (size_t i = 0; i < count; i++) {
		if (by_serial && (!text_is_empty(rows[i].fingerprint) ||
		                  !same_name(arena, rows[i].issuer_dn, subject->row->issuer_dn)))
			continue;
		if (!best || rows[i].updated_at < best->updated_at)
			best = &rows[i];
	}
	return best;
}

bool derive_adopt(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                  const struct subject *subject, const char *key, struct error *error)
{
	struct store_record *record;
	struct ci *rows, *row;
	size_t count;
	if (!store_record_get(flow->store, arena, side->name, key, &record, error))
		return false;
	if (!record || !text_is_empty(record->remote_id))
		return true;
	if (!store_mirror_by_fingerprint(flow->store, arena, side->name, subject->row->sha256,
	                                 &rows, &count, error))
		return false;
	row = choose(arena, rows, count, subject, false);
	if (!row) {
		if (!store_mirror_by_serial(flow->store, arena, side->name, subject->row->serial,
		                            &rows, &count, error))
			return false;
		row = choose(arena, rows, count, subject, true);
	}
	if (!row)
		return true;
	record->remote_id = row->id;
	record->adopted = row->ours ? 0 : clock_now();
	record->baseline = row->fields ? json_print(arena, row->fields) : "";
	return store_record_save(flow->store, record, error);
}

bool derive_adopt_domain(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                         const char *reference, struct error *error)
{
	struct store_record *record;
	const char *remote_id;
	if (!store_mirror_domain(flow->store, arena, side->name, reference + strlen("domain:"),
	                         &remote_id, error))
		return false;
	if (!remote_id)
		return true;
	if (!store_record_get(flow->store, arena, side->name, reference, &record, error))
		return false;
	if (!record || !text_is_empty(record->remote_id))
		return true;
	record->remote_id = remote_id;
	record->adopted = clock_now();
	record->sent = record->desired;
	return store_record_save(flow->store, record, error);
}
