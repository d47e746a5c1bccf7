/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A far side that takes every write and keeps it. */
#include "support/fake_itsm.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake_itsm *fake_of(const struct itsm *itsm)
{
	return itsm->state;
}

/* Did it answer with this error? */
static bool answers(const struct error *with, struct error *error)
{
	if (with)
		*error = *with;
	return with != NULL;
}

static bool identify_fake(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
                          struct error *error)
{
	(void)scratch;
	*identity = (struct itsm_identity){ .instance = "fake",
		                            .store_id = fake_of(itsm)->mark ? fake_of(itsm)->mark
		                                                            : "" };
	return !answers(fake_of(itsm)->shut, error);
}

static bool room_fake(struct itsm *itsm, struct arena *scratch, struct itsm_room *room,
                      struct error *error)
{
	const struct fake_itsm *fake = fake_of(itsm);
	(void)scratch;
	*room = fake->room;
	for (size_t i = 0; i < fake->count; i++)
		room->now += (fake->writes[i].kind == STEP_CERTIFICATE ||
		              fake->writes[i].kind == STEP_DEPLOYMENT) &&
		             fake->writes[i].verb == STEP_CREATE;
	return !answers(fake->uncounted, error);
}

static bool sign_fake(struct itsm *itsm, struct arena *scratch,
                      const struct itsm_identity *identity, struct error *error)
{
	(void)scratch, (void)identity;
	if (fake_of(itsm)->sign_losses == 0)
		return true;
	fake_of(itsm)->sign_losses--;
	return error_set(error, ERROR_RETRY, "the answer was lost");
}

static bool fetch_fake(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                       struct error *error)
{
	(void)itsm, (void)kind, (void)fetch, (void)error;
	return true;
}

static void keep(struct fake_itsm *fake, const struct step *step)
{
	if (fake->count == fake->capacity) {
		fake->capacity = fake->capacity ? fake->capacity * 2 : 64;
		fake->writes = memory_resize(fake->writes, fake->capacity * sizeof(*fake->writes));
	}
	fake->writes[fake->count++] = (struct fake_write){
		.kind = step->kind,
		.verb = step->verb,
		.key = arena_copy(&fake->arena, step->key),
		.remote_id = arena_copy(&fake->arena, step->remote_id),
		.ticket_id = arena_copy(&fake->arena, step->ticket_id),
		.body = json_copy(&fake->arena, step->body),
	};
}

static struct fake_ticket *by_id(struct fake_itsm *fake, const char *id)
{
	for (size_t i = 0; i < fake->ticket_count; i++)
		if (text_equal(fake->tickets[i].seen.id, id))
			return &fake->tickets[i];
	return NULL;
}

static int64_t moment(const struct json *fields, const char *name)
{
	const char *text = json_member_text(fields, name, "");
	int64_t at = 0;
	char iso[24];
	if (strlen(text) != 19)
		return 0;
	snprintf(iso, sizeof(iso), "%.10sT%.8sZ", text, text + 11);
	return clock_parse(iso, &at) ? at : 0;
}

static void set_moment(struct fake_itsm *fake, struct fake_ticket *ticket, const char *name,
                       int64_t at)
{
	char text[24];
	clock_format(at, text);
	json_set_string(&fake->arena, ticket->fields, name,
	                arena_print(&fake->arena, "%.10s %.8s", text, text + 11));
}

static void plan_by_fields(struct fake_ticket *ticket)
{
	ticket->seen.planned_start = moment(ticket->fields, "start_date");
	ticket->seen.planned_end = moment(ticket->fields, "end_date");
}

static struct fake_ticket *create(struct fake_itsm *fake, const struct step *step)
{
	struct arena *arena = &fake->arena;
	assert_true(fake->ticket_count < FAKE_TICKETS);
	struct fake_ticket *ticket = &fake->tickets[fake->ticket_count++];
	enum ticket_kind kind = TICKET_NONE;
	assert_true(ticket_parse_kind(json_member_text(step->body, "kind", ""), &kind));
	const char *letters = ticket_is_change(kind) ? "CHG" : "INC";
	ticket->fields = json_copy(arena, json_get(step->body, "fields"));
	ticket->seen = (struct ticket_seen){
		.id = arena_print(arena, "t%zu", fake->ticket_count),
		.key = arena_copy(arena, step->key),
		.number = arena_print(arena, "%s%04zu", letters, fake->ticket_count),
		.kind = kind,
		.state = "new",
		.phase = TICKET_PHASE_NEW,
		.assigned_to = "",
		.group = "",
		.requested_by = "",
		.updated_by = "",
		.fields = ticket->fields,
	};
	plan_by_fields(ticket);
	return ticket;
}

