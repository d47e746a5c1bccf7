/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A revocation list read as it comes (RFC 5280 5.1): one element after the other, each whole. */
#include "trust/revocation_crl_stream.h"
#include "base/arena.h"
#include "base/clock.h"
#include "trust/revocation_crl_parts.h"
#include "trust/revocation_crl_stream_signature.h"

#include <stdlib.h>
#include <string.h>

enum {
	LASTS = CLOCK_DAY, /* of a list without nextUpdate, as in revocation_crl.c */
	FIRST_ROOM = 4 << 10,
	/* The body's header and version come before the algorithm says how to hash them. */
	HEAD = 64,
};

/* What comes next; what may be absent is passed over when another tag stands there. */
enum step {
	LIST,
	BODY,
	VERSION,
	INNER_ALGORITHM,
	ISSUER,
	THIS_UPDATE,
	NEXT_UPDATE,
	ENTRIES,
	ENTRY,
	EXTENSIONS,
	ALGORITHM,
	SIGNATURE,
	OVER
};

struct revocation_crl_stream {
	struct arena *arena;
	const struct revocation_crl_question *question;
	const struct revocation_crl_wanted *wanted;
	struct revocation_listed *pending; /* what the list says so far, before it is believed */
	X509 *issuer;
	EVP_MD_CTX *hash;      /* of the body, for the signature */
	struct error unhashed; /* why there is none */
	struct digest digest;
	enum step step;
	struct error failure; /* kind NONE = none yet */
	/* Bytes still to come of each that is open. */
	size_t list_left, body_left, entries_left;
	size_t count;
	struct revocation_crl_parts parts; /* copies in the arena */
	unsigned char head[HEAD];
	size_t head_length;
	/* The beginning of a piece, and how many bytes of it are wanted. */
	unsigned char *kept;
	size_t kept_length, kept_capacity, kept_wanted;
};

bool revocation_crl_stream_open(struct arena *arena, const struct revocation_crl_question *question,
                                const struct revocation_crl_wanted *wanted,
                                struct revocation_crl_stream **stream, struct error *error)
{
	struct revocation_crl_stream *made = memory_zero(1, sizeof(*made));
	size_t size = wanted->count * sizeof(*made->pending);
	*stream = made;
	*made = (struct revocation_crl_stream){
		.arena = arena,
		.question = question,
		.wanted = wanted,
		.pending = memory_allocate(size),
		.issuer = revocation_x509(question->issuer, question->issuer_length),
	};
	if (size)
		memcpy(made->pending, wanted->listed, size);
	digest_start(&made->digest);
	revocation_forget_errors();
	return made->issuer ||
	       error_set(error, ERROR_ITEM, "the issuer's certificate does not parse");
}

void revocation_crl_stream_close(struct revocation_crl_stream **pointer)
{
	struct revocation_crl_stream *stream = *pointer;
	char unused[DIGEST_HEX];
	*pointer = NULL;
	if (!stream)
		return;
	if (stream->digest.context)
		digest_finish(&stream->digest, unused);
	EVP_MD_CTX_free(stream->hash);
	X509_free(stream->issuer);
	free(stream->pending);
	free(stream->kept);
	free(stream);
	revocation_forget_errors();
}

static bool no_list(struct error *error)
{
	return error_set(error, ERROR_ITEM, "what came back is no revocation list");
}

static bool hash(struct revocation_crl_stream *stream, const unsigned char *bytes, size_t length,
                 struct error *error)
{
	if (stream->unhashed.kind != ERROR_NONE)
		return true;
	if (stream->hash)
		return EVP_DigestVerifyUpdate(stream->hash, bytes, length) == 1 || no_list(error);
	if (length > HEAD - stream->head_length)
		return no_list(error);
	memcpy(stream->head + stream->head_length, bytes, length);
	stream->head_length += length;
	return true;
}

static void keep(struct revocation_crl_stream *stream, const struct der_element *piece,
                 struct der_element *kept)
{
	*kept = *piece;
	kept->whole = (const unsigned char *)arena_copy_bytes(stream->arena, piece->whole,
	                                                      piece->whole_length);
	kept->content = kept->whole + (piece->content - piece->whole);
}

static bool take_algorithm(struct revocation_crl_stream *stream, const struct der_element *piece,
                           struct error *error)
{
	keep(stream, piece, &stream->parts.inner_algorithm);
	stream->hash =
		revocation_crl_stream_signature_start(stream->issuer, piece, &stream->unhashed);
	return hash(stream, stream->head, stream->head_length, error) &&
	       hash(stream, piece->whole, piece->whole_length, error);
}

/* Whose list it is matters more than how it is signed. */
static bool take_issuer(struct revocation_crl_stream *stream, const struct der_element *piece,
                        struct error *error)
{
	keep(stream, piece, &stream->parts.issuer);
	if (!revocation_crl_check_issuer(&stream->parts, stream->issuer, error))
		return false;
	if (!stream->hash)
		*error = stream->unhashed;
	return stream->hash != NULL;
}

