/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks share: one finding for each thing that must hold. */
#pragma once
#include "contract/itsm.h"

struct jira_checking {
	struct itsm *itsm;
	struct arena *arena;
	void (*tell)(void *context, const struct itsm_finding *finding);
	void *context;
	struct json
		*wrong; /* names of fields whose id was found wrong: nothing more is said of them */
};

/* One finding; texts are borrowed for the call, mend "" where nothing is to be done. */
void jira_check_tell(const struct jira_checking *checking, enum itsm_verdict verdict,
                     const char *subject, const char *message, const char *mend);
/* GET below the platform API: NULL when it is refused, which is then a finding about the subject. False
 * only when nothing gets through. */
CHECKED bool jira_check_read(const struct jira_checking *checking, const char *subject,
                             const char *path, const char *mend, struct json **root,
                             struct error *error);

/* Can we log in? If not, a finding says why and `usable` is false. False only when nothing gets through. */
CHECKED bool jira_check_login(const struct jira_checking *checking, bool *usable,
                              struct error *error);
/* How a login that is refused is mended, by its kind. */
const char *jira_check_login_mend(const struct jira_checking *checking);
/* Settings fields.*: against GET field. */
void jira_check_fields(const struct jira_checking *checking, const struct json *all);
/* What the field of this name must be, in words: "a date with time"; "" where that differs. */
const char *jira_check_fields_kind(const struct itsm *itsm, const char *name);
/* Was the field of this name ("impact") found wrong by that? */
bool jira_check_fields_wrong(const struct jira_checking *checking, const char *name);
/* What only an issue shows: fields that cannot be edited, transitions that are missing. */
CHECKED bool jira_check_sample(const struct jira_checking *checking, struct error *error);
/* Options of a field of a create screen, to be read: "High=7, Low=8". */
const char *jira_check_options(struct arena *arena, const struct json *field);
/* Does this field of a create screen take a list of values? Jira refuses a single one there. */
bool jira_check_is_list(const struct json *field);
/* Constants of the site that tickets of this kind carry: against the create screen of their type and all
 * fields of the site (NULL = not known). */
void jira_check_constants(const struct jira_checking *checking, enum ticket_kind kind,
                          const char *type, const struct json *fields, const struct json *all);
/* Issue types, their create screens, options. */
CHECKED bool jira_check_types(const struct jira_checking *checking, struct error *error);
/* The issue type of our own issue, which must only be there to make one. */
CHECKED bool jira_check_mark_type(const struct jira_checking *checking, struct error *error);
/* Statuses and phases, link types, request types, approvers, our own issue. */
CHECKED bool jira_check_flow(const struct jira_checking *checking, struct error *error);
