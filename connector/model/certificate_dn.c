/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Distinguished names: one text by RFC 2253, and the parts that people search by. */
#include "base/arena.h"
#include "base/limits.h"
#include "base/memory.h"
#include "model/certificate_parts.h"

#include <openssl/bio.h>
#include <openssl/x509.h>

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_openssl_bytes(unsigned char **bytes)
{
	OPENSSL_free(*bytes);
}

/* Letters beyond ASCII stay letters; only what could hide or break a line is escaped. */
static const unsigned long as_utf8 = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;

static const char *whole_text(struct arena *arena, const X509_NAME *name)
{
	BIO *memory CLEANUP(free_bio) = BIO_new(BIO_s_mem());
	if (!memory || X509_NAME_print_ex(memory, name, 0, as_utf8) < 0) {
		/* Some value is no string of its type: all values as hex then. */
		if (!memory || BIO_reset(memory) != 1 ||
		    X509_NAME_print_ex(memory, name, 0, as_utf8 | ASN1_STRFLGS_DUMP_ALL) < 0)
			return "";
	}
	char *bytes = NULL;
	long length = BIO_get_mem_data(memory, &bytes);
	return certificate_text(arena, bytes ? bytes : "", length > 0 ? (size_t)length : 0);
}

static const char *part(struct arena *arena, const X509_NAME *name, int nid)
{
	int index = X509_NAME_get_index_by_NID(name, nid, -1);
	if (index < 0)
		return NULL;
	const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
	unsigned char *utf8 CLEANUP(free_openssl_bytes) = NULL;
	int length = ASN1_STRING_to_UTF8(&utf8, value);
	if (length >= 0)
		return certificate_text(arena, utf8, (size_t)length);
	return certificate_text(arena, ASN1_STRING_get0_data(value),
	                        (size_t)ASN1_STRING_length(value));
}

void certificate_dn_read(struct arena *arena, const X509_NAME *name, struct certificate_dn *dn)
{
	*dn = (struct certificate_dn){
		.text = whole_text(arena, name),
		.common_name = part(arena, name, NID_commonName),
		.organization = part(arena, name, NID_organizationName),
		.unit = part(arena, name, NID_organizationalUnitName),
		.country = part(arena, name, NID_countryName),
		.state = part(arena, name, NID_stateOrProvinceName),
		.locality = part(arena, name, NID_localityName),
		.email = part(arena, name, NID_pkcs9_emailAddress),
	};
}
