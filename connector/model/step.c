/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of steps and receipts. */
#include "model/step.h"
#include "model/name_table.h"

static const char *const kinds[] = {
	[STEP_DOMAIN] = "domain",     [STEP_CERTIFICATE] = "certificate",
	[STEP_RELATION] = "relation", [STEP_DEPLOYMENT] = "deployment",
	[STEP_TICKET] = "ticket",     [STEP_EVENT] = "event",
};

static const char *const verbs[] = {
	[STEP_CREATE] = "create",
	[STEP_UPDATE] = "update",
	[STEP_MOVE] = "move",
	[STEP_DELETE] = "delete",
};

static const char *const states[] = {
	[STEP_WAITING] = "waiting", [STEP_SENDING] = "sending", [STEP_ACCEPTED] = "accepted",
	[STEP_UNKNOWN] = "unknown", [STEP_DONE] = "done",       [STEP_REFUSED] = "refused",
};

static const char *const outcomes[] = {
	[RECEIPT_UNTRIED] = "untried",   [RECEIPT_DONE] = "done",
	[RECEIPT_REFUSED] = "refused",   [RECEIPT_POSTPONED] = "postponed",
	[RECEIPT_ACCEPTED] = "accepted", [RECEIPT_UNKNOWN] = "unknown",
};

const char *step_kind_name(enum step_kind kind)
{
	return name_table_get(kinds, NAME_TABLE_COUNT(kinds), kind);
}

bool step_parse_kind(const char *name, enum step_kind *kind)
{
	int found = name_table_find(kinds, NAME_TABLE_COUNT(kinds), name);
	if (found >= 0)
		*kind = (enum step_kind)found;
	return found >= 0;
}

const char *step_verb_name(enum step_verb verb)
{
	return name_table_get(verbs, NAME_TABLE_COUNT(verbs), verb);
}

bool step_parse_verb(const char *name, enum step_verb *verb)
{
	int found = name_table_find(verbs, NAME_TABLE_COUNT(verbs), name);
	if (found >= 0)
		*verb = (enum step_verb)found;
	return found >= 0;
}

const char *step_state_name(enum step_state state)
{
	return name_table_get(states, NAME_TABLE_COUNT(states), state);
}

bool step_parse_state(const char *name, enum step_state *state)
{
	int found = name_table_find(states, NAME_TABLE_COUNT(states), name);
	if (found >= 0)
		*state = (enum step_state)found;
	return found >= 0;
}

const char *receipt_outcome_name(enum receipt_outcome outcome)
{
	return name_table_get(outcomes, NAME_TABLE_COUNT(outcomes), outcome);
}

bool receipt_refuse(struct receipt *receipt, const char *reason)
{
	receipt->outcome = RECEIPT_REFUSED;
	receipt->reason = reason;
	return true;
}
