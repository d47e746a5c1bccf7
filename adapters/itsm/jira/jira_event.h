/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of events share. */
#pragma once
#include "contract/itsm.h"
#include "jira_reply.h"

struct jira_event {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
};

/* The reply as receipt; false when nothing more gets through. */
CHECKED bool jira_event_settle(const struct jira_event *event, const struct itsm_reply *reply,
                               bool repeatable, struct error *error);
/* Path below the platform API: "/issue/<ticket>" and what follows. */
const char *jira_event_path(const struct jira_event *event, const char *rest);

/* A file, unless one of that name with the digest of its content in it hangs there already. */
CHECKED bool jira_event_attachment(const struct jira_event *event, struct error *error);
/* "deployments.1f2e3d4c.csv": Jira keeps no digest of files, so that the name carries it. NULL when the
 * body's base64 cannot be read. */
const char *jira_event_file_name(struct arena *arena, const struct json *body);
/* Id of the attachment with this name on the step's ticket, or "". */
CHECKED bool jira_event_find_attachment(struct itsm *itsm, struct arena *arena,
                                        const struct step *step, const char **id,
                                        struct error *error);
/* A comment that customers do not see, unless the step says public. */
CHECKED bool jira_event_note(const struct jira_event *event, struct error *error);
/* Objects of Assets in the ticket's field, beside those that stand there. */
CHECKED bool jira_event_objects(const struct jira_event *event, struct error *error);
