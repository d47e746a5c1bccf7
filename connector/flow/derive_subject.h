/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* All that is known about one certificate, read from the store to decide about it. */
#pragma once
#include "base/array.h"
#include "flow/flow.h"
#include "mapping/mapping.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_revocation.h"
#include "store/store_standing.h"

enum place_state {
	PLACE_SERVES,
	PLACE_RENEWED, /* a successor is served */
	PLACE_OTHER,   /* another certificate that is no successor */
	PLACE_UNREACHABLE,
	PLACE_GONE,
};

/* What a place is matched to on one far side. */
struct subject_match {
	const char *how; /* application, vip, address, name, ambiguous, none */
	struct ci *ci;   /* NULL when none or ambiguous */
	struct ci **candidates;
	size_t candidate_count;
};

struct derive_trust;

struct subject_place {
	struct store_deployment *deployment;
	struct store_slot *slot; /* NULL when the certificate has left its slot */
	enum place_state state;
	int64_t last_seen; /* of the old one, once it is missing; 0 = it is served, or not known */
	int64_t other_id;  /* the certificate served instead, 0 = none */
	const char *protocol, *cipher;
	const char **addresses; /* that a named place was seen at, once it is matched */
	size_t address_count;
	struct subject_match *matches; /* one per far side, same order as flow->sides */
};

struct subject {
	struct store_certificate *row;
	const char *facts_text;
	struct json *facts;
	ARRAY(struct subject_place) places;
	struct store_standing *old; /* NULL the first time */
	int serves, configured, stored, gone, renewed, others, unreachable;
	int64_t gone_at;      /* when the last place ended; 0 = some are left */
	int64_t successor_id; /* served where this one was */
	int64_t predecessor_id;
	struct store_revocation *revocation; /* NULL = never asked about */
	bool revoked;                        /* said so twice */
	/* Decided step by step. */
	const char *state;
	enum flow_class class;
	const char *class_why;
	const char *owner_group, *owner, *backup, *owner_why;
	const char *owner_target; /* the far side whose ids these are */
	bool owner_guess;
	bool self_renewing, retired;
	bool issues; /* a CA: something that was served names it as its issuer */
	int64_t window_opens;
	int64_t calm_at; /* when a place of it may have calmed down; 0 = none flaps */
	ARRAY(struct store_finding) findings;
	struct derive_trust *trust; /* NULL = no facts to judge it by */
	/* Clients refuse it by now for who issued it, and why; NULL = they do not, as far as known. */
	const char *distrusted;
	int64_t *same_key; /* certificates with its key */
	size_t same_key_count;
	int64_t trust_at;           /* when that changes next; 0 = not by time */
	const char *aside;          /* why it was set aside; NULL = it was not */
	const char *part_aside;     /* the same of a relation or place of it: the rest goes on */
	struct json **records;      /* one per far side */
	struct mapping_hold *holds; /* the mapping worker's of those */
};

/* NULL (with true) when there is no such certificate. */
CHECKED bool derive_subject_load(const struct flow *flow, struct arena *arena, int64_t id,
                                 struct subject **subject, struct error *error);
/* Can this place open tickets: served or configured, not only stored? */
bool derive_subject_counts(const struct subject_place *place);
const char *place_state_name(enum place_state state);
/* The newest place's zone, for choosing the far side; "" when there is none. */
const char *derive_subject_zone(const struct subject *subject);
