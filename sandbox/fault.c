/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Switches for what goes wrong between a client and a real instance. */

#include "fault.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *help;
	long milliseconds;
} known[] = {
	{ "429", "429 with Retry-After and X-RateLimit headers", 0 },
	{ "429-bare", "429 without Retry-After (queue full)", 0 },
	{ "lost-reply", "the request is carried out, the connection is cut", 0 },
	{ "timeout", "carried out, answered only after \"ms\" (90 s)", 90000 },
	{ "reset", "connection reset before anything is done", 0 },
	{ "html-200", "200 text/html: a hibernating instance", 0 },
	{ "202", "202 without body: session queue full, not processed", 0 },
	{ "500", "500 before anything is done", 0 },
	{ "503", "503 before anything is done", 0 },
	{ "half-json", "carried out, the answer ends in its middle", 0 },
	{ "deep-json", "carried out, the answer is JSON 1,000 levels deep", 0 },
	{ "huge-body", "carried out, the answer is 1 GB long", 0 },
	{ "latency", "every answer waits \"ms\" (250 ms)", 250 },
	{ "trimmed-pages", "this share of the numbered hosts is hidden after the limit was applied",
	  0 },
	{ "token-expired", "401 and the OAuth token is gone", 0 },
	{ "token-life", "another name of token-expired", 0 },
	{ "ire-lock-timeout", "every item of an IRE payload fails with LOCK_TIMEOUT", 0 },
	{ "ire-partial", "one item of an IRE payload fails with ABANDONED, answer 200", 0 },
	{ "business-rule-403", "a write is aborted by a business rule", 0 },
	{ "drop-unknown", "one field of a write is dropped without a word", 0 },
	{ "list-result", "an answer of the change API holds its change as a list, or not as one",
	  0 },
	{ "worker-error", "a worker of the change API ends in error with nothing done", 0 },
	{ "archive-row", "a certificate expired for 6 months and not installed is archived", 0 },
	{ "query-acl-403", "ranges and sorting in queries are refused", 0 },
	{ "cim", "Certificate Inventory and Management is installed, with its daily job", 0 },
	{ "clone", "the instance is a clone: another instance name", 0 },
	{ "500-after", "carried out, and answered with 500", 0 },
	{ "search-lag", "Jira: search shows an issue only \"ms\" (20 s) after it was made", 20000 },
	{ "aql-lag", "Jira: AQL shows an object only \"ms\" (5 s) after it was made", 5000 },
	{ "dead-token", "Jira: the token is dead; what visitors may ask answers 200 with nothing",
	  0 },
	{ "html-429", "Jira: 429 with a page instead of JSON", 0 },
	{ "login-302", "Jira: 302 to the page to log in", 0 },
	{ "per-issue-limit", "Jira: 429, too many writes on this issue", 0 },
	{ "rate-limits",
	  "Jira: this share of the documented limits holds (AQL 500, creates 2,000 a minute ...)",
	  0 },
	{ "issue-full", "Jira: 413, no more comments, files or links on this issue", 0 },
	{ "unique-clash", "Jira: somebody else makes the same Assets object just before", 0 },
	{ "partial-bulk", "Jira: one issue of a bulk create is refused", 0 },
	{ "transition-409", "Jira: a transition meets a conflicting update", 0 },
	{ "approval-all", "Jira: all approvers must agree", 0 },
	{ "approval-two", "Jira: two approvers must agree", 0 },
	{ "approval-open", "Jira: reporter and assignee may approve too", 0 },
	{ "unauthorized-change", "IRE updates of a CI below a service open unauthorized changes",
	  0 },
};

enum { FAULT_COUNT = sizeof(known) / sizeof(known[0]) };

struct fault {
	double rate;
	long count; /* strike the next calls, whatever the rate */
	long milliseconds;
	unsigned long struck;
	char path[128], method[16];
};

struct fault_set {
	struct fault faults[FAULT_COUNT];
	uint64_t state;
};

struct fault_set *fault_open(unsigned long seed)
{
	struct fault_set *faults = calloc(1, sizeof(*faults));
	if (!faults)
		abort();
	faults->state = seed * 0x9e3779b97f4a7c15U + 0x1234567;
	fault_clear(faults);
	return faults;
}

void fault_close(struct fault_set *faults)
{
	free(faults);
}

void fault_clear(struct fault_set *faults)
{
	for (size_t i = 0; i < FAULT_COUNT; i++)
		faults->faults[i] = (struct fault){ .milliseconds = known[i].milliseconds };
}

