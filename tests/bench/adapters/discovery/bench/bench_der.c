/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DER written from its end to its start. */
#include "bench_der.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

size_t bench_der_position(const struct bench_der *der)
{
	return der->size - der->start;
}

size_t bench_der_from(const struct bench_der *der, size_t position)
{
	return der->size - position - der->start;
}

void bench_der_bytes(struct bench_der *der, const void *bytes, size_t length)
{
	assert(length <= der->start);
	der->start -= length;
	memcpy(der->bytes + der->start, bytes, length);
}

void bench_der_wrap(struct bench_der *der, unsigned tag, size_t position)
{
	size_t length = bench_der_position(der) - position;
	unsigned char header[4] = { (unsigned char)tag };
	size_t used = 2;
	if (length < 128) {
		header[1] = (unsigned char)length;
	} else if (length < 256) {
		header[1] = 0x81;
		header[2] = (unsigned char)length;
		used = 3;
	} else {
		header[1] = 0x82;
		header[2] = (unsigned char)(length >> 8);
		header[3] = (unsigned char)length;
		used = 4;
	}
	bench_der_bytes(der, header, used);
}

void bench_der_value(struct bench_der *der, unsigned tag, const void *bytes, size_t length)
{
	size_t position = bench_der_position(der);
	bench_der_bytes(der, bytes, length);
	bench_der_wrap(der, tag, position);
}

void bench_der_oid(struct bench_der *der, const char *hex)
{
	unsigned char bytes[16];
	size_t length = strlen(hex) / 2;
	bool read = length <= sizeof(bytes) && text_unhex(hex, bytes, length);
	assert(read);
	(void)read;
	bench_der_value(der, BENCH_OID, bytes, length);
}
