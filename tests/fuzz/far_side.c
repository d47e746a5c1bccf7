/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the address of each request, and every receipt. */
#include "far_side.h"
#include "base/arena.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

enum { ANSWERS = 8, STEPS = 2, SEGMENT = 64 };

void far_side_insist(bool holds)
{
	if (!holds)
		abort();
}

/* Of letters, digits and what our own addresses have; neither empty nor dots alone nor long. */
static void check_segment(const char *at, size_t length)
{
	static const char set[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	far_side_insist(length > 0 && length <= SEGMENT);
	far_side_insist(strspn(at, set) >= length && strspn(at, ".") < length);
}

static void check_address(const char *url)
{
	const char *at = strstr(url, "://");

	far_side_insist(at != NULL);
	at += 3 + strcspn(at + 3, "/");
	far_side_insist(*at == '/');
	while (*at == '/') {
		size_t length = strcspn(at + 1, "/?");
		check_segment(at + 1, length);
		at += 1 + length;
	}
	/* At most one question, in which all is escaped that has a meaning. */
	for (const char *c = *at ? at + 1 : at; *c; c++)
		far_side_insist(*c > ' ' && *c < 0x7f && strchr("?#\"<>\\^`{|}", *c) == NULL);
}

static enum http_outcome answer(struct http *http, const struct http_request *request,
                                struct http_response *response, struct arena *arena,
                                struct error *error)
{
	struct far_side *far = (struct far_side *)http;

	(void)arena;
	check_address(request->url);
	if (far->left-- <= 0) {
		error_set(error, ERROR_RETRY, "connection refused");
		return HTTP_NOT_SENT;
	}
	*response = far->response;
	return HTTP_ANSWERED;
}

static bool take_row(void *context, const struct ci *row, struct error *error)
{
	(void)context;
	(void)error;
	far_side_insist(row->id != NULL && row->name != NULL);
	return true;
}

static bool take_mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)error;
	far_side_insist(cursor != NULL);
	return true;
}

void far_side_fetch(struct far_side *far, struct itsm *itsm)
{
	for (int kind = 0; kind < CI_KINDS; kind++) {
		ARENA(arena);
		struct error error = ERROR_INIT;
		struct itsm_fetch fetch = {
			.scratch = &arena, .each = take_row, .mark = take_mark, .cursor = ""
		};
		far->left = STEPS;
		(void)itsm->type->fetch(itsm, (enum ci_kind)kind, &fetch, &error);
	}
}

void far_side_ask(struct far_side *far, struct itsm *itsm, struct arena *arena, const char *id,
                  const char *body)
{
	static const enum step_verb verbs[] = { STEP_CREATE, STEP_UPDATE, STEP_MOVE };
	static const enum step_kind kinds[] = { STEP_TICKET, STEP_EVENT, STEP_CERTIFICATE };
	struct error error = ERROR_INIT;
	struct json *document = json_parse(arena, body, strlen(body), NULL, &error);
	struct itsm_identity identity;
	struct ticket_seen seen[1];

	far->left = ANSWERS;
	(void)itsm->type->identify(itsm, arena, &identity, &error);
	(void)itsm->type->read_tickets(itsm, arena, &id, 1, true, seen, &error);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]) * 3; i++) {
		struct step steps[STEPS];
		struct receipt receipts[STEPS];
		for (size_t j = 0; j < STEPS; j++)
			steps[j] = (struct step){ .key = j ? "renewal:a:1" : "renewal:b:1",
				                  .kind = kinds[i % 3],
				                  .verb = verbs[i / 3],
				                  .remote_id = i / 3 || i % 3 == 1 ? id : "",
				                  .ticket_id = id,
				                  .handle = "",
				                  .body = document };
		far->left = ANSWERS;
		(void)itsm->type->push(itsm, arena, steps, STEPS, receipts, &error);
		for (size_t j = 0; j < STEPS; j++)
			far_side_insist(receipts[j].reason != NULL &&
			                (receipts[j].outcome != RECEIPT_DONE ||
			                 kinds[i % 3] != STEP_TICKET ||
			                 receipts[j].remote_id != NULL));
		(void)itsm->type->find(itsm, arena, steps, STEPS, receipts, &error);
	}
}

void far_side_open(struct far_side *far, struct itsm *itsm)
{
	struct error error = ERROR_INIT;

	far->http.exchange = answer;
	far->left = ANSWERS;
	itsm->http = &far->http;
	far_side_insist(itsm->type->open(itsm, &error));
}
