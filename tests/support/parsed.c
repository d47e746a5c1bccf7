/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate made to order and read back. */
#include "support/parsed.h"

#include <stdlib.h>

struct parsed parsed_from(const struct order *order)
{
	struct parsed parsed = { .fine = false };
	struct issued issued = issue(order);
	parsed.der = issue_der(&issued, &parsed.length);
	parsed.fine = certificate_parse(&parsed.arena, parsed.der, parsed.length,
	                                &parsed.certificate, &parsed.error);
	issue_release(&issued);
	return parsed;
}

void parsed_release(struct parsed *parsed)
{
	free(parsed->der);
	arena_release(&parsed->arena);
}