static void move(struct fake_ticket *ticket, const char *goal)
{
	static const enum ticket_phase phases[] = {
		[TICKET_GOAL_OPEN] = TICKET_PHASE_NEW,
		[TICKET_GOAL_APPROVAL_ASKED] = TICKET_PHASE_ASSESS,
		[TICKET_GOAL_IMPLEMENTING] = TICKET_PHASE_IMPLEMENT,
		[TICKET_GOAL_DONE] = TICKET_PHASE_REVIEW,
		[TICKET_GOAL_NOT_NEEDED] = TICKET_PHASE_CANCELLED,
	};
	for (int i = TICKET_GOAL_OPEN; i <= TICKET_GOAL_NOT_NEEDED; i++)
		if (text_equal(ticket_goal_name((enum ticket_goal)i), goal))
			ticket->seen.phase = phases[i];
}

static bool is_our_date(const struct fake_ticket *ticket, const struct json *body, const char *name)
{
	const char *member = text_equal(name, "start_date") ? "start"
	                     : text_equal(name, "end_date") ? "end"
	                                                    : NULL;
	int64_t planned = member ? json_integer(json_at(body, "planned", member, NULL), 0) : 0;
	return planned && planned == moment(ticket->fields, name);
}

/* As the contract says of a draft: only while New, and nothing that people edited. */
static void update(struct fake_itsm *fake, struct fake_ticket *ticket, const struct step *step,
                   struct receipt *receipt)
{
	struct arena *arena = &fake->arena;
	const struct json *base = json_get(step->body, "base");
	struct json *holds = json_new(arena, JSON_OBJECT), *kept = json_new(arena, JSON_ARRAY);
	if (base && ticket->seen.phase != TICKET_PHASE_NEW) {
		*receipt = (struct receipt){ .outcome = RECEIPT_REFUSED, .reason = "it left New" };
		return;
	}
	JSON_EACH(field, json_get(step->body, "fields"))
	if (base && !is_our_date(ticket, step->body, field->key) &&
	    !text_equal(json_member_text(ticket->fields, field->key, ""),
	                json_member_text(base, field->key, ""))) {
		json_push_string(arena, kept, field->key);
	} else {
		json_set(arena, ticket->fields, field->key, json_copy(arena, field));
		json_set(arena, holds, field->key, json_copy(arena, field));
	}
	if (json_count(kept))
		json_set(arena, holds, "kept", kept);
	receipt->holds = holds;
	plan_by_fields(ticket);
}

static void push_ticket(struct fake_itsm *fake, const struct step *step, struct receipt *receipt)
{
	struct fake_ticket *ticket =
		step->verb == STEP_CREATE ? create(fake, step) : by_id(fake, step->remote_id);
	assert_non_null(ticket);
	if (step->verb == STEP_CREATE && fake->lose > 0) {
		fake->lose--;
		struct fake_ticket *twin = create(fake, step);
		if (fake->touch_twins)
			twin->seen.assigned_to = "u-ada";
		if (fake->merge_twins)
			(twin - 1)->into = twin;
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->reason = "the answer was lost";
		return;
	}
	receipt->at = clock_now();
	if (step->verb == STEP_UPDATE)
		update(fake, ticket, step, receipt);
	if (step->verb == STEP_CREATE) {
		receipt->holds = json_copy(&fake->arena, ticket->fields);
		receipt->reason = fake->lost ? fake->lost : receipt->reason;
	}
	if (step->verb == STEP_MOVE && fake->stay)
		*receipt = (struct receipt){ .outcome = RECEIPT_POSTPONED,
			                     .delay = 900,
			                     .reason = fake->stay };
	else if (step->verb == STEP_MOVE)
		move(ticket, json_member_text(step->body, "goal", ""));
	receipt->remote_id = ticket->seen.id;
	receipt->number = ticket->seen.number;
}

static bool is_in_freeze(const struct fake_itsm *fake, int64_t start, int64_t end)
{
	return start < fake->freeze_until && end > fake->freeze;
}

