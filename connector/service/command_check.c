/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward check: is everything in place? One line each, with the mend. */
#include "base/json.h"
#include "base/text.h"
#include "flow/guard.h"
#include "flow/hook_client.h"
#include "flow/room.h"
#include "service/arguments.h"
#include "service/check_revocation.h"
#include "service/command_session.h"
#include "service/lines.h"
#include "service/session_trust.h"
#include "service/table.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MARK_WIDTH = 2, NAME_WIDTH = 34, MEND_INDENT = 4 };

static const struct table_column columns[] = {
	{ .name = "verdict" }, { .name = "part" }, { .name = "subject" },
	{ .name = "message" }, { .name = "mend" }, { .name = NULL },
};

struct checking {
	struct table *table;
	const struct command_line *line;
	const char *part;
	bool failed, misconfigured;
	bool shut; /* this far side lets nobody in: the rest would only say so again */
};

static void print_line(const struct checking *checking, enum itsm_verdict verdict,
                       const char *subject, const char *told, const char *mend)
{
	static const char *const marks[] = {
		[ITSM_OK] = "\u2713", [ITSM_WARNING] = "!", [ITSM_FAILED] = "\u2717"
	};
	static const enum table_colour colours[] = {
		[ITSM_OK] = TABLE_GOOD, [ITSM_WARNING] = TABLE_WARN, [ITSM_FAILED] = TABLE_BAD
	};
	struct arena *arena = &checking->table->arena;
	const char *name =
		text_visible(arena, arena_print(arena, "%s: %s", checking->part, subject));
	/* Far sides put it into words. */
	const char *message = text_visible(arena, told ? told : "");
	size_t width = table_width(name), room = lines_room();
	size_t at = MARK_WIDTH + (width < NAME_WIDTH ? NAME_WIDTH : width) + 2;
	printf("%s%s%s %s", table_colour_start(checking->line, colours[verdict]), marks[verdict],
	       table_colour_end(checking->line), name);
	if (room == 0 || at + table_width(message) <= room) {
		printf("%*s%s\n", (int)(at - MARK_WIDTH - width), "", message);
	} else {
		printf("\n%*s", MEND_INDENT, "");
		lines_fold(message, MEND_INDENT);
	}
	if (verdict != ITSM_OK && !text_is_empty(mend)) {
		printf("%*smend: ", MEND_INDENT, "");
		lines_fold(text_visible(arena, mend), MEND_INDENT + strlen("mend: "));
	}
	fflush(stdout);
}

static bool is_entrance(const char *subject)
{
	return text_equal(subject, "address") || text_equal(subject, "login") ||
	       text_equal(subject, "cloud_id");
}

static void tell(void *context, const struct itsm_finding *finding)
{
	static const char *const names[] = { "ok", "warning", "failed" };
	struct checking *checking = context;
	checking->failed |= finding->verdict == ITSM_FAILED;
	checking->shut |= finding->verdict == ITSM_FAILED && is_entrance(finding->subject);
	table_add(checking->table, names[finding->verdict]);
	table_add(checking->table, checking->part);
	table_add(checking->table, finding->subject);
	table_add(checking->table, finding->message);
	table_add(checking->table, finding->mend);
	if (!checking->line->json && !checking->line->csv)
		print_line(checking, finding->verdict, finding->subject, finding->message,
		           finding->mend);
}

static void say(struct checking *checking, enum itsm_verdict verdict, const char *subject,
                const char *message, const char *mend)
{
	struct itsm_finding finding = { verdict, subject, message, mend };
	tell(checking, &finding);
}

