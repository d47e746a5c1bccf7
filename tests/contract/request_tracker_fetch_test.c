/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of RT: by growing numbers, proved row by row, resumed, and never believed blindly. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/request_tracker_fixture.h"

extern const struct itsm_type request_tracker_itsm;

#define HOST(number, catalog)                                                                    \
	"{\"id\":\"" number "\",\"Name\":\"host-" number "\",\"Status\":\"in-use\",\"Catalog\":" \
	"{\"id\":\"4\",\"Name\":\"" catalog "\"},\"HeldBy\":[{\"type\":\"group\",\"id\":\"9\","  \
	"\"Name\":\"Web Team\"}],\"Owner\":{\"id\":\"Nobody\"},\"LastUpdated\":"                 \
	"\"2026-11-21T06:00:00Z\",\"CustomFields\":[{\"name\":\"IP Address\",\"values\":["       \
	"\"10.0.0." number "\",\"2001:0db8:0000::1\",\"nonsense\"]},{\"name\":\"FQDN\","         \
	"\"values\":[\"Host-" number ".Example.COM.\"]}]}"
#define EMPTY "{\"items\":[],\"count\":0,\"total\":null}"

struct seen {
	char text[1024];
	char cursor[64];
	size_t count;
	bool cancel;
};

static bool keep(void *context, const struct ci *row, struct error *error)
{
	struct seen *seen = context;
	size_t used = strlen(seen->text);

	(void)error;
	seen->count++;
	(void)snprintf(seen->text + used, sizeof(seen->text) - used, "%s %s %s %zu %s;", row->id,
	               row->group, row->name_count > 0 ? row->names[0] : "-", row->address_count,
	               row->address_count > 1 ? row->addresses[1] : "-");
	return true;
}

static bool mark(void *context, const char *cursor, struct error *error)
{
	struct seen *seen = context;

	(void)error;
	(void)snprintf(seen->cursor, sizeof(seen->cursor), "%s", cursor);
	return true;
}

static bool cancelled(void *context)
{
	return ((struct seen *)context)->cancel;
}

static bool fetch(const struct http_script_exchange *script, size_t count, enum ci_kind kind,
                  const char *cursor, int64_t since, struct seen *seen, struct error *error)
{
	struct request_tracker_fixture fixture;
	struct itsm_fetch request = { .each = keep,
		                      .mark = mark,
		                      .cancelled = cancelled,
		                      .context = seen,
		                      .cursor = cursor,
		                      .since = since };

	request_tracker_fixture_open(&fixture, script, count);
	request.scratch = &fixture.arena;
	bool done = request_tracker_itsm.fetch(&fixture.itsm, kind, &request, error);
	request_tracker_fixture_close(&fixture);
	return done;
}

static void walks_by_numbers(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .url = { "/assets?query=(Catalog = 'Hosts')&", "fields[HeldBy]=Name",
		           "orderby=id&order=ASC&per_page=100&page=1" },
		  .not_url = "id >",
		  .answer = "{\"items\":[" HOST("3", "Hosts") "," HOST("5", "Other") "]}" },
		{ .url = { "(Catalog = 'Hosts') AND id > 5&" },
		  .answer = "{\"items\":[" HOST("8", "Hosts") "]}" },
		{ .url = { "AND id > 8&" }, .answer = EMPTY },
	};
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(fetch(script, COUNT_OF(script), CI_HOST, "", 0, &seen, &error));
	assert_string_equal(seen.text, "asset/3 Web Team host-3.example.com 2 2001:db8::1;"
	                               "asset/8 Web Team host-8.example.com 2 2001:db8::1;");
	assert_string_equal(seen.cursor, "8");
}

static void goes_on_from_its_cursor(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .url = { "AND id > 8&" },
		  .answer = "{\"items\":[" HOST("9", "Hosts") "],\"count\":1,\"total\":1}" },
	};
	static const struct http_script_exchange anew[] = {
		{ .not_url = "id >", .answer = "{\"items\":[],\"total\":0}" },
	};
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(fetch(script, COUNT_OF(script), CI_HOST, "8", 0, &seen, &error));
	assert_int_equal(seen.count, 1);
	assert_true(fetch(anew, COUNT_OF(anew), CI_HOST, "1 OR id > 0", 0, &seen, &error));
}

/* Times are read in the zone of RT's user: the search reaches back half a day, the rows are sorted
 * out here. */
static void reads_what_changed(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .url = { "AND LastUpdated >= '2026-11-20 18:58:00'&" },
		  .answer = "{\"items\":[" HOST("3", "Hosts") "],\"total\":1}" },
	};
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;
	int64_t since;

	(void)state;
	assert_true(clock_parse("2026-11-21T07:00:00Z", &since));
	assert_true(fetch(script, 1, CI_HOST, "", since, &seen, &error));
	assert_int_equal(seen.count, 0);
}

