/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of check; each tells its findings and goes on. */
#pragma once
#include "contract/itsm.h"
#include "servicenow_call.h"

struct servicenow_checker {
	struct itsm *itsm;
	struct arena *arena;
	void (*tell)(void *context, const struct itsm_finding *finding);
	void *context;
	bool classless; /* the class of certificates cannot be read: nothing more is said of it */
};

/* One finding; texts are borrowed for the call, mend "" where nothing is to be done. */
void servicenow_check_tell(const struct servicenow_checker *checker, enum itsm_verdict verdict,
                           const char *subject, const char *message, const char *mend);
/* Reads rows; NULL when that failed, in *reply why. */
const struct json *servicenow_check_rows(const struct servicenow_checker *checker,
                                         const struct servicenow_query *query,
                                         struct itsm_reply *reply);

/* Classes, columns, lists of choices, relation type, discovery source. Tables first: false when the class
 * of certificates is not among them. */
bool servicenow_check_tables(const struct servicenow_checker *checker);
void servicenow_check_columns(const struct servicenow_checker *checker);
void servicenow_check_choices(const struct servicenow_checker *checker);
/* Our account, its roles, caller, requester, templates. */
void servicenow_check_people(const struct servicenow_checker *checker);
/* What else on the instance reacts to certificates. */
void servicenow_check_robots(const struct servicenow_checker *checker);
