/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery by TLS: the settings and the entry in the registry. */
#include "tls_context.h"
#include "tls_resolve.h"
#include "tls_scan.h"
#include "tls_transfer.h"

#include "base/arena.h"
#include "base/text.h"

#include <openssl/x509_vfy.h>
#include <stddef.h>
#include <string.h>

extern const struct discovery_type tls_discovery;

#define AT(member) offsetof(struct tls_settings, member)

static const struct setting settings[] = {
	{ .name = "targets",
	  .type = SETTING_LIST,
	  .offset = AT(targets),
	  .help = "Hosts, networks, ranges with or without :port, @FILE, zone:DOMAIN@FILE, axfr:DOMAIN@SERVER" },
	{ .name = "ports",
	  .type = SETTING_LIST,
	  .offset = AT(ports),
	  .fallback = "[443]",
	  .help = "Ports and ranges looked at on targets without a port of their own" },
	{ .name = "exclude",
	  .type = SETTING_LIST,
	  .offset = AT(exclude),
	  .help = "Addresses, networks, names, *.domains and :ports that are never touched" },
	{ .name = "targets_from",
	  .type = SETTING_LIST,
	  .offset = AT(targets_from),
	  .help = "Also what far sides know: cmdb, or of it hosts, services, applications" },
	{ .name = "allow",
	  .type = SETTING_LIST,
	  .offset = AT(allow),
	  .help = "Networks that targets_from and axfr may lead to; none = inside the targets, any for axfr" },
	{ .name = "tsig_name",
	  .type = SETTING_TEXT,
	  .offset = AT(tsig_name),
	  .help = "Key that zone transfers (axfr:DOMAIN@SERVER among the targets) are signed with" },
	{ .name = "tsig_algorithm",
	  .type = SETTING_CHOICE,
	  .offset = AT(tsig_algorithm),
	  .fallback = "hmac-sha256",
	  .choices = "hmac-sha1|hmac-sha224|hmac-sha256|hmac-sha384|hmac-sha512",
	  .help = "Algorithm of that key" },
	{ .name = "tsig_secret",
	  .type = SETTING_SECRET,
	  .offset = AT(tsig_secret),
	  .help = "That key in base64" },
	{ .name = "transfer_timeout",
	  .type = SETTING_DURATION,
	  .offset = AT(transfer_timeout),
	  .fallback = "5m",
	  .low = 1,
	  .high = 3600,
	  .help = "How long the transfer of one zone may take" },
	{ .name = "learn_names",
	  .type = SETTING_CHOICE,
	  .offset = AT(learn_names),
	  .fallback = "no",
	  .choices = "no|san|cmdb|both",
	  .help = "Names tried at addresses beside server_names: of certificates seen, of far sides" },
	{ .name = "learn_most",
	  .type = SETTING_INTEGER,
	  .offset = AT(learn_most),
	  .fallback = "8",
	  .low = 1,
	  .high = 64,
	  .help = "Learned names of one address and port, those that are known to be served first" },
	{ .name = "server_names",
	  .type = SETTING_TREE,
	  .offset = AT(server_names),
	  .help = "Names to ask for, by address, network or name: {10.20.0.7: [shop.example.com]}" },
	{ .name = "starttls",
	  .type = SETTING_TREE,
	  .offset = AT(starttls),
	  .help = "Protocol spoken before TLS: auto, or by port: {25: smtp, 143: imap, '*': auto}" },
	{ .name = "in_flight",
	  .type = SETTING_INTEGER,
	  .offset = AT(in_flight),
	  .fallback = "128",
	  .low = 1,
	  .high = 16384,
	  .help = "Places looked at at the same time" },
	{ .name = "per_second",
	  .type = SETTING_INTEGER,
	  .offset = AT(per_second),
	  .fallback = "200",
	  .low = 1,
	  .high = 1000000,
	  .help = "New connections a second" },
	{ .name = "per_host",
	  .type = SETTING_INTEGER,
	  .offset = AT(per_host),
	  .fallback = "16",
	  .low = 0,
	  .high = 16384,
	  .help = "Connections that one address has at the same time; 0 = any number" },
	{ .name = "per_network",
	  .type = SETTING_INTEGER,
	  .offset = AT(per_network),
	  .fallback = "64",
	  .low = 0,
	  .high = 16384,
	  .help = "The same for one network: /24 of IPv4, /64 of IPv6; 0 = any number" },
	{ .name = "connect_timeout",
	  .type = SETTING_DURATION,
	  .offset = AT(connect_timeout),
	  .fallback = "5s",
	  .low = 1,
	  .high = 300,
	  .help = "How long a connection may take to come up" },
	{ .name = "handshake_timeout",
	  .type = SETTING_DURATION,
	  .offset = AT(handshake_timeout),
	  .fallback = "8s",
	  .low = 1,
	  .high = 300,
	  .help = "How long STARTTLS and the handshake may take together" },
	{ .name = "retries",
	  .type = SETTING_INTEGER,
	  .offset = AT(retries),
	  .fallback = "1",
	  .low = 0,
	  .high = 5,
	  .help = "Further tries before a place counts as unreachable or absent" },
	{ .name = "full_one_in",
	  .type = SETTING_INTEGER,
	  .offset = AT(full_one_in),
	  .fallback = "30",
	  .low = 0,
	  .high = 1000000,
	  .help = "One known place in so many is looked at fully by each scan; 1 = all, 0 = none" },
	{ .name = "workers",
	  .type = SETTING_INTEGER,
	  .offset = AT(workers),
	  .fallback = "0",
	  .low = 0,
	  .high = 256,
	  .help = "Probing threads; 0 = one per core" },
	{ .name = "source_address",
	  .type = SETTING_TEXT,
	  .offset = AT(source_address),
	  .help = "Address of this machine that connections come from" },
	{ .name = "ca_file",
	  .type = SETTING_PATH,
	  .offset = AT(ca_file),
	  .help = "PEM file of own trust anchors, beside the system's" },
	{ .name = NULL },
};

static bool open_source(struct discovery *discovery, struct error *error)
{
	struct tls_state *state = discovery->state;
	const struct tls_settings *own = discovery->settings;
	struct tls_address source;
	if (!text_is_empty(own->source_address) && !tls_address_parse(own->source_address, &source))
		return error_set(error, ERROR_LOCAL, "source_address: '%s' is no address",
		                 own->source_address);
	if (!tls_transfer_check(own, error))
		return false;
	tls_resolve_start();
	/* Read once now, so that a wrong file stops the start and not the first scan. */
	X509_STORE *store = tls_context_store(false, own->ca_file, error);
	X509_STORE_free(store);
	return store && tls_scope_read(&state->arena, own, &state->scope, error);
}

static bool covers(const struct discovery *discovery, const struct deployment_place *place)
{
	const struct tls_state *state = discovery->state;
	return strcmp(place->zone, discovery->zone) == 0 && tls_scope_covers(&state->scope, place);
}

static uint64_t scope_sum(const struct discovery *discovery)
{
	return ((const struct tls_state *)discovery->state)->scope.covered_sum;
}

static void close_source(struct discovery *discovery)
{
	struct tls_state *state = discovery->state;
	arena_release(&state->arena);
}

const struct discovery_type tls_discovery = {
	.name = "tls",
	.summary = "Connects to hosts and networks and takes the certificates that they serve",
	.setting_table = settings,
	.settings_size = sizeof(struct tls_settings),
	.state_size = sizeof(struct tls_state),
	.open = open_source,
	.scan = tls_scan_all,
	.look = tls_scan_places,
	.covers = covers,
	.scope_sum = scope_sum,
	.close = close_source,
};
