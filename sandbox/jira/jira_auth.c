/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in to a Jira site. */

#include "jira_auth.h"

#include "sandbox/fault.h"
#include "sandbox/sandbox.h"
#include "sandbox/text.h"

#include <string.h>
#include <strings.h>

enum { TOKEN_LIFE = 3600 };

static const char client_name[] = "certsteward", client_secret[] = "certsteward-secret";

/* "alice-token" with the ending "-token" is alice's. NULL when the ending differs. */
static const char *owner_of(struct pool *pool, const char *token, const char *ending)
{
	size_t length = strlen(token), tail = strlen(ending);
	if (length <= tail || strcmp(token + length - tail, ending) != 0)
		return NULL;
	return pool_copy_length(pool, token, length - tail);
}

/* Tokens that a site knows, by where they are good. */
static const char *user_of_token(struct site *site, const char *token)
{
	struct pool *pool = site->session->pool;
	const char *user = NULL;
	if (site->kind == SITE_DC)
		return owner_of(pool, token, "-pat");
	user = owner_of(pool, token, "-token");
	if (!user && site->gateway)
		user = owner_of(pool, token, "-scoped");
	if (!user && site->gateway)
		user = owner_of(pool, token, "-narrow");
	return user;
}

static const char *basic_user(struct site *site, const char *encoded)
{
	struct pool *pool = site->session->pool;
	size_t length = 0;
	char *pair = text_base64_decode(pool, encoded, &length);
	char *colon = pair ? memchr(pair, ':', length) : NULL;
	if (!colon)
		return NULL;
	*colon = '\0';
	if (site->kind == SITE_DC)
		return strcmp(pair, colon + 1) == 0 ? pair : NULL;
	const char *user = user_of_token(site, colon + 1);
	const char *wanted = user ? pool_print(pool, "%s@example.com", user) : "";
	return *wanted && strcasecmp(wanted, pair) == 0 ? user : NULL;
}

static const char *issued_user(struct site *site, const char *token)
{
	return database_value(site->session->database, site->session->pool,
	                      "SELECT user FROM sandbox_token WHERE token = ?1 AND client = ?2"
	                      " AND expires > CAST(?3 AS INTEGER) AND (kind <> 'import' OR"
	                      " instr(?4, '/importsource/') > 0)",
	                      VALUES(token, site->name, site_now(site), site->request->path));
}

static const char *bearer_user(struct site *site, const char *token)
{
	const char *user = site->kind == SITE_DC || site->gateway ? issued_user(site, token) : NULL;
	if (user)
		return user;
	/* A classic token goes with its e-mail address only. */
	if (site->kind == SITE_CLOUD && owner_of(site->session->pool, token, "-token"))
		return NULL;
	return user_of_token(site, token);
}

static bool is_struck(struct site *site, const char *token)
{
	struct fault_set *faults = site->session->sandbox->faults;
	struct fault_call call = { site->request->method, site->request->path };
	if (token && (fault_strikes(faults, "token-expired", &call) ||
	              fault_strikes(faults, "token-life", &call))) {
		database_run(site->session->database, "DELETE FROM sandbox_token WHERE token = ?",
		             VALUES(token));
		return issued_user(site, token) == NULL;
	}
	return fault_strikes(faults, "dead-token", &call);
}

bool jira_auth_check(struct site *site)
{
	const char *header = request_header(site->request, "Authorization");
	const char *token = header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
	const char *user = NULL;
	if (token)
		user = bearer_user(site, token);
	else if (header && strncasecmp(header, "Basic ", 6) == 0)
		user = basic_user(site, header + 6);
	if (user && !is_struck(site, token) && session_become(site->session, user))
		return true;
	site->anonymous = true;
	if (header)
		reply_header(site->reply, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
	return false;
}

void jira_auth_refuse(struct site *site)
{
	if (site->gateway) {
		site_answer(site, 401,
		            json_pack("{s:i, s:s}", "code", 401, "message", "Unauthorized"));
		return;
	}
	static const char text[] = "Client must be authenticated to access this resource.";
	if (site->kind == SITE_DC)
		site_answer(site, 401,
		            json_pack("{s:s, s:i}", "message", text, "status-code", 401));
	else
		site_refuse(site, 401, "%s", text);
	reply_header(site->reply, "WWW-Authenticate",
	             site->kind == SITE_DC ? "OAuth realm=\"jira\""
	                                   : "OAuth realm=\"http%3A%2F%2F127.0.0.1\"");
}

/* Searches and bulk reads are sent by POST and want the scope of reading. */
static bool reads(const struct request *request)
{
	static const char *const lists[] = { "/search/jql", "/issue/bulkfetch" };
	size_t length = strlen(request->path);
	bool found = request_method_is(request, "GET");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size_t end = strlen(lists[i]);
		found = found ||
		        (length > end && strcmp(request->path + length - end, lists[i]) == 0);
	}
	return found;
}

bool jira_auth_has_scope(struct site *site, enum site_area area)
{
	const char *header = request_header(site->request, "Authorization");
	bool basic = header && strncasecmp(header, "Basic ", 6) == 0;
	size_t length = 0;
	const char *secret = "";
	if (basic) {
		const char *pair = text_base64_decode(site->session->pool, header + 6, &length);
		const char *colon = pair ? strchr(pair, ':') : NULL;
		secret = colon ? colon + 1 : "";
	} else if (header) {
		secret = header + strcspn(header, " ");
	}
	bool narrow = owner_of(site->session->pool, secret, "-narrow") != NULL;
	if (!narrow || (reads(site->request) && area == SITE_AREA_PLATFORM))
		return true;
	site_answer(site, 401,
	            json_pack("{s:i, s:s}", "code", 401, "message",
	                      "Unauthorized; scope does not match"));
	return false;
}

static const char *grant_word(const struct request *request, const json_t *body, const char *name)
{
	const char *value = body ? site_text(body, name) : request_form(request, name);
	return value ? value : "";
}

void jira_auth_token(struct site *site)
{
	struct session *session = site->session;
	const struct request *request = site->request;
	json_t *body = json_loadb(request->body, request->body_length, 0, NULL);
	bool fits = strcmp(grant_word(request, body, "grant_type"), "client_credentials") == 0 &&
	            strcmp(grant_word(request, body, "client_id"), client_name) == 0 &&
	            strcmp(grant_word(request, body, "client_secret"), client_secret) == 0;
	json_decref(body);
	if (!fits) {
		site_answer(site, 401,
		            json_pack("{s:s, s:s}", "error", "access_denied", "error_description",
		                      "Unauthorized"));
		return;
	}
	const char *token =
		pool_print(session->pool, "eyJ%s.%s.%s", session_new_id(session->pool),
	                   session_new_id(session->pool), session_new_id(session->pool));
	long life = session->sandbox->token_life < TOKEN_LIFE ? session->sandbox->token_life
	                                                      : TOKEN_LIFE;
	database_run(session->database,
	             "INSERT INTO sandbox_token (token, user, client, expires, kind)"
	             " VALUES (?, ?, ?, CAST(? AS INTEGER), 'access')",
	             VALUES(token, client_name, site->name,
	                    site_print_number(site, (long long)session->now + life)));
	site_answer(site, 200,
	            json_pack("{s:s, s:s, s:i, s:s}", "access_token", token, "scope",
	                      site->kind == SITE_DC ? "WRITE"
	                                            : "read:jira-work write:jira-work "
	                                              "read:cmdb-object:jira",
	                      "expires_in", (int)life, "token_type", "Bearer"));
}
