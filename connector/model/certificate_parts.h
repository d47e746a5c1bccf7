/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that read a certificate share; nothing outside connector/model/ sees it. */
#pragma once
#include "model/certificate.h"
#include <openssl/x509.h>

/* A value of a certificate as text: valid UTF-8, NUL bytes as U+FFFD, so that a name cannot end
 * early for us and go on for others. */
char *certificate_text(struct arena *arena, const void *bytes, size_t length);
/* A readable name of an object identifier: short name where OpenSSL knows one, else dotted. */
char *certificate_object(struct arena *arena, const ASN1_OBJECT *object);
/* The first extension of this kind, decoded; NULL where absent or malformed. Unlike
 * X509_get_ext_d2i it reads certificates that carry one twice. */
void *certificate_extension(const X509 *x509, int nid);

/* certificate_decode.c: the first without its key decoded, the other with it. NULL when it does not
 * parse; the caller frees. */
X509 *certificate_decode(const unsigned char **at, size_t length);
X509 *certificate_decode_whole(const struct certificate *certificate);
/* certificate_dn.c */
void certificate_dn_read(struct arena *arena, const X509_NAME *name, struct certificate_dn *dn);
/* certificate_names.c: SANs into names, name_count, name_total, wildcard. */
void certificate_names_read(struct arena *arena, const X509 *x509, struct certificate *certificate);
/* certificate_key.c: key_type, key_bits, curve. */
void certificate_key_read(struct arena *arena, X509 *x509, struct certificate *certificate);
/* certificate_usage.c: usages, policies, validation, is_ca, purpose, addresses, SCTs. */
void certificate_usage_read(struct arena *arena, const X509 *x509, struct certificate *certificate);
void certificate_usage_addresses(struct arena *arena, const X509 *x509,
                                 struct certificate *certificate);
/* certificate_der.c: spki_sha256 and tbs_sha256 from the bytes as they stand. */
CHECKED bool certificate_der_digests(struct certificate *certificate, struct error *error);
/* certificate_punycode.c: one label of valid UTF-8 as A-label (RFC 3492). NULL when it cannot be:
 * then the bytes stay. */
char *certificate_punycode_label(struct arena *arena, const char *label, size_t length);
