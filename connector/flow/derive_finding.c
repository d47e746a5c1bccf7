/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that need nothing beside the subject. */
#include "flow/derive_finding.h"
#include "base/text.h"
#include <assert.h>

enum { NAME_BYTES = 120 };

void derive_finding_add(struct arena *arena, struct subject *subject, const char *rule,
                        const struct trust_fault *fault)
{
	struct store_finding finding = { .rule = rule,
		                         .severity = fault->severity,
		                         .text = fault->text,
		                         .source = fault->source };
	assert(derive_finding_exists(rule));
	ARRAY_PUSH(arena, &subject->findings, finding);
}

const char *derive_finding_name(struct arena *arena, const char *name)
{
	const char *visible = text_visible(arena, name);
	size_t length = text_cut(visible, NAME_BYTES);
	return visible[length] ? arena_print(arena, "%.*s...", (int)length, visible) : visible;
}

static void find(struct arena *arena, struct subject *subject, const char *rule,
                 const char *severity, const char *text)
{
	struct trust_fault fault = { severity, text, NULL };
	derive_finding_add(arena, subject, rule, &fault);
}

static void find_served(struct arena *arena, struct subject *subject)
{
	const struct store_slot *untrusted = NULL, *incomplete = NULL;
	bool retired = false;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state != PLACE_SERVES ||
		    place->deployment->evidence != DEPLOYMENT_SERVED || !place->slot)
			continue;
		/* Chains are judged by full probes only. */
		if (place->slot->full_probe && !place->slot->trusted &&
		    !subject->row->self_signed) {
			untrusted = place->slot->complete ? place->slot : untrusted;
			incomplete = place->slot->complete ? incomplete : place->slot;
		}
		retired |= place->matches && place->matches[0].ci &&
		           place->matches[0].ci->life == CI_RETIRED;
	}
	if (subject->row->self_signed && !subject->row->is_ca)
		find(arena, subject, "self-signed", "medium", "the certificate signs itself");
	if (untrusted)
		find(arena, subject, "untrusted-chain", "medium",
		     arena_print(arena, "the chain as served does not end in a trusted root: %s",
		                 derive_finding_name(arena, untrusted->verdict)));
	if (incomplete)
		find(arena, subject, "incomplete-chain", "medium",
		     arena_print(arena, "an issuer is neither served nor known here: %s",
		                 derive_finding_name(arena, incomplete->verdict)));
	if (retired)
		find(arena, subject, "retired-ci-serves", "medium",
		     "its CI is retired and still serves it");
}

void derive_finding_plain(const struct flow *flow, struct arena *arena, struct subject *subject)
{
	if (!subject->facts)
		return;
	find_served(arena, subject);
	if (subject->row->not_after < subject->row->not_before)
		find(arena, subject, "no-validity", "high", "it ends before it begins");
	if (flow->side_count > 0 && text_is_empty(subject->owner_group) && subject->serves > 0)
		find(arena, subject, "no-owner", "medium", "no owner group was found");
}
