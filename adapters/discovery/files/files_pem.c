/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* PEM (RFC 7468): any number of blocks with anything between them; only those that hold
 * certificates are decoded. */
#include "files_content.h"

#include "base/array.h"
#include "base/limits.h"
#include "base/text.h"

#include <openssl/asn1.h>
#include <string.h>

struct block {
	const char *label;
	size_t label_length;
	const char *body;
	size_t body_length;
};

/* The next block behind *at; false when there is none. A block without its end is given as far as
 * the text goes, with body NULL. */
static bool next_block(const char **at, const char *end, struct block *block)
{
	static const char begin[] = "-----BEGIN ";
	static const char finish[] = "-----END ";
	const char *start = memmem(*at, (size_t)(end - *at), begin, sizeof(begin) - 1);
	if (!start)
		return false;
	block->label = start + sizeof(begin) - 1;
	const char *dashes = memmem(block->label, (size_t)(end - block->label), "-----", 5);
	if (!dashes)
		return false;
	block->label_length = (size_t)(dashes - block->label);
	block->body = dashes + 5;
	const char *stop =
		memmem(block->body, (size_t)(end - block->body), finish, sizeof(finish) - 1);
	block->body_length = stop ? (size_t)(stop - block->body) : 0;
	if (!stop)
		block->body = NULL;
	*at = stop ? stop + sizeof(finish) - 1 : end;
	return true;
}

static bool is_labelled(const struct block *block, const char *label)
{
	return block->label_length == strlen(label) &&
	       memcmp(block->label, label, block->label_length) == 0;
}

static bool is_certificate(const struct block *block)
{
	return is_labelled(block, "CERTIFICATE") || is_labelled(block, "X509 CERTIFICATE") ||
	       is_labelled(block, "TRUSTED CERTIFICATE");
}

static bool is_key(const struct block *block)
{
	static const char word[] = "PRIVATE KEY";
	return memmem(block->label, block->label_length, word, sizeof(word) - 1) != NULL;
}

/* Base64 without blanks and line ends; NULL when it is none. */
static unsigned char *decode(struct arena *arena, const struct block *block, size_t *length)
{
	char *compact = arena_allocate(arena, block->body_length + 1);
	size_t used = 0;
	for (size_t index = 0; index < block->body_length; index++) {
		if (!strchr(" \t\r\n", block->body[index]) || !block->body[index])
			compact[used++] = block->body[index];
	}
	compact[used] = '\0';
	return strlen(compact) == used ? text_unbase64(arena, compact, length) : NULL;
}

/* Length of the first DER element: what OpenSSL adds behind a trusted certificate is no part of it. */
static size_t first_element(const unsigned char *der, size_t length)
{
	const unsigned char *content = der;
	long inner;
	int tag;
	int class;
	int result = ASN1_get_object(&content, &inner, &tag, &class, (long)length);
	return result & 0x81 ? length : (size_t)(content - der) + (size_t)inner;
}

static void add_problem(struct arena *arena, struct files_content *content, const char *problem)
{
	files_content_add(arena, content, NULL, NULL, 0);
	content->items[content->count - 1].problem = problem;
}

static void read_certificate(struct arena *arena, const struct block *block,
                             struct files_content *content)
{
	size_t length = 0;
	unsigned char *der = block->body ? decode(arena, block, &length) : NULL;
	if (!der || !length) {
		add_problem(arena, content,
		            block->body ? "is no Base64 between its BEGIN and END"
		                        : "has a BEGIN line and no END line");
		return;
	}
	if (is_labelled(block, "TRUSTED CERTIFICATE"))
		length = first_element(der, length);
	files_content_add(arena, content, NULL, der, length);
}

void files_pem_read(struct arena *arena, const char *text, size_t length,
                    struct files_content *content)
{
	const char *at = text;
	const char *end = text + length;
	struct block block;
	while (!content->problem && next_block(&at, end, &block)) {
		if (is_certificate(&block)) {
			read_certificate(arena, &block, content);
		} else if (is_key(&block)) {
			content->keys++;
		} else if (block.body &&
		           (is_labelled(&block, "PKCS7") || is_labelled(&block, "CMS"))) {
			size_t inner = 0;
			unsigned char *der = decode(arena, &block, &inner);
			if (der)
				files_pkcs7_read(arena, der, inner, content);
			else
				content->problem = "holds a PKCS#7 block that is no Base64";
		}
	}
}
