/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What each far side should hold of a certificate: names, CI, relations. */
#pragma once
#include "flow/derive_subject.h"

/* Should this certificate have a CI at all? Personal ones, unparsed ones and anchors have none; a CA
 * has one once something that has one was issued by it. */
bool derive_inventory_wants(const struct subject *subject);

/* The records of these subjects on one far side: runs certificate.jq and relation.jq and sets what
 * is desired. Those a program fails on are set aside. */
CHECKED bool derive_inventory(const struct flow *flow, struct arena *arena, size_t side_index,
                              struct subject **subjects, size_t count, struct error *error);

/* The answers of certificate.jq alone, for sending and for showing; NULL where it failed. */
CHECKED bool derive_inventory_bodies(const struct flow *flow, struct arena *arena,
                                     size_t side_index, struct subject **subjects, size_t count,
                                     struct json **bodies, struct error *error);
/* Digest of what is ours in an answer of certificate.jq: class and values. */
void derive_inventory_digest(struct arena *arena, const struct json *body, char out[static 65]);
