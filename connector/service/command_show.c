/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward show: all that is known about a certificate, or about those at a place. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_prepare.h"
#include "flow/derive_record.h"
#include "service/command_certificate.h"
#include "service/lines.h"
#include "store/store_case.h"
#include "store/store_record.h"
#include <stdio.h>

static void print_names(const struct json *facts)
{
	TEXT(names);
	size_t count = 0;
	JSON_EACH(name, json_get(facts, "names"))
	{
		if (count++ < 12)
			text_print(&names, "%s%s", count > 1 ? ", " : "",
			           json_member_text(name, "text", ""));
	}
	int64_t all = json_integer(json_get(facts, "name_count"), (int64_t)count);
	if (all > 12)
		text_print(&names, " and %lld more", (long long)all - 12);
	lines_text("names", text_string(&names));
}

/* As mappings see it; of a far side that tickets it, else of the first. */
static struct json *record_of(struct session *session, const struct subject *subject,
                              struct arena *arena)
{
	if (session->flow.side_count && subject->facts)
		return subject->records[derive_prepare_side(&session->flow, subject)];
	return derive_record_alone(arena, subject);
}

/* "revoked 2026-11-20 12:00 UTC (keyCompromise), confirmed", and whose word that is. */
static void print_revocation(const struct subject *subject)
{
	const struct store_revocation *row = subject->revocation;
	char at[24] = "";
	if (!row)
		return;
	if (row->revoked_at)
		clock_format_human(row->revoked_at, at);
	bool revoked = text_equal(row->status, "revoked");
	lines_print("revocation", "%s%s%s%s%s%s%s",
	            !text_is_empty(row->status)    ? row->status
	            : text_equal(row->way, "none") ? "nobody is asked"
	                                           : "not asked yet",
	            *at ? " " : "", at, text_is_empty(row->reason) ? "" : " (", row->reason,
	            text_is_empty(row->reason) ? "" : ")",
	            !revoked            ? ""
	            : !subject->revoked ? ", said once: asked again before it counts"
	            : row->lifted_at    ? ", confirmed; now said to be taken off"
	                                : ", confirmed");
	if (!text_is_empty(row->source))
		lines_print("", "by %s, %s", row->source, row->via);
	lines_time("  as of", row->this_update);
	lines_time("  holds until", row->next_update);
	lines_text("  trouble", row->problem);
	lines_time("  asked again", text_equal(row->way, "none") ? 0 : row->due_at);
}

static void print_reasoned(const char *name, const char *value, const char *why)
{
	if (text_is_empty(why))
		lines_text(name, value);
	else
		lines_print(name, "%s (%s)", value, why);
}

static void print_certificate(const struct command_line *line, const struct subject *subject,
                              const struct json *record)
{
	const char *owner = json_text(json_at(record, "owner", "group_name", NULL), NULL);
	if (text_is_empty(owner))
		owner = text_is_empty(subject->owner_group) ? "nobody" : subject->owner_group;
	const struct store_certificate *row = subject->row;
	const struct json *key = json_get(subject->facts, "key");
	lines_heading(line, text_is_empty(row->subject) ? row->sha256 : row->subject);
	lines_text("fingerprint", row->sha256);
	lines_text("serial", row->serial);
	lines_text("subject", row->subject_dn);
	lines_text("issuer", row->issuer_dn);
	print_names(subject->facts);
	lines_print("key", "%s %s", json_member_text(key, "type", row->key_type),
	            json_member_text(key, "bits", ""));
	lines_time("valid from", row->not_before);
	lines_time("valid to", row->not_after);
	lines_text("purpose", row->purpose);
	lines_text("problem", row->problem);
	lines_print("state", "%s%s", subject->state ? subject->state : "not decided",
	            subject->self_renewing ? ", renews itself" : "");
	print_reasoned("class", flow_class_name(subject->class), subject->class_why);
	print_reasoned("owner", owner, subject->owner_why);
	lines_time("window opens", subject->window_opens);
	print_revocation(subject);
	lines_text("set aside", subject->aside);
}

static const char *match_words(const struct subject_match *match)
{
	return !match->how ? "" : match->ci ? match->ci->name : match->how;
}

