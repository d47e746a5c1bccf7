/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From the command line to an open session. */
#include "service/command_session.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "service/progress.h"
#include <unistd.h>

bool command_session_prepare(const struct command_line *line)
{
	int64_t now;
	if (line->verbose)
		log_set_level(LOG_DEBUG);
	if (!line->now)
		return true;
	if (!clock_parse(line->now, &now)) {
		command_complain("'--now' must be a time like 2026-11-20T23:34Z, not '%.40s'",
		                 line->now);
		return false;
	}
	clock_set(now);
	return true;
}

/* A wrong clock decides wrongly, and what is written to a real far side stays there. */
static bool may_write(const struct session *session, const struct command_line *line)
{
	const struct settings *settings = &session->settings;
	if (!line->now)
		return true;
	for (size_t i = 0; i < settings->side_count; i++)
		if (!settings_is_loopback(settings->sides[i].url)) {
			command_complain("'--now' may only read here: far side '%s' is not on "
			                 "loopback",
			                 settings->sides[i].name);
			return false;
		}
	if (session->store ? store_is_trial(session->store) : settings->store.trial)
		return true;
	command_complain("'--now' may only read here: store '%s' is no trial",
	                 settings->store.path);
	return false;
}

int command_session_open(struct session *session, const struct command_line *line, unsigned parts)
{
	struct error error = ERROR_INIT;
	bool whole = parts & (SESSION_SOURCES | SESSION_SIDES);
	struct flow_watch watch = progress_watch(line);
	if (!command_session_prepare(line))
		return COMMAND_USAGE;
	if (!settings_read(&session->settings, line->config,
	                   whole ? SETTINGS_WHOLE : SETTINGS_OFFLINE, &error))
		return command_refuse(&error);
	/* Before the store exists the file says whether it is to be a trial. */
	bool writes = parts & SESSION_WRITE;
	if (writes && access(session->settings.store.path, F_OK) != 0 && !may_write(session, line))
		return COMMAND_USAGE;
	if (!session_start(session, parts, &watch, &error))
		return session->misconfigured ? command_refuse(&error) : command_fail(&error);
	return !writes || may_write(session, line) ? -1 : COMMAND_USAGE;
}

/* Is the clock moved where deciding by it would stay in a store that is no trial? */
static bool must_copy(const struct settings *settings, const struct command_line *line)
{
	STORE(store);
	struct error ignored = ERROR_INIT;
	if (!line->now)
		return false;
	return !settings_all_loopback(settings) ||
	       !store_open(&store, settings->store.path, STORE_READ, false, &ignored) ||
	       !store_is_trial(store);
}

static bool copy_store(struct session *session, struct error *error)
{
	STORE(store);
	struct settings *settings = &session->settings;
	const char *path =
		arena_print(&session->arena, "%s.plan-%ld", settings->store.path, (long)getpid());
	if (!store_open(&store, settings->store.path, STORE_READ, false, error) ||
	    !store_backup(store, path, error))
		return false;
	settings->store.path = session->scratch = path;
	return true;
}

int command_session_open_either(struct session *session, const struct command_line *line,
                                unsigned parts, bool *alone)
{
	struct error error = ERROR_INIT;
	struct settings *settings = &session->settings;
	struct flow_watch watch = progress_watch(line);
	if (!command_session_prepare(line))
		return COMMAND_USAGE;
	if (!settings_read(settings, line->config, SETTINGS_OFFLINE, &error))
		return command_refuse(&error);
	/* A store that is not there is not made for showing it. */
	*alone = access(settings->store.path, F_OK) == 0;
	if (*alone && must_copy(settings, line)) {
		if (!copy_store(session, &error))
			return command_fail(&error);
	} else {
		*alone &= !store_is_held(settings->store.path);
	}
	parts |= *alone ? SESSION_WRITE : SESSION_READ;
	if (session_start(session, parts, &watch, &error))
		return -1;
	return session->misconfigured ? command_refuse(&error) : command_fail(&error);
}

int command_session_side(const struct session *session, const char *name)
{
	TEXT(known);
	for (size_t i = 0; i < session->flow.side_count; i++) {
		if (text_equal(session->sides[i].name, name))
			return (int)i;
		text_print(&known, "%s'%s'", i ? ", " : "", session->sides[i].name);
	}
	command_complain("there is no far side '%.64s': the file has %s", name,
	                 session->flow.side_count ? text_string(&known) : "none");
	return -1;
}
