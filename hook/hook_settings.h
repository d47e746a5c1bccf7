/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "hooks" of the configuration file: which programs may be run, and how. */
#pragma once
#include "base/error.h"
#include "base/setting.h"
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;

/* Whom a hook runs as; only a runner started as root can run it as anybody else. */
struct hook_account {
	bool other; /* not our own account */
	uid_t user;
	gid_t group;
	gid_t *groups;
	int group_count;
	const char *home;
};

struct hook_settings_entry {
	const char *name;
	struct setting_list command; /* absolute path of the program, then its arguments */
	int64_t timeout;             /* seconds */
	bool repeatable;             /* for the service: a lost run may be started anew */
	const char *user;
	struct hook_account account;
};

struct hook_settings {
	struct hook_settings_entry *entries;
	size_t count;
	const char *socket; /* hooks.socket; NULL = not said */
};

/* Reads only "hooks"; everything else in the file belongs to certsteward itself. ERROR_LOCAL with
 * "file:line:column: ..." for an unknown member, a relative program, an unknown {placeholder} or a
 * user that does not exist. */
CHECKED bool hook_settings_read(struct hook_settings *settings, struct arena *arena,
                                const char *path, struct error *error);
/* NULL for a hook that is not configured. */
const struct hook_settings_entry *hook_settings_find(const struct hook_settings *settings,
                                                     const char *name);
