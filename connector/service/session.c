/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens what a command needs, in the order in which it depends on each other, and closes it. */
#include "service/session.h"
#include "base/clock.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/patience.h"
#include "service/actor.h"
#include "service/session_programs.h"
#include "service/session_trust.h"
#include "store/store_audit.h"
#include "store/store_queue.h"
#include "store/store_side.h"
#include <unistd.h>

const struct settings_side *session_side_settings(const struct session *session, size_t index)
{
	return &session->settings.sides[index];
}

static bool open_source(struct session *session, const struct settings_source *settings,
                        struct error *error)
{
	struct discovery *source = ARENA_NEW(&session->arena, struct discovery);
	*source = (struct discovery){
		.type = settings->type,
		.name = settings->name,
		.zone = settings->zone,
		.settings = settings->own,
		.state = arena_allocate(&session->arena, settings->type->state_size),
	};
	session->sources[session->source_count++] = source;
	return settings->type->open(source, error) ||
	       error_wrap(error, "source '%s'", settings->name);
}

static bool open_sources(struct session *session, struct error *error)
{
	const struct settings *settings = &session->settings;
	session->sources =
		ARENA_ARRAY(&session->arena, struct discovery *, settings->source_count + 1);
	session->source_faults =
		ARENA_ARRAY(&session->arena, const char *, settings->source_count + 1);
	for (size_t i = 0; i < settings->source_count; i++) {
		if (open_source(session, &settings->sources[i], error))
			continue;
		if (!(session->parts & SESSION_EACH))
			return false;
		session->source_faults[i] = arena_copy(&session->arena, error->message);
		struct discovery *source = session->sources[--session->source_count];
		source->type->close(source);
	}
	session->flow.sources = session->sources;
	session->flow.source_count = session->source_count;
	return true;
}

static void trace(void *context, const char *method, const char *url, int status,
                  int64_t milliseconds)
{
	log_debug(context, "%s %s: %d in %lld ms", method, url, status, (long long)milliseconds);
}

static bool connect_side(const struct settings_side *settings, struct itsm *itsm,
                         struct error *error)
{
	struct http_curl_options options = {
		.ca_file = settings->ca_file,
		.proxy = text_is_empty(settings->proxy) ? NULL : settings->proxy,
		.user_agent = "certsteward/" CERTSTEWARD_VERSION,
		.trace = trace,
		.context = (void *)settings->name,
	};
	itsm->http = http_curl_open(&options, error);
	return itsm->http && settings->type->open(itsm, error);
}

static bool open_side(struct session *session, const struct settings_side *settings,
                      struct flow_side *side, struct error *error)
{
	struct itsm *itsm = ARENA_NEW(&session->arena, struct itsm);
	*itsm = (struct itsm){
		.type = settings->type,
		.name = settings->name,
		.url = settings->url,
		.settings = settings->own,
		.state = arena_allocate(&session->arena, settings->type->state_size),
		.constants = settings->fields,
		.instance = "",
	};
	*side = (struct flow_side){
		.itsm = itsm,
		.name = settings->name,
		.stage = FLOW_OBSERVE,
		.tickets = settings->tickets,
		.zones = settings->zones,
		.pilot = settings->pilot,
		.settings = settings->settings,
		.fields = settings->fields,
		.folder = session_programs_of(settings),
	};
	session->flow.side_count++;
	patience_lend(&session->flow, &session->arena, side);
	if (session->parts & SESSION_SIDES)
		return connect_side(settings, itsm, error);
	/* Without its login it does not open, but what it can do decides what is derived for it. */
	struct error ignored = ERROR_INIT;
	(void)settings->type->open(itsm, &ignored);
	return true;
}