static void check_store(struct checking *checking, struct session *session)
{
	struct error error = ERROR_INIT;
	const char *path = session->settings.store.path;
	checking->part = "store";
	if (access(path, F_OK) != 0) {
		say(checking, ITSM_WARNING, path, "does not exist yet",
		    "'certsteward discover' makes it");
		return;
	}
	if (!store_open(&session->store, path, STORE_READ, false, &error)) {
		say(checking, ITSM_FAILED, path, error.message, "");
		return;
	}
	session->flow.store = session->store;
	session->flow.trial = store_is_trial(session->store);
	say(checking, ITSM_OK, path,
	    arena_print(&session->arena, "%s%s, epoch %lld", store_identity(session->store),
	                session->flow.trial ? " (trial)" : "",
	                (long long)store_epoch(session->store)),
	    "");
	if (!session_stages(session, &error))
		say(checking, ITSM_FAILED, path, error.message, "");
}

static void check_hooks(struct checking *checking, struct session *session)
{
	struct error error = ERROR_INIT;
	const struct settings *settings = &session->settings;
	const char **names;
	size_t count;
	checking->part = "hooks";
	if (settings->hook_count == 0) {
		say(checking, ITSM_OK, "runner", "no hook is configured, none is needed", "");
		return;
	}
	if (!hook_client_ping(settings->hook_socket, &session->arena, &names, &count, &error)) {
		say(checking, ITSM_WARNING, settings->hook_socket, error.message,
		    "start certsteward-hook; needed for stage automate only");
		return;
	}
	say(checking, ITSM_OK, settings->hook_socket, "the hook runner answers", "");
	for (size_t i = 0; i < settings->hook_count; i++) {
		bool known = false;
		for (size_t n = 0; n < count; n++)
			known |= text_equal(names[n], settings->hooks[i].name);
		if (!known)
			say(checking, ITSM_FAILED, settings->hooks[i].name,
			    "the hook runner does not have this hook",
			    "restart certsteward-hook with the same configuration");
	}
}

static void check_stage(struct checking *checking, struct session *session, size_t index)
{
	const struct flow_side *side = &session->sides[index];
	enum flow_stage wished = session_side_settings(session, index)->stage;
	const char *message = arena_print(&session->arena, "%s applies, %s is configured",
	                                  flow_stage_name(side->stage), flow_stage_name(wished));
	if (!session->store)
		return;
	say(checking, side->stage < wished ? ITSM_WARNING : ITSM_OK, "stage", message,
	    arena_print(&session->arena, "certsteward stage %s %s --reason TEXT", side->name,
	                flow_stage_name(wished)));
}

/* Would a write be let in now: the instance meant, our mark, no pause, clocks that agree? */
static void check_guard(struct checking *checking, struct session *session, size_t index)
{
	struct error error = ERROR_INIT;
	struct flow_side *side = &session->sides[index];
	if (!session->store || side->stage == FLOW_OBSERVE)
		return;
	if (guard_check(&session->flow, side, &error))
		say(checking, ITSM_OK, "guard", "writes are let in", "");
	else
		say(checking, ITSM_FAILED, "guard", error.message, "");
}

/* What the licence counts: now, after all is written, and at most. */
static void check_room(struct checking *checking, struct session *session, size_t index)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct room room;
	if (!room_ask(&session->flow, &arena, &session->sides[index], false, &room, &error)) {
		say(checking, ITSM_FAILED, "licence", error.message, "");
		return;
	}
	if (!room.what)
		return;
	bool full = room.most > 0 && room.now >= room.most;
	say(checking,
	    room.problem || full   ? ITSM_FAILED
	    : room_over(&room) > 0 ? ITSM_WARNING
	                           : ITSM_OK,
	    room.what, room_text(&arena, &room), room.problem ? "" : room.mend);
}

static void check_side(struct checking *checking, struct session *session, size_t index)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct itsm *itsm = session->sides[index].itsm;
	checking->part = itsm->name;
	checking->shut = false;
	if (session->side_faults[index]) {
		checking->misconfigured = true;
		say(checking, ITSM_FAILED, "settings", session->side_faults[index], "");
		return;
	}
	if (!itsm->type->check(itsm, &arena, tell, checking, &error))
		say(checking, ITSM_FAILED, "address", error.message,
		    error.kind == ERROR_PEER ? ""
		                             : "check url, network and proxy, or try again later");
	if (!checking->shut)
		check_room(checking, session, index);
	check_stage(checking, session, index);
	if (!checking->shut)
		check_guard(checking, session, index);
}

