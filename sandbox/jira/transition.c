/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Moving issues through their workflows. */

#include "transition.h"

#include "api.h"
#include "approval.h"
#include "issue_write.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"
#include "sandbox/text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 8 };

static bool is_filled(const struct issue *issue, const char *key)
{
	const json_t *value = json_object_get(issue->document, key);
	return value && !json_is_null(value) && (!json_is_array(value) || json_array_size(value));
}

static bool is_offered(const struct site *site, const struct issue *issue,
                       const struct workflow_move *move)
{
	if (move->hidden)
		return false;
	if (!move->when_type)
		return true;
	const struct field *type = field_by_key("change_type");
	const char *own = value_words(site, type, json_object_get(issue->document, "change_type"));
	return strcmp(own, move->when_type) == 0;
}

static size_t split(const struct site *site, const char *keys, const char **parts)
{
	return keys ? text_split(site->session->pool, keys, '|', parts, KEYS_MAX) : 0;
}

static bool is_named(const struct site *site, const char *keys, const char *key)
{
	const char *parts[KEYS_MAX];
	size_t count = split(site, keys, parts);
	for (size_t i = 0; i < count; i++)
		if (strcmp(parts[i], key) == 0)
			return true;
	return false;
}

static json_t *show_fields(const struct site *site, const struct workflow_move *move)
{
	const char *parts[KEYS_MAX];
	size_t count = split(site, move->screen, parts);
	json_t *fields = json_object();
	for (size_t i = 0; i < count; i++) {
		const struct field *field = field_by_key(parts[i]);
		bool required = is_named(site, move->required, field->key);
		json_t *meta = field_meta(site, field, required);
		json_object_del(meta, "fieldId");
		json_object_set_new(fields, field_id(site, field), meta);
	}
	return fields;
}

json_t *transition_show(const struct site *site, const struct issue *issue, bool fields)
{
	json_t *list = json_array();
	const struct workflow_move *move;
	for (size_t i = 0; (move = workflow_moves(issue->type, issue->status, i)); i++) {
		if (!is_offered(site, issue, move))
			continue;
		json_t *shown = json_pack(
			"{s:s, s:s, s:o, s:b, s:b, s:b, s:b, s:b}", "id",
			site_print_number(site, workflow_move_id(site, move, issue->type)), "name",
			move->name, "to", workflow_show_status(site, move->to), "hasScreen",
			move->screen != NULL, "isGlobal", 0, "isInitial", 0, "isAvailable", 1,
			"isConditional", move->when_type != NULL);
		if (site->kind == SITE_CLOUD)
			json_object_set_new(shown, "looped",
			                    json_boolean((int)move->to == issue->status));
		if (fields)
			json_object_set_new(shown, "fields", show_fields(site, move));
		json_array_append_new(list, shown);
	}
	return list;
}

static const struct workflow_move *find_move(const struct site *site, const struct issue *issue,
                                             const char *id)
{
	const struct workflow_move *move;
	for (size_t i = 0; (move = workflow_moves(issue->type, issue->status, i)); i++)
		if (is_offered(site, issue, move) &&
		    workflow_move_id(site, move, issue->type) == (int)site_number(id))
			return move;
	return NULL;
}

static void set_resolution(const struct site *site, struct issue *issue, json_t *items)
{
	const struct field *field = field_by_key("resolution");
	bool done = workflow_category(issue->status) == CATEGORY_DONE;
	int before = (int)json_integer_value(json_object_get(issue->document, "resolution"));
	int after = !done ? 0 : before ? before : issue->status == STATUS_DECLINED ? 4 : 1;
	if (issue->status == STATUS_CANCELED && !before)
		after = 2;
	json_object_set_new(issue->document, "resolution",
	                    after ? json_integer(after) : json_null());
	json_object_set_new(issue->document, "resolutiondate",
	                    after ? json_integer((json_int_t)site->session->now) : json_null());
	if (after == before)
		return;
	const char *from = before ? field_resolution(before) : "";
	const char *to = after ? field_resolution(after) : "";
	json_array_append_new(items, issue_change(site, field, from, from, to, to));
}

