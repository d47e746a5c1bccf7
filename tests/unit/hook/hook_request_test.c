/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing but our own words reaches a command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../../hook/hook_request.h"
#include "base/arena.h"

static bool read_text(struct hook_request *request, struct arena *arena, const char *text,
                      struct error *error)
{
	*error = ERROR_INIT;
	return hook_request_read(request, arena, text, strlen(text), error);
}

static void assert_refused(const char *text, const char *part)
{
	ARENA(arena);
	struct hook_request request;
	struct error error;
	if (read_text(&request, &arena, text, &error))
		fail_msg("not refused: %s", text);
	assert_int_equal(error.kind, ERROR_ITEM);
	if (!strstr(error.message, part))
		fail_msg("%s: message '%s' lacks '%s'", text, error.message, part);
}

static void a_run_is_read(void **state)
{
	ARENA(arena);
	struct hook_request request;
	struct error error;
	(void)state;
	assert_true(
		read_text(&request, &arena,
	                  "{\"hook\":\"renew\",\"run\":\"r-000012\",\"arguments\":{\"fingerprint\":"
	                  "\"5d41\",\"case\":\"renewal:5d41:1\",\"ticket\":null},"
	                  "\"input\":{\"names\":[\"a b\"]}}",
	                  &error));
	assert_int_equal(request.kind, HOOK_REQUEST_RUN);
	assert_string_equal(request.hook, "renew");
	assert_string_equal(request.run, "r-000012");
	assert_string_equal(request.values[0], "5d41");
	assert_null(request.values[1]);
	assert_string_equal(request.values[2], "renewal:5d41:1");
	assert_null(request.values[3]);
	assert_string_equal(request.input, "{\"names\":[\"a b\"]}");
}

static void ping_and_query_are_read(void **state)
{
	ARENA(arena);
	struct hook_request request;
	struct error error;
	(void)state;
	assert_true(read_text(&request, &arena, "{\"ping\":true}", &error));
	assert_int_equal(request.kind, HOOK_REQUEST_PING);
	assert_true(read_text(&request, &arena, "{\"query\":\"r-1\"}", &error));
	assert_int_equal(request.kind, HOOK_REQUEST_QUERY);
	assert_string_equal(request.run, "r-1");
}

static void hostile_values_are_refused(void **state)
{
	static const char *const values[] = {
		"",       "-rf",         ".hidden", "a b",   "a;b",      "$(id)",
		"`id`",   "a/b",         "../x",    "a\\nb", "a\\u0000", "a\\u0000b",
		"{case}", "caf\xc3\xa9", "a\\\"b",  "a'b",   "*",        "a=b",
	};
	static const char *const places[] = {
		"{\"hook\":\"%s\",\"run\":\"r\"}",
		"{\"hook\":\"renew\",\"run\":\"%s\"}",
		"{\"query\":\"%s\"}",
		"{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"case\":\"%s\"}}",
		"{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"ticket\":\"%s\"}}",
		"{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"fingerprint\":\"%s\"}}",
		"{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"serial\":\"%s\"}}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		for (size_t j = 0; j < sizeof(values) / sizeof(*values); j++) {
			ARENA(arena);
			const char *hole = strstr(places[i], "%s");
			assert_refused(arena_print(&arena, "%.*s%s%s", (int)(hole - places[i]),
			                           places[i], values[j], hole + 2),
			               "");
		}
	}
	assert_refused("{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"serial\":\"12xz\"}}",
	               "argument 'serial' holds other characters than 0-9 a-f");
}

static void values_have_a_length(void **state)
{
	ARENA(arena);
	struct hook_request request;
	struct error error;
	char word[130];
	(void)state;
	memset(word, 'a', 129);
	word[129] = '\0';
	assert_refused(arena_print(&arena, "{\"query\":\"%s\"}", word), "'query'");
	word[128] = '\0';
	assert_true(read_text(&request, &arena, arena_print(&arena, "{\"query\":\"%s\"}", word),
	                      &error));
}

static void other_shapes_are_refused(void **state)
{
	(void)state;
	assert_refused("", "");
	assert_refused("{}", "neither");
	assert_refused("[]", "neither");
	assert_refused("\"ping\"", "neither");
	assert_refused("{\"ping\":true,\"query\":\"r\"}", "neither");
	assert_refused("{\"hook\":\"renew\",\"run\":\"r\",\"command\":[\"/bin/sh\"]}", "neither");
	assert_refused("{\"hook\":\"renew\"}", "'hook' and 'run'");
	assert_refused("{\"hook\":\"renew\",\"run\":7}", "'hook' and 'run'");
	assert_refused("{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":[]}", "must be an object");
	assert_refused("{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"user\":\"x\"}}",
	               "unknown argument");
	assert_refused("{\"hook\":\"renew\",\"run\":\"r\",\"arguments\":{\"case\":[\"x\"]}}",
	               "argument 'case'");
}

static void placeholders_stay_inside_their_argument(void **state)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	const char *items[] = { "/usr/bin/renew", "{fingerprint}", "--case={case}/{ticket}", "" };
	const struct setting_list command = { .items = items, .count = 4 };
	struct hook_request request = { .hook = "renew",
		                        .values = { "5d41", NULL, "renewal:5d41:1", "CHG1" } };
	(void)state;
	char **arguments = hook_request_arguments(&request, &command, &arena, &error);
	assert_non_null(arguments);
	assert_string_equal(arguments[0], "/usr/bin/renew");
	assert_string_equal(arguments[1], "5d41");
	assert_string_equal(arguments[2], "--case=renewal:5d41:1/CHG1");
	assert_string_equal(arguments[3], "");
	assert_null(arguments[4]);
	request.values[3] = NULL;
	assert_null(hook_request_arguments(&request, &command, &arena, &error));
	assert_string_equal(error.message, "hook 'renew' needs {ticket}, which the request lacks");
}

static void unknown_placeholders_are_found(void **state)
{
	(void)state;
	assert_null(hook_request_unknown_placeholder("plain"));
	assert_null(hook_request_unknown_placeholder("{serial}{case}"));
	assert_string_equal(hook_request_unknown_placeholder("{serial}{name}"), "{name}");
	assert_string_equal(hook_request_unknown_placeholder("{Serial}"), "{Serial}");
	assert_string_equal(hook_request_unknown_placeholder("x{"), "{");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_read),
		cmocka_unit_test(ping_and_query_are_read),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(values_have_a_length),
		cmocka_unit_test(other_shapes_are_refused),
		cmocka_unit_test(placeholders_stay_inside_their_argument),
		cmocka_unit_test(unknown_placeholders_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
