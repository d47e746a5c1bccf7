/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plays the script of a test as a discovery source. */
#include "support/fake_discovery.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "contract/import.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake_discovery *fake_of(const struct discovery *discovery)
{
	return discovery->state;
}

static bool open_fake(struct discovery *discovery, struct error *error)
{
	(void)discovery, (void)error;
	return true;
}

/* A scan tells no more than that a mark is the expected one; `look` has to look fully. */
static void hurry(struct fake_discovery *fake, struct look *look, const struct discovery_scan *scan)
{
	look->as_expected = look->outcome == LOOK_SERVED && look->mark && scan->expected &&
	                    scan->expected(scan->context, &look->place) == look->mark;
	fake->fast_looks += look->as_expected;
	if (look->as_expected) {
		look->full = false;
		look->slots = NULL;
		look->slot_count = 0;
	}
}

static bool show(struct fake_discovery *fake, size_t index, struct discovery_scan *scan,
                 struct error *error)
{
	struct look look = fake->places[index].look;
	if (fake->before_look)
		fake->before_look(fake->context, index);
	for (size_t i = 0; i < look.slot_count; i++)
		fake->places[index].slots[i].chain = fake->places[index].chains[i];
	look.slots = fake->places[index].slots;
	if (!fake->looking)
		hurry(fake, &look, scan);
	look.at = look.at ? look.at : clock_now();
	fake->looks++;
	if (!scan->observe(scan->context, &look, error))
		return false;
	scan->count.looked++;
	scan->count.served += look.outcome == LOOK_SERVED;
	scan->count.unreachable += look.outcome == LOOK_UNREACHABLE;
	scan->count.absent += look.outcome == LOOK_ABSENT;
	scan->next_cursor = arena_print(scan->scratch, "%zu", index + 1);
	return true;
}

static bool scan_fake(struct discovery *discovery, struct discovery_scan *scan, struct error *error)
{
	struct fake_discovery *fake = fake_of(discovery);
	int64_t from = 0;
	fake->given_cursor = *scan->cursor ? "some" : "";
	(void)snprintf(fake->given_memory, sizeof(fake->given_memory), "%s", scan->memory);
	if (*scan->cursor)
		assert_true(text_parse_integer(scan->cursor, &from));
	scan->count.targets = (int64_t)fake->count;
	if (fake->at_scan)
		fake->at_scan(fake->context, scan);
	for (size_t i = (size_t)from, shown = 0; i < fake->count; i++) {
		if (fake->places[i].outside || fake->places[i].passed_over)
			continue;
		if (fake->stop_after && shown++ == fake->stop_after)
			return error_set(error, fake->stop_kind, "told to stop");
		if (scan->cancelled && scan->cancelled(scan->context))
			return error_set(error, ERROR_CANCELLED, "cancelled");
		if (!show(fake, i, scan, error))
			return false;
		if (scan->progress)
			scan->progress(scan->context, &scan->count);
	}
	scan->complete = !fake->partial;
	scan->next_memory = fake->memory;
	return true;
}

static bool is_same(const struct deployment_place *a, const struct deployment_place *b)
{
	return a->kind == b->kind && a->port == b->port && text_equal(a->zone, b->zone) &&
	       text_equal(a->host, b->host) && text_equal(a->server_name, b->server_name) &&
	       text_equal(a->path, b->path) && text_equal(a->alias, b->alias);
}

static size_t find(const struct fake_discovery *fake, const struct deployment_place *place)
{
	size_t at = 0;
	while (at < fake->count && !is_same(&fake->places[at].look.place, place))
		at++;
	return at;
}

static bool look_fake(struct discovery *discovery, const struct deployment_place *places,
                      size_t count, struct discovery_scan *scan, struct error *error)
{
	struct fake_discovery *fake = fake_of(discovery);
	bool good = true;
	fake->looking = true;
	for (size_t i = 0; good && i < count; i++) {
		size_t at = find(fake, &places[i]);
		if (at < fake->count && !fake->places[at].outside)
			good = show(fake, at, scan, error);
	}
	fake->looking = false;
	return good;
}

