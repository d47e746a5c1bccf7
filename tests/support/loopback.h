/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A tiny server thread on loopback that reads HTTP requests and gives scripted answers. */
#pragma once
#include <stddef.h>

enum loopback_ending {
	LOOPBACK_CLOSE, /* close after the answer */
	LOOPBACK_KEEP,  /* keep the connection for the next turn */
	LOOPBACK_RESET, /* close with RST */
	LOOPBACK_STALL, /* say nothing more until the server stops */
};

/* What happens when a request has been read whole. The table ends with a NULL answer; requests
 * beyond it are answered by the last turn. */
struct loopback_turn {
	const char *answer;
	enum loopback_ending ending;
};

struct loopback;

/* Listens on a free port of 127.0.0.1. The table is borrowed. Fails the test when it cannot. */
struct loopback *loopback_start(const struct loopback_turn *turns);
int loopback_port(const struct loopback *server);
/* "http://127.0.0.1:<port><path>", valid until the next call. */
const char *loopback_url(struct loopback *server, const char *path);
/* Requests read so far, and one of them: head and body as received; "" when there is none. */
size_t loopback_count(struct loopback *server);
const char *loopback_request(struct loopback *server, size_t index);
/* Connections accepted so far. */
size_t loopback_connections(struct loopback *server);
/* Stops and frees. */
void loopback_stop(struct loopback **server);

/* A port of 127.0.0.1 where nobody listens. */
int loopback_closed_port(void);
