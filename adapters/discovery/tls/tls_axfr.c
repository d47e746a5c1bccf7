/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A zone transfer without I/O. */
#include "tls_axfr.h"
#include "tls_wire.h"

#include <stdio.h>
#include <string.h>

enum {
	HEADER = 12,
	TYPE_A = 1,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_AAAA = 28,
	TYPE_TSIG = 250,
	TYPE_AXFR = 252,
	CLASS_IN = 1,
	FLAG_ANSWER = 0x8000,
	FLAG_OPCODE = 0x7800,
	FLAG_CUT = 0x0200,
	/* Of a signature (RFC 8945 5.2). */
	BADSIG = 16,
	BADKEY = 17,
	BADTIME = 18,
	LABEL_MOST = 63,
};

/* A message and how far it was read. */
struct reading {
	const unsigned char *bytes;
	size_t length, at;
};

/* One record; its owner stands folded and without pointers. */
struct record {
	unsigned char owner[TLS_AXFR_NAME];
	size_t owner_length;
	size_t begin; /* in the message */
	int type, class;
	const unsigned char *data;
	size_t data_length;
};

static unsigned char fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

/* Adds a label to a name; false when it grows too long. */
static bool add_label(struct record *record, const unsigned char *label, size_t length)
{
	if (record->owner_length + 1 + length > TLS_AXFR_NAME)
		return false;
	record->owner[record->owner_length++] = (unsigned char)length;
	for (size_t index = 0; index < length; index++)
		record->owner[record->owner_length++] = fold(label[index]);
	return true;
}

/* Pointers may only lead further back than any before, so that each name ends. */
static bool read_owner(struct reading *reading, struct record *record)
{
	size_t at = reading->at, back = reading->at;
	bool jumped = false;
	record->owner_length = 0;
	while (at < reading->length) {
		unsigned length = reading->bytes[at];
		if (length >= 0xc0) {
			if (at + 2 > reading->length)
				return false;
			size_t to = tls_wire_number(reading->bytes + at) & 0x3fff;
			if (!jumped)
				reading->at = at + 2;
			if (to >= back)
				return false;
			jumped = true;
			at = back = to;
			continue;
		}
		if (length > LABEL_MOST || at + 1 + length > reading->length ||
		    !add_label(record, reading->bytes + at + 1, length))
			return false;
		at += 1 + length;
		if (length)
			continue;
		if (!jumped)
			reading->at = at;
		return true;
	}
	return false;
}

static bool read_question(struct reading *reading)
{
	struct record record;
	if (!read_owner(reading, &record) || reading->length - reading->at < 4)
		return false;
	reading->at += 4;
	return true;
}

static bool read_record(struct reading *reading, struct record *record)
{
	record->begin = reading->at;
	if (!read_owner(reading, record) || reading->length - reading->at < 10)
		return false;
	const unsigned char *fixed = reading->bytes + reading->at;
	record->type = (int)tls_wire_number(fixed);
	record->class = (int)tls_wire_number(fixed + 2);
	record->data_length = tls_wire_number(fixed + 8);
	reading->at += 10;
	if (reading->length - reading->at < record->data_length)
		return false;
	record->data = reading->bytes + reading->at;
	reading->at += record->data_length;
	return true;
}

static bool is_zone(const struct tls_axfr *axfr, const struct record *record)
{
	return record->owner_length == axfr->zone_length &&
	       memcmp(record->owner, axfr->zone, axfr->zone_length) == 0;
}

/* Labels are compared whole: the zone must begin where a label does. */
static bool is_inside(const struct tls_axfr *axfr, const struct record *record)
{
	size_t at = 0;
	while (record->owner_length - at > axfr->zone_length)
		at += 1U + record->owner[at];
	return record->owner_length - at == axfr->zone_length &&
	       memcmp(record->owner + at, axfr->zone, axfr->zone_length) == 0;
}

