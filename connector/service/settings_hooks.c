/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "hooks": what the hook runner may run, and where it listens. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "service/settings_parts.h"

#define AT(member) offsetof(struct settings_hook, member)
const struct setting settings_hook_table[] = {
	{ .name = "command",
	  .type = SETTING_LIST,
	  .offset = AT(command),
	  .required = true,
	  .help = "Absolute path of the program and its arguments; no shell reads them" },
	{ .name = "timeout",
	  .type = SETTING_DURATION,
	  .offset = AT(timeout),
	  .fallback = "300",
	  .low = 1,
	  .high = CLOCK_DAY,
	  .help = "After this time the program and its children are ended" },
	{ .name = "repeatable",
	  .type = SETTING_BOOL,
	  .offset = AT(repeatable),
	  .fallback = "no",
	  .help = "Whether a run whose end is not known may be started again by itself" },
	{ .name = "user",
	  .type = SETTING_TEXT,
	  .offset = AT(user),
	  .fallback = "",
	  .help = "Account to run it as; the runner must be started as root" },
	{ .name = NULL },
};
#undef AT

static const char default_socket[] = "/run/certsteward/hook.sock";
/* The hook of the reason renewal is known by its name. */
static const char renewal_hook[] = "renew";

static void use(struct settings *settings, const struct settings_hook *hook)
{
	struct arena *arena = &settings->arena;
	struct json *words = json_new(arena, JSON_ARRAY);
	char *digest = arena_allocate(arena, 65);
	for (size_t i = 0; i < hook->command.count; i++)
		json_push_string(arena, words, hook->command.items[i]);
	json_digest(words, digest);
	settings->flow.hook = hook->name;
	settings->flow.hook_repeatable = hook->repeatable;
	settings->flow.hook_timeout = (int)hook->timeout;
	settings->flow.hook_digest = digest;
}

static bool read_socket(struct settings *settings, const struct yaml *value, struct error *error)
{
	if (value->type != YAML_SCALAR || value->text[0] != '/')
		return yaml_refuse(value, error, "'hooks.socket' must be an absolute path");
	settings->hook_socket = value->text;
	return true;
}

bool settings_hooks_read(struct settings *settings, const struct yaml *map, struct error *error)
{
	settings->hook_socket = default_socket;
	if (map && map->type != YAML_MAP)
		return yaml_refuse(map, error, "'hooks' must be a map of names to commands");
	settings->hooks =
		ARENA_ARRAY(&settings->arena, struct settings_hook, map ? map->count + 1 : 1);
	YAML_EACH(entry, map)
	{
		struct settings_hook *hook = &settings->hooks[settings->hook_count];
		if (text_equal(entry->key, "socket")) {
			if (!read_socket(settings, entry, error))
				return false;
			continue;
		}
		hook->name = entry->key;
		if (!setting_read(settings_hook_table, entry, NULL, hook, &settings->arena, error))
			return false;
		if (text_equal(hook->name, renewal_hook))
			use(settings, hook);
		settings->hook_count++;
	}
	settings->flow.hook_socket = settings->hook_socket;
	return true;
}
