/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The configurations that README and docs show are read by the program that they speak of: a setting that
 * is no more fails here, and each product's page shows one that is short. */
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "contract/itsm.h"
#include "service/session.h"
#include "support/check.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES_MOST = 10, /* below "itsm:" */ BLOCKS_LEAST = 15 };

static char folder[] = "/tmp/certsteward_pages_XXXXXX";
static char path[80];
static size_t seen;

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/c.yaml", folder);
	return setenv("PAGES_TEST_SECRET", "geheim", 1) || setenv("JIRA_TOKEN", "geheim", 1) ||
	       setenv("SN_SECRET", "geheim", 1);
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

/* Files with secrets are the reader's own; here each is the same variable. */
static void append_without_files(struct text *out, const char *block, size_t length)
{
	static const char file[] = "{file: ";
	const char *end = block + length;

	while (block < end) {
		const char *at = memmem(block, (size_t)(end - block), file, strlen(file));
		const char *close = at ? memchr(at, '}', (size_t)(end - at)) : NULL;
		if (!close)
			break;
		text_append_bytes(out, block, (size_t)(at - block));
		text_append(out, "{env: PAGES_TEST_SECRET}");
		block = close + 1;
	}
	text_append_bytes(out, block, (size_t)(end - block));
}

static bool has_section(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at && (at == text || at[-1] == '\n');
}

/* Settings and far sides, as far as they go without asking anybody; what sources read is the reader's own. */
static void opens(const char *page, const char *text)
{
	SESSION(session);
	struct error error = ERROR_INIT;

	assert_true(file_replace(path, text, strlen(text), 0600, &error));
	if (!settings_read(&session.settings, path, SETTINGS_WHOLE, &error) ||
	    !session_start(&session, SESSION_SIDES, NULL, &error))
		fail_msg("%s shows a configuration that is refused: %s\n%s", page, error.message,
		         text);
	seen++;
}

static void check_block(const char *page, const char *block, size_t length)
{
	TEXT(text);

	append_without_files(&text, block, length);
	/* Tables of trust facts are files of another kind. */
	if (!has_section(text_string(&text), "itsm:") &&
	    !has_section(text_string(&text), "discovery:"))
		return;
	if (!has_section(text_string(&text), "store:"))
		text_append(&text, "\nstore: {path: store.db}\n");
	opens(page, text_string(&text));
}

static size_t lines_of(const char *block, size_t length)
{
	size_t lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += block[i] == '\n';
	return lines;
}

/* Calls back for each block; whole lines, without the fences. */
static void each_block(const char *page, const char *content, const char *type, size_t *shortest)
{
	static const char fence[] = "\n```yaml\n";

	for (const char *at = content; (at = strstr(at, fence)) != NULL;) {
		const char *block = at + strlen(fence), *end = strstr(block, "\n```");
		if (!end) {
			fail_msg("%s: a block has no end", page);
			return;
		}
		size_t length = (size_t)(end - block) + 1;
		if (!type) {
			check_block(page, block, length);
		} else if (text_starts_with(block, "itsm:") &&
		           memmem(block, length, type, strlen(type))) {
			size_t lines = lines_of(block, length) - 1;
			*shortest = *shortest == 0 || lines < *shortest ? lines : *shortest;
		}
		at = end;
	}
}

static const char *content_of(struct arena *arena, const char *page)
{
	struct error error = ERROR_INIT;
	size_t length;
	const char *content = file_read(arena, page, LIMIT_YAML_BYTES, &length, &error);

	if (!content) {
		fail_msg("%s", error.message);
		return "";
	}
	return content;
}

static void what_the_pages_show_is_read(void **state)
{
	static const char *const patterns[] = { "/README.md", "/docs/*.md",
		                                "/adapters/*/*/README.md", "/sandbox/README.md" };
	ARENA(arena);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		glob_t pages;
		const char *pattern =
			arena_print(&arena, "%s%s", CERTSTEWARD_SOURCE_DIR, patterns[i]);
		assert_int_equal(glob(pattern, 0, NULL, &pages), 0);
		for (size_t p = 0; p < pages.gl_pathc; p++)
			each_block(pages.gl_pathv[p], content_of(&arena, pages.gl_pathv[p]), NULL,
			           NULL);
		globfree(&pages);
	}
	assert_true(seen >= BLOCKS_LEAST);
}

static void each_product_has_ten_lines(void **state)
{
	static const struct {
		const char *page, *type;
	} products[] = {
		{ "docs/servicenow.md", "type: servicenow" },
		{ "docs/jira.md", "type: jira" },
		{ "docs/request-tracker.md", "type: request_tracker" },
		{ "README.md", "type: servicenow" },
		{ "README.md", "type: jira" },
		{ "README.md", "type: request_tracker" },
	};
	ARENA(arena);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(products); i++) {
		const char *page =
			arena_print(&arena, "%s/%s", CERTSTEWARD_SOURCE_DIR, products[i].page);
		size_t shortest = 0;
		each_block(page, content_of(&arena, page), products[i].type, &shortest);
		if (shortest == 0 || shortest > LINES_MOST)
			fail_msg("%s shows no '%s' in ten lines below itsm:, but %zu",
			         products[i].page, products[i].type, shortest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_pages_show_is_read),
		cmocka_unit_test(each_product_has_ten_lines),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
