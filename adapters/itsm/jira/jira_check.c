/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Login, project and rights: too few stop us, too many are told. */
#include "jira_check.h"
#include "base/text.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_call.h"
#include "jira_refusal.h"

void jira_check_tell(const struct jira_checking *checking, enum itsm_verdict verdict,
                     const char *subject, const char *message, const char *mend)
{
	const struct itsm_finding finding = { verdict, subject, message, mend };

	checking->tell(checking->context, &finding);
}

bool jira_check_read(const struct jira_checking *checking, const char *subject, const char *path,
                     const char *mend, struct json **root, struct error *error)
{
	struct itsm *itsm = checking->itsm;
	struct jira_request request = {
		.method = "GET",
		.path = text_starts_with(path, "/rest/")
		                ? path
		                : arena_print(checking->arena, "%s%s", jira_dialect(itsm)->api,
		                              path),
	};
	struct itsm_reply reply;

	*root = NULL;
	if (jira_call(itsm, checking->arena, &request, &reply)) {
		*root = reply.root;
		return true;
	}
	if (jira_refusal_is_scope(&reply))
		jira_check_tell(checking, ITSM_FAILED, subject, reply.reason,
		                "scopes of a token cannot be changed: make a new one with all that "
		                "'certsteward init --target' lists");
	else if (reply.verdict == ITSM_REPLY_REFUSED || reply.verdict == ITSM_REPLY_GONE)
		jira_check_tell(checking, ITSM_FAILED, subject, reply.reason, mend);
	else
		return itsm_reply_error(&reply, subject, error);
	return true;
}

static bool check_site(const struct jira_checking *checking, struct error *error)
{
	const struct jira_dialect *dialect = jira_dialect(checking->itsm);
	struct json *info;

	if (!jira_check_read(checking, "site", "/serverInfo", "check url and dialect", &info,
	                     error))
		return false;
	if (info == NULL)
		return true;
	const char *kind = json_member_text(info, "deploymentType", "");
	const char *told =
		arena_print(checking->arena, "%s, %s %s", json_member_text(info, "baseUrl", "?"),
	                    kind, json_member_text(info, "version", "?"));
	if (text_equal(kind, dialect->deployment))
		jira_check_tell(checking, ITSM_OK, "site", told, "");
	else
		jira_check_tell(checking, ITSM_FAILED, "site", told,
		                dialect->adf ? "set dialect: datacenter" : "set dialect: cloud");
	return true;
}

static bool check_project(const struct jira_checking *checking, bool *usable, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	struct json *project;

	*usable = false;
	if (*settings->project == '\0') {
		jira_check_tell(checking, ITSM_WARNING, "project", "none is set: no tickets here",
		                "set project to the key of a project");
		return true;
	}
	if (!jira_check_read(checking, "project",
	                     arena_print(checking->arena, "/project/%s", settings->project),
	                     "correct project, or give our account the right to browse it",
	                     &project, error))
		return false;
	*usable = project != NULL;
	if (project == NULL)
		return true;
	const char *kind = json_member_text(project, "projectTypeKey", "");
	bool desk = text_equal(kind, "service_desk");
	const char *told = arena_print(checking->arena, "'%s', type %s",
	                               json_member_text(project, "name", "?"), kind);
	if (desk == settings->service_management)
		jira_check_tell(checking, ITSM_OK, "project", told, "");
	else
		jira_check_tell(checking, ITSM_FAILED, "project", told,
		                desk ? "set service_management: yes"
		                     : "set service_management: no");
	return true;
}

