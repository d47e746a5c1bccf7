/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The runner: a socket, a queue, one program at a time. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct hook_settings;

enum {
	HOOK_SERVER_PEERS = 64,
};

struct hook_server_options {
	const char *socket;
	const char *state; /* folder of the journal */
	const struct hook_settings *settings;
	const unsigned *users; /* beside root and ourselves */
	size_t user_count;
	int64_t stop_grace; /* seconds a running program is given when the runner is to end */
};

/* Serves until SIGTERM or SIGINT; then the queue is refused, the running program gets stop_grace to
 * end, and its end is written down. ERROR_LOCAL when the socket or the state folder cannot be used. */
CHECKED bool hook_server_run(const struct hook_server_options *options, struct error *error);
