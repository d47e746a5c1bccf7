/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plain text as document format and as wiki markup: what others wrote is never markup. */
#include "adapters/itsm/jira/jira.h"
#include "adapters/itsm/jira/jira_adf.h"
#include "adapters/itsm/jira/jira_block.h"
#include "adapters/itsm/jira/jira_wiki.h"
#include "base/arena.h"
#include "base/text.h"
#include "support/check.h"
#include <string.h>

static const char ticket[] =
	"DO THIS BY 2026-12-24\nIt is urgent.\n\nWHERE (as seen now)\nPlace  CI  Group\n"
	"a:443  shop  Web\nand 2 more\n\nIF NOT\n- first\n- second\n  openssl x509 -in 'a'\n"
	"   Names as now\n\nCERTIFICATE\nSubject: CN=x\n\nLINKS\nrunbook: https://wiki.example.com/x y\n";

static void becomes_a_document(void **state)
{
	ARENA(arena);

	(void)state;
	struct json *document = jira_adf_write(&arena, ticket, true);
	const char *text = json_print(&arena, document);
	assert_string_equal(json_member_text(document, "type", ""), "doc");
	assert_string_equal(json_member_text(document->first, "type", "doc"), "doc");
	check_contains(text, "{\"attrs\":{\"panelType\":\"warning\"},\"content\":[{\"content\":[{"
	                     "\"text\":\"DO THIS BY 2026-12-24\",\"type\":\"text\"},{\"type\":"
	                     "\"hardBreak\"},");
	check_contains(text, "{\"attrs\":{\"level\":3},\"content\":[{\"text\":\"WHERE (as seen "
	                     "now)\",\"type\":\"text\"}],\"type\":\"heading\"}");
	check_contains(text, "\"type\":\"tableHeader\"");
	check_contains(text, "\"type\":\"tableCell\"");
	check_contains(text, "\"type\":\"bulletList\"");
	check_contains(text, "{\"content\":[{\"text\":\"openssl x509 -in 'a'\",\"type\":\"text\"}],"
	                     "\"type\":\"codeBlock\"}");
	check_contains(text, "{\"attrs\":{\"title\":\"CERTIFICATE\"},");
	check_contains(text, "{\"marks\":[{\"attrs\":{\"href\":\"https://wiki.example.com/x\"},"
	                     "\"type\":\"link\"}],\"text\":\"https://wiki.example.com/x\"");
}

static void reads_back_as_text(void **state)
{
	static const char people[] =
		"{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\",\"content\":[{"
		"\"type\":\"text\",\"text\":\"not-mine \"},{\"type\":\"mention\",\"attrs\":{\"id\":"
		"\"1\",\"text\":\"@Web\"}},{\"type\":\"hardBreak\"},{\"type\":\"text\",\"text\":"
		"\"thanks\"}]},{\"type\":\"codeBlock\",\"content\":[{\"type\":\"text\",\"text\":"
		"\"x\"}]}]}";
	struct error error = ERROR_INIT;
	ARENA(arena);

	(void)state;
	struct json *value = json_parse(&arena, people, strlen(people), NULL, &error);
	assert_string_equal(jira_adf_read(&arena, value), "not-mine @Web\nthanks\nx");
	assert_string_equal(jira_adf_read(&arena, json_new_string(&arena, "plain")), "plain");
	assert_string_equal(jira_adf_read(&arena, NULL), "");
	/* The same text written again reads the same. */
	assert_string_equal(jira_adf_read(&arena, jira_adf_write(&arena, ticket, true)),
	                    jira_adf_read(&arena, jira_adf_write(&arena, ticket, true)));
}

static void no_text_of_others_is_markup(void **state)
{
	static const char evil[] =
		"CN={code}x{code} [~bob] [a|http://evil.example] !http://x/y.png! *b* -s- h1. "
		"||h|| (!) :) \\\\ &amp; ----\n\xE2\x80\xAEturned\n\nhttps://evil.example/login\n";
	ARENA(arena);

	(void)state;
	const char *wiki = jira_wiki_write(&arena, evil, false);
	check_contains(wiki,
	               "\\{code\\}x\\{code\\} \\[\\~bob\\] \\[a\\|http&#58;//evil.example\\]");
	check_contains(wiki, "\\!http&#58;//x/y.png\\! \\*b\\* \\-s\\-");
	check_contains(wiki, "\\(\\!) &#58;) &#92;&#92; &amp;amp; \\-\\-\\-\\-");
	check_contains(wiki, "&#92;u202eturned");
	assert_null(strstr(wiki, "https://"));
	const char *adf = json_print(&arena, jira_adf_write(&arena, evil, false));
	assert_null(strstr(adf, "\"marks\""));
	check_contains(adf, "{code}x{code} [~bob]");
	assert_null(strstr(adf, "\xE2\x80\xAE"));
}

