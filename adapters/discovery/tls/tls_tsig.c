/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* TSIG by OpenSSL's HMAC. */
#include "tls_tsig.h"

#include "base/memory.h"
#include "tls_wire.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

enum {
	TYPE_TSIG = 250,
	CLASS_ANY = 255,
	FUDGE = 300,
	ADDITIONAL = 10,    /* where the header counts its additional records */
	UNSIGNED_MOST = 99, /* RFC 8945 5.3.1 */
	LABEL_MOST = 63,
	TIMERS = 8,      /* time and fudge */
	BEHIND_MAC = 6,  /* original number, error, length of the rest */
	KEY_MOST = 4096, /* bytes of a key, which are a few dozen */
};

static const struct tls_tsig_algorithm {
	const char *name, *digest;
	size_t length;
} algorithms[] = {
	{ "hmac-sha1", "SHA1", 20 },     { "hmac-sha224", "SHA224", 28 },
	{ "hmac-sha256", "SHA256", 32 }, { "hmac-sha384", "SHA384", 48 },
	{ "hmac-sha512", "SHA512", 64 },
};

size_t tls_tsig_wire_name(const char *text, unsigned char out[static TLS_TSIG_NAME])
{
	size_t at = 0;
	while (*text) {
		size_t length = strcspn(text, ".");
		/* Room for the label and for the root behind it. */
		if (!length || length > LABEL_MOST || at + 1 + length + 1 > TLS_TSIG_NAME)
			return 0;
		out[at++] = (unsigned char)length;
		for (size_t index = 0; index < length; index++) {
			char byte = text[index];
			out[at++] = (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
		}
		text += length + (text[length] == '.');
	}
	if (at)
		out[at++] = 0;
	return at;
}

/* Base64 without blanks to bytes. */
static bool read_key(struct tls_tsig *tsig, const struct secret *key, struct error *error)
{
	unsigned char bytes[KEY_MOST];
	const char *text = secret_reveal(key);
	size_t length = key->length;
	int read = length && length % 4 == 0 && length / 4 * 3 <= sizeof(bytes)
	                   ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length)
	                   : -1;
	if (read > 0) {
		for (size_t end = length; end && text[end - 1] == '=' && read > 0; end--)
			read--;
		secret_set(&tsig->key, bytes, (size_t)read);
	}
	memory_wipe(bytes, sizeof(bytes));
	if (!length)
		return error_set(error, ERROR_LOCAL,
		                 "tsig_secret: 'tsig_name' needs its key: {file: PATH} or "
		                 "{env: VARIABLE}");
	return read > 0 ||
	       error_set(error, ERROR_LOCAL, "tsig_secret: what it holds is no key in base64");
}

bool tls_tsig_open(struct tls_tsig *tsig, const char *name, const char *algorithm,
                   const struct secret *key, struct error *error)
{
	*tsig = (struct tls_tsig){ .name_length = 0 };
	tsig->name_length = tls_tsig_wire_name(name, tsig->name);
	if (!tsig->name_length)
		return error_set(error, ERROR_LOCAL, "tsig_name: '%.80s' is no name of a key",
		                 name);
	for (size_t index = 0; index < sizeof(algorithms) / sizeof(algorithms[0]); index++) {
		if (strcmp(algorithms[index].name, algorithm) == 0)
			tsig->algorithm = &algorithms[index];
	}
	if (!tsig->algorithm)
		return error_set(error, ERROR_LOCAL, "tsig_algorithm: '%.40s' is not known",
		                 algorithm);
	if (!read_key(tsig, key, error))
		return false;
	tsig->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	tsig->running = tsig->mac ? EVP_MAC_CTX_new(tsig->mac) : NULL;
	return tsig->running ? true
	                     : error_set(error, ERROR_LOCAL, "OpenSSL has no HMAC to sign with");
}

void tls_tsig_close(struct tls_tsig *tsig)
{
	EVP_MAC_CTX_free(tsig->running);
	EVP_MAC_free(tsig->mac);
	secret_release(&tsig->key);
}

