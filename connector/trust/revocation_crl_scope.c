/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a revocation list speaks for, by its extensions (RFC 5280 5.2). */
#include "base/arena.h"
#include "base/text.h"
#include "trust/revocation_crl_parts.h"

#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>

static void free_extensions(X509_EXTENSIONS **all)
{
	sk_X509_EXTENSION_pop_free(*all, X509_EXTENSION_free);
}

static void free_scope(ISSUING_DIST_POINT **scope)
{
	ISSUING_DIST_POINT_free(*scope);
}

static void free_points(CRL_DIST_POINTS **points)
{
	CRL_DIST_POINTS_free(*points);
}

static bool are_known(const X509_EXTENSIONS *all, struct error *error)
{
	for (int i = 0; i < sk_X509_EXTENSION_num(all); i++) {
		X509_EXTENSION *extension = sk_X509_EXTENSION_value(all, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
		if (X509_EXTENSION_get_critical(extension) &&
		    nid != NID_issuing_distribution_point && nid != NID_delta_crl &&
		    nid != NID_crl_number && nid != NID_authority_key_identifier)
			return error_set(
				error, ERROR_ITEM,
				"the list has a critical extension that is not known here");
	}
	return true;
}

/* Written as a serial is, so that numbers of any size compare. */
static bool read_number(const X509_EXTENSIONS *all, int nid, char out[static REVOCATION_NUMBER],
                        struct error *error)
{
	int found = -1;
	ASN1_INTEGER *value = X509V3_get_d2i(all, nid, &found, NULL);
	if (!value)
		return found < 0 && X509v3_get_ext_by_NID(all, nid, -1) < 0
		               ? true
		               : error_set(error, ERROR_ITEM, "the list holds a broken number");
	BIGNUM *number = ASN1_INTEGER_to_BN(value, NULL);
	bool fits = number && !BN_is_negative(number) && BN_num_bytes(number) <= 32;
	if (fits) {
		unsigned char bytes[32];
		char hex[REVOCATION_NUMBER];
		int length = BN_bn2bin(number, bytes);
		text_hex(bytes, (size_t)length, hex);
		const char *start = hex + strspn(hex, "0");
		snprintf(out, REVOCATION_NUMBER, "%s", *start ? start : "0");
	}
	BN_free(number);
	ASN1_INTEGER_free(value);
	return fits || error_set(error, ERROR_ITEM, "the list holds a broken number");
}

static const char *uri_of(struct arena *arena, const GENERAL_NAME *name)
{
	const ASN1_IA5STRING *uri = name->d.uniformResourceIdentifier;
	return text_clean_utf8(arena, ASN1_STRING_get0_data(uri), (size_t)ASN1_STRING_length(uri));
}

/* A name that is relative to the issuer's leaves none to compare. */
static void read_points(struct arena *arena, const DIST_POINT_NAME *name,
                        struct revocation_crl *crl)
{
	crl->is_partial = true;
	if (name->type != 0)
		return;
	int count = sk_GENERAL_NAME_num(name->name.fullname);
	const char **points = ARENA_ARRAY(arena, const char *, (size_t)count + 1);
	for (int i = 0; i < count; i++) {
		const GENERAL_NAME *point = sk_GENERAL_NAME_value(name->name.fullname, i);
		if (point->type == GEN_URI)
			points[crl->point_count++] = uri_of(arena, point);
	}
	crl->points = points;
}

bool revocation_crl_is_for(const struct revocation_crl *crl, const char *point)
{
	for (size_t i = 0; i < crl->point_count; i++)
		if (text_equal(crl->points[i], point))
			return true;
	return !crl->is_partial;
}

static bool read_scope(struct arena *arena, const X509_EXTENSIONS *all, const char *url,
                       struct revocation_crl *crl, struct error *error)
{
	CLEANUP(free_scope)
	ISSUING_DIST_POINT *scope = X509V3_get_d2i(all, NID_issuing_distribution_point, NULL, NULL);
	if (!scope)
		return X509v3_get_ext_by_NID(all, NID_issuing_distribution_point, -1) < 0 ||
		       error_set(error, ERROR_ITEM, "the list's scope does not parse");
	if (scope->indirectCRL > 0)
		return error_set(error, ERROR_ITEM,
		                 "the list is an indirect one, which is not read");
	if (scope->onlysomereasons)
		return error_set(error, ERROR_ITEM, "the list is for some reasons only");
	if (scope->onlyattr > 0)
		return error_set(error, ERROR_ITEM, "the list is for attribute certificates");
	crl->only_users = scope->onlyuser > 0;
	crl->only_cas = scope->onlyCA > 0;
	if (scope->distpoint)
		read_points(arena, scope->distpoint, crl);
	if (url && !revocation_crl_is_for(crl, url))
		return error_set(error, ERROR_ITEM, "the list is for another distribution point");
	return true;
}

/* Active Directory names a directory first and a web server after it; only the latter is asked. */
static const char *better_uri(struct arena *arena, const char *found, const GENERAL_NAME *name)
{
	if (name->type != GEN_URI)
		return found;
	const char *uri = uri_of(arena, name);
	bool plain = strncasecmp(uri, "http://", 7) == 0;
	return !*found || (plain && strncasecmp(found, "http://", 7) != 0) ? uri : found;
}

static const char *freshest(struct arena *arena, const X509_EXTENSIONS *all)
{
	CLEANUP(free_points)
	CRL_DIST_POINTS *points = X509V3_get_d2i(all, NID_freshest_crl, NULL, NULL);
	const char *found = "";
	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT_NAME *name = sk_DIST_POINT_value(points, i)->distpoint;
		if (!name || name->type != 0)
			continue;
		for (int at = 0; at < sk_GENERAL_NAME_num(name->name.fullname); at++)
			found = better_uri(arena, found,
			                   sk_GENERAL_NAME_value(name->name.fullname, at));
	}
	return found;
}

bool revocation_crl_scope(struct arena *arena, const struct revocation_crl_parts *parts,
                          const char *url, struct revocation_crl *crl, struct error *error)
{
	if (!parts->extensions.whole)
		return true;
	struct der inside = revocation_der_inside(&parts->extensions);
	struct der_element list;
	if (!revocation_der_expect(&inside, DER_SEQUENCE, &list) || !revocation_der_is_end(&inside))
		return error_set(error, ERROR_ITEM, "the list's extensions do not parse");
	const unsigned char *at = list.whole;
	CLEANUP(free_extensions)
	X509_EXTENSIONS *all = d2i_X509_EXTENSIONS(NULL, &at, (long)list.whole_length);
	if (!all)
		return error_set(error, ERROR_ITEM, "the list's extensions do not parse");
	if (!are_known(all, error) || !read_number(all, NID_crl_number, crl->number, error) ||
	    !read_number(all, NID_delta_crl, crl->base, error) ||
	    !read_scope(arena, all, url, crl, error))
		return false;
	crl->delta_url = freshest(arena, all);
	return true;
}
