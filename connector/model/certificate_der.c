/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Digests over parts of a certificate, from the bytes as they stand: nothing is encoded again. */
#include "base/digest.h"
#include "base/memory.h"
#include "model/certificate_parts.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <string.h>

/* One DER element: its whole bytes and its content. */
struct element {
	const unsigned char *whole;
	size_t whole_length;
	const unsigned char *content;
	size_t content_length;
	int tag, class;
};

/* Takes the element at *at and moves behind it; false where none of definite length stands. */
static bool take(const unsigned char **at, const unsigned char *end, struct element *element)
{
	const unsigned char *content = *at;
	long length;
	int result = ASN1_get_object(&content, &length, &element->tag, &element->class, end - *at);
	if (result & 0x81)
		return false;
	*element = (struct element){ .whole = *at,
		                     .whole_length = (size_t)(content - *at) + (size_t)length,
		                     .content = content,
		                     .content_length = (size_t)length,
		                     .tag = element->tag,
		                     .class = element->class };
	*at = content + length;
	return true;
}

static bool take_from(const struct element *parent, const unsigned char **at, struct element *child)
{
	return take(at, parent->content + parent->content_length, child);
}

static bool is_context(const struct element *element, int tag)
{
	return element->class == V_ASN1_CONTEXT_SPECIFIC && element->tag == tag;
}

/* The two extensions in which a pre-certificate and its certificate differ (RFC 6962 3.1, 3.3). */
static bool is_transparency(const struct element *extension)
{
	static const unsigned char scts[] = { 0x2B, 0x06, 0x01, 0x04, 0x01,
		                              0xD6, 0x79, 0x02, 0x04, 0x02 };
	static const unsigned char poison[] = { 0x2B, 0x06, 0x01, 0x04, 0x01,
		                                0xD6, 0x79, 0x02, 0x04, 0x03 };
	const unsigned char *at = extension->content;
	struct element object;
	if (!take_from(extension, &at, &object) || object.tag != V_ASN1_OBJECT ||
	    object.content_length != sizeof(scts))
		return false;
	return memcmp(object.content, scts, sizeof(scts)) == 0 ||
	       memcmp(object.content, poison, sizeof(poison)) == 0;
}

/* Adds every extension but those two; they are hashed one by one, so that the length bytes around
 * them, which differ too, have no part in it. */
static bool add_extensions(struct digest *digest, const struct element *wrapper)
{
	const unsigned char *at = wrapper->content;
	struct element list;
	if (!take_from(wrapper, &at, &list))
		return false;
	at = list.content;
	while (at < list.content + list.content_length) {
		struct element extension;
		if (!take_from(&list, &at, &extension))
			return false;
		if (!is_transparency(&extension))
			digest_add(digest, extension.whole, extension.whole_length);
	}
	return true;
}

/* Elements of the TBS up to subjectPublicKeyInfo, version apart: serial, signature, issuer,
 * validity, subject, key. */
enum { KEY_POSITION = 5 };

static bool add_tbs(const struct element *tbs, struct digest *digest, struct element *key)
{
	const unsigned char *at = tbs->content;
	int position = 0;
	while (at < tbs->content + tbs->content_length) {
		struct element part;
		if (!take_from(tbs, &at, &part))
			return false;
		if (is_context(&part, 3)) {
			if (!add_extensions(digest, &part))
				return false;
			continue;
		}
		digest_add(digest, part.whole, part.whole_length);
		if (part.class == V_ASN1_CONTEXT_SPECIFIC)
			continue;
		if (position++ == KEY_POSITION)
			*key = part;
	}
	return position > KEY_POSITION;
}

bool certificate_der_digests(struct certificate *certificate, struct error *error)
{
	const unsigned char *at = certificate->der;
	struct element whole = { .whole = NULL }, tbs, key = { .whole = NULL };
	struct digest digest;
	digest_start(&digest);
	bool walked = take(&at, at + certificate->der_length, &whole);
	at = whole.content;
	walked = walked && take_from(&whole, &at, &tbs) && add_tbs(&tbs, &digest, &key);
	digest_finish(&digest, certificate->tbs_sha256);
	if (!walked)
		return error_set(error, ERROR_ITEM,
		                 "certificate is not in DER but in a looser encoding");
	digest_hex(key.whole, key.whole_length, certificate->spki_sha256);
	return true;
}
