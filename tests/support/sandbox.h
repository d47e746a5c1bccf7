/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox program as a child of a test, on a port that it chooses. */
#pragma once
#include "base/arena.h"
#include "base/http.h"
#include <stdbool.h>
#include <sys/types.h>

struct json;

struct sandbox_child {
	pid_t pid;
	char url[64]; /* "http://127.0.0.1:41234" */
	struct http *http;
};

/* Starts it with these further arguments (NULL ends; may be NULL). False when the program has not
 * been built. Fails the test when it does not come up. */
bool sandbox_child_start(struct sandbox_child *sandbox, const char *const *arguments);
void sandbox_child_stop(struct sandbox_child *sandbox);

/* Calls of its own control, as JSON; body NULL = GET. Fails the test unless answered 2xx. */
struct json *sandbox_child_control(struct sandbox_child *sandbox, struct arena *arena,
                                   const char *path, const char *body);
