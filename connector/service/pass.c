/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The stages in their order, and what is told about them. */
#include "service/pass.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/derive.h"
#include "flow/discover.h"
#include "flow/follow.h"
#include "flow/mirror.h"
#include "flow/room.h"
#include "service/progress.h"
#include "store/store_audit.h"
#include "store/store_mirror.h"
#include <stdarg.h>
#include <stdio.h>

void pass_open(struct pass *pass, struct session *session, const struct command_line *line)
{
	*pass = (struct pass){ .session = session, .line = line };
	pass->report = json_new(&pass->arena, JSON_ARRAY);
}

void pass_close(struct pass *pass)
{
	arena_release(&pass->arena);
}

void pass_tell(struct pass *pass, struct json *members, const char *format, ...)
{
	TEXT(line);
	va_list list;
	va_start(list, format);
	text_append(&line, arena_print_list(&pass->arena, format, list));
	va_end(list);
	progress_clear();
	if (pass->silent)
		log_info("pass", "%s", text_string(&line));
	else if (!pass->line->json)
		printf("%s\n", text_visible(&pass->arena, text_string(&line)));
	fflush(stdout);
	if (pass->silent)
		arena_reset(&pass->arena);
	else
		json_push(pass->report, members);
	if (pass->silent)
		pass->report = json_new(&pass->arena, JSON_ARRAY);
}

void pass_warn(struct pass *pass, const char *subject, const char *message)
{
	progress_clear();
	pass->part = true;
	if (pass->silent)
		log_warning(subject, "%s", message);
	else
		command_complain("%s: %s", subject, message);
}

bool pass_survives(struct pass *pass, const char *subject, const struct error *error)
{
	if (error->kind == ERROR_LOCAL || error->kind == ERROR_CANCELLED)
		return false;
	pass_warn(pass, subject, error->message);
	return true;
}

struct json *pass_members(struct pass *pass, const char *stage, const char *subject)
{
	struct json *members = json_new(&pass->arena, JSON_OBJECT);
	json_set_string(&pass->arena, members, "stage", stage);
	if (!text_is_empty(subject))
		json_set_string(&pass->arena, members, "subject", subject);
	return members;
}

void pass_set(struct pass *pass, struct json *members, const char *name, int64_t value)
{
	json_set_integer(&pass->arena, members, name, value);
}

/* For plans, which ask nobody. */
static bool count_room(struct pass *pass, struct flow_side *side, struct error *error)
{
	ARENA(arena);
	struct room room;
	return !side->itsm->type->room ||
	       room_ask(&pass->session->flow, &arena, side, true, &room, error);
}

bool pass_read(struct pass *pass, bool full, struct error *error)
{
	struct session *session = pass->session;
	for (size_t i = 0; i < session->flow.side_count; i++) {
		struct flow_side *side = &session->sides[i];
		struct mirror_result result = { 0 };
		struct error answer = ERROR_INIT;
		if (!mirror_read(&session->flow, side, full, &result, &answer)) {
			if (pass_survives(pass, side->name, &answer))
				continue;
			*error = answer;
			return false;
		}
		if (!count_room(pass, side, error))
			return false;
		struct json *members = pass_members(pass, "read", side->name);
		pass_set(pass, members, "rows", result.rows);
		pass_set(pass, members, "changed", result.changed);
		json_set_bool(&pass->arena, members, "full", result.full);
		pass_set(pass, members, "missing", result.missing);
		pass_tell(pass, members, "read       %s: %lld rows%s, %lld changed%s", side->name,
		          (long long)result.rows, result.full ? " (all)" : "",
		          (long long)result.changed,
		          result.missing ? arena_print(&pass->arena,
		                                       "; %lld of ours not there any more: see "
		                                       "'certsteward outbox list'",
		                                       (long long)result.missing)
		                         : "");
	}
	return true;
}

bool pass_look(struct pass *pass, struct error *error)
{
	ARENA(arena);
	struct session *session = pass->session;
	struct discover_result result = { 0 };
	struct error answer = ERROR_INIT;
	struct follow_look look;
	if (!follow_places(&session->flow, &arena, clock_now(), &look, error))
		return false;
	if (look.count == 0)
		return true;
	if (!discover_look(session->store, session->sources, session->source_count, look.ids,
	                   look.count, &session->settings.discover, &session->flow.watch, &result,
	                   &answer) &&
	    !pass_survives(pass, "look", &answer)) {
		*error = answer;
		return false;
	}
	if (!follow_places_looked(&session->flow, &look, error))
		return false;
	struct json *members = pass_members(pass, "look", NULL);
	pass_set(pass, members, "looks", result.looks);
	pass_set(pass, members, "served", result.served);
	pass_set(pass, members, "changed_places", result.changed_places);
	pass_set(pass, members, "new_certificates", result.new_certificates);
	pass_tell(pass, members,
	          "looked     %lld places of open tickets: %lld served, %lld changed, %lld new "
	          "certificates",
	          (long long)result.looks, (long long)result.served,
	          (long long)result.changed_places, (long long)result.new_certificates);
	return true;
}