static bool check_window(const struct revocation_crl_stream *stream, struct error *error)
{
	return revocation_window(stream->parts.from, stream->parts.to, stream->question->now, LASTS,
	                         error) ||
	       error_wrap(error, "the list");
}

static bool take_entry(struct revocation_crl_stream *stream, const struct der_element *piece,
                       struct error *error)
{
	struct der one = { piece->whole, piece->whole + piece->whole_length };
	struct revocation_crl_entry entry;
	if (!revocation_crl_entry_take(&one, &entry))
		return no_list(error);
	stream->entries_left -= piece->whole_length;
	stream->count++;
	revocation_crl_entry_apply(&entry, stream->pending, stream->wanted->count);
	return true;
}

/* Steps on where nothing more can come. */
static void settle(struct revocation_crl_stream *stream)
{
	if (stream->step == ENTRY && !stream->entries_left)
		stream->step = EXTENSIONS;
	if (stream->step >= NEXT_UPDATE && stream->step <= EXTENSIONS && !stream->body_left &&
	    stream->step != ENTRY)
		stream->step = ALGORITHM;
}

/* An element of the body is hashed, and as much of the body is gone. */
static bool take_of_body(struct revocation_crl_stream *stream, const struct der_element *piece,
                         struct error *error)
{
	struct revocation_crl_parts *parts = &stream->parts;
	switch (stream->step) {
	case VERSION:
	case ENTRIES:
		return true;
	case INNER_ALGORITHM:
		return take_algorithm(stream, piece, error);
	case ISSUER:
		return take_issuer(stream, piece, error);
	case THIS_UPDATE:
		return revocation_crl_time(piece, &parts->from) || no_list(error);
	case NEXT_UPDATE:
		return revocation_crl_time(piece, &parts->to) ? check_window(stream, error)
		                                              : no_list(error);
	default:
		keep(stream, piece, &parts->extensions);
		return stream->body_left == 0 || no_list(error);
	}
}

/* One piece, whole but for the content of what is read piece by piece. */
static bool take_piece(struct revocation_crl_stream *stream, const struct der_element *piece,
                       struct error *error)
{
	size_t element = (size_t)(piece->content - piece->whole) + piece->length;
	enum step step = stream->step;
	bool of_body = step >= BODY && step <= EXTENSIONS;
	if (of_body && step != INNER_ALGORITHM &&
	    !hash(stream, piece->whole, piece->whole_length, error))
		return false;
	if (step == ENTRY)
		return take_entry(stream, piece, error);
	if (step == LIST) {
		stream->list_left = piece->length;
	} else if (step == BODY) {
		stream->list_left -= element;
		stream->body_left = piece->length;
	} else if (of_body) {
		stream->body_left -= element;
		stream->entries_left = step == ENTRIES ? piece->length : 0;
		if (!take_of_body(stream, piece, error))
			return false;
	} else {
		stream->list_left -= element;
		keep(stream, piece,
		     step == ALGORITHM ? &stream->parts.algorithm : &stream->parts.signature);
	}
	stream->step++;
	return step != SIGNATURE || stream->list_left == 0 || no_list(error);
}

