/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Symbolic references in a payload become remote ids just before it is sent. */
#pragma once
#include "flow/apply_batch.h"

struct json;

struct apply_references {
	struct json *payload;
	const char *missing; /* the first needed key that has no id yet, NULL when there is none */
	struct json *left_out; /* keys taken out, to be filled in later; NULL when there is none */
};

/* Replaces each {"ref": "kind:key"} by the remote id. One that is a step of the same batch stays for
 * the adapter; one to a certificate that has no row (yet) is taken out: a reference is never sent
 * empty. */
CHECKED bool apply_reference_fill(const struct flow *flow, const struct flow_side *side,
                                  struct arena *arena, const struct apply_batch *batch,
                                  const struct store_step *row, struct apply_references *references,
                                  struct error *error);
/* Remote id of a key on a far side, NULL when it has none. */
CHECKED bool apply_reference_id(const struct flow *flow, const struct flow_side *side,
                                struct arena *arena, const char *key, const char **id,
                                struct error *error);
