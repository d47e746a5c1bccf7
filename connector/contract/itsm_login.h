/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OAuth 2.0 for adapters: a token that is lent for a while, asked for and renewed in time. */
#pragma once
#include "base/secret.h"
#include "contract/itsm_reply.h"

/* Lives in the state of an instance; all zero at start. */
struct itsm_login {
	struct secret token;
	int64_t until; /* clock_monotonic_ms; some time before its end */
	int refused;   /* fresh tokens in a row that were answered 401 */
};

/* How to ask for one (RFC 6749 4.3, 4.4); texts are borrowed. */
struct itsm_login_grant {
	const char *url; /* of the token endpoint */
	const char *client_id;
	const struct secret *client_secret;
	const char *user; /* with password: that grant; "" = client_credentials */
	const struct secret *password;
	const char *scope; /* "" = none */
	/* Judges the endpoint's answer as any other of the product. */
	void (*judge)(struct arena *arena, const struct http_response *response,
	              struct itsm_reply *reply);
	int timeout_seconds;
};

/* Sends one request with login->token in it and fills the reply. */
typedef void (*itsm_login_send_fn)(void *context, struct itsm_reply *reply);

/* Has it sent with a token that stands: one is asked for where there is none or it ends soon, and once
 * more after a 401. Where the login itself fails the reply says so, and nothing of the request was
 * sent. A fresh token that is refused at once is bad luck and tried later; the fifth in a row is a
 * matter for a person. */
void itsm_login_send(struct itsm_login *login, struct http *http, struct arena *arena,
                     const struct itsm_login_grant *grant, itsm_login_send_fn send, void *context,
                     struct itsm_reply *reply);
void itsm_login_release(struct itsm_login *login);
