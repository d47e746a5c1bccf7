/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of places and of what looks at them said. */
#include "model/deployment.h"
#include "model/name_table.h"

static const char *const kinds[] = {
	[DEPLOYMENT_ADDRESS] = "address",
	[DEPLOYMENT_NAME] = "name",
	[DEPLOYMENT_FILE] = "file",
	[DEPLOYMENT_RESOURCE] = "resource",
};

static const char *const outcomes[] = {
	[LOOK_SERVED] = "served",
	[LOOK_UNREACHABLE] = "unreachable",
	[LOOK_ABSENT] = "absent",
};

static const char *const reasons[] = {
	[LOOK_OK] = "ok",
	[LOOK_TIMEOUT] = "timeout",
	[LOOK_REFUSED] = "refused",
	[LOOK_RESET] = "reset",
	[LOOK_NO_ROUTE] = "no route",
	[LOOK_NO_SUCH_NAME] = "no such name",
	[LOOK_NO_TLS] = "no tls",
	[LOOK_ALERT] = "alert",
	[LOOK_GARBAGE] = "garbage",
	[LOOK_TOO_LARGE] = "too large",
	[LOOK_STALLED] = "stalled",
	[LOOK_NO_STARTTLS] = "no starttls",
	[LOOK_NOT_READABLE] = "not readable",
	[LOOK_OTHER] = "other",
};

const char *deployment_kind_name(enum deployment_kind kind)
{
	return name_table_get(kinds, NAME_TABLE_COUNT(kinds), kind);
}

const char *look_outcome_name(enum look_outcome outcome)
{
	return name_table_get(outcomes, NAME_TABLE_COUNT(outcomes), outcome);
}

const char *look_reason_name(enum look_reason reason)
{
	return name_table_get(reasons, NAME_TABLE_COUNT(reasons), reason);
}
