/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Everything about a hook that can be wrong is told at the start, not in the night it runs. */
#include "hook_settings.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "hook_request.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

enum {
	SETTINGS_NAME = 64,
	SETTINGS_GROUPS = 256,
};

#define AT(member) offsetof(struct hook_settings_entry, member)
static const struct setting table[] = {
	{ .name = "command",
	  .type = SETTING_LIST,
	  .offset = AT(command),
	  .required = true,
	  .help = "absolute path of the program and its arguments; no shell reads them" },
	{ .name = "timeout",
	  .type = SETTING_DURATION,
	  .offset = AT(timeout),
	  .fallback = "300",
	  .low = 1,
	  .high = 86400,
	  .help = "after this time the program and its children are ended" },
	{ .name = "repeatable",
	  .type = SETTING_BOOL,
	  .offset = AT(repeatable),
	  .fallback = "no",
	  .help = "whether a run whose end is not known may be started again by itself" },
	{ .name = "user",
	  .type = SETTING_TEXT,
	  .offset = AT(user),
	  .help = "account to run it as; the runner must be started as root" },
	{ .name = NULL },
};
#undef AT

static bool is_name(const char *name)
{
	size_t length = strlen(name);
	return length > 0 && length <= SETTINGS_NAME &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static bool check_command(const struct hook_settings_entry *entry, const struct yaml *where,
                          struct error *error)
{
	const char *program = entry->command.count > 0 ? entry->command.items[0] : "";
	if (program[0] != '/' || strchr(program, '{'))
		return yaml_refuse(where, error,
		                   "hook '%s': the program '%s' must be an absolute path without "
		                   "placeholders",
		                   entry->name, program);
	for (size_t i = 1; i < entry->command.count; i++) {
		const char *unknown = hook_request_unknown_placeholder(entry->command.items[i]);
		if (unknown)
			return yaml_refuse(where, error,
			                   "hook '%s': '%.40s' is no placeholder: there are "
			                   "{fingerprint}, {serial}, {case} and {ticket}",
			                   entry->name, unknown);
	}
	if (access(program, X_OK) != 0)
		log_warning("hook", "hook '%s': program '%s': %s", entry->name, program,
		            strerror(errno));
	return true;
}

static bool find_account(struct hook_settings_entry *entry, struct arena *arena,
                         const struct yaml *where, struct error *error)
{
	struct hook_account *account = &entry->account;
	account->home = "/";
	if (text_is_empty(entry->user))
		return true;
	const struct passwd *found = getpwnam(entry->user);
	if (!found)
		return yaml_refuse(where, error, "hook '%s': there is no user '%s'", entry->name,
		                   entry->user);
	account->home = arena_copy(arena, found->pw_dir);
	account->user = found->pw_uid;
	account->group = found->pw_gid;
	account->other = found->pw_uid != geteuid();
	if (account->other && geteuid() != 0)
		return yaml_refuse(where, error,
		                   "hook '%s': only a runner started as root can run it as '%s'",
		                   entry->name, entry->user);
	account->group_count = SETTINGS_GROUPS;
	account->groups = ARENA_ARRAY(arena, gid_t, SETTINGS_GROUPS);
	if (getgrouplist(entry->user, found->pw_gid, account->groups, &account->group_count) < 0)
		return yaml_refuse(where, error, "hook '%s': user '%s' has too many groups",
		                   entry->name, entry->user);
	return true;
}

static bool read_entry(struct hook_settings_entry *entry, struct arena *arena,
                       const struct yaml *map, struct error *error)
{
	entry->name = map->key;
	if (!is_name(entry->name))
		return yaml_refuse(map, error, "hook '%s': names are made of a-z 0-9 _ -",
		                   text_visible(arena, entry->name));
	return setting_read(table, map, NULL, entry, arena, error) &&
	       check_command(entry, map, error) && find_account(entry, arena, map, error);
}

/* "socket" stands among the hooks, for the service as well. */
static bool read_member(struct hook_settings *settings, struct arena *arena,
                        const struct yaml *member, struct error *error)
{
	if (!text_equal(member->key, "socket"))
		return read_entry(&settings->entries[settings->count++], arena, member, error);
	if (member->type != YAML_SCALAR || member->text[0] != '/')
		return yaml_refuse(member, error, "'hooks.socket' must be an absolute path");
	settings->socket = member->text;
	return true;
}

bool hook_settings_read(struct hook_settings *settings, struct arena *arena, const char *path,
                        struct error *error)
{
	const struct yaml *file = yaml_read(arena, path, error);
	if (!file)
		return false;
	const struct yaml *hooks = file->type == YAML_MAP ? yaml_get(file, "hooks") : NULL;
	if (!hooks)
		return true;
	if (hooks->type != YAML_MAP)
		return yaml_refuse(hooks, error, "'hooks' must be a map of names to commands");
	settings->entries = ARENA_ARRAY(arena, struct hook_settings_entry, hooks->count + 1);
	YAML_EACH(member, hooks)
	{
		if (!read_member(settings, arena, member, error))
			return false;
	}
	return true;
}

const struct hook_settings_entry *hook_settings_find(const struct hook_settings *settings,
                                                     const char *name)
{
	for (size_t i = 0; i < settings->count; i++) {
		if (text_equal(settings->entries[i].name, name))
			return &settings->entries[i];
	}
	return NULL;
}
