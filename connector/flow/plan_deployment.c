/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan items for places that are records of their own. */
#include "flow/plan_deployment.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/plan_certificate.h"
#include <string.h>

static void leave_contested(struct arena *arena, const struct store_record *record,
                            struct json *payload)
{
	const struct json *contested = plan_certificate_contested(arena, record);
	const struct json *before = json_get(payload, "values");
	struct json *values = json_new(arena, JSON_OBJECT);
	if (!contested)
		return;
	JSON_EACH(value, before)
	if (!plan_certificate_is_contested(contested, value->key))
		json_set(arena, values, value->key, json_copy(arena, value));
	json_set(arena, payload, "values", values);
}

/* What people changed, references too: those stand there as ids, which say little and are compared by
 * nothing else. */
static bool show_drift(struct arena *arena, const struct store_record *record,
                       const struct json *stands, struct plan_item *item, struct error *error)
{
	const struct json *values = json_get(item->payload, "values");
	const struct json *drift =
		json_parse(arena, record->drift, strlen(record->drift), NULL, error);
	struct plan_change *changes = ARENA_ARRAY(arena, struct plan_change, json_count(drift) + 1);
	if (!drift)
		return false;
	item->changes = changes;
	item->change_count = 0;
	JSON_EACH(name, drift)
	{
		const char *field = json_text(name, "");
		changes[item->change_count++] = (struct plan_change){
			field, plan_certificate_shown(arena, json_get(stands, field)),
			plan_certificate_shown(arena, json_get(values, field))
		};
	}
	return true;
}

bool plan_deployment(const struct flow *flow, struct arena *arena, const char *target,
                     const struct store_record *record, struct plan_item *item, struct error *error)
{
	const char *text = text_is_empty(record->body) ? "{}" : record->body;
	const struct json *stands;
	struct json *payload = json_parse(arena, text, strlen(text), NULL, error);
	if (!payload ||
	    !plan_certificate_stands(flow, arena, target, CI_DEPLOYMENT, record, &stands, error))
		return false;
	leave_contested(arena, record, payload);
	item->payload = payload;
	item->verb = text_is_empty(record->remote_id) ? STEP_CREATE : STEP_UPDATE;
	item->subject = record->key + strlen("deployment:");
	if (item->put_back)
		return show_drift(arena, record, stands, item, error);
	plan_certificate_changes(arena, stands, json_get(item->payload, "values"), item);
	return true;
}
