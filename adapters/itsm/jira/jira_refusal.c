/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which scope a call needs; which setting names a field that was refused. */
#include "jira_refusal.h"
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_constant.h"
#include "jira_field.h"
#include "jira_request.h"
#include <string.h>

enum { FIELDS_MOST = 4 };

const char *jira_refusal_scope(const char *path, bool read)
{
	if (strstr(path, "/importsource/") != NULL)
		return "import:import-configuration:cmdb";
	if (strstr(path, "/jsm/assets/") != NULL && strstr(path, "/attributes") != NULL &&
	    strstr(path, "/objecttype/") != NULL)
		return "read:cmdb-attribute:jira";
	if (strstr(path, "/jsm/assets/") != NULL && strstr(path, "/objecttypes/") != NULL)
		return "read:cmdb-type:jira";
	if (strstr(path, "/jsm/assets/") != NULL && strstr(path, "/objectschema/") != NULL)
		return "read:cmdb-schema:jira";
	if (strstr(path, "/jsm/assets/") != NULL)
		return read ? "read:cmdb-object:jira" : "write:cmdb-object:jira";
	if (strstr(path, "/rest/servicedeskapi/") != NULL)
		return read ? "read:servicedesk-request" : "write:servicedesk-request";
	if (strstr(path, "/user") != NULL || strstr(path, "/myself") != NULL ||
	    strstr(path, "/group") != NULL)
		return "read:jira-user";
	return read ? "read:jira-work" : "write:jira-work";
}

/* {"code": 401, "message": "Unauthorized; scope does not match"} of the gateway; errorMessages where Jira
 * itself looks at them. */
bool jira_refusal_is_scope(const struct itsm_reply *reply)
{
	if (reply->status != 401 && reply->status != 403)
		return false;
	if (strcasestr(json_member_text(reply->root, "message", ""), "scope") != NULL)
		return true;
	JSON_EACH(message, json_get(reply->root, "errorMessages"))
	if (strcasestr(json_text(message, ""), "scope") != NULL)
		return true;
	return false;
}

/* The setting by which this field is filled, or NULL. A constant is told first: where both name the field, the
 * constant is what Jira took offence at. */
static const char *setting_of(const struct itsm *itsm, struct arena *arena, const char *id)
{
	const char *constant = jira_constant_setting(itsm, arena, id);

	if (constant != NULL)
		return arena_print(arena, "named in %s", constant);
	if (text_equal(id, jira_settings(itsm)->fields.request_type))
		return "fields.request_type, filled from request_types.*";
	for (const struct setting *row = jira_setting_table; row->name; row++)
		if (jira_setting_is_field(row) &&
		    text_equal(
			    *(const char *const *)((const char *)jira_settings(itsm) + row->offset),
			    id))
			return row->name;
	return NULL;
}

static const char *screen_of(const struct jira_request *request)
{
	if (text_equal(request->method, "PUT"))
		return "edit screen";
	return strstr(request->path, "/transitions") != NULL ? "screen of that transition"
	                                                     : "create screen";
}

static void explain_fields(struct itsm *itsm, struct arena *arena,
                           const struct jira_request *request, struct itsm_reply *reply)
{
	size_t count = 0;
	TEXT(ours);
	TEXT(unknown);

	JSON_EACH(error, json_get(reply->root, "errors"))
	{
		const char *setting = setting_of(itsm, arena, error->key);
		if (!jira_request_is_field(error->key) || ++count > FIELDS_MOST)
			continue;
		if (setting != NULL)
			text_print(&ours, "%s%s is %s", ours.length > 0 ? ", " : "", error->key,
			           setting);
		else if (text_starts_with(error->key, "customfield_"))
			text_print(&unknown, "%s%s", unknown.length > 0 ? ", " : "", error->key);
	}
	if (ours.length > 0)
		reply->reason = arena_print(
			arena,
			"%s (%s: it must stand on the %s and be of the right kind, 'certsteward "
			"check' tells; else leave the setting empty)",
			reply->reason, text_string(&ours), screen_of(request));
	if (unknown.length > 0)
		reply->reason = arena_print(arena,
		                            "%s (nothing of ours fills %s: name it in fields.*, "
		                            "constants, fields.change or fields.incident, or make "
		                            "it optional)",
		                            reply->reason, text_string(&unknown));
}

void jira_refusal_explain(struct itsm *itsm, struct arena *arena,
                          const struct jira_request *request, struct itsm_reply *reply)
{
	bool read = request->read || text_equal(request->method, "GET");

	if (jira_refusal_is_scope(reply))
		reply->reason = arena_print(
			arena, "HTTP %d, the token lacks the scope %s: make a new one that has it",
			reply->status, jira_refusal_scope(request->path, read));
	else if (reply->verdict == ITSM_REPLY_REFUSED && reply->status == 400)
		explain_fields(itsm, arena, request, reply);
	else if (reply->status == 403 && !read && strstr(request->path, "/assets/") != NULL)
		reply->reason = arena_print(arena,
		                            "%s (make it an Object schema developer of the schema "
		                            "that certificates lie in)",
		                            reply->reason);
}
