/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* People at work on a Jira site. */

#include "jira_act.h"

#include "adf.h"
#include "approval.h"
#include "comment.h"
#include "import.h"
#include "issue_write.h"
#include "jira_dump.h"
#include "object.h"
#include "people.h"
#include "transition.h"
#include "workflow.h"

#include <string.h>
#include <strings.h>

struct deed {
	struct site *site;
	struct issue *issue;
	long long object;
	const json_t *wish;
	const char *text;
	json_t *problem;
};

static bool decide(struct deed *deed, bool approves)
{
	int status;
	const char *message = "";
	if (!approval_answer(deed->site, deed->issue, 0, deed->site->session->user.user_name,
	                     approves, &status, &message))
		return site_blame(deed->problem, NULL, "%s", message);
	return true;
}

static bool approve(struct deed *deed)
{
	return decide(deed, true);
}

static bool decline(struct deed *deed)
{
	return decide(deed, false);
}

static bool say(struct deed *deed, bool public)
{
	json_t *body = deed->site->kind == SITE_CLOUD ? adf_from_text(deed->text)
	                                              : json_string(deed->text);
	comment_add(deed->site, deed->issue->id, body, public, NULL);
	return true;
}

static bool comment(struct deed *deed)
{
	return say(deed, true);
}

static bool note(struct deed *deed)
{
	return say(deed, false);
}

/* A value in words as the site's API wants it. */
static json_t *as_given(const struct site *site, const struct field *field, const json_t *value)
{
	const char *word = json_string_value(value);
	const char *person = site->kind == SITE_DC ? "name" : "accountId";
	json_t *list = json_array(), *one;
	size_t i;
	json_array_foreach((json_t *)value, i, one)
	{
		if (field->kind == FIELD_USERS)
			json_array_append_new(list,
			                      json_pack("{s:s}", person,
			                                people_id(site, json_string_value(one))));
		else if (field->kind == FIELD_GROUPS)
			json_array_append_new(list,
			                      json_pack("{s:s}", "name", json_string_value(one)));
		else
			json_array_append(list, one);
	}
	if (json_is_array(value))
		return list;
	json_decref(list);
	if (!word || !*word)
		return json_null();
	switch (field->kind) {
	case FIELD_SELECT:
		return json_pack("{s:s}", "value", word);
	case FIELD_USER:
		return json_pack("{s:s}", person, people_id(site, word));
	case FIELD_GROUP:
	case FIELD_PRIORITY:
	case FIELD_RESOLUTION:
		return json_pack("{s:s}", "name", word);
	case FIELD_AREA:
		return site->kind == SITE_CLOUD ? adf_from_text(word) : json_string(word);
	default:
		return json_string(word);
	}
}

static json_t *given_fields(struct deed *deed)
{
	json_t *fields = json_object(), *value;
	const char *name;
	json_object_foreach(json_object_get(deed->wish, "fields"), name, value)
	{
		const struct field *field = field_by_name(deed->site, name);
		json_object_set_new(fields, field ? field_id(deed->site, field) : name,
		                    field ? as_given(deed->site, field, value) : json_null());
	}
	return json_pack("{s:o}", "fields", fields);
}

static bool set(struct deed *deed)
{
	json_t *body = given_fields(deed);
	struct issue_write write = { .issue = deed->issue,
		                     .problem = deed->problem,
		                     .items = json_array() };
	bool sound = issue_write_fields(deed->site, &write, body);
	if (sound) {
		issue_save(deed->site, deed->issue);
		issue_history(deed->site, deed->issue, write.items, NULL);
	} else {
		json_decref(write.items);
	}
	json_decref(body);
	return sound;
}

static bool assign(struct deed *deed)
{
	json_t *wish =
		json_pack("{s:{s:s}}", "fields", "Assignee", site_text(deed->wish, "assignee"));
	struct deed other = *deed;
	other.wish = wish;
	bool done = set(&other);
	json_decref(wish);
	return done;
}

/* By the name of the transition or of its target. */
static bool move(struct deed *deed)
{
	const char *name = site_text(deed->wish, "transition");
	const char *target = site_text(deed->wish, "status");
	json_t *offered = transition_show(deed->site, deed->issue, false), *one;
	json_t *body = given_fields(deed);
	const char *id = "";
	size_t i;
	json_array_foreach(offered, i,
	                   one) if (strcasecmp(site_text(one, "name"), name) == 0 ||
	                            strcasecmp(site_text(json_object_get(one, "to"), "name"),
	                                       target) == 0) id = site_text(one, "id");
	bool done =
		*id ? transition_carry_out(deed->site, deed->issue, id, body, deed->problem)
		    : site_blame(deed->problem, NULL, "There is no transition '%s' from '%s'",
	                         *name ? name : target, workflow_status_name(deed->issue->status));
	json_decref(body);
	json_decref(offered);
	return done;
}

