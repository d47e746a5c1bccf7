/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads objects in pages by AQL, the oldest first, so that new ones come last. */
#include "base/clock.h"
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_deployment.h"
#include "jira_assets_row.h"
#include "jira_request.h"
#include <inttypes.h>

enum { OVERLAP = 120, PAGES_MOST = 20000 };

struct walk {
	struct itsm *itsm;
	struct itsm_fetch *fetch;
	enum ci_kind kind;
	const char *aql; /* of what changed, or of all */
	const char *all;
};

/* Whose references are relations: certificates, and what stands above hosts. */
static const char *with_parents(struct itsm *itsm, struct arena *arena, const char *certificates)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const char *services = jira_assets_below(itsm, arena, &settings->assets_service_types);
	const char *applications =
		jira_assets_below(itsm, arena, &settings->assets_application_types);

	return arena_print(arena, "%s%s%s%s%s", certificates, *services ? "," : "", services,
	                   *applications ? "," : "", applications);
}

/* Ids of the types of one kind, with commas; "" = none. */
static bool types_of(struct itsm *itsm, struct arena *arena, enum ci_kind kind, const char **ids,
                     struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct jira_assets_type *type;

	*ids = "";
	switch (kind) {
	case CI_HOST:
		*ids = jira_assets_below(itsm, arena, &settings->assets_host_types);
		return true;
	case CI_APPLICATION:
		*ids = jira_assets_below(itsm, arena, &settings->assets_application_types);
		return true;
	case CI_SERVICE:
		*ids = jira_assets_below(itsm, arena, &settings->assets_service_types);
		return true;
	case CI_CERTIFICATE:
	case CI_RELATION:
		if (!jira_assets_certificates(itsm, arena, &type, error))
			return false;
		*ids = type->id;
		if (kind == CI_RELATION)
			*ids = with_parents(itsm, arena, type->id);
		return true;
	case CI_DEPLOYMENT:
		if (!jira_uses_deployments(itsm))
			return true;
		if (!jira_assets_deployments(itsm, arena, &type, error))
			return false;
		*ids = type->id;
		return true;
	default:
		return true;
	}
}

/* Times are written from the far side's own now, so that no time zone comes between. */
static const char *compose(struct arena *arena, const char *ids, int64_t since)
{
	TEXT(out);

	text_print(&out, "objectTypeId IN (%s)", ids);
	if (since > 0)
		text_print(&out, " AND Updated >= now(-%" PRId64 "m)",
		           (clock_now() - since + OVERLAP) / CLOCK_MINUTE + 1);
	text_append(&out, " ORDER BY Created ASC");
	return arena_copy(arena, text_string(&out));
}

/* Assets knows groups by name, everything else of Jira Cloud by id. */
static bool group_id(struct itsm *itsm, struct arena *arena, const char *name, const char **id,
                     struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	struct arena *memory = &assets->schema;
	struct jira_request request = { .method = "GET" };
	struct itsm_reply reply;

	*id = name;
	if (*name == '\0' || !jira_dialect(itsm)->adf)
		return true;
	if (assets->groups == NULL)
		assets->groups = json_new(memory, JSON_OBJECT);
	*id = json_member_text(assets->groups, name, NULL);
	if (*id != NULL)
		return true;
	request.path = arena_print(arena, "%s/group/bulk?groupName=%s", jira_dialect(itsm)->api,
	                           http_escape(arena, name));
	if (!jira_call(itsm, arena, &request, &reply) && reply.verdict != ITSM_REPLY_REFUSED &&
	    reply.verdict != ITSM_REPLY_GONE)
		return itsm_reply_error(&reply, "groups", error);
	*id = "";
	JSON_EACH(group, json_get(reply.root, "values"))
	if (text_equal(json_member_text(group, "name", ""), name))
		*id = arena_copy(memory, json_member_text(group, "groupId", ""));
	json_set_string(memory, assets->groups, arena_copy(memory, name), *id);
	return true;
}

/* The objects that one attribute names. A certificate stands below them, services and applications
 * above. */
static bool give_references(const struct walk *walk, struct arena *arena, const struct json *object,
                            const struct jira_assets_type *type, const char *name, bool below,
                            struct error *error)
{
	const struct jira_assets_attribute *attribute = jira_assets_attribute(type, name);
	struct ci ci;