/* Names of permissions by their keys (Jira permissions reference). */
static const struct {
	const char *key, *use;
	enum itsm_verdict missing, given;
} rights[] = {
	{ "BROWSE_PROJECTS", "read tickets", ITSM_FAILED, ITSM_OK },
	{ "CREATE_ISSUES", "open tickets", ITSM_FAILED, ITSM_OK },
	{ "EDIT_ISSUES", "write fields", ITSM_FAILED, ITSM_OK },
	{ "TRANSITION_ISSUES", "move tickets", ITSM_FAILED, ITSM_OK },
	{ "ADD_COMMENTS", "leave notes", ITSM_FAILED, ITSM_OK },
	{ "CREATE_ATTACHMENTS", "attach proof", ITSM_FAILED, ITSM_OK },
	{ "LINK_ISSUES", "link incident and change", ITSM_WARNING, ITSM_OK },
	{ "MANAGE_WATCHERS", "tell the backup owner", ITSM_WARNING, ITSM_OK },
	{ "DELETE_ISSUES", "delete tickets", ITSM_OK, ITSM_WARNING },
	{ "DELETE_ALL_COMMENTS", "delete comments of others", ITSM_OK, ITSM_WARNING },
	{ "EDIT_ALL_COMMENTS", "change comments of others", ITSM_OK, ITSM_WARNING },
	{ "ADMINISTER_PROJECTS", "administer the project", ITSM_OK, ITSM_WARNING },
	{ "ADMINISTER", "administer Jira", ITSM_OK, ITSM_WARNING },
	{ "SYSTEM_ADMIN", "administer the system", ITSM_OK, ITSM_WARNING },
};

enum { RIGHTS = sizeof(rights) / sizeof(rights[0]) };

static void judge_right(const struct jira_checking *checking, const struct json *permissions,
                        size_t i)
{
	const struct json *permission = json_get(permissions, rights[i].key);
	bool have = json_is_true(json_get(permission, "havePermission"));
	const char *subject = arena_print(checking->arena, "right %s", rights[i].key);

	if (have && rights[i].given == ITSM_WARNING)
		jira_check_tell(checking, ITSM_WARNING, subject,
		                arena_print(checking->arena, "our account may %s", rights[i].use),
		                "take it away: certsteward never needs it");
	else if (!have && rights[i].missing != ITSM_OK)
		jira_check_tell(
			checking, rights[i].missing, subject,
			arena_print(checking->arena, "our account may not %s", rights[i].use),
			"give it to our account's role in the project's permission scheme");
}

static bool check_rights(const struct jira_checking *checking, struct error *error)
{
	const char *project = jira_settings(checking->itsm)->project;
	struct json *root;
	TEXT(path);

	text_print(&path, "/mypermissions?projectKey=%s", project);
	/* Cloud wants the keys named; Data Center gives all. */
	for (size_t i = 0; jira_dialect(checking->itsm)->adf && i < RIGHTS; i++)
		text_print(&path, "%s%s", i == 0 ? "&permissions=" : ",", rights[i].key);
	if (!jira_check_read(checking, "rights", text_string(&path),
	                     "let our account browse the project", &root, error))
		return false;
	if (root == NULL)
		return true;
	for (size_t i = 0; i < RIGHTS; i++)
		judge_right(checking, json_get(root, "permissions"), i);
	return true;
}

static bool check_tickets(const struct jira_checking *checking, struct error *error)
{
	bool usable;

	if (!check_site(checking, error) || !check_project(checking, &usable, error))
		return false;
	return !usable || (check_rights(checking, error) && jira_check_types(checking, error) &&
	                   jira_check_flow(checking, error) && jira_check_sample(checking, error));
}

static bool check_assets(const struct jira_checking *checking, struct error *error)
{
	if (jira_uses_assets(checking->itsm))
		return jira_assets_check(checking->itsm, checking->arena, checking->tell,
		                         checking->context, error);
	jira_check_tell(checking, ITSM_OK, "assets", "not used: certificates stand on tickets only",
	                "");
	return true;
}

bool jira_check(struct itsm *itsm, struct arena *scratch,
                void (*tell)(void *context, const struct itsm_finding *finding), void *context,
                struct error *error)
{
	const struct jira_checking checking = { itsm, scratch, tell, context,
		                                json_new(scratch, JSON_ARRAY) };
	bool usable;

	if (!jira_check_login(&checking, &usable, error))
		return false;
	if (!usable || (check_tickets(&checking, error) && check_assets(&checking, error)))
		return true;
	if (error->kind != ERROR_PEER)
		return false;
	/* The login ended on the way. */
	jira_check_tell(&checking, ITSM_FAILED, "login", arena_copy(scratch, error->message),
	                jira_check_login_mend(&checking));
	return true;
}
