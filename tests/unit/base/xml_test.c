/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* XML in pieces of any size, and what hostile documents must not get. */
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/xml.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* A document handed over in pieces, and a record of what was seen of it. */
struct story {
	const char *bytes;
	size_t length, at, piece;
	size_t repeats;     /* the middle is given so often more */
	const char *middle; /* begins here; up to `tail` */
	const char *tail;
	struct text seen;
	const char *wanted;   /* element whose text is asked for */
	const char *stops_at; /* element that the reader refuses */
	size_t elements, deepest;
	bool fails; /* input breaks at its end */
};

static bool fill(void *context, void *buffer, size_t size, size_t *length, struct error *error)
{
	struct story *story = context;
	size_t end = story->repeats ? (size_t)(story->tail - story->bytes) : story->length;
	if (story->at == end && story->repeats) {
		story->repeats--;
		story->at = (size_t)(story->middle - story->bytes);
		end = story->repeats ? end : story->length;
	}
	*length = end - story->at;
	if (*length > size)
		*length = size;
	if (story->piece && *length > story->piece)
		*length = story->piece;
	if (*length == 0 && story->fails)
		return error_set(error, ERROR_LOCAL, "the disk is gone");
	memcpy(buffer, story->bytes + story->at, *length);
	story->at += *length;
	return true;
}

static bool start(void *context, struct xml *xml, const char *name, struct error *error)
{
	struct story *story = context;
	story->elements++;
	if (xml_depth(xml) > story->deepest)
		story->deepest = xml_depth(xml);
	if (text_equal(name, story->stops_at))
		return error_set(error, ERROR_CANCELLED, "told to stop");
	if (story->wanted && strcmp(name, story->wanted) == 0)
		xml_want_text(xml);
	if (story->seen.length < 4096) {
		const char *key = xml_attribute(xml, "key");
		text_print(&story->seen, "<%s", name);
		if (key)
			text_print(&story->seen, " %s", key);
		text_append(&story->seen, ">");
	}
	return true;
}

static bool end(void *context, struct xml *xml, const char *name, const char *text,
                struct error *error)
{
	struct story *story = context;
	(void)xml, (void)error;
	if (story->seen.length < 4096) {
		text_append(&story->seen, text);
		text_print(&story->seen, "</%s>", name);
	}
	return true;
}

static bool read_story(struct story *story, struct error *error)
{
	const struct xml_reader reader = {
		.fill = fill, .start = start, .end = end, .context = story
	};
	text_clear(&story->seen);
	story->elements = story->deepest = story->at = 0;
	*error = ERROR_INIT;
	return xml_read(&reader, error);
}

static struct story story_of(const char *text)
{
	return (struct story){ .bytes = text, .length = strlen(text) };
}

static void release(struct story *story)
{
	text_release(&story->seen);
}

#define STORY(name, text) struct story name CLEANUP(release) = story_of(text)

static void refused(const char *text, const char *words)
{
	STORY(story, text);
	struct error error;
	if (read_story(&story, &error))
		fail_msg("taken: %s", text);
	assert_int_equal(error.kind, ERROR_ITEM);
	check_contains(error.message, words);
}