static bool open_sides(struct session *session, struct error *error)
{
	const struct settings *settings = &session->settings;
	session->sides = ARENA_ARRAY(&session->arena, struct flow_side, settings->side_count + 1);
	session->guarded = ARENA_ARRAY(&session->arena, bool, settings->side_count + 1);
	session->side_faults = ARENA_ARRAY(&session->arena, const char *, settings->side_count + 1);
	session->flow.sides = session->sides;
	for (size_t i = 0; i < settings->side_count; i++) {
		if (open_side(session, &settings->sides[i], &session->sides[i], error))
			continue;
		if (!(session->parts & SESSION_EACH))
			return false;
		session->side_faults[i] = arena_copy(&session->arena, error->message);
	}
	return true;
}

/* Messages name a program; people look for the file. */
static void name_file(const struct session_programs *list, struct error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct mapping_program *program = &list->programs[i];
		size_t length = strlen(program->name);
		if (text_starts_with(error->message, program->name) &&
		    error->message[length] == ':')
			error_wrap(error, "in '%s'", program->path);
	}
}

/* Did a pass of this store already run with these very programs? Then they compile. */
static bool compiled_before(struct session *session, struct arena *arena, bool *before,
                            struct error *error)
{
	const char *known = NULL;
	*before = false;
	if (session->store && !store_meta_get(session->store, arena, "versions", &known, error))
		return false;
	*before = known && text_starts_with(known, arena_print(arena, "%s %s ",
	                                                       session->settings.flow.version,
	                                                       session_mapping_digest(session)));
	return true;
}

bool session_open_mapping(struct session *session, bool later, struct error *error)
{
	ARENA(arena);
	struct session_programs list = { .count = 0 };
	bool before = false;
	if (!session_trust_open(session, error) ||
	    !session_programs_list(&session->arena, &session->settings, &list, error))
		return false;
	struct mapping_options options = {
		.worker = session->settings.rules.worker,
		.programs = list.programs,
		.program_count = list.count,
		.shared = list.shared,
		.later = true,
	};
	if (!mapping_open(&session->mapping, &options, error) ||
	    (later && !compiled_before(session, &arena, &before, error)) ||
	    (!before && !mapping_start(session->mapping, error))) {
		name_file(&list, error);
		return false;
	}
	session->flow.mapping = session->mapping;
	return true;
}

static bool open_store(struct session *session, struct error *error)
{
	enum store_mode mode = session->parts & SESSION_WRITE     ? STORE_WRITE
	                       : session->parts & SESSION_REQUEST ? STORE_REQUEST
	                                                          : STORE_READ;
	if (!store_open(&session->store, session->settings.store.path, mode,
	                session->settings.store.trial, error))
		return false;
	session->flow.store = session->store;
	session->flow.trial = store_is_trial(session->store);
	session->flow.imagined = session->scratch != NULL;
	return true;
}

bool session_start(struct session *session, unsigned parts, const struct flow_watch *watch,
                   struct error *error)
{
	session->parts = parts;
	session->flow.rules = &session->settings.flow;
	session->flow.actor = actor_find(&session->arena);
	if (watch)
		session->flow.watch = *watch;
	if ((parts & (SESSION_READ | SESSION_WRITE | SESSION_REQUEST)) &&
	    !open_store(session, error))
		return false;
	session->misconfigured = true;
	if (!open_sides(session, error))
		return false;
	if ((parts & SESSION_SOURCES) && !open_sources(session, error))
		return false;
	if ((parts & SESSION_MAPPING) && !session_open_mapping(session, true, error))
		return false;
	session->misconfigured = false;
	/* Before anything else: what was under way when the last writer ended is not known. */
	if ((parts & SESSION_WRITE) && !apply_recover(&session->flow, error))
		return false;
	return !session->store || session_stages(session, error);
}

static void remove_scratch(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".lock" };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		TEXT(name);
		text_print(&name, "%s%s", path, ends[i]);
		unlink(text_string(&name));
	}
}

