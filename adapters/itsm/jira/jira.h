/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this adapter share: its settings, what it learns while running, its ceilings. */
#pragma once
#include "base/arena.h"
#include "contract/itsm.h"
#include "contract/itsm_login.h"

#define JIRA_TICKET_PROPERTY "certsteward.ticket" /* {"key", "kind"} of each ticket of ours */
#define JIRA_MARK_PROPERTY   "certsteward.mark"   /* {"store", "epoch"} of our own issue */
#define JIRA_LABEL           "certsteward"
#define JIRA_MARK_LABEL      "certsteward-mark"
#define JIRA_PAUSED_LABEL    "certsteward-paused" /* on our own issue: nothing more is written */

enum {
	JIRA_BULK_CREATE = 50,   /* POST issue/bulk */
	JIRA_BULK_FETCH = 100,   /* POST issue/bulkfetch; 1,000 only for few fields */
	JIRA_KEY_LENGTH = 255,   /* of our key, in a property */
	JIRA_ID = 20,            /* digits of an issue id and its NUL */
	JIRA_SUMMARY = 255,      /* characters, no line feeds */
	JIRA_ATTRIBUTE = 255,    /* characters of an attribute of the type Text in Assets */
	JIRA_TEXT = 32767,       /* characters of a description or text area */
	JIRA_LABEL_LENGTH = 255, /* no blanks */
};

struct jira_settings {
	const char *dialect, *cloud_id, *gateway;
	const char *user, *client_id, *token_url, *scope;
	struct secret token, client_secret;
	const char *project, *notes;
	bool service_management, production;
	const char *change_type, *incident_type, *task_type, *subtask_type, *mark_type, *mark_issue;
	struct {
		const char *change_type, *change_risk, *impact, *urgency, *severity;
		const char *justification, *risk_impact, *implementation_plan, *test_plan;
		const char *backout_plan, *planned_start, *planned_end, *due;
		const char *group, *services, *objects, *approvers, *approver_groups;
		const char *approvals, *request_type;
	} fields;
	struct {
		const struct yaml *change, *incident, *certificate, *retired;
	} kinds; /* fields.change ...: constants */
	struct {
		const char *change, *incident, *task;
	} request_types;
	const char *group_form;
	struct setting_list options, approvers, approver_groups, exclude, constants;
	struct {
		struct setting_list new, assess, authorize, scheduled, implement, review, closed;
		struct setting_list cancelled;
	} phases;
	const char *done_resolution, *cancelled_resolution, *change_link, *incident_link;
	int64_t settle, search_lag;
	const char *assets, *assets_workspace;
	struct setting_list assets_schemas;
	const char *assets_certificate_type, *assets_deployment_type;
	struct setting_list assets_relation_attributes, assets_certificate_attributes;
	struct setting_list assets_host_types, assets_application_types, assets_service_types;
	struct setting_list assets_name_attributes, assets_address_attributes, assets_retired;
	const char *assets_port_attribute, *assets_owner_attribute, *assets_group_attribute;
	const char *assets_status_attribute, *assets_environment_attribute;
	const char *assets_criticality_attribute, *assets_runbook_attribute;
	struct setting_list assets_reference_attributes, assets_criticality_words;
	const char *services_form, *assets_service_id_attribute;
	int64_t assets_limit;
	const char *assets_import_source;
	struct secret assets_import_token;
	int64_t assets_import_from;
};

/* Lives as long as the instance; all zero at start. */
struct jira_state {
	struct arena memory; /* for the texts below */
	struct itsm_login login;
	const char *base;    /* url of the site, or its gateway */
	const char *account; /* accountId, on Data Center the user name; NULL = not known yet */
	const char *instance;
	const char *mark_id; /* our own issue; NULL = not known */
	int64_t newest;      /* highest number of an issue key of the project that we have met */
	bool throttled;      /* an answer since the start of this push put us all off */
	int throttle;        /* for so many seconds; 0 = it did not say */
	void *assets;        /* what jira_assets.c keeps, in memory */
};

static inline const struct jira_settings *jira_settings(const struct itsm *itsm)
{
	return (const struct jira_settings *)itsm->settings;
}

static inline struct jira_state *jira_state(struct itsm *itsm)
{
	return (struct jira_state *)itsm->state;
}

extern const struct setting jira_setting_table[];
/* Does this setting hold the id of a field? */
bool jira_setting_is_field(const struct setting *row);

/* Assets is in use: certificates and CIs are objects there. */
bool jira_uses_assets(const struct itsm *itsm);

/* The vtable's functions that have a file of their own. */
CHECKED bool jira_identify(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
                           struct error *error);
CHECKED bool jira_sign(struct itsm *itsm, struct arena *scratch,
                       const struct itsm_identity *identity, struct error *error);
CHECKED bool jira_check(struct itsm *itsm, struct arena *scratch,
                        void (*tell)(void *context, const struct itsm_finding *finding),
                        void *context, struct error *error);
CHECKED bool jira_prepare(struct itsm *itsm, struct arena *scratch, struct text *out,
                          struct error *error);
CHECKED bool jira_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                        struct error *error);
CHECKED bool jira_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                       size_t count, struct receipt *receipts, struct error *error);
CHECKED bool jira_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                       size_t count, struct receipt *receipts, struct error *error);
CHECKED bool jira_read_tickets(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                               size_t count, bool full, struct ticket_seen *seen,
                               struct error *error);
