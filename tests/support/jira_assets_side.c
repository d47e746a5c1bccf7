/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Assets of a running sandbox, with the object type of certificates. */
#include "support/jira_assets_side.h"
#include "adapters/itsm/jira/jira_assets_space.h"
#include "base/json.h"
#include "support/check.h"

extern const struct itsm_type jira_itsm;

struct json *jira_assets_side_send(struct jira_side *side, const char *path, const char *body)
{
	struct error error = ERROR_INIT;
	struct jira_request request = { .method = "POST", .path = path };
	struct itsm_reply reply;

	request.body = json_parse(side->arena, body, strlen(body), NULL, &error);
	if (!jira_assets_call(side->itsm, side->arena, JIRA_ASSETS_OTHER, &request, &reply))
		fail_msg("%s: %s", path, reply.reason);
	return reply.root;
}

static void add(struct jira_side *side, const char *type, const char *rest)
{
	(void)jira_assets_side_send(side, arena_print(side->arena, "/objecttypeattribute/%s", type),
	                            rest);
}

/* As `certsteward init --target` tells the administrator. */
static void make_type(struct jira_side *side)
{
	static const char *const plain[] = { "Serial number", "Subject",   "Issuer",
		                             "Public key",    "Signature", "Certificate status" };
	struct jira_assets *assets = jira_assets_of(side->itsm);
	const char *schema, *type;

	assert_true(jira_assets_reach(side->itsm, side->arena, &side->error));
	schema = json_member_text(
		jira_assets_side_send(side, "/objectschema/create",
	                              "{\"name\":\"Certificates\",\"objectSchemaKey\":\"CERT\"}"),
		"id", "");
	type = json_member_text(
		jira_assets_side_send(
			side, "/objecttype/create",
			arena_print(side->arena,
	                            "{\"name\":\"Certificate\",\"iconId\":\"1\",\"objectSchemaId\":"
	                            "\"%s\"}",
	                            schema)),
		"id", "");
	add(side, type,
	    "{\"name\":\"SHA-256\",\"type\":0,\"defaultTypeId\":0,\"uniqueAttribute\":true}");
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		add(side, type,
		    arena_print(side->arena, "{\"name\":\"%s\",\"type\":0,\"defaultTypeId\":0}",
		                plain[i]));
	add(side, type, "{\"name\":\"Names\",\"type\":0,\"defaultTypeId\":9}");
	add(side, type, "{\"name\":\"Deployments\",\"type\":0,\"defaultTypeId\":9}");
	add(side, type, "{\"name\":\"Valid from\",\"type\":0,\"defaultTypeId\":4}");
	add(side, type, "{\"name\":\"Valid to\",\"type\":0,\"defaultTypeId\":4}");
	add(side, type, "{\"name\":\"Owner group\",\"type\":4}");
	add(side, type, "{\"name\":\"Owner\",\"type\":2}");
	assert_true(jira_assets_list_types(side->itsm, side->arena, &side->error));
	add(side, type,
	    arena_print(side->arena,
	                "{\"name\":\"Used by\",\"type\":1,\"typeValue\":\"%s\",\"additionalValue\":"
	                "\"1\",\"maximumCardinality\":-1,\"includeChildObjectTypes\":true}",
	                jira_assets_named(side->itsm, "Hosts")->id));
	add(side, type,
	    arena_print(side->arena,
	                "{\"name\":\"Issued by\",\"type\":1,\"typeValue\":\"%s\","
	                "\"additionalValue\":\"1\"}",
	                type));
	assets->listed = false;
}

bool jira_assets_side_open(struct jira_side *side, bool datacenter)
{
	if (!jira_side_open(side, datacenter, NULL))
		return false;
	side->fixture.settings.assets = "text";
	side->fixture.settings.gateway = side->sandbox.url;
	jira_fixture_reopen(&side->fixture);
	make_type(side);
	return true;
}

const char *jira_assets_side_body(struct jira_side *side, const char *hash, const char *status,
                                  const char *more)
{
	return arena_print(
		side->arena,
		"{\"class\":\"Certificate\",\"values\":{\"Name\":\"shop.example.com\","
		"\"SHA-256\":\"%s\",\"Serial number\":\"4a0c\",\"Names\":"
		"\"shop.example.com\\nAPI.example.com\",\"Valid to\":\"2026-12-24\","
		"\"Certificate status\":\"%s\"%s},\"seed\":{\"Owner group\":\"Web Team\"},"
		"\"insert\":{}}",
		hash, status, more);
}

static bool keep_row(void *context, const struct ci *row, struct error *error)
{
	struct jira_assets_rows *rows = context;
	struct arena *arena = rows->side->arena;

	(void)error;
	if (rows->count == COUNT_OF(rows->rows))
		return true;
	struct ci *kept = &rows->rows[rows->count++];
	*kept = *row;
	kept->id = arena_copy(arena, row->id);
	kept->name = arena_copy(arena, row->name);
	kept->group = arena_copy(arena, row->group);
	kept->parent = arena_copy(arena, row->parent);
	kept->child = arena_copy(arena, row->child);
	kept->fingerprint = arena_copy(arena, row->fingerprint);
	kept->fields = row->fields ? json_copy(arena, row->fields) : NULL;
	if (row->address_count > 0) {
		kept->addresses = ARENA_ARRAY(arena, const char *, 1);
		kept->addresses[0] = arena_copy(arena, row->addresses[0]);
	}
	return true;
}

static bool mark_page(void *context, const char *cursor, struct error *error)
{
	(void)context, (void)cursor, (void)error;
	return true;
}

void jira_assets_side_read(struct jira_side *side, enum ci_kind kind, int64_t since,
                           struct jira_assets_rows *rows)
{
	struct itsm_fetch fetch = { .scratch = side->arena,
		                    .each = keep_row,
		                    .mark = mark_page,
		                    .context = rows,
		                    .cursor = "",
		                    .since = since };

	rows->count = 0;
	rows->side = side;
	if (!jira_itsm.fetch(side->itsm, kind, &fetch, &side->error))
		fail_msg("fetch: %s", side->error.message);
}

struct receipt jira_assets_side_done(struct receipt receipt, const char *what)
{
	if (receipt.outcome != RECEIPT_DONE)
		fail_msg("%s: %s %s", what, receipt_outcome_name(receipt.outcome), receipt.reason);
	return receipt;
}
