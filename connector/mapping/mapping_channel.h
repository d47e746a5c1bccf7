/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of base/frame.h in both directions at once over one non-blocking socket: neither side ever
 * waits for the other to read. */
#pragma once
#include "base/text.h"
#include <stddef.h>

struct mapping_channel {
	int socket;       /* -1 = closed */
	struct text out;  /* queued frames */
	size_t out_sent;  /* bytes of out that are gone */
	char *in;         /* received bytes */
	size_t in_length; /* of them valid */
	size_t in_taken;  /* of them handed out */
	size_t in_capacity;
};

enum mapping_channel_event {
	MAPPING_CHANNEL_MOVED,  /* something was sent or received */
	MAPPING_CHANNEL_IDLE,   /* nothing within the time */
	MAPPING_CHANNEL_CLOSED, /* the other side is gone, or sent a frame above the ceiling */
};

/* Takes over the socket, which is made non-blocking. */
void mapping_channel_open(struct mapping_channel *channel, int socket);
void mapping_channel_close(struct mapping_channel *channel);

/* Queues one frame of at most LIMIT_FRAME_BYTES. */
void mapping_channel_queue(struct mapping_channel *channel, const void *bytes, size_t length);
/* Bytes queued and not yet sent. */
size_t mapping_channel_pending(const struct mapping_channel *channel);
/* Waits at most timeout_ms, then sends and receives what goes without waiting. */
enum mapping_channel_event mapping_channel_turn(struct mapping_channel *channel, int timeout_ms);
/* The next whole frame, borrowed until the next turn; NULL when none is complete. */
const char *mapping_channel_take(struct mapping_channel *channel, size_t *length);
