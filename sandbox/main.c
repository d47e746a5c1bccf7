/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward-sandbox: opens the database, seeds it, serves until it is told to end. */

#include "dictionary.h"
#include "jira/jira_schema.h"
#include "options.h"
#include "sandbox.h"
#include "schema.h"
#include "seed.h"
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool open_instance(struct sandbox *sandbox, const struct options *options)
{
	POOL_SCOPE struct pool *pool = pool_open();
	const char *message = "";
	sandbox->database = database_open(pool, options->database, &message);
	if (!sandbox->database) {
		fprintf(stderr, "certsteward-sandbox: '%s': %s\n", options->database, message);
		return false;
	}
	if (!schema_create(sandbox->database) || !jira_schema_create(sandbox->database) ||
	    !seed_all(sandbox, options->seed_cis)) {
		fprintf(stderr,
		        "certsteward-sandbox: '%s': cannot make the tables; is it a "
		        "sandbox's file?\n",
		        options->database);
		return false;
	}
	return true;
}

static int serve(struct sandbox *sandbox, const struct options *options, const sigset_t *ends)
{
	const char *message = "";
	struct server *server = server_open(sandbox, options->address, options->port, &message);
	if (!server) {
		fprintf(stderr, "certsteward-sandbox: '%s:%u': %s\n", options->address,
		        options->port, message);
		return EXIT_FAILURE;
	}
	printf("certsteward-sandbox: listening on http://%s:%u\n", options->address,
	       server_port(server));
	fflush(stdout);
	int received = 0;
	sigwait(ends, &received);
	sandbox_stop(sandbox);
	server_close(server);
	return EXIT_SUCCESS;
}

int main(int count, char **words)
{
	struct options options;
	struct fault_set *faults = NULL;
	switch (options_read(count, words, &options, &faults)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		fault_close(faults);
		return 2;
	default:
		break;
	}
	/* Before any thread: all of them inherit that these signals wait for sigwait. */
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	setenv("TZ", "UTC", 1);
	json_object_seed(0);
	dictionary_prepare();
	struct sandbox sandbox = { .faults = faults,
		                   .stats = stats_open(),
		                   .token_life = options.token_life,
		                   .lock = PTHREAD_MUTEX_INITIALIZER,
		                   .sleep_lock = PTHREAD_MUTEX_INITIALIZER,
		                   .wake = PTHREAD_COND_INITIALIZER };
	int status = EXIT_FAILURE;
	if (open_instance(&sandbox, &options))
		status = serve(&sandbox, &options, &ends);
	database_close(sandbox.database);
	stats_close(sandbox.stats);
	fault_close(faults);
	dictionary_release();
	return status;
}
