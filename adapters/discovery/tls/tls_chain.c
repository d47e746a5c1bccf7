/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Certificate message taken apart. */
#include "tls_chain.h"

#include "base/limits.h"

enum { STATUS_REQUEST = 5 /* RFC 6066 8 */, STATUS_OCSP = 1 };

struct reader {
	const unsigned char *at;
	size_t left;
};

/* Takes a vector whose length stands in front in this many bytes. */
static bool take(struct reader *from, size_t length_bytes, struct reader *vector)
{
	if (from->left < length_bytes)
		return false;
	size_t length = 0;
	for (size_t index = 0; index < length_bytes; index++)
		length = length << 8 | from->at[index];
	if (from->left - length_bytes < length)
		return false;
	*vector = (struct reader){ .at = from->at + length_bytes, .left = length };
	from->at += length_bytes + length;
	from->left -= length_bytes + length;
	return true;
}

bool tls_chain_read(const unsigned char *message, size_t length, bool modern,
                    struct look_certificate *chain, size_t *count, size_t *total)
{
	struct reader body = { .at = message, .left = length };
	struct reader skipped;
	struct reader list;
	*count = *total = 0;
	if ((modern && !take(&body, 1, &skipped)) || !take(&body, 3, &list) || body.left)
		return false;
	while (list.left) {
		struct reader certificate;
		if (!take(&list, 3, &certificate) || (modern && !take(&list, 2, &skipped)))
			return false;
		if (!certificate.left)
			return false;
		if (*count < LIMIT_CHAIN_CERTIFICATES)
			chain[(*count)++] = (struct look_certificate){ .der = certificate.at,
				                                       .length = certificate.left };
		(*total)++;
	}
	return true;
}

bool tls_chain_status(const unsigned char *body, size_t length, const unsigned char **staple,
                      size_t *staple_length)
{
	struct reader status = { .at = body, .left = length };
	struct reader response;
	if (!status.left || *status.at != STATUS_OCSP)
		return false;
	status.at++;
	status.left--;
	if (!take(&status, 3, &response) || status.left || !response.left ||
	    response.left > LIMIT_OCSP_BYTES)
		return false;
	*staple = response.at;
	*staple_length = response.left;
	return true;
}

bool tls_chain_staple(const unsigned char *message, size_t length, const unsigned char **staple,
                      size_t *staple_length)
{
	struct reader body = { .at = message, .left = length };
	struct reader skipped;
	struct reader list;
	struct reader extensions;
	if (!take(&body, 1, &skipped) || !take(&body, 3, &list) || !take(&list, 3, &skipped) ||
	    !take(&list, 2, &extensions))
		return false;
	while (extensions.left >= 2) {
		unsigned type = (unsigned)extensions.at[0] << 8 | extensions.at[1];
		struct reader content;
		extensions.at += 2;
		extensions.left -= 2;
		if (!take(&extensions, 2, &content))
			return false;
		if (type == STATUS_REQUEST)
			return tls_chain_status(content.at, content.left, staple, staple_length);
	}
	return false;
}
