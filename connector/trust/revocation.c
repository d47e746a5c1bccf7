/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names, reasons and windows of answers about revocation. */
#include "trust/revocation.h"
#include "base/clock.h"
#include "base/text.h"

static const char *const status_names[] = {
	[REVOCATION_UNAVAILABLE] = "unavailable",
	[REVOCATION_GOOD] = "good",
	[REVOCATION_REVOKED] = "revoked",
	[REVOCATION_UNKNOWN] = "unknown",
};
static const char *const source_names[] = {
	[REVOCATION_NOWHERE] = "",
	[REVOCATION_STAPLE] = "staple",
	[REVOCATION_OCSP] = "ocsp",
	[REVOCATION_CRL] = "crl",
};
/* RFC 5280 5.3.1; 7 is not used. */
static const char *const reason_names[] = {
	"unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
	"superseded",    "cessationOfOperation", "certificateHold", "",
	"removeFromCRL", "privilegeWithdrawn",   "aACompromise",
};
enum { REASONS = sizeof(reason_names) / sizeof(reason_names[0]) };

const char *revocation_status_name(enum revocation_status status)
{
	return status_names[status];
}

const char *revocation_source_name(enum revocation_source source)
{
	return source_names[source];
}

const char *revocation_reason_name(long code)
{
	return code >= 0 && code < REASONS ? reason_names[code] : "";
}

bool revocation_window(int64_t this_update, int64_t next_update, int64_t now, int64_t lasts,
                       struct error *error)
{
	char at[24];
	if (this_update > now + REVOCATION_SKEW) {
		clock_format_human(this_update, at);
		return error_set(error, ERROR_ITEM,
		                 "it is from the future (%s): compare the clocks", at);
	}
	if (next_update && next_update < this_update)
		return error_set(error, ERROR_ITEM, "it ends before it begins");
	int64_t end = next_update ? next_update : this_update + lasts;
	if (end + REVOCATION_SKEW < now) {
		clock_format_human(end, at);
		return error_set(error, ERROR_ITEM, "it was out of date by %s", at);
	}
	return true;
}
