/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this adapter share: its settings, what it learns while running, its ceilings. */
#pragma once
#include "base/arena.h"
#include "contract/itsm.h"

enum {
	REQUEST_TRACKER_PAGE = 100,       /* the most that per_page takes (RT::REST2, paging) */
	REQUEST_TRACKER_IDS = 40,         /* conditions in one query: keeps a URL below 8 KiB */
	REQUEST_TRACKER_PUSH_STEPS = 40,  /* one call each: a batch stays within a minute */
	REQUEST_TRACKER_KEY_LENGTH = 200, /* ObjectCustomFieldValues.Content holds 255 */
};

/* Names of statuses that mean a phase; a lifecycle may have some of them only. */
struct request_tracker_statuses {
	struct setting_list fresh, scheduled, implement, hold, review, closed, cancelled;
};

struct request_tracker_settings {
	struct secret token;
	const char *account;
	const char *certificate_catalog;
	struct setting_list host_catalogs, application_catalogs, vip_catalogs, service_catalogs;
	const char *fingerprint_field, *serial_field, *issuer_field;
	struct setting_list certificate_fields;
	struct setting_list name_fields, address_fields;
	const char *port_field, *group_field, *environment_field, *criticality_field;
	const char *runbook_field;
	struct setting_list stock, retired;
	const char *change_queue, *incident_queue, *task_queue, *approvals_queue;
	struct setting_list others_queues;
	const char *key_field, *type_field, *approval_field, *requestor;
	struct request_tracker_statuses statuses;
	const char *mark_name, *mark_running;
	const char *approver;
	bool users, production;
	int64_t settle;
};

/* Lives as long as the instance; all zero at start. */
struct request_tracker_state {
	struct arena memory; /* for the texts below */
	const char *instance;
};

static inline const struct request_tracker_settings *request_tracker_settings(
	const struct itsm *itsm)
{
	return (const struct request_tracker_settings *)itsm->settings;
}

static inline struct request_tracker_state *request_tracker_state(struct itsm *itsm)
{
	return (struct request_tracker_state *)itsm->state;
}

extern const struct setting request_tracker_setting_table[];

/* The vtable's functions that have a file of their own. */
CHECKED bool request_tracker_identify(struct itsm *itsm, struct arena *scratch,
                                      struct itsm_identity *identity, struct error *error);
CHECKED bool request_tracker_sign(struct itsm *itsm, struct arena *scratch,
                                  const struct itsm_identity *identity, struct error *error);
CHECKED bool request_tracker_check(struct itsm *itsm, struct arena *scratch,
                                   void (*tell)(void *context, const struct itsm_finding *finding),
                                   void *context, struct error *error);
CHECKED bool request_tracker_prepare(struct itsm *itsm, struct arena *scratch, struct text *out,
                                     struct error *error);
CHECKED bool request_tracker_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                                   struct error *error);
CHECKED bool request_tracker_find(struct itsm *itsm, struct arena *scratch,
                                  const struct step *steps, size_t count, struct receipt *receipts,
                                  struct error *error);
CHECKED bool request_tracker_push(struct itsm *itsm, struct arena *scratch,
                                  const struct step *steps, size_t count, struct receipt *receipts,
                                  struct error *error);
CHECKED bool request_tracker_read_tickets(struct itsm *itsm, struct arena *scratch,
                                          const char *const *ids, size_t count, bool full,
                                          struct ticket_seen *seen, struct error *error);
