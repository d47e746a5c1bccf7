/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER read in place (ITU-T X.690): low tags, definite lengths of at most four bytes. */
#include "trust/revocation_der.h"

enum revocation_header revocation_der_header(const unsigned char *at, size_t left, int *tag,
                                             size_t *header, size_t *length)
{
	if (left < 2)
		return left && (*at & 0x1F) == 0x1F ? DER_HEADER_BROKEN : DER_HEADER_SHORT;
	unsigned bytes = at[1] < 0x80 ? 0 : at[1] & 0x7F;
	if ((*at & 0x1F) == 0x1F || (at[1] >= 0x80 && (bytes == 0 || bytes > 4)))
		return DER_HEADER_BROKEN;
	if (left < 2 + bytes)
		return DER_HEADER_SHORT;
	*tag = *at;
	*header = 2 + bytes;
	*length = bytes ? 0 : at[1];
	for (unsigned i = 0; i < bytes; i++)
		*length = *length << 8 | at[2 + i];
	return bytes && (at[2] == 0 || *length < 0x80) ? DER_HEADER_BROKEN : DER_HEADER_READ;
}

bool revocation_der_take(struct der *der, struct der_element *element)
{
	size_t header, length, left = (size_t)(der->end - der->at);
	int tag;
	if (revocation_der_header(der->at, left, &tag, &header, &length) != DER_HEADER_READ ||
	    left - header < length)
		return false;
	*element = (struct der_element){ .tag = tag,
		                         .whole = der->at,
		                         .content = der->at + header,
		                         .whole_length = header + length,
		                         .length = length };
	der->at += header + length;
	return true;
}

bool revocation_der_expect(struct der *der, int tag, struct der_element *element)
{
	struct der ahead = *der;
	if (!revocation_der_take(&ahead, element) || element->tag != tag)
		return false;
	*der = ahead;
	return true;
}

struct der revocation_der_inside(const struct der_element *element)
{
	return (struct der){ element->content, element->content + element->length };
}

bool revocation_der_is_end(const struct der *der)
{
	return der->at == der->end;
}

bool revocation_der_signed(const unsigned char *bytes, size_t length, struct der_element *tbs,
                           struct der_element *algorithm, struct der_element *signature)
{
	struct der all = { bytes, bytes + length }, inside;
	struct der_element whole;
	if (!revocation_der_expect(&all, DER_SEQUENCE, &whole) || !revocation_der_is_end(&all))
		return false;
	inside = revocation_der_inside(&whole);
	return revocation_der_expect(&inside, DER_SEQUENCE, tbs) &&
	       revocation_der_expect(&inside, DER_SEQUENCE, algorithm) &&
	       revocation_der_expect(&inside, DER_BIT_STRING, signature) &&
	       revocation_der_is_end(&inside);
}
