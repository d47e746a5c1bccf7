/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any body as the answer of Assets: objects, pages of a search, schemas, runs of an import. No crash; ids are
 * digits, fingerprints hex, and what is written is answered for. */
#include "adapters/itsm/jira/jira_assets_import.h"
#include "adapters/itsm/jira/jira_assets_row.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

extern const struct itsm_type jira_itsm;
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { ANSWERS = 60, STEPS = 3, SHOWS_ALL = 0x80, IMPORTS = 0x40 };

#define HASH "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"
#define KEY  "certificate:" HASH

/* A schema that holds, and the same body for whatever else is asked. */
static const struct {
	const char *path, *answer;
} schema[] = {
	{ "/objectschema/list", "{\"values\":[{\"id\":\"1\",\"objectSchemaKey\":\"CERT\"}]}" },
	{ "/objecttypes/flat",
	  "[{\"id\":\"5\",\"name\":\"Certificate\"},{\"id\":\"6\",\"name\":\"Hosts\"},{\"id\":\"7\","
	  "\"name\":\"Linux Server\",\"parentObjectTypeId\":\"6\"},{\"id\":\"8\",\"name\":"
	  "\"Services\"}]" },
	{ "/objecttype/5/attributes",
	  "[{\"id\":\"11\",\"name\":\"SHA-256\",\"type\":0,\"uniqueAttribute\":true},{\"id\":\"12\","
	  "\"name\":\"Used by\",\"type\":1,\"maximumCardinality\":-1},{\"id\":\"13\",\"name\":"
	  "\"Names\",\"type\":0,\"maximumCardinality\":-1},{\"id\":\"14\",\"name\":\"Owner group\","
	  "\"type\":4},{\"id\":\"15\",\"name\":\"Owner\",\"type\":2},{\"id\":\"16\",\"name\":\"Valid "
	  "to\",\"type\":0,\"defaultType\":{\"id\":4}}]" },
	{ "/attributes",
	  "[{\"id\":\"21\",\"name\":\"FQDN\",\"type\":0},{\"id\":\"22\",\"name\":\"IP Address\","
	  "\"type\":0},{\"id\":\"23\",\"name\":\"Port\",\"type\":0},{\"id\":\"24\",\"name\":"
	  "\"Status\",\"type\":7},{\"id\":\"25\",\"name\":\"Owner\",\"type\":2},{\"id\":\"26\","
	  "\"name\":\"Support Group\",\"type\":4},{\"id\":\"27\",\"name\":\"Depends on hosts\","
	  "\"type\":1,\"maximumCardinality\":-1}]" },
	{ "/usage", "{\"totalObjectsCount\":7}" },
};

struct parrot {
	struct http http;
	struct http_response response;
	bool shows_all; /* the schema, too, is what the body says */
	int left;
};

static enum http_outcome answer(struct http *http, const struct http_request *request,
                                struct http_response *response, struct arena *arena,
                                struct error *error)
{
	struct parrot *parrot = (struct parrot *)http;

	if (parrot->left-- <= 0) {
		error_set(error, ERROR_RETRY, "connection refused");
		return HTTP_NOT_SENT;
	}
	*response = parrot->response;
	for (size_t i = 0; !parrot->shows_all && i < sizeof(schema) / sizeof(schema[0]); i++)
		if (strstr(request->url, schema[i].path) != NULL) {
			*response = (struct http_response){ .status = 200,
				                            .content_type = "application/json" };
			response->body = arena_copy(arena, schema[i].answer);
			response->body_length = strlen(schema[i].answer);
			break;
		}
	return HTTP_ANSWERED;
}

static bool is_number(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static bool keep(void *context, const struct ci *row, struct error *error)
{
	(void)context, (void)error;
	if (row->kind == CI_RELATION && (!is_number(row->parent) || !is_number(row->child)))
		abort();
	if (row->kind != CI_RELATION && !is_number(row->id))
		abort();
	if (row->name == NULL || row->class == NULL)
		abort();
	if (row->kind == CI_CERTIFICATE &&
	    row->fingerprint[strspn(row->fingerprint, "0123456789abcdef")] != '\0')
		abort();
	if (row->port < 0 || row->port > 65535)
		abort();
	return true;
}

static bool mark(void *context, const char *cursor, struct error *error)
{
	(void)context, (void)cursor, (void)error;
	return true;
}

static void read_all(struct itsm *itsm, struct parrot *parrot, struct arena *arena)
{
	static const enum ci_kind kinds[] = { CI_HOST, CI_SERVICE, CI_CERTIFICATE, CI_RELATION };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct itsm_fetch fetch = {
			.scratch = arena, .each = keep, .mark = mark, .cursor = ""
		};
		struct error error = ERROR_INIT;
		parrot->left = ANSWERS / 4;
		(void)jira_itsm.fetch(itsm, kinds[i], &fetch, &error);
	}
}

