/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine knows and a source may ask for: hosts of far sides, places seen before. */
#include "flow/discover_known.h"
#include "base/text.h"
#include "flow/discover_parts.h"
#include "store/store_known.h"

struct hosts {
	void (*each)(void *own, const struct discovery_host *host);
	void *own;
};

static void give_host(void *context, const struct store_known *row)
{
	const struct hosts *hosts = context;
	struct discovery_host host = { .address = row->address,
		                       .port = row->port,
		                       .names = row->names };
	if (ci_parse_kind(row->kind, &host.kind))
		hosts->each(hosts->own, &host);
}

bool discover_known_hosts(void *context, void (*each)(void *own, const struct discovery_host *host),
                          void *own, struct error *error)
{
	const struct discover *discover = context;
	struct hosts hosts = { each, own };
	return store_known_each(discover->store, give_host, &hosts, error);
}

struct places {
	void (*each)(void *own, const struct deployment_place *place);
	void *own;
	const char *zone;
};

static bool give_place(void *context, const struct store_deployment *row)
{
	const struct places *places = context;
	if (text_equal(row->place.zone, places->zone) &&
	    !text_equal(row->state, discover_state_name(DISCOVER_GONE)))
		places->each(places->own, &row->place);
	return true;
}

bool discover_known_places(void *context,
                           void (*each)(void *own, const struct deployment_place *place), void *own,
                           struct error *error)
{
	const struct discover *discover = context;
	struct places places = { each, own, discover->source->zone };
	return store_deployment_each(discover->store, give_place, &places, error);
}