static int index_of(const char *name)
{
	for (size_t i = 0; i < FAULT_COUNT; i++)
		if (strcmp(known[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* splitmix64 */
static uint64_t next_random(struct fault_set *faults)
{
	uint64_t value = faults->state += 0x9e3779b97f4a7c15U;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9U;
	value = (value ^ value >> 27) * 0x94d049bb133111ebU;
	return value ^ value >> 31;
}

unsigned long fault_pick(struct fault_set *faults, unsigned long limit)
{
	return limit ? (unsigned long)(next_random(faults) % limit) : 0;
}

bool fault_set_rate(struct fault_set *faults, const char *name, double rate)
{
	int index = index_of(name);
	if (index < 0 || !(rate >= 0 && rate <= 1))
		return false;
	faults->faults[index].rate = rate;
	return true;
}

double fault_rate(const struct fault_set *faults, const char *name)
{
	int index = index_of(name);
	return index < 0 ? 0 : faults->faults[index].rate;
}

long fault_milliseconds(const struct fault_set *faults, const char *name)
{
	int index = index_of(name);
	return index < 0 ? 0 : faults->faults[index].milliseconds;
}

static bool concerns(const struct fault *fault, const struct fault_call *call)
{
	return (!*fault->path || strstr(call->path, fault->path)) &&
	       (!*fault->method || strcmp(call->method, fault->method) == 0);
}

bool fault_strikes(struct fault_set *faults, const char *name, const struct fault_call *call)
{
	int index = index_of(name);
	if (index < 0)
		return false;
	struct fault *fault = &faults->faults[index];
	if ((fault->rate <= 0 && fault->count <= 0) || !concerns(fault, call))
		return false;
	bool strikes = fault->count > 0;
	if (strikes)
		fault->count--;
	else
		strikes = (double)(next_random(faults) >> 11) * 0x1.0p-53 < fault->rate;
	fault->struck += strikes;
	return strikes;
}

void fault_count(struct fault_set *faults, const char *name)
{
	int index = index_of(name);
	if (index >= 0)
		faults->faults[index].struck++;
}

static bool take_text(const json_t *wish, const char *key, char *target, size_t size,
                      const char **message)
{
	const char *value = json_string_value(json_object_get(wish, key));
	if (!value)
		return true;
	if (strlen(value) >= size) {
		*message = "path or method too long";
		return false;
	}
	memcpy(target, value, strlen(value) + 1);
	return true;
}

bool fault_apply(struct fault_set *faults, const json_t *wish, const char **message)
{
	const char *name = json_string_value(json_object_get(wish, "name"));
	int index = name ? index_of(name) : -1;
	if (index < 0) {
		*message = "no fault of that name: see certsteward-sandbox --help";
		return false;
	}
	struct fault fault = { .milliseconds = known[index].milliseconds,
		               .struck = faults->faults[index].struck };
	const json_t *rate = json_object_get(wish, "rate");
	fault.rate = json_is_number(rate) ? json_number_value(rate) : 0;
	fault.count = (long)json_integer_value(json_object_get(wish, "count"));
	if (json_object_get(wish, "ms"))
		fault.milliseconds = (long)json_integer_value(json_object_get(wish, "ms"));
	if (!(fault.rate >= 0 && fault.rate <= 1) || fault.count < 0 || fault.milliseconds < 0 ||
	    fault.milliseconds > 3600000) {
		*message = "rate must lie in 0..1, count and ms must not be negative";
		return false;
	}
	if (!take_text(wish, "path", fault.path, sizeof(fault.path), message) ||
	    !take_text(wish, "method", fault.method, sizeof(fault.method), message))
		return false;
	faults->faults[index] = fault;
	return true;
}

json_t *fault_list(const struct fault_set *faults)
{
	json_t *list = json_object();
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		const struct fault *fault = &faults->faults[i];
		json_object_set_new(list, known[i].name,
		                    json_pack("{s:s, s:f, s:I, s:I, s:I}", "help", known[i].help,
		                              "rate", fault->rate, "count",
		                              (json_int_t)fault->count, "ms",
		                              (json_int_t)fault->milliseconds, "fired",
		                              (json_int_t)fault->struck));
	}
	return list;
}

const char *fault_name(size_t index)
{
	return index < FAULT_COUNT ? known[index].name : NULL;
}

const char *fault_help(size_t index)
{
	return index < FAULT_COUNT ? known[index].help : NULL;
}
