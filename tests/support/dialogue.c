/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plays what a server says before TLS. */
#include "support/dialogue.h"

static void feed(struct tls_dialogue *dialogue, const struct dialogue_turn *turn, size_t piece,
                 size_t cut)
{
	for (size_t at = 0; at < turn->length;) {
		size_t left = turn->length - at;
		size_t now = piece && piece < left ? piece : left;
		if (cut > at && cut - at < now)
			now = cut - at;
		tls_dialogue_feed(dialogue, turn->bytes + at, now);
		at += now;
	}
}

static void answer(struct tls_dialogue *dialogue)
{
	if (dialogue->state != TLS_DIALOGUE_SENDING)
		return;
	assert_non_null(dialogue->send);
	assert_true(dialogue->send_length > 0);
	tls_dialogue_sent(dialogue);
}

static void play(const struct dialogue_script *script, size_t piece, size_t cut,
                 struct tls_dialogue *dialogue)
{
	const struct tls_starttls *protocol = tls_starttls_find(script->protocol);
	assert_non_null(protocol);
	tls_dialogue_start(dialogue, protocol, "host.example");
	answer(dialogue);
	for (size_t turn = 0; turn < DIALOGUE_TURNS && script->turns[turn].bytes; turn++) {
		feed(dialogue, &script->turns[turn], piece, cut);
		answer(dialogue);
	}
}

void dialogue_play(const struct dialogue_script *script, size_t piece,
                   struct tls_dialogue *dialogue)
{
	play(script, piece, 0, dialogue);
}

static size_t longest_turn(const struct dialogue_script *script)
{
	size_t longest = 0;
	for (size_t turn = 0; turn < DIALOGUE_TURNS && script->turns[turn].bytes; turn++) {
		if (script->turns[turn].length > longest)
			longest = script->turns[turn].length;
	}
	return longest;
}

void dialogue_check(const struct dialogue_script *scripts, size_t count)
{
	for (size_t index = 0; index < count; index++) {
		const struct dialogue_script *script = &scripts[index];
		for (size_t by = 0; by <= longest_turn(script); by++) {
			struct tls_dialogue pieces;
			struct tls_dialogue once_cut;
			play(script, by, 0, &pieces);
			play(script, 0, by, &once_cut);
			if (pieces.state != script->end || once_cut.state != script->end)
				fail_msg(
					"script %zu (%s), by %zu: ends with %d and %d, not %d: '%s'",
					index, script->protocol, by, pieces.state, once_cut.state,
					script->end, tls_dialogue_line(&pieces));
		}
	}
}
