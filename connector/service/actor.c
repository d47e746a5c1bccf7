/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who runs this program, for the trail. */
#include "service/actor.h"
#include "base/file.h"
#include "base/text.h"
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* (uid_t)-1: nobody logged in, as for services. */
static const int64_t no_login = 4294967295;

enum { NAME_SHOWN = 64, LOGIN_LENGTH = 32 };

static const char *name_of(struct arena *arena, unsigned uid)
{
	const struct passwd *user = getpwuid(uid);
	return user ? arena_copy(arena, user->pw_name) : arena_print(arena, "uid %u", uid);
}

/* Of the environment: one line, no end of another text. */
static const char *plain(struct arena *arena, const char *name)
{
	char *copy = arena_copy(arena, name);
	for (char *at = copy; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@",
		            *at))
			*at = '?';
	return strlen(copy) > NAME_SHOWN ? arena_print(arena, "%.*s...", NAME_SHOWN, copy) : copy;
}

static bool has_login(struct arena *arena, const struct actor_facts *facts, unsigned *uid)
{
	int64_t number;
	if (!facts->login ||
	    !text_parse_integer(
		    arena_print(arena, "%.*s", (int)strcspn(facts->login, "\n"), facts->login),
		    &number) ||
	    number < 0 || number >= no_login)
		return false;
	*uid = (unsigned)number;
	return true;
}

const char *actor_text(struct arena *arena, const struct actor_facts *facts)
{
	unsigned login;
	const char *own = name_of(arena, facts->effective);
	if (has_login(arena, facts, &login))
		return login == facts->effective
		               ? arena_print(arena, "%s (login uid %u)", own, login)
		               : arena_print(arena, "%s (login %s, uid %u)", own,
		                             name_of(arena, login), login);
	if (facts->real != facts->effective)
		return arena_print(arena, "%s (run by %s)", own, name_of(arena, facts->real));
	if (facts->real == 0 && !text_is_empty(facts->sudo))
		return arena_print(arena, "%s (sudo says %s)", own, plain(arena, facts->sudo));
	return own;
}

const char *actor_find(struct arena *arena)
{
	size_t length;
	struct error ignored = ERROR_INIT;
	const struct actor_facts facts = {
		.effective = geteuid(),
		.real = getuid(),
		.login = file_read(arena, "/proc/self/loginuid", LOGIN_LENGTH, &length, &ignored),
		.sudo = getenv("SUDO_USER"),
	};
	return actor_text(arena, &facts);
}
