/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* /_sandbox/jira/…: people at work on the Jira sites, and what the sites hold. */

#include "jira_control.h"

#include "jira_act.h"
#include "jira_dump.h"
#include "jira_seed.h"
#include "sandbox/body.h"

struct site jira_control_site(struct session *session, const char *name)
{
	struct site site = jira_act_site(session, name);
	/* Seeding is a transaction of its own, and we are inside one already. */
	database_commit(session->database);
	session_become_system(session);
	jira_seed_ensure(&site);
	database_begin(session->database);
	return site;
}

void jira_control_act(struct session *session, const struct request *request, struct reply *reply)
{
	json_t *wish = body_object(session, request, reply);
	if (!wish)
		return;
	json_t *problem = site_problem();
	(void)jira_control_site(session, site_text(wish, "site"));
	json_t *done = jira_act_perform(session, wish, problem);
	reply->status = done ? 200 : 400;
	reply->json = done ? json_pack("{s:o}", "result", done) : json_incref(problem);
	json_decref(problem);
	json_decref(wish);
}

void jira_control_dump(struct session *session, const struct request *request, struct reply *reply)
{
	struct site site = jira_control_site(session, request_argument(request, "site"));
	reply->status = 200;
	reply->json = jira_dump_all(&site, request_number(request, "limit", 5000));
}
