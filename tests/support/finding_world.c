/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of findings by trust facts start from. */
#include "support/finding_world.h"
#include "base/text.h"
#include "store/store_queue.h"
#include "support/check.h"
#include "support/issue.h"
#include "trust/trust_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct issued root, middle;
static struct trust_facts facts;

void finding_world_extend(struct ticket_world *world, const char *text)
{
	char path[] = "/tmp/certsteward_finding_XXXXXX";
	struct error error = ERROR_INIT;
	const char *files[] = { CERTSTEWARD_SOURCE_DIR "/mappings/rules/trust.yaml", path };
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	dprintf(descriptor, "schema: 1\nversion: test\n%s", text);
	close(descriptor);
	bool good = trust_facts_read(&world->arena, files, 2, &facts, &error);
	unlink(path);
	if (!good)
		fail_msg("%s", error.message);
	world->rules.trust = &facts;
	/* As a change of facts does. */
	assert_true(store_dirty_all(world->store, "versions", &error));
}

int finding_world_setup(void **state)
{
	if (ticket_world_setup(state) != 0)
		return 1;
	finding_world_extend(*state, "");
	return 0;
}

int finding_world_end(void **state)
{
	(void)state;
	issue_release(&root);
	issue_release(&middle);
	return 0;
}

void finding_world_authorities(const char *key_of_middle)
{
	issue_release(&root);
	issue_release(&middle);
	root = issue(&(struct order){
		.common_name = "Old Root", .is_ca = true, .key = "rsa1024", .ends = 5000 });
	middle = issue(&(struct order){ .common_name = "Middle",
	                                .is_ca = true,
	                                .key = key_of_middle,
	                                .issuer = &root,
	                                .ends = 4000 });
}

void finding_world_put(struct ticket_world *world, struct look_certificate *certificate,
                       const struct issued *issued)
{
	unsigned char *der = issue_der(issued, &certificate->length);
	certificate->der =
		(unsigned char *)arena_copy_bytes(&world->arena, der, certificate->length);
	free(der);
}

struct look_certificate *finding_world_below(struct ticket_world *world, const char *name,
                                             const char *key, long ends)
{
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 3);
	ISSUED(leaf, .common_name = name, .names = arena_print(&world->arena, "DNS:%s", name),
	       .usage = "serverAuth", .issuer = &middle, .key = key, .starts = -1, .ends = ends);
	finding_world_put(world, &chain[0], &leaf);
	finding_world_put(world, &chain[1], &middle);
	finding_world_put(world, &chain[2], &root);
	return chain;
}

size_t finding_world_serve(struct ticket_world *world, const char *host, const char *group,
                           const char *name, const char *key, long ends, bool with_root)
{
	const struct look_certificate *chain = finding_world_below(world, name, key, ends);
	struct fake_place *place = ticket_world_place(world, host, group, chain);
	fake_serve(place, 0, chain, with_root ? 3 : 2);
	return world->source.count - 1;
}

int64_t finding_world_id(struct ticket_world *world, const char *subject)
{
	int64_t id = discover_world_number(
		world->discover,
		arena_print(&world->arena, "SELECT max(id) FROM certificate WHERE subject = '%s'",
	                    subject));
	assert_true(id > 0);
	return id;
}

const struct store_finding *finding_world_find(struct ticket_world *world, const char *subject,
                                               const char *rule)
{
	struct store_finding *rows;
	size_t count;
	struct error error = ERROR_INIT;
	assert_true(store_finding_list(world->store, &world->arena,
	                               finding_world_id(world, subject), &rows, &count, &error));
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].rule, rule))
			return &rows[i];
	return NULL;
}
