/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates held against trust facts: pure, without store, clock or network. */
#pragma once
#include "base/limits.h"
#include "trust/trust_facts.h"

/* What is asked of a certificate. Texts are never NULL but where it says so. */
struct trust_certificate {
	const char *sha256, *spki_sha256;
	const char *subject, *issuer; /* whole names */
	const char *name;             /* for people */
	const char *key_type;
	int64_t bits;         /* 0 = not known */
	const char *curve;    /* NULL = none */
	const char *exponent; /* decimal; NULL = the usual one, or not known */
	const char *signature;
	int64_t not_before, not_after;
	bool self_signed;
	bool marked; /* bears what public authorities put in: SCTs, or a CA/Browser Forum policy */
};

/* The leaf first, then who issued what stands before it, as far as known. */
struct trust_chain {
	const struct trust_certificate *items[LIMIT_CHAIN_CERTIFICATES];
	size_t count;
};

struct trust_fault {
	const char *severity, *text, *source;
};

/* Which rules apply: by the section 'profiles', else "public" for what is marked so, else "internal". */
const char *trust_judge_profile(const struct trust_facts *facts, const struct trust_chain *chain);

/* Each is true when the rule is broken, and fills in the fault; its text lives in the arena. */
bool trust_judge_key(const struct trust_facts *facts, const char *profile,
                     const struct trust_certificate *certificate, struct arena *arena,
                     struct trust_fault *fault);
/* Of a self-signed one nobody relies on the signature: never. */
bool trust_judge_signature(const struct trust_facts *facts, const char *profile,
                           const struct trust_certificate *certificate, struct arena *arena,
                           struct trust_fault *fault);
bool trust_judge_lifetime(const struct trust_facts *facts, const char *profile,
                          const struct trust_certificate *certificate, struct arena *arena,
                          struct trust_fault *fault);
/* protocol as a slot tells it: "TLSv1.2"; what is unknown breaks nothing. */
bool trust_judge_protocol(const struct trust_facts *facts, const char *profile,
                          const char *protocol, struct arena *arena, struct trust_fault *fault);
bool trust_judge_cipher(const struct trust_facts *facts, const char *profile, const char *cipher,
                        struct arena *arena, struct trust_fault *fault);
/* Someone must be approved for the profile, else everyone is. */
bool trust_judge_approved(const struct trust_facts *facts, const char *profile,
                          const struct trust_chain *chain, struct arena *arena,
                          struct trust_fault *fault);
/* The practice, where it is asked for in this profile; NULL where it is not. */
const struct trust_rule *trust_judge_practice(const struct trust_facts *facts, const char *profile,
                                              const char *id);

/* Is the certificate itself one that a decision is about? For anchors in people's stores. */
bool trust_judge_anchor(const struct trust_facts *facts,
                        const struct trust_certificate *certificate, struct arena *arena,
                        struct trust_fault *fault);

/* What is known when an authority is judged. */
struct trust_moment {
	int64_t now;
	/* When the leaf was first logged (RFC 6962), 0 = it bears no such mark. Asked only where a
	 * decision goes by it. */
	int64_t (*first_sct)(void *context);
	void *context;
};

struct trust_distrust {
	struct trust_fault fault;
	bool refused;   /* by clients, now; else they will, or will refuse the next one */
	int64_t change; /* when the answer changes by time; 0 = it does not */
};
/* True when a decision about someone in the chain says something of this leaf; the gravest one. */
bool trust_judge_distrust(const struct trust_facts *facts, const char *profile,
                          const struct trust_chain *chain, const struct trust_moment *moment,
                          struct arena *arena, struct trust_distrust *distrust);