static void write_all(struct itsm *itsm, struct parrot *parrot, struct arena *arena,
                      const char *handle, const char *remote_id)
{
	static const char certificate[] =
		"{\"values\":{\"SHA-256\":\"" HASH "\",\"Names\":\"a\\nb\",\"Valid to\":"
		"\"2026-12-24\"},\"seed\":{\"Owner group\":\"Web\"},\"insert\":{}}";
	static const char relation[] =
		"{\"type\":\"Used by\",\"parent\":\"77\",\"child\":{\"ref\":\"" KEY "\"}}";
	struct error error = ERROR_INIT;
	struct step steps[STEPS] = {
		{ .key = KEY, .kind = STEP_CERTIFICATE, .verb = STEP_CREATE, .handle = handle },
		{ .key = "relation:a", .kind = STEP_RELATION, .verb = STEP_CREATE, .handle = "" },
		{ .key = KEY, .kind = STEP_CERTIFICATE, .verb = STEP_UPDATE, .handle = "" },
	};
	struct receipt receipts[STEPS];

	for (size_t i = 0; i < STEPS; i++) {
		const char *body = i == 1 ? relation : certificate;
		steps[i].body = json_parse(arena, body, strlen(body), NULL, &error);
		steps[i].ticket_id = "";
		steps[i].remote_id = i == 2 ? remote_id : "";
	}
	parrot->left = ANSWERS;
	(void)jira_itsm.push(itsm, arena, steps, STEPS, receipts, &error);
	for (size_t i = 0; i < STEPS; i++) {
		bool done = receipts[i].outcome == RECEIPT_DONE;
		if (receipts[i].reason == NULL || (done && receipts[i].remote_id == NULL))
			abort();
		if (done && i != 1 && !is_number(receipts[i].remote_id))
			abort();
		if (receipts[i].outcome == RECEIPT_ACCEPTED && *receipts[i].handle == '\0')
			abort();
	}
	parrot->left = ANSWERS;
	(void)jira_itsm.find(itsm, arena, steps, STEPS, receipts, &error);
}

static void open_side(struct itsm *itsm, struct jira_settings *settings, struct jira_state *state,
                      struct parrot *parrot, struct arena *arena, bool imports)
{
	struct error error = ERROR_INIT;

	if (!setting_defaults(jira_setting_table, settings, arena, &error))
		abort();
	settings->user = "robot@example.com";
	settings->assets = "text";
	settings->assets_workspace = "w1";
	if (imports) {
		settings->assets_import_source = "0b32edd6-1c9d-4a4b-8c3a-111111111111";
		settings->assets_import_from = 1;
	}
	secret_set(&settings->token, "token", 5);
	*itsm = (struct itsm){ .type = &jira_itsm,
		               .name = "far",
		               .url = "https://example.atlassian.net",
		               .settings = settings,
		               .state = state,
		               .http = &parrot->http };
	if (!jira_itsm.open(itsm, &error))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const int statuses[] = { 200, 201, 204, 400, 401, 404, 409, 429, 500 };
	static const char *const handles[] = { "", "a-run", "a-run looked", "a-run unsure" };
	ARENA(arena);
	struct jira_settings settings = { 0 };
	struct jira_state state = { 0 };
	struct parrot parrot = { .http = { .exchange = answer }, .left = ANSWERS };
	struct itsm itsm;
	/* The first byte is the status and what is set, so that a seed is readable after it. */
	uint8_t first = length > 0 ? bytes[0] : 0;

	parrot.response = (struct http_response){
		.status = statuses[first % 9],
		.content_type = "application/json",
		.body_length = length > 0 ? length - 1 : 0,
	};
	parrot.response.body = arena_copy_bytes(&arena, length > 0 ? bytes + 1 : bytes,
	                                        parrot.response.body_length);
	parrot.shows_all = (first & SHOWS_ALL) != 0;
	open_side(&itsm, &settings, &state, &parrot, &arena, (first & IMPORTS) != 0);
	read_all(&itsm, &parrot, &arena);
	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++)
		write_all(&itsm, &parrot, &arena, handles[i], i % 2 ? "9" : "");
	jira_itsm.close(&itsm);
	setting_release(jira_setting_table, &settings);
	return 0;
}
