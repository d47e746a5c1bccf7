/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this adapter share: its settings, what it learns while running, its ceilings. */
#pragma once
#include "base/arena.h"
#include "contract/itsm.h"
#include "contract/itsm_login.h"

enum {
	/* ServiceNow's guideline for one IRE payload (Identification and Reconciliation, best
	 * practices). */
	SERVICENOW_IRE_ITEMS = 500,
	/* Steps of one push: up to five payloads whose rows are read back together. */
	SERVICENOW_PUSH_STEPS = 2000,
	/* Items of a batch run one after another within 30 s (Batch API). */
	SERVICENOW_BATCH_ITEMS = 50,
	/* Ids in one sysparm_query: keeps a URL below 4 KiB. */
	SERVICENOW_IDS = 100,
	SERVICENOW_KEY_LENGTH = 100, /* task.correlation_id */
	SERVICENOW_ID = 33,          /* a sys_id and its NUL */
	SERVICENOW_ELEMENT = 81,     /* a column's name and its NUL */
};

/* How fingerprints are written on the instance: two forms of one value become two CIs. */
enum servicenow_spelling {
	SERVICENOW_SPELLING_UNKNOWN,
	SERVICENOW_LOWER,
	SERVICENOW_UPPER,
	SERVICENOW_COLON_LOWER,
	SERVICENOW_COLON_UPPER,
};

struct servicenow_settings {
	const char *client_id, *user, *account;
	struct secret client_secret, password;
	const char *discovery_source, *source_feed;
	const char *certificate_class, *relation_type, *fingerprint;
	const char *domain_table, *domain_column;
	struct setting_list host_classes, application_classes, vip_classes, service_classes;
	struct setting_list parent_classes;
	const char *runbook_column;
	struct setting_list calendar_tables, retired, certificate_columns;
	const char *address_table, *span_table, *task_table, *approval_group, *no_task_value, *cim;
	int64_t page_size, settle;
	const char *caller, *requested_by, *assignment, *contact_type;
	const char *incident_category, *incident_subcategory, *change_category;
	const char *change_close_code, *incident_close_code, *cancel_close_code;
	const char *mark_class, *mark_field, *mark_switch, *mark_running;
	bool production;
};

/* Lives as long as the instance; all zero at start. */
struct servicenow_state {
	struct arena memory; /* for the texts below */
	struct itsm_login login;
	const char *account; /* user name that our writes carry; NULL = not known yet */
	const char *domain_column;
	const char *caller_id, *requested_by_id;
	const char *instance;
	enum servicenow_spelling spelling;
	bool spelling_read;
	bool site_read; /* spelling and Certificate Inventory are known */
	bool has_cim;
	bool throttled;  /* an answer since the start of this push put us off */
	int throttle;    /* for so many seconds; 0 = it did not say */
	bool no_batch;   /* the Batch API is closed to us: one call each */
	bool no_details; /* tables beside hosts and groups are closed to us */
	bool no_keyset;  /* query ACLs refuse sys_id>: pages by offset */
};

static inline const struct servicenow_settings *servicenow_settings(const struct itsm *itsm)
{
	return (const struct servicenow_settings *)itsm->settings;
}

static inline struct servicenow_state *servicenow_state(struct itsm *itsm)
{
	return (struct servicenow_state *)itsm->state;
}

extern const struct setting servicenow_setting_table[];

/* The vtable's functions that have a file of their own. */
CHECKED bool servicenow_identify(struct itsm *itsm, struct arena *scratch,
                                 struct itsm_identity *identity, struct error *error);
CHECKED bool servicenow_sign(struct itsm *itsm, struct arena *scratch,
                             const struct itsm_identity *identity, struct error *error);
CHECKED bool servicenow_check(struct itsm *itsm, struct arena *scratch,
                              void (*tell)(void *context, const struct itsm_finding *finding),
                              void *context, struct error *error);
CHECKED bool servicenow_prepare(struct itsm *itsm, struct arena *scratch, struct text *out,
                                struct error *error);
CHECKED bool servicenow_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                              struct error *error);
CHECKED bool servicenow_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                             size_t count, struct receipt *receipts, struct error *error);
CHECKED bool servicenow_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                             size_t count, struct receipt *receipts, struct error *error);
CHECKED bool servicenow_read_tickets(struct itsm *itsm, struct arena *scratch,
                                     const char *const *ids, size_t count, bool full,
                                     struct ticket_seen *seen, struct error *error);
