/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as they come: kept as long as they are short, then read without being kept. */
#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "trust/revocation_fetch_parts.h"

#include <stdlib.h>
#include <string.h>

struct receiving {
	const struct revocation_fetch *fetch;
	struct arena *arena;
	struct revocation_large *large;
	unsigned char *kept;
	size_t length, capacity;
	struct revocation_crl_wanted wanted;
	struct revocation_crl_stream *stream; /* once it is too long to be kept */
	struct error error;
};

static void release(struct receiving *receiving)
{
	revocation_crl_stream_close(&receiving->stream);
	free(receiving->kept);
}

/* What was kept so far is its beginning. */
static bool turn_to_stream(struct receiving *receiving)
{
	struct revocation_large *large = receiving->large;
	if (!large->wanted(large->context, &receiving->wanted, &receiving->error))
		return false;
	receiving->wanted.ceiling = receiving->fetch->large_ceiling;
	bool good =
		revocation_crl_stream_open(receiving->arena, large->question, &receiving->wanted,
	                                   &receiving->stream, &receiving->error) &&
		revocation_crl_stream_take(receiving->stream, receiving->kept, receiving->length,
	                                   &receiving->error);
	free(receiving->kept);
	receiving->kept = NULL;
	return good;
}

static void keep(struct receiving *receiving, const void *bytes, size_t length)
{
	size_t needed = receiving->length + length;
	if (length == 0)
		return;
	if (!receiving->kept || needed > receiving->capacity) {
		receiving->capacity = 2 * needed;
		receiving->kept = memory_resize(receiving->kept, receiving->capacity);
	}
	memcpy(receiving->kept + receiving->length, bytes, length);
	receiving->length = needed;
}

static bool receive(void *context, const void *bytes, size_t length)
{
	struct receiving *receiving = context;
	bool is_long = length > receiving->fetch->crl_ceiling - receiving->length;
	if (!receiving->stream && is_long && !turn_to_stream(receiving))
		return false;
	if (receiving->stream)
		return revocation_crl_stream_take(receiving->stream, bytes, length,
		                                  &receiving->error);
	keep(receiving, bytes, length);
	return true;
}

/* What came is whole: the end of the stream, or bytes for the caller. */
static bool finish(struct receiving *receiving, const struct http_response *response,
                   struct revocation_list *list, struct error *error)
{
	list->streamed = receiving->stream != NULL;
	if (list->streamed)
		return revocation_crl_stream_end(receiving->stream, &receiving->large->crl, error);
	const void *bytes = response->body;
	size_t length = response->body_length;
	if (receiving->large) {
		bytes = arena_copy_bytes(receiving->arena,
		                         receiving->kept ? receiving->kept : bytes,
		                         receiving->length);
		length = receiving->length;
	}
	list->bytes = revocation_crl_unwrap(receiving->arena, bytes, length, &list->length);
	return true;
}

static bool get(struct receiving *receiving, const char *url, const struct http_header *headers,
                struct http_response *response, struct error *error)
{
	const struct revocation_fetch *fetch = receiving->fetch;
	struct http_request request = {
		.method = "GET",
		.url = url,
		.headers = headers,
		.body_ceiling = receiving->large ? fetch->large_ceiling : fetch->crl_ceiling,
		.take = receiving->large ? receive : NULL,
		.take_context = receiving,
	};
	if (revocation_fetch_exchange(fetch, receiving->arena, &request, response, error))
		return true;
	/* Why we refused what came says more than that the exchange ended. */
	if (receiving->error.kind != ERROR_NONE)
		*error = receiving->error;
	return false;
}

static const char *header(const struct http_response *response, const char *name)
{
	const char *value = http_response_header(response, name);
	return value ? value : "";
}

bool revocation_fetch_list(const struct revocation_fetch *fetch, struct arena *arena,
                           const char *url, struct revocation_list *list, struct error *error)
{
	struct receiving receiving CLEANUP(release) = {
		.fetch = fetch,
		.arena = arena,
		.large = fetch->large_ceiling > fetch->crl_ceiling ? list->large : NULL,
	};
	struct http_header headers[3] = { 0 };
	struct http_response response = { 0 };
	size_t count = 0;
	if (!text_is_empty(list->etag))
		headers[count++] = (struct http_header){ "If-None-Match", list->etag };
	if (!text_is_empty(list->modified))
		headers[count++] = (struct http_header){ "If-Modified-Since", list->modified };
	list->unchanged = list->streamed = false;
	if (!get(&receiving, url, headers, &response, error))
		return error_wrap(error, "'%.100s'", url);
	list->unchanged = count > 0 && response.status == 304;
	if (list->unchanged)
		return true;
	if (!revocation_fetch_status(&response, error) ||
	    !finish(&receiving, &response, list, error))
		return error_wrap(error, "'%.100s'", url);
	list->etag = header(&response, "etag");
	list->modified = header(&response, "last-modified");
	return true;
}
