/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any body as the answer to each kind of Jira request: no crash, no receipt left open, and what is
 * written of any text is a document that can be read back. */
#include "adapters/itsm/jira/jira.h"
#include "adapters/itsm/jira/jira_adf.h"
#include "adapters/itsm/jira/jira_approval.h"
#include "adapters/itsm/jira/jira_field.h"
#include "adapters/itsm/jira/jira_history.h"
#include "adapters/itsm/jira/jira_move.h"
#include "adapters/itsm/jira/jira_reply.h"
#include "adapters/itsm/jira/jira_request.h"
#include "adapters/itsm/jira/jira_ticket.h"
#include "adapters/itsm/jira/jira_wiki.h"
#include "base/arena.h"
#include "far_side.h"
#include <stdlib.h>
#include <string.h>

extern const struct itsm_type jira_itsm;

static void read_values(struct itsm *itsm, struct arena *arena, const struct json *root)
{
	const struct jira_move move = {
		.kind = JIRA_MOVE_GO, .targets = { TICKET_PHASE_CLOSED, TICKET_PHASE_CANCELLED }
	};
	struct ticket_seen seen = { .id = "1" };
	enum ticket_phase phase;
	bool whole;

	jira_ticket_read(itsm, arena, root, &seen);
	if (seen.id == NULL || seen.state == NULL || seen.key == NULL)
		abort();
	jira_approval_read(itsm, arena, root, &seen);
	jira_approval_read(itsm, arena, json_get(root, "values"), &seen);
	(void)jira_history_mover(root, "accountId");
	(void)jira_move_choose(itsm, json_get(root, "transitions"), &move, root, &phase);
	(void)jira_move_offered(arena, json_get(root, "transitions"));
	(void)jira_adf_read(arena, root);
	(void)jira_field_same(arena, root, root);
	(void)jira_field_compose(itsm, arena, root, &whole);
}

static void write_text(struct arena *arena, const char *text)
{
	struct json *document = jira_adf_write(arena, text, true);
	const char *printed = json_print(arena, document);
	struct error error = ERROR_INIT;

	if (json_parse(arena, printed, strlen(printed), NULL, &error) == NULL)
		abort();
	if (strstr(printed, "\"text\":\"\"") != NULL)
		abort();
	(void)jira_wiki_write(arena, text, true);
	(void)jira_request_label(arena, text);
}

static void open_side(struct itsm *itsm, struct jira_settings *settings, struct jira_state *state,
                      struct far_side *far, struct arena *arena)
{
	struct error error = ERROR_INIT;

	if (!setting_defaults(jira_setting_table, settings, arena, &error))
		abort();
	settings->user = "robot@example.com";
	settings->project = "CERT";
	settings->assets = "text";
	settings->assets_workspace = "ws-1";
	settings->subtask_type = "Sub-task";
	settings->fields.approvers = "customfield_1";
	settings->fields.approvals = "customfield_2";
	secret_set(&settings->token, "token", 5);
	*itsm = (struct itsm){ .type = &jira_itsm,
		               .name = "far",
		               .url = "https://example.atlassian.net",
		               .settings = settings,
		               .state = state };
	far_side_open(far, itsm);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const int statuses[] = {
		200, 201, 204, 302, 400, 401, 403, 404, 409, 413, 429, 500
	};
	static const char body[] =
		"{\"kind\":\"change/normal\",\"goal\":\"approval asked\",\"event\":\"task\","
		"\"fields\":{\"summary\":\"x\",\"description\":\"y\"},\"base\":{}}";
	static const char note[] = "{\"kind\":\"incident\",\"goal\":\"done\",\"event\":\"note\","
				   "\"text\":\"x\",\"watch\":[\"ada\"],\"fields\":{}}";
	ARENA(arena);
	struct jira_settings settings = { 0 };
	struct jira_state state = { 0 };
	struct far_side far = { 0 };
	struct receipt receipt = { 0 };
	struct itsm_reply reply;
	struct itsm itsm;

	/* The first byte is the status, so that a seed is readable after it. */
	far.response = (struct http_response){
		.status = length > 0 ? statuses[bytes[0] % 12] : 200,
		.content_type = "application/json",
		.body_length = length > 0 ? length - 1 : 0,
	};
	far.response.body =
		arena_copy_bytes(&arena, length > 0 ? bytes + 1 : bytes, far.response.body_length);
	open_side(&itsm, &settings, &state, &far, &arena);
	jira_reply_judge(&arena, &far.response, true, &reply);
	itsm_reply_receipt(&reply, false, &receipt);
	if (reply.verdict != ITSM_REPLY_OK && *reply.reason == '\0')
		abort();
	read_values(&itsm, &arena, reply.root);
	write_text(&arena, far.response.body);
	far_side_ask(&far, &itsm, &arena, "10001", body);
	far_side_ask(&far, &itsm, &arena, "10001", note);
	far_side_fetch(&far, &itsm);
	jira_itsm.close(&itsm);
	setting_release(jira_setting_table, &settings);
	return 0;
}
