/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery of places that do not exist, in any number: what scripts/bench.sh measures by. */
#include "bench_certificate.h"
#include "bench_sign.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "contract/discovery.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

extern const struct discovery_type bench_discovery;

enum { FIRST_PORT = 1024, LOCAL_HOSTS = 1000, PROGRESS_LOOKS = 1 << 16, FEISTEL_ROUNDS = 4 };

struct bench_settings {
	int64_t certificates, deployments, hosts, changed, seed, start;
	const char *authorities;
};

struct bench_state {
	struct bench_certificates certificates;
	struct bench_signers signers;
	int half_bits; /* of the numbers that are shuffled */
};

#define AT(member) offsetof(struct bench_settings, member)

static const struct setting settings[] = {
	{ .name = "certificates",
	  .type = SETTING_INTEGER,
	  .offset = AT(certificates),
	  .fallback = "1000",
	  .low = 1,
	  .high = 50e6,
	  .help = "Certificates in use; place number d serves certificate d modulo this" },
	{ .name = "deployments",
	  .type = SETTING_INTEGER,
	  .offset = AT(deployments),
	  .fallback = "1500",
	  .low = 1,
	  .high = 60e6,
	  .help = "Places: addresses and ports of the hosts" },
	{ .name = "hosts",
	  .type = SETTING_INTEGER,
	  .offset = AT(hosts),
	  .fallback = "1000",
	  .low = 1,
	  .high = 9999,
	  .help = "Hosts the places are spread over, with the addresses that certsteward-sandbox gives "
	          "to its numbered ones" },
	{ .name = "changed",
	  .type = SETTING_INTEGER,
	  .offset = AT(changed),
	  .fallback = "0",
	  .high = 60e6,
	  .help = "So many places serve a certificate of their own instead" },
	{ .name = "seed",
	  .type = SETTING_INTEGER,
	  .offset = AT(seed),
	  .fallback = "1",
	  .high = 4e9,
	  .help = "Another one makes other certificates" },
	{ .name = "start",
	  .type = SETTING_INTEGER,
	  .offset = AT(start),
	  .fallback = "1780000000",
	  .high = 4e9,
	  .help = "UTC seconds: certificates end 20 to 397 days later" },
	{ .name = "authorities",
	  .type = SETTING_TEXT,
	  .offset = AT(authorities),
	  .fallback = "",
	  .help = "Folder with 0.pem, 0.key to 7.pem, 7.key: issuers on P-256 that sign for real" },
	{ .name = NULL },
};

static bool open_source(struct discovery *discovery, struct error *error)
{
	const struct bench_settings *own = discovery->settings;
	struct bench_state *state = discovery->state;
	if ((own->deployments - 1) / own->hosts > 65535 - FIRST_PORT)
		return error_set(error, ERROR_LOCAL,
		                 "deployments: more than 64,511 on each host; raise 'hosts'");
	bool is_signed = !text_is_empty(own->authorities);
	if (is_signed &&
	    !bench_sign_open(&state->signers, own->authorities, state->certificates.issuers, error))
		return false;
	bench_certificates_make(&state->certificates, own->start, (uint64_t)own->seed,
	                        is_signed ? &state->signers : NULL);
	state->half_bits = 1;
	while (INT64_C(1) << (2 * state->half_bits) < own->deployments)
		state->half_bits++;
	return true;
}

/* A permutation of 0 to count - 1: a Feistel network on the next power of four, walked until it
 * comes back below count. */
static int64_t shuffled(const struct bench_state *state, uint64_t seed, int64_t at, int64_t count)
{
	uint64_t mask = (UINT64_C(1) << state->half_bits) - 1, number = (uint64_t)at;
	do {
		for (uint64_t round = 0; round < FEISTEL_ROUNDS; round++) {
			uint64_t right = number & mask;
			uint64_t key = (seed << 8 | round) << 32;
			uint64_t left = number >> state->half_bits;
			number = right << state->half_bits |
			         (left ^ (bench_certificates_mix(key + right) & mask));
		}
	} while ((int64_t)number >= count);
	return (int64_t)number;
}

/* As certsteward-sandbox numbers its hosts, from 1. */
static void print_host(unsigned host, char out[static 24])
{
	if (host <= LOCAL_HOSTS)
		snprintf(out, 24, "127.1.%u.%u", host / 256, host % 256);
	else
		snprintf(out, 24, "10.%u.%u.%u", host / 65536, host / 256 % 256, host % 256);
}

