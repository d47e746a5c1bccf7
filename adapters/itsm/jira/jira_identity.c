/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who the site is, and our mark on it: one issue of our own, which is the stop switch too. A project
 * property would need the right to administer the project and could not be set by hand; an issue needs
 * no right that tickets do not need, and everybody can put a label on it in the web page. */
#include "base/text.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_call.h"
#include "jira_fetch_issues.h"
#include "jira_find.h"
#include "jira_request.h"
#include "jira_search.h"
#include <inttypes.h>
#include <string.h>

enum { MARKS_MOST = 20 };

/* Host of the url: the title of a site is for people and changes. */
static const char *host_of(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host != NULL ? host + 3 : url;
	return arena_copy_bytes(arena, host, strcspn(host, "/"));
}

static bool read_instance(struct itsm *itsm, struct arena *arena, struct error *error)
{
	struct jira_state *state = jira_state(itsm);
	const char *account;
	struct json *info;

	if (state->instance != NULL)
		return true;
	if (!jira_call_account(itsm, arena, &account, error) ||
	    !jira_call_read(itsm, arena, "serverInfo", "/serverInfo", &info, error))
		return false;
	const char *base = json_member_text(info, "baseUrl", "");
	state->instance = arena_copy(&state->memory,
	                             text_visible(arena, host_of(arena, *base ? base : itsm->url)));
	itsm->instance = state->instance;
	return true;
}

static bool has_label(const struct json *issue, const char *wanted)
{
	JSON_EACH(label, json_at(issue, "fields", "labels", NULL))
	if (text_equal(json_text(label, ""), wanted))
		return true;
	return false;
}

/* Several marks can stand there when search ran behind: any of them stops us, the oldest is written. */
static void take_mark(struct itsm *itsm, struct arena *arena, const struct json *issue,
                      struct itsm_identity *identity)
{
	struct jira_state *state = jira_state(itsm);
	const struct json *mark = json_at(issue, "properties", JIRA_MARK_PROPERTY, NULL);
	const char *id = json_member_text(issue, "id", "");
	int64_t epoch = json_integer(json_get(mark, "epoch"), 0);
	int64_t number = jira_request_number(jira_settings(itsm)->project,
	                                     json_member_text(issue, "key", ""));

	if (has_label(issue, JIRA_PAUSED_LABEL))
		identity->paused = true;
	if (mark != NULL && (*identity->store_id == '\0' || epoch > identity->epoch)) {
		identity->store_id = arena_copy(arena, json_member_text(mark, "store", ""));
		identity->epoch = epoch;
	}
	if (state->mark_id == NULL && jira_request_is_id(id))
		state->mark_id = arena_copy(&state->memory, id);
	if (number > state->newest)
		state->newest = number;
}

/* One that was made so lately that search does not show it: among the youngest issues, by its
 * property. */
static bool find_young(struct itsm *itsm, struct arena *arena, const char **ids, size_t *count,
                       struct error *error)
{
	struct json *issues;
	bool whole;

	if (!jira_find_young(itsm, arena, &issues, &whole, error))
		return false;
	JSON_EACH(issue, issues)
	{
		const char *id = json_member_text(issue, "id", "");
		if (json_at(issue, "properties", JIRA_MARK_PROPERTY, NULL) != NULL &&
		    jira_request_is_id(id) && *count < MARKS_MOST)
			ids[(*count)++] = id;
	}
	return whole || *count > 0 ||
	       error_set(error, ERROR_RETRY,
	                 "certsteward's own issue could not be looked for: Jira left some issues "
	                 "out, or too many are young; name it in mark_issue");
}

/* Ids of our own issues, oldest first: the setting names one, or search and the youngest keys do. */
static bool find_marks(struct itsm *itsm, struct arena *arena, const char **ids, size_t *count,
                       struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct jira_search search = { .fields = "labels", .most = MARKS_MOST };
	struct json *issues;

	*count = 0;
	if (*settings->mark_issue != '\0') {
		ids[(*count)++] = settings->mark_issue;
		return true;
	}
	if (jira_state(itsm)->mark_id != NULL)
		ids[(*count)++] = jira_state(itsm)->mark_id;
	search.jql = arena_print(arena, "project = %s AND labels = %s ORDER BY created ASC",
	                         jira_request_jql(arena, settings->project),
	                         jira_request_jql(arena, JIRA_MARK_LABEL));
	if (!jira_search(itsm, arena, &search, &issues, error))
		return false;
	JSON_EACH(issue, issues)
	{
		const char *id = json_member_text(issue, "id", "");
		bool known = *count > 0 && text_equal(ids[0], id);
		if (jira_request_is_id(id) && !known && *count < MARKS_MOST)
			ids[(*count)++] = id;
	}
	return *count > 0 || find_young(itsm, arena, ids, count, error);
}

