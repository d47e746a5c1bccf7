/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification and reconciliation: which row an item means, what is refused, what is kept. */

#include "instance.h"
#include "ire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The result of a payload sent as certsteward's; released with the test. */
static json_t *send(void **state, const char *variant, const char *source, const char *body)
{
	struct instance *instance = *state;
	struct request request = { .pool = instance->pool,
		                   .method = "POST",
		                   .path = "/api/now/identifyreconcile",
		                   .body = body,
		                   .body_length = strlen(body) };
	const char *target = pool_print(instance->pool, "/x?sysparm_data_source=%s", source);
	assert_true(request_parse_target(&request, target));
	struct reply reply = { 0 };
	const char *parts[] = { variant };
	ire_handle(&instance->session, &request, parts, *variant ? 1 : 0, &reply);
	assert_int_equal(reply.status, 200);
	json_t *result = json_incref(json_object_get(reply.json, "result"));
	reply_release(&reply);
	return result;
}

static json_t *enhanced(void **state, const char *body)
{
	return send(state, "enhanced", "SG-certsteward", body);
}

static const char *item_text(const json_t *result, size_t index, const char *name)
{
	const json_t *item = json_array_get(json_object_get(result, "items"), index);
	const char *text = json_string_value(json_object_get(item, name));
	return text ? text : "";
}

static const char *item_error(const json_t *result, size_t index)
{
	const json_t *item = json_array_get(json_object_get(result, "items"), index);
	const json_t *error = json_array_get(json_object_get(item, "errors"), 0);
	const char *text = json_string_value(json_object_get(error, "error"));
	return text ? text : "";
}

static const char *domain(void **state)
{
	struct instance *instance = *state;
	return seed_row(&instance->session, "certificate_domain", session_new_id(instance->pool),
	                "domain", "a.example.com", NULL);
}

static const char *certificate(void **state, const char *values, const char *more)
{
	struct instance *instance = *state;
	return pool_print(
		instance->pool,
		"{\"items\":[{\"className\":\"cmdb_ci_certificate\",\"values\":{\"name\":\"a\","
		"\"subject_alternative_name\":\"%s\"%s}%s}]}",
		domain(state), values, more);
}

static void repeats_itself_without_change(void **state)
{
	const char *body = certificate(state, ",\"fingerprint\":\"aa11\"", "");
	JSON_SCOPE json_t *first = enhanced(state, body);
	JSON_SCOPE json_t *second = enhanced(state, body);
	assert_string_equal(item_text(first, 0, "operation"), "INSERT");
	assert_string_equal(item_text(second, 0, "operation"), "NO_CHANGE");
	assert_string_equal(item_text(first, 0, "sysId"), item_text(second, 0, "sysId"));
}

static void another_spelling_is_another_certificate(void **state)
{
	JSON_SCOPE json_t *lower =
		enhanced(state, certificate(state, ",\"fingerprint\":\"bb22\"", ""));
	JSON_SCOPE json_t *upper =
		enhanced(state, certificate(state, ",\"fingerprint\":\"BB22\"", ""));
	assert_string_equal(item_text(upper, 0, "operation"), "INSERT");
	assert_string_not_equal(item_text(lower, 0, "sysId"), item_text(upper, 0, "sysId"));
}

static void serial_and_issuer_stand_in_for_the_fingerprint(void **state)
{
	static const char pair[] =
		",\"serial_number\":\"0a\",\"issuer_distinguished_name\":\"CN=CA\"";
	struct instance *instance = *state;
	const char *with = pool_print(instance->pool, "%s,\"fingerprint\":\"cc33\"", pair);
	JSON_SCOPE json_t *first = enhanced(state, certificate(state, pair, ""));
	JSON_SCOPE json_t *again = enhanced(state, certificate(state, pair, ""));
	JSON_SCOPE json_t *other = enhanced(state, certificate(state, with, ""));
	assert_string_not_equal(item_text(again, 0, "operation"), "INSERT");
	assert_string_equal(item_text(first, 0, "sysId"), item_text(again, 0, "sysId"));
	assert_string_equal(item_text(other, 0, "operation"), "INSERT");
}