static const char small[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE a>\n<?style sheet?><!-- c -->\n"
	"<a><b key='1&amp;2&#xa;3&amp;&amp;amp;&lt;'>x&#45;y<c key=\"\xC3\xA4\">inner</c><![CDATA[<z>]]></b><n:d/></a>\n";

static void any_pieces_give_the_same(void **state)
{
	(void)state;
	for (size_t piece = 0; piece < 40; piece++) {
		STORY(story, small);
		story.piece = piece;
		story.wanted = "b";
		struct error error;
		if (!read_story(&story, &error))
			fail_msg("%s", error.message);
		assert_string_equal(text_string(&story.seen),
		                    "<a><b 1&2\n3&&amp;<><c \xC3\xA4></c>x-y<z></b><d></d></a>");
		assert_int_equal(story.deepest, 2);
	}
}

static void every_cut_is_told_as_one(void **state)
{
	(void)state;
	size_t whole = strlen(small) - 1;
	for (size_t length = 1; length < whole; length++) {
		STORY(story, small);
		story.length = length;
		struct error error;
		if (read_story(&story, &error))
			fail_msg("taken after %zu bytes", length);
		assert_int_equal(error.kind, ERROR_ITEM);
		if (length > 120)
			check_contains(error.message, "cut off");
	}
}

static void entities_are_refused(void **state)
{
	(void)state;
	refused("<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;'>]><a>&m;</a>",
	        "declares entities");
	refused("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
	        "declares entities");
	refused("<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1/x.dtd'>%p;]><a/>",
	        "declares entities");
	refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&x;</a>", "");
	refused("<!DOCTYPE a [<!ATTLIST a b CDATA 'much'>]><a/>", "declares attributes");
	refused("<!DOCTYPE a [<!ELEMENT a (b,c)>]><a/>", "declares elements");
	refused("<a>&nothing;</a>", "");
	refused("<a b='&nothing;'/>", "");
}

static void a_named_document_type_is_not_fetched(void **state)
{
	(void)state;
	STORY(story, "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/no.dtd\"><a/>");
	struct error error;
	assert_true(read_story(&story, &error));
	assert_string_equal(text_string(&story.seen), "<a></a>");
}

static void encodings_are_few(void **state)
{
	(void)state;
	refused("<?xml version='1.0' encoding='ISO-2022-CN-EXT'?><a/>", "convert it to UTF-8");
	refused("<?xml version='1.0' encoding='UTF-16'?><a/>", "convert it to UTF-8");
	refused("<?xml version='1.0' encoding=?><a/>", "convert it to UTF-8");
	refused("\xFF\xFE<", "UTF-16");
	refused("<a>\xC3(</a>", "XML line 1");
	refused("<a>\xFF</a>", "XML line 1");
	refused("plain text", "no XML");
	refused("", "empty");
	STORY(story, "<?xml version='1.0' encoding='ISO-8859-1'?><a key='\xE4'/>");
	struct error error;
	assert_true(read_story(&story, &error));
	assert_string_equal(text_string(&story.seen), "<a \xC3\xA4></a>");
}

static void depth_has_a_ceiling(void **state)
{
	(void)state;
	TEXT(deep);
	for (int i = 0; i < LIMIT_XML_DEPTH; i++)
		text_append(&deep, "<a>");
	TEXT(over);
	text_print(&over, "%s<a></a>", text_string(&deep));
	for (int i = 0; i < LIMIT_XML_DEPTH; i++) {
		text_append(&deep, "</a>");
		text_append(&over, "</a>");
	}
	refused(text_string(&over), "nest deeper");
	STORY(story, text_string(&deep));
	struct error error;
	assert_true(read_story(&story, &error));
	assert_int_equal(story.elements, LIMIT_XML_DEPTH);
}

static void text_has_a_ceiling_where_it_is_kept(void **state)
{
	(void)state;
	char *long_text = memory_allocate(LIMIT_XML_TEXT + 32);
	memcpy(long_text, "<a>", 3);
	memset(long_text + 3, 'x', LIMIT_XML_TEXT + 1);
	memcpy(long_text + 4 + LIMIT_XML_TEXT, "</a>", 5);
	STORY(story, long_text);
	struct error error;
	assert_true(read_story(&story, &error));
	story.wanted = "a";
	assert_false(read_story(&story, &error));
	check_contains(error.message, "longer than 4 MB");
	free(long_text);
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Attributes are compared pair by pair inside libxml2. */
static void attributes_without_end_cost_little(void **state)
{
	(void)state;
	struct text text CLEANUP(text_release) = { 0 };
	text_append(&text, "<a");
	for (int i = 0; i < 600000; i++)
		text_print(&text, " a%d=''", i);
	text_append(&text, "/>");
	double before = seconds();
	refused(text_string(&text), "");
	assert_true(seconds() - before < 2);
}

static long peak_kilobytes(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void size_has_none_and_memory_stays_flat(void **state)
{
	(void)state;
	static const char document[] = "<r><e key='v'>some text of no great length</e></r>";
	STORY(story, document);
	story.middle = document + 3;
	story.tail = strstr(document, "</r>");
	story.wanted = "e";
	struct error error;
	assert_true(read_story(&story, &error));
	story.repeats = 1000000;
	long before = peak_kilobytes();
	if (!read_story(&story, &error))
		fail_msg("%s", error.message);
	assert_int_equal(story.elements, 1000002);
	assert_true(peak_kilobytes() - before < 8192);
}

static void the_reader_s_errors_come_back(void **state)
{
	(void)state;
	STORY(story, small);
	struct error error;
	story.stops_at = "c";
	assert_false(read_story(&story, &error));
	assert_int_equal(error.kind, ERROR_CANCELLED);
	assert_string_equal(error.message, "told to stop");
	story.stops_at = NULL;
	story.fails = true;
	assert_false(read_story(&story, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
}

static void messages_show_no_bytes_of_the_file(void **state)
{
	(void)state;
	STORY(story, "<a><b\x1b[31m\xE2\x80\xAE></b></a>");
	struct error error;
	assert_false(read_story(&story, &error));
	for (const char *at = error.message; *at; at++)
		assert_true(*at >= ' ' && *at <= '~');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_pieces_give_the_same),
		cmocka_unit_test(every_cut_is_told_as_one),
		cmocka_unit_test(entities_are_refused),
		cmocka_unit_test(a_named_document_type_is_not_fetched),
		cmocka_unit_test(encodings_are_few),
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(text_has_a_ceiling_where_it_is_kept),
		cmocka_unit_test(attributes_without_end_cost_little),
		cmocka_unit_test(size_has_none_and_memory_stays_flat),
		cmocka_unit_test(the_reader_s_errors_come_back),
		cmocka_unit_test(messages_show_no_bytes_of_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
