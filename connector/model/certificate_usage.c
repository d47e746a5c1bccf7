/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate may be used for, under which policies, and where its issuer answers. */
#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>

enum {
	/* More usages or policies than any real certificate has; the rest is dropped. */
	ENTRIES_MOST = 64,
};

static void free_bits(ASN1_BIT_STRING **bits)
{
	ASN1_BIT_STRING_free(*bits);
}

static void free_objects(EXTENDED_KEY_USAGE **usages)
{
	EXTENDED_KEY_USAGE_free(*usages);
}

static void free_policies(CERTIFICATEPOLICIES **policies)
{
	CERTIFICATEPOLICIES_free(*policies);
}

static void free_constraints(BASIC_CONSTRAINTS **constraints)
{
	BASIC_CONSTRAINTS_free(*constraints);
}

static void free_access(AUTHORITY_INFO_ACCESS **access)
{
	AUTHORITY_INFO_ACCESS_free(*access);
}

static void free_points(CRL_DIST_POINTS **points)
{
	CRL_DIST_POINTS_free(*points);
}

static void append_word(struct text *words, const char *word)
{
	if (words->length)
		text_append_character(words, ' ');
	text_append(words, word);
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = words; (at = strstr(at, word)); at += length) {
		bool starts = at == words || at[-1] == ' ';
		if (starts && (at[length] == ' ' || !at[length]))
			return true;
	}
	return false;
}

static const char *key_usages(struct arena *arena, const X509 *x509)
{
	static const char *const names[] = {
		"digitalSignature", "nonRepudiation", "keyEncipherment",
		"dataEncipherment", "keyAgreement",   "keyCertSign",
		"cRLSign",          "encipherOnly",   "decipherOnly",
	};
	ASN1_BIT_STRING *bits CLEANUP(free_bits) = certificate_extension(x509, NID_key_usage);
	TEXT(words);
	for (int index = 0; bits && index < (int)(sizeof(names) / sizeof(names[0])); index++) {
		if (ASN1_BIT_STRING_get_bit(bits, index))
			append_word(&words, names[index]);
	}
	return arena_copy(arena, text_string(&words));
}

static const char *extended_usages(struct arena *arena, const X509 *x509)
{
	EXTENDED_KEY_USAGE *usages CLEANUP(free_objects) =
		certificate_extension(x509, NID_ext_key_usage);
	TEXT(words);
	int count = usages ? sk_ASN1_OBJECT_num(usages) : 0;
	for (int index = 0; index < count && index < ENTRIES_MOST; index++)
		append_word(&words, certificate_object(arena, sk_ASN1_OBJECT_value(usages, index)));
	return arena_copy(arena, text_string(&words));
}

static const char *policy_list(struct arena *arena, const X509 *x509)
{
	CERTIFICATEPOLICIES *policies CLEANUP(free_policies) =
		certificate_extension(x509, NID_certificate_policies);
	TEXT(words);
	int count = policies ? sk_POLICYINFO_num(policies) : 0;
	for (int index = 0; index < count && index < ENTRIES_MOST; index++) {
		char dotted[256];
		const POLICYINFO *policy = sk_POLICYINFO_value(policies, index);
		int length = OBJ_obj2txt(dotted, sizeof(dotted), policy->policyid, 1);
		if (length > 0 && length < (int)sizeof(dotted))
			append_word(&words, dotted);
	}
	return arena_copy(arena, text_string(&words));
}

/* The reserved policies of the CA/Browser Forum's Baseline Requirements, 7.1.6.1. */
static const char *validation_of(const char *policies)
{
	if (has_word(policies, "2.23.140.1.1"))
		return "EV";
	if (has_word(policies, "2.23.140.1.2.2"))
		return "OV";
	return has_word(policies, "2.23.140.1.2.1") ? "DV" : "";
}

static bool has_name_of(const struct certificate *certificate, enum certificate_name_type type)
{
	for (size_t index = 0; index < certificate->name_count; index++) {
		if (certificate->names[index].type == type)
			return true;
	}
	return false;
}

static bool names_a_host(const struct certificate *certificate)
{
	return has_name_of(certificate, CERTIFICATE_NAME_DNS) ||
	       has_name_of(certificate, CERTIFICATE_NAME_IP);
}

