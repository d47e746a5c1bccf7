/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionary, properties, relation types, limits: what the platform itself brings. */

#include "seed.h"

#include "dictionary.h"
#include "session.h"

#include <string.h>

static void seed_table(struct session *session, const struct table *table)
{
	struct pool *pool = session->pool;
	/* Tables of a plug-in appear when it is switched on. */
	if (strncmp(table->name, "sn_disco_certmgmt", 17) == 0)
		return;
	seed_row(session, "sys_db_object", table->name, "name", table->name, "label", table->label,
	         "super_class",
	         table->parent ? seed_id(session, "sys_db_object", table->parent) : "", NULL);
	for (size_t i = 0; i < table->own.count; i++) {
		const struct column *column = &table->own.columns[i];
		bool shown = table->display && strcmp(table->display, column->name) == 0;
		seed_row(session, "sys_dictionary",
		         pool_print(pool, "%s.%s", table->name, column->name), "name", table->name,
		         "element", column->name, "column_label", column->label, "internal_type",
		         dictionary_type_name(column->type), "reference",
		         column->reference ? column->reference : "", "max_length",
		         pool_print(pool, "%d", column->length), "mandatory",
		         column->mandatory ? "true" : "false", "read_only",
		         column->read_only ? "true" : "false", "display", shown ? "true" : "false",
		         "default_value", column->initial ? column->initial : "", NULL);
	}
}

void seed_platform(struct session *session)
{
	static const struct {
		const char *name, *value;
	} properties[] = {
		{ "instance_name", "certstewarddev" },
		{ "instance_id", "5c3f0d1ba1b84ad3b2c40d7f0e9b1a11" },
		{ "glide.servlet.uri", "https://certstewarddev.service-now.com/" },
		{ "glide.installation.production", "false" },
		{ "glide.invalid_query.returns_no_rows", "false" },
		{ "glide.identification_engine.skip_sys_object_source_matching", "false" },
		{ "glide.rest.batch.max.inputSize", "5" },
		{ "glide.attachment.extensions", "" },
		{ "com.glide.attachment.max_size", "32" },
		{ "change.lockdown", "false" },
		{ "change.conflict.next_available.schedule_window", "90" },
		{ "com.snc.change_management.enforce_data_requirements", "true" },
	};
	static const char *const types[] = {
		"Uses::Used by",
		"Depends on::Used by",
		"Runs on::Runs",
		"Hosts::Hosted on",
		"Contains::Contained by",
		"Members::Member of",
		"IP Connection::IP Connection",
		"Implement End Point To::Implement End Point From",
		"Exchanges data with::Exchanges data with",
		"Owns::Owned by",
	};
	for (size_t i = 0; i < dictionary_count(); i++)
		seed_table(session, dictionary_at(i));
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		seed_row(session, "sys_properties", properties[i].name, "name", properties[i].name,
		         "value", properties[i].value, NULL);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *colons = strstr(types[i], "::");
		seed_row(session, "cmdb_rel_type", types[i], "name", types[i], "sys_name", types[i],
		         "parent_descriptor",
		         pool_copy_length(session->pool, types[i], (size_t)(colons - types[i])),
		         "child_descriptor", colons + 2, NULL);
	}
	seed_row(session, "sys_rate_limit_rules", "all", "name", "All users", "limit", "100000",
	         "type", "all_users", "active", "true", NULL);
}