/* "  web-01", of several far sides "  web-01 (production), web-01.example.com (assets)". */
static void append_matches(struct text *row, const struct flow *flow,
                           const struct subject_place *place)
{
	const char *before = "  ";
	for (size_t i = 0; i < flow->side_count && place->matches; i++) {
		const char *words = match_words(&place->matches[i]);
		if (!*words || !flow_side_covers(&flow->sides[i], place->deployment->place.zone))
			continue;
		text_print(row, "%s%s", before, words);
		if (flow->side_count > 1)
			text_print(row, " (%s)", flow->sides[i].name);
		before = ", ";
	}
}

static void print_place(const struct flow *flow, const struct subject_place *place)
{
	const struct store_deployment *deployment = place->deployment;
	ARENA(arena);
	TEXT(row);
	text_print(&row, "  %-12s %s", place_state_name(place->state), deployment->key);
	append_matches(&row, flow, place);
	if (!text_is_empty(place->protocol))
		text_print(&row, "  %s", place->protocol);
	if (place->slot && !text_is_empty(place->slot->verdict) &&
	    !text_equal(place->slot->verdict, "ok"))
		text_print(&row, "  %s", place->slot->verdict);
	if (place->state == PLACE_UNREACHABLE && !text_is_empty(deployment->detail)) {
		char since[24];
		clock_format_human(deployment->state_since, since);
		text_print(&row, "  since %s: %s", since, deployment->detail);
	}
	/* Names and reasons come from servers and far sides. */
	printf("%s\n", text_visible(&arena, text_string(&row)));
}

static void print_finding(const struct store_finding *finding)
{
	bool sourced = !text_is_empty(finding->source);
	lines_print(finding->severity, "%s: %s%s%s", finding->rule, finding->text,
	            sourced ? ", see " : "", sourced ? finding->source : "");
}

static bool print_rest(const struct command_line *line, struct session *session,
                       const struct subject *subject, struct error *error)
{
	ARENA(arena);
	struct store_ticket *tickets;
	size_t count;
	if (subject->places.count)
		lines_heading(line, "places");
	for (size_t i = 0; i < subject->places.count; i++)
		print_place(&session->flow, &subject->places.items[i]);
	if (subject->findings.count)
		lines_heading(line, "findings");
	for (size_t i = 0; i < subject->findings.count; i++)
		print_finding(&subject->findings.items[i]);
	if (!store_ticket_of_certificate(session->store, &arena, subject->row->id, &tickets, &count,
	                                 error))
		return false;
	if (count)
		lines_heading(line, "tickets");
	for (size_t i = 0; i < count; i++)
		lines_print(text_is_empty(tickets[i].number) ? "(not sent)" : tickets[i].number,
		            "%s, %s, %s%s%s", tickets[i].reason, tickets[i].kind,
		            text_is_empty(tickets[i].phase) ? tickets[i].goal : tickets[i].phase,
		            text_is_empty(tickets[i].ended) ? "" : ", ended: ", tickets[i].ended);
	return true;
}

static void print_json(struct session *session, struct subject **subjects, size_t count,
                       struct arena *arena)
{
	TEXT(out);
	struct json *all = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < count && count > 1; i++)
		if (subjects[i])
			json_push(all, json_copy(arena, record_of(session, subjects[i], arena)));
	bool one = count == 1 && subjects[0];
	json_write_pretty(&out, one ? record_of(session, subjects[0], arena) : all);
	printf("%s\n", text_string(&out));
}

static int show(struct command_line *line, struct session *session, struct arena *arena,
                struct subject **subjects, size_t count)
{
	struct error error = ERROR_INIT;
	if (line->json) {
		print_json(session, subjects, count, arena);
		return COMMAND_DONE;
	}
	for (size_t i = 0; i < count; i++) {
		if (!subjects[i])
			continue;
		if (i)
			printf("\n");
		print_certificate(line, subjects[i], record_of(session, subjects[i], arena));
		if (!print_rest(line, session, subjects[i], &error))
			return command_fail(&error);
	}
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	return command_certificate(line, &command_show, show);
}

const struct command command_show = {
	.name = "show",
	.usage = "FINGERPRINT|HOST[:PORT]",
	.summary = "all that is known about a certificate",
	.help = "The beginning of a fingerprint is enough (6 digits). A place shows what is served there.\n"
		"With --json the record as mappings see it (docs/record.md).",
	.run = run,
};
