/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An X.509 certificate as facts: read once from DER, never changed (RFC 5280). */
#pragma once
#include "base/digest.h"
#include "base/error.h"
#include <stdint.h>

struct arena;
struct json;

enum certificate_key {
	CERTIFICATE_KEY_OTHER,
	CERTIFICATE_KEY_RSA,
	CERTIFICATE_KEY_EC,
	CERTIFICATE_KEY_ED25519,
	CERTIFICATE_KEY_ED448,
	CERTIFICATE_KEY_DSA
};

/* From extended key usage, key usage and basic constraints; place may narrow it later. */
enum certificate_purpose {
	CERTIFICATE_UNKNOWN,
	CERTIFICATE_SERVER,
	CERTIFICATE_CLIENT,
	CERTIFICATE_CA,
	CERTIFICATE_CODE_SIGNING,
	CERTIFICATE_TIME_STAMP,
	CERTIFICATE_PERSONAL
};

enum certificate_name_type {
	CERTIFICATE_NAME_DNS,
	CERTIFICATE_NAME_IP,
	CERTIFICATE_NAME_EMAIL,
	CERTIFICATE_NAME_URI
};

struct certificate_name {
	enum certificate_name_type type;
	const char *text;   /* as it stood, made valid UTF-8 */
	const char *folded; /* lower case, A-label, no last dot: for comparing */
};

/* Parts of a distinguished name; NULL where absent, the first value where repeated. */
struct certificate_dn {
	const char *text; /* RFC 2253 order and escapes, UTF-8 */
	const char *common_name, *organization, *unit, *country, *state, *locality, *email;
};

struct certificate {
	char sha256[DIGEST_HEX];      /* of the DER: the identity */
	char spki_sha256[DIGEST_HEX]; /* of SubjectPublicKeyInfo */
	char tbs_sha256
		[DIGEST_HEX]; /* of the TBS without SCTs and poison: pairs pre-certificates */
	const char *serial;   /* lower-case hex, no leading zeros, "-" before a negative one */
	struct certificate_dn subject, issuer;
	struct certificate_name *names;
	size_t name_count;
	size_t name_total;             /* before LIMIT_CERTIFICATE_NAMES cut the list */
	int64_t not_before, not_after; /* UTC seconds; CLOCK_NO_END for 9999-12-31 */
	enum certificate_key key_type;
	int key_bits;
	const char *curve;                    /* "P-256", or NULL */
	const char *exponent;                 /* of RSA, decimal; NULL = 65537, or not read */
	const char *signature_algorithm;      /* "ecdsa-with-SHA256" */
	const char *usages, *extended_usages; /* blank-separated names, "" when absent */
	const char *policies;                 /* blank-separated OIDs */
	const char *validation;               /* "DV", "OV", "EV" or "" (CA/Browser Forum OIDs) */
	/* First of each, or NULL; of lists the first by http:// where there is one. */
	const char *ocsp_url, *crl_url, *ca_issuers_url;
	int version;
	bool is_ca, self_signed, wildcard, has_scts;
	enum certificate_purpose purpose;
	const unsigned char *der; /* borrowed from the caller */
	size_t der_length;
};

/* Reads DER. Texts live in the arena. ERROR_ITEM says what does not parse and where. Nothing of a
 * certificate is trusted: lengths, names and times come back within base/limits.h. */
CHECKED bool certificate_parse(struct arena *arena, const unsigned char *der, size_t length,
                               struct certificate *certificate, struct error *error);

/* The fixed part of the record in docs/record.md ("certificate"): what mappings see and what the
 * store keeps beside the DER. */
struct json *certificate_facts(struct arena *arena, const struct certificate *certificate);

/* Folds a DNS name for comparing: lower case, A-labels (IDNA 2008 where the platform can, else the
 * U-label's bytes), no last dot. */
char *certificate_fold_name(struct arena *arena, const char *name);
/* Does a name of a certificate cover a host name? Wildcards by RFC 6125 6.4.3, left label only. */
bool certificate_name_covers(const char *pattern, const char *host);

const char *certificate_key_name(enum certificate_key key); /* "rsa", "ec", "ed25519", ... */
const char *certificate_purpose_name(enum certificate_purpose purpose); /* "server", ... */
