/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP responses that came with looks: kept as they came, for the part that judges them. */
#include "flow/discover_staple.h"
#include "store/store_certificate.h"
#include "store/store_revocation_proof.h"

/* One per certificate, the newest: what several servers send along for it differs by hours at most. */
static bool keep(struct discover *discover, const struct look *look, const struct look_slot *slot,
                 struct error *error)
{
	char leaf[DIGEST_HEX], digest[DIGEST_HEX];
	int64_t id;
	digest_hex(slot->chain[0].der, slot->chain[0].length, leaf);
	digest_hex(slot->staple, slot->staple_length, digest);
	if (!discover_begin(discover, error) ||
	    !store_certificate_find(discover->store, leaf, &id, error))
		return false;
	struct store_staple row = {
		.certificate_id = id,
		.seen_at = look->at,
		.sha256 = digest,
		.place = deployment_key(&discover->arena, &look->place),
	};
	return id == 0 ||
	       store_staple_put(discover->store, &row, slot->staple, slot->staple_length, error);
}

bool discover_staple(struct discover *discover, const struct look *look, struct error *error)
{
	for (size_t i = 0; i < look->slot_count; i++) {
		const struct look_slot *slot = &look->slots[i];
		if (slot->staple && slot->staple_length <= LIMIT_OCSP_BYTES && slot->chain_length &&
		    !keep(discover, look, slot, error))
			return false;
	}
	return true;
}
