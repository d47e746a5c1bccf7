/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a client may ask, judged before anything acts on it.
 *
 * One frame (base/frame.h) of JSON per connection, and one frame back:
 *   {"ping": true}                 {"hooks": ["renew"], "busy": false, "waiting": 0}
 *   {"query": "r-000012"}          {"run", "state": unknown|waiting|running|interrupted|ended, ...}
 *   {"hook": "renew", "run": "r-000012",
 *    "arguments": {"fingerprint", "serial", "case", "ticket"}, "input": {...}}
 *        the answer comes when the program has ended:
 *        {"run", "hook", "state": "ended", "started": true, "exit": 0 or "signal": 9,
 *         "timed_out", "stopped", "seconds", "output"}
 *        or {"run", "started": false, "reason"}
 * A request that is refused: {"started": false, "reason": "..."} */
#pragma once
#include "base/error.h"
#include "base/setting.h"
#include <stddef.h>

struct arena;

enum {
	/* The names and places of one certificate for standard input. */
	HOOK_REQUEST_BYTES = 1 << 20,
	/* {fingerprint}, {serial}, {case}, {ticket} */
	HOOK_REQUEST_PLACEHOLDERS = 4,
};

enum hook_request_kind { HOOK_REQUEST_PING, HOOK_REQUEST_QUERY, HOOK_REQUEST_RUN };

/* Texts live in the arena given to hook_request_read. */
struct hook_request {
	enum hook_request_kind kind;
	const char *hook;
	const char *run;
	const char *values[HOOK_REQUEST_PLACEHOLDERS]; /* NULL = not given */
	const char *input;                             /* JSON text for standard input */
};

/* ERROR_ITEM names what is wrong: an unknown member, a run id or value with other characters than
 * ours ("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}"; fingerprint and serial are hex). */
CHECKED bool hook_request_read(struct hook_request *request, struct arena *arena, const char *bytes,
                               size_t length, struct error *error);

/* The argument vector, NULL-terminated, with the placeholders filled in; each stays one argument
 * whatever it holds. NULL with ERROR_ITEM when the request lacks a value that the command uses. */
CHECKED char **hook_request_arguments(const struct hook_request *request,
                                      const struct setting_list *command, struct arena *arena,
                                      struct error *error);

/* Where in item a '{' starts no known placeholder, or NULL. */
const char *hook_request_unknown_placeholder(const char *item);
