/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The command line. */

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAULT_ARGUMENT_MAX = 64, SEED_MAX = 2000000, DEFAULT_TOKEN_LIFE = 1800 };

static const char usage[] =
	"Usage: certsteward-sandbox [OPTION]...\n"
	"A stateful look-alike of a ServiceNow instance and of two Jira sites, for trying certsteward\n"
	"and for tests.\n"
	"\n"
	"  --listen ADDRESS:PORT  where to listen, loopback only (127.0.0.1:8181); port 0 chooses one\n"
	"  --db FILE|:memory:     where records live (:memory:)\n"
	"  --seed-cis N           how many servers host-0001.example.com ... to make (20)\n"
	"  --fault NAME:RATE      switch a fault on, RATE 0..1; may be repeated\n"
	"  --random-seed N        start of the sequence by which faults strike (1)\n"
	"  --token-life SECONDS   life of an OAuth token (1800)\n"
	"  --help, --version\n"
	"\n"
	"Accounts: Basic certsteward/certsteward, OAuth client certsteward/certsteward-secret;\n"
	"people alice, bob, carol, dave, erin with their name as password.\n"
	"Jira Cloud: Basic certsteward@example.com/certsteward-token; Data Center below /jira: Bearer\n"
	"certsteward-pat. More in the sandbox's README.\n"
	"Page: GET / with a browser. Control: /_sandbox/stats, requests, fault, clock, act, dump.\n"
	"\n"
	"Faults:\n";

static void print_help(void)
{
	fputs(usage, stdout);
	for (size_t i = 0; fault_name(i); i++)
		printf("  %-20s %s\n", fault_name(i), fault_help(i));
}

static enum options_result complain(const char *what, const char *why)
{
	fprintf(stderr, "certsteward-sandbox: '%s': %s\n", what, why);
	return OPTIONS_WRONG;
}

static bool read_number(const char *text, unsigned long limit, unsigned long *number)
{
	char *end = NULL;
	errno = 0;
	*number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && *number <= limit;
}

static bool read_listen(const char *text, struct options *options)
{
	const char *colon = strrchr(text, ':');
	unsigned long port;
	if (!colon || (size_t)(colon - text) >= sizeof(options->address) ||
	    !read_number(colon + 1, 65535, &port))
		return false;
	memcpy(options->address, text, (size_t)(colon - text));
	options->address[colon - text] = '\0';
	options->port = (unsigned short)port;
	return true;
}

static enum options_result read_fault(struct fault_set *faults, const char *text)
{
	char name[64];
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : 0;
	if (!colon || length >= sizeof(name))
		return complain(text, "a fault is written NAME:RATE");
	memcpy(name, text, length);
	name[length] = '\0';
	char *end = NULL;
	double rate = strtod(colon + 1, &end);
	if (end == colon + 1 || *end || !fault_set_rate(faults, name, rate))
		return complain(text, "unknown fault, or a rate outside 0..1; see --help");
	return OPTIONS_RUN;
}

static enum options_result read_one(int option, const char *value, struct options *options,
                                    const char **wished, size_t *count)
{
	unsigned long number = 0;
	switch (option) {
	case 'l':
		return read_listen(value, options) ? OPTIONS_RUN
		                                   : complain(value, "listen takes ADDRESS:PORT");
	case 'd':
		options->database = value;
		return OPTIONS_RUN;
	case 'f':
		if (*count == FAULT_ARGUMENT_MAX)
			return complain(value, "too many faults");
		wished[(*count)++] = value;
		return OPTIONS_RUN;
	case 's':
		if (!read_number(value, SEED_MAX, &options->seed_cis))
			return complain(value, "seed-cis takes a number up to 2000000");
		return OPTIONS_RUN;
	case 'r':
		if (!read_number(value, 0xffffffffUL, &options->random_seed))
			return complain(value, "random-seed takes a number");
		return OPTIONS_RUN;
	case 't':
		if (!read_number(value, 8640000, &number) || number == 0)
			return complain(value, "token-life takes seconds");
		options->token_life = (long)number;
		return OPTIONS_RUN;
	case 'h':
		print_help();
		return OPTIONS_DONE;
	case 'v':
		puts("certsteward-sandbox " CERTSTEWARD_VERSION);
		return OPTIONS_DONE;
	default:
		return OPTIONS_WRONG;
	}
}

enum options_result options_read(int count, char **words, struct options *options,
                                 struct fault_set **faults)
{
	static const struct option known[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "db", required_argument, NULL, 'd' },
		{ "fault", required_argument, NULL, 'f' },
		{ "seed-cis", required_argument, NULL, 's' },
		{ "random-seed", required_argument, NULL, 'r' },
		{ "token-life", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	const char *wished[FAULT_ARGUMENT_MAX];
	size_t wishes = 0;
	*options = (struct options){ .address = "127.0.0.1",
		                     .port = 8181,
		                     .database = ":memory:",
		                     .seed_cis = 20,
		                     .random_seed = 1,
		                     .token_life = DEFAULT_TOKEN_LIFE };
	enum options_result result = OPTIONS_RUN;
	int option;
	while (result == OPTIONS_RUN && (option = getopt_long(count, words, "", known, NULL)) != -1)
		result = read_one(option, optarg, options, wished, &wishes);
	if (result == OPTIONS_RUN && optind < count)
		result = complain(words[optind], "no arguments are taken; see --help");
	if (result != OPTIONS_RUN)
		return result;
	*faults = fault_open(options->random_seed);
	for (size_t i = 0; i < wishes && result == OPTIONS_RUN; i++)
		result = read_fault(*faults, wished[i]);
	return result;
}
