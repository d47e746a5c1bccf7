/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration text: parsed as YAML and read by a table that has every type of setting. */
#include "base/arena.h"
#include "base/setting.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sample {
	const char *text, *path, *choice;
	bool flag;
	int64_t integer, duration;
	double number;
	struct setting_list list;
	const struct yaml *tree;
};

/* No secret: the fuzzer would read files. */
static const struct setting table[] = {
	{ "text", SETTING_TEXT, offsetof(struct sample, text), .fallback = "*x" },
	{ "path", SETTING_PATH, offsetof(struct sample, path), .fallback = "a/b" },
	{ "choice", SETTING_CHOICE, offsetof(struct sample, choice), .choices = "one|two",
	  .fallback = "one" },
	{ "a.flag", SETTING_BOOL, offsetof(struct sample, flag), .fallback = "yes" },
	{ "a.integer", SETTING_INTEGER, offsetof(struct sample, integer), .fallback = NULL,
	  .low = -5, .high = 5 },
	{ "a.b.duration", SETTING_DURATION, offsetof(struct sample, duration), .fallback = "30d" },
	{ "a.b.number", SETTING_NUMBER, offsetof(struct sample, number), .low = 0, .high = 1 },
	{ "list", SETTING_LIST, offsetof(struct sample, list), .fallback = "[a]" },
	{ "tree", SETTING_TREE, offsetof(struct sample, tree), .fallback = NULL },
	{ .name = NULL },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct sample sample = { 0 };
	struct yaml *map = yaml_parse(&arena, "f.yaml", (const char *)data, size, &error);
	bool read = map && setting_read(table, map, NULL, &sample, &arena, &error);
	if (!read && (error.kind != ERROR_LOCAL || strncmp(error.message, "f.yaml:", 7) != 0))
		abort();
	if (read &&
	    (!sample.text || sample.integer < -5 || sample.integer > 5 || sample.number > 1))
		abort();
	return 0;
}
