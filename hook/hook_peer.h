/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One connection: reads one request frame, and later writes one answer frame, never waiting. */
#pragma once
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pollfd;

struct hook_peer {
	int socket; /* -1 = free */
	struct text in;
	struct text out;
	size_t sent;
	bool asked;      /* its request was taken */
	int64_t give_up; /* monotonic ms by which the request must be whole, or the answer read */
};

enum hook_peer_event {
	HOOK_PEER_WAITING,
	HOOK_PEER_REQUEST, /* a whole request is there: hook_peer_request */
	HOOK_PEER_GONE,    /* done, closed by the other side, too slow or too large */
};

enum { HOOK_PEER_PATIENCE_MS = 10000 };

/* Takes over a connected, non-blocking socket. */
void hook_peer_open(struct hook_peer *peer, int socket, int64_t now);
void hook_peer_close(struct hook_peer *peer);
/* Whether the process on the other side runs as root, as ourselves or as one of users. */
bool hook_peer_is_allowed(int socket, const unsigned *users, size_t user_count);

/* What to wait for; its descriptor is -1, which poll() passes over, when the peer is free. */
struct pollfd hook_peer_poll(const struct hook_peer *peer);
/* Moves what can be moved. A peer whose program runs may leave: its run goes on. */
enum hook_peer_event hook_peer_turn(struct hook_peer *peer, short events, int64_t now);
/* The request's bytes, borrowed until the peer closes; the peer counts as asked from now on. */
const char *hook_peer_request(struct hook_peer *peer, size_t *length);
void hook_peer_answer(struct hook_peer *peer, const char *text, int64_t now);
