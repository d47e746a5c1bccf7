/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of settings by type. */
#include "base/setting_value.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool refuse(const struct setting *row, const struct yaml *value, struct error *error)
{
	TEXT(allowed);
	setting_value_describe(row, &allowed);
	if (value->type != YAML_SCALAR)
		return yaml_refuse(value, error, "'%s' must be %s, not a %s", row->name,
		                   text_string(&allowed), value->type == YAML_MAP ? "map" : "list");
	return yaml_refuse(value, error, "'%s' must be %s, not '%.*s'", row->name,
	                   text_string(&allowed), (int)text_cut(value->text, 64), value->text);
}

static bool in_range(const struct setting *row, double number)
{
	/* Written so that both ends equal means none. */
	bool ranged = row->low < row->high || row->low > row->high;
	return !ranged || (number >= row->low && number <= row->high);
}

static bool parse_bool(const char *text, bool *value)
{
	*value = text_equal(text, "yes") || text_equal(text, "true");
	return *value || text_equal(text, "no") || text_equal(text, "false");
}

/* Digits with at most one point: "1e3", "0x10", "nan" and the locale's comma are no numbers here. */
static bool parse_number(const char *text, double *value)
{
	const char *digits = text + (*text == '-');
	size_t whole = strspn(digits, "0123456789");
	const char *rest = digits + whole;
	if (!whole || whole > 15)
		return false;
	if (*rest == '.') {
		size_t decimals = strspn(rest + 1, "0123456789");
		if (!decimals || rest[1 + decimals])
			return false;
	} else if (*rest) {
		return false;
	}
	*value = strtod(text, NULL);
	return true;
}

static bool is_choice(const char *choices, const char *text)
{
	size_t length = strlen(text);
	for (const char *at = choices; at && *at;) {
		size_t choice = strcspn(at, "|");
		if (choice == length && memcmp(at, text, length) == 0)
			return true;
		at += choice + (at[choice] == '|');
	}
	return false;
}

static bool store_integer(const struct setting *row, const char *text, void *target)
{
	int64_t number;
	bool good = row->type == SETTING_DURATION ? clock_parse_duration(text, &number)
	                                          : text_parse_integer(text, &number);
	if (!good || !in_range(row, (double)number))
		return false;
	memcpy(target, &number, sizeof(number));
	return true;
}

static void store_text(const char *text, void *target)
{
	memcpy(target, &text, sizeof(text));
}

static const char *absolute_path(const struct yaml *value, struct arena *arena)
{
	return file_join(arena, file_folder(arena, value->file), value->text);
}

/* A scalar into its place; false when the type does not take it. */
static bool store_scalar(const struct setting *row, const struct yaml *value, void *target,
                         struct arena *arena)
{
	const char *text = value->text;
	switch (row->type) {
	case SETTING_TEXT:
		store_text(arena_copy(arena, text), target);
		return *text || value->quoted;
	case SETTING_PATH:
		store_text(absolute_path(value, arena), target);
		return *text;
	case SETTING_CHOICE:
		store_text(arena_copy(arena, text), target);
		return is_choice(row->choices, text);
	case SETTING_BOOL: {
		bool flag;
		bool good = parse_bool(text, &flag);
		memcpy(target, &flag, sizeof(flag));
		return good;
	}
	case SETTING_NUMBER: {
		double number = 0;
		bool good = parse_number(text, &number) && in_range(row, number);
		memcpy(target, &number, sizeof(number));
		return good;
	}
	case SETTING_INTEGER:
	case SETTING_DURATION:
		return store_integer(row, text, target);
	case SETTING_SECRET:
	case SETTING_LIST:
	case SETTING_TREE:
		break;
	}
	return false;
}

static bool store_list(const struct setting *row, const struct yaml *value, void *target,
                       struct arena *arena, struct error *error)
{
	bool single = value->type == YAML_SCALAR;
	if (value->type == YAML_MAP || (single && !*value->text))
		return refuse(row, value, error);
	size_t count = single ? 1 : value->count;
	struct setting_list list = { .items = ARENA_ARRAY(arena, const char *, count + 1) };
	if (single)
		list.items[list.count++] = arena_copy(arena, value->text);
	YAML_EACH(item, value)
	{
		if (item->type != YAML_SCALAR || !*item->text)
			return yaml_refuse(
				item, error,
				"'%s' must be a list of texts: write each item as '- text'",
				row->name);
		list.items[list.count++] = arena_copy(arena, item->text);
	}
	memcpy(target, &list, sizeof(list));
	return true;
}

