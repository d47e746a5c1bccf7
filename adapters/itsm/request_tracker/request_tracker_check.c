/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold on an RT before we write there: one line each, with its mend. */
#include "request_tracker_check.h"
#include "base/arena.h"
#include "base/http.h"
#include <string.h>

void request_tracker_check_say(const struct request_tracker_checking *checking,
                               enum itsm_verdict verdict, const char *subject, const char *message,
                               const char *mend)
{
	struct itsm_finding finding = { verdict, subject, message, mend };

	checking->tell(checking->context, &finding);
}

bool request_tracker_check_has_field(const struct json *fields, const char *name)
{
	JSON_EACH(field, fields)
	if (request_tracker_reply_is_field(field, name))
		return true;
	return false;
}

void request_tracker_check_constants(const struct request_tracker_checking *checking,
                                     const char *home, const char *name, const struct json *fields,
                                     const char *kind)
{
	struct arena *arena = checking->arena;
	const char *subject = arena_print(arena, "fields.%s in %s '%s'", kind, home, name);
	bool asset = strcmp(home, "catalog") == 0;

	JSON_EACH(constant, json_get(checking->itsm->constants, kind))
	{
		const char *shown = text_visible(arena, constant->key);
		if (constant->type == JSON_NULL ||
		    request_tracker_request_is_core(asset ? "asset" : "ticket", constant->key))
			continue;
		if (request_tracker_check_has_field(fields, constant->key))
			request_tracker_check_say(checking, ITSM_OK, subject,
			                          arena_print(arena, "'%s' is there", shown), "");
		else
			request_tracker_check_say(
				checking, ITSM_FAILED, subject,
				arena_print(arena,
			                    "there is no field '%s', or it is hidden from us: %s",
			                    shown,
			                    asset ? "RT takes no asset with it"
			                          : "each ticket is made without it"),
				arena_print(arena,
			                    "apply it to the %s and let our group see and modify "
			                    "it, or take it out of fields.%s",
			                    home, kind));
	}
}

static bool check_address(const struct request_tracker_checking *checking, bool *usable,
                          struct error *error)
{
	struct itsm_reply reply;

	*usable = request_tracker_call_get(checking->itsm, checking->arena, "/rt", &reply);
	if (*usable) {
		const char *version = json_member_text(reply.root, "Version", "unknown");
		bool known = text_starts_with(version, "5.");
		request_tracker_check_say(
			checking, known ? ITSM_OK : ITSM_WARNING, "address",
			arena_print(checking->arena, "RT %s answers",
		                    text_visible(checking->arena, version)),
			known ? ""
			      : "certsteward is tried with RT 5: look twice at what it writes");
		return true;
	}
	if (reply.verdict == ITSM_REPLY_LOGIN) {
		request_tracker_check_say(
			checking, ITSM_FAILED, "login", reply.reason,
			"make a token in RT (Settings > Auth Tokens) and name it in auth.token");
		return true;
	}
	return itsm_reply_error(&reply, "address", error);
}

/* Only for oneself does RT tell memberships. */
static void check_account(const struct request_tracker_checking *checking)
{
	const char *account = checking->settings->account;
	struct arena *arena = checking->arena;
	struct itsm_reply reply;
	const char *path = arena_print(arena, "/user/%s", http_escape(arena, account));
	bool found = request_tracker_call_get(checking->itsm, arena, path, &reply);

	if (found && json_get(reply.root, "Memberships") != NULL)
		request_tracker_check_say(checking, ITSM_OK, "login",
		                          arena_print(arena, "logged in as '%s'", account), "");
	else
		request_tracker_check_say(
			checking, ITSM_FAILED, "login",
			arena_print(arena, "the token is not that of user '%s'", account),
			"name the user whose token it is in account: else what certsteward writes "
			"itself counts as people's");
}

/* Rights by which our user could decide, or see and change what is none of its business. */
static void check_too_many(const struct request_tracker_checking *checking)
{
	struct arena *arena = checking->arena;
	struct itsm_reply reply;

	if (request_tracker_call_get(checking->itsm, arena, "/rt", &reply) &&
	    json_get(reply.root, "Plugins") != NULL) {
		request_tracker_check_say(
			checking, ITSM_WARNING, "right SuperUser",
			"our user may do everything, approve its own changes too",
			"take SuperUser away and give the rights that certsteward init --target prints");
		return;
	}
	request_tracker_check_say(checking, ITSM_OK, "right SuperUser", "not held", "");
}

static void check_groups(const struct request_tracker_checking *checking)
{
	struct request_tracker_query query = { .collection = "groups", .fields = "Name" };
	struct arena *arena = checking->arena;
	struct json *conditions = json_new(arena, JSON_ARRAY), *rows;
	struct json *condition = json_push(conditions, json_new(arena, JSON_OBJECT));
	struct error error = ERROR_INIT;

	json_set_string(arena, condition, "field", "Domain");
	json_set_string(arena, condition, "value", "UserDefined");
	if (!request_tracker_call_list(checking->itsm, arena, &query, conditions, "groups", &rows,
	                               &error))
		request_tracker_check_say(checking, ITSM_FAILED, "groups",
		                          arena_copy(arena, error.message),
		                          "give our group the global right SeeGroup");
	else if (json_count(rows) == 0)
		request_tracker_check_say(
			checking, ITSM_WARNING, "groups", "no group can be seen",
			"give our group the global right SeeGroup, so that tickets find their "
			"owners");
	else
		request_tracker_check_say(
			checking, ITSM_OK, "groups",
			arena_print(arena, "%zu groups can be seen", json_count(rows)), "");
}

bool request_tracker_check(struct itsm *itsm, struct arena *scratch,
                           void (*tell)(void *context, const struct itsm_finding *finding),
                           void *context, struct error *error)
{
	struct request_tracker_checking checking = { itsm, scratch, request_tracker_settings(itsm),
		                                     tell, context };
	bool usable;

	if (!check_address(&checking, &usable, error))
		return false;
	if (!usable)
		return true;
	check_account(&checking);
	check_too_many(&checking);
	request_tracker_check_catalogs(&checking);
	request_tracker_check_queues(&checking);
	check_groups(&checking);
	return true;
}