void session_close(struct session *session)
{
	mapping_close(&session->mapping);
	for (size_t i = 0; i < session->source_count; i++)
		session->sources[i]->type->close(session->sources[i]);
	for (size_t i = 0; i < session->flow.side_count; i++) {
		struct itsm *itsm = session->sides[i].itsm;
		itsm->type->close(itsm);
		if (itsm->http)
			itsm->http->close(itsm->http);
	}
	store_close(&session->store);
	if (session->scratch)
		remove_scratch(session->scratch);
	settings_release(&session->settings);
	arena_release(&session->arena);
	*session = (struct session){ 0 };
}

static bool read_look_first(struct session *session, struct arena *arena, struct flow_side *side,
                            struct error *error)
{
	const char *text;
	int64_t until = 0;
	if (!store_meta_get(session->store, arena, arena_print(arena, "look_first:%s", side->name),
	                    &text, error))
		return false;
	side->look_first = text && text_parse_integer(text, &until) && clock_now() < until;
	return true;
}

bool session_stages(struct session *session, struct error *error)
{
	ARENA(arena);
	for (size_t i = 0; i < session->flow.side_count; i++) {
		struct flow_side *side = &session->sides[i];
		enum flow_stage wished = session_side_settings(session, i)->stage;
		enum flow_stage raised = FLOW_OBSERVE;
		struct store_side *row;
		if (!store_side_get(session->store, &arena, side->name, &row, error))
			return false;
		/* A row without a name behind it was made for a back-off only. */
		bool decided = row && !text_is_empty(row->raised_by) &&
		               flow_stage_parse(row->stage, &raised);
		if (!decided && session->flow.trial)
			raised = wished;
		side->stage = raised < wished ? raised : wished;
		if (!read_look_first(session, &arena, side, error))
			return false;
	}
	return true;
}

const char *session_mapping_digest(struct session *session)
{
	ARENA(arena);
	struct session_programs list = { .count = 0 };
	struct json *versions = json_new(&arena, JSON_OBJECT);
	struct error ignored = ERROR_INIT;
	char *digest = arena_allocate(&session->arena, 65);
	if (!session_programs_list(&arena, &session->settings, &list, &ignored))
		return digest;
	for (size_t i = 0; i < list.count; i++)
		json_set_string(&arena, versions, list.programs[i].name,
		                mapping_version(session->mapping, list.programs[i].name));
	if (session->settings.flow.trust)
		json_set_string(&arena, versions, "rules/trust.yaml",
		                session->settings.flow.trust->digest);
	json_digest(versions, digest);
	return digest;
}

static bool tell_versions(struct session *session, struct arena *arena, const char *mapping,
                          struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "program", session->settings.flow.version);
	json_set_string(arena, body, "mappings", mapping);
	if (session->settings.flow.trust) {
		json_set_string(arena, body, "trust", session->settings.flow.trust->digest);
		json_set_string(arena, body, "trust_versions",
		                session->settings.flow.trust->versions);
	}
	json_set_string(arena, body, "configuration", session->settings.digest);
	json_set_string(arena, body, "by", session->flow.actor);
	return store_audit_append(session->store, "versions", body, error);
}

bool session_versions(struct session *session, struct error *error)
{
	ARENA(arena);
	const char *mapping = session_mapping_digest(session), *known;
	const char *now = arena_print(&arena, "%s %s %s", session->settings.flow.version, mapping,
	                              session->settings.decisions);
	/* Once it was read, all is decided anew, for it too. */
	for (size_t i = 0; i < session->flow.side_count; i++)
		if (session->sides[i].unread)
			now = arena_print(&arena, "%s without %s", now, session->sides[i].name);
	if (!store_meta_get(session->store, &arena, "versions", &known, error))
		return false;
	if (text_equal(known, now))
		return true;
	STORE_SCOPE(scope, session->store);
	return store_begin(session->store, error) &&
	       store_dirty_all(session->store, "versions", error) &&
	       tell_versions(session, &arena, mapping, error) &&
	       store_meta_set(session->store, "versions", now, error) &&
	       store_commit(session->store, true, error);
}
