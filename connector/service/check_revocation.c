/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each responder and list, from what the last passes learned. */
#include "service/check_revocation.h"
#include "base/clock.h"
#include "base/text.h"
#include "store/store_crl.h"
#include "store/store_revocation.h"

struct telling {
	const struct session *session;
	struct arena *arena;
	void (*tell)(void *context, const struct itsm_finding *finding);
	void *context;
};

static void say(const struct telling *telling, enum itsm_verdict verdict, const char *subject,
                const char *message, const char *mend)
{
	struct itsm_finding finding = { verdict, subject, message, mend };
	telling->tell(telling->context, &finding);
}

static const char *time_text(struct arena *arena, int64_t time)
{
	char text[24];
	if (time == 0)
		return "never";
	clock_format_human(time, text);
	return arena_copy(arena, text);
}

/* What a person can do about it, by what was wrong. */
static const char *mend_of(const char *problem)
{
	static const struct {
		const char *part, *mend;
	} known[] = {
		{ "address is not public", "allow its network in 'revocation.networks'" },
		{ "is not allowed", "allow its network in 'revocation.networks'" },
		{ "only http:// is", "let the authority name an http:// address as well" },
		{ "redirects", "give the address that it redirects to in 'revocation.issuers'" },
		{ "bytes", "raise 'revocation.crl.megabytes' or set 'revocation.crl.large'" },
		{ "from the future", "compare our clock with the authority's" },
		{ "out of date", "tell the authority: it does not renew what it publishes" },
		{ "signature", "tell the authority, or look at who stands between" },
		{ "HTTP 4",
		  "look at the address; another one can be given in 'revocation.issuers'" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(problem, known[i].part))
			return known[i].mend;
	return "let http out to it, or set 'revocation.proxy'; or leave its authority out in "
	       "'revocation.issuers'";
}

/* Problems begin with the address, which stands before them here anyway. */
static const char *without_url(const struct telling *telling, const char *problem, const char *url)
{
	const char *head = arena_print(telling->arena, "'%.100s': ", url);
	return text_starts_with(problem, head) ? problem + strlen(head) : problem;
}

static void tell_list(const struct telling *telling, const struct store_crl *row)
{
	struct arena *arena = telling->arena;
	const char *what = row->base_id ? "list of changes" : "list";
	if (row->failures) {
		say(telling, ITSM_WARNING, row->url,
		    arena_print(arena, "%s for %lld certificates, last good %s: %s", what,
		                (long long)row->certificates, time_text(arena, row->fetched_at),
		                without_url(telling, row->problem, row->url)),
		    mend_of(row->problem));
		return;
	}
	if (text_is_empty(row->sha256)) {
		say(telling, ITSM_OK, row->url, "not fetched yet", "");
		return;
	}
	/* One that holds may have a problem all the same: the changes that it names. */
	bool ails = !text_is_empty(row->problem);
	say(telling, ails ? ITSM_WARNING : ITSM_OK, row->url,
	    arena_print(arena, "%s of %lld entries for %lld certificates, as of %s, until %s%s%s",
	                what, (long long)row->entries, (long long)row->certificates,
	                time_text(arena, row->this_update),
	                row->next_update ? time_text(arena, row->next_update) : "not said",
	                ails ? "; " : "", row->problem),
	    ails ? mend_of(row->problem) : "");
}

static void tell_responder(const struct telling *telling, const struct store_responder *row)
{
	struct arena *arena = telling->arena;
	if (row->failures)
		say(telling, ITSM_WARNING, row->host,
		    arena_print(arena, "%d in a row without an answer that holds, last good %s: %s",
		                row->failures, time_text(arena, row->answered_at), row->problem),
		    mend_of(row->problem));
	else
		say(telling, ITSM_OK, row->host,
		    arena_print(arena, "answers; asked %lld times, last %s", (long long)row->asked,
		                time_text(arena, row->answered_at)),
		    "");
}

/* What the line of a list says already. */
static bool is_told(const struct telling *telling, const struct store_crl *lists, size_t count,
                    const struct store_responder *row)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(revocation_url_host(telling->arena, lists[i].url), row->host) &&
		    text_equal(lists[i].problem, row->problem))
			return true;
	return false;
}

static bool tell_reasons(const struct telling *telling, struct error *error)
{
	struct store_revocation_reason *rows;
	size_t count;
	if (!store_revocation_reasons(telling->session->store, telling->arena, &rows, &count,
	                              error))
		return false;
	for (size_t i = 0; i < count; i++)
		say(telling, ITSM_OK, "not asked",
		    arena_print(telling->arena, "%lld certificates: %s",
		                (long long)rows[i].certificates, rows[i].problem),
		    "");
	return true;
}

static bool tell_all(const struct telling *telling, struct error *error)
{
	struct store *store = telling->session->store;
	struct store_crl *lists;
	struct store_responder *responders;
	size_t list_count, responder_count;
	if (!store_crl_list(store, telling->arena, &lists, &list_count, error) ||
	    !store_responder_list(store, telling->arena, &responders, &responder_count, error))
		return false;
	for (size_t i = 0; i < list_count; i++)
		tell_list(telling, &lists[i]);
	for (size_t i = 0; i < responder_count; i++)
		if (!is_told(telling, lists, list_count, &responders[i]))
			tell_responder(telling, &responders[i]);
	return tell_reasons(telling, error);
}

void check_revocation(const struct session *session, struct arena *arena,
                      void (*tell)(void *context, const struct itsm_finding *finding),
                      void *context)
{
	const struct settings_revocation *settings = &session->settings.revocation;
	struct telling telling = { session, arena, tell, context };
	struct error error = ERROR_INIT;
	if (!settings->options.ask)
		say(&telling, ITSM_OK, "ask",
		    settings->options.staple ? "only what servers send along is looked at"
		                             : "switched off",
		    "");
	else if (settings->proxy)
		say(&telling, ITSM_OK, "proxy", settings->proxy, "");
	if (session->store && !tell_all(&telling, &error))
		say(&telling, ITSM_FAILED, "store", error.message, "");
}
