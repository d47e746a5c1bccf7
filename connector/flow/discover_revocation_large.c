/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that are too large to be kept: all certificates that name one are looked for while it comes. */
#include "flow/discover_revocation_listing.h"
#include "store/store_revocation_list.h"
#include "trust/revocation_fetch.h"
#include <stdlib.h>

enum { SLICE = 20000 };

static bool add_slice(struct listing_large *context, struct arena *arena, const char *serial,
                      int64_t id, const struct store_revocation_listed **last, size_t *count)
{
	struct listing *listing = context->listing;
	struct store_revocation_listed *rows;
	if (!store_revocation_listed(context->work->flow->store, arena, listing->row->id, serial,
	                             id, SLICE, &rows, count, context->error))
		return false;
	for (size_t i = 0; i < *count; i++)
		ARRAY_PUSH(&listing->arena, &listing->found,
		           ((struct revocation_listed){
				   .serial = arena_copy(&listing->arena, rows[i].serial),
				   .reason = "" }));
	*last = *count ? &rows[*count - 1] : NULL;
	return true;
}

static bool want(void *pointer, struct revocation_crl_wanted *wanted, struct error *error)
{
	struct listing_large *context = pointer;
	struct listing *listing = context->listing;
	struct arena arenas[2] = { 0 };
	const struct store_revocation_listed *last = NULL;
	size_t count = SLICE;
	bool good = true;
	listing->found.count = 0;
	for (size_t i = 0; good && count == SLICE; i++) {
		struct arena *arena = &arenas[i % 2];
		arena_reset(arena);
		good = add_slice(context, arena, last ? last->serial : "",
		                 last ? last->certificate_id : 0, &last, &count);
	}
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	context->failed = !good;
	if (!good)
		*error = *context->error;
	wanted->listed = listing->found.items;
	wanted->count = listing->found.count;
	return good;
}

void discover_revocation_large(struct listing_large *context, struct revocation_large *large)
{
	*large = (struct revocation_large){ .question = &context->listing->question,
		                            .wanted = want,
		                            .context = context };
}

static int compare(const void *key, const void *item)
{
	return strcmp(key, ((const struct revocation_listed *)item)->serial);
}

void discover_revocation_large_apply(const struct listing *listing,
                                     struct revocation_listed *listed, size_t count)
{
	for (size_t i = 0; i < count && listing->found.count; i++) {
		const struct revocation_listed *found =
			bsearch(listed[i].serial, listing->found.items, listing->found.count,
		                sizeof(*found), compare);
		if (!found)
			continue;
		listed[i].revoked = found->revoked;
		listed[i].revoked_at = found->revoked_at;
		listed[i].reason = found->reason;
	}
}
