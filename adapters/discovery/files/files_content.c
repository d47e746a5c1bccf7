/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a file holds, told by its content. */
#include "files_content.h"

#include "base/array.h"
#include "base/limits.h"
#include "base/text.h"

#include <openssl/asn1.h>
#include <string.h>

enum {
	/* Entries of one file; trust stores hold some hundred. */
	ENTRIES_MOST = 10000,
	ALIAS_MOST = 200,
};

static bool starts_with(const unsigned char *bytes, size_t length, const char *magic, size_t size)
{
	return length >= size && memcmp(bytes, magic, size) == 0;
}

/* Steps into or over one DER element; its tag, or -1 when none stands there. */
static int take(const unsigned char **at, const unsigned char *end, bool into)
{
	const unsigned char *content = *at;
	long length;
	int tag;
	int class;
	int result = ASN1_get_object(&content, &length, &tag, &class, end - *at);
	if ((result & 0x80) || class != V_ASN1_UNIVERSAL)
		return -1;
	*at = into || (result & 1) ? content : content + length;
	return tag;
}

/* By the first elements inside the outermost sequence: RFC 5280 4.1, RFC 5652 3, RFC 7292 4,
 * RFC 5208 5 and 6, RFC 8017 A.1.2, RFC 5915 3. */
static enum files_kind kind_of_der(const unsigned char *bytes, size_t length)
{
	static const char signed_data[] = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
	const unsigned char *at = bytes;
	const unsigned char *end = bytes + length;
	if (take(&at, end, true) != V_ASN1_SEQUENCE)
		return FILES_NOTHING;
	if (starts_with(at, (size_t)(end - at), signed_data, sizeof(signed_data) - 1))
		return FILES_PKCS7;
	const unsigned char *first = at;
	int tag = take(&at, end, false);
	if (tag == V_ASN1_INTEGER && first[1] == 1) {
		int next = take(&at, end, false);
		if (first[2] == 3 && next == V_ASN1_SEQUENCE)
			return FILES_PKCS12;
		return next < 0 ? FILES_NOTHING : FILES_KEY;
	}
	if (tag != V_ASN1_SEQUENCE)
		return FILES_NOTHING;
	int next = take(&at, end, false);
	if (next == V_ASN1_OCTET_STRING)
		return FILES_KEY; /* encrypted */
	return next == V_ASN1_SEQUENCE ? FILES_CERTIFICATE : FILES_NOTHING;
}

/* By its first bytes; PEM also by a "-----BEGIN " further on. */
static enum files_kind kind_of(const unsigned char *bytes, size_t length)
{
	static const char begin[] = "-----BEGIN ";
	if (starts_with(bytes, length, "\xFE\xED\xFE\xED", 4) ||
	    starts_with(bytes, length, "\xCE\xCE\xCE\xCE", 4))
		return FILES_JAVA;
	if (length && bytes[0] == 0x30) {
		enum files_kind kind = kind_of_der(bytes, length);
		if (kind != FILES_NOTHING)
			return kind;
	}
	return memmem(bytes, length, begin, sizeof(begin) - 1) ? FILES_PEM : FILES_NOTHING;
}

static bool is_taken(const struct files_content *content, const char *alias)
{
	for (size_t index = 0; index < content->count; index++) {
		if (strcmp(content->items[index].alias, alias) == 0)
			return true;
	}
	return false;
}

static const char *name_entry(struct arena *arena, struct files_content *content, const char *alias)
{
	size_t number = content->count + 1;
	/* Numbers cannot meet one another; the names of a store may be anything, numbers too. */
	if (text_is_empty(alias) && !content->named)
		return arena_print(arena, "%zu", number);
	content->named = true;
	const char *cut = text_is_empty(alias)
	                          ? arena_print(arena, "%zu", number)
	                          : text_clean_utf8(arena, alias, text_cut(alias, ALIAS_MOST));
	return is_taken(content, cut) ? arena_print(arena, "%s (%zu)", cut, number) : cut;
}

void files_content_add(struct arena *arena, struct files_content *content, const char *alias,
                       const unsigned char *der, size_t length)
{
	if (content->count >= ENTRIES_MOST) {
		content->problem = "holds more than 10,000 certificates";
		return;
	}
	const char *name = name_entry(arena, content, alias);
	ARRAY_PUSH(arena, content,
	           ((struct files_entry){ .alias = name, .der = der, .length = length }));
}

void files_content_read(struct arena *arena, const unsigned char *bytes, size_t length,
                        const struct secret *password, struct files_content *content)
{
	*content = (struct files_content){ .kind = kind_of(bytes, length) };
	switch (content->kind) {
	case FILES_PEM:
		files_pem_read(arena, (const char *)bytes, length, content);
		break;
	case FILES_CERTIFICATE:
		files_content_add(arena, content, NULL, bytes, length);
		break;
	case FILES_PKCS7:
		files_pkcs7_read(arena, bytes, length, content);
		break;
	case FILES_PKCS12:
		files_pkcs12_read(arena, bytes, length, password, content);
		break;
	case FILES_KEY:
		content->keys = 1;
		break;
	case FILES_JAVA:
		content->problem = "is a Java key store (JKS); keep it as PKCS#12 to have it read";
		break;
	case FILES_NOTHING:
		break;
	}
}
