/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification rules: by which attributes a class is recognised. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { IRE_ATTRIBUTE_MAX = 4, IRE_ENTRY_MAX = 4 };

struct ire_entry {
	const char *attributes[IRE_ATTRIBUTE_MAX];
	const char *lookup; /* table of a lookup item; NULL: the CI's own columns */
	bool fallback;      /* only tried while the attributes of earlier entries are absent */
};

struct ire_rule {
	const char *name, *applies_to;
	bool dependent; /* recognised only together with what it runs on */
	struct ire_entry entries[IRE_ENTRY_MAX];
};

/* The nearest rule for the class; NULL when there is none. */
const struct ire_rule *ire_rule_of(const struct table *table);
const char *ire_rule_entry_id(struct session *session, const struct ire_rule *rule, size_t index);
/* Writes cmdb_identifier and cmdb_identifier_entry. */
void ire_rule_seed(struct session *session);
/* As the metadata call shows it; null for a class without a rule. The caller owns it. */
json_t *ire_rule_show(const struct table *table);
