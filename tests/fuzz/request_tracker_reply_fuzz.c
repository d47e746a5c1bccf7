/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any body as the answer to each kind of RT request: no crash, no receipt left open. */
#include "adapters/itsm/request_tracker/request_tracker.h"
#include "adapters/itsm/request_tracker/request_tracker_move.h"
#include "adapters/itsm/request_tracker/request_tracker_record.h"
#include "adapters/itsm/request_tracker/request_tracker_reply_ci.h"
#include "adapters/itsm/request_tracker/request_tracker_reply_ticket.h"
#include "base/arena.h"
#include "far_side.h"
#include <stdlib.h>
#include <string.h>

extern const struct itsm_type request_tracker_itsm;

static struct request_tracker_settings settings;
static struct arena memory;

static void read_defaults(void)
{
	struct error error;

	if (settings.account == NULL &&
	    !setting_defaults(request_tracker_setting_table, &settings, &memory, &error))
		abort();
}

static void read_record(struct arena *arena, const struct json *record)
{
	struct request_tracker_record asset = { .arena = arena, .kind = "asset", .row = record };
	const struct json *link = NULL;
	struct json *flat = request_tracker_reply_flat(arena, "asset", record);
	struct ci ci;

	for (int kind = 0; kind < CI_KINDS; kind++)
		if (request_tracker_reply_ci(arena, (enum ci_kind)kind, &settings, record, &ci) &&
		    (ci.id == NULL || ci.name == NULL || ci.group == NULL))
			abort();
	(void)request_tracker_reply_person(CI_USER, record, &ci);
	while ((link = request_tracker_reply_next_link(record, "refers-to", "asset", link)) !=
	       NULL) {
		(void)request_tracker_reply_relation(arena, record, link, &ci);
		(void)request_tracker_reply_others(arena, &settings, record, link, &ci);
	}
	/* What stands there differs from itself in nothing. */
	struct json *same = request_tracker_record_holds(&asset, flat);
	if (!json_equal(same, flat))
		abort();
	(void)request_tracker_record_left(&asset, record, flat);
	(void)request_tracker_request_body(arena, "ticket", record);
}

static void read_ticket(struct arena *arena, const struct json *record, const struct json *rows)
{
	struct ticket_seen seen;
	int64_t number = request_tracker_reply_id(record);

	request_tracker_reply_ticket(arena, &settings, record, rows, &seen);
	request_tracker_reply_decisions(arena, &settings, rows, rows, rows, number, &seen);
	request_tracker_reply_notes(arena, &settings, rows, rows, number, &seen);
	for (int goal = TICKET_GOAL_OPEN; goal <= TICKET_GOAL_NOT_NEEDED; goal++) {
		struct request_tracker_move move = request_tracker_move(
			&settings, &seen, (enum ticket_goal)goal, goal % 2 == 0);
		if (move.reason == NULL)
			abort();
	}
}

static void ask(struct arena *arena, const struct http_response *response)
{
	static const char task[] =
		"{\"kind\":\"change/normal\",\"goal\":\"approval asked\",\"event\":"
		"\"task\",\"fields\":{\"Subject\":\"x\",\"Content\":\"y\"},"
		"\"base\":{},\"values\":{\"Name\":\"x\",\"SHA-256\":\"00\"}}";
	static const char note[] = "{\"kind\":\"incident\",\"goal\":\"done\",\"event\":\"note\","
				   "\"text\":\"x\",\"watch\":[\"ada\"],\"fields\":{}}";
	struct request_tracker_state state = { 0 };
	struct far_side far = { .response = *response };
	struct itsm itsm = { .type = &request_tracker_itsm,
		             .name = "rt",
		             .url = "https://rt.example.com",
		             .settings = &settings,
		             .state = &state };

	if (secret_is_empty(&settings.token))
		secret_set(&settings.token, "1-2-secret", 10);
	far_side_open(&far, &itsm);
	far_side_ask(&far, &itsm, arena, "ticket/7", task);
	far_side_ask(&far, &itsm, arena, "ticket/7", note);
	far_side_fetch(&far, &itsm);
	request_tracker_itsm.close(&itsm);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const int statuses[] = { 200, 201, 204, 302, 400, 401, 403, 404, 412, 429, 500 };
	ARENA(arena);
	struct itsm_reply reply;
	struct receipt receipt = { 0 };
	struct http_response response = { .content_type = "application/json" };

	read_defaults();
	/* The first byte is the status, so that a seed is readable after it. */
	response.status = length > 0 ? statuses[bytes[0] % 11] : 200;
	response.body_length = length > 0 ? length - 1 : 0;
	response.body =
		arena_copy_bytes(&arena, length > 0 ? bytes + 1 : bytes, response.body_length);
	request_tracker_reply_judge(&arena, &response, &reply);
	itsm_reply_receipt(&reply, false, &receipt);
	if (reply.verdict != ITSM_REPLY_OK && *reply.reason == '\0')
		abort();
	(void)request_tracker_reply_told(&arena, reply.root);
	const struct json *rows = json_get(reply.root, "items");
	read_record(&arena, reply.root);
	read_ticket(&arena, reply.root, rows);
	JSON_EACH(row, rows)
	{
		read_record(&arena, row);
		read_ticket(&arena, row, rows);
	}
	ask(&arena, &response);
	return 0;
}