static void check_sources(struct checking *checking, const struct session *session)
{
	const struct settings *settings = &session->settings;
	checking->part = "discovery";
	for (size_t i = 0; i < settings->source_count; i++) {
		const char *fault = session->source_faults[i];
		checking->misconfigured |= fault != NULL;
		say(checking, fault ? ITSM_FAILED : ITSM_OK, settings->sources[i].name,
		    fault ? fault : settings->sources[i].type->summary, "");
	}
	if (settings->source_count == 0)
		say(checking, ITSM_WARNING, "sources", "none is configured",
		    "add an entry to 'discovery'");
}

static bool check_trust(struct checking *checking, struct session *session)
{
	struct error error = ERROR_INIT;
	checking->part = "trust facts";
	if (!session_trust_open(session, &error)) {
		say(checking, ITSM_FAILED, "files", error.message, "");
		return false;
	}
	const struct trust_facts *facts = session->settings.flow.trust;
	say(checking, ITSM_OK, "files",
	    arena_print(&session->arena,
	                "versions %s: %zu decisions of root programs, %zu approved issuers",
	                facts->versions, facts->sections[TRUST_DISTRUSTED].count,
	                facts->sections[TRUST_APPROVED].count),
	    "");
	return true;
}

static void check_mapping(struct checking *checking, struct session *session)
{
	struct error error = ERROR_INIT;
	checking->part = "mappings";
	if (session_open_mapping(session, false, &error))
		say(checking, ITSM_OK, "worker", "runs; all programs compile", "");
	else
		say(checking, ITSM_FAILED, "worker", error.message, "");
}

static int run_checks(struct command_line *line, struct session *session, struct table *table)
{
	struct checking checking = { .table = table, .line = line, .part = "configuration" };
	struct error error = ERROR_INIT;
	say(&checking, ITSM_OK, session->settings.file, "is read and makes sense", "");
	if (!session_start(session, SESSION_SOURCES | SESSION_SIDES | SESSION_EACH, NULL, &error)) {
		say(&checking, ITSM_FAILED, "plug-ins", error.message, "");
		checking.misconfigured = true;
	}
	check_sources(&checking, session);
	check_store(&checking, session);
	/* As for 'plan': where --now may not write, its time is compared with no clock. */
	session->flow.imagined = line->now && !session->flow.trial;
	checking.part = "revocation";
	check_revocation(session, &session->arena, tell, &checking);
	if (check_trust(&checking, session))
		check_mapping(&checking, session);
	check_hooks(&checking, session);
	for (size_t i = 0; i < session->flow.side_count; i++)
		check_side(&checking, session, i);
	if (line->json || line->csv)
		table_print(table, line, NULL);
	return checking.misconfigured ? COMMAND_USAGE
	       : checking.failed      ? COMMAND_FAILED
	                              : COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_check, NULL, 0, &arguments);
	if (status >= 0)
		return status;
	SESSION(session);
	TABLE(table, columns);
	struct error error = ERROR_INIT;
	if (!command_session_prepare(line))
		return COMMAND_USAGE;
	if (!settings_read(&session.settings, line->config, SETTINGS_WHOLE, &error))
		return command_refuse(&error);
	return run_checks(line, &session, &table);
}

const struct command command_check = {
	.name = "check",
	.usage = "",
	.summary = "is everything in place? one line each, with the mend",
	.help = "Looks at the configuration, the store, how responders and revocation lists answered last,\n"
		"the mapping worker, the hook runner, and at each far side: address, login, rights too\n"
		"many or too few, tables, choices, robots. Reads only. Exit status 1 when something is\n"
		"missing, 2 when a source or a far side does not open with its settings.",
	.run = run,
	.tables = true,
};
