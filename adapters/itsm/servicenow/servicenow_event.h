/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of events share. */
#pragma once
#include "contract/itsm.h"
#include "servicenow_reply.h"

struct servicenow_event {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
	const char *table; /* of the ticket */
};

/* The reply as receipt; false when nothing more gets through. */
CHECKED bool servicenow_event_settle(const struct servicenow_event *event,
                                     const struct itsm_reply *reply, bool repeatable,
                                     struct error *error);
/* What stands in a column of the event's ticket now, "" for nothing. */
CHECKED bool servicenow_event_column(const struct servicenow_event *event, const char *name,
                                     const char **value, struct error *error);

/* A file, unless one of equal content hangs there already. */
CHECKED bool servicenow_event_attachment(const struct servicenow_event *event, struct error *error);
/* Affected CIs: by a worker of the instance for changes, row by row for other tickets. */
CHECKED bool servicenow_event_affected(const struct servicenow_event *event, struct error *error);

/* Starts a worker of the change, or polls the one whose handle the step carries. */
CHECKED bool servicenow_event_worker(const struct servicenow_event *event, const char *method,
                                     const char *path, const struct json *body,
                                     struct error *error);
/* Planned dates by the change's first available slot; conflict check started anew. */
CHECKED bool servicenow_event_slot(const struct servicenow_event *event, struct error *error);
CHECKED bool servicenow_event_conflict(const struct servicenow_event *event, struct error *error);

/* sys_id of an attachment of this ticket with this SHA-256, or "". */
CHECKED bool servicenow_event_find_attachment(struct itsm *itsm, struct arena *arena,
                                              const char *ticket_id, const char *sha256,
                                              const char **id, struct error *error);
/* Bytes of an attachment's body, and their SHA-256 as hex; NULL when it is no Base64. */
const void *servicenow_event_content(struct arena *arena, const struct json *body, size_t *length,
                                     char sha256[static 65]);
