/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of an import source (Assets REST API, group "importsource"). */
#include "base/text.h"
#include "jira_assets_import.h"
#include <string.h>

#define LETTERS "0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PLACE   "the object schema's configuration > Import"

static bool is_execution(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length < JIRA_ASSETS_EXECUTION && strspn(text, LETTERS) == length;
}

struct jira_assets_handle jira_assets_import_handle(struct arena *arena, const char *text)
{
	struct jira_assets_handle handle = { .execution = "" };
	const char *blank = strchr(text, ' ');
	const char *id = blank ? arena_copy_bytes(arena, text, (size_t)(blank - text)) : text;

	if (strcmp(text, "again") == 0) {
		handle.again = true;
	} else if (strcmp(text, "single") == 0) {
		handle.single = true;
	} else if (is_execution(id)) {
		handle.execution = id;
		handle.looked = blank != NULL && strcmp(blank, " looked") == 0;
		handle.unsure = blank != NULL && strcmp(blank, " unsure") == 0;
	}
	return handle;
}

bool jira_assets_import_call(struct itsm *itsm, struct arena *arena, const char *method,
                             const char *path, const struct json *body, struct itsm_reply *reply)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct jira_request request = {
		.method = method,
		.path = arena_print(arena, "/importsource/%s%s",
		                    http_escape(arena, settings->assets_import_source), path),
		.body = body,
		.bearer = &settings->assets_import_token,
	};

	return jira_assets_call(itsm, arena, JIRA_ASSETS_IMPORT, &request, reply);
}

/* {"links": {"getExecutionStatus": ".../executions/ID/status"}}: only the id is taken, the links still
 * bear addresses of old. */
static const char *id_of(struct arena *arena, const struct json *root)
{
	static const char before[] = "/executions/";
	const char *link = json_member_text(json_get(root, "links"), "getExecutionStatus", "");
	const char *at = strstr(link, before);

	if (at == NULL)
		return "";
	at += strlen(before);
	const char *id = arena_copy_bytes(arena, at, strcspn(at, "/"));
	return is_execution(id) ? id : "";
}

const char *jira_assets_import_explain(const struct itsm *itsm, struct arena *arena,
                                       const struct itsm_reply *reply)
{
	static const struct {
		const char *code, *words;
	} known[] = {
		{ "MISSING_MAPPING", "has no mapping yet; give it the one that 'certsteward init "
		                     "--target NAME' prints" },
		{ "DISABLED", "is disabled; enable it in " PLACE },
		{ "INVALID_IMPORT_MODULE_KEY",
		  "belongs to an app; make one of the type External in " PLACE },
		{ "IN_PROGRESS",
		  "is at work on another import; wait until it has ended, or cancel it "
		  "in " PLACE },
	};
	const char *code = json_member_text(reply->root, "errorCode", "");
	const char *source = jira_settings(itsm)->assets_import_source;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(code, known[i].code) == 0)
			return arena_print(arena, "import source '%s' %s", source, known[i].words);
	if (reply->verdict == ITSM_REPLY_GONE || reply->status == 400)
		return arena_print(arena,
		                   "import source '%s' is not there (%s); set assets_import_source "
		                   "to the id that stands in " PLACE,
		                   source, reply->reason);
	if (reply->status == 401 || reply->status == 403)
		return arena_print(arena,
		                   "import source '%s' does not let us in (%s); set "
		                   "assets_import_token to a token made in " PLACE,
		                   source, reply->reason);
	return reply->reason;
}

/* A program that was killed leaves an execution behind that waits for data which nobody has. */
static bool is_left_behind(struct itsm *itsm, struct arena *arena)
{
	struct itsm_reply reply;
	const char *id;

	if (!jira_assets_import_call(itsm, arena, "GET", "/executions/status", NULL, &reply))
		return false;
	id = json_member_text(reply.root, "executionId", "");
	if (!is_execution(id) ||
	    !text_equal(json_member_text(reply.root, "status", ""), "INGESTING"))
		return false;
	jira_assets_import_cancel(itsm, arena, id);
	return true;
}

const char *jira_assets_import_start(struct itsm *itsm, struct arena *arena,
                                     struct itsm_reply *reply)
{
	bool begun = jira_assets_import_call(itsm, arena, "POST", "/executions", NULL, reply);

	if (!begun && text_equal(json_member_text(reply->root, "errorCode", ""), "IN_PROGRESS") &&
	    is_left_behind(itsm, arena))
		begun = jira_assets_import_call(itsm, arena, "POST", "/executions", NULL, reply);
	if (!begun) {
		reply->reason = jira_assets_import_explain(itsm, arena, reply);
		return "";
	}
	const char *id = id_of(arena, reply->root);
	if (*id == '\0') {
		reply->verdict = ITSM_REPLY_LOST;
		reply->reason = "the import source's answer names no execution";
	}
	return id;
}

bool jira_assets_import_send(struct itsm *itsm, struct arena *arena, const char *execution,
                             int number, struct json *entries, bool last, struct itsm_reply *reply)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	struct json *data = json_set(arena, body, "data", json_new(arena, JSON_OBJECT));

	json_set(arena, data, JIRA_ASSETS_SELECTOR, entries);
	json_set_string(arena, body, "clientGeneratedId",
	                arena_print(arena, "%s-%d", execution, number));
	json_set_bool(arena, body, "completed", last);
	return jira_assets_import_call(itsm, arena, "POST",
	                               arena_print(arena, "/executions/%s/data", execution), body,
	                               reply);
}

void jira_assets_import_progress(struct itsm *itsm, struct arena *arena, const char *execution,
                                 size_t done, size_t count)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	struct json *steps = json_set(arena, body, "steps", json_new(arena, JSON_OBJECT));
	struct json *objects = json_set(arena, body, "objects", json_new(arena, JSON_OBJECT));
	struct itsm_reply ignored;

	json_set_integer(arena, steps, "total", 1);
	json_set_integer(arena, steps, "current", 1);
	json_set_string(arena, steps, "description", "certsteward hands over certificates");
	json_set_integer(arena, objects, "total", (int64_t)count);
	json_set_integer(arena, objects, "processed", (int64_t)done);
	(void)jira_assets_import_call(itsm, arena, "PUT",
	                              arena_print(arena, "/executions/%s/progress", execution),
	                              body, &ignored);
}

const char *jira_assets_import_state(struct itsm *itsm, struct arena *arena, const char *execution,
                                     struct itsm_reply *reply)
{
	if (!jira_assets_import_call(itsm, arena, "GET",
	                             arena_print(arena, "/executions/%s/status", execution), NULL,
	                             reply)) {
		reply->reason = jira_assets_import_explain(itsm, arena, reply);
		return NULL;
	}
	return json_member_text(reply->root, "status", "");
}

void jira_assets_import_cancel(struct itsm *itsm, struct arena *arena, const char *execution)
{
	struct itsm_reply ignored;

	(void)jira_assets_import_call(itsm, arena, "DELETE",
	                              arena_print(arena, "/executions/%s", execution), NULL,
	                              &ignored);
}
