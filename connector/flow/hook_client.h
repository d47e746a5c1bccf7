/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the hook runner, the only process of ours that executes anything, to run a hook. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

/* What is known of one run. Only ENDED says how it ended; after LOST and INTERRUPTED the program may
 * have run, in part or whole: look at the places, and never start it again by itself. */
enum hook_client_state {
	HOOK_CLIENT_REFUSED, /* nothing was started: `reason` */
	HOOK_CLIENT_UNKNOWN, /* the runner never started this id */
	HOOK_CLIENT_WAITING, /* behind another run */
	HOOK_CLIENT_RUNNING,
	HOOK_CLIENT_ENDED,
	HOOK_CLIENT_LOST,        /* asked for, but no answer came: query it later */
	HOOK_CLIENT_INTERRUPTED, /* started, and the runner died before the end */
};

/* Texts live in the caller's arena. */
struct hook_client_result {
	enum hook_client_state state;
	int code; /* exit status; -1 when a signal ended it */
	bool timed_out;
	bool stopped; /* ended early because the runner was to end */
	int64_t seconds;
	const char *output; /* last 4 KiB, cleaned and masked */
	const char *reason; /* REFUSED and LOST, else NULL */
};

struct hook_client_run {
	const char *hook;
	const char *run; /* [A-Za-z0-9][A-Za-z0-9._:-]{0,127}, good for one start only */
	/* For {fingerprint}, {serial} (hex), {case}, {ticket} (as run); NULL = not given. */
	const char *fingerprint;
	const char *serial;
	const char *case_key;
	const char *ticket;
	const struct json *input; /* names and places, for standard input; NULL = {} */
	int64_t wait_seconds;     /* after which the answer counts as lost; 0 = one day */
};

/* Asked twice a second; true stops the waiting, not the program. */
typedef bool (*hook_client_cancel_fn)(void *context);

/* Names of the hooks the runner has. ERROR_RETRY when it does not answer. */
CHECKED bool hook_client_ping(const char *socket, struct arena *arena, const char ***names,
                              size_t *count, struct error *error);

/* Asks and waits for the end. ERROR_RETRY when the runner cannot be reached: nothing was asked.
 * ERROR_CANCELLED after `cancel` (may be NULL) said so: the run goes on. Else true, and the state
 * is REFUSED, ENDED or LOST. */
CHECKED bool hook_client_start(const char *socket, struct arena *arena,
                               const struct hook_client_run *run, hook_client_cancel_fn cancel,
                               void *context, struct hook_client_result *result,
                               struct error *error);

/* What the runner knows of a run id. ERROR_RETRY when it does not answer. */
CHECKED bool hook_client_query(const char *socket, struct arena *arena, const char *run,
                               struct hook_client_result *result, struct error *error);

/* "ended", "interrupted", ... */
const char *hook_client_state_name(enum hook_client_state state);
