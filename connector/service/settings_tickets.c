/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "tickets": when a ticket is opened, of which kind, and how far it goes. */
#include "service/settings_tickets.h"
#include "base/clock.h"
#include "base/text.h"
#include "service/settings_parts.h"

#define AT(member) offsetof(struct settings_tickets, member)
#define WINDOW(class, index, days, share)                                                          \
	NUMBER("window." class ".days", SETTING_INTEGER, window[index].days_before, days, 1, 1000, \
	       "Renewal window: at most so many days before notAfter"),                            \
		NUMBER("window." class ".fraction", SETTING_NUMBER, window[index].fraction, share, \
	               0.01, 1, "and at most this share of the lifetime")
#define RULE(reason, reason_index, class, class_index, value)                                \
	CHOICE("rules." reason "." class ".record", rules[reason_index][class_index].record, \
	       value, "none|list|task|standard|normal|emergency|incident",                   \
	       "Record for the reason " reason ", class " class),                            \
		ROW("rules." reason "." class ".template", SETTING_TEXT,                     \
	            rules[reason_index][class_index].template_id, "",                        \
	            "Its template, by name or id, where the record is standard")
#define RULES(reason, reason_index, critical, important, low)                       \
	RULE(reason, reason_index, "critical", FLOW_CRITICAL, critical),            \
		RULE(reason, reason_index, "important", FLOW_IMPORTANT, important), \
		RULE(reason, reason_index, "low", FLOW_LOW, low),                   \
		RULE(reason, reason_index, "unclassified", FLOW_UNCLASSIFIED, low)
#define MARGIN(class, index, days)                                           \
	NUMBER("margin." class, SETTING_INTEGER, margin[index], days, 0, 60, \
	       "Days between the end of the work and notAfter")

const struct setting settings_tickets_table[] = {
	WINDOW("critical", FLOW_CRITICAL, "45", "0.3333"),
	WINDOW("important", FLOW_IMPORTANT, "30", "0.3333"),
	WINDOW("low", FLOW_LOW, "15", "0.25"),
	WINDOW("unclassified", FLOW_UNCLASSIFIED, "15", "0.25"),
	RULES("renewal", FLOW_RENEWAL, "normal", "normal", "list"),
	RULES("expired", FLOW_EXPIRED, "incident", "incident", "incident"),
	RULES("revoked", FLOW_REVOKED, "incident", "incident", "incident"),
	RULES("decommission", FLOW_DECOMMISSION, "normal", "normal", "normal"),
	MARGIN("critical", FLOW_CRITICAL, "3"),
	MARGIN("important", FLOW_IMPORTANT, "1"),
	MARGIN("low", FLOW_LOW, "1"),
	MARGIN("unclassified", FLOW_UNCLASSIFIED, "1"),
	NUMBER("lead.normal", SETTING_INTEGER, lead_normal, "10", 0, 250,
	       "Working days that a normal change takes from opening to its slot"),
	NUMBER("lead.standard", SETTING_INTEGER, lead_standard, "1", 0, 250,
	       "Working days of a standard change"),
	NUMBER("lead.emergency", SETTING_INTEGER, lead_emergency, "0", 0, 250,
	       "Working days of an emergency change"),
	NUMBER("lead.client", SETTING_INTEGER, lead_client, "20", 0, 250,
	       "Further working days for client certificates: the other party must load them"),
	NUMBER("slot.hour", SETTING_INTEGER, slot_hour, "10", 0, 23,
	       "UTC hour at which a proposed slot starts"),
	NUMBER("slot.length", SETTING_DURATION, slot_length, "2h", 60, CLOCK_DAY,
	       "Length of a proposed slot"),
	ROW("slot.propose", SETTING_BOOL, propose, "yes",
	    "Whether planned dates are proposed while a change is new"),
	ROW("submit.normal", SETTING_BOOL, submit_normal, "no",
	    "Whether certsteward asks for the approval of normal changes itself"),
	ROW("submit.standard", SETTING_BOOL, submit_standard, "yes",
	    "Whether certsteward moves standard changes on itself"),
	CHOICE("on_proof", on_proof, "review", "note|review|closed",
	       "How far the proof moves a change; closed is for standard changes only"),
	NUMBER("proof.looks", SETTING_INTEGER, proof_looks, "8", 1, 1000,
	       "Looks without the old certificate before a place counts as renewed"),
	NUMBER("proof.time", SETTING_DURATION, proof_time, "24h", 0, 90.0 * CLOCK_DAY,
	       "and the time over which they must go"),
	NUMBER("look_every", SETTING_DURATION, look_every, "15m", 1, 7.0 * CLOCK_DAY,
	       "Time between looks at places where work is under way"),
	NUMBER("rolled_back_within", SETTING_DURATION, rolled_back, "7d", 0, 90.0 * CLOCK_DAY,
	       "A renewed place that serves the old one again within this time was rolled back"),
	ROW("calendar", SETTING_TREE, calendar, "[]",
	    "Closed times: a list of {file: PATH} with iCalendar files"),
	NUMBER("limits.per_day", SETTING_INTEGER, limit_day, "50", 0, 100000,
	       "New tickets per day and far side"),
	NUMBER("limits.per_group", SETTING_INTEGER, limit_group, "5", 0, 100000,
	       "New tickets per day and owner group"),
	CHOICE("hours", hours, "working", "working|any",
	       "When tickets are opened; those for expired or revoked critical ones at any hour"),
	ROW("default_group", SETTING_TEXT, default_group, "",
	    "Owner group, by name or id, of what no rule finds an owner for"),
	ROW("self_renewing", SETTING_LIST, self_renewing, "[]",
	    "Issuers (part of the name) whose certificates renew themselves"),
	ROW("issue", SETTING_TREE, issue, "{}",
	    "Where to get a new certificate: ca, where, profile, account_group, contact"),
	ROW("runbook", SETTING_TREE, runbook, "{}", "How to load it: url, reload"),
	{ .name = NULL },
};

