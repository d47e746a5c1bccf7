/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Chain, profile, and whether clients refuse it for who issued it. */
#include "flow/derive_trust.h"
#include "base/arena.h"
#include "base/text.h"
#include "flow/derive_chain.h"
#include "trust/trust_sct.h"

/* To ask for the oldest SCT, which few decisions need. */
struct asking {
	struct store *store;
	struct arena *arena;
	int64_t id;
	struct error *error;
	bool failed;
};

static int64_t first_sct(void *context)
{
	struct asking *asking = context;
	const unsigned char *der = NULL;
	size_t length = 0;
	if (!store_certificate_der(asking->store, asking->arena, asking->id, &der, &length,
	                           asking->error)) {
		asking->failed = true;
		return 0;
	}
	return der ? trust_sct_first(der, length) : 0;
}

/* The programs decide about servers. */
static bool is_decided_about(const struct store_certificate *row)
{
	return text_equal(row->purpose, "server") || text_equal(row->purpose, "unknown");
}

bool derive_trust_of(const struct flow *flow, struct arena *arena,
                     const struct store_certificate *row, const struct json *facts, int64_t now,
                     struct derive_trust **trust, struct error *error)
{
	const struct trust_facts *rules = flow->rules->trust;
	struct asking asking = { flow->store, arena, row->id, error, false };
	struct trust_moment moment = { now, first_sct, &asking };
	*trust = NULL;
	if (!rules || !facts)
		return true;
	struct derive_trust *made = ARENA_NEW(arena, struct derive_trust);
	if (!derive_chain_load(flow, arena, row, facts, &made->chain, error))
		return false;
	made->profile = trust_judge_profile(rules, &made->chain);
	made->decided =
		is_decided_about(row) && trust_judge_distrust(rules, made->profile, &made->chain,
	                                                      &moment, arena, &made->distrust);
	*trust = made;
	return !asking.failed;
}
