/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER read in place (ITU-T X.690): low tags, definite lengths of at most four bytes. */
#include "trust/revocation_der.h"

static bool take_length(const unsigned char **at, const unsigned char *end, size_t *length)
{
	if (*at == end)
		return false;
	unsigned first = *(*at)++;
	*length = first;
	if (first < 0x80)
		return true;
	unsigned bytes = first & 0x7F;
	if (bytes == 0 || bytes > 4 || (size_t)(end - *at) < bytes || **at == 0)
		return false;
	*length = 0;
	for (; bytes; bytes--)
		*length = *length << 8 | *(*at)++;
	return *length >= 0x80;
}

bool revocation_der_take(struct der *der, struct der_element *element)
{
	const unsigned char *at = der->at;
	size_t length;
	if (at == der->end || (*at & 0x1F) == 0x1F)
		return false;
	int tag = *at++;
	if (!take_length(&at, der->end, &length) || (size_t)(der->end - at) < length)
		return false;
	*element = (struct der_element){ .tag = tag,
		                         .whole = der->at,
		                         .content = at,
		                         .whole_length = (size_t)(at - der->at) + length,
		                         .length = length };
	der->at = at + length;
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
