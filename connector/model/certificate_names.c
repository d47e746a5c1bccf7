/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Subject alternative names, as they stood and folded for comparing. */
#include "base/arena.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <string.h>

static void free_names(GENERAL_NAMES **names)
{
	GENERAL_NAMES_free(*names);
}

/* Addresses of 4 and 16 bytes as inet_ntop spells them; anything else as hex, it is no address. */
static char *address_text(struct arena *arena, const ASN1_STRING *value)
{
	const unsigned char *bytes = ASN1_STRING_get0_data(value);
	int length = ASN1_STRING_length(value);
	char text[INET6_ADDRSTRLEN];
	if ((length == 4 && inet_ntop(AF_INET, bytes, text, sizeof(text))) ||
	    (length == 16 && inet_ntop(AF_INET6, bytes, text, sizeof(text))))
		return arena_copy(arena, text);
	char *hex = arena_allocate(arena, 2 * (size_t)length + 2);
	hex[0] = '#';
	text_hex(bytes, (size_t)length, hex + 1);
	return hex;
}

static char *string_text(struct arena *arena, const ASN1_STRING *value)
{
	return certificate_text(arena, ASN1_STRING_get0_data(value),
	                        (size_t)ASN1_STRING_length(value));
}

/* False for kinds that are no name of a place or person: directory names, other names, ids. */
static bool read_name(struct arena *arena, const GENERAL_NAME *from, struct certificate_name *name)
{
	int kind;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(from, &kind);
	switch (kind) {
	case GEN_DNS:
		name->type = CERTIFICATE_NAME_DNS;
		name->text = string_text(arena, value);
		name->folded = certificate_fold_name(arena, name->text);
		return true;
	case GEN_IPADD:
		name->type = CERTIFICATE_NAME_IP;
		name->folded = name->text = address_text(arena, value);
		return true;
	case GEN_EMAIL:
		name->type = CERTIFICATE_NAME_EMAIL;
		break;
	case GEN_URI:
		name->type = CERTIFICATE_NAME_URI;
		break;
	default:
		return false;
	}
	name->text = string_text(arena, value);
	name->folded = text_lower(arena, name->text);
	return true;
}

static void add_names(struct arena *arena, const GENERAL_NAMES *found,
                      struct certificate *certificate)
{
	for (int index = 0; index < sk_GENERAL_NAME_num(found); index++) {
		struct certificate_name name = { .type = CERTIFICATE_NAME_DNS };
		if (!read_name(arena, sk_GENERAL_NAME_value(found, index), &name))
			continue;
		certificate->name_total++;
		if (certificate->name_count == LIMIT_CERTIFICATE_NAMES)
			continue;
		certificate->names[certificate->name_count++] = name;
		if (name.type == CERTIFICATE_NAME_DNS && text_starts_with(name.folded, "*."))
			certificate->wildcard = true;
	}
}

static GENERAL_NAMES *extension_at(const X509 *x509, int index)
{
	return X509V3_EXT_d2i(X509_get_ext(x509, index));
}

void certificate_names_read(struct arena *arena, const X509 *x509, struct certificate *certificate)
{
	/* A certificate may carry the extension twice; a browser may look at either. */
	int index = -1;
	size_t room = 0;
	while ((index = X509_get_ext_by_NID(x509, NID_subject_alt_name, index)) >= 0) {
		GENERAL_NAMES *found CLEANUP(free_names) = extension_at(x509, index);
		if (!found)
			continue;
		size_t more = (size_t)sk_GENERAL_NAME_num(found);
		size_t have = certificate->name_count;
		room = have + more < LIMIT_CERTIFICATE_NAMES ? have + more
		                                             : LIMIT_CERTIFICATE_NAMES;
		struct certificate_name *names =
			ARENA_ARRAY(arena, struct certificate_name, room ? room : 1);
		if (have)
			memcpy(names, certificate->names, have * sizeof(*names));
		certificate->names = names;
		add_names(arena, found, certificate);
	}
}