/* Without what stands there nobody can be found, nothing adopted: all would be made anew, for nobody. */
static bool is_read(struct pass *pass, const struct flow_side *side, bool *read,
                    struct error *error)
{
	static const enum ci_kind kinds[] = { CI_GROUP, CI_HOST, CI_CERTIFICATE };
	ARENA(arena);
	*read = true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct store_mirror_progress progress = { 0 };
		if (!store_mirror_progress_get(pass->session->store, &arena, side->name, kinds[i],
		                               &progress, error))
			return false;
		*read &= progress.full_at != 0;
	}
	return true;
}

/* One that has no tickets waits alone: nothing is wanted there until it was read. */
static bool all_read(struct pass *pass, bool *read, struct error *error)
{
	*read = true;
	for (size_t i = 0; i < pass->session->flow.side_count; i++) {
		struct flow_side *side = &pass->session->sides[i];
		bool one;
		if (!is_read(pass, side, &one, error))
			return false;
		side->unread = !one;
		if (!one)
			pass_warn(pass, side->name,
			          side->tickets
			                  ? "nothing is decided before this far side has been "
			                    "read once: 'certsteward discover' reads it"
			                  : "nothing is wanted here before this far side has "
			                    "been read once: 'certsteward discover' reads it");
		*read &= one || !side->tickets;
	}
	return true;
}

/* A clock that nobody may decide by waits for a person; reading goes on. */
static bool hold(struct pass *pass, const struct error *error)
{
	pass->held = pass->refused = true;
	pass_warn(pass, "clock", error->message);
	return true;
}

bool pass_derive(struct pass *pass, struct error *error)
{
	struct derive_result result = { 0 };
	bool read;
	if (!all_read(pass, &read, error))
		return false;
	pass->unread = !read;
	if (!read)
		return true;
	if (!session_versions(pass->session, error))
		return false;
	if (!derive(&pass->session->flow, &result, error))
		return result.held && hold(pass, error);
	pass->held = false;
	if (result.certificates + result.tickets + result.opened + result.set_aside == 0)
		return true;
	struct json *members = pass_members(pass, "derive", NULL);
	pass_set(pass, members, "certificates", result.certificates);
	pass_set(pass, members, "tickets", result.tickets);
	pass_set(pass, members, "opened", result.opened);
	pass_set(pass, members, "set_aside", result.set_aside);
	pass->part |= result.set_aside > 0;
	pass_tell(pass, members,
	          "derived    %lld certificates, %lld tickets; %lld tickets wanted anew%s",
	          (long long)result.certificates, (long long)result.tickets,
	          (long long)result.opened,
	          result.set_aside ? arena_print(&pass->arena,
	                                         "; %lld set aside: see 'certsteward outbox list'",
	                                         (long long)result.set_aside)
	                           : "");
	return true;
}

static bool follow_side(struct pass *pass, struct flow_side *side, struct error *error)
{
	const struct flow *flow = &pass->session->flow;
	struct follow_result result = { 0 };
	struct error answer = ERROR_INIT;
	if ((!follow_tickets(flow, side, &result, &answer) ||
	     !follow_hooks(flow, side, &result, &answer)) &&
	    !pass_survives(pass, side->name, &answer)) {
		*error = answer;
		return false;
	}
	pass->changed += result.changed + result.hooks;
	pass->part |= result.hooks_failed > 0;
	if (result.tickets + result.hooks == 0)
		return true;
	struct json *members = pass_members(pass, "follow", side->name);
	pass_set(pass, members, "tickets", result.tickets);
	pass_set(pass, members, "changed", result.changed);
	pass_set(pass, members, "hooks", result.hooks);
	pass_set(pass, members, "hooks_failed", result.hooks_failed);
	pass_tell(pass, members, "followed   %s: %lld tickets, %lld changed%s", side->name,
	          (long long)result.tickets, (long long)result.changed,
	          result.hooks
	                  ? arena_print(&pass->arena, "; %lld hooks run, %lld failed",
	                                (long long)result.hooks, (long long)result.hooks_failed)
	                  : "");
	return true;
}

bool pass_follow(struct pass *pass, struct error *error)
{
	for (size_t i = 0; i < pass->session->flow.side_count; i++)
		if (!follow_side(pass, &pass->session->sides[i], error))
			return false;
	return true;
}

bool pass_whole(struct pass *pass, bool forced, struct error *error)
{
	const struct pass_choice all = { .refresh = true };
	if (!pass_read(pass, false, error) || !pass_scan(pass, NULL, 0, forced, error) ||
	    !pass_look(pass, error) || !pass_revocation(pass, error) || !pass_derive(pass, error) ||
	    !pass_send(pass, &all, error) || !pass_follow(pass, error))
		return false;
	if (pass->changed == 0)
		return true;
	return pass_look(pass, error) && pass_derive(pass, error) && pass_send(pass, &all, error);
}

bool pass_order(struct pass *pass, const char *by, const char *what, struct error *error)
{
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "what", what);
	json_set_string(&arena, body, "by", by);
	return store_audit_append(pass->session->store, "order", body, error);
}

int pass_end(struct pass *pass, bool done, const struct error *error)
{
	progress_clear();
	if (pass->line->json) {
		TEXT(out);
		json_write_pretty(&out, pass->report);
		printf("%s\n", text_string(&out));
	}
	if (!done)
		return command_fail(error);
	if (pass->refused)
		return COMMAND_FAILED;
	return pass->part ? COMMAND_PART : COMMAND_DONE;
}