static void start(struct tls_tsig *tsig)
{
	char digest[16];
	(void)snprintf(digest, sizeof(digest), "%s", tsig->algorithm->digest);
	OSSL_PARAM settings[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	(void)EVP_MAC_init(tsig->running, (const unsigned char *)secret_reveal(&tsig->key),
	                   tsig->key.length, settings);
}

static void feed(struct tls_tsig *tsig, const void *bytes, size_t length)
{
	(void)EVP_MAC_update(tsig->running, bytes, length);
}

static unsigned char *put_bytes(unsigned char *at, const void *bytes, size_t length)
{
	memcpy(at, bytes, length);
	return at + length;
}

/* The signature that the next one carries on from, with its length. */
static void carry_on(struct tls_tsig *tsig, const unsigned char *mac, size_t length)
{
	unsigned char size[2];
	(void)tls_wire_put(size, (unsigned)length);
	start(tsig);
	feed(tsig, size, sizeof(size));
	feed(tsig, mac, length);
	tsig->unsigned_count = 0;
}

/* What is signed beside the message (RFC 8945 4.3.3). */
static void feed_variables(struct tls_tsig *tsig, const unsigned char *algorithm, size_t length,
                           const unsigned char timers[static TIMERS],
                           const unsigned char *error_code)
{
	static const unsigned char class_and_life[6] = { 0, CLASS_ANY };
	static const unsigned char no_rest[2] = { 0 };
	feed(tsig, tsig->name, tsig->name_length);
	feed(tsig, class_and_life, sizeof(class_and_life));
	feed(tsig, algorithm, length);
	feed(tsig, timers, TIMERS);
	feed(tsig, error_code, 2);
	feed(tsig, no_rest, sizeof(no_rest));
}

size_t tls_tsig_sign(struct tls_tsig *tsig, unsigned char *message, size_t length, int64_t now)
{
	unsigned char algorithm[TLS_TSIG_NAME], timers[TIMERS], mac[TLS_TSIG_MAC];
	static const unsigned char no_error[2] = { 0 };
	size_t algorithm_length = tls_tsig_wire_name(tsig->algorithm->name, algorithm);
	size_t mac_length = tsig->algorithm->length;
	uint64_t time = (uint64_t)now;
	for (int index = 5; index >= 0; index--, time >>= 8)
		timers[index] = (unsigned char)time;
	(void)tls_wire_put(timers + 6, FUDGE);
	start(tsig);
	feed(tsig, message, length);
	feed_variables(tsig, algorithm, algorithm_length, timers, no_error);
	(void)EVP_MAC_final(tsig->running, mac, &mac_length, sizeof(mac));

	unsigned char *at = put_bytes(message + length, tsig->name, tsig->name_length);
	at = tls_wire_put(tls_wire_put(at, TYPE_TSIG), CLASS_ANY);
	at = tls_wire_put(tls_wire_put(at, 0), 0);
	at = tls_wire_put(at, (unsigned)(algorithm_length + TIMERS + 2 + mac_length + BEHIND_MAC));
	at = put_bytes(put_bytes(at, algorithm, algorithm_length), timers, TIMERS);
	at = put_bytes(tls_wire_put(at, (unsigned)mac_length), mac, mac_length);
	at = tls_wire_put(tls_wire_put(tls_wire_put(at, tls_wire_number(message)), 0), 0);
	(void)tls_wire_put(message + ADDITIONAL, tls_wire_number(message + ADDITIONAL) + 1);
	tsig->answered = false;
	carry_on(tsig, mac, mac_length);
	return (size_t)(at - message);
}

/* The parts of a record's data. */
struct parts {
	const unsigned char *algorithm, *timers, *mac, *behind;
	size_t algorithm_length, mac_length;
};

static bool read_parts(const struct tls_tsig_record *record, struct parts *parts)
{
	size_t at = 0, length = record->data_length;
	while (at < length && record->data[at])
		at += 1U + record->data[at];
	parts->algorithm = record->data;
	parts->algorithm_length = ++at;
	if (at > length || length - at < TIMERS + 2 + BEHIND_MAC)
		return false;
	parts->timers = record->data + at;
	parts->mac_length = tls_wire_number(parts->timers + TIMERS);
	parts->mac = parts->timers + TIMERS + 2;
	parts->behind = parts->mac + parts->mac_length;
	size_t fixed = TIMERS + 2 + parts->mac_length + BEHIND_MAC;
	return length - at >= fixed && length - at - fixed == tls_wire_number(parts->behind + 4);
}

static bool is_ours(const struct tls_tsig *tsig, const struct tls_tsig_record *record,
                    const struct parts *parts)
{
	unsigned char algorithm[TLS_TSIG_NAME], folded[TLS_TSIG_NAME];
	size_t length = tls_tsig_wire_name(tsig->algorithm->name, algorithm);
	if (parts->algorithm_length != length || record->owner_length != tsig->name_length ||
	    memcmp(record->owner, tsig->name, tsig->name_length) != 0)
		return false;
	for (size_t index = 0; index < length; index++) {
		unsigned char byte = parts->algorithm[index];
		folded[index] = byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
	}
	return memcmp(folded, algorithm, length) == 0;
}

static bool is_of_now(const struct parts *parts, int64_t now)
{
	int64_t time = 0;
	for (int index = 0; index < 6; index++)
		time = time << 8 | parts->timers[index];
	int64_t apart = time > now ? time - now : now - time;
	return apart <= (int64_t)tls_wire_number(parts->timers + 6);
}

/* The message as it was before it was signed: without the record, with its own number. */
static void feed_message(struct tls_tsig *tsig, const unsigned char *message, size_t end,
                         const unsigned char *original)
{
	unsigned char header[12];
	memcpy(header, message, sizeof(header));
	memcpy(header, original, 2);
	(void)tls_wire_put(header + ADDITIONAL, tls_wire_number(header + ADDITIONAL) - 1);
	feed(tsig, header, sizeof(header));
	feed(tsig, message + sizeof(header), end - sizeof(header));
}

static bool take_unsigned(struct tls_tsig *tsig, const unsigned char *message, size_t length,
                          bool last, struct error *error)
{
	if (!tsig->answered || last || ++tsig->unsigned_count > UNSIGNED_MOST)
		return error_set(error, ERROR_PEER, "an answer is not signed");
	feed(tsig, message, length);
	return true;
}

int tls_tsig_problem(const struct tls_tsig_record *record)
{
	struct parts parts;
	return read_parts(record, &parts) ? (int)tls_wire_number(parts.behind + 2) : 0;
}

bool tls_tsig_check(struct tls_tsig *tsig, const unsigned char *message, size_t length,
                    const struct tls_tsig_record *record, bool last, int64_t now,
                    struct error *error)
{
	struct parts parts;
	unsigned char mac[TLS_TSIG_MAC];
	size_t mac_length = tsig->algorithm->length;
	if (!record)
		return take_unsigned(tsig, message, length, last, error);
	if (!read_parts(record, &parts) || !is_ours(tsig, record, &parts) ||
	    tls_wire_number(parts.behind + 4))
		return error_set(error, ERROR_PEER, "is signed otherwise than asked for");
	feed_message(tsig, message, record->at, parts.behind);
	if (tsig->answered)
		feed(tsig, parts.timers, TIMERS);
	else
		feed_variables(tsig, parts.algorithm, parts.algorithm_length, parts.timers,
		               parts.behind + 2);
	if (EVP_MAC_final(tsig->running, mac, &mac_length, sizeof(mac)) != 1 ||
	    parts.mac_length != mac_length || CRYPTO_memcmp(mac, parts.mac, mac_length) != 0)
		return error_set(error, ERROR_PEER, "a signature is wrong");
	if (!is_of_now(&parts, now))
		return error_set(error, ERROR_PEER, "a signature is of another time");
	tsig->answered = true;
	carry_on(tsig, mac, mac_length);
	return true;
}
