/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in: Basic, OAuth tokens, and the token endpoint. */
#pragma once

#include "request.h"
#include "session.h"

#include <stdbool.h>

/* Fills in the session's user from the Authorization header. False: the reply is a 401. */
bool auth_check(struct session *session, const struct request *request, struct reply *reply);
/* POST /oauth_token.do */
void auth_token(struct session *session, const struct request *request, struct reply *reply);
/* Whether the call carries an OAuth token; such a token can expire. */
bool auth_uses_token(const struct request *request);
/* Forgets the token of the call. */
void auth_expire(struct session *session, const struct request *request);
void auth_refuse(struct session *session, struct reply *reply);
