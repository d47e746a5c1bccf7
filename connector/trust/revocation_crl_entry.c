/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The entries of a revocation list, and those looked for among them. */
#include "base/clock.h"
#include "base/text.h"
#include "trust/revocation_crl_parts.h"

#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

/* RFC 5280 allows 20 bytes; some authorities have gone beyond. */
enum { SERIAL_BYTES = 128, SERIAL_HEX = 2 * SERIAL_BYTES + 2 };

static bool digits(const unsigned char *text, size_t count, int *values)
{
	for (size_t i = 0; i < count; i++) {
		if (text[2 * i] < '0' || text[2 * i] > '9' || text[2 * i + 1] < '0' ||
		    text[2 * i + 1] > '9')
			return false;
		values[i] = (text[2 * i] - '0') * 10 + (text[2 * i + 1] - '0');
	}
	return true;
}

/* YYMMDDHHMMSSZ up to 2049, YYYYMMDDHHMMSSZ from then on (RFC 5280 4.1.2.5). */
bool revocation_crl_time(const struct der_element *element, int64_t *seconds)
{
	int part[7] = { 0 };
	bool general = element->tag == DER_GENERALIZED_TIME;
	size_t pairs = general ? 7 : 6;
	if ((!general && element->tag != DER_UTC_TIME) || element->length != 2 * pairs + 1 ||
	    element->content[2 * pairs] != 'Z' || !digits(element->content, pairs, part))
		return false;
	const int *rest = general ? part + 2 : part + 1;
	int year = general ? part[0] * 100 + part[1] : part[0] + (part[0] < 50 ? 2000 : 1900);
	if (rest[0] < 1 || rest[0] > 12 || rest[1] < 1 || rest[1] > 31 || rest[2] > 23 ||
	    rest[3] > 59 || rest[4] > 59)
		return false;
	*seconds = clock_join(&(struct clock_date){ .year = year,
	                                            .month = rest[0],
	                                            .day = rest[1],
	                                            .hour = rest[2],
	                                            .minute = rest[3],
	                                            .second = rest[4] });
	return true;
}

/* What a negative number would be without its sign: two's complement. */
static void negate(unsigned char *bytes, size_t length)
{
	unsigned carry = 1;
	for (size_t i = length; i-- > 0;) {
		carry += (unsigned char)~bytes[i];
		bytes[i] = (unsigned char)carry;
		carry >>= 8;
	}
}

/* An integer's content as struct certificate writes serials; false when it does not fit. */
static bool write_hex(const struct der_element *integer, char *out, size_t size)
{
	unsigned char bytes[SERIAL_BYTES];
	char hex[2 * SERIAL_BYTES + 1];
	if (integer->length == 0 || integer->length > sizeof(bytes))
		return false;
	memcpy(bytes, integer->content, integer->length);
	bool negative = bytes[0] & 0x80;
	if (negative)
		negate(bytes, integer->length);
	text_hex(bytes, integer->length, hex);
	const char *start = hex + strspn(hex, "0");
	int written = snprintf(out, size, "%s%s", negative ? "-" : "", *start ? start : "0");
	return written > 0 && (size_t)written < size;
}

bool revocation_crl_entry_take(struct der *entries, struct revocation_crl_entry *entry)
{
	struct der_element whole;
	if (!revocation_der_expect(entries, DER_SEQUENCE, &whole))
		return false;
	struct der inside = revocation_der_inside(&whole);
	entry->extensions = (struct der_element){ 0 };
	if (!revocation_der_expect(&inside, DER_INTEGER, &entry->serial) ||
	    entry->serial.length == 0 || entry->serial.length > SERIAL_BYTES ||
	    !revocation_der_take(&inside, &entry->time) ||
	    (entry->time.tag != DER_UTC_TIME && entry->time.tag != DER_GENERALIZED_TIME))
		return false;
	(void)revocation_der_expect(&inside, DER_SEQUENCE, &entry->extensions);
	return revocation_der_is_end(&inside);
}

/* -1 when none is said. */
static long reason_of(const struct revocation_crl_entry *entry)
{
	const unsigned char *at = entry->extensions.whole;
	if (!at)
		return -1;
	X509_EXTENSIONS *all = d2i_X509_EXTENSIONS(NULL, &at, (long)entry->extensions.whole_length);
	ASN1_ENUMERATED *value = X509V3_get_d2i(all, NID_crl_reason, NULL, NULL);
	long reason = value ? ASN1_ENUMERATED_get(value) : -1;
	ASN1_ENUMERATED_free(value);
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	revocation_forget_errors();
	return reason;
}

static void set(const struct revocation_crl_entry *entry, struct revocation_listed *listed)
{
	static const long remove_from_list = 8;
	long reason = reason_of(entry);
	listed->revoked = reason != remove_from_list;
	listed->reason = listed->revoked ? revocation_reason_name(reason) : "";
	if (!listed->revoked || !revocation_crl_time(&entry->time, &listed->revoked_at))
		listed->revoked_at = 0;
}

static int compare(const void *key, const void *item)
{
	return strcmp(key, ((const struct revocation_listed *)item)->serial);
}

void revocation_crl_entry_apply(const struct revocation_crl_entry *entry,
                                struct revocation_listed *listed, size_t count)
{
	char serial[SERIAL_HEX];
	if (!count || !write_hex(&entry->serial, serial, sizeof(serial)))
		return;
	struct revocation_listed *found = bsearch(serial, listed, count, sizeof(*listed), compare);
	if (!found)
		return;
	while (found > listed && strcmp(found[-1].serial, serial) == 0)
		found--;
	for (; found < listed + count && strcmp(found->serial, serial) == 0; found++)
		set(entry, found);
}

void revocation_crl_apply(const struct revocation_crl *crl, struct revocation_listed *listed,
                          size_t count)
{
	struct der entries = crl->entries;
	struct revocation_crl_entry entry;
	while (count && revocation_crl_entry_take(&entries, &entry))
		revocation_crl_entry_apply(&entry, listed, count);
}
