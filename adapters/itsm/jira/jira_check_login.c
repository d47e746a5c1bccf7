/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who we are there; where nobody lets us in, how that is mended for this kind of login. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_check.h"

const char *jira_check_login_mend(const struct jira_checking *checking)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	bool cloud = jira_dialect(checking->itsm)->adf;

	if (!text_is_empty(settings->client_id))
		return cloud ? "check auth.client_id and auth.client_secret: admin.atlassian.com > "
		               "Directory > Service accounts shows both, and makes a new secret"
		             : "check auth.client_id, auth.client_secret and auth.token_url with "
		               "Jira's administrator";
	if (!cloud)
		return text_is_empty(settings->user)
		               ? "make a new token as our account (Profile > Personal Access "
		                 "Tokens) and put it where auth.token says"
		               : "take auth.user away and use a personal access token: Jira 11 "
		                 "takes no passwords";
	if (text_is_empty(settings->user))
		return "make a new token (admin.atlassian.com > Directory > Service accounts) and "
		       "put it where auth.token says";
	return "make a new token (id.atlassian.com > Security > API tokens) for the account whose "
	       "e-mail address auth.user is; one with scopes needs cloud_id";
}

/* The site itself tells its id to anybody; NULL when it does not. */
static const char *id_of_site(const struct jira_checking *checking)
{
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(checking->arena, "%s/_edge/tenant_info", checking->itsm->url),
	};
	struct itsm_reply reply;

	if (!jira_call(checking->itsm, checking->arena, &request, &reply))
		return NULL;
	const char *id = json_member_text(reply.root, "cloudId", "");
	return *id != '\0' ? text_visible(checking->arena, id) : NULL;
}

/* The gateway answers an id that it does not know as anything else that is missing. */
static void tell_missing(const struct jira_checking *checking, const char *reason)
{
	const char *wanted = jira_settings(checking->itsm)->cloud_id, *id;

	if (text_is_empty(wanted)) {
		jira_check_tell(checking, ITSM_FAILED, "login", reason, "check url and dialect");
		return;
	}
	id = id_of_site(checking);
	jira_check_tell(checking, ITSM_FAILED, "cloud_id",
	                id != NULL && !text_equal(id, wanted)
	                        ? arena_print(checking->arena, "%s is the id of another site",
	                                      text_visible(checking->arena, wanted))
	                        : reason,
	                id != NULL && !text_equal(id, wanted)
	                        ? arena_print(checking->arena, "set cloud_id: %s", id)
	                        : arena_print(checking->arena,
	                                      "set it to the cloudId of %s/_edge/tenant_info",
	                                      checking->itsm->url));
}

bool jira_check_login(const struct jira_checking *checking, bool *usable, struct error *error)
{
	const struct jira_dialect *dialect = jira_dialect(checking->itsm);
	struct jira_state *state = jira_state(checking->itsm);
	struct jira_request request = {
		.method = "GET", .path = arena_print(checking->arena, "%s/myself", dialect->api)
	};
	struct itsm_reply reply = { .verdict = ITSM_REPLY_OK };

	*usable = false;
	if (state->account == NULL &&
	    jira_call(checking->itsm, checking->arena, &request, &reply)) {
		const char *id = json_member_text(reply.root, dialect->user, "");
		if (*id != '\0')
			state->account = arena_copy(&state->memory, id);
	}
	if (reply.verdict == ITSM_REPLY_GONE) {
		tell_missing(checking, reply.reason);
	} else if (reply.verdict == ITSM_REPLY_LOGIN || reply.verdict == ITSM_REPLY_REFUSED) {
		jira_check_tell(checking, ITSM_FAILED, "login", reply.reason,
		                jira_check_login_mend(checking));
	} else if (reply.verdict != ITSM_REPLY_OK) {
		return itsm_reply_error(&reply, "login", error);
	} else if (state->account == NULL) {
		jira_check_tell(
			checking, ITSM_FAILED, "login",
			arena_print(checking->arena, "the answer names no %s", dialect->user),
			"check dialect and url");
	} else {
		*usable = true;
		jira_check_tell(checking, ITSM_OK, "login",
		                arena_print(checking->arena, "as %s", state->account), "");
	}
	return true;
}
