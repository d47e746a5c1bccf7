/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tls source without engine and store, by one scan.
 *
 * bench_probe SETTINGS_FILE [ADDRESS PORT]; prints JSON: looks, served and as expected, seconds by the
 * wall and of CPU of the scan, megabytes. With an address every place is known already and expected
 * to show what is shown there. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "contract/discovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

extern const struct discovery_type tls_discovery;

struct tally {
	uint64_t mark;    /* of the newest look */
	uint64_t learned; /* what is expected everywhere; 0 = nothing */
	long looks, served, expected;
};

static bool observe(void *context, const struct look *look, struct error *error)
{
	struct tally *tally = context;
	(void)error;
	tally->looks++;
	tally->served += look->outcome == LOOK_SERVED;
	tally->expected += look->as_expected;
	if (look->outcome == LOOK_SERVED)
		tally->mark = look->mark;
	return true;
}

static uint64_t expected(void *context, const struct deployment_place *place)
{
	const struct tally *tally = context;
	(void)place;
	return tally->learned;
}

static double cpu_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double wall_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The mark of what is shown at one place; 0 when there is nothing. */
static uint64_t learn(struct discovery *source, const char *address, int port, struct error *error)
{
	ARENA(scratch);
	struct tally tally = { .mark = 0 };
	struct discovery_scan scan = { .scratch = &scratch, .observe = observe, .context = &tally };
	struct deployment_place place = { .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "",
		                          .host = address,
		                          .port = port,
		                          .server_name = "",
		                          .path = "",
		                          .alias = "" };
	return source->type->look(source, &place, 1, &scan, error) ? tally.mark : 0;
}

static bool measure(struct discovery *source, uint64_t learned, struct error *error)
{
	ARENA(scratch);
	struct tally tally = { .learned = learned };
	struct discovery_scan scan = {
		.scratch = &scratch,
		.observe = observe,
		.expected = expected,
		.context = &tally,
		.cursor = "",
		.memory = "",
	};
	double cpu = cpu_seconds(), wall = wall_seconds();
	if (!source->type->scan(source, &scan, error))
		return false;
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	(void)printf("{\"looks\": %ld, \"served\": %ld, \"expected\": %ld, \"cpu\": %.6f, "
	             "\"wall\": %.6f, \"megabytes\": %.1f}\n",
	             tally.looks, tally.served, tally.expected, cpu_seconds() - cpu,
	             wall_seconds() - wall, (double)usage.ru_maxrss / 1024);
	return true;
}

static bool run(struct discovery *source, int count, char **words, struct error *error)
{
	uint64_t learned = 0;
	if (!source->type->open(source, error))
		return false;
	if (count == 4) {
		learned = learn(source, words[2], (int)strtol(words[3], NULL, 10), error);
		if (!learned)
			return error_set(error, ERROR_LOCAL, "%s:%s shows nothing", words[2],
			                 words[3]);
	}
	return measure(source, learned, error);
}

int main(int count, char **words)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct discovery source = { .type = &tls_discovery, .name = "bench", .zone = "" };
	size_t length;
	const char *text =
		count < 2 ? NULL : file_read(&arena, words[1], LIMIT_YAML_BYTES, &length, &error);
	if (!text) {
		(void)fprintf(stderr, "%s\n", error.message);
		return 2;
	}
	source.settings = calloc(1, source.type->settings_size);
	source.state = calloc(1, source.type->state_size);
	const struct yaml *map = yaml_parse(&arena, words[1], text, length, &error);
	bool good = map &&
	            setting_read(source.type->setting_table, map, NULL, source.settings, &arena,
	                         &error) &&
	            run(&source, count, words, &error);
	if (!good)
		(void)fprintf(stderr, "%s\n", error.message);
	source.type->close(&source);
	return good ? 0 : 1;
}
