/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward-hook: runs the few programs named in the configuration, for certsteward, which
 * executes nothing itself. Exit status: 0 ended on request, 1 failed, 2 usage or configuration. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "hook_server.h"
#include "hook_settings.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>

enum { MAIN_USERS = 8 };

static const char default_socket[] = "/run/certsteward/hook.sock";

struct options {
	const char *config;
	struct hook_server_options server;
	unsigned users[MAIN_USERS];
};

static const char help[] =
	"Usage: certsteward-hook [--config FILE] [--socket PATH] [--state FOLDER]\n"
	"                        [--allow-user NAME]... [--stop-grace DURATION]\n"
	"\n"
	"Runs the programs of the section 'hooks' when certsteward asks for them.\n"
	"\n"
	"  --config FILE          configuration (/etc/certsteward/certsteward.yaml)\n"
	"  --socket PATH          Unix socket to listen on (hooks.socket of the configuration,\n"
	"                         else /run/certsteward/hook.sock)\n"
	"  --state FOLDER         what was run is written down here (/var/lib/certsteward-hook)\n"
	"  --allow-user NAME      who may ask beside root and this runner's own user\n"
	"  --stop-grace DURATION  for a running program when this one is to end (30s)\n"
	"  --help, --version\n";

static bool add_user(struct options *options, const char *name)
{
	const struct passwd *found = getpwnam(name);
	if (!found || options->server.user_count == MAIN_USERS) {
		fprintf(stderr, "certsteward-hook: --allow-user '%s': %s\n", name,
		        found ? "too many users" : "there is no such user");
		return false;
	}
	options->users[options->server.user_count++] = found->pw_uid;
	return true;
}

static bool set_grace(struct options *options, const char *text)
{
	if (clock_parse_duration(text, &options->server.stop_grace))
		return true;
	fprintf(stderr, "certsteward-hook: --stop-grace '%s': use 30s, 5m\n", text);
	return false;
}

/* -1 = go on, else the exit status. */
static int read_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ "state", required_argument, NULL, 'd' },
		{ "allow-user", required_argument, NULL, 'u' },
		{ "stop-grace", required_argument, NULL, 'g' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;
	for (int option; good && (option = getopt_long(argc, argv, "c:h", names, NULL)) != -1;) {
		if (option == 'c')
			options->config = optarg;
		else if (option == 's')
			options->server.socket = optarg;
		else if (option == 'd')
			options->server.state = optarg;
		else if (option == 'u')
			good = add_user(options, optarg);
		else if (option == 'g')
			good = set_grace(options, optarg);
		else if (option == 'h')
			return fputs(help, stdout) < 0;
		else if (option == 'v')
			return puts("certsteward-hook " CERTSTEWARD_VERSION) < 0;
		else
			good = false;
	}
	if (good && optind == argc)
		return -1;
	fputs(help, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct hook_settings settings = { .count = 0 };
	struct options options = {
		.config = "/etc/certsteward/certsteward.yaml",
		.server = { .state = "/var/lib/certsteward-hook",
		            .settings = &settings,
		            .stop_grace = 30 },
	};
	options.server.users = options.users;
	int status = read_options(&options, argc, argv);
	if (status >= 0)
		return status;
	log_set_level(LOG_INFO);
	if (!hook_settings_read(&settings, &arena, options.config, &error)) {
		log_error("hook", "%s", error.message);
		return 2;
	}
	if (!options.server.socket)
		options.server.socket = settings.socket ? settings.socket : default_socket;
	if (!hook_server_run(&options.server, &error)) {
		log_error("hook", "%s", error.message);
		return 1;
	}
	return 0;
}