	if (attribute == NULL || attribute->type != JIRA_ATTRIBUTE_REFERENCE ||
	    !jira_assets_row(walk->itsm, arena, CI_HOST, object, type, &ci))
		return true;
	JSON_EACH(id, jira_assets_values(arena, object, attribute->id))
	{
		const char *other = json_text(id, "");
		struct ci row = ci_empty(CI_RELATION);
		/* Without its object a reference shows a text, if anything. */
		if (!jira_request_is_id(other))
			continue;
		row.id = arena_print(arena, "%s/%s", ci.id, other);
		row.class = row.name = attribute->name;
		row.parent = below ? other : ci.id;
		row.child = below ? ci.id : other;
		row.updated_at = ci.updated_at;
		if (!walk->fetch->each(walk->fetch->context, &row, error))
			return false;
	}
	return true;
}

static bool give_relations(const struct walk *walk, struct arena *arena, const struct json *object,
                           const struct jira_assets_type *type, struct error *error)
{
	const struct jira_settings *settings = jira_settings(walk->itsm);
	bool below = type == jira_assets_named(walk->itsm, settings->assets_certificate_type);
	const struct setting_list *names = below ? &settings->assets_relation_attributes
	                                         : &settings->assets_reference_attributes;

	for (size_t i = 0; i < names->count; i++)
		if (!give_references(walk, arena, object, type, names->items[i], below, error))
			return false;
	return true;
}

static bool give(const struct walk *walk, struct arena *arena, const struct json *object,
                 struct error *error)
{
	struct jira_assets_type *type = jira_assets_type_of(walk->itsm, object);
	struct ci ci;

	if (type == NULL)
		return true;
	if (!jira_assets_describe(walk->itsm, arena, type, error))
		return false;
	if (walk->kind == CI_RELATION)
		return give_relations(walk, arena, object, type, error);
	if (!jira_assets_row(walk->itsm, arena, walk->kind, object, type, &ci))
		return true;
	return group_id(walk->itsm, arena, ci.group, &ci.group, error) &&
	       walk->fetch->each(walk->fetch->context, &ci, error);
}

/* A site that does not take our way of asking for what changed is read as a whole. */
static bool asks_for_all(struct walk *walk, const struct itsm_reply *reply)
{
	if (reply->status != 400 || walk->aql == walk->all)
		return false;
	walk->aql = walk->all;
	return true;
}

static bool give_page(struct walk *walk, int64_t *start, bool *last, struct error *error)
{
	ARENA(arena);
	struct jira_assets_page page;
	struct itsm_reply reply;

	if (walk->fetch->cancelled != NULL && walk->fetch->cancelled(walk->fetch->context))
		return error_set(error, ERROR_CANCELLED, "asked to stop");
	if (!jira_assets_search(walk->itsm, &arena, walk->aql, *start, &page, &reply))
		return asks_for_all(walk, &reply) ||
		       itsm_reply_error(&reply, "objects of Assets", error);
	JSON_EACH(object, page.objects)
	if (!give(walk, &arena, object, error))
		return false;
	*start += (int64_t)json_count(page.objects);
	*last = page.last;
	return walk->fetch->mark(walk->fetch->context, arena_print(&arena, "%" PRId64, *start),
	                         error);
}

bool jira_assets_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                       struct error *error)
{
	ARENA(arena);
	struct walk walk = { .itsm = itsm, .fetch = fetch, .kind = kind };
	const char *ids;
	int64_t start = 0;
	bool last = false;

	jira_assets_renew(itsm);
	if (!jira_assets_list_types(itsm, &arena, error) ||
	    !types_of(itsm, &arena, kind, &ids, error))
		return false;
	walk.all = compose(&arena, ids, 0);
	walk.aql = fetch->since > 0 ? compose(&arena, ids, fetch->since) : walk.all;
	(void)text_parse_integer(fetch->cursor != NULL ? fetch->cursor : "", &start);
	/* Data Center counts whole pages. */
	start -= start % JIRA_ASSETS_PAGE;
	for (int page = 0; *ids != '\0' && !last; page++) {
		if (page >= PAGES_MOST)
			return error_set(error, ERROR_PEER,
			                 "Assets hands over pages without end; ask its "
			                 "administrator to rebuild its index");
		if (!give_page(&walk, &start, &last, error))
			return false;
	}
	return true;
}
