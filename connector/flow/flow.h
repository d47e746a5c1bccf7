/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What every stage is given: store, plug-in instances, mapping worker, and the rules in force as
 * plain values. Stages read the store, write the store in transactions, and return; they never
 * call each other. */
#pragma once
#include "base/error.h"
#include "contract/discovery.h"
#include "contract/itsm.h"
#include "flow/flow_names.h"
#include "flow/flow_watch.h"
#include "model/ticket.h"

struct store;
struct mapping;
struct calendar;
struct trust_facts;

struct flow_rule {
	enum ticket_kind kind;
	const char *template_id; /* standard changes; "" otherwise */
};

/* The rules of the field as values; service/ reads them from the configuration. */
struct flow_rules {
	struct {
		int days;
		double fraction;
	} window[FLOW_CLASSES];
	struct flow_rule tickets[FLOW_REASONS][FLOW_CLASSES];
	int margin_days[FLOW_CLASSES];                  /* between end of the slot and notAfter */
	int lead_normal, lead_standard, lead_emergency; /* working days */
	int lead_client;     /* further working days for client certificates */
	int slot_start_hour; /* UTC hour at which a proposed slot starts */
	int64_t slot_seconds;
	bool propose_slot;
	bool submit_normal, submit_standard; /* we ask for approval ourselves */
	enum flow_on_proof on_proof;
	int limit_day, limit_group;
	bool any_hour; /* else tickets open in working hours only, expired on critical apart */
	int64_t refresh_seconds;  /* each CI is confirmed so often */
	int64_t retire_seconds;   /* after its last place ended */
	int flapping_turns;       /* a place that turned so often */
	int64_t flapping_seconds; /* within so long is told */
	int64_t adopt_seconds;    /* adopted CIs: only empty fields */
	int64_t rolled_back_seconds;
	int64_t look_seconds;   /* between looks at places of an open ticket */
	int proof_looks;        /* looks without the old one before the proof */
	int64_t mirror_seconds; /* a full read of a far side's CIs so often */
	int brake_floor;
	double brake_factor; /* times the 14-day median */
	int64_t clock_back_seconds, clock_ahead_seconds;
	const char *default_group;
	const struct calendar *calendar;
	const struct trust_facts *trust;   /* NULL = no findings by them */
	int relations_max;                 /* above: application services only */
	struct setting_list self_renewing; /* issuer names whose certificates renew themselves */
	const char *hook;                  /* name of the renew hook, "" = none */
	const char *hook_socket;
	bool hook_repeatable;
	int hook_timeout;
	const char *hook_digest;            /* of its command line: part of what is approved */
	const char *version;                /* "certsteward 0.1.0" */
	const struct json *issue, *runbook; /* members of the ticket record, or NULL */
};

struct flow_pilot {
	struct setting_list groups, networks, classes, services;
};

/* One far side. */
struct flow_side {
	struct itsm *itsm;
	const char *name;
	enum flow_stage stage; /* as raised by a person; kept in the store */
	bool tickets;
	bool look_first; /* a restored backup: what we would make may stand there already */
	struct setting_list zones; /* scope; empty = all */
	struct flow_pilot pilot;
	const struct json *settings; /* record member target.settings */
	const struct json *fields;   /* record member target.fields */
	const char
		*folder; /* of its mapping programs, as given to the mapping layer: "servicenow" */
	int64_t checked_ms; /* monotonic: when guard_check last let us in */
	int64_t clock_base; /* our clock less the monotonic one when Dates were compared */
	int64_t rest_until; /* it asked not to be called before, or does not answer */
	int64_t asked_ms;   /* monotonic: when a read began, or its newest row came */
	bool fails;         /* that is why it is left alone */
	int unlucky;        /* calls made again, less the good answers since (patience.h) */
	bool worn;          /* the last of them was given up */
	bool unread;        /* never: nothing is wanted there */
};

struct flow {
	struct store *store;
	struct mapping *mapping;
	const struct flow_rules *rules;
	struct discovery *const *sources;
	size_t source_count;
	struct flow_side *sides;
	size_t side_count;
	struct flow_watch watch;
	bool trial;
	/* On a copy of the store that goes away, at a time that a person chose: no clock is judged. */
	bool imagined;
	const char *actor;          /* who runs this: OS user, for the audit */
	struct derive_known *known; /* of this run of derive; NULL elsewhere: all is read anew */
};

/* The one that tickets certificates of this zone, NULL = none. */
struct flow_side *flow_ticket_side(const struct flow *flow, const char *zone);
struct flow_side *flow_side_by_name(const struct flow *flow, const char *name);
bool flow_side_covers(const struct flow_side *side, const char *zone);
bool flow_is_cancelled(const struct flow *flow);
void flow_progress(const struct flow *flow, const char *stage, const char *subject, int64_t done,
                   int64_t total);
/* The program that writes a ticket's body, by its words in the store: "change", "incident", ... */
const char *flow_ticket_program(const char *reason, const char *kind);
/* The shipped defaults. */
void flow_rules_defaults(struct flow_rules *rules);