static struct look look_of(const struct discovery *discovery, int64_t number,
                           char address[static 24])
{
	const struct bench_settings *own = discovery->settings;
	print_host((unsigned)(number % own->hosts) + 1, address);
	return (struct look){ .place = { .kind = DEPLOYMENT_ADDRESS,
		                         .zone = discovery->zone,
		                         .host = address,
		                         .port = FIRST_PORT + (int)(number / own->hosts),
		                         .server_name = "",
		                         .path = "",
		                         .alias = "" },
		              .evidence = DEPLOYMENT_SERVED,
		              .outcome = LOOK_SERVED,
		              .detail = "",
		              .address = "",
		              .at = clock_now() };
}

/* Signatures differ each time they are made: what is signed is known again by its mark. */
static bool knows_again(const struct discovery_scan *scan, const struct look *look)
{
	return look->mark && scan->expected &&
	       scan->expected(scan->context, &look->place) == look->mark;
}

static bool observe(struct discovery *discovery, struct discovery_scan *scan, int64_t number,
                    struct error *error)
{
	const struct bench_settings *own = discovery->settings;
	struct bench_state *state = discovery->state;
	const struct bench_template *issuer;
	int64_t certificate = number % own->certificates;
	struct look_certificate chain[2];
	char address[24];
	if (number < own->changed)
		certificate = own->certificates + number;
	struct look look = look_of(discovery, number, address);
	look.mark = text_is_empty(own->authorities) ? 0 : (uint64_t)certificate + 1;
	scan->count.looked++;
	scan->count.served++;
	look.as_expected = knows_again(scan, &look);
	if (look.as_expected)
		return scan->observe(scan->context, &look, error);
	/* A certificate that serves on two hosts bears the first one's name. */
	unsigned named = (unsigned)(certificate % own->certificates % own->hosts) + 1;
	chain[0].der = bench_certificates_leaf(&state->certificates, (uint64_t)certificate, named,
	                                       &chain[0].length, &issuer);
	chain[1] = (struct look_certificate){ issuer->der, issuer->length };
	struct look_slot slot = { .key_type = "rsa",
		                  .chain = chain,
		                  .chain_length = 2,
		                  .protocol = "TLSv1.3",
		                  .cipher = "TLS_AES_256_GCM_SHA384",
		                  .chain_complete = true,
		                  .chain_trusted = true,
		                  .name_matches = true,
		                  .verdict = "ok" };
	look.full = true;
	look.slots = &slot;
	look.slot_count = 1;
	return scan->observe(scan->context, &look, error);
}

static bool scan_all(struct discovery *discovery, struct discovery_scan *scan, struct error *error)
{
	const struct bench_settings *own = discovery->settings;
	scan->count.targets = own->deployments;
	for (int64_t at = 0; at < own->deployments; at++) {
		int64_t number =
			shuffled(discovery->state, (uint64_t)own->seed, at, own->deployments);
		if (!observe(discovery, scan, number, error))
			return false;
		if (at % PROGRESS_LOOKS)
			continue;
		if (scan->progress)
			scan->progress(scan->context, &scan->count);
		if (scan->cancelled(scan->context))
			return error_set(error, ERROR_CANCELLED, "stopped");
	}
	scan->complete = true;
	return true;
}

/* The number of a place of ours, -1 of another. */
static int64_t number_of(const struct discovery *discovery, const struct deployment_place *place)
{
	const struct bench_settings *own = discovery->settings;
	unsigned part[4], host;
	char address[24];
	if (place->kind != DEPLOYMENT_ADDRESS || !text_equal(place->zone, discovery->zone) ||
	    !text_is_empty(place->server_name) || place->port < FIRST_PORT ||
	    sscanf(place->host, "%3u.%3u.%3u.%3u", &part[0], &part[1], &part[2], &part[3]) != 4)
		return -1;
	host = (part[0] == 127 ? 0 : part[1] << 16) + (part[2] << 8) + part[3];
	print_host(host, address);
	if (host < 1 || host > own->hosts || !text_equal(address, place->host))
		return -1;
	int64_t number = (int64_t)(place->port - FIRST_PORT) * own->hosts + host - 1;
	return number < own->deployments ? number : -1;
}

static bool look_at(struct discovery *discovery, const struct deployment_place *places,
                    size_t count, struct discovery_scan *scan, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		int64_t number = number_of(discovery, &places[i]);
		if (number >= 0 && !observe(discovery, scan, number, error))
			return false;
	}
	return true;
}

static bool covers(const struct discovery *discovery, const struct deployment_place *place)
{
	return number_of(discovery, place) >= 0;
}

static void close_source(struct discovery *discovery)
{
	struct bench_state *state = discovery->state;
	bench_sign_close(&state->signers);
}

const struct discovery_type bench_discovery = {
	.name = "bench",
	.summary = "places and certificates made up by number, to measure with",
	.setting_table = settings,
	.settings_size = sizeof(struct bench_settings),
	.state_size = sizeof(struct bench_state),
	.open = open_source,
	.scan = scan_all,
	.look = look_at,
	.covers = covers,
	.close = close_source,
};
