/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Manners towards hosts and networks. */
#include "tls_manners.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
	/* Four times what may be in flight, and room for many networks; powers of two. */
	HOSTS = 1 << 16,
	NETWORKS = 1 << 14,
	COUNT_MOST = 60000, /* of an unsigned short; all threads together may pass it by a few */
	/* Silences in a row before a network that answers all counts as dark, and how many times the
	 * usual gap between answers it takes elsewhere. */
	STREAK_LEAST = 16,
	GAPS = 8,
	IN_DARKNESS = 1, /* connections that a dark network gets at once */
};

void tls_manners_open(struct tls_manners *manners, int64_t per_host, int64_t per_network)
{
	*manners = (struct tls_manners){
		.per_host = per_host,
		.per_network = per_network,
		.hosts = memory_zero(HOSTS, sizeof(*manners->hosts)),
		.networks = memory_zero(NETWORKS, sizeof(*manners->networks)),
	};
}

void tls_manners_close(struct tls_manners *manners)
{
	free(manners->hosts);
	free(manners->networks);
	*manners = (struct tls_manners){ .hosts = NULL };
}

/* FNV-1a, with its upper half folded in: spreads neighbours, and nothing here is secret. */
static uint32_t slot_of(const struct tls_address *address, uint32_t slots)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t length = address->family == AF_INET ? 4 : sizeof(address->bytes);
	for (size_t index = 0; index < length; index++)
		hash = (hash ^ address->bytes[index]) * UINT64_C(0x100000001b3);
	return (uint32_t)(hash ^ hash >> 32) & (slots - 1);
}

static void count_up(atomic_ushort *count)
{
	if (atomic_load(count) < COUNT_MOST)
		atomic_fetch_add(count, 1);
}

/* Takes one of `most`; 0 = any number. */
static bool take(atomic_ushort *count, int64_t most)
{
	if (atomic_fetch_add(count, 1) < (most ? most : COUNT_MOST))
		return true;
	atomic_fetch_sub(count, 1);
	return false;
}

/* It answered before, and is silent for much longer than it ever was between answers. */
static bool is_dark(struct tls_manners_network *network)
{
	unsigned streak = atomic_load(&network->streak);
	unsigned answers = atomic_load(&network->answers);
	if (streak < STREAK_LEAST || !answers)
		return false;
	unsigned gap = (atomic_load(&network->silences) - streak) / answers;
	return streak >= STREAK_LEAST + GAPS * gap;
}

bool tls_manners_enter(struct tls_manners *manners, const struct tls_address *address,
                       struct tls_visit *visit)
{
	struct tls_address whole =
		tls_address_network(address, address->family == AF_INET ? 24 : 64);
	*visit = (struct tls_visit){ .host = slot_of(address, HOSTS),
		                     .network = slot_of(&whole, NETWORKS) };
	struct tls_manners_network *network = &manners->networks[visit->network];
	if (!take(&network->in_flight, is_dark(network) ? IN_DARKNESS : manners->per_network))
		return false;
	if (take(&manners->hosts[visit->host], manners->per_host))
		return visit->inside = true;
	atomic_fetch_sub(&network->in_flight, 1);
	return false;
}

void tls_manners_leave(struct tls_manners *manners, struct tls_visit *visit)
{
	if (!visit->inside)
		return;
	atomic_fetch_sub(&manners->networks[visit->network].in_flight, 1);
	atomic_fetch_sub(&manners->hosts[visit->host], 1);
	visit->inside = false;
}

void tls_manners_answered(struct tls_manners *manners, const struct tls_visit *visit)
{
	struct tls_manners_network *network = &manners->networks[visit->network];
	count_up(&network->answers);
	atomic_store(&network->streak, 0);
}

void tls_manners_silent(struct tls_manners *manners, const struct tls_visit *visit)
{
	struct tls_manners_network *network = &manners->networks[visit->network];
	count_up(&network->silences);
	count_up(&network->streak);
}
