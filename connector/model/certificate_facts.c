/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate as the JSON that mappings see (docs/record.md, "certificate"). */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include <string.h>

static struct json *dn_facts(struct arena *arena, const struct certificate_dn *dn)
{
	const struct {
		const char *name, *value;
	} parts[] = {
		{ "text", dn->text },
		{ "common_name", dn->common_name },
		{ "organization", dn->organization },
		{ "unit", dn->unit },
		{ "country", dn->country },
		{ "state", dn->state },
		{ "locality", dn->locality },
		{ "email", dn->email },
	};
	struct json *facts = json_new(arena, JSON_OBJECT);
	for (size_t index = 0; index < sizeof(parts) / sizeof(parts[0]); index++)
		json_set_string(arena, facts, parts[index].name, parts[index].value);
	return facts;
}

static struct json *name_facts(struct arena *arena, const struct certificate *certificate)
{
	static const char *const types[] = {
		[CERTIFICATE_NAME_DNS] = "dns",
		[CERTIFICATE_NAME_IP] = "ip",
		[CERTIFICATE_NAME_EMAIL] = "email",
		[CERTIFICATE_NAME_URI] = "uri",
	};
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t index = 0; index < certificate->name_count && index < LIMIT_RECORD_NAMES;
	     index++) {
		const struct certificate_name *name = &certificate->names[index];
		struct json *entry = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, entry, "type", types[name->type]);
		json_set_string(arena, entry, "text", name->text);
		json_set_string(arena, entry, "folded", name->folded);
	}
	return list;
}

static struct json *word_facts(struct arena *arena, const char *words)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	for (const char *at = words; *at;) {
		size_t length = strcspn(at, " ");
		json_push_string(arena, list, arena_copy_bytes(arena, at, length));
		at += length + strspn(at + length, " ");
	}
	return list;
}

/* A time in both forms; "no end" has no text. */
static void set_time(struct arena *arena, struct json *facts, const char *name, int64_t time)
{
	char text[24];
	clock_format(time, text);
	json_set_integer(arena, facts, name, time);
	json_set_string(arena, facts, arena_print(arena, "%s_text", name),
	                time == CLOCK_NO_END ? NULL : text);
}

static void set_validity(struct arena *arena, struct json *facts,
                         const struct certificate *certificate)
{
	set_time(arena, facts, "not_before", certificate->not_before);
	set_time(arena, facts, "not_after", certificate->not_after);
	/* notAfter itself still counts (RFC 5280 4.1.2.5). */
	int64_t seconds = certificate->not_after - certificate->not_before + 1;
	json_set_integer(arena, facts, "lifetime_days", seconds > 0 ? seconds / CLOCK_DAY : 0);
}

static void set_identity(struct arena *arena, struct json *facts,
                         const struct certificate *certificate)
{
	json_set_string(arena, facts, "sha256", certificate->sha256);
	json_set_string(arena, facts, "spki_sha256", certificate->spki_sha256);
	json_set_string(arena, facts, "serial", certificate->serial);
	json_set_integer(arena, facts, "version", certificate->version);
	json_set(arena, facts, "subject", dn_facts(arena, &certificate->subject));
	json_set(arena, facts, "issuer", dn_facts(arena, &certificate->issuer));
	json_set(arena, facts, "names", name_facts(arena, certificate));
	json_set_integer(arena, facts, "name_count", (int64_t)certificate->name_total);
}

static struct json *key_facts(struct arena *arena, const struct certificate *certificate)
{
	struct json *key = json_new(arena, JSON_OBJECT);
	json_set_string(arena, key, "type", certificate_key_name(certificate->key_type));
	json_set_integer(arena, key, "bits", certificate->key_bits);
	json_set_string(arena, key, "curve", certificate->curve);
	if (certificate->exponent)
		json_set_string(arena, key, "exponent", certificate->exponent);
	return key;
}

struct json *certificate_facts(struct arena *arena, const struct certificate *certificate)
{
	struct json *facts = json_new(arena, JSON_OBJECT);
	set_identity(arena, facts, certificate);
	set_validity(arena, facts, certificate);
	json_set(arena, facts, "key", key_facts(arena, certificate));
	json_set_string(arena, facts, "signature_algorithm", certificate->signature_algorithm);
	json_set(arena, facts, "usages", word_facts(arena, certificate->usages));
	json_set(arena, facts, "extended_usages", word_facts(arena, certificate->extended_usages));
	json_set(arena, facts, "policies", word_facts(arena, certificate->policies));
	json_set_string(arena, facts, "validation",
	                *certificate->validation ? certificate->validation : NULL);
	json_set_bool(arena, facts, "is_ca", certificate->is_ca);
	json_set_bool(arena, facts, "self_signed", certificate->self_signed);
	json_set_bool(arena, facts, "wildcard", certificate->wildcard);
	json_set_bool(arena, facts, "has_scts", certificate->has_scts);
	json_set_string(arena, facts, "purpose", certificate_purpose_name(certificate->purpose));
	json_set_string(arena, facts, "ocsp_url", certificate->ocsp_url);
	json_set_string(arena, facts, "crl_url", certificate->crl_url);
	json_set_string(arena, facts, "ca_issuers_url", certificate->ca_issuers_url);
	return facts;
}