/* False for what no host is called: a wildcard, a label with other bytes, the root. */
static bool write_text(const struct record *record, char out[static TLS_AXFR_TEXT])
{
	static const char usual[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char *to = out;
	for (size_t at = 0; record->owner[at]; at += 1U + record->owner[at]) {
		for (size_t index = 1; index <= record->owner[at]; index++) {
			unsigned char byte = record->owner[at + index];
			if (!byte || !strchr(usual, byte))
				return false;
			*to++ = (char)byte;
		}
		*to++ = '.';
	}
	if (to == out)
		return false;
	to[-1] = '\0';
	return true;
}

static bool take_name(struct tls_axfr *axfr, const struct record *record, struct error *error)
{
	char name[TLS_AXFR_TEXT];
	bool has_address =
		record->class == CLASS_IN &&
		(record->type == TYPE_A || record->type == TYPE_AAAA || record->type == TYPE_CNAME);
	if (!has_address || !is_inside(axfr, record) || !write_text(record, name) ||
	    strcmp(name, axfr->last) == 0)
		return true;
	memcpy(axfr->last, name, sizeof(name));
	return axfr->each(axfr->context, name, error);
}

/* The zone stands between its SOA and the same again. */
static bool take_record(struct tls_axfr *axfr, const struct record *record, struct error *error)
{
	bool mark = record->type == TYPE_SOA && record->class == CLASS_IN && is_zone(axfr, record);
	if (axfr->state == TLS_AXFR_COMPLETE)
		return error_set(error, ERROR_PEER, "goes on behind its end");
	if (axfr->state == TLS_AXFR_BEGINNING && !mark)
		return error_set(error, ERROR_PEER, "does not begin with the SOA of the zone");
	if (!mark)
		return take_name(axfr, record, error);
	axfr->state = axfr->state == TLS_AXFR_BEGINNING ? TLS_AXFR_RUNNING : TLS_AXFR_COMPLETE;
	return true;
}

static struct tls_tsig_record signature_of(const struct record *record)
{
	return (struct tls_tsig_record){ .at = record->begin,
		                         .owner = record->owner,
		                         .owner_length = record->owner_length,
		                         .data = record->data,
		                         .data_length = record->data_length };
}

static const char *what_of_the_key(const struct record *last)
{
	struct tls_tsig_record signature = signature_of(last);
	switch (last->type == TYPE_TSIG ? tls_tsig_problem(&signature) : 0) {
	case BADSIG:
		return ", its key is another (BADSIG)";
	case BADKEY:
		return ", it does not know the key (BADKEY)";
	case BADTIME:
		return ", the clocks differ (BADTIME)";
	default:
		return "";
	}
}

static bool refuse(unsigned code, const struct record *last, struct error *error)
{
	static const char *const codes[] = { "",        "FORMERR", "SERVFAIL", "NXDOMAIN",
		                             "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
		                             "NXRRSET", "NOTAUTH", "NOTZONE" };
	if (code < sizeof(codes) / sizeof(codes[0]))
		return error_set(error, ERROR_PEER, "refused with %s%s", codes[code],
		                 what_of_the_key(last));
	return error_set(error, ERROR_PEER, "refused with code %u", code);
}

static bool garbled(struct error *error)
{
	return error_set(error, ERROR_PEER, "a message cannot be read");
}

static bool check_header(const struct tls_axfr *axfr, const unsigned char *message, size_t length,
                         struct error *error)
{
	if (length < HEADER)
		return garbled(error);
	unsigned flags = tls_wire_number(message + 2);
	if (tls_wire_number(message) != axfr->id || !(flags & FLAG_ANSWER) || flags & FLAG_OPCODE ||
	    tls_wire_number(message + 4) > 1)
		return error_set(error, ERROR_PEER, "answers something that was not asked");
	if (flags & FLAG_CUT)
		return error_set(error, ERROR_PEER, "a message is cut off");
	return true;
}

/* Skips what the transfer itself does not use; the last one is the signature, if there is one. */
static bool read_rest(struct reading *reading, unsigned count, struct record *last)
{
	*last = (struct record){ .type = 0 };
	for (unsigned index = 0; index < count; index++) {
		if (!read_record(reading, last))
			return false;
	}
	return reading->at == reading->length;
}

static bool check_signature(struct tls_axfr *axfr, const struct reading *reading,
                            const struct record *last, int64_t now, struct error *error)
{
	struct tls_tsig_record signature = signature_of(last);
	return !axfr->tsig || tls_tsig_check(axfr->tsig, reading->bytes, reading->length,
	                                     last->type == TYPE_TSIG ? &signature : NULL,
	                                     axfr->state == TLS_AXFR_COMPLETE, now, error);
}

bool tls_axfr_take(struct tls_axfr *axfr, const unsigned char *message, size_t length, int64_t now,
                   struct error *error)
{
	struct reading reading = { .bytes = message, .length = length, .at = HEADER };
	struct record record;
	if (!check_header(axfr, message, length, error))
		return false;
	if (tls_wire_number(message + 4) && !read_question(&reading))
		return garbled(error);
	unsigned answers = tls_wire_number(message + 6);
	unsigned code = tls_wire_number(message + 2) & 15;
	for (unsigned index = 0; index < answers; index++) {
		if (!read_record(&reading, &record))
			return garbled(error);
		if (!code && !take_record(axfr, &record, error))
			return false;
	}
	if (!read_rest(&reading, tls_wire_number(message + 8) + tls_wire_number(message + 10),
	               &record))
		return garbled(error);
	if (code)
		return refuse(code, &record, error);
	if (!answers)
		return error_set(error, ERROR_PEER, "an answer without records");
	return check_signature(axfr, &reading, &record, now, error);
}

size_t tls_axfr_ask(struct tls_axfr *axfr, const char *zone, uint16_t id, int64_t now,
                    unsigned char out[static TLS_AXFR_QUESTION], struct error *error)
{
	axfr->state = TLS_AXFR_BEGINNING;
	axfr->id = id;
	axfr->last[0] = '\0';
	axfr->zone_length = tls_tsig_wire_name(zone, axfr->zone);
	if (!axfr->zone_length) {
		error_set(error, ERROR_LOCAL, "'%.80s' is no name of a zone", zone);
		return 0;
	}
	unsigned char *at = tls_wire_put(out, id);
	memset(at, 0, HEADER - 2);
	(void)tls_wire_put(at + 2, 1);
	at = out + HEADER;
	memcpy(at, axfr->zone, axfr->zone_length);
	at = tls_wire_put(tls_wire_put(at + axfr->zone_length, TYPE_AXFR), CLASS_IN);
	size_t length = (size_t)(at - out);
	return axfr->tsig ? tls_tsig_sign(axfr->tsig, out, length, now) : length;
}
