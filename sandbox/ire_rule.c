/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification rules. */

#include "ire_rule.h"

#include "record.h"
#include "text.h"

static const struct ire_rule rules[] = {
	{ .name = "Certificate Rule",
	  .applies_to = "cmdb_ci_certificate",
	  .entries = { { .attributes = { "fingerprint" } },
	               { .attributes = { "serial_number", "issuer_distinguished_name" },
	                 .fallback = true } } },
	{ .name = "Hardware Rule",
	  .applies_to = "cmdb_ci_hardware",
	  .entries = { { .attributes = { "serial_number", "serial_number_type" },
	                 .lookup = "cmdb_serial_number" },
	               { .attributes = { "serial_number" } },
	               { .attributes = { "name" } },
	               { .attributes = { "mac_address", "name" },
	                 .lookup = "cmdb_ci_network_adapter" } } },
	{ .name = "Application Rule",
	  .applies_to = "cmdb_ci_appl",
	  .dependent = true,
	  .entries = { { .attributes = { "name" } } } },
	{ .name = "Configuration Item Rule",
	  .applies_to = "cmdb_ci",
	  .entries = { { .attributes = { "name" } } } },
};

enum { RULE_COUNT = sizeof(rules) / sizeof(rules[0]) };

const struct ire_rule *ire_rule_of(const struct table *table)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (dictionary_extends(table, rules[i].applies_to))
			return &rules[i];
	return NULL;
}

const char *ire_rule_entry_id(struct session *session, const struct ire_rule *rule, size_t index)
{
	return session_id_of(session->pool, "cmdb_identifier_entry",
	                     pool_print(session->pool, "%s.%zu", rule->applies_to, index));
}

static char *attributes_of(struct pool *pool, const struct ire_entry *entry)
{
	TEXT_SCOPE struct text list = { 0 };
	for (size_t i = 0; i < IRE_ATTRIBUTE_MAX && entry->attributes[i]; i++)
		text_print(&list, "%s%s", i ? "," : "", entry->attributes[i]);
	return pool_copy(pool, text_value(&list));
}

void ire_rule_seed(struct session *session)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct ire_rule *rule = &rules[i];
		const char *id = session_id_of(session->pool, "cmdb_identifier", rule->applies_to);
		json_t *row = json_pack("{s:s, s:s, s:s, s:s}", "sys_id", id, "name", rule->name,
		                        "applies_to", rule->applies_to, "independent",
		                        rule->dependent ? "false" : "true");
		record_store(session, dictionary_table("cmdb_identifier"), row);
		json_decref(row);
		for (size_t j = 0; j < IRE_ENTRY_MAX && rule->entries[j].attributes[0]; j++) {
			const struct ire_entry *entry = &rule->entries[j];
			row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "sys_id",
			                ire_rule_entry_id(session, rule, j), "identifier", id,
			                "attributes", attributes_of(session->pool, entry), "table",
			                entry->lookup ? entry->lookup : "", "referenced_field",
			                entry->lookup ? "cmdb_ci" : "", "order",
			                pool_print(session->pool, "%zu", (j + 1) * 100));
			record_store(session, dictionary_table("cmdb_identifier_entry"), row);
			json_decref(row);
		}
	}
}

json_t *ire_rule_show(const struct table *table)
{
	const struct ire_rule *rule = ire_rule_of(table);
	if (!rule)
		return json_null();
	POOL_SCOPE struct pool *pool = pool_open();
	json_t *list = json_array();
	for (size_t i = 0; i < IRE_ENTRY_MAX && rule->entries[i].attributes[0]; i++) {
		const struct ire_entry *entry = &rule->entries[i];
		json_array_append_new(
			list, json_pack("{s:n, s:b, s:s?, s:b, s:s, s:b, s:s?, s:i, s:b}",
		                        "condition", "exact_count_match", entry->lookup != NULL,
		                        "referenced_field", entry->lookup ? "cmdb_ci" : NULL,
		                        "active", true, "attributes", attributes_of(pool, entry),
		                        "allow_fallback", false, "table", entry->lookup, "order",
		                        (int)(i + 1) * 100, "allow_null_attribute", false));
	}
	return json_pack("{s:s, s:s, s:b, s:b, s:o, s:[]}", "name", rule->name, "applies_to",
	                 rule->applies_to, "active", true, "is_independent", !rule->dependent,
	                 "identifiers", list, "related_rules");
}
