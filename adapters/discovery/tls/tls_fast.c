/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records become messages, messages a verdict (RFC 8446 4 and 5; RFC 5246 6 and 7). */
#include "tls_fast.h"
#include "tls_fast_answer.h"
#include "tls_fast_hello.h"

#include <assert.h>
#include <string.h>

enum {
	HEADER = 5,         /* of a record */
	MESSAGE_HEADER = 4, /* of a handshake message */
	PLAIN_MOST = 16 << 10,
	CIPHER_MOST = PLAIN_MOST + 256,
	/* All that a server may send before its certificate ends: flights in records of a byte are no
	 * use to anybody. */
	TOTAL_MOST = 2 * LIMIT_HANDSHAKE_BYTES,

	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,

	HELLO_REQUEST = 0,
	SERVER_HELLO = 2,
	ENCRYPTED_EXTENSIONS = 8,
	CERTIFICATE = 11,
	CERTIFICATE_REQUEST = 13,

	CLOSE_NOTIFY = 0,
	USER_CANCELED = 90,
	WARNING = 1,
	TLS_1_3 = 0x0304,
};

void tls_fast_start(struct tls_fast *fast, struct tls_fast_ciphers *ciphers,
                    const struct tls_fast_question *question)
{
	fast->state = TLS_FAST_READING;
	fast->stop = TLS_FAST_GOING;
	fast->alert = 0;
	fast->version = fast->suite = 0;
	fast->ciphers = ciphers;
	fast->keys.ready = false;
	fast->secret = NULL;
	fast->extended = false;
	fast->room = NULL;
	fast->capacity = fast->message = fast->plain = fast->end = fast->total = fast->rest = 0;
	fast->hello_length = tls_fast_hello_write(question, fast->hello);
}

size_t tls_fast_kept(const struct tls_fast *fast)
{
	return fast->end - fast->message;
}

void tls_fast_lend(struct tls_fast *fast, unsigned char *room, size_t capacity)
{
	size_t kept = tls_fast_kept(fast);
	assert(capacity >= kept);
	if (kept)
		memmove(room, fast->room + fast->message, kept);
	fast->plain -= fast->message;
	fast->message = 0;
	fast->end = kept;
	fast->room = room;
	fast->capacity = capacity;
}

unsigned char *tls_fast_space(struct tls_fast *fast, size_t *size)
{
	if (fast->end == fast->capacity && fast->message)
		tls_fast_lend(fast, fast->room, fast->capacity);
	*size = fast->capacity - fast->end;
	return fast->room + fast->end;
}

const unsigned char *tls_fast_certificates(const struct tls_fast *fast, size_t *length)
{
	const unsigned char *message = fast->room + fast->message;
	*length = (size_t)message[1] << 16 | (size_t)message[2] << 8 | message[3];
	return message + MESSAGE_HEADER;
}

bool tls_fast_is_modern(const struct tls_fast *fast)
{
	return fast->version == TLS_1_3;
}

