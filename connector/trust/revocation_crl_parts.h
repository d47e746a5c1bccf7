/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that read a revocation list share; nothing else sees it. */
#pragma once
#include "trust/revocation_crl.h"
#include "trust/revocation_parts.h"

/* Where the parts of a list stand. */
struct revocation_crl_parts {
	struct der_element tbs, algorithm, signature;
	struct der_element inner_algorithm, issuer, this_update, next_update, extensions;
	struct der entries;
	int64_t from, to; /* to 0 = not said */
};

struct revocation_crl_entry {
	struct der_element serial, time, extensions; /* extensions.whole NULL = none */
};

/* Takes the next entry; false when it is malformed. */
bool revocation_crl_entry_take(struct der *entries, struct revocation_crl_entry *entry);
/* Sets what this entry says of the certificates that it is about, if any of them are listed. */
void revocation_crl_entry_apply(const struct revocation_crl_entry *entry,
                                struct revocation_listed *listed, size_t count);
bool revocation_crl_time(const struct der_element *element, int64_t *seconds);
/* Is the list by who issued the certificates, and may that one sign lists? */
CHECKED bool revocation_crl_check_issuer(const struct revocation_crl_parts *parts, X509 *issuer,
                                         struct error *error);
/* Reads the extensions: number, base, scope, where changes are published. */
CHECKED bool revocation_crl_scope(struct arena *arena, const struct revocation_crl_parts *parts,
                                  const char *url, struct revocation_crl *crl, struct error *error);