static enum ticket_kind kind_of(const char *record)
{
	static const struct {
		const char *name;
		enum ticket_kind kind;
	} kinds[] = {
		{ "normal", TICKET_CHANGE_NORMAL },
		{ "standard", TICKET_CHANGE_STANDARD },
		{ "emergency", TICKET_CHANGE_EMERGENCY },
		{ "incident", TICKET_INCIDENT },
		{ "task", TICKET_TASK },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(kinds[i].name, record))
			return kinds[i].kind;
	return TICKET_NONE;
}

static void use_classes(struct flow_rules *rules, const struct settings_tickets *values)
{
	for (int class = 0; class < FLOW_CLASSES; class ++) {
		rules->window[class].days = (int)values->window[class].days_before;
		rules->window[class].fraction = values->window[class].fraction;
		rules->margin_days[class] = (int)values->margin[class];
		for (int reason = 0; reason < FLOW_REASONS; reason++)
			rules->tickets[reason][class] = (struct flow_rule){
				.kind = kind_of(values->rules[reason][class].record),
				.template_id = values->rules[reason][class].template_id,
			};
	}
}

static const struct json *tree_or_null(struct settings *settings, const struct yaml *tree)
{
	return tree->count ? settings_tree_json(&settings->arena, tree) : NULL;
}

static void use(struct settings *settings, const struct settings_tickets *values)
{
	struct flow_rules *rules = &settings->flow;
	use_classes(rules, values);
	rules->lead_normal = (int)values->lead_normal;
	rules->lead_standard = (int)values->lead_standard;
	rules->lead_emergency = (int)values->lead_emergency;
	rules->lead_client = (int)values->lead_client;
	rules->slot_start_hour = (int)values->slot_hour;
	rules->slot_seconds = values->slot_length;
	rules->propose_slot = values->propose;
	rules->submit_normal = values->submit_normal;
	rules->submit_standard = values->submit_standard;
	rules->on_proof = text_equal(values->on_proof, "note")     ? FLOW_PROOF_NOTE
	                  : text_equal(values->on_proof, "closed") ? FLOW_PROOF_CLOSED
	                                                           : FLOW_PROOF_REVIEW;
	rules->proof_looks = (int)values->proof_looks;
	settings->discover.replaced_looks = (int)values->proof_looks;
	settings->discover.grace_seconds = values->proof_time;
	rules->look_seconds = values->look_every;
	rules->rolled_back_seconds = values->rolled_back;
	rules->limit_day = (int)values->limit_day;
	rules->limit_group = (int)values->limit_group;
	rules->any_hour = text_equal(values->hours, "any");
	rules->default_group = values->default_group;
	rules->self_renewing = values->self_renewing;
	rules->issue = tree_or_null(settings, values->issue);
	rules->runbook = tree_or_null(settings, values->runbook);
}

static bool read_calendar(struct settings *settings, const struct yaml *list, struct error *error)
{
	enum { PAST = 400 * CLOCK_DAY, AHEAD = 1200 * CLOCK_DAY };
	struct arena *arena = &settings->arena;
	int64_t now = clock_now();
	if (list->type != YAML_LIST)
		return yaml_refuse(list, error, "'calendar' must be a list of {file: PATH}");
	YAML_EACH(entry, list)
	{
		struct calendar read = { 0 }, both = { 0 };
		struct error reason = ERROR_INIT;
		const char *path = NULL;
		static const struct setting table[] = {
			{ .name = "file",
			  .type = SETTING_PATH,
			  .required = true,
			  .help = "iCalendar file" },
			{ .name = NULL },
		};
		if (!setting_read(table, entry, NULL, &path, arena, error))
			return false;
		if (!calendar_read(arena, path, now - PAST, now + AHEAD, &read, &reason))
			return yaml_refuse(entry, error, "%s", reason.message);
		calendar_merge(arena, &settings->calendar, &read, &both);
		settings->calendar = both;
	}
	settings->flow.calendar = &settings->calendar;
	return true;
}

bool settings_tickets_read(struct settings *settings, const struct yaml *map, struct error *error)
{
	struct settings_tickets *values = ARENA_NEW(&settings->arena, struct settings_tickets);
	struct yaml empty = { .type = YAML_MAP, .file = settings->file };
	if (!setting_read(settings_tickets_table, map ? map : &empty, NULL, values,
	                  &settings->arena, error))
		return false;
	use(settings, values);
	return read_calendar(settings, values->calendar, error);
}