static enum certificate_purpose purpose_of(const struct certificate *certificate)
{
	const char *usages = certificate->extended_usages;
	if (certificate->is_ca)
		return CERTIFICATE_CA;
	if (has_word(usages, "serverAuth"))
		return CERTIFICATE_SERVER;
	if (has_word(usages, "codeSigning"))
		return CERTIFICATE_CODE_SIGNING;
	if (has_word(usages, "timeStamping"))
		return CERTIFICATE_TIME_STAMP;
	if (has_word(usages, "emailProtection") || has_word(usages, "msSmartcardLogin"))
		return CERTIFICATE_PERSONAL;
	if (has_word(usages, "clientAuth"))
		return has_name_of(certificate, CERTIFICATE_NAME_EMAIL) &&
		                       !names_a_host(certificate)
		               ? CERTIFICATE_PERSONAL
		               : CERTIFICATE_CLIENT;
	bool anything = !*usages || has_word(usages, "anyExtendedKeyUsage");
	return anything && names_a_host(certificate) ? CERTIFICATE_SERVER : CERTIFICATE_UNKNOWN;
}

void certificate_usage_read(struct arena *arena, const X509 *x509, struct certificate *certificate)
{
	BASIC_CONSTRAINTS *constraints CLEANUP(free_constraints) =
		certificate_extension(x509, NID_basic_constraints);
	certificate->is_ca = constraints && constraints->ca;
	certificate->usages = key_usages(arena, x509);
	certificate->extended_usages = extended_usages(arena, x509);
	certificate->policies = policy_list(arena, x509);
	certificate->validation = validation_of(certificate->policies);
	certificate->has_scts = X509_get_ext_by_NID(x509, NID_ct_precert_scts, -1) >= 0;
	certificate->purpose = purpose_of(certificate);
}

static const char *uri_of(struct arena *arena, const GENERAL_NAME *name)
{
	int kind;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &kind);
	if (kind != GEN_URI)
		return NULL;
	return certificate_text(arena, ASN1_STRING_get0_data(value),
	                        (size_t)ASN1_STRING_length(value));
}

/* Active Directory names a directory first and a web server after it; only the latter is asked. */
static const char *better_uri(struct arena *arena, const char *found, const GENERAL_NAME *name)
{
	const char *uri = uri_of(arena, name);
	bool plain = uri && strncasecmp(uri, "http://", 7) == 0;
	return !found || (plain && strncasecmp(found, "http://", 7) != 0) ? uri : found;
}

static const char *first_crl(struct arena *arena, const X509 *x509)
{
	CRL_DIST_POINTS *points CLEANUP(free_points) =
		certificate_extension(x509, NID_crl_distribution_points);
	const char *found = NULL;
	for (int index = 0; points && index < sk_DIST_POINT_num(points); index++) {
		const DIST_POINT_NAME *name = sk_DIST_POINT_value(points, index)->distpoint;
		if (!name || name->type != 0)
			continue;
		for (int at = 0; at < sk_GENERAL_NAME_num(name->name.fullname); at++)
			found = better_uri(arena, found,
			                   sk_GENERAL_NAME_value(name->name.fullname, at));
	}
	return found;
}

void certificate_usage_addresses(struct arena *arena, const X509 *x509,
                                 struct certificate *certificate)
{
	AUTHORITY_INFO_ACCESS *access CLEANUP(free_access) =
		certificate_extension(x509, NID_info_access);
	for (int index = 0; access && index < sk_ACCESS_DESCRIPTION_num(access); index++) {
		const ACCESS_DESCRIPTION *entry = sk_ACCESS_DESCRIPTION_value(access, index);
		int method = OBJ_obj2nid(entry->method);
		if (method == NID_ad_OCSP && !certificate->ocsp_url)
			certificate->ocsp_url = uri_of(arena, entry->location);
		if (method == NID_ad_ca_issuers && !certificate->ca_issuers_url)
			certificate->ca_issuers_url = uri_of(arena, entry->location);
	}
	certificate->crl_url = first_crl(arena, x509);
}