/* Whatever the workflow says, as an administrator may. */
static bool force(struct deed *deed)
{
	int status = workflow_status(deed->site, site_text(deed->wish, "status"));
	if (!status)
		return site_blame(deed->problem, NULL, "There is no status '%s'",
		                  site_text(deed->wish, "status"));
	transition_force(deed->site, deed->issue, status);
	return true;
}

static bool resolve(struct deed *deed)
{
	bool change = deed->issue->type == WORKFLOW_CHANGE;
	json_t *wish = json_pack("{s:s, s:{s:s}}", "status", change ? "Completed" : "Resolved",
	                         "fields", "Resolution", "Done");
	struct deed other = *deed;
	other.wish = wish;
	bool done = move(&other);
	json_decref(wish);
	return done;
}

static bool delete (struct deed *deed)
{
	if (deed->object)
		object_delete(deed->site, deed->object);
	else
		issue_delete(deed->site, deed->issue);
	return true;
}

static bool set_object(struct deed *deed)
{
	const char *name;
	json_t *value;
	bool sound = true;
	json_object_foreach(json_object_get(deed->wish, "attributes"), name, value) sound =
		object_set(deed->site, deed->object, name,
	                   json_string_value(value) ? json_string_value(value) : "",
	                   deed->problem) &&
		sound;
	return sound;
}

static bool retire(struct deed *deed)
{
	return object_set(deed->site, deed->object, "Status", "Retired", deed->problem);
}

static bool revive(struct deed *deed)
{
	return object_set(deed->site, deed->object, "Status", "Active", deed->problem);
}

static const struct {
	const char *action;
	bool (*carry_out)(struct deed *deed);
	bool on_issue, on_object;
} actions[] = {
	{ "approve", approve, true, false }, { "decline", decline, true, false },
	{ "comment", comment, true, false }, { "note", note, true, false },
	{ "set", set, true, false },         { "assign", assign, true, false },
	{ "transition", move, true, false }, { "status", force, true, false },
	{ "resolve", resolve, true, false }, { "delete", delete, true, true },
	{ "set", set_object, false, true },  { "retire", retire, false, true },
	{ "revive", revive, false, true },
};

struct site jira_act_site(struct session *session, const char *name)
{
	return site_of(session, name && strcmp(name, "dc") == 0 ? SITE_DC : SITE_CLOUD);
}

static long long find_object(const struct site *site, const char *name)
{
	long long object = object_find(site, name);
	return object || !*name
	               ? object
	               : database_number(
				 site->session->database,
				 "SELECT id FROM assets_object WHERE site = ? AND label = ?",
				 VALUES(site->name, name));
}

static json_t *show(const struct deed *deed)
{
	if (deed->object) {
		json_t *shown = jira_dump_object(deed->site, deed->object);
		return shown ? shown : json_object();
	}
	ISSUE_SCOPE struct issue after = { 0 };
	return issue_load(deed->site, deed->issue->id, &after) ? jira_dump_issue(deed->site, &after)
	                                                       : json_object();
}

/* What an administrator does in the product: there is no endpoint for it. */
static json_t *make_source(struct site *site, const char *key, json_t *problem)
{
	long long schema = database_number(
		site->session->database, "SELECT id FROM assets_schema WHERE site = ? AND key = ?",
		VALUES(site->name, key));
	if (schema)
		return json_pack("{s:s}", "id", import_make_source(site, schema));
	site_blame(problem, NULL, "There is no schema with the key '%s'", key);
	return NULL;
}

json_t *jira_act_perform(struct session *session, const json_t *wish, json_t *problem)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	const char *user = site_text(wish, "user"), *action = site_text(wish, "action");
	struct site site = jira_act_site(session, site_text(wish, "site"));
	struct deed deed = { .site = &site,
		             .issue = &issue,
		             .wish = wish,
		             .text = site_text(wish, "text"),
		             .problem = problem };
	if (!session_become(session, *user ? user : "dave")) {
		site_blame(problem, NULL, "There is no active user '%s'", user);
		return NULL;
	}
	if (strcmp(action, "import-source") == 0)
		return make_source(&site, site_text(wish, "schema"), problem);
	bool found = issue_find(&site, site_text(wish, "issue"), &issue);
	deed.object = found ? 0 : find_object(&site, site_text(wish, "object"));
	if (!found && !deed.object) {
		site_blame(problem, NULL, "There is no such issue or object");
		return NULL;
	}
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].action, action) == 0 &&
		    (found ? actions[i].on_issue : actions[i].on_object))
			return actions[i].carry_out(&deed) ? show(&deed) : NULL;
	site_blame(problem, NULL, "There is no action '%s' for this", action);
	return NULL;
}
