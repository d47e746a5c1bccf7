/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in: Basic, OAuth tokens, and the token endpoint. */

#include "auth.h"

#include "sandbox.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { REFRESH_LIFE = 8640000 };

static const char client_name[] = "certsteward", client_secret[] = "certsteward-secret",
		  client_user[] = "certsteward";

void auth_refuse(struct session *session, struct reply *reply)
{
	reply_error(reply, session->pool, 401, "User Not Authenticated",
	            "Required to provide Auth information");
	reply_header(reply, "WWW-Authenticate", "BASIC realm=\"Service-now\"");
}

/* Every account's password is its user name: the sandbox keeps no secrets. */
static bool password_fits(const char *user, const char *password)
{
	return *user && strcmp(user, password) == 0;
}

static bool check_basic(struct session *session, const char *encoded)
{
	size_t length = 0;
	char *decoded = text_base64_decode(session->pool, encoded, &length);
	char *colon = decoded ? memchr(decoded, ':', length) : NULL;
	if (!colon)
		return false;
	*colon = '\0';
	return password_fits(decoded, colon + 1) && session_become(session, decoded);
}

static bool check_token(struct session *session, const char *token)
{
	const char *now = pool_print(session->pool, "%lld", (long long)session->now);
	const char *user = database_value(session->database, session->pool,
	                                  "SELECT user FROM sandbox_token WHERE token = ?"
	                                  " AND kind = 'access' AND expires > CAST(? AS INTEGER)",
	                                  VALUES(token, now));
	return user && session_become(session, user);
}

static const char *bearer(const struct request *request)
{
	const char *header = request_header(request, "Authorization");
	return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

bool auth_uses_token(const struct request *request)
{
	return bearer(request) != NULL;
}

void auth_expire(struct session *session, const struct request *request)
{
	if (auth_uses_token(request))
		database_run(session->database, "DELETE FROM sandbox_token WHERE token = ?",
		             VALUES(bearer(request)));
}

bool auth_check(struct session *session, const struct request *request, struct reply *reply)
{
	const char *header = request_header(request, "Authorization");
	if (header && strncasecmp(header, "Basic ", 6) == 0 && check_basic(session, header + 6))
		return true;
	if (bearer(request) && check_token(session, bearer(request)))
		return true;
	auth_refuse(session, reply);
	return false;
}

static void refuse_token(struct reply *reply, const char *error, const char *description)
{
	reply->status = 401;
	json_decref(reply->json);
	reply->json = json_pack("{s:s, s:s}", "error_description", description, "error", error);
}

/* Inside its life a repeated request gets the same token, with what is left of it. */
static const char *issue(struct session *session, const char *user, const char *client,
                         const char *kind, long life, long *left)
{
	const char *now = pool_print(session->pool, "%lld", (long long)session->now);
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT token, expires - CAST(?1 AS INTEGER)"
	                                   " FROM sandbox_token WHERE user = ?2 AND client = ?3"
	                                   " AND kind = ?4 AND expires > CAST(?1 AS INTEGER)",
	                                   VALUES(now, user, client, kind));
	if (database_next(session->database, row)) {
		const char *token = pool_copy(session->pool, database_text(row, 0));
		*left = (long)sqlite3_column_int64(row, 1);
		database_done(row);
		return token;
	}
	const char *token = pool_print(session->pool, "%s%s", session_new_id(session->pool),
	                               session_new_id(session->pool));
	const char *expires = pool_print(session->pool, "%lld", (long long)session->now + life);
	database_run(session->database,
	             "INSERT INTO sandbox_token (token, user, client, expires, kind)"
	             " VALUES (?, ?, ?, CAST(? AS INTEGER), ?)",
	             VALUES(token, user, client, expires, kind));
	*left = life;
	return token;
}

static const char *grant_user(struct session *session, const struct request *request,
                              const char *grant)
{
	if (strcmp(grant, "client_credentials") == 0)
		return client_user;
	const char *name = request_form(request, "username");
	const char *password = request_form(request, "password");
	if (strcmp(grant, "password") == 0 && name && password && password_fits(name, password))
		return name;
	const char *refresh = request_form(request, "refresh_token");
	if (strcmp(grant, "refresh_token") == 0 && refresh)
		return database_value(session->database, session->pool,
		                      "SELECT user FROM sandbox_token WHERE token = ?"
		                      " AND kind = 'refresh'",
		                      VALUES(refresh));
	return NULL;
}

static bool client_is_known(struct session *session, const struct request *request)
{
	const char *id = request_form(request, "client_id");
	const char *secret = request_form(request, "client_secret");
	const char *header = request_header(request, "Authorization");
	if (!id && header && strncasecmp(header, "Basic ", 6) == 0) {
		size_t length = 0;
		const char *pair = text_base64_decode(session->pool, header + 6, &length);
		const char *wanted = pool_print(session->pool, "%s:%s", client_name, client_secret);
		return pair && strcmp(pair, wanted) == 0;
	}
	return id && secret && strcmp(id, client_name) == 0 && strcmp(secret, client_secret) == 0;
}

void auth_token(struct session *session, const struct request *request, struct reply *reply)
{
	const char *type = request_header(request, "Content-Type");
	const char *grant = request_form(request, "grant_type");
	if (!request_method_is(request, "POST") || !type || !grant ||
	    strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0) {
		refuse_token(reply, "server_error", "access_denied");
		return;
	}
	if (!client_is_known(session, request)) {
		refuse_token(reply, "invalid_client", "access_denied");
		return;
	}
	const char *user = grant_user(session, request, grant);
	if (!user || !session_become(session, user)) {
		refuse_token(reply, "server_error", "access_denied");
		return;
	}
	long left, refresh_left;
	const char *access =
		issue(session, user, client_name, "access", session->sandbox->token_life, &left);
	reply->status = 200;
	reply->json = json_pack("{s:s, s:s, s:s, s:i}", "access_token", access, "scope",
	                        "useraccount", "token_type", "Bearer", "expires_in", (int)left);
	if (strcmp(grant, "client_credentials") != 0)
		json_object_set_new(reply->json, "refresh_token",
		                    json_string(issue(session, user, client_name, "refresh",
		                                      REFRESH_LIFE, &refresh_left)));
}