static bool covers_fake(const struct discovery *discovery, const struct deployment_place *place)
{
	const struct fake_discovery *fake = fake_of(discovery);
	size_t at = find(fake, place);
	return at < fake->count && !fake->places[at].outside;
}

static uint64_t scope_sum_fake(const struct discovery *discovery)
{
	return fake_of(discovery)->scope_sum;
}

static void close_fake(struct discovery *discovery)
{
	(void)discovery;
}

static const struct setting no_settings[] = { { .name = NULL } };

static const struct discovery_type fake_type = {
	.name = "fake",
	.summary = "Sees what a test says.",
	.setting_table = no_settings,
	.open = open_fake,
	.scan = scan_fake,
	.look = look_fake,
	.covers = covers_fake,
	.scope_sum = scope_sum_fake,
	.close = close_fake,
};

static bool covers_nothing(const struct discovery *discovery, const struct deployment_place *place)
{
	(void)discovery, (void)place;
	return false;
}

/* That it is one is all that counts: it reads no files. */
static const struct import_format no_files = { .endings = "" };

static const struct discovery_type import_type = {
	.name = "fake_import",
	.summary = "Tells what others saw.",
	.setting_table = no_settings,
	.imports = &no_files,
	.open = open_fake,
	.scan = scan_fake,
	.look = look_fake,
	.covers = covers_nothing,
	.close = close_fake,
};

void fake_import(struct fake_discovery *fake)
{
	fake->discovery.type = &import_type;
}

void fake_open(struct fake_discovery *fake, const char *name)
{
	*fake = (struct fake_discovery){
		.discovery = { .type = &fake_type, .name = name, .zone = "", .state = fake }
	};
}

void fake_close(struct fake_discovery *fake)
{
	free(fake->places);
	fake->places = NULL;
}

struct fake_place *fake_add(struct fake_discovery *fake, const char *host)
{
	if (fake->count == fake->capacity) {
		fake->capacity = fake->capacity ? fake->capacity * 2 : 16;
		fake->places = memory_resize(fake->places, fake->capacity * sizeof(*fake->places));
	}
	struct fake_place *place = &fake->places[fake->count++];
	*place = (struct fake_place){ .look = { .place = { .kind = DEPLOYMENT_ADDRESS,
		                                           .zone = "",
		                                           .host = host,
		                                           .port = 443,
		                                           .server_name = "",
		                                           .path = "",
		                                           .alias = "" },
		                                .evidence = DEPLOYMENT_SERVED,
		                                .detail = "",
		                                .full = true,
		                                .address = "" } };
	return place;
}

void fake_serve(struct fake_place *place, size_t slot, const struct look_certificate *chain,
                size_t count)
{
	assert_true(slot < FAKE_SLOTS && count <= FAKE_CHAIN);
	place->look.full |= place->look.outcome != LOOK_SERVED;
	place->look.outcome = LOOK_SERVED;
	place->look.reason = LOOK_OK;
	for (size_t i = 0; i < count; i++)
		place->chains[slot][i] = chain[i];
	place->slots[slot] = (struct look_slot){ .key_type = "",
		                                 .chain_length = count,
		                                 .protocol = "TLSv1.3",
		                                 .cipher = "TLS_AES_128_GCM_SHA256",
		                                 .chain_complete = true,
		                                 .verdict = "ok" };
	/* The place may still move with its array: chains are pointed to when shown. */
	place->look.slot_count =
		slot + 1 > place->look.slot_count ? slot + 1 : place->look.slot_count;
	if (!count && slot + 1 == place->look.slot_count)
		place->look.slot_count = slot;
}

void fake_silence(struct fake_place *place, enum look_outcome outcome, enum look_reason reason)
{
	place->look.outcome = outcome;
	place->look.reason = reason;
	place->look.full = outcome == LOOK_ABSENT;
	place->look.slot_count = 0;
}