static bool is_time(int tag)
{
	return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

/* May an element of this tag come at this step? */
static bool is_expected(enum step step, int tag)
{
	switch (step) {
	case VERSION:
		return tag == DER_INTEGER;
	case THIS_UPDATE:
	case NEXT_UPDATE:
		return is_time(tag);
	case EXTENSIONS:
		return tag == DER_CONTEXT_0;
	case SIGNATURE:
		return tag == DER_BIT_STRING;
	default:
		return tag == DER_SEQUENCE;
	}
}

static bool may_be_absent(enum step step)
{
	return step == VERSION || step == NEXT_UPDATE || step == ENTRIES;
}

/* How long an element may be at this step: what is left of where it stands. */
static size_t room(const struct revocation_crl_stream *stream)
{
	switch (stream->step) {
	case LIST:
		return stream->wanted->ceiling;
	case BODY:
	case ALGORITHM:
	case SIGNATURE:
		return stream->list_left;
	case ENTRY:
		return stream->entries_left;
	case OVER:
		return 0;
	default:
		return stream->body_left;
	}
}

/* The piece that begins here. SHORT: `wanted` bytes of it, at least, must be there. */
static enum revocation_header next_piece(struct revocation_crl_stream *stream,
                                         const unsigned char *at, size_t left,
                                         struct der_element *piece, size_t *wanted)
{
	size_t header, length;
	int tag;
	settle(stream);
	enum revocation_header read = revocation_der_header(at, left, &tag, &header, &length);
	*wanted = left + 1;
	if (read != DER_HEADER_READ)
		return stream->step == OVER ? DER_HEADER_BROKEN : read;
	while (!is_expected(stream->step, tag) && may_be_absent(stream->step))
		stream->step = stream->step == ENTRIES ? EXTENSIONS : stream->step + 1;
	bool opens = stream->step == LIST || stream->step == BODY || stream->step == ENTRIES;
	size_t most = room(stream);
	if (!is_expected(stream->step, tag) || header > most || length > most - header ||
	    (!opens && length > REVOCATION_PIECE))
		return DER_HEADER_BROKEN;
	*piece = (struct der_element){ .tag = tag,
		                       .whole = at,
		                       .content = at + header,
		                       .whole_length = header + (opens ? 0 : length),
		                       .length = length };
	*wanted = piece->whole_length;
	return left < *wanted ? DER_HEADER_SHORT : DER_HEADER_READ;
}

/* Adds to the piece whose beginning was kept; how many bytes were used. */
static size_t refill(struct revocation_crl_stream *stream, const unsigned char *at, size_t left)
{
	size_t missing = stream->kept_wanted - stream->kept_length;
	size_t length = missing < left ? missing : left;
	if (stream->kept_length + length > stream->kept_capacity) {
		stream->kept_capacity = 2 * (stream->kept_length + length) + FIRST_ROOM;
		stream->kept = memory_resize(stream->kept, stream->kept_capacity);
	}
	memcpy(stream->kept + stream->kept_length, at, length);
	stream->kept_length += length;
	return length;
}

/* Takes the next piece out of `left` bytes and says how many of them were used: all of them, kept,
 * where they are only its beginning. */
static bool advance(struct revocation_crl_stream *stream, const unsigned char *at, size_t left,
                    size_t *used, struct error *error)
{
	struct der_element piece;
	bool has_kept = stream->kept_length > 0;
	if (has_kept) {
		*used = refill(stream, at, left);
		at = stream->kept;
		left = stream->kept_length;
		if (left < stream->kept_wanted)
			return true;
	}
	enum revocation_header read = next_piece(stream, at, left, &piece, &stream->kept_wanted);
	if (read == DER_HEADER_BROKEN)
		return stream->step == LIST && *at == '-'
		               ? error_set(error, ERROR_ITEM,
		                           "the list is PEM, which is not read piece by piece")
		               : no_list(error);
	if (read == DER_HEADER_READ) {
		stream->kept_length = 0;
		*used = has_kept ? *used : piece.whole_length;
		return take_piece(stream, &piece, error);
	}
	if (!has_kept)
		*used = refill(stream, at, left);
	return true;
}

bool revocation_crl_stream_take(struct revocation_crl_stream *stream, const void *bytes,
                                size_t length, struct error *error)
{
	const unsigned char *at = bytes, *end = at + length;
	size_t used = 0;
	digest_add(&stream->digest, bytes, length);
	while (stream->failure.kind == ERROR_NONE && at < end) {
		if (!advance(stream, at, (size_t)(end - at), &used, &stream->failure))
			revocation_forget_errors();
		at += used;
	}
	if (stream->failure.kind != ERROR_NONE && error)
		*error = stream->failure;
	return stream->failure.kind == ERROR_NONE;
}

/* As revocation_crl.c does, in its order. */
static bool check(const struct revocation_crl_stream *stream, struct revocation_crl *crl,
                  struct error *error)
{
	const struct revocation_crl_parts *parts = &stream->parts;
	bool same = parts->algorithm.whole_length == parts->inner_algorithm.whole_length &&
	            memcmp(parts->algorithm.whole, parts->inner_algorithm.whole,
	                   parts->algorithm.whole_length) == 0;
	if (!same || !revocation_crl_stream_signature_holds(stream->hash, &parts->signature))
		return error_set(error, ERROR_ITEM, "the list's signature does not hold");
	return check_window(stream, error) &&
	       revocation_crl_scope(stream->arena, parts, stream->question->url, crl, error);
}

bool revocation_crl_stream_end(struct revocation_crl_stream *stream, struct revocation_crl *crl,
                               struct error *error)
{
	const struct revocation_crl_wanted *wanted = stream->wanted;
	*crl = (struct revocation_crl){ .delta_url = "" };
	if (!revocation_crl_stream_take(stream, "", 0, error))
		return false;
	if (stream->step != OVER)
		return no_list(error);
	bool good = check(stream, crl, error);
	revocation_forget_errors();
	if (!good)
		return false;
	digest_finish(&stream->digest, crl->digest);
	stream->digest.context = NULL;
	crl->this_update = stream->parts.from;
	crl->next_update = stream->parts.to;
	crl->count = stream->count;
	if (wanted->count)
		memcpy(wanted->listed, stream->pending, wanted->count * sizeof(*wanted->listed));
	return true;
}
