/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a ticket written anew: a draft only while it is New, and no field that people have edited. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_push.h"
#include "jira_request.h"
#include "jira_ticket.h"

struct update {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
	struct json *fields; /* to write, by id */
	struct json *kept;   /* names of those that people edited */
	bool whole;          /* Assets told all objects that the fields need */
};

static struct json *compose(struct update *update, const struct json *given)
{
	bool whole;
	struct json *fields = jira_field_compose(update->itsm, update->arena, given, &whole);

	update->whole = update->whole && whole;
	return fields;
}

/* Everything as it shall stand: a text may be part of the description here. */
static const struct json *wanted_of(const struct update *update)
{
	const struct json *body = update->step->body, *written = json_get(body, "written");

	return written && json_get(body, "base") ? written : json_get(body, "fields");
}

/* Planned dates that are ours as they stand, though the base has others. */
static bool is_planned(const struct update *update, const char *id, const struct json *stands)
{
	const struct jira_settings *settings = jira_settings(update->itsm);
	const char *member = text_equal(id, settings->fields.planned_start) ? "start"
	                     : text_equal(id, settings->fields.planned_end) ? "end"
	                                                                    : NULL;
	int64_t planned =
		member ? json_integer(json_at(update->step->body, "planned", member, NULL), 0) : 0;

	return planned != 0 && planned == jira_ticket_time(update->arena, stands);
}

static bool is_ours(const struct update *update, const struct json *base, const struct json *field,
                    const struct json *stands)
{
	return jira_field_same(update->arena, stands, json_get(base, field->key)) ||
	       is_planned(update, field->key, stands);
}

static void sort_fields(struct update *update, const struct json *issue)
{
	struct json *wanted = compose(update, wanted_of(update));
	struct json *base = compose(update, json_get(update->step->body, "base"));

	JSON_EACH(field, wanted)
	{
		const struct json *stands = json_at(issue, "fields", field->key, NULL);
		/* Our marks among the labels are none of the mapping's. */
		if (text_equal(field->key, "labels") ||
		    jira_field_same(update->arena, stands, field) ||
		    jira_field_same(update->arena, json_get(base, field->key), field))
			continue;
		if (is_ours(update, base, field, stands))
			json_set(update->arena, update->fields, field->key, field);
		else
			json_push_string(update->arena, update->kept,
			                 jira_field_name(update->itsm, field->key));
	}
}

/* Names to ask for: those that we would write. */
static const char *asked(struct update *update)
{
	TEXT(out);

	text_append(&out, "status,updated");
	JSON_EACH(field, compose(update, wanted_of(update)))
	if (jira_request_is_field(field->key))
		text_print(&out, ",%s", field->key);
	return arena_copy(update->arena, text_string(&out));
}

/* False with *going false in the receipt's favour: nothing is to be sent. */
static bool read_draft(struct update *update, bool *going, struct error *error)
{
	const struct json *issue;

	*going = false;
	if (!jira_push_look(update->itsm, update->arena, update->step, update->step->remote_id,
	                    asked(update), &issue, update->receipt, error))
		return false;
	if (issue == NULL)
		return true;
	update->receipt->number = json_member_text(issue, "key", "");
	update->receipt->version = json_text(json_at(issue, "fields", "updated", NULL), "");
	if (jira_ticket_phase(update->itsm, json_at(issue, "fields", "status", NULL)) !=
	    TICKET_PHASE_NEW)
		return receipt_refuse(update->receipt,
		                      "it left its new status before the new text came: what "
		                      "people decide on is the text that stands there");
	sort_fields(update, issue);
	*going = true;
	return true;
}

/* An edit that has only a part of the texts must not fold them over a description that it lacks. */
static struct json *plain_fields(struct update *update)
{
	struct json *fields = compose(update, json_get(update->step->body, "fields"));
	struct json *kept = json_new(update->arena, JSON_OBJECT);

	JSON_EACH(field, fields)
	if (!text_equal(field->key, "labels"))
		json_set(update->arena, kept, field->key, field);
	return kept;
}

static bool send(struct update *update, struct error *error)
{
	struct json *body = json_new(update->arena, JSON_OBJECT);
	struct jira_request request = {
		.method = "PUT",
		.path = arena_print(update->arena, "%s/issue/%s", jira_dialect(update->itsm)->api,
		                    update->step->remote_id),
		.body = body,
	};
	struct itsm_reply reply;

	json_set(update->arena, body, "fields", update->fields);
	jira_call(update->itsm, update->arena, &request, &reply);
	return itsm_reply_settle(&reply, true, update->step->key, update->receipt, error);
}

static void tell_kept(const struct update *update)
{
	struct json *holds = json_new(update->arena, JSON_OBJECT);

	if (json_count(update->kept) == 0)
		return;
	json_set(update->arena, holds, "kept", update->kept);
	update->receipt->holds = holds;
}

bool jira_push_update(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	struct update update = { itsm, arena, step, receipt, NULL, NULL, true };
	bool going = true;

	if (!jira_request_is_id(step->remote_id))
		return receipt_refuse(receipt, "the ticket has no id yet");
	update.fields = json_new(arena, JSON_OBJECT);
	update.kept = json_new(arena, JSON_ARRAY);
	if (json_get(step->body, "base") == NULL)
		update.fields = plain_fields(&update);
	else if (!read_draft(&update, &going, error))
		return false;
	if (!going)
		return true;
	if (!update.whole)
		return jira_push_wait_for_assets(receipt);
	receipt->outcome = RECEIPT_DONE;
	if (json_count(update.fields) > 0 && !send(&update, error))
		return false;
	receipt->remote_id = step->remote_id;
	if (receipt->outcome == RECEIPT_DONE)
		tell_kept(&update);
	return true;
}
