/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `check` share. */
#pragma once
#include "request_tracker.h"
#include "request_tracker_call.h"

struct request_tracker_checking {
	struct itsm *itsm;
	struct arena *arena;
	const struct request_tracker_settings *settings;
	void (*tell)(void *context, const struct itsm_finding *finding);
	void *context;
};

/* One finding; texts are borrowed for the call, mend "" where nothing is to be done. */
void request_tracker_check_say(const struct request_tracker_checking *checking,
                               enum itsm_verdict verdict, const char *subject, const char *message,
                               const char *mend);
/* Catalogs of certificates and hosts: there, visible, writable or not, with their fields; statuses. */
void request_tracker_check_catalogs(const struct request_tracker_checking *checking);
/* What the tickets of a queue show of our rights there and of its statuses. A lifecycle of one's own may show
 * less. */
void request_tracker_check_tickets(const struct request_tracker_checking *checking,
                                   const char *queue, bool own_lifecycle);
/* One row of that queue or catalog (home: "Queue", "Catalog") with its links, NULL when none is in sight.
 * `more` is a further condition, or "". */
const struct json *request_tracker_check_sample(const struct request_tracker_checking *checking,
                                                const char *home, const char *name,
                                                const char *more);
/* The record of that queue or catalog (kind: "queue", "catalog"), with a line when it is disabled; NULL with
 * a line that says why, and that it is to be made with these rights for us. */
const struct json *request_tracker_check_home(const struct request_tracker_checking *checking,
                                              const char *kind, const char *name,
                                              const char *subject, const char *rights);
/* Is the custom field of that name or number among them? */
bool request_tracker_check_has_field(const struct json *fields, const char *name);
/* What the site adds to each record of this kind ("change", "certificate"): is it a field of that home
 * ("queue", "catalog"), whose custom fields these are? */
void request_tracker_check_constants(const struct request_tracker_checking *checking,
                                     const char *home, const char *name, const struct json *fields,
                                     const char *kind);
bool request_tracker_check_has_link(const struct json *record, const char *ref);
/* Queues of changes, incidents, approvals: there, writable or not, with their fields and statuses. */
void request_tracker_check_queues(const struct request_tracker_checking *checking);