static void the_native_key_comes_first(void **state)
{
	static const char source[] =
		",\"sys_object_source_info\":{\"source_name\":\"SG-certsteward\","
		"\"source_native_key\":\"key-1\"}";
	JSON_SCOPE json_t *first =
		enhanced(state, certificate(state, ",\"fingerprint\":\"dd44\"", source));
	JSON_SCOPE json_t *moved =
		enhanced(state, certificate(state, ",\"fingerprint\":\"dd55\"", source));
	assert_string_equal(item_text(moved, 0, "operation"), "UPDATE");
	assert_string_equal(item_text(first, 0, "sysId"), item_text(moved, 0, "sysId"));
}

static void names_are_mandatory(void **state)
{
	JSON_SCOPE json_t *leaf =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_certificate\","
	                        "\"values\":{\"fingerprint\":\"ee66\"}}]}");
	JSON_SCOPE json_t *unknown = enhanced(
		state, "{\"items\":[{\"className\":\"cmdb_ci_certificate\",\"values\":{"
		       "\"fingerprint\":\"ee77\",\"subject_alternative_name\":\"www\"}}]}");
	JSON_SCOPE json_t *authority =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_certificate\",\"values\":{"
	                        "\"fingerprint\":\"ee88\",\"is_ca\":true}}]}");
	assert_string_equal(item_error(leaf, 0), "INVALID_INPUT_DATA");
	assert_string_equal(item_error(unknown, 0), "INVALID_INPUT_DATA");
	assert_string_equal(item_text(authority, 0, "operation"), "INSERT");
}

static void refuses_by_code(void **state)
{
	static const struct {
		const char *body, *code;
	} cases[] = {
		{ "{\"items\":[{\"className\":\"no_such\",\"values\":{}}]}",
		  "IDENTIFICATION_RULE_MISSING" },
		{ "{\"items\":[{\"className\":\"cmdb_ci_linux_server\",\"values\":{\"os\":\"x\"}}]}",
		  "MISSING_MATCHING_ATTRIBUTES" },
		{ "{\"items\":[{\"className\":\"cmdb_ci_server\",\"values\":{\"sys_id\":\"nope\"}}]}",
		  "INVALID_INPUT_DATA" },
		{ "{\"items\":[{\"className\":\"cmdb_ci_appl\",\"values\":{\"name\":\"x\"}}]}",
		  "MISSING_DEPENDENCY" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		JSON_SCOPE json_t *result = enhanced(state, cases[i].body);
		assert_string_equal(item_error(result, 0), cases[i].code);
		assert_string_equal(item_text(result, 0, "sysId"), "Unknown");
		assert_true(json_is_true(json_object_get(result, "hasError")));
	}
	JSON_SCOPE json_t *stranger = send(state, "enhanced", "Nobody",
	                                   certificate(state, ",\"fingerprint\":\"ff99\"", ""));
	assert_string_equal(item_error(stranger, 0), "INVALID_INPUT_DATA");
}

static long long relations(struct instance *instance)
{
	return database_number(instance->sandbox.database, "SELECT count(*) FROM cmdb_rel_ci", NULL,
	                       0);
}

static void relates_known_hosts_once(void **state)
{
	struct instance *instance = *state;
	const char *host = session_id_of(instance->pool, "cmdb_ci", "web-01");
	const char *body = pool_print(
		instance->pool,
		"{\"items\":[{\"className\":\"cmdb_ci_server\",\"internal_id\":\"h\",\"values\":{"
		"\"sys_id\":\"%s\"}},{\"className\":\"cmdb_ci_certificate\",\"internal_id\":\"c\","
		"\"values\":{\"fingerprint\":\"ab12\",\"is_ca\":\"true\"}}],\"relations\":["
		"{\"parent_id\":\"h\",\"child_id\":\"c\",\"type\":\"Uses::Used by\"},"
		"{\"parent\":0,\"child\":1,\"type\":\"Uses::Used by\"},"
		"{\"parent\":0,\"child\":1,\"type\":\"Used by::Uses\"}],"
		"\"referenceItems\":[{\"referenced\":\"c\",\"referencedBy\":\"c\","
		"\"referenceField\":\"root_issuer\"}]}",
		host);
	long long before = relations(instance);
	JSON_SCOPE json_t *result = enhanced(state, body);
	const json_t *answers = json_object_get(result, "relations");
	assert_string_equal(record_get(json_array_get(answers, 0), "operation"), "INSERT");
	assert_string_equal(record_get(json_array_get(answers, 1), "operation"), "NO_CHANGE");
	assert_string_equal(record_get(json_array_get(answers, 2), "operation"), "Unknown");
	assert_int_equal(relations(instance), before + 1);
	JSON_SCOPE json_t *stored = record_read(&instance->session, dictionary_table("cmdb_ci"),
	                                        item_text(result, 1, "sysId"));
	assert_string_equal(record_get(stored, "root_issuer"), item_text(result, 1, "sysId"));
	JSON_SCOPE json_t *server =
		record_read(&instance->session, dictionary_table("cmdb_ci"), host);
	assert_string_equal(record_get(server, "sys_class_name"), "cmdb_ci_linux_server");
	assert_string_equal(record_get(server, "discovery_source"), "SG-certsteward");
}

static void folds_repetitions(void **state)
{
	JSON_SCOPE json_t *result =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_certificate\",\"values\":{"
	                        "\"fingerprint\":\"cd34\",\"is_ca\":true}},{\"className\":"
	                        "\"cmdb_ci_certificate\",\"values\":{\"fingerprint\":\"cd34\","
	                        "\"is_ca\":true}}]}");
	assert_int_equal(json_array_size(json_object_get(result, "items")), 1);
	const json_t *indices = json_object_get(json_array_get(json_object_get(result, "items"), 0),
	                                        "inputIndices");
	assert_int_equal(json_array_size(indices), 2);
}

