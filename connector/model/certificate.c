/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a certificate from DER (RFC 5280), part by part. */
#include "model/certificate.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

enum {
	/* RFC 5280 4.1.2.2 allows 20 bytes; longer ones are met, but not by much. */
	SERIAL_BYTES = 256,
	/* Any notAfter on the last day stands for "no end". */
	LAST_DAY = CLOCK_DAY - 1,
};

static void free_x509(X509 **x509)
{
	X509_free(*x509);
}

char *certificate_text(struct arena *arena, const void *bytes, size_t length)
{
	const char *from = bytes;
	TEXT(whole);
	whole.ceiling = LIMIT_CERTIFICATE_BYTES * 4;
	while (length) {
		const char *zero = memchr(from, '\0', length);
		size_t piece = zero ? (size_t)(zero - from) : length;
		text_append(&whole, text_clean_utf8(arena, from, piece));
		if (zero) {
			text_append(&whole, "\xEF\xBF\xBD");
			piece++;
		}
		from += piece;
		length -= piece;
	}
	return arena_copy(arena, text_string(&whole));
}

char *certificate_object(struct arena *arena, const ASN1_OBJECT *object)
{
	int nid = OBJ_obj2nid(object);
	if (nid != NID_undef)
		return arena_copy(arena, OBJ_nid2sn(nid));
	char dotted[256];
	int length = OBJ_obj2txt(dotted, sizeof(dotted), object, 1);
	return arena_copy(arena, length > 0 && length < (int)sizeof(dotted) ? dotted : "unknown");
}

void *certificate_extension(const X509 *x509, int nid)
{
	int index = X509_get_ext_by_NID(x509, nid, -1);
	return index < 0 ? NULL : X509V3_EXT_d2i(X509_get_ext(x509, index));
}

static bool read_serial(struct arena *arena, const X509 *x509, struct certificate *certificate,
                        struct error *error)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
	int length = ASN1_STRING_length(serial);
	if (length < 0 || length > SERIAL_BYTES)
		return error_set(
			error, ERROR_ITEM,
			"serial number of %d bytes is longer than %d; not a certificate to use",
			length, SERIAL_BYTES);
	char hex[2 * SERIAL_BYTES + 1];
	text_hex(ASN1_STRING_get0_data(serial), (size_t)length, hex);
	const char *digits = hex + strspn(hex, "0");
	bool negative = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER && *digits;
	certificate->serial =
		arena_print(arena, "%s%s", negative ? "-" : "", *digits ? digits : "0");
	return true;
}

static bool read_time(const ASN1_TIME *from, const char *which, int64_t *time, struct error *error)
{
	struct tm tm;
	if (!ASN1_TIME_to_tm(from, &tm))
		return error_set(error, ERROR_ITEM,
		                 "%s is no time of the form RFC 5280 4.1.2.5 asks for", which);
	*time = clock_join(&(struct clock_date){ .year = tm.tm_year + 1900,
	                                         .month = tm.tm_mon + 1,
	                                         .day = tm.tm_mday,
	                                         .hour = tm.tm_hour,
	                                         .minute = tm.tm_min,
	                                         .second = tm.tm_sec });
	if (*time >= CLOCK_NO_END - LAST_DAY)
		*time = CLOCK_NO_END;
	return true;
}

static void read_signature(struct arena *arena, const X509 *x509, struct certificate *certificate)
{
	const X509_ALGOR *algorithm = X509_get0_tbs_sigalg(x509);
	const ASN1_OBJECT *object;
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	int nid = OBJ_obj2nid(object);
	int digest = NID_undef;
	/* RSASSA-PSS keeps its digest in the parameters, and the digest is what makes it weak. */
	X509 *whole CLEANUP(free_x509) =
		nid == NID_rsassaPss ? certificate_decode_whole(certificate) : NULL;
	if (whole && X509_get_signature_info(whole, &digest, NULL, NULL, NULL) &&
	    digest != NID_undef)
		certificate->signature_algorithm =
			arena_print(arena, "rsassaPss-with-%s", OBJ_nid2sn(digest));
	else if (nid != NID_undef)
		certificate->signature_algorithm = arena_copy(arena, OBJ_nid2ln(nid));
	else
		certificate->signature_algorithm = certificate_object(arena, object);
}

/* By signature where OpenSSL knows the algorithm; by equal names where it does not. */
static bool is_self_signed(const X509 *x509, const struct certificate *certificate)
{
	if (X509_NAME_cmp(X509_get_subject_name(x509), X509_get_issuer_name(x509)) != 0)
		return false;
	X509 *whole CLEANUP(free_x509) = certificate_decode_whole(certificate);
	return whole && X509_self_signed(whole, 1) != 0;
}

static bool read_parts(struct arena *arena, X509 *x509, struct certificate *certificate,
                       struct error *error)
{
	if (!read_serial(arena, x509, certificate, error) ||
	    !read_time(X509_get0_notBefore(x509), "notBefore", &certificate->not_before, error) ||
	    !read_time(X509_get0_notAfter(x509), "notAfter", &certificate->not_after, error) ||
	    !certificate_der_digests(certificate, error))
		return false;
	certificate->version = (int)X509_get_version(x509) + 1;
	certificate_dn_read(arena, X509_get_subject_name(x509), &certificate->subject);
	certificate_dn_read(arena, X509_get_issuer_name(x509), &certificate->issuer);
	certificate_names_read(arena, x509, certificate);
	certificate_key_read(arena, x509, certificate);
	read_signature(arena, x509, certificate);
	certificate->self_signed = is_self_signed(x509, certificate);
	certificate_usage_read(arena, x509, certificate);
	certificate_usage_addresses(arena, x509, certificate);
	return true;
}

bool certificate_parse(struct arena *arena, const unsigned char *der, size_t length,
                       struct certificate *certificate, struct error *error)
{
	*certificate = (struct certificate){ .der = der, .der_length = length };
	digest_hex(der, length, certificate->sha256);
	if (length > LIMIT_CERTIFICATE_BYTES)
		return error_set(error, ERROR_ITEM, "certificate of %zu bytes is longer than %d",
		                 length, LIMIT_CERTIFICATE_BYTES);
	const unsigned char *end = der;
	X509 *x509 CLEANUP(free_x509) = length ? certificate_decode(&end, length) : NULL;
	bool parsed = false;
	if (!x509)
		error_set(error, ERROR_ITEM, "certificate does not parse: %s",
		          length ? ERR_reason_error_string(ERR_peek_last_error()) : "it is empty");
	else if ((size_t)(end - der) != length)
		error_set(error, ERROR_ITEM, "%zu bytes follow the end of the certificate",
		          length - (size_t)(end - der));
	else
		parsed = read_parts(arena, x509, certificate, error);
	ERR_clear_error();
	return parsed;
}

const char *certificate_purpose_name(enum certificate_purpose purpose)
{
	static const char *const names[] = {
		[CERTIFICATE_UNKNOWN] = "unknown",
		[CERTIFICATE_SERVER] = "server",
		[CERTIFICATE_CLIENT] = "client",
		[CERTIFICATE_CA] = "ca",
		[CERTIFICATE_CODE_SIGNING] = "code signing",
		[CERTIFICATE_TIME_STAMP] = "time stamp",
		[CERTIFICATE_PERSONAL] = "personal",
	};
	return names[purpose];
}
