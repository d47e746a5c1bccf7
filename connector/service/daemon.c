/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is due, in turns; between them it sleeps and looks for requests. */
#include "service/daemon.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "service/command_session.h"
#include "service/notify.h"
#include "service/operation.h"
#include "service/progress.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TURN_MS = 250, BUSY_MS = 5000, ASK_EVERY = 60 };

static volatile sig_atomic_t reload_asked;

struct service {
	struct command_line *line;
	struct session *session; /* on the heap: a new configuration makes a new one */
	int64_t follow_at, read_at, ask_at;
};

static void on_reload(int signal)
{
	(void)signal;
	reload_asked = 1;
}

static bool open_pass(struct pass *pass, struct service *service)
{
	pass_open(pass, service->session, service->line);
	pass->silent = true;
	return true;
}

/* Only one of the two holds the store; it moves when all else is open. */
static bool start_fresh(struct service *service, struct session *fresh, struct error *error)
{
	const struct flow_watch *watch = &service->session->flow.watch;
	if (!settings_read(&fresh->settings, service->line->config, SETTINGS_WHOLE, error))
		return false;
	if (!text_equal(fresh->settings.store.path, service->session->settings.store.path))
		return error_set(error, ERROR_LOCAL,
		                 "'store.path' has changed: restart certsteward for that");
	return session_start(fresh, SESSION_MAPPING | SESSION_SOURCES | SESSION_SIDES, watch,
	                     error);
}

static void reload(struct service *service)
{
	struct session *old = service->session;
	struct session *fresh = memory_zero(1, sizeof(*fresh));
	struct error error = ERROR_INIT;
	reload_asked = 0;
	notify_send("RELOADING=1");
	if (!start_fresh(service, fresh, &error)) {
		log_error("configuration", "the one in force stays: %s", error.message);
		session_close(fresh);
		free(fresh);
		notify_send("READY=1");
		return;
	}
	fresh->store = old->store;
	fresh->flow.store = old->store;
	fresh->flow.trial = old->flow.trial;
	fresh->parts |= SESSION_WRITE;
	old->store = NULL;
	session_close(old);
	free(old);
	service->session = fresh;
	service->read_at = 0;
	if (!session_stages(fresh, &error))
		log_error("configuration", "%s", error.message);
	log_info("configuration", "read again");
	notify_send("READY=1");
}

static bool is_due(int64_t *at, int64_t every)
{
	int64_t now = clock_now();
	if (*at > now)
		return false;
	*at = now + every;
	return true;
}

/* Is anything to do besides requests? A scan may be due as well; pass_scan asks the store. */
static bool work(struct service *service, struct pass *pass, struct error *error)
{
	const struct pass_choice all = { .refresh = true };
	const struct settings_daemon *times = &service->session->settings.daemon;
	bool read = is_due(&service->read_at, times->read_every);
	bool follow = is_due(&service->follow_at, times->follow_every);
	if ((read && !pass_read(pass, false, error)) || !pass_scan(pass, NULL, 0, false, error))
		return false;
	if (follow && (!pass_follow(pass, error) || !pass_look(pass, error)))
		return false;
	service->ask_at = clock_now() + ASK_EVERY;
	if (!pass_revocation(pass, error))
		return false;
	return pass_derive(pass, error) && (!follow || pass_send(pass, &all, error));
}

/* What limits have put off goes on a minute later, not at once. */
static bool must_ask(struct service *service, struct pass *pass, bool *due, struct error *error)
{
	*due = false;
	if (service->ask_at > clock_now())
		return true;
	service->ask_at = clock_now() + ASK_EVERY;
	return pass_revocation_due(pass, due, error);
}

static bool turn(struct service *service, struct error *error)
{
	PASS(pass);
	open_pass(&pass, service);
	if (!operation_serve(&pass, error))
		return false;
	bool due;
	if (!must_ask(service, &pass, &due, error))
		return false;
	due |= service->read_at <= clock_now() || service->follow_at <= clock_now();
	for (size_t i = 0; !due && i < service->session->source_count; i++) {
		int64_t at;
		if (!pass_next_scan(&pass, i, &at, error))
			return false;
		due = at <= clock_now();
	}
	return !due || work(service, &pass, error);
}

/* False ends the service. */
static bool go_on(struct service *service, struct error *error)
{
	if (turn(service, error))
		return true;
	store_rollback(service->session->store);
	if (error->kind != ERROR_RETRY && error->kind != ERROR_ITEM && error->kind != ERROR_PEER)
		return false;
	log_warning("service", "%s", error->message);
	progress_sleep(BUSY_MS);
	return true;
}

static bool prepare(struct service *service, struct error *error)
{
	char number[24];
	struct sigaction action = { .sa_handler = on_reload };
	sigaction(SIGHUP, &action, NULL);
	snprintf(number, sizeof(number), "%ld", (long)getpid());
	return store_meta_set(service->session->store, "daemon", number, error);
}

static int serve(struct service *service)
{
	struct error error = ERROR_INIT;
	bool running = prepare(service, &error);
	if (running) {
		notify_send("READY=1");
		log_info("service", "certsteward " CERTSTEWARD_VERSION " runs with '%s'",
		         service->line->config);
	}
	while (running && !progress_is_stopped()) {
		if (reload_asked)
			reload(service);
		running = go_on(service, &error);
		progress_sleep(TURN_MS);
	}
	notify_send("STOPPING=1");
	struct error ignored = ERROR_INIT;
	if (!store_meta_set(service->session->store, "daemon", "", &ignored))
		log_warning("service", "%s", ignored.message);
	if (running || error.kind == ERROR_CANCELLED)
		return COMMAND_DONE;
	log_error("service", "%s", error.message);
	return COMMAND_FAILED;
}

int daemon_run(struct command_line *line)
{
	struct service service = { .line = line,
		                   .session = memory_zero(1, sizeof(struct session)) };
	log_set_level(line->verbose ? LOG_DEBUG : line->quiet ? LOG_WARNING : LOG_INFO);
	int status = command_session_open(service.session, line, SESSION_ALL);
	if (status < 0)
		status = serve(&service);
	session_close(service.session);
	free(service.session);
	return status;
}
