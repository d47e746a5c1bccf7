/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER read in place, element by element, without a copy: for lists of any length. Only for
 * connector/trust/. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum revocation_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OBJECT = 0x06,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_CONTEXT_0 = 0xA0
};

struct der {
	const unsigned char *at, *end;
};

struct der_element {
	int tag;                    /* the whole first byte */
	const unsigned char *whole; /* with tag and length */
	const unsigned char *content;
	size_t whole_length, length;
};

enum revocation_header { DER_HEADER_SHORT, DER_HEADER_BROKEN, DER_HEADER_READ };

/* Tag and length of the element that begins here, of which there are `left` bytes: SHORT wants more of
 * them. BROKEN: not of definite length in the shortest form, of at most four bytes, with a low tag. */
enum revocation_header revocation_der_header(const unsigned char *at, size_t left, int *tag,
                                             size_t *header, size_t *length);
/* Takes the next element; false at the end and where none of definite length in the shortest form
 * stands whole. */
bool revocation_der_take(struct der *der, struct der_element *element);
/* The same, but it must have this tag; nothing is taken otherwise. */
bool revocation_der_expect(struct der *der, int tag, struct der_element *element);
struct der revocation_der_inside(const struct der_element *element);
bool revocation_der_is_end(const struct der *der);
/* SEQUENCE { tbs, signatureAlgorithm, signature } and nothing behind it: the outside of certificates
 * and lists (RFC 5280 4.1, 5.1). */
bool revocation_der_signed(const unsigned char *bytes, size_t length, struct der_element *tbs,
                           struct der_element *algorithm, struct der_element *signature);
