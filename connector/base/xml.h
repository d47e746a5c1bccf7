/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* XML read as it comes, by libxml2's SAX parser: any size in little memory. Nothing is fetched, no
 * document type is loaded, and what declares entities is refused. */
#pragma once
#include "base/error.h"
#include <stddef.h>

/* A document under way. */
struct xml;

struct xml_reader {
	/* Fills the buffer as far as it can; *length 0 is the end. False stops the reading. */
	bool (*fill)(void *context, void *buffer, size_t size, size_t *length, struct error *error);
	/* An element begins. Names are without prefix. Its attributes are there for this call. */
	bool (*start)(void *context, struct xml *xml, const char *name, struct error *error);
	/* An element ends. text: what it held, if start asked for it, else "". */
	bool (*end)(void *context, struct xml *xml, const char *name, const char *text,
	            struct error *error);
	void *context;
};

/* Reads one document. ERROR_ITEM names the line and the rule broken: not well-formed, not UTF-8, US-ASCII
 * or ISO-8859-1, cut off, deeper than LIMIT_XML_DEPTH, text longer than LIMIT_XML_TEXT, a document
 * type that declares anything. Errors of the reader's functions come back as they are. */
CHECKED bool xml_read(const struct xml_reader *reader, struct error *error);

/* Value of an attribute of the element that begins, NUL-terminated UTF-8; NULL when it has none or is
 * longer than LIMIT_XML_TEXT. Borrowed until the function returns. */
const char *xml_attribute(struct xml *xml, const char *name);
/* In start: collect the text of this element; that of elements inside it is passed over. */
void xml_want_text(struct xml *xml);
/* Elements around the one at hand; 0 for the root. */
size_t xml_depth(const struct xml *xml);
/* Line at hand, from 1. */
long xml_line(const struct xml *xml);