/* Conflicts and free times by the freeze. */
static void push_plan(struct fake_itsm *fake, const struct step *step)
{
	struct fake_ticket *ticket = by_id(fake, step->ticket_id);
	const char *name = json_member_text(step->body, "event", "");
	struct ticket_seen *seen = ticket ? &ticket->seen : NULL;
	if (text_equal(name, "conflict"))
		seen->conflict = is_in_freeze(fake, seen->planned_start, seen->planned_end);
	if (!text_equal(name, "slot"))
		return;
	int64_t seconds = json_integer(json_get(step->body, "seconds"), 0);
	int64_t start = moment(step->body, "after");
	if (fake->slots_late)
		start += 60 * CLOCK_DAY;
	else if (is_in_freeze(fake, start, start + seconds))
		start = fake->freeze_until;
	set_moment(fake, ticket, "start_date", start);
	set_moment(fake, ticket, "end_date", start + seconds);
	plan_by_fields(ticket);
}

/* A column of the ticket; what comes late is filled in where nothing stands. */
static void push_link(struct fake_itsm *fake, const struct step *step, struct receipt *receipt)
{
	struct fake_ticket *ticket = by_id(fake, step->ticket_id);
	const char *name = json_member_text(step->body, "field", "");
	const char *to = json_member_text(step->body, "to", "");
	if (!ticket || !text_equal(json_member_text(step->body, "event", ""), "link"))
		return;
	const char *standing = json_member_text(ticket->fields, name, "");
	if (json_is_true(json_get(step->body, "late")) && text_is_empty(standing))
		json_set_string(&fake->arena, ticket->fields, name, to);
	receipt->remote_id = text_equal(json_member_text(ticket->fields, name, ""), to) ? to : "";
}

/* Conflicts are looked for by the CI: without one there is nothing to look for. */
static bool is_checkable(struct fake_itsm *fake, const struct step *step)
{
	const struct fake_ticket *ticket = by_id(fake, step->ticket_id);
	return !text_equal(json_member_text(step->body, "event", ""), "conflict") || !ticket ||
	       !text_is_empty(json_member_text(ticket->fields, "cmdb_ci", ""));
}

static void push_event(struct fake_itsm *fake, const struct step *step, struct receipt *receipt)
{
	push_plan(fake, step);
	push_link(fake, step, receipt);
}

static bool is_kept_out(const struct fake_itsm *fake, const struct step *step)
{
	return fake->no_certificates &&
	       (step->kind == STEP_CERTIFICATE || step->kind == STEP_RELATION);
}

static bool push_fake(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	struct fake_itsm *fake = fake_of(itsm);
	(void)scratch;
	for (size_t i = 0; i < count; i++) {
		if (fake->unusable || fake->busy || is_kept_out(fake, &steps[i])) {
			receipts[i] = (struct receipt){ .outcome = RECEIPT_POSTPONED,
				                        .delay = 1,
				                        .reason = "not now" };
			continue;
		}
		if (fake->full && steps[i].kind == STEP_CERTIFICATE &&
		    steps[i].verb == STEP_CREATE) {
			receipts[i] = (struct receipt){ .outcome = RECEIPT_POSTPONED,
				                        .full = true,
				                        .delay = CLOCK_MINUTE,
				                        .reason = "no room" };
			continue;
		}
		keep(fake, &steps[i]);
		receipts[i] = (struct receipt){
			.outcome = RECEIPT_DONE,
			.remote_id = *steps[i].remote_id
			                     ? steps[i].remote_id
			                     : arena_print(&fake->arena, "r%zu", fake->count),
			.reason = "",
			.number = "",
			.version = "",
		};
		if (steps[i].kind == STEP_TICKET)
			push_ticket(fake, &steps[i], &receipts[i]);
		const char *event = json_member_text(steps[i].body, "event", "");
		if (fake->unfinished && text_equal(event, "conflict"))
			receipts[i] = (struct receipt){ .outcome = RECEIPT_ACCEPTED,
				                        .delay = 5,
				                        .handle = "worker" };
		else if (steps[i].kind == STEP_EVENT && !is_checkable(fake, &steps[i]))
			receipts[i] =
				(struct receipt){ .outcome = RECEIPT_REFUSED, .reason = "no CI" };
		else if (fake->closed && strstr(steps[i].key, ":late:"))
			receipts[i].reason = fake->closed;
		else if (steps[i].kind == STEP_EVENT)
			push_event(fake, &steps[i], &receipts[i]);
	}
	return !answers(fake->busy, error);
}

