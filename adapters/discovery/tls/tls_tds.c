/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* TLS inside packets of SQL Server. */
#include "tls_tds.h"

#include "base/memory.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	PRELOGIN = 0x12,
	ANSWER = 0x04, /* some servers answer with it in the handshake too */
	LAST = 0x01,
	LENGTH_AT = 2,
};

size_t tls_tds_wrap(const unsigned char *bytes, size_t length, bool last,
                    unsigned char packet[static TLS_TDS_PACKET])
{
	if (length > TLS_TDS_PAYLOAD)
		length = TLS_TDS_PAYLOAD;
	size_t whole = length + TLS_TDS_HEADER;
	memset(packet, 0, TLS_TDS_HEADER);
	packet[0] = PRELOGIN;
	packet[1] = last ? LAST : 0;
	packet[LENGTH_AT] = (unsigned char)(whole >> 8);
	packet[LENGTH_AT + 1] = (unsigned char)whole;
	memcpy(packet + TLS_TDS_HEADER, bytes, length);
	return whole;
}

static void read_header(struct tls_tds *tds)
{
	size_t whole = (size_t)tds->header[LENGTH_AT] << 8 | tds->header[LENGTH_AT + 1];
	/* One without payload carries no record: nobody sends it for a good reason. */
	tds->broken =
		(tds->header[0] != PRELOGIN && tds->header[0] != ANSWER) || whole <= TLS_TDS_HEADER;
	tds->left = tds->broken ? 0 : whole - TLS_TDS_HEADER;
	tds->have = 0;
}

size_t tls_tds_unwrap(struct tls_tds *tds, unsigned char *bytes, size_t length)
{
	size_t kept = 0;
	size_t at = 0;
	while (at < length && !tds->broken) {
		if (!tds->left) {
			tds->header[tds->have++] = bytes[at++];
			if (tds->have == TLS_TDS_HEADER)
				read_header(tds);
			continue;
		}
		size_t now = tds->left < length - at ? tds->left : length - at;
		memmove(bytes + kept, bytes + at, now);
		tds->left -= now;
		kept += now;
		at += now;
	}
	return kept;
}

/* What a filter keeps: packets read so far, and a packet that did not go out whole. */
struct filter {
	struct tls_tds reading;
	unsigned char packet[TLS_TDS_PACKET];
	size_t length, sent;
};

static int create(BIO *bio)
{
	BIO_set_data(bio, memory_zero(1, sizeof(struct filter)));
	BIO_set_init(bio, 1);
	return 1;
}

static int destroy(BIO *bio)
{
	free(BIO_get_data(bio));
	BIO_set_data(bio, NULL);
	return 1;
}

/* True when nothing is left to send. */
static bool flush(BIO *bio, struct filter *filter)
{
	while (filter->sent < filter->length) {
		int sent = BIO_write(BIO_next(bio), filter->packet + filter->sent,
		                     (int)(filter->length - filter->sent));
		if (sent <= 0) {
			BIO_copy_next_retry(bio);
			return false;
		}
		filter->sent += (size_t)sent;
	}
	return true;
}

static int write_bytes(BIO *bio, const char *bytes, int length)
{
	struct filter *filter = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	if (length <= 0 || !flush(bio, filter))
		return -1;
	int taken = length < TLS_TDS_PAYLOAD ? length : TLS_TDS_PAYLOAD;
	filter->length = tls_tds_wrap((const unsigned char *)bytes, (size_t)taken, taken == length,
	                              filter->packet);
	filter->sent = 0;
	/* What does not fit now goes out before the next byte is written or read. */
	(void)flush(bio, filter);
	BIO_clear_retry_flags(bio);
	return taken;
}

static int read_bytes(BIO *bio, char *bytes, int length)
{
	struct filter *filter = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	if (!flush(bio, filter))
		return -1;
	for (;;) {
		if (filter->reading.broken) {
			ERR_raise(ERR_LIB_SSL, SSL_R_BAD_PACKET);
			return -1;
		}
		int got = BIO_read(BIO_next(bio), bytes, length);
		if (got <= 0) {
			BIO_copy_next_retry(bio);
			return got;
		}
		size_t kept = tls_tds_unwrap(&filter->reading, (unsigned char *)bytes, (size_t)got);
		if (kept)
			return (int)kept;
	}
}

static long control(BIO *bio, int command, long number, void *pointer)
{
	if (command == BIO_CTRL_FLUSH)
		return flush(bio, BIO_get_data(bio));
	return BIO_next(bio) ? BIO_ctrl(BIO_next(bio), command, number, pointer) : 0;
}

static BIO_METHOD *method;

static void make_method(void)
{
	method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "tds");
	if (!method || !BIO_meth_set_create(method, create) ||
	    !BIO_meth_set_destroy(method, destroy) || !BIO_meth_set_write(method, write_bytes) ||
	    !BIO_meth_set_read(method, read_bytes) || !BIO_meth_set_ctrl(method, control))
		abort();
}

void tls_tds_attach(SSL *ssl)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_method);
	BIO *filter = BIO_new(method);
	BIO *socket = SSL_get_rbio(ssl);
	if (!filter || !BIO_up_ref(socket))
		abort();
	BIO_push(filter, socket);
	SSL_set_bio(ssl, filter, filter);
}
