/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One product as which the organisation shows itself: what its APIs answer. */
#pragma once

#include "request.h"
#include "session.h"

#include <stdbool.h>

struct route_result;

struct face {
	/* Faults that come before anything is done; true when one has answered. */
	bool (*fails_before)(struct session *session, const struct request *request,
	                     struct route_result *result);
	/* The call itself, in a transaction: what is refused leaves nothing behind. */
	void (*carry_out)(struct session *session, const struct request *request,
	                  struct reply *reply);
	bool (*is_write)(const struct request *request);
	/* Headers of every answer; done: the call was carried out. */
	void (*finish)(struct session *session, const struct request *request, bool done,
	               struct reply *reply);
};
