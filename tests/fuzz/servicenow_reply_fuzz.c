/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any body as the answer to each kind of ServiceNow request: no crash, no receipt left open. */
#include "adapters/itsm/servicenow/servicenow.h"
#include "adapters/itsm/servicenow/servicenow_move.h"
#include "adapters/itsm/servicenow/servicenow_reply.h"
#include "adapters/itsm/servicenow/servicenow_reply_ci.h"
#include "adapters/itsm/servicenow/servicenow_reply_ire.h"
#include "adapters/itsm/servicenow/servicenow_reply_ticket.h"
#include "adapters/itsm/servicenow/servicenow_request_batch.h"
#include "base/arena.h"
#include "far_side.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

extern const struct itsm_type servicenow_itsm;

enum { REPLIES = 4, STEPS = 3 };

static void read_rows(struct arena *arena, const struct json *rows)
{
	static const char *const pairs[] = { "install_status=7", "no pair" };
	const struct setting_list retired = { (const char **)pairs, 2 };
	const struct servicenow_reply_view view = { .table = "t",
		                                    .account = "robot",
		                                    .discovery_source = "s",
		                                    .domain_column = "domain",
		                                    .retired = &retired };
	struct ticket_seen seen = { .id = "a" };
	struct ci ci;

	JSON_EACH(row, rows)
	{
		for (int kind = 0; kind < CI_KINDS; kind++)
			(void)servicenow_reply_ci(arena, (enum ci_kind)kind, &view, row, &ci);
		servicenow_reply_ticket(arena, "change_request", row, &seen);
		servicenow_reply_ticket(arena, "incident", row, &seen);
		(void)servicenow_reply_ignored(arena, row);
		(void)servicenow_reply_spelling(servicenow_reply_field(row, "fingerprint"));
	}
	servicenow_reply_decisions(arena, rows, rows, "certsteward", &seen);
	servicenow_reply_notes(arena, rows, "robot", &seen);
}

static void read_identification(struct arena *arena, const struct itsm_reply *reply)
{
	struct receipt receipts[STEPS] = { 0 };
	struct servicenow_ire_item items[] = {
		{ .internal_id = "i0", .receipt = &receipts[0] },
		{ .internal_id = "i1", .receipt = &receipts[1] },
		{ .internal_id = "i2", .sys_id = "host" },
	};
	struct servicenow_ire_relation relations[] = { { .receipt = &receipts[2] } };
	struct servicenow_ire ire = {
		.items = items, .item_count = 3, .relations = relations, .relation_count = 1
	};
	const char *why;

	(void)servicenow_reply_ire(arena, reply, &ire, &why);
	for (size_t i = 0; i < STEPS; i++)
		if (receipts[i].outcome == RECEIPT_UNTRIED || receipts[i].reason == NULL)
			abort();
}

static void read_moves(struct arena *arena, const struct json *result)
{
	struct servicenow_move wanted = { .kind = SERVICENOW_MOVE_GO,
		                          .target = SERVICENOW_CHANGE_ASSESS };
	struct servicenow_move move =
		servicenow_move_allowed(arena, result, wanted, SERVICENOW_CHANGE_AUTHORIZE);

	if (move.kind != SERVICENOW_MOVE_GO && move.reason == NULL)
		abort();
	(void)servicenow_reply_conflict(result);
}

static void ask(struct arena *arena, const struct http_response *response)
{
	static const char task[] =
		"{\"kind\":\"change/standard\",\"goal\":\"approval asked\",\"event\":"
		"\"task\",\"template\":\"Renew\",\"fields\":{\"short_description\":"
		"\"x\"},\"base\":{},\"values\":{\"name\":\"x\"}}";
	static const char note[] = "{\"kind\":\"incident\",\"goal\":\"done\",\"event\":\"note\","
				   "\"text\":\"x\",\"watch\":[\"ada\"],\"fields\":{}}";
	static const char id[] = "0123456789abcdef0123456789abcdef";
	struct servicenow_settings settings = { 0 };
	struct servicenow_state state = { 0 };
	struct error error = ERROR_INIT;
	struct far_side far = { .response = *response };
	struct itsm itsm = { .type = &servicenow_itsm,
		             .name = "far",
		             .url = "https://example.service-now.com",
		             .settings = &settings,
		             .state = &state };

	far_side_insist(setting_defaults(servicenow_setting_table, &settings, arena, &error));
	settings.user = "robot";
	secret_set(&settings.password, "pass", 4);
	far_side_open(&far, &itsm);
	far_side_ask(&far, &itsm, arena, id, task);
	far_side_ask(&far, &itsm, arena, id, note);
	far_side_fetch(&far, &itsm);
	servicenow_itsm.close(&itsm);
	setting_release(servicenow_setting_table, &settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const int statuses[] = { 200, 201, 202, 204, 400, 401, 403, 404, 409, 429, 500 };
	ARENA(arena);
	struct itsm_reply reply, parts[REPLIES];
	struct receipt receipt = { 0 };
	struct http_response response = { .content_type = "application/json" };

	/* The first byte is the status, so that a seed is readable after it. */
	response.status = length > 0 ? statuses[bytes[0] % 11] : 200;
	response.body_length = length > 0 ? length - 1 : 0;
	response.body =
		arena_copy_bytes(&arena, length > 0 ? bytes + 1 : bytes, response.body_length);
	servicenow_reply_judge_worker(&arena, &response, &reply);
	itsm_reply_receipt(&reply, false, &receipt);
	if (reply.verdict != ITSM_REPLY_OK && *reply.reason == '\0')
		abort();
	servicenow_request_batch_split(&arena, &reply, REPLIES, parts);
	read_rows(&arena, reply.result);
	read_identification(&arena, &reply);
	read_moves(&arena, servicenow_reply_row(reply.result));
	ask(&arena, &response);
	return 0;
}
