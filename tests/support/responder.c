/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An authority that answers about revocation. */
#include "support/responder.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "support/check.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static long serial_wished;
static unsigned where_wished;

static void add(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static void shape(X509 *x509)
{
	if (where_wished & RESPONDER_OCSP)
		add(x509, NID_info_access, "OCSP;URI:http://ocsp.test/");
	if (where_wished & RESPONDER_CRL)
		add(x509, NID_crl_distribution_points, "URI:http://crl.test/ca.crl");
	if (serial_wished)
		assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x509), serial_wished), 1);
}

void responder_open(struct responder *responder, const char *name)
{
	pthread_mutex_init(&responder->lock, NULL);
	responder->authority = issue(&(struct order){
		.common_name = name, .is_ca = true, .starts = -1000, .ends = 3000 });
}

void responder_close(struct responder *responder)
{
	for (size_t i = 0; i < responder->leaf_count; i++)
		issue_release(&responder->leaves[i].issued);
	issue_release(&responder->authority);
	pthread_mutex_destroy(&responder->lock);
}

struct responder_leaf *responder_issue(struct responder *responder, const char *name,
                                       unsigned where, long serial)
{
	char names[128];
	assert_true(responder->leaf_count < RESPONDER_LEAVES);
	struct responder_leaf *leaf = &responder->leaves[responder->leaf_count++];
	snprintf(names, sizeof(names), "DNS:%s", name);
	where_wished = where;
	serial_wished = serial;
	leaf->issued = issue(&(struct order){ .common_name = name,
	                                      .names = names,
	                                      .usage = "serverAuth",
	                                      .issuer = &responder->authority,
	                                      .starts = -10,
	                                      .ends = 300,
	                                      .shape = shape });
	leaf->reason = -1;
	return leaf;
}

struct responder_leaf *responder_issue_authority(struct responder *responder, const char *name,
                                                 unsigned where)
{
	struct responder_leaf *leaf = &responder->leaves[responder->leaf_count++];
	where_wished = where;
	serial_wished = 0;
	leaf->issued = issue(&(struct order){ .common_name = name,
	                                      .is_ca = true,
	                                      .issuer = &responder->authority,
	                                      .starts = -10,
	                                      .ends = 300,
	                                      .shape = shape });
	leaf->reason = -1;
	return leaf;
}

static struct look_certificate served(struct arena *arena, const struct issued *issued)
{
	struct look_certificate out;
	unsigned char *der = issue_der(issued, &out.length);
	out.der = (unsigned char *)arena_copy_bytes(arena, der, out.length);
	free(der);
	return out;
}

const struct look_certificate *responder_chain(struct arena *arena, const struct issued *authority,
                                               const struct responder_leaf *leaf)
{
	struct look_certificate *chain = ARENA_ARRAY(arena, struct look_certificate, 2);
	chain[0] = served(arena, &leaf->issued);
	chain[1] = served(arena, authority);
	return chain;
}

/* Orders count from the system's time; tests live by theirs. */
static long moved(long seconds)
{
	return (long)(clock_now() - (int64_t)time(NULL)) + seconds;
}

static bool is_usual(const struct responder *responder)
{
	return !responder->from && !responder->to;
}

static struct ocsp_order order_of(const struct responder *responder,
                                  const struct responder_leaf *leaf)
{
	return (struct ocsp_order){
		.issuer = &responder->authority,
		.certificate = &leaf->issued,
		.signer = responder->signer,
		.status = leaf->status,
		.reason = leaf->reason,
		.revoked = moved(-2 * HOUR),
		.from = moved(is_usual(responder) ? -HOUR : responder->from),
		.to = moved(is_usual(responder) ? DAY : responder->to),
	};
}

const unsigned char *responder_staple(struct arena *arena, struct responder *responder,
                                      const struct responder_leaf *leaf, size_t *length)
{
	struct ocsp_order order = order_of(responder, leaf);
	unsigned char *der = revoke_ocsp(&order, length);
	const unsigned char *copy = (unsigned char *)arena_copy_bytes(arena, der, *length);
	free(der);
	return copy;
}

static const struct responder_leaf *asked_about(const struct responder *responder,
                                                const struct http_request *request)
{
	const unsigned char *at = request->body;
	OCSP_REQUEST *question = d2i_OCSP_REQUEST(NULL, &at, (long)request->body_length);
	ASN1_INTEGER *serial = NULL;
	const struct responder_leaf *found = NULL;
	assert_non_null(question);
	OCSP_CERTID *id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(question, 0));
	assert_int_equal(OCSP_id_get0_info(NULL, NULL, NULL, &serial, id), 1);
	for (size_t i = 0; i < responder->leaf_count; i++)
		if (ASN1_INTEGER_cmp(serial,
		                     X509_get0_serialNumber(responder->leaves[i].issued.x509)) == 0)
			found = &responder->leaves[i];
	OCSP_REQUEST_free(question);
	assert_non_null(found);
	return found;
}

static unsigned char *answer(struct responder *responder, const struct http_request *request,
                             size_t *length)
{
	responder->questions++;
	struct ocsp_order order = order_of(responder, asked_about(responder, request));
	return revoke_ocsp(&order, length);
}

static unsigned char *list(struct responder *responder, size_t *length)
{
	struct crl_order order = {
		.issuer = &responder->authority,
		.signer = responder->signer,
		.from = moved(is_usual(responder) ? -HOUR : responder->from),
		.to = moved(is_usual(responder) ? DAY : responder->to),
		.number = 7,
		.scope = responder->scope,
		.fresh = responder->fresh,
		.count = responder->filler,
	};
	size_t entries = 0;
	responder->lists++;
	for (size_t i = 0; i < responder->leaf_count && entries < COUNT_OF(order.entries); i++)
		if (responder->leaves[i].listed)
			order.entries[entries++] =
				(struct crl_entry){ &responder->leaves[i].issued,
				                    responder->leaves[i].reason, moved(-2 * HOUR) };
	return revoke_crl(&order, length);
}