/* The step itself: status, resolution, approvals, changelog. */
static void move_to(struct site *site, struct issue *issue, int status, json_t *items,
                    json_t *metadata)
{
	int before = issue->status;
	issue->status = status;
	json_array_append_new(
		items, issue_change(site, field_by_key("status"),
	                            site_print_number(site, workflow_status_id(site, before)),
	                            workflow_status_name(before),
	                            site_print_number(site, workflow_status_id(site, status)),
	                            workflow_status_name(status)));
	set_resolution(site, issue, items);
	issue_save(site, issue);
	issue_history(site, issue, items, metadata);
	if (before == STATUS_AWAITING_APPROVAL && status != before)
		approval_end(site, issue);
	if (status == STATUS_AWAITING_APPROVAL)
		approval_begin(site, issue);
}

void transition_decide(struct site *site, struct issue *issue, bool approved)
{
	const struct workflow_move *move = workflow_decision(issue->type, approved);
	if (move && issue->status == STATUS_AWAITING_APPROVAL)
		move_to(site, issue, move->to, json_array(), NULL);
}

void transition_force(struct site *site, struct issue *issue, int status)
{
	move_to(site, issue, status, json_array(), NULL);
}

static bool required_are_filled(const struct site *site, const struct issue *issue,
                                const struct workflow_move *move, json_t *problem)
{
	const char *parts[KEYS_MAX];
	size_t count = split(site, move->required, parts);
	bool filled = true;
	for (size_t i = 0; i < count; i++) {
		const struct field *field = field_by_key(parts[i]);
		if (!is_filled(issue, field->key))
			filled = site_blame(problem, field_id(site, field), "%s is required.",
			                    field->name);
	}
	return filled;
}

bool transition_carry_out(struct site *site, struct issue *issue, const char *id,
                          const json_t *body, json_t *problem)
{
	const struct workflow_move *move = find_move(site, issue, id);
	if (!move)
		return site_blame(problem, NULL,
		                  "It seems that you have tried to perform an illegal workflow "
		                  "operation. Transition id '%s' is not valid for this issue.",
		                  id);
	json_t *items = json_array();
	struct issue_write write = { .issue = issue,
		                     .problem = problem,
		                     .items = items,
		                     .screen = move->screen ? move->screen : "" };
	bool sound = issue_write_fields(site, &write, body) &&
	             required_are_filled(site, issue, move, problem);
	if (!sound) {
		json_decref(items);
		return false;
	}
	json_t *metadata = json_object_get(body, "historyMetadata");
	move_to(site, issue, move->to, items, json_incref(metadata));
	issue_write_comments(site, issue, body);
	return true;
}

static void list(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	const char *expand = request_argument(site->request, "expand");
	bool fields = expand && strstr(expand, "transitions.fields");
	const char *wanted = request_argument(site->request, "transitionId");
	json_t *all = transition_show(site, &issue, fields), *kept = json_array(), *one;
	size_t i;
	json_array_foreach(all, i, one) if (!wanted || strcmp(site_text(one, "id"), wanted) == 0)
		json_array_append(kept, one);
	json_decref(all);
	site_answer(site, 200,
	            json_pack("{s:s, s:o}", "expand", "transitions", "transitions", kept));
}

static void carry_out(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct fault_call call = { site->request->method, site->request->path };
	json_t *body = site_body(site);
	json_t *problem = site_problem();
	const json_t *wish = json_object_get(json_object_get(body, "transition"), "id");
	const char *id = site_id_text(site->session->pool, wish);
	if (!body || !issue_open_for_writing(site, &issue)) {
		json_decref(body);
		json_decref(problem);
		return;
	}
	if (fault_strikes(site->session->sandbox->faults, "transition-409", &call))
		site_refuse(site, 409,
		            "The issue could not be updated because of a conflicting "
		            "update.");
	else if (!*id)
		site_refuse(site, 400, "Missing 'transition' identifier");
	else if (transition_carry_out(site, &issue, id, body, problem))
		site_answer_empty(site, 204);
	else
		site_refuse_with(site, 400, problem);
	json_decref(body);
	json_decref(problem);
}

static const struct api_row rows[] = {
	{ "GET", "issue/{}/transitions", list, false },
	{ "POST", "issue/{}/transitions", carry_out, false },
};

struct api_table transition_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
