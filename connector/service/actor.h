/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who runs this program, for the trail. */
#pragma once
#include "base/arena.h"

/* What the system says about it. */
struct actor_facts {
	unsigned effective, real; /* user ids */
	/* Text of /proc/self/loginuid: who logged in, kept by the kernel through su and sudo (proc(5));
	 * 4294967295 for services. NULL = not readable. */
	const char *login;
	const char *sudo; /* SUDO_USER; root can set it to anything. NULL = none */
};

/* "root (login ada, uid 1000)"; "ada (login uid 1000)"; without a login known to the kernel "ada", or
 * "root (sudo says ada)". */
const char *actor_text(struct arena *arena, const struct actor_facts *facts);
/* Of this process. */
const char *actor_find(struct arena *arena);
