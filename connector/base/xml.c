/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* XML by libxml2's SAX2 interface, which builds no tree: memory stays flat, and half the time goes. */
#include "base/xml.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

enum {
	BUFFER_BYTES = 64 << 10,
	/* The declaration has to end here: "<?xml" version, encoding, standalone. */
	DECLARATION_BYTES = 512,
	/* Bytes of all names met. Attributes of one element are compared with each other, so names
	 * without end would cost time by their square; known formats use some hundred names. */
	NAMES_BYTES = 16 << 10,
	ATTRIBUTE_PARTS = 5,
};

struct xml {
	const struct xml_reader *reader;
	xmlParserCtxtPtr parser;
	struct error *error; /* of the caller; set when stopped */
	bool stopped, ended; /* ended: nothing more to read */
	size_t depth;
	size_t wanted; /* depth of the element whose text is collected, from 1; 0 = none */
	struct text text;
	struct arena arena; /* values of the attributes asked for */
	const xmlChar **attributes;
	int attribute_count;
	char *buffer;
	size_t at, have;
};

static void stop(struct xml *xml)
{
	xml->stopped = true;
	xmlStopParser(xml->parser);
}

static void refuse(struct xml *xml, const char *rule)
{
	if (xml->stopped)
		return;
	error_set(xml->error, ERROR_ITEM, "XML line %ld: %s", xml_line(xml), rule);
	stop(xml);
}

/* Input */

static bool fill(struct xml *xml)
{
	xml->at = xml->have = 0;
	while (xml->have < DECLARATION_BYTES && !xml->ended) {
		size_t length = 0;
		if (!xml->reader->fill(xml->reader->context, xml->buffer + xml->have,
		                       BUFFER_BYTES - xml->have, &length, xml->error))
			return false;
		xml->have += length;
		xml->ended = length == 0;
	}
	return true;
}

static int on_read(void *context, char *buffer, int size)
{
	struct xml *xml = context;
	if (xml->stopped)
		return -1;
	if (xml->at == xml->have && (xml->ended || !fill(xml))) {
		xml->stopped |= !xml->ended;
		return xml->ended ? 0 : -1;
	}
	size_t length = xml->have - xml->at;
	length = length < (size_t)size ? length : (size_t)size;
	memcpy(buffer, xml->buffer + xml->at, length);
	xml->at += length;
	return (int)length;
}

static bool is_encoding(const char *name, size_t length)
{
	static const char *const known[] = { "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1" };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (length == strlen(known[i]) && strncasecmp(name, known[i], length) == 0)
			return true;
	}
	return false;
}

/* libxml2 would hand any other name to iconv, and bytes of a file that nobody vouches for with it. */
static bool check_encoding(const char *declaration, struct error *error)
{
	const char *at = strstr(declaration, "encoding");
	if (!at)
		return true;
	at += strlen("encoding");
	at += strspn(at, " \t\r\n=");
	char quote = *at;
	const char *end = quote == '"' || quote == '\'' ? strchr(at + 1, quote) : NULL;
	if (end && is_encoding(at + 1, (size_t)(end - at) - 1))
		return true;
	return error_set(error, ERROR_ITEM,
	                 "XML line 1: it is neither UTF-8 nor ISO-8859-1; convert it to UTF-8");
}

/* Before libxml2 sees a byte: is it XML at all, and in letters that we read? */
static bool check_head(struct xml *xml, struct error *error)
{
	if (!fill(xml))
		return false;
	char head[DECLARATION_BYTES + 1] = "";
	size_t length = xml->have < DECLARATION_BYTES ? xml->have : DECLARATION_BYTES;
	memcpy(head, xml->buffer, length);
	const char *at = head;
	if (text_starts_with(at, "\xEF\xBB\xBF"))
		at += 3;
	if (length == 0)
		return error_set(error, ERROR_ITEM, "it is empty, not XML");
	if (text_starts_with(at, "\xFF\xFE") || text_starts_with(at, "\xFE\xFF"))
		return error_set(error, ERROR_ITEM,
		                 "it is UTF-16; convert it to UTF-8, or let the scanner write the "
		                 "file itself");
	if (at[strspn(at, " \t\r\n")] != '<' || memchr(head, 0, length))
		return error_set(error, ERROR_ITEM, "it is no XML in UTF-8");
	if (!text_starts_with(at, "<?xml"))
		return true;
	char *end = strstr(at, "?>");
	if (!end)
		return error_set(error, ERROR_ITEM,
		                 "XML line 1: the declaration does not end in %d bytes",
		                 DECLARATION_BYTES);
	*end = '\0';
	return check_encoding(at, error);
}

/* Content */

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int default_count, const xmlChar **attributes)
{
	struct xml *xml = context;
	(void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)default_count;
	if (xml->stopped)
		return;
	if (xml->depth >= LIMIT_XML_DEPTH) {
		refuse(xml, "elements nest deeper than 64");
		return;
	}
	xml->attributes = attributes;
	xml->attribute_count = attribute_count;
	if (!xml->reader->start(xml->reader->context, xml, (const char *)name, xml->error))
		stop(xml);
	xml->attribute_count = 0;
	arena_reset(&xml->arena);
	xml->depth++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml *xml = context;
	(void)prefix, (void)uri;
	if (xml->stopped || xml->depth == 0)
		return;
	bool wanted = xml->wanted == xml->depth--;
	if (!xml->reader->end(xml->reader->context, xml, (const char *)name,
	                      wanted ? text_string(&xml->text) : "", xml->error))
		stop(xml);
	if (wanted) {
		xml->wanted = 0;
		text_clear(&xml->text);
	}
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct xml *xml = context;
	if (xml->stopped || !xml->wanted || xml->wanted != xml->depth)
		return;
	text_append_bytes(&xml->text, bytes, (size_t)length);
	if (xml->text.over)
		refuse(xml, "the text of an element is longer than 4 MB");
}

