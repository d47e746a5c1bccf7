/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns the certificate class has, and by which rule its rows are identified. */
#include "servicenow.h"
#include "servicenow_check.h"
#include "servicenow_source.h"
#include <string.h>

static const struct json *attribute(const struct json *attributes, const char *element)
{
	JSON_EACH(entry, attributes)
	if (strcmp(json_member_text(entry, "element", ""), element) == 0)
		return entry;
	return NULL;
}

static void check_element(const struct servicenow_checker *checker, const struct json *attributes,
                          const char *element)
{
	const struct json *entry = attribute(attributes, element);
	const char *subject = arena_print(checker->arena, "column %s", element);
	const char *type = json_member_text(entry, "type", "");

	if (entry == NULL)
		servicenow_check_tell(
			checker, ITSM_WARNING, subject,
			"not there: what is written to it is dropped silently",
			"update CMDB CI Class Models, or leave it out in the mapping");
	else if (strcmp(json_member_text(entry, "is_read_only", ""), "true") == 0)
		servicenow_check_tell(checker, ITSM_WARNING, subject, "read only",
		                      "let our account write it, or leave it out in the mapping");
	else if (strcmp(element, "subject_alternative_name") == 0 &&
	         strcmp(type, "glide_list") != 0)
		servicenow_check_tell(checker, ITSM_WARNING, subject,
		                      arena_print(checker->arena, "of type '%s', not a list", type),
		                      "the mapping must write text instead of references");
}

static void check_rules(const struct servicenow_checker *checker, const struct json *meta)
{
	const struct json *rules = json_get(meta, "identification_rules");
	const struct json *identifiers = json_get(rules, "identifiers");
	TEXT(out);

	JSON_EACH(identifier, identifiers)
	text_print(&out, "%s%s", out.length > 0 ? " | " : "",
	           json_member_text(identifier, "attributes", "?"));
	if (json_count(identifiers) == 0)
		servicenow_check_tell(checker, ITSM_FAILED, "identification rule",
		                      "the certificate class has none",
		                      "have the CMDB administrator add one on fingerprint");
	else
		servicenow_check_tell(
			checker,
			strstr(text_string(&out), "fingerprint") != NULL ? ITSM_OK : ITSM_WARNING,
			"identification rule", text_visible(checker->arena, text_string(&out)),
			strstr(text_string(&out), "fingerprint") != NULL
				? ""
				: "without fingerprint, renewed certificates may be "
				  "taken for the old ones");
	if (strcmp(json_member_text(rules, "is_independent", "true"), "false") == 0)
		servicenow_check_tell(checker, ITSM_WARNING, "identification rule",
		                      "the certificate class is dependent",
		                      "certificates without a host cannot be inserted");
}

/* Columns out of sys_dictionary, in the form of the CMDB Meta API. A class has those of the classes
 * above it too. */
static const struct json *read_dictionary(const struct servicenow_checker *checker,
                                          const char *class)
{
	struct servicenow_query query = {
		.table = "sys_dictionary",
		.query = arena_print(checker->arena, "nameIN%s,cmdb_ci,cmdb^elementISNOTEMPTY",
		                     class),
		.fields = "name,element,internal_type,read_only",
		.limit = 1000,
	};
	struct json *attributes = json_new(checker->arena, JSON_ARRAY);
	struct itsm_reply reply;
	const struct json *rows = servicenow_check_rows(checker, &query, &reply);

	JSON_EACH(row, rows)
	{
		struct json *entry = json_push(attributes, json_new(checker->arena, JSON_OBJECT));
		json_set_string(checker->arena, entry, "element",
		                servicenow_reply_field(row, "element"));
		json_set_string(checker->arena, entry, "type",
		                servicenow_reply_field(row, "internal_type"));
		json_set_string(checker->arena, entry, "is_read_only",
		                servicenow_reply_field(row, "read_only"));
	}
	return attributes;
}

void servicenow_check_columns(const struct servicenow_checker *checker)
{
	const struct servicenow_settings *settings = servicenow_settings(checker->itsm);
	struct servicenow_request request = {
		.method = "GET",
		.path = arena_print(checker->arena, "/api/now/cmdb/meta/%s",
		                    settings->certificate_class),
	};
	struct itsm_reply reply;
	char *columns = arena_copy(checker->arena,
	                           servicenow_source_certificate_fields(checker->arena, settings));

	const struct json *attributes = NULL;

	if (servicenow_call(checker->itsm, checker->arena, &request, &reply)) {
		attributes = json_get(reply.result, "attributes");
		check_rules(checker, reply.result);
	} else {
		servicenow_check_tell(checker, ITSM_WARNING, "identification rule", reply.reason,
		                      "give our account the role itil, so that the class's rules "
		                      "can be read");
		attributes = read_dictionary(checker, settings->certificate_class);
	}
	if (json_count(attributes) == 0) {
		servicenow_check_tell(checker, ITSM_WARNING, "columns", "not readable",
		                      "let our account read sys_dictionary");
		return;
	}
	for (char *column; (column = strsep(&columns, ",")) != NULL;)
		if (!text_starts_with(column, "sys_") && !text_starts_with(column, "life_") &&
		    strcmp(column, "last_discovered") != 0)
			check_element(checker, attributes, column);
}
