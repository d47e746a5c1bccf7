/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what is read from a far side. */
#include "model/ci.h"
#include "model/name_table.h"

static const char *const kinds[] = {
	[CI_HOST] = "host",       [CI_APPLICATION] = "application", [CI_VIP] = "vip",
	[CI_SERVICE] = "service", [CI_CERTIFICATE] = "certificate", [CI_DEPLOYMENT] = "deployment",
	[CI_DOMAIN] = "domain",   [CI_RELATION] = "relation",       [CI_GROUP] = "group",
	[CI_USER] = "user",       [CI_TEMPLATE] = "template",       [CI_CALENDAR] = "calendar",
	[CI_TICKET] = "ticket",
};

static const char *const lives[] = {
	[CI_LIFE_UNKNOWN] = "unknown",
	[CI_OPERATIONAL] = "operational",
	[CI_MAINTENANCE] = "maintenance",
	[CI_STANDBY] = "standby",
	[CI_STOCK] = "stock",
	[CI_RETIRED] = "retired",
};

struct ci ci_empty(enum ci_kind kind)
{
	return (struct ci){ .kind = kind,
		            .id = "",
		            .class = "",
		            .name = "",
		            .owner = "",
		            .group = "",
		            .changed_by = "",
		            .service = "",
		            .fingerprint = "",
		            .serial = "",
		            .issuer_dn = "",
		            .parent = "",
		            .child = "",
		            .active = true };
}

const char *ci_kind_name(enum ci_kind kind)
{
	return name_table_get(kinds, NAME_TABLE_COUNT(kinds), kind);
}

bool ci_parse_kind(const char *name, enum ci_kind *kind)
{
	int found = name_table_find(kinds, NAME_TABLE_COUNT(kinds), name);
	if (found >= 0)
		*kind = (enum ci_kind)found;
	return found >= 0;
}

const char *ci_life_name(enum ci_life life)
{
	return name_table_get(lives, NAME_TABLE_COUNT(lives), life);
}