static void classes_move_down_only(void **state)
{
	JSON_SCOPE json_t *first =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_server\",\"values\":{"
	                        "\"name\":\"box-9\"}}]}");
	JSON_SCOPE json_t *down =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_linux_server\",\"values\":{"
	                        "\"name\":\"box-9\"}}]}");
	JSON_SCOPE json_t *up =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_server\",\"values\":{"
	                        "\"name\":\"box-9\"}}]}");
	JSON_SCOPE json_t *across =
		enhanced(state, "{\"items\":[{\"className\":\"cmdb_ci_win_server\",\"values\":{"
	                        "\"name\":\"box-9\"}}]}");
	assert_string_equal(item_text(first, 0, "operation"), "INSERT");
	assert_string_equal(item_text(down, 0, "operation"), "UPDATE_WITH_UPGRADE");
	assert_string_equal(item_text(up, 0, "operation"), "NO_CHANGE");
	assert_string_equal(item_error(across, 0), "RECLASSIFICATION_NOT_ALLOWED");
}

static void survives_references_to_unknown_classes(void **state)
{
	JSON_SCOPE json_t *result = enhanced(
		state, "{\"items\":[{\"className\":\"no_such\",\"internal_id\":\"a\"},7],"
		       "\"referenceItems\":[{\"referenced\":\"a\",\"referencedBy\":\"a\","
		       "\"referenceField\":\"issuer\"}],\"relations\":[{\"parent\":0,"
		       "\"child\":0,\"type\":\"Uses::Used by\"},{\"parent\":-1,\"child\":9,"
		       "\"type\":\"Uses::Used by\"}]}");
	const json_t *answers = json_object_get(result, "relations");
	assert_string_equal(record_get(json_array_get(answers, 0), "operation"), "Unknown");
	assert_string_equal(record_get(json_array_get(answers, 1), "operation"), "Unknown");
}

static void drops_what_it_cannot_hold(void **state)
{
	struct instance *instance = *state;
	const char *body =
		certificate(state,
	                    ",\"fingerprint\":\"de45\",\"assigned_to\":\"Alice Ashworth\","
	                    "\"valid_to\":\"tomorrow\",\"no_such\":\"x\"",
	                    "");
	JSON_SCOPE json_t *result = enhanced(state, body);
	assert_string_equal(item_text(result, 0, "operation"), "INSERT");
	JSON_SCOPE json_t *stored = record_read(&instance->session, dictionary_table("cmdb_ci"),
	                                        item_text(result, 0, "sysId"));
	assert_string_equal(record_get(stored, "assigned_to"), "");
	assert_string_equal(record_get(stored, "valid_to"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeats_itself_without_change),
		cmocka_unit_test(another_spelling_is_another_certificate),
		cmocka_unit_test(serial_and_issuer_stand_in_for_the_fingerprint),
		cmocka_unit_test(the_native_key_comes_first),
		cmocka_unit_test(names_are_mandatory),
		cmocka_unit_test(refuses_by_code),
		cmocka_unit_test(relates_known_hosts_once),
		cmocka_unit_test(folds_repetitions),
		cmocka_unit_test(classes_move_down_only),
		cmocka_unit_test(survives_references_to_unknown_classes),
		cmocka_unit_test(drops_what_it_cannot_hold),
	};
	return cmocka_run_group_tests(tests, instance_open, instance_close);
}
