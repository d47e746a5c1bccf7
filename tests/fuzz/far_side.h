/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as every answer of a far side: what each request to it, and each receipt, must hold. Ids that
 * answers name go into the addresses of later requests. */
#pragma once
#include "contract/itsm.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The same answer to whatever is asked, a few times; then nothing more arrives. */
struct far_side {
	struct http http;
	struct http_response response;
	int left;
};

/* Ends the program when it does not hold. */
void far_side_insist(bool holds);
/* Opens the instance on it; the caller closes it. */
void far_side_open(struct far_side *far, struct itsm *itsm);
/* Everything that is asked about tickets, each step with this body; id as this product has them. */
void far_side_ask(struct far_side *far, struct itsm *itsm, struct arena *arena, const char *id,
                  const char *body);
/* Rows of every kind. */
void far_side_fetch(struct far_side *far, struct itsm *itsm);
