/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Variables that held secrets, kept for the next time the file is read. */
#include "base/memory.h"
#include "base/text.h"
#include "service/settings_parts.h"
#include <stdlib.h>

enum { KEPT_MOST = 64 };

static struct {
	char *name;
	struct secret secret;
} kept[KEPT_MOST];
static size_t kept_count;

static void restore(const char *name)
{
	const char *value = getenv(name);
	size_t index = 0;
	while (index < kept_count && !text_equal(kept[index].name, name))
		index++;
	if (value && *value && index < KEPT_MOST) {
		if (index == kept_count)
			kept[kept_count++].name = memory_copy_text(name);
		secret_set(&kept[index].secret, value, strlen(value));
	} else if (index < kept_count) {
		setenv(name, secret_reveal(&kept[index].secret), 1);
	}
}

void settings_secret_restore(const struct yaml *tree)
{
	bool named = tree->type == YAML_MAP && tree->count == 1 &&
	             text_equal(tree->first->key, "env") && tree->first->type == YAML_SCALAR;
	if (named && *tree->first->text)
		restore(tree->first->text);
	YAML_EACH(child, tree)
	settings_secret_restore(child);
}
