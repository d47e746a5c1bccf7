/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as weak, too long, distrusted or approved: facts with their sources, read from files
 * (docs/findings.md). Files are read one after the other: an entry whose id was met in an earlier file
 * takes that one's place, so that people extend what is shipped without a copy of it. */
#pragma once
#include "base/digest.h"
#include "base/setting.h"

struct arena;

enum trust_section {
	TRUST_KEYS,
	TRUST_SIGNATURES,
	TRUST_LIFETIMES,
	TRUST_PROTOCOLS,
	TRUST_CIPHERS,
	TRUST_PRACTICES,
	TRUST_PROFILES,
	TRUST_APPROVED,
	TRUST_DISTRUSTED,
	TRUST_SECTIONS
};

/* A certification authority by what a chain shows of it; each is NULL where it is not known. Any one
 * that is known and fits is enough: a key is found under every certificate made for it. */
struct trust_authority {
	const char *name;        /* for people */
	const char *spki_sha256; /* of the SubjectPublicKeyInfo */
	const char *sha256;      /* of the certificate */
	const char *subject;     /* whole name as in the record (RFC 2253) */
};

/* One entry. Members that its section does not have are NULL or 0. */
struct trust_rule {
	const char *id;
	struct setting_list profiles; /* empty = all */
	const char *severity;         /* low, medium, high */
	const char *source;           /* where to check it */
	/* keys */
	const char *type;           /* rsa, ec, ed25519, ed448, dsa, other */
	int64_t bits;               /* smallest, 0 = any */
	int64_t exponent;           /* smallest of RSA, 0 = any */
	struct setting_list curves; /* allowed, empty = any */
	/* signatures */
	const char *digest;
	/* lifetimes */
	int64_t issued_from, days;
	/* protocols: the oldest allowed */
	const char *minimum;
	/* ciphers: parts of a suite's name */
	struct setting_list words;
	/* profiles: what certificates below `authorities` belong to */
	const char *profile;
	/* distrusted */
	const char *program;  /* who decided: "Chrome", "Mozilla" */
	int64_t issued_after; /* later ones are refused; 0 = not by issue */
	int64_t removed_on;   /* all are refused from then on; 0 = never */
	bool by_sct;          /* issued is what the earliest SCT says, else notBefore */
	/* approved, profiles, distrusted */
	struct trust_authority *authorities;
	size_t authority_count;
	struct trust_authority *except; /* distrusted: not where one of these stands below */
	size_t except_count;
	bool drop;
};

struct trust_rules {
	struct trust_rule *items;
	size_t count;
};

struct trust_facts {
	struct trust_rules sections[TRUST_SECTIONS];
	const char *versions;    /* as the files name them, comma-separated */
	char digest[DIGEST_HEX]; /* of all their bytes, in order */
};

/* ERROR_LOCAL with "file:line:column: " where an entry is not as docs/findings.md says, or the file's
 * name where it cannot be read. Everything lives in the arena. */
CHECKED bool trust_facts_read(struct arena *arena, const char *const *files, size_t count,
                              struct trust_facts *facts, struct error *error);
/* The section's name in a file: "keys". */
const char *trust_section_name(enum trust_section section);
