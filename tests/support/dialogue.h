/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plays what a server says before TLS, cut in every way. */
#pragma once
#include "adapters/discovery/tls/tls_starttls.h"

#include "support/check.h"

enum { DIALOGUE_TURNS = 5 };

/* What a server says until it waits for us. */
struct dialogue_turn {
	const char *bytes;
	size_t length;
};

#define TURN(text)                      \
	{                               \
		text, sizeof(text) - 1, \
	}

struct dialogue_script {
	const char *protocol;
	struct dialogue_turn turns[DIALOGUE_TURNS];
	enum tls_dialogue_state end;
};

/* Plays a script with each turn in pieces of this size; 0 = whole. Ends as the dialogue does. */
void dialogue_play(const struct dialogue_script *script, size_t piece,
                   struct tls_dialogue *dialogue);
/* Plays all of them in pieces of every size and cut once at every byte; fails the test when an end
 * is not as told. */
void dialogue_check(const struct dialogue_script *scripts, size_t count);