static bool read_marks(struct itsm *itsm, struct arena *arena, struct itsm_identity *identity,
                       struct error *error)
{
	const char *ids[MARKS_MOST + 1];
	struct jira_fetch_issues wanted = { .ids = ids, .fields = "labels" };
	struct json *issues;

	if (!find_marks(itsm, arena, ids, &wanted.count, error))
		return false;
	if (wanted.count == 0)
		return true;
	if (!jira_fetch_issues(itsm, arena, &wanted, &issues, error))
		return false;
	/* A switch that is named or was seen and cannot be read now stops as well. */
	if (json_count(issues) < wanted.count)
		identity->paused = true;
	JSON_EACH(issue, issues)
	take_mark(itsm, arena, issue, identity);
	return true;
}

bool jira_identify(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
                   struct error *error)
{
	*identity = (struct itsm_identity){ .store_id = "",
		                            .production = jira_settings(itsm)->production };
	if (!read_instance(itsm, scratch, error))
		return false;
	identity->instance = jira_state(itsm)->instance;
	if (*jira_settings(itsm)->project == '\0')
		return true;
	return read_marks(itsm, scratch, identity, error);
}

static struct json *mark_value(struct arena *arena, const struct itsm_identity *identity)
{
	struct json *value = json_new(arena, JSON_OBJECT);

	json_set_string(arena, value, "store", identity->store_id);
	json_set_integer(arena, value, "epoch", identity->epoch);
	return value;
}

static struct json *mark_issue(struct itsm *itsm, struct arena *arena,
                               const struct itsm_identity *identity)
{
	static const char text[] =
		"certsteward's own issue: please keep it open. It says which installation of "
		"certsteward writes here.\n\nTo stop every write of certsteward, put the label "
		"certsteward-paused on this issue. Take the label away to let it go on.";
	const struct jira_settings *settings = jira_settings(itsm);
	struct json *issue = json_new(arena, JSON_OBJECT), *labels = json_new(arena, JSON_ARRAY);
	struct json *fields = json_set(arena, issue, "fields", json_new(arena, JSON_OBJECT));
	struct json *properties = json_set(arena, issue, "properties", json_new(arena, JSON_ARRAY));
	struct json *property = json_push(properties, json_new(arena, JSON_OBJECT));

	json_push_string(arena, labels, JIRA_MARK_LABEL);
	json_set(arena, fields, "project", jira_request_member(arena, "key", settings->project));
	json_set(arena, fields, "issuetype",
	         jira_request_choice(arena, settings->mark_type, "name"));
	json_set_string(arena, fields, "summary", "certsteward: mark and stop switch");
	json_set(arena, fields, "labels", labels);
	json_set(arena, fields, "description",
	         jira_dialect(itsm)->adf ? jira_adf_write(arena, text, false)
	                                 : json_new_string(arena, text));
	json_set_string(arena, property, "key", JIRA_MARK_PROPERTY);
	json_set(arena, property, "value", mark_value(arena, identity));
	return issue;
}

static bool make_mark(struct itsm *itsm, struct arena *arena, const struct itsm_identity *identity,
                      struct error *error)
{
	struct jira_request request = { .method = "POST",
		                        .path = arena_print(arena, "%s/issue",
		                                            jira_dialect(itsm)->api),
		                        .body = mark_issue(itsm, arena, identity) };
	struct itsm_reply reply;

	if (!jira_call(itsm, arena, &request, &reply))
		return itsm_reply_error(&reply,
		                        "certsteward's own issue (create it by hand and name it in "
		                        "mark_issue where this cannot be)",
		                        error);
	const char *id = json_member_text(reply.root, "id", "");
	if (jira_request_is_id(id))
		jira_state(itsm)->mark_id = arena_copy(&jira_state(itsm)->memory, id);
	return true;
}

bool jira_sign(struct itsm *itsm, struct arena *scratch, const struct itsm_identity *identity,
               struct error *error)
{
	struct jira_request request = { .method = "PUT", .body = mark_value(scratch, identity) };
	struct itsm_identity stands;
	struct itsm_reply reply;

	if (*jira_settings(itsm)->project == '\0')
		return true;
	if (!jira_identify(itsm, scratch, &stands, error))
		return false;
	if (stands.paused)
		return error_set(error, ERROR_PEER,
		                 "certsteward's own issue says paused, or cannot be read; take the "
		                 "label '%s' away",
		                 JIRA_PAUSED_LABEL);
	if (jira_state(itsm)->mark_id == NULL)
		return make_mark(itsm, scratch, identity, error);
	request.path = arena_print(scratch, "%s/issue/%s/properties/%s", jira_dialect(itsm)->api,
	                           jira_state(itsm)->mark_id, JIRA_MARK_PROPERTY);
	return jira_call(itsm, scratch, &request, &reply) ||
	       itsm_reply_error(&reply, "certsteward's own issue", error);
}