/* A document type may be named, as nmap does; what it declares could only do harm. */
static void on_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
	(void)name, (void)type, (void)public_id, (void)system_id, (void)content;
	refuse(context, "it declares entities, which no scanner's file does");
}

static void on_attribute_list(void *context, const xmlChar *element, const xmlChar *name, int type,
                              int given, const xmlChar *value, xmlEnumerationPtr tree)
{
	(void)element, (void)name, (void)type, (void)given, (void)value;
	xmlFreeEnumeration(tree);
	refuse(context, "it declares attributes, which no scanner's file does");
}

static void on_element_declared(void *context, const xmlChar *name, int type,
                                xmlElementContentPtr content)
{
	(void)name, (void)type, (void)content;
	refuse(context, "it declares elements, which no scanner's file does");
}

static void on_reference(void *context, const xmlChar *name)
{
	(void)name;
	refuse(context, "it uses an entity that is not declared");
}

static void on_error(void *context, xmlErrorPtr why)
{
	(void)context, (void)why; /* the parser keeps the last one; nothing goes to stderr */
}

/* Outcome */

/* libxml2's words may hold what stands in the file. */
static bool report(struct xml *xml, struct error *error)
{
	const xmlError *why = xmlCtxtGetLastError(xml->parser);
	const xmlParserInput *input = xml->parser->input;
	char words[160] = "not well-formed";
	if (xml->ended && (!input || input->cur >= input->end))
		return error_set(
			error, ERROR_ITEM,
			"XML line %ld: it ends before its end: cut off, or still written to",
			xml_line(xml));
	if (why && why->message)
		(void)snprintf(words, sizeof(words), "%.*s", (int)strcspn(why->message, "\r\n"),
		               why->message);
	for (char *at = words; *at; at++) {
		if (*at < ' ' || *at > '~')
			*at = '?';
	}
	return error_set(error, ERROR_ITEM, "XML line %ld: %s", xml_line(xml), words);
}

static void release(struct xml *xml)
{
	if (xml->parser) {
		/* libxml2 makes one of its own accord to keep what a document type declares. */
		xmlFreeDoc(xml->parser->myDoc);
		xml->parser->myDoc = NULL;
		xmlFreeParserCtxt(xml->parser);
	}
	text_release(&xml->text);
	arena_release(&xml->arena);
	free(xml->buffer);
}

bool xml_read(const struct xml_reader *reader, struct error *error)
{
	struct xml xml CLEANUP(release) = {
		.reader = reader,
		.error = error,
		.buffer = memory_allocate(BUFFER_BYTES),
		.text = { .ceiling = LIMIT_XML_TEXT },
	};
	xmlSAXHandler handler = {
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.entityDecl = on_entity,
		.attributeDecl = on_attribute_list,
		.elementDecl = on_element_declared,
		.reference = on_reference,
		.serror = on_error,
		.initialized = XML_SAX2_MAGIC,
	};
	if (!check_head(&xml, error))
		return false;
	xmlInitParser();
	xml.parser =
		xmlCreateIOParserCtxt(&handler, &xml, on_read, NULL, &xml, XML_CHAR_ENCODING_NONE);
	if (!xml.parser)
		return error_set(error, ERROR_LOCAL, "libxml2 gives no parser");
	xmlCtxtUseOptions(xml.parser, XML_PARSE_NONET);
	xmlDictSetLimit(xml.parser->dict, NAMES_BYTES);
	int failed = xmlParseDocument(xml.parser);
	if (xml.stopped)
		return false;
	return failed == 0 && xml.parser->wellFormed ? true : report(&xml, error);
}

/* Where entities stay as they are, libxml2 leaves each '&' of a value as "&#38;". */
static const char *copy_value(struct arena *arena, const xmlChar *from, size_t length)
{
	static const char mark[] = "&#38;";
	char *value = arena_copy_bytes(arena, from, length);
	char *to = strstr(value, mark);
	for (const char *at = to; at;) {
		const char *rest = at + sizeof(mark) - 1;
		const char *next = strstr(rest, mark);
		size_t piece = next ? (size_t)(next - rest) : strlen(rest) + 1;
		*to++ = '&';
		memmove(to, rest, piece);
		to += piece;
		at = next;
	}
	return value;
}

const char *xml_attribute(struct xml *xml, const char *name)
{
	for (int i = 0; i < xml->attribute_count; i++) {
		const xmlChar **parts = xml->attributes + (ptrdiff_t)i * ATTRIBUTE_PARTS;
		if (strcmp((const char *)parts[0], name) != 0 || parts[1])
			continue;
		size_t length = (size_t)(parts[4] - parts[3]);
		return length > LIMIT_XML_TEXT ? NULL : copy_value(&xml->arena, parts[3], length);
	}
	return NULL;
}

void xml_want_text(struct xml *xml)
{
	text_clear(&xml->text);
	xml->wanted = xml->depth + 1;
}

size_t xml_depth(const struct xml *xml)
{
	return xml->depth;
}

long xml_line(const struct xml *xml)
{
	return xml->parser && xml->parser->input ? xml->parser->input->line : 1;
}