static void refuses_rows_that_do_not_grow(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .answer = "{\"items\":[" HOST("3", "Hosts") "]}" },
		{ .answer = "{\"items\":[" HOST("3", "Hosts") "]}" },
	};
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;

	(void)state;
	assert_false(fetch(script, COUNT_OF(script), CI_HOST, "", 0, &seen, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "same rows");
}

static void tells_bad_pages_apart(void **state)
{
	static const struct {
		struct http_script_exchange answer;
		enum error_kind kind;
	} cases[] = {
		{ { .answer = "[]" }, ERROR_RETRY },
		{ { .answer = "{\"items\":\"x\"}" }, ERROR_RETRY },
		{ { .answer = "{\"items\":[" }, ERROR_RETRY },
		{ { .type = "text/html", .answer = "<html>" }, ERROR_RETRY },
		{ { .status = 401, .answer = "{}" }, ERROR_PEER },
		{ { .status = 403, .answer = "{}" }, ERROR_PEER },
		{ { .status = 429, .answer = "{}" }, ERROR_RETRY },
		{ { .outcome = HTTP_SCRIPT_LOST }, ERROR_RETRY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct seen seen = { 0 };
		struct error error = ERROR_INIT;
		assert_false(fetch(&cases[i].answer, 1, CI_HOST, "", 0, &seen, &error));
		assert_int_equal(error.kind, cases[i].kind);
		assert_int_equal(seen.count, 0);
	}
}

static void stops_when_asked(void **state)
{
	struct seen seen = { .cancel = true };
	struct error error = ERROR_INIT;

	(void)state;
	assert_false(fetch(NULL, 0, CI_HOST, "", 0, &seen, &error));
	assert_int_equal(error.kind, ERROR_CANCELLED);
	/* What RT has no rows of is not asked for. */
	assert_true(fetch(NULL, 0, CI_CALENDAR, "", 0, &seen, &error));
	assert_true(fetch(NULL, 0, CI_APPLICATION, "", 0, &seen, &error));
}

static void reads_people_and_groups(void **state)
{
	static const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "/groups?fields=Name,Description" },
		  .body = { "{\"field\":\"Domain\",\"operator\":\"=\",\"value\":\"UserDefined\"}" },
		  .answer = "{\"items\":[{\"id\":\"28\",\"Name\":\"Web Team\"},{\"id\":\"29\"}],"
		            "\"total\":2}" },
	};
	static const struct http_script_exchange users[] = {
		{ .method = "POST",
		  .answer = "{\"items\":[{\"id\":\"bob\",\"Name\":\"bob\",\"RealName\":\"Bob B\"},"
		            "{\"Name\":\"Nobody\"},{\"Name\":\"RT_System\"}],\"total\":3}" },
	};
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(fetch(script, 1, CI_GROUP, "", 0, &seen, &error));
	assert_int_equal(seen.count, 1);
	check_contains(seen.text, "Web Team ");
	assert_true(fetch(users, 1, CI_USER, "", 0, &seen, &error));
	assert_int_equal(seen.count, 2);
}

#define USERS_10                                                                                \
	"{\"Name\":\"a\"},{\"Name\":\"b\"},{\"Name\":\"c\"},{\"Name\":\"d\"},{\"Name\":\"e\"}," \
	"{\"Name\":\"f\"},{\"Name\":\"g\"},{\"Name\":\"h\"},{\"Name\":\"i\"},{\"Name\":\"j\"}"
#define USERS_100                                                                              \
	USERS_10 "," USERS_10 "," USERS_10 "," USERS_10 "," USERS_10 "," USERS_10 "," USERS_10 \
		 "," USERS_10 "," USERS_10 "," USERS_10

/* Everybody who ever wrote a mail is a user: sixty pages of them stop nothing, and a read that was cut goes on
 * behind the last page. */
static void reads_very_many_people(void **state)
{
	enum { PAGES = 60 };
	struct http_script_exchange script[PAGES];
	struct seen seen = { 0 };
	struct error error = ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < PAGES; i++)
		script[i] = (struct http_script_exchange){ .url = { "/users" },
			                                   .answer = "{\"items\":[" USERS_100
			                                             "],\"total\":null}" };
	script[PAGES - 1].url[1] = "page=60";
	script[PAGES - 1].answer = "{\"items\":[{\"Name\":\"zoe\"}],\"total\":5901}";
	assert_true(fetch(script, PAGES, CI_USER, "", 0, &seen, &error));
	assert_int_equal(seen.count, 5901);
	assert_string_equal(seen.cursor, "60");
	seen.count = 0;
	assert_true(fetch(&script[PAGES - 1], 1, CI_USER, "59", 0, &seen, &error));
	assert_int_equal(seen.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_by_numbers),
		cmocka_unit_test(goes_on_from_its_cursor),
		cmocka_unit_test(reads_what_changed),
		cmocka_unit_test(refuses_rows_that_do_not_grow),
		cmocka_unit_test(tells_bad_pages_apart),
		cmocka_unit_test(stops_when_asked),
		cmocka_unit_test(reads_people_and_groups),
		cmocka_unit_test(reads_very_many_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
