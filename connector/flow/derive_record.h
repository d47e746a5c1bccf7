/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the record of docs/record.md: what mappings see of one certificate for one far side. */
#pragma once
#include "flow/derive_subject.h"

/* The record with everything decided so far; class and owner are null until they are. Never depends
 * on the present moment. */
CHECKED bool derive_record_build(const struct flow *flow, struct arena *arena,
                                 const struct subject *subject, size_t side_index,
                                 struct json **record, struct error *error);
/* What can be said where no far side is configured: certificate, places, revocation, findings, state. */
struct json *derive_record_alone(struct arena *arena, const struct subject *subject);
/* Puts what was decided into a record built before: the members of derive_record_decisions. */
CHECKED bool derive_record_decided(const struct flow *flow, struct arena *arena,
                                   const struct subject *subject, size_t side_index,
                                   struct json *record, struct error *error);
/* Names of these members, the last one NULL. */
extern const char *const derive_record_decisions[];
/* {"ref": "kind:key"} */
struct json *derive_record_reference(struct arena *arena, const char *kind, const char *key);
/* {"at", "utc", "local"}; null for 0. zone NULL = no local text. */
struct json *derive_record_moment(struct arena *arena, int64_t at, const char *zone);
/* Name of a group or user of a far side, NULL when unknown; *active tells (may be NULL). */
CHECKED bool derive_record_name(const struct flow *flow, struct arena *arena, const char *target,
                                enum ci_kind kind, const char *id, const char **name, bool *active,
                                struct error *error);
/* Sets a text member; leaves it out for "" and NULL, as docs/record.md allows. */
void derive_record_set(struct arena *arena, struct json *object, const char *name,
                       const char *text);
/* Time zone of a group, as its members or the row say; NULL when unknown. */
CHECKED bool derive_record_zone(const struct flow *flow, struct arena *arena, const char *target,
                                const char *group, const char **zone, struct error *error);
