/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait before the same thing is tried again. */
#pragma once
#include <stdint.h>

/* So many "later" in a row are a refusal that nobody says aloud: then a step is set aside. The pace is
 * an hour soon: four days. People are given two weeks to let a ticket move; after most of a day they
 * are told what it waits for. */
enum { BACKOFF_ASIDE = 100, BACKOFF_TELL_MOVE = 24, BACKOFF_ASIDE_MOVE = 336 };
/* What a far side took on is asked after for a good part of a working day: nothing of ours takes it
 * longer, and what waits for it must not wait for ever. */
enum { BACKOFF_ASIDE_ACCEPTED = 20 };

/* Seconds after the n-th failure in a row (from 1): 5 s doubling to an hour, spread by up to a
 * quarter by `salt` so that many do not come back at once; never less than what was asked for. */
int64_t backoff_seconds(int failures, int asked, uint64_t salt);

enum backoff_side {
	BACKOFF_SIDE_PACED, /* it took what it could and said when there is room again: just then */
	BACKOFF_SIDE_BUSY, /* it let us in, then put us off: it works, and room may be there any moment */
	BACKOFF_SIDE_DOWN, /* it does not answer, or with nonsense */
	BACKOFF_SIDE_SHUT, /* a person must act; knocking on locks the account */
};

/* The same for a whole far side, all of whose writes wait: what was asked for when paced, doubling to
 * 80 s when busy, to 15 minutes when down, to an hour when shut. */
int64_t backoff_side_seconds(enum backoff_side how, int failures, int asked, uint64_t salt);
