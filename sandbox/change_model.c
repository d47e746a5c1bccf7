/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The state model of changes. */

#include "change_model.h"

#include <string.h>

enum { ANY_TYPE = CHANGE_NORMAL | CHANGE_STANDARD | CHANGE_EMERGENCY };
enum { READY = CHANGE_NOT_ON_HOLD | CHANGE_HAS_GROUP | CHANGE_HAS_SUMMARY };

static const struct change_transition transitions[] = {
	{ CHANGE_NORMAL, CHANGE_NEW, CHANGE_ASSESS, false, READY },
	{ CHANGE_NORMAL, CHANGE_ASSESS, CHANGE_AUTHORIZE, true,
	  CHANGE_NOT_ON_HOLD | CHANGE_IS_APPROVED },
	{ CHANGE_NORMAL, CHANGE_ASSESS, CHANGE_NEW, true, CHANGE_IS_REJECTED },
	{ CHANGE_NORMAL, CHANGE_ASSESS, CHANGE_NEW, false, CHANGE_NOT_ON_HOLD },
	{ CHANGE_EMERGENCY, CHANGE_NEW, CHANGE_AUTHORIZE, false, READY },
	{ CHANGE_NORMAL | CHANGE_EMERGENCY, CHANGE_AUTHORIZE, CHANGE_SCHEDULED, true,
	  CHANGE_NOT_ON_HOLD | CHANGE_IS_APPROVED },
	{ CHANGE_NORMAL | CHANGE_EMERGENCY, CHANGE_AUTHORIZE, CHANGE_NEW, true,
	  CHANGE_IS_REJECTED },
	{ CHANGE_NORMAL | CHANGE_EMERGENCY, CHANGE_AUTHORIZE, CHANGE_NEW, false,
	  CHANGE_NOT_ON_HOLD },
	{ CHANGE_STANDARD, CHANGE_NEW, CHANGE_SCHEDULED, false, READY },
	{ ANY_TYPE, CHANGE_SCHEDULED, CHANGE_IMPLEMENT, false, CHANGE_NOT_ON_HOLD },
	{ ANY_TYPE, CHANGE_IMPLEMENT, CHANGE_REVIEW, true, CHANGE_NO_TASKS },
	{ ANY_TYPE, CHANGE_IMPLEMENT, CHANGE_REVIEW, false, CHANGE_NOT_ON_HOLD },
	{ ANY_TYPE, CHANGE_REVIEW, CHANGE_CLOSED, false,
	  CHANGE_NOT_ON_HOLD | CHANGE_NO_TASKS | CHANGE_HAS_CLOSURE },
	{ ANY_TYPE, CHANGE_NEW, CHANGE_CANCELED, false, 0 },
	{ ANY_TYPE, CHANGE_ASSESS, CHANGE_CANCELED, false, 0 },
	{ ANY_TYPE, CHANGE_AUTHORIZE, CHANGE_CANCELED, false, 0 },
	{ ANY_TYPE, CHANGE_SCHEDULED, CHANGE_CANCELED, false, 0 },
	{ ANY_TYPE, CHANGE_IMPLEMENT, CHANGE_CANCELED, false, 0 },
};

enum { TRANSITION_COUNT = sizeof(transitions) / sizeof(transitions[0]) };

size_t change_model_transitions(const struct change_transition **list)
{
	*list = transitions;
	return TRANSITION_COUNT;
}

const char *change_model_condition(unsigned bit)
{
	switch (bit) {
	case CHANGE_NOT_ON_HOLD:
		return "Not On hold";
	case CHANGE_HAS_GROUP:
		return "Assignment group is set";
	case CHANGE_HAS_SUMMARY:
		return "Short description is set";
	case CHANGE_IS_APPROVED:
		return "Change is approved";
	case CHANGE_IS_REJECTED:
		return "Change is rejected";
	case CHANGE_NO_TASKS:
		return "No active Change Tasks";
	case CHANGE_HAS_CLOSURE:
		return "Close code and close notes are set";
	default:
		return "";
	}
}

const char *change_model_state(int state)
{
	switch (state) {
	case CHANGE_NEW:
		return "New";
	case CHANGE_ASSESS:
		return "Assess";
	case CHANGE_AUTHORIZE:
		return "Authorize";
	case CHANGE_SCHEDULED:
		return "Scheduled";
	case CHANGE_IMPLEMENT:
		return "Implement";
	case CHANGE_REVIEW:
		return "Review";
	case CHANGE_CLOSED:
		return "Closed";
	case CHANGE_CANCELED:
		return "Canceled";
	default:
		return "Unknown";
	}
}

enum change_type change_model_type(const char *type)
{
	if (strcmp(type, "standard") == 0)
		return CHANGE_STANDARD;
	return strcmp(type, "emergency") == 0 ? CHANGE_EMERGENCY : CHANGE_NORMAL;
}

static const char *first_unmet(unsigned conditions, unsigned met)
{
	for (unsigned bit = 1; bit < CHANGE_CONDITION_END; bit <<= 1)
		if (conditions & bit & ~met)
			return change_model_condition(bit);
	return "";
}

bool change_model_allows(enum change_type type, int from, int to, unsigned met,
                         const char **message)
{
	*message = "there is no such transition in the model";
	for (size_t i = 0; i < TRANSITION_COUNT; i++) {
		const struct change_transition *transition = &transitions[i];
		if (!(transition->types & (unsigned)type) || transition->from != from ||
		    transition->to != to)
			continue;
		if (transition->automatic) {
			*message = "the transition is automatic";
			continue;
		}
		if ((transition->conditions & ~met) == 0)
			return true;
		*message = first_unmet(transition->conditions, met);
		return false;
	}
	return false;
}
