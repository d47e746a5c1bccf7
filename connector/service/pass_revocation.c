/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asking about revocation as part of a pass, and what is told of it. */
#include "base/clock.h"
#include "base/http_curl.h"
#include "base/log.h"
#include "flow/discover_revocation.h"
#include "service/pass.h"
#include "service/progress.h"

/* Who is behind a closed firewall must not cost a pass its time. */
enum { CONNECT_SECONDS = 5 };

/* Each asker keeps its connections for the go. */
struct askers {
	struct discover_revocation_askers all;
	struct session *session;
};

static void release(struct askers *askers)
{
	for (size_t i = 0; i < askers->all.count; i++)
		if (askers->all.items[i].http)
			askers->all.items[i].http->close(askers->all.items[i].http);
}

static bool is_allowed(void *context, const struct sockaddr *address)
{
	const struct session *session = context;
	return revocation_address_allowed(session->settings.revocation.fetch.networks, address);
}

static bool is_cancelled(void *context)
{
	const struct session *session = context;
	return flow_is_cancelled(&session->flow);
}

static void trace(void *context, const char *method, const char *url, int status,
                  int64_t milliseconds)
{
	(void)context;
	log_debug("revocation", "%s %s: %d in %lld ms", method, url, status,
	          (long long)milliseconds);
}

/* Through a proxy every socket leads to it: then the guard has the name alone. */
static bool open_askers(struct pass *pass, struct askers *askers, struct error *error)
{
	struct session *session = pass->session;
	const struct settings_revocation *settings = &session->settings.revocation;
	struct http_curl_options options = {
		.proxy = settings->proxy,
		.user_agent = "certsteward/" CERTSTEWARD_VERSION,
		.connect_seconds = CONNECT_SECONDS,
		.plain = true,
		.cancelled = is_cancelled,
		.address_allowed = settings->proxy ? NULL : is_allowed,
		.trace = trace,
		.context = session,
	};
	askers->all.items = ARENA_ARRAY(&pass->arena, struct revocation_fetch, settings->at_once);
	for (; askers->all.count < settings->at_once; askers->all.count++) {
		struct revocation_fetch *fetch = &askers->all.items[askers->all.count];
		*fetch = settings->fetch;
		if (!settings->options.ask)
			continue;
		fetch->http = http_curl_open(&options, error);
		if (!fetch->http)
			return false;
	}
	return true;
}

static const char *note(struct pass *pass, int64_t number, const char *text)
{
	return number ? arena_print(&pass->arena, "; %lld %s", (long long)number, text) : "";
}

static void tell(struct pass *pass, const struct discover_revocation_result *result)
{
	const struct {
		const char *name;
		int64_t value;
	} counts[] = {
		{ "enrolled", result->enrolled },   { "staples", result->staples },
		{ "questions", result->questions }, { "lists", result->lists },
		{ "unchanged", result->unchanged }, { "revoked", result->revoked },
		{ "confirmed", result->confirmed }, { "cleared", result->cleared },
		{ "failed", result->failed },       { "waiting", result->waiting },
		{ "ailing", result->ailing },
	};
	struct json *members = pass_members(pass, "revocation", NULL);
	int64_t all = 0;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		pass_set(pass, members, counts[i].name, counts[i].value);
		all += counts[i].value;
	}
	if (all == 0)
		return;
	pass_tell(pass, members,
	          "revocation %lld questions, %lld lists (%lld unchanged), %lld staples: %lld "
	          "revoked, %lld confirmed%s%s%s%s",
	          (long long)result->questions, (long long)result->lists,
	          (long long)result->unchanged, (long long)result->staples,
	          (long long)result->revoked, (long long)result->confirmed,
	          note(pass, result->cleared, "taken back"),
	          note(pass, result->failed, "without an answer that holds"),
	          note(pass, result->waiting, "wait for the next pass"),
	          note(pass, result->ailing, "authorities ail: 'certsteward check'"));
}

bool pass_revocation(struct pass *pass, struct error *error)
{
	struct askers askers __attribute__((cleanup(release))) = { .session = pass->session };
	const struct settings_revocation *settings = &pass->session->settings.revocation;
	struct discover_revocation_result result;
	struct error answer = ERROR_INIT;
	if (!settings->options.staple)
		return true;
	if (!open_askers(pass, &askers, &answer) ||
	    !discover_revocation(&pass->session->flow, &settings->options, &askers.all, &result,
	                         &answer)) {
		if (pass_survives(pass, "revocation", &answer))
			return true;
		*error = answer;
		return false;
	}
	tell(pass, &result);
	return true;
}

bool pass_revocation_due(struct pass *pass, bool *due, struct error *error)
{
	return discover_revocation_is_due(&pass->session->flow,
	                                  &pass->session->settings.revocation.options, clock_now(),
	                                  due, error);
}
