/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fast probe's state machine with room and ciphers of its own, for tests. */
#pragma once
#include "adapters/discovery/tls/tls_fast.h"

struct fast_player {
	struct tls_fast_ciphers ciphers;
	struct tls_fast fast;
	unsigned char *room;
};

/* Starts with a hello of fixed randomness. */
void fast_open(struct fast_player *player, enum tls_offer offer, const char *server_name);
void fast_close(struct fast_player *player);
/* Starts over with the same ciphers. */
void fast_again(struct fast_player *player, enum tls_offer offer, const char *server_name);
/* Feeds bytes in pieces of at most this length, with room that grows only as it must. */
enum tls_fast_state fast_feed(struct fast_player *player, const void *bytes, size_t length,
                              size_t piece);
/* Sends the hello over a connected socket, reads until there is a verdict or the end, says goodbye. */
enum tls_fast_state fast_talk(struct fast_player *player, int descriptor);

#define FAST(name) struct fast_player name __attribute__((cleanup(fast_close))) = { .room = NULL }