const char *tls_fast_version(const struct tls_fast *fast)
{
	static const char *const names[] = { "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
	return names[fast->version & 7];
}

static bool stop(struct tls_fast *fast, enum tls_fast_stop why)
{
	fast->state = TLS_FAST_STOPPED;
	fast->stop = why;
	return false;
}

/* From here on the server's records are encrypted; nothing in clear may trail behind its hello. */
static bool take_modern(struct tls_fast *fast, const struct tls_fast_answer *answer,
                        const unsigned char *message, size_t length)
{
	if (!tls_fast_keys_knows(answer->suite))
		return stop(fast, TLS_FAST_UNKNOWN);
	if (fast->plain != fast->message + length)
		return stop(fast, TLS_FAST_BROKEN);
	tls_fast_keys_derive(&fast->keys, fast->ciphers, answer->suite,
	                     fast->secret ? fast->secret : answer->secret,
	                     fast->secret ? fast->secret_length : answer->secret_length,
	                     fast->hello + HEADER, fast->hello_length - HEADER, message, length);
	return true;
}

static bool take_hello(struct tls_fast *fast, const unsigned char *message, size_t length)
{
	struct tls_fast_answer answer;
	enum tls_fast_stop why = tls_fast_answer_read(
		message + MESSAGE_HEADER, length - MESSAGE_HEADER, fast->hello + HEADER, &answer);
	if (why != TLS_FAST_GOING)
		return stop(fast, why);
	if (answer.retry)
		return stop(fast, TLS_FAST_RETRY);
	fast->version = answer.version;
	fast->suite = answer.suite;
	return !tls_fast_is_modern(fast) || take_modern(fast, &answer, message, length);
}

/* False when there is nothing more to read. */
static bool take_message(struct tls_fast *fast, const unsigned char *message, size_t length)
{
	switch (message[0]) {
	case HELLO_REQUEST: /* to be ignored while a handshake runs (RFC 5246 7.4.1.1) */
		return (length == MESSAGE_HEADER && !fast->keys.ready) ||
		       stop(fast, TLS_FAST_BROKEN);
	case SERVER_HELLO:
		return fast->version ? stop(fast, TLS_FAST_BROKEN)
		                     : take_hello(fast, message, length);
	case ENCRYPTED_EXTENSIONS:
		if (!fast->keys.ready || fast->extended)
			return stop(fast, TLS_FAST_BROKEN);
		return fast->extended = true;
	case CERTIFICATE_REQUEST:
		return fast->extended || stop(fast, TLS_FAST_BROKEN);
	case CERTIFICATE:
		if (!fast->version || (fast->keys.ready && !fast->extended))
			return stop(fast, TLS_FAST_BROKEN);
		fast->state = TLS_FAST_SHOWN;
		return false;
	default:
		return stop(fast, fast->version ? TLS_FAST_NO_CERTIFICATE : TLS_FAST_BROKEN);
	}
}

/* Takes the whole messages that lie there; false when there is nothing more to read. */
static bool take_messages(struct tls_fast *fast)
{
	while (fast->plain - fast->message >= MESSAGE_HEADER) {
		const unsigned char *message = fast->room + fast->message;
		size_t length = (size_t)message[1] << 16 | (size_t)message[2] << 8 | message[3];
		if (length > LIMIT_HANDSHAKE_BYTES)
			return stop(fast, TLS_FAST_TOO_LARGE);
		length += MESSAGE_HEADER;
		if (fast->plain - fast->message < length)
			break;
		if (!take_message(fast, message, length))
			return false;
		fast->message += length;
	}
	return true;
}

static bool take_alert(struct tls_fast *fast, const unsigned char *content, size_t length)
{
	if (length != 2)
		return stop(fast, TLS_FAST_BROKEN);
	/* Warnings as unrecognized_name go before hellos of old servers. */
	if (content[0] == WARNING && content[1] != CLOSE_NOTIFY && !fast->keys.ready)
		return true;
	fast->alert = content[1];
	return stop(fast, TLS_FAST_ALERT);
}

/* Content of one record; what is a message's goes to where the others end. */
static bool take_content(struct tls_fast *fast, unsigned char type, const unsigned char *content,
                         size_t length)
{
	switch (type) {
	case HANDSHAKE:
		if (!length)
			return stop(fast, TLS_FAST_BROKEN);
		memmove(fast->room + fast->plain, content, length);
		fast->plain += length;
		return take_messages(fast);
	case ALERT:
		return take_alert(fast, content, length);
	default:
		return stop(fast, TLS_FAST_BROKEN);
	}
}

/* Zeros behind the type are padding (RFC 8446 5.4). */
static bool take_sealed(struct tls_fast *fast, unsigned char *record, size_t length)
{
	size_t content;
	if (!tls_fast_keys_read(&fast->keys, fast->ciphers, record, length, &content))
		return stop(fast, TLS_FAST_BROKEN);
	while (content && !record[HEADER + content - 1])
		content--;
	if (!content)
		return stop(fast, TLS_FAST_BROKEN);
	return take_content(fast, record[HEADER + content - 1], record + HEADER, content - 1);
}

static bool take_record(struct tls_fast *fast, unsigned char *record, size_t length)
{
	unsigned char type = record[0];
	if (fast->keys.ready) {
		if (type == APPLICATION_DATA)
			return take_sealed(fast, record, length);
		/* One byte that middleboxes like to see (RFC 8446 D.4); alerts may come in clear. */
		if (type == CHANGE_CIPHER_SPEC)
			return length == HEADER + 1 || stop(fast, TLS_FAST_BROKEN);
		return type == ALERT ? take_alert(fast, record + HEADER, length - HEADER)
		                     : stop(fast, TLS_FAST_BROKEN);
	}
	return take_content(fast, type, record + HEADER, length - HEADER);
}

/* Is this the beginning of a record that we would read? As much as there is of it. */
static bool check_header(struct tls_fast *fast, const unsigned char *header, size_t length)
{
	bool is_known = header[0] >= CHANGE_CIPHER_SPEC && header[0] <= APPLICATION_DATA;
	if (!is_known || (length > 1 && header[1] != 3))
		return stop(fast, fast->version ? TLS_FAST_BROKEN : TLS_FAST_NO_TLS);
	if (length < HEADER)
		return true;
	size_t most = fast->keys.ready ? CIPHER_MOST : PLAIN_MOST;
	return ((size_t)header[3] << 8 | header[4]) <= most || stop(fast, TLS_FAST_BROKEN);
}

/* Reads all whole records; what is left of the last one moves to behind the messages. */
static void take_records(struct tls_fast *fast, size_t raw)
{
	while (raw < fast->end) {
		unsigned char *record = fast->room + raw;
		size_t left = fast->end - raw;
		if (!check_header(fast, record, left))
			return;
		size_t length =
			left < HEADER ? HEADER : HEADER + ((size_t)record[3] << 8 | record[4]);
		if (left < length)
			break;
		raw += length;
		fast->rest = raw;
		if (!take_record(fast, record, length))
			return;
	}
	if (fast->message == fast->plain)
		fast->message = fast->plain = 0;
	memmove(fast->room + fast->plain, fast->room + raw, fast->end - raw);
	fast->end = fast->plain + (fast->end - raw);
}

enum tls_fast_state tls_fast_take(struct tls_fast *fast, size_t length)
{
	if (fast->state != TLS_FAST_READING)
		return fast->state;
	fast->end += length;
	fast->total += length;
	if (fast->total > TOTAL_MOST)
		(void)stop(fast, TLS_FAST_TOO_LARGE);
	else
		take_records(fast, fast->plain);
	return fast->state;
}

size_t tls_fast_goodbye(struct tls_fast *fast, unsigned char out[static TLS_FAST_GOODBYE])
{
	static const unsigned char alerts[][2] = { { WARNING, USER_CANCELED },
		                                   { WARNING, CLOSE_NOTIFY } };
	struct tls_fast_key client;
	size_t length = 0;
	if (fast->keys.ready)
		tls_fast_keys_client(&fast->keys, &client);
	for (int index = 0; index < 2; index++) {
		if (fast->keys.ready) {
			length += tls_fast_keys_write(&fast->keys, fast->ciphers, &client, ALERT,
			                              alerts[index], 2, out + length);
			continue;
		}
		const unsigned char record[] = { ALERT, 3, 3, 0, 2, WARNING, alerts[index][1] };
		memcpy(out + length, record, sizeof(record));
		length += sizeof(record);
	}
	return length;
}