/* People write runbook addresses into the CMDB: only the address itself can be clicked, and is no markup. */
static void an_address_is_no_markup(void **state)
{
	static const char links[] =
		"LINKS\nrunbook: https://wiki.example.com/a!b|c{x}?q=1#top see [~bob] *now*\n"
		"httpd [~bob] {color:red}\n";
	ARENA(arena);

	(void)state;
	assert_string_equal(jira_wiki_write(&arena, links, false),
	                    "h3. LINKS\nrunbook: https://wiki.example.com/a%21b%7Cc%7Bx%7D?q=1#top "
	                    "see \\[\\~bob\\] \\*now\\*\nhttpd \\[\\~bob\\] \\{color:red\\}");
}

/* A line that begins like a heading or a quote of the markup. */
static void beginnings_of_lines_are_harmless(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(jira_wiki_write(&arena, "h1. big\nbq. said\nfn. x", false),
	                    "h1&#46; big\nbq&#46; said\nfn&#46; x");
}

static void code_cannot_be_left(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(jira_wiki_write(&arena, "  a{noformat}b", false),
	                    "{noformat}\na{ noformat}b\n{noformat}");
}

static void uneven_columns_are_code(void **state)
{
	ARENA(arena);

	(void)state;
	struct jira_block_list blocks =
		jira_block_split(&arena, "a  b  c\nd  e\nplain text\n", JIRA_TEXT);
	assert_int_equal(blocks.count, 2);
	assert_int_equal(blocks.items[0].kind, JIRA_BLOCK_CODE);
	assert_int_equal(blocks.items[1].kind, JIRA_BLOCK_PARAGRAPH);
	blocks = jira_block_split(&arena, "a  b  c\nd  e  f\n", JIRA_TEXT);
	assert_int_equal(blocks.items[0].kind, JIRA_BLOCK_TABLE);
	assert_int_equal(blocks.items[0].columns, 3);
	assert_int_equal(jira_block_split(&arena, "\n \n", JIRA_TEXT).count, 0);
}

/* Jira refuses a ticket whose text is longer than 32,767 characters; escaping makes texts longer. */
static void long_texts_are_cut(void **state)
{
	static const char *const fillings[] = {
		"x",    "*",       "{noformat}", "\x1b",     "\xe2\x80\xae",
		"a\\ ", "  x\n\n", "- i\n",      "a  b  c\n"
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(fillings); i++) {
		ARENA(arena);
		TEXT(text);
		while (text.length < 3 * JIRA_TEXT)
			text_append(&text, fillings[i]);
		const char *wiki = jira_wiki_write(&arena, text_string(&text), true);
		const char *read =
			jira_adf_read(&arena, jira_adf_write(&arena, text_string(&text), true));
		assert_in_range(strlen(wiki), JIRA_TEXT / 4, JIRA_TEXT);
		assert_in_range(strlen(read), JIRA_TEXT / 4, JIRA_TEXT);
		check_contains(wiki, "(cut)");
		check_contains(read, "(cut)");
	}
}

/* What fits is left whole, to the last character. */
static void texts_that_fit_are_whole(void **state)
{
	ARENA(arena);
	char *text = arena_allocate(&arena, JIRA_TEXT + 1);

	(void)state;
	memset(text, 'x', JIRA_TEXT);
	assert_string_equal(jira_wiki_write(&arena, text, false), text);
	assert_string_equal(jira_adf_read(&arena, jira_adf_write(&arena, text, false)), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_a_document),
		cmocka_unit_test(reads_back_as_text),
		cmocka_unit_test(no_text_of_others_is_markup),
		cmocka_unit_test(an_address_is_no_markup),
		cmocka_unit_test(beginnings_of_lines_are_harmless),
		cmocka_unit_test(code_cannot_be_left),
		cmocka_unit_test(uneven_columns_are_code),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(texts_that_fit_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