static bool find_fake(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	struct fake_itsm *fake = fake_of(itsm);
	(void)error;
	for (size_t i = 0; i < count; i++) {
		struct json *twins = json_new(scratch, JSON_ARRAY);
		struct json *holds = json_new(scratch, JSON_OBJECT);
		receipts[i] = (struct receipt){ .outcome = RECEIPT_DONE, .reason = "" };
		if (fake->blind)
			receipts[i] = (struct receipt){ .outcome = RECEIPT_REFUSED,
				                        .reason = "no right to read" };
		for (size_t j = 0; j < fake->ticket_count; j++) {
			if (!text_equal(fake->tickets[j].seen.key, steps[i].key))
				continue;
			if (receipts[i].remote_id)
				json_push_string(scratch, twins, fake->tickets[j].seen.id);
			else
				receipts[i].remote_id = fake->tickets[j].seen.id;
		}
		json_set(scratch, holds, "twins", twins);
		receipts[i].holds = json_count(twins) ? holds : NULL;
	}
	return true;
}

static bool read_fake(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                      size_t count, bool full, struct ticket_seen *seen, struct error *error)
{
	(void)scratch, (void)full;
	fake_of(itsm)->reads++;
	if (answers(fake_of(itsm)->unread, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct fake_ticket *ticket = by_id(fake_of(itsm), ids[i]);
		assert_non_null(ticket);
		bool merged = ticket->into != NULL;
		ticket = merged ? ticket->into : ticket;
		seen[i] = ticket->seen;
		seen[i].merged = merged;
		seen[i].title = json_member_text(ticket->fields, "short_description", "");
		seen[i].item = json_member_text(ticket->fields, "cmdb_ci", "");
		seen[i].decisions = ticket->decisions;
		seen[i].decision_count = ticket->decided;
	}
	return true;
}

static void close_fake(struct itsm *itsm)
{
	(void)itsm;
}

/* As ServiceNow has them, whose mappings are used. */
static const struct answer_limit limits[] = {
	{ "values", "short_description", 1000, true },
	{ "fields", "short_description", 160, true },
	{ .field = NULL },
};
static const char *const owners[] = { "support_group", "assignment_group", NULL };

static const struct itsm_type fake_type = {
	.name = "servicenow", /* so that its mappings are used */
	.summary = "Takes every write.",
	.answers = { .limits = limits },
	.theirs = owners,
	.owners = owners,
	.identify = identify_fake,
	.room = room_fake,
	.sign = sign_fake,
	.fetch = fetch_fake,
	.find = find_fake,
	.push = push_fake,
	.read_tickets = read_fake,
	.close = close_fake,
};

void fake_itsm_open(struct fake_itsm *fake, const char *name)
{
	*fake = (struct fake_itsm){
		.itsm = { .type = &fake_type,
		          .name = name,
		          .url = "https://fake.example",
		          .state = fake,
		          .abilities = { .batch = 10,
		                         .domain_batch = 10,
		                         .conflicts = true,
		                         .slots = true } },
	};
}

void fake_itsm_close(struct fake_itsm *fake)
{
	free(fake->writes);
	arena_release(&fake->arena);
}

struct fake_ticket *fake_itsm_ticket(struct fake_itsm *fake, const char *start)
{
	for (size_t i = 0; i < fake->ticket_count; i++)
		if (text_starts_with(fake->tickets[i].seen.key, start))
			return &fake->tickets[i];
	fail_msg("there is no ticket '%s…'", start);
	return NULL;
}

const struct fake_write *fake_itsm_write(const struct fake_itsm *fake, const char *start,
                                         const char *end)
{
	for (size_t i = fake->count; i-- > 0;)
		if (text_starts_with(fake->writes[i].key, start) &&
		    text_ends_with(fake->writes[i].key, end))
			return &fake->writes[i];
	return NULL;
}

const char *fake_itsm_text(const struct fake_itsm *fake, const char *ticket, const char *event)
{
	const struct fake_write *found = NULL;
	for (size_t i = 0; i < fake->count; i++) {
		const char *key = fake->writes[i].key;
		bool again = text_ends_with(event, ":") && strstr(key, event);
		if (fake->writes[i].kind == STEP_EVENT && strstr(key, ticket) &&
		    (again || text_ends_with(key, event)))
			found = &fake->writes[i];
	}
	return found ? json_member_text(found->body, "text", "") : "";
}

void fake_itsm_decide(struct fake_ticket *ticket, enum ticket_approval approval, const char *who,
                      const char *comment, int64_t at)
{
	static const char *const ids[FAKE_DECISIONS] = { "d1", "d2", "d3", "d4" };
	assert_true(ticket->decided < FAKE_DECISIONS);
	ticket->seen.approval = approval;
	ticket->decisions[ticket->decided] =
		(struct ticket_decision){ .id = ids[ticket->decided],
		                          .who = who,
		                          .name = who,
		                          .state = ticket_approval_name(approval),
		                          .comment = comment,
		                          .at = at };
	ticket->decided++;
}
