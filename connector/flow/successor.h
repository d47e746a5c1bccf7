/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Does one certificate succeed another at a place? */
#pragma once
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include <stddef.h>

struct json;

struct successor_question {
	const struct store_certificate *old, *new;
	const struct json *old_facts, *new_facts;
	const struct deployment_place *place;
	bool old_trusted;                  /* chain verdict of the old one there */
	const struct store_slot *new_slot; /* how the new one is served there */
	bool new_revoked;                  /* as far as anybody answered */
	bool old_revoked;                  /* surely */
	bool old_key_known;                /* to others, which is why it was revoked */
};

/* Served in the same slot with key possession proven, covers every name in use there, own chain
 * good, not revoked, notAfter later by at least half of its lifetime. What replaces a revoked one may
 * end whenever it does, but has another key where the old one is known. *why tells what is missing. */
bool successor_is(const struct successor_question *question, const char **why);
