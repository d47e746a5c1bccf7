/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as text: PEM (RFC 7468) and plain base64, as scanners write them. */
#include "base/text.h"
#include "contract/import.h"

#include <string.h>

static const char begin[] = "-----BEGIN CERTIFICATE-----";
static const char finish[] = "-----END CERTIFICATE-----";

bool import_base64(struct import *import, const char *text, size_t length,
                   struct look_certificate *certificate, struct error *error)
{
	char *packed = arena_allocate(&import->arena, length + 1);
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] != '\n' && text[i] != '\r' && text[i] != ' ' && text[i] != '\t')
			packed[used++] = text[i];
	}
	certificate->der =
		used ? text_unbase64(&import->arena, packed, &certificate->length) : NULL;
	/* DER of a certificate is a sequence; the engine keeps it if the rest does not parse. */
	if (certificate->der && certificate->length > 2 && certificate->der[0] == 0x30)
		return true;
	return error_set(error, ERROR_ITEM, "'%s' is no certificate in base64",
	                 import_shown(import, packed));
}

bool import_pem(struct import *import, const char *text, struct look_certificate *chain,
                size_t most, size_t *count, struct error *error)
{
	*count = 0;
	for (const char *at = strstr(text, begin); at; at = strstr(at, begin)) {
		at += sizeof(begin) - 1;
		const char *end = strstr(at, finish);
		if (!end)
			return error_set(error, ERROR_ITEM,
			                 "a PEM block has no line 'END CERTIFICATE'");
		if (*count == most)
			return error_set(error, ERROR_ITEM,
			                 "one place has more than %zu certificates", most);
		if (!import_base64(import, at, (size_t)(end - at), &chain[(*count)++], error))
			return false;
		at = end;
	}
	return *count ? true
	              : error_set(error, ERROR_ITEM, "there is no PEM block of a certificate");
}
