/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Scans as part of a pass: when they are due, within the hours that a source keeps, and what is told
 * of them. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/discover.h"
#include "flow/hours.h"
#include "service/pass.h"
#include "store/store_scan.h"

enum {
	NEVER_SECONDS = 14 * CLOCK_DAY,
	/* A scan that keeps hours may take some nights, with a long week-end between them. */
	RESUME_SECONDS = 5 * CLOCK_DAY,
};

static bool is_named(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(names[i], name))
			return true;
	return count == 0;
}

bool pass_next_scan(struct pass *pass, size_t source, int64_t *at, struct error *error)
{
	ARENA(arena);
	const struct settings_source *settings = &pass->session->settings.sources[source];
	struct store_scan *scan;
	if (!store_scan_newest(pass->session->store, &arena, settings->name, &scan, error))
		return false;
	/* One that a clock ahead of ours began must not put off the next. */
	bool counts = scan && scan->ended_at && scan->started_at <= clock_now();
	*at = counts ? scan->started_at + settings->every : 0;
	int64_t earliest = *at > clock_now() ? *at : clock_now();
	if (hours_are_open(&settings->hours, earliest))
		return true;
	int64_t opens = hours_next(&settings->hours, earliest);
	*at = opens ? opens : earliest + NEVER_SECONDS;
	return true;
}

static const char *coverage_text(struct arena *arena, const struct discover_result *result)
{
	if (result->coverage < 0)
		return "not known";
	return arena_print(arena, "%d %%", result->coverage);
}

static void tell_scan(struct pass *pass, const char *name, const struct discover_result *result)
{
	struct json *members = pass_members(pass, "discover", name);
	pass_set(pass, members, "looks", result->looks);
	pass_set(pass, members, "served", result->served);
	pass_set(pass, members, "unreachable", result->unreachable);
	pass_set(pass, members, "absent", result->absent);
	pass_set(pass, members, "new_certificates", result->new_certificates);
	pass_set(pass, members, "broken_certificates", result->broken_certificates);
	pass_set(pass, members, "new_places", result->new_places);
	pass_set(pass, members, "changed_places", result->changed_places);
	pass_set(pass, members, "replaced", result->replaced);
	pass_set(pass, members, "gone", result->gone);
	pass_set(pass, members, "flapping", result->flapping);
	pass_set(pass, members, "targets", result->targets);
	if (result->coverage >= 0)
		pass_set(pass, members, "coverage", result->coverage);
	json_set_bool(&pass->arena, members, "complete", result->complete);
	if (*result->missing)
		json_set_string(&pass->arena, members, "missing", result->missing);
	const char *part = *result->missing
	                           ? arena_print(&pass->arena, " (in part: %s)", result->missing)
	                           : " (in part)";
	const char *flapping = result->flapping ? arena_print(&pass->arena, ", %lld began to flap",
	                                                      (long long)result->flapping)
	                                        : "";
	pass_tell(pass, members,
	          "discovered %s: %lld looks, %lld served, %lld unreachable, %lld absent; %lld new "
	          "certificates, %lld new places, %lld changed, %lld gone%s; coverage %s%s",
	          name, (long long)result->looks, (long long)result->served,
	          (long long)result->unreachable, (long long)result->absent,
	          (long long)result->new_certificates, (long long)result->new_places,
	          (long long)result->changed_places, (long long)result->gone, flapping,
	          coverage_text(&pass->arena, result), result->complete ? "" : part);
}

/* What a scan is watched by: its hours may end while it runs. */
struct closing {
	const struct flow_watch *outer;
	int64_t at; /* 0 = they do not */
};

static bool is_stopped(const struct closing *closing)
{
	return closing->outer->cancelled && closing->outer->cancelled(closing->outer->context);
}

static bool must_end(void *context)
{
	const struct closing *closing = context;
	return is_stopped(closing) || (closing->at && clock_now() >= closing->at);
}

static void hand_progress(void *context, const char *stage, const char *subject, int64_t done,
                          int64_t total)
{
	const struct closing *closing = context;
	if (closing->outer->progress)
		closing->outer->progress(closing->outer->context, stage, subject, done, total);
}

/* A source that is left alone until its hours come. */
static void tell_closed(struct pass *pass, const struct settings_source *settings, bool begun)
{
	char opens[24];
	int64_t at = hours_next(&settings->hours, clock_now());
	struct json *members = pass_members(pass, "discover", settings->name);
	pass->part = true;
	if (!at) {
		pass_tell(pass, members,
		          "closed     %s: none of its windows comes again; name it to scan now",
		          settings->name);
		return;
	}
	pass_set(pass, members, "opens_at", at);
	clock_format_human(at, opens);
	pass_tell(pass, members, "%s %s: its hours %s %s%s", begun ? "paused    " : "closed    ",
	          settings->name, begun ? "are over; it goes on at" : "begin at", opens,
	          begun ? "" : "; name it to scan now");
}

static bool scan_one(struct pass *pass, size_t index, bool at_any_hour, struct error *error)
{
	struct session *session = pass->session;
	struct discovery *source = session->sources[index];
	const struct settings_source *settings = &session->settings.sources[index];
	struct discover_result result = { 0 };
	struct error answer = ERROR_INIT;
	struct closing closing = { .outer = &session->flow.watch };
	struct discover_options options = session->settings.discover;
	if (!at_any_hour)
		closing.at = hours_next(&settings->hours, clock_now());
	/* Hours that end far from now have not kept an earlier scan from its end. */
	if (closing.at && closing.at - clock_now() < NEVER_SECONDS)
		options.resume_seconds = RESUME_SECONDS;
	const struct flow_watch watch = { hand_progress, must_end, &closing };
	bool done = discover_scan(session->store, source, session->sources, session->source_count,
	                          &options, &watch, &result, &answer);
	if (!done && answer.kind == ERROR_CANCELLED && closing.at && !is_stopped(&closing)) {
		tell_closed(pass, settings, true);
		return true;
	}
	if (!done && !pass_survives(pass, source->name, &answer)) {
		*error = answer;
		return false;
	}
	pass->part |= !result.complete;
	tell_scan(pass, source->name, &result);
	return true;
}

bool pass_scan(struct pass *pass, const char *const *names, size_t count, bool forced,
               struct error *error)
{
	/* Who names a source means it, at any hour. */
	bool at_any_hour = forced && count > 0;
	for (size_t i = 0; i < pass->session->source_count; i++) {
		const struct settings_source *settings = &pass->session->settings.sources[i];
		int64_t due = 0;
		if (!is_named(names, count, settings->name))
			continue;
		if (!forced && !pass_next_scan(pass, i, &due, error))
			return false;
		if (due > clock_now())
			continue;
		if (!at_any_hour && !hours_are_open(&settings->hours, clock_now()))
			tell_closed(pass, settings, false);
		else if (!scan_one(pass, i, at_any_hour, error))
			return false;
	}
	return true;
}