static unsigned char *changes(struct responder *responder, size_t *length)
{
	struct crl_order order = { .issuer = &responder->authority,
		                   .from = moved(-HOUR / 2),
		                   .to = moved(DAY),
		                   .number = 8,
		                   .base = 7,
		                   .scope = responder->changes_scope,
		                   .entries = { { &responder->changed->issued,
		                                  responder->changed->reason, moved(-HOUR) } } };
	return revoke_crl(&order, length);
}

static unsigned char *body_of(struct responder *responder, const struct http_request *request,
                              struct http_response *response, size_t *length)
{
	bool asks_changes = strstr(request->url, "/changes.crl") != NULL;
	responder->changes += asks_changes;
	if (asks_changes && responder->changed)
		return changes(responder, length);
	if (asks_changes)
		response->status = 404;
	if (asks_changes)
		return NULL;
	return strstr(request->url, ".crl") ? list(responder, length)
	                                    : answer(responder, request, length);
}

static enum http_outcome fill(struct responder *responder, const struct http_request *request,
                              struct http_response *response, struct arena *arena)
{
	static const struct http_header none[] = { { NULL, NULL } },
					marked[] = { { "etag", "\"list\"" }, { NULL, NULL } };
	unsigned char *bytes = NULL;
	size_t length = 0;
	bool lists = strstr(request->url, ".crl") != NULL;
	response->status = responder->status ? responder->status : 200;
	response->content_type = "";
	response->headers = lists ? marked : none;
	if (lists && responder->unchanged && request->headers && request->headers[0].name) {
		responder->lists++;
		response->status = 304;
	} else if (!responder->page) {
		bytes = body_of(responder, request, response, &length);
	}
	if (responder->retry_after) {
		struct http_header *headers = ARENA_ARRAY(arena, struct http_header, 2);
		headers[0] =
			(struct http_header){ "retry-after",
			                      arena_print(arena, "%d", responder->retry_after) };
		response->headers = headers;
	}
	response->body = responder->page
	                         ? responder->page
	                         : arena_copy_bytes(arena, bytes ? (char *)bytes : "", length);
	response->body_length = responder->page ? strlen(responder->page) : length;
	free(bytes);
	return HTTP_ANSWERED;
}

/* In pieces, as a network would. */
static enum http_outcome hand_over(const struct http_request *request,
                                   struct http_response *response, struct error *error)
{
	enum { PIECE = 500 };
	size_t length = response->body_length;
	const char *at = response->body;
	response->body = "";
	response->body_length = 0;
	while (length) {
		size_t piece = length < PIECE ? length : PIECE;
		if (!request->take(request->take_context, at, piece)) {
			error_set(error, ERROR_ITEM, "not what was asked for");
			return HTTP_LOST;
		}
		at += piece;
		length -= piece;
	}
	return HTTP_ANSWERED;
}

static enum http_outcome exchange(struct http *http, const struct http_request *request,
                                  struct http_response *response, struct arena *arena,
                                  struct error *error)
{
	struct responder *responder = ((struct responder_http *)http)->responder;
	pthread_mutex_lock(&responder->lock);
	enum http_outcome outcome = HTTP_NOT_SENT;
	if (responder->silent) {
		responder->questions++;
		error_set(error, ERROR_RETRY, "nobody answers");
	} else {
		outcome = fill(responder, request, response, arena);
	}
	pthread_mutex_unlock(&responder->lock);
	if (outcome == HTTP_ANSWERED && request->body_ceiling &&
	    response->body_length > request->body_ceiling) {
		error_set(error, ERROR_ITEM, "more than %zu bytes", request->body_ceiling);
		return HTTP_LOST;
	}
	bool taken = outcome == HTTP_ANSWERED && request->take && response->status == 200;
	return taken ? hand_over(request, response, error) : outcome;
}

struct discover_revocation_options responder_options(void)
{
	return (struct discover_revocation_options){
		.ask = true,
		.staple = true,
		.list_from = 20,
		.every_good = 12 * HOUR,
		.every_revoked = 12 * HOUR,
		.every_unknown = 12 * HOUR,
		.every_list = 12 * HOUR,
		.confirm = HOUR,
		.ailing = 2 * DAY,
		.day_most = 100000,
		.host_most = 1000,
		.pass_seconds = 60,
		.digest = "settings",
	};
}

struct discover_revocation_result responder_ask(struct responder *responder,
                                                const struct flow *flow,
                                                const struct discover_revocation_options *options,
                                                size_t askers)
{
	static const struct revocation_networks nowhere;
	struct responder_http https[8];
	struct revocation_fetch fetches[8];
	struct discover_revocation_result result;
	struct error error = ERROR_INIT;
	assert_true(askers <= COUNT_OF(https));
	for (size_t i = 0; i < askers; i++) {
		https[i] = (struct responder_http){ { .exchange = exchange }, responder };
		fetches[i] = (struct revocation_fetch){
			.http = &https[i].http,
			.networks = &nowhere,
			.crl_ceiling = responder->list_ceiling ? responder->list_ceiling : 1 << 20,
			.large_ceiling = responder->large_ceiling,
			.method = REVOCATION_POST
		};
	}
	const struct discover_revocation_askers all = { fetches, askers };
	if (!discover_revocation(flow, options, &all, &result, &error) &&
	    error.kind != ERROR_CANCELLED)
		fail_msg("%s", error.message);
	return result;
}
