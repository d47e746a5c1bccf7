/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as every answer of a far side: what each request to it, and each receipt, must hold. Ids that
 * answers name go into the addresses of later requests. */
#pragma once
#include "base/arena.h"
#include "base/json.h"
#include "contract/itsm.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The same answer to whatever is asked, a few times; then nothing more arrives. */
struct itsm_fuzz {
	struct http http;
	struct http_response response;
	int left;
};

enum { ITSM_FUZZ_ANSWERS = 8, ITSM_FUZZ_STEPS = 2, ITSM_FUZZ_SEGMENT = 64 };

static inline void itsm_fuzz_insist(bool holds)
{
	if (!holds)
		abort();
}

/* Of letters, digits and what our own addresses have; neither empty nor dots alone nor long. */
static inline void itsm_fuzz_check_segment(const char *at, size_t length)
{
	static const char set[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	itsm_fuzz_insist(length > 0 && length <= ITSM_FUZZ_SEGMENT);
	itsm_fuzz_insist(strspn(at, set) >= length && strspn(at, ".") < length);
}

static inline void itsm_fuzz_check_address(const char *url)
{
	const char *at = strstr(url, "://");

	itsm_fuzz_insist(at != NULL);
	at += 3 + strcspn(at + 3, "/");
	itsm_fuzz_insist(*at == '/');
	while (*at == '/') {
		size_t length = strcspn(at + 1, "/?");
		itsm_fuzz_check_segment(at + 1, length);
		at += 1 + length;
	}
	/* At most one question, in which all is escaped that has a meaning. */
	for (const char *c = *at ? at + 1 : at; *c; c++)
		itsm_fuzz_insist(*c > ' ' && *c < 0x7f && strchr("?#\"<>\\^`{|}", *c) == NULL);
}

static inline enum http_outcome itsm_fuzz_answer(struct http *http,
                                                 const struct http_request *request,
                                                 struct http_response *response,
                                                 struct arena *arena, struct error *error)
{
	struct itsm_fuzz *fuzz = (struct itsm_fuzz *)http;

	(void)arena;
	itsm_fuzz_check_address(request->url);
	if (fuzz->left-- <= 0) {
		error_set(error, ERROR_RETRY, "connection refused");
		return HTTP_NOT_SENT;
	}
	*response = fuzz->response;
	return HTTP_ANSWERED;
}

static inline bool itsm_fuzz_take_row(void *context, const struct ci *row, struct error *error)
{
	(void)context;
	(void)error;
	itsm_fuzz_insist(row->id != NULL && row->name != NULL);
	return true;
}

static inline bool itsm_fuzz_take_mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)error;
	itsm_fuzz_insist(cursor != NULL);
	return true;
}

static inline void itsm_fuzz_fetch(struct itsm_fuzz *fuzz, struct itsm *itsm)
{
	for (int kind = 0; kind < CI_KINDS; kind++) {
		ARENA(arena);
		struct error error = ERROR_INIT;
		struct itsm_fetch fetch = { .scratch = &arena,
			                    .each = itsm_fuzz_take_row,
			                    .mark = itsm_fuzz_take_mark,
			                    .cursor = "" };
		fuzz->left = ITSM_FUZZ_STEPS;
		(void)itsm->type->fetch(itsm, (enum ci_kind)kind, &fetch, &error);
	}
}

/* Everything that is asked about tickets with ids as this product has them. */
static inline void itsm_fuzz_ask(struct itsm_fuzz *fuzz, struct itsm *itsm, struct arena *arena,
                                 const char *id, const char *body)
{
	static const enum step_verb verbs[] = { STEP_CREATE, STEP_UPDATE, STEP_MOVE };
	static const enum step_kind kinds[] = { STEP_TICKET, STEP_EVENT, STEP_CERTIFICATE };
	struct error error = ERROR_INIT;
	struct json *document = json_parse(arena, body, strlen(body), NULL, &error);
	struct itsm_identity identity;
	struct ticket_seen seen[1];

	fuzz->left = ITSM_FUZZ_ANSWERS;
	(void)itsm->type->identify(itsm, arena, &identity, &error);
	(void)itsm->type->read_tickets(itsm, arena, &id, 1, true, seen, &error);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]) * 3; i++) {
		struct step steps[ITSM_FUZZ_STEPS];
		struct receipt receipts[ITSM_FUZZ_STEPS];
		for (size_t j = 0; j < ITSM_FUZZ_STEPS; j++)
			steps[j] = (struct step){ .key = j ? "renewal:a:1" : "renewal:b:1",
				                  .kind = kinds[i % 3],
				                  .verb = verbs[i / 3],
				                  .remote_id = i / 3 || i % 3 == 1 ? id : "",
				                  .ticket_id = id,
				                  .handle = "",
				                  .body = document };
		fuzz->left = ITSM_FUZZ_ANSWERS;
		(void)itsm->type->push(itsm, arena, steps, ITSM_FUZZ_STEPS, receipts, &error);
		for (size_t j = 0; j < ITSM_FUZZ_STEPS; j++)
			itsm_fuzz_insist(receipts[j].reason != NULL &&
			                 (receipts[j].outcome != RECEIPT_DONE ||
			                  kinds[i % 3] != STEP_TICKET ||
			                  receipts[j].remote_id != NULL));
		(void)itsm->type->find(itsm, arena, steps, ITSM_FUZZ_STEPS, receipts, &error);
	}
}

/* The far side with its default settings and these bytes as every answer. */
static inline void itsm_fuzz_open(struct itsm_fuzz *fuzz, struct itsm *itsm)
{
	struct error error = ERROR_INIT;

	fuzz->http.exchange = itsm_fuzz_answer;
	fuzz->left = ITSM_FUZZ_ANSWERS;
	itsm->http = &fuzz->http;
	itsm_fuzz_insist(itsm->type->open(itsm, &error));
}
