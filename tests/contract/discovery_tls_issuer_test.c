/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The issuer that a server leaves out is told from the trust store, and only then. */
#include "adapters/discovery/tls/tls_settings.h"
#include "base/file.h"
#include "support/check.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

struct world {
	struct issued root, middle, leaf;
	char path[64]; /* the root, as PEM */
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	struct error error;
	world->root = issue(&(struct order){ .common_name = "Root", .is_ca = true });
	world->middle = issue(
		&(struct order){ .common_name = "Middle", .is_ca = true, .issuer = &world->root });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->middle });
	(void)snprintf(world->path, sizeof(world->path), "/tmp/certsteward-ca-XXXXXX");
	close(mkstemp(world->path));
	char *pem = issue_pem(&world->root);
	assert_true(file_replace(world->path, pem, strlen(pem), 0644, &error));
	free(pem);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	unlink(world->path);
	issue_release(&world->root);
	issue_release(&world->middle);
	issue_release(&world->leaf);
	free(world);
	return 0;
}

static const struct look_slot *look_at(struct source *source, const struct tls_server *server,
                                       const char *ca_file)
{
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['127.0.0.1:%d']\nretries: 0\nper_second: 100000\n%s%s\n",
	               tls_server_port(server), ca_file ? "ca_file: " : "", ca_file ? ca_file : "");
	source_open(source, &tls_discovery, "lab", yaml);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_int_equal(source->seen.count, 1);
	assert_int_equal(source->seen.items[0].slot_count, 1);
	return &source->seen.items[0].slots[0];
}

static void it_is_told_when_it_was_not_served(void **state)
{
	const struct world *world = *state;
	TLS_SERVER(server, .certificates = { &world->leaf }, .chain = &world->middle,
	           .chain_count = 1);
	SOURCE(source);
	const struct look_slot *slot = look_at(&source, server, world->path);
	size_t length;
	unsigned char *der = issue_der(&world->root, &length);
	assert_true(slot->chain_trusted);
	assert_int_equal(slot->chain_length, 2);
	assert_int_equal(slot->above.length, length);
	assert_memory_equal(slot->above.der, der, length);
	free(der);
}

static void it_is_not_told_when_it_was_served_or_is_not_trusted(void **state)
{
	const struct world *world = *state;
	const struct issued chain[] = { world->middle, world->root };
	TLS_SERVER(whole, .certificates = { &world->leaf }, .chain = chain, .chain_count = 2);
	SOURCE(source);
	assert_null(look_at(&source, whole, world->path)->above.der);
	SOURCE(stranger);
	assert_null(look_at(&stranger, whole, NULL)->above.der);
	TLS_SERVER(bare, .certificates = { &world->leaf });
	SOURCE(unfinished);
	const struct look_slot *slot = look_at(&unfinished, bare, world->path);
	assert_false(slot->chain_complete);
	assert_null(slot->above.der);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_told_when_it_was_not_served),
		cmocka_unit_test(it_is_not_told_when_it_was_served_or_is_not_trusted),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
