/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets in a ticket's field. The field of the Cloud is only ever set as a whole
 * (support.atlassian.com, "Format the payload to update Assets Custom Fields"): what people put there is
 * read first and stays. */
#include "base/text.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_call.h"
#include "jira_event.h"
#include "jira_push.h"
#include <string.h>

/* "SRV-5" of {"key": "SRV-5"}, or of the "web-01 (SRV-5)" that some Data Centers show. */
static const char *key_in(struct arena *arena, const struct json *value)
{
	const char *text = json_text(value, json_member_text(value, "key", ""));
	const char *open = strrchr(text, '(');
	const char *close = open ? strchr(open, ')') : NULL;

	return close ? arena_copy_bytes(arena, open + 1, (size_t)(close - open - 1)) : text;
}

static const char *name_in(const struct jira_event *event, const struct json *value)
{
	return jira_dialect(event->itsm)->adf ? json_member_text(value, "id", "")
	                                      : key_in(event->arena, value);
}

static bool holds(const struct jira_event *event, const struct json *list, const char *name)
{
	JSON_EACH(item, list)
	if (text_equal(name_in(event, item), name))
		return true;
	return false;
}

/* What stands there and what is missing of the wanted; NULL when nothing is missing. */
static struct json *joined(const struct jira_event *event, const struct json *held,
                           const struct json *wanted)
{
	struct json *list = json_new(event->arena, JSON_ARRAY);
	bool missing = false;

	JSON_EACH(item, held)
	{
		struct json *kept = json_copy(event->arena, item);
		if (!jira_dialect(event->itsm)->adf) {
			kept = json_new(event->arena, JSON_OBJECT);
			json_set_string(event->arena, kept, "key", name_in(event, item));
		}
		json_push(list, kept);
	}
	JSON_EACH(item, wanted)
	if (!holds(event, list, name_in(event, item))) {
		missing = true;
		json_push(list, json_copy(event->arena, item));
	}
	return missing ? list : NULL;
}

static bool write_list(const struct jira_event *event, const char *field, struct json *list,
                       struct error *error)
{
	struct arena *arena = event->arena;
	struct json *body = json_new(arena, JSON_OBJECT);
	struct json *operations = json_new(arena, JSON_ARRAY);
	struct jira_request request = { .method = "PUT",
		                        .path = jira_event_path(event, ""),
		                        .body = body };
	struct itsm_reply reply;

	json_set(arena, json_push(operations, json_new(arena, JSON_OBJECT)), "set", list);
	json_set(arena, json_set(arena, body, "update", json_new(arena, JSON_OBJECT)), field,
	         operations);
	jira_call(event->itsm, arena, &request, &reply);
	return jira_event_settle(event, &reply, true, error);
}

static bool done(const struct jira_event *event, const char *reason)
{
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->reason = reason;
	return true;
}

bool jira_event_objects(const struct jira_event *event, struct error *error)
{
	const char *field = jira_settings(event->itsm)->fields.objects;
	const struct json *issue;
	bool whole;

	if (!*field)
		return done(event, "this far side has no field for objects (fields.objects)");
	struct json *wanted = jira_assets_value(event->itsm, event->arena,
	                                        json_get(event->step->body, "cis"), &whole);
	if (!whole)
		return jira_push_wait_for_assets(event->receipt);
	if (json_count(wanted) == 0)
		return done(event, "Assets holds none of these objects");
	if (!jira_push_look(event->itsm, event->arena, event->step, event->step->ticket_id, field,
	                    &issue, event->receipt, error))
		return false;
	if (issue == NULL)
		return true;
	struct json *list = joined(event, json_at(issue, "fields", field, NULL), wanted);
	return list ? write_list(event, field, list, error) : done(event, NULL);
}