static bool store_secret(const struct setting *row, const struct yaml *value, void *target,
                         struct arena *arena, struct error *error)
{
	const struct yaml *source =
		value->type == YAML_MAP && value->count == 1 ? value->first : NULL;
	bool named = source && source->type == YAML_SCALAR && *source->text;
	/* The refused value is not shown: it may well be the secret. */
	if (!named || (!text_equal(source->key, "env") && !text_equal(source->key, "file")))
		return yaml_refuse(
			value, error,
			"'%s' must not stand in this file: write {env: VARIABLE} or {file: PATH}",
			row->name);
	struct error reason = ERROR_INIT;
	bool read = text_equal(source->key, "env")
	                    ? secret_from_environment(target, source->text, &reason)
	                    : secret_from_file(target, absolute_path(source, arena), &reason);
	return read ? true : yaml_refuse(source, error, "'%s': %s", row->name, reason.message);
}

bool setting_value_store(const struct setting *row, const struct yaml *value, void *settings,
                         struct arena *arena, struct error *error)
{
	void *target = (char *)settings + row->offset;
	switch (row->type) {
	case SETTING_TREE:
		memcpy(target, &value, sizeof(value));
		return true;
	case SETTING_LIST:
		return store_list(row, value, target, arena, error);
	case SETTING_SECRET:
		return store_secret(row, value, target, arena, error);
	default:
		break;
	}
	if (value->type != YAML_SCALAR || !store_scalar(row, value, target, arena))
		return refuse(row, value, error);
	return true;
}

static void store_zero(const struct setting *row, void *target)
{
	static const size_t sizes[] = {
		[SETTING_TEXT] = sizeof(char *),
		[SETTING_BOOL] = sizeof(bool),
		[SETTING_INTEGER] = sizeof(int64_t),
		[SETTING_NUMBER] = sizeof(double),
		[SETTING_DURATION] = sizeof(int64_t),
		[SETTING_PATH] = sizeof(char *),
		[SETTING_CHOICE] = sizeof(char *),
		[SETTING_SECRET] = 0,
		[SETTING_LIST] = sizeof(struct setting_list),
		[SETTING_TREE] = sizeof(struct yaml *),
	};
	/* A secret stays: the struct may hold one that has to be released. */
	memset(target, 0, sizes[row->type]);
}

bool setting_value_default(const struct setting *row, const char *file, void *settings,
                           struct arena *arena, struct error *error)
{
	if (!row->fallback || row->type == SETTING_SECRET) {
		store_zero(row, (char *)settings + row->offset);
		return true;
	}
	/* Plain text stands for itself, so that a default may look like YAML's syntax ("*", ""). */
	struct yaml *value = ARENA_NEW(arena, struct yaml);
	*value = (struct yaml){
		.type = YAML_SCALAR, .file = file, .text = row->fallback, .quoted = true
	};
	if (row->type == SETTING_LIST || row->type == SETTING_TREE)
		value = yaml_parse(arena, file, row->fallback, strlen(row->fallback), error);
	if (value && setting_value_store(row, value, settings, arena, error))
		return true;
	return error_wrap(error, "default of '%s'", row->name);
}

static void describe_range(const struct setting *row, const char *unit, struct text *out)
{
	if (row->low < row->high)
		text_print(out, " from %.15g to %.15g%s", row->low, row->high, unit);
}

void setting_value_describe(const struct setting *row, struct text *out)
{
	switch (row->type) {
	case SETTING_TEXT:
		text_append(out, "a text");
		break;
	case SETTING_BOOL:
		text_append(out, "yes or no");
		break;
	case SETTING_INTEGER:
		text_append(out, "a whole number");
		describe_range(row, "", out);
		break;
	case SETTING_NUMBER:
		text_append(out, "a number");
		describe_range(row, "", out);
		break;
	case SETTING_DURATION:
		text_append(out, "a duration like 30d, 12h, 45m, 90s");
		describe_range(row, " seconds", out);
		break;
	case SETTING_PATH:
		text_append(out, "a path");
		break;
	case SETTING_CHOICE:
		text_append(out, "one of ");
		for (const char *at = row->choices; at && *at; at++) {
			if (*at == '|')
				text_append(out, ", ");
			else
				text_append_character(out, *at);
		}
		break;
	case SETTING_SECRET:
		text_append(out, "{env: VARIABLE} or {file: PATH}");
		break;
	case SETTING_LIST:
		text_append(out, "a list of texts");
		break;
	case SETTING_TREE:
		text_append(out, "a map or list");
		break;
	}
}
