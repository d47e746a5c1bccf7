/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a question to an exchange, and from what came back to bytes that can be judged. */
#include "trust/revocation_fetch.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "trust/revocation_fetch_parts.h"

#include <sys/random.h>

/* RFC 5019 5: a longer GET is not cached. */
enum { GET_MOST = 255, NONCE_BYTES = 16 };

bool revocation_fetch_status(const struct http_response *response, struct error *error)
{
	int status = response->status;
	if (status == 200)
		return true;
	if (status >= 300 && status < 400)
		return error_set(error, ERROR_ITEM, "it redirects (HTTP %d), which is not followed",
		                 status);
	error_set(error, status == 429 || status >= 500 ? ERROR_RETRY : ERROR_ITEM,
	          "it answers with HTTP %d", status);
	error->retry_after = http_retry_after(response);
	return false;
}

bool revocation_fetch_exchange(const struct revocation_fetch *fetch, struct arena *arena,
                               struct http_request *request, struct http_response *response,
                               struct error *error)
{
	request->timeout_seconds = fetch->timeout_seconds;
	request->idempotent = true;
	if (!revocation_url_allowed(fetch->networks, request->url, error))
		return false;
	return fetch->http->exchange(fetch->http, request, response, arena, error) == HTTP_ANSWERED;
}

static bool get(const struct revocation_fetch *fetch, struct arena *arena, const char *url,
                const unsigned char *question, size_t length, struct http_response *response,
                struct error *error)
{
	const char *encoded = http_escape(arena, text_base64(arena, question, length));
	struct http_request request = {
		.method = "GET",
		.url = arena_print(arena, "%s%s%s", url, text_ends_with(url, "/") ? "" : "/",
		                   encoded),
		.body_ceiling = LIMIT_OCSP_BYTES,
	};
	return revocation_fetch_exchange(fetch, arena, &request, response, error) &&
	       revocation_fetch_status(response, error);
}

static bool post(const struct revocation_fetch *fetch, struct arena *arena, const char *url,
                 const unsigned char *question, size_t length, struct http_response *response,
                 struct error *error)
{
	struct http_request request = {
		.method = "POST",
		.url = url,
		.body = question,
		.body_length = length,
		.content_type = "application/ocsp-request",
		.body_ceiling = LIMIT_OCSP_BYTES,
	};
	return revocation_fetch_exchange(fetch, arena, &request, response, error) &&
	       revocation_fetch_status(response, error);
}

static bool is_short(const char *url, size_t length)
{
	return strlen(url) + 1 + (length + 2) / 3 * 4 <= GET_MOST;
}

/* By GET where that is wished and useful; what a nonce makes unlike all others no cache can hold. */
static bool may_get(const struct revocation_fetch *fetch, const char *url, size_t length,
                    bool random)
{
	if (random || fetch->method == REVOCATION_POST)
		return false;
	return fetch->method == REVOCATION_GET || is_short(url, length);
}

bool revocation_fetch_ocsp(const struct revocation_fetch *fetch, struct arena *arena,
                           const char *url, const struct revocation_pair *pair, int64_t now,
                           struct revocation_answer *answer, struct error *error)
{
	unsigned char nonce[NONCE_BYTES];
	const unsigned char *question;
	size_t length;
	struct http_response response = { 0 };
	*answer = (struct revocation_answer){ .reason = "" };
	bool random = fetch->nonce && fetch->method != REVOCATION_GET &&
	              getrandom(nonce, sizeof(nonce), 0) == sizeof(nonce);
	if (!revocation_ocsp_request(arena, pair, random ? nonce : NULL, sizeof(nonce), &question,
	                             &length, error))
		return false;
	bool by_get = may_get(fetch, url, length, random);
	bool came = by_get && get(fetch, arena, url, question, length, &response, error) &&
	            revocation_ocsp_judge(pair, question, length, response.body,
	                                  response.body_length, now, answer, error);
	/* Responders that know POST alone answer a GET with 4xx, a page or "malformed request". */
	bool by_post =
		!came && fetch->method != REVOCATION_GET && (!by_get || error->kind == ERROR_ITEM);
	if (by_post)
		came = post(fetch, arena, url, question, length, &response, error) &&
		       revocation_ocsp_judge(pair, question, length, response.body,
		                             response.body_length, now, answer, error);
	answer->posted = by_post;
	if (came)
		answer->source = REVOCATION_OCSP;
	return came || error_wrap(error, "'%.100s'", url);
}
