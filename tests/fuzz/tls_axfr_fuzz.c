/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the messages of a zone transfer: names are names inside the zone, and nothing is read
 * beyond a message. Each message stands behind its length, as TCP carries it. */
#include "adapters/discovery/tls/tls_axfr.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char ZONE[] = "example.com";
enum { NOW = 1800000000 };

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static bool each(void *context, const char *name, struct error *error)
{
	(void)context, (void)error;
	size_t length = strlen(name), zone = strlen(ZONE);
	insist(length >= zone && length < TLS_AXFR_TEXT - 1);
	insist(strcmp(name + length - zone, ZONE) == 0);
	insist(length == zone || name[length - zone - 1] == '.');
	insist(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == length);
	return true;
}

/* A message of its own block, so that a sanitizer sees any step beyond its end. */
static bool take(struct tls_axfr *axfr, const uint8_t *data, size_t length)
{
	struct error error = ERROR_INIT;
	uint8_t *copy = malloc(length ? length : 1);
	insist(copy != NULL);
	if (length)
		memcpy(copy, data, length);
	bool good = tls_axfr_take(axfr, copy, length, NOW, &error);
	insist(good || (error.kind == ERROR_PEER && error.message[0]));
	free(copy);
	return good;
}

static void try_stream(const uint8_t *data, size_t size, struct tls_tsig *tsig)
{
	unsigned char question[TLS_AXFR_QUESTION];
	struct error error = ERROR_INIT;
	struct tls_axfr axfr = { .each = each, .tsig = tsig };
	uint16_t id = size >= 4 ? (uint16_t)(data[2] << 8 | data[3]) : 0;
	insist(tls_axfr_ask(&axfr, ZONE, id, NOW, question, &error) > 0);
	while (size >= 2 && axfr.state != TLS_AXFR_COMPLETE) {
		size_t length = (size_t)data[0] << 8 | data[1];
		if (length > size - 2)
			length = size - 2;
		if (!take(&axfr, data + 2, length))
			return;
		data += 2 + length;
		size -= 2 + length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret key = { 0 };
	struct error error = ERROR_INIT;
	struct tls_tsig tsig;
	secret_set(&key, "bGFi", 4);
	insist(tls_tsig_open(&tsig, "lab", "hmac-sha256", &key, &error));
	try_stream(data, size, NULL);
	try_stream(data, size, &tsig);
	tls_tsig_close(&tsig);
	secret_release(&key);
	return 0;
}
