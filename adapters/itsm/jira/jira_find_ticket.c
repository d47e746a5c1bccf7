/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is a ticket there? First the youngest issues, read by key and known by our property; then search by
 * our label, each hit read by id. Search that does not see a label yet, or runs with a dead token, would
 * otherwise make twins. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_fetch_issues.h"
#include "jira_find.h"
#include "jira_history.h"
#include "jira_request.h"
#include "jira_search.h"
#include "jira_ticket.h"
#include <string.h>

enum { LABELS_AT_ONCE = 40, HITS_MOST = 500 };

struct looking {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *steps;
	size_t count;
	struct receipt *receipts;
	struct json *issues; /* with property; perhaps twice */
};

static bool search_labels(struct looking *looking, size_t from, struct error *error)
{
	const char *ids[HITS_MOST];
	struct jira_fetch_issues wanted = { .ids = ids,
		                            .fields = "created,status,assignee,updated,comment" };
	struct jira_search search = { .fields = "labels", .most = HITS_MOST };
	struct json *hits, *issues;
	TEXT(labels);

	for (size_t i = from; i < looking->count && i < from + LABELS_AT_ONCE; i++)
		text_print(&labels, "%s%s", labels.length > 0 ? "," : "",
		           jira_request_jql(
				   looking->arena,
				   jira_request_label(looking->arena, looking->steps[i].key)));
	search.jql =
		arena_print(looking->arena, "project = %s AND labels in (%s) ORDER BY created ASC",
	                    jira_request_jql(looking->arena, jira_settings(looking->itsm)->project),
	                    text_string(&labels));
	if (!jira_search(looking->itsm, looking->arena, &search, &hits, error))
		return false;
	JSON_EACH(hit, hits)
	{
		const char *id = json_member_text(hit, "id", "");
		if (wanted.count < HITS_MOST && jira_request_is_id(id))
			ids[wanted.count++] = id;
	}
	if (!jira_fetch_issues(looking->itsm, looking->arena, &wanted, &issues, error))
		return false;
	if (wanted.incomplete)
		return error_set(error, ERROR_RETRY,
		                 "tickets: Jira could not return all of them just now");
	JSON_EACH(issue, issues)
	json_push(looking->issues, json_share(looking->arena, issue));
	return true;
}

/* Assigned, no longer new, or commented on by people: what search shows is read with its comments, what is
 * younger has hardly any. */
static bool is_touched(const struct looking *looking, const struct json *issue)
{
	const struct json *fields = json_get(issue, "fields");
	const struct json *assignee = json_get(fields, "assignee");

	JSON_EACH(comment, json_at(fields, "comment", "comments", NULL))
	if (jira_history_is_by_people(looking->itsm, looking->arena, comment))
		return true;
	return (assignee != NULL && assignee->type == JSON_OBJECT) ||
	       jira_ticket_phase(looking->itsm, json_get(fields, "status")) != TICKET_PHASE_NEW;
}

/* Ids are given in order, as numbers of one length or longer. */
static bool is_older(const struct json *a, const struct json *b)
{
	const char *left = json_member_text(a, "id", ""), *right = json_member_text(b, "id", "");
	size_t lengths[] = { strlen(left), strlen(right) };

	return lengths[0] != lengths[1] ? lengths[0] < lengths[1] : strcmp(left, right) < 0;
}

static bool is_better(const struct looking *looking, const struct json *a, const struct json *b)
{
	bool touched_a = is_touched(looking, a), touched_b = is_touched(looking, b);

	return touched_a != touched_b ? touched_a : is_older(a, b);
}

static struct json *twins_of(const struct looking *looking, const char *key, const char *kept)
{
	struct json *holds = json_new(looking->arena, JSON_OBJECT);
	struct json *list = json_new(looking->arena, JSON_ARRAY);

	JSON_EACH(issue, looking->issues)
	{
		const char *id = json_member_text(issue, "id", "");
		bool known = text_equal(id, kept) || !text_equal(jira_ticket_key(issue), key);
		JSON_EACH(twin, list)
		known = known || text_equal(json_text(twin, ""), id);
		if (!known)
			json_push_string(looking->arena, list, id);
	}
	if (json_count(list) == 0)
		return NULL;
	json_set(looking->arena, holds, "twins", list);
	return holds;
}

static void choose(const struct looking *looking, const struct step *step, struct receipt *receipt)
{
	const struct json *kept = NULL;

	JSON_EACH(issue, looking->issues)
	if (text_equal(jira_ticket_key(issue), step->key) &&
	    (kept == NULL || is_better(looking, issue, kept)))
		kept = issue;
	if (kept == NULL)
		return;
	receipt->remote_id = json_member_text(kept, "id", "");
	receipt->number = json_member_text(kept, "key", "");
	receipt->version = json_text(json_at(kept, "fields", "updated", NULL), "");
	receipt->holds = twins_of(looking, step->key, receipt->remote_id);
}

static void could_not_look(struct looking *looking)
{
	for (size_t i = 0; i < looking->count; i++)
		if (looking->receipts[i].remote_id == NULL) {
			looking->receipts[i].outcome = RECEIPT_POSTPONED;
			looking->receipts[i].reason =
				"could not look: more issues are young in the project than can be "
				"read key by key, or Jira left some out; tried again, or lower "
				"search_lag";
		}
}

bool jira_find_tickets(struct itsm *itsm, struct arena *arena, const struct step *steps,
                       size_t count, struct receipt *receipts, struct error *error)
{
	struct looking looking = { itsm, arena, steps, count, receipts, NULL };
	const char *account;
	bool whole;

	if (!jira_call_account(itsm, arena, &account, error) ||
	    !jira_find_young(itsm, arena, &looking.issues, &whole, error))
		return false;
	for (size_t from = 0; from < count; from += LABELS_AT_ONCE)
		if (!search_labels(&looking, from, error))
			return false;
	for (size_t i = 0; i < count; i++)
		choose(&looking, &steps[i], &receipts[i]);
	if (!whole)
		could_not_look(&looking);
	return true;
}
