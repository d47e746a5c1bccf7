/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fetching lists, each with the list of changes that it names. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/discover_revocation_listing.h"
#include "flow/discover_revocation_plan.h"
#include "store/store_certificate.h"
#include "store/store_revocation_list.h"

static void release(struct listing *listing)
{
	arena_release(&listing->arena);
}

static bool judge(struct listing *listing, const struct store_crl *row,
                  const struct revocation_list *list, struct revocation_crl *crl, struct error *why)
{
	struct revocation_crl_question question = listing->question;
	question.url = row->base_id ? NULL : question.url;
	if (list->streamed)
		*crl = list->large->crl;
	else if (!revocation_crl_open(&listing->arena, &question, list->bytes, list->length, crl,
	                              why))
		return error_wrap(why, "'%.100s'", row->url);
	if (row->base_id && !discover_revocation_is_change_of(&listing->crl, crl, row->url, why))
		return error_wrap(why, "'%.100s'", row->url);
	if (crl->this_update < row->this_update)
		return error_set(why, ERROR_ITEM,
		                 "'%.100s': the list is older than the one at hand", row->url);
	return true;
}

static void came(struct arena *arena, struct store_crl *row, const struct revocation_list *list,
                 const struct revocation_crl *crl)
{
	row->etag = list->etag;
	row->modified = list->modified;
	row->sha256 = arena_copy(arena, crl->digest);
	row->this_update = crl->this_update;
	row->next_update = crl->next_update;
	row->entries = (int64_t)crl->count;
}

/* That nothing newer exists is no good answer once the one at hand is out of date. */
static bool still_holds(const struct revocation_work *work, const struct store_crl *row,
                        struct error *why)
{
	return revocation_window(row->this_update, row->next_update, work->now, CLOCK_DAY, why) ||
	       error_wrap(why, "'%.100s': the list", row->url);
}

static void settle(const struct revocation_work *work, struct arena *arena, struct store_crl *row,
                   const struct error *why)
{
	row->failures = why ? row->failures + 1 : 0;
	row->problem = why ? arena_copy(arena, why->message) : "";
	if (!why)
		row->fetched_at = work->now;
	row->due_at = why ? discover_revocation_retry(work->now, row->failures, why->retry_after)
	                  : discover_revocation_next(work->now, row->this_update, row->next_update,
	                                             work->options->every_list, row->id);
}

static bool keep(struct revocation_work *work, struct store_crl *row,
                 const struct revocation_list *list, bool fresh, struct revocation_host *host,
                 const struct error *why, struct error *error)
{
	STORE_SCOPE(scope, work->flow->store);
	return store_begin(work->flow->store, error) &&
	       store_crl_save(work->flow->store, row, error) &&
	       (!fresh || store_crl_set_body(work->flow->store, row->id,
	                                     list->streamed ? "" : (const char *)list->bytes,
	                                     list->streamed ? 0 : list->length, error)) &&
	       discover_revocation_asked(work, host, why, error) &&
	       store_commit(work->flow->store, false, error);
}

/* That it is unchanged is no answer where nothing of it was kept and somebody waits for one. */
static bool set_validators(struct revocation_work *work, const struct store_crl *row,
                           struct revocation_list *list, struct error *error)
{
	bool kept, waits;
	if (!store_crl_is_kept(work->flow->store, row->id, &kept, error) ||
	    !store_revocation_list_waits(work->flow->store, row->id, &waits, error))
		return false;
	bool anew = !kept && waits;
	list->etag = anew ? "" : row->etag;
	list->modified = anew ? "" : row->modified;
	return true;
}

/* Nothing else holds what it said: until that was taken over, it is to be fetched whole again. */
static void hold_back(struct listing *listing, struct store_crl *row,
                      const struct revocation_crl *crl)
{
	listing->streamed = true;
	listing->crl = *crl;
	listing->etag = row->etag;
	listing->modified = row->modified;
	row->etag = row->modified = "";
}

/* Asks for one list; row is what is known of it afterwards. It stays due until it was looked up in. */
static bool fetch(struct revocation_work *work, struct listing *listing, struct store_crl *row,
                  bool *asked, struct error *error)
{
	struct listing_large context = { work, listing, error, false };
	struct revocation_large large = { 0 };
	struct revocation_list list = { .large = row == listing->row ? &large : NULL };
	struct revocation_crl crl;
	struct revocation_host *host;
	struct error why = ERROR_INIT;
	discover_revocation_large(&context, &large);
	if (!set_validators(work, row, &list, error) ||
	    !discover_revocation_host(work, row->url, &host, error))
		return false;
	*asked = discover_revocation_may_ask(work, host);
	work->result->waiting += !*asked;
	if (!*asked)
		return true;
	work->result->lists++;
	bool good = revocation_fetch_list(work->fetch, &listing->arena, row->url, &list, &why);
	if (!good && (why.kind == ERROR_CANCELLED || context.failed)) {
		*error = why;
		return false;
	}
	work->result->unchanged += good && list.unchanged;
	bool fresh = good && !list.unchanged;
	good = good &&
	       (fresh ? judge(listing, row, &list, &crl, &why) : still_holds(work, row, &why));
	fresh &= good;
	if (fresh)
		came(&listing->arena, row, &list, &crl);
	if (fresh && list.streamed)
		hold_back(listing, row, &crl);
	host->failed = good ? 0 : host->failed + 1;
	settle(work, &listing->arena, row, good ? NULL : &why);
	listing->due_at = row->due_at;
	if (good)
		row->due_at = work->now;
	return keep(work, row, &list, fresh, host, good ? NULL : &why, error);
}

/* A list that people gave the address of speaks for the points that certificates name, not for where
 * it was copied to. */
static bool is_given(const struct revocation_work *work, const char *url)
{
	for (size_t i = 0; i < work->options->issuer_count; i++)
		if (work->options->issuers[i].crl && text_equal(work->options->issuers[i].crl, url))
			return true;
	return false;
}

static bool load_issuer(struct revocation_work *work, struct listing *listing, struct error *error)
{
	int64_t id;
	listing->question.url = is_given(work, listing->row->url) ? NULL : listing->row->url;
	listing->question.now = work->now;
	return store_certificate_find(work->flow->store, listing->row->issuer_sha256, &id, error) &&
	       store_certificate_der(work->flow->store, &listing->arena, id,
	                             &listing->question.issuer, &listing->question.issuer_length,
	                             error);
}

static bool find_delta(struct revocation_work *work, struct listing *listing, const char *url,
                       struct error *error)
{
	struct store *store = work->flow->store;
	if (!store_crl_delta(store, &listing->arena, listing->row->id, &listing->delta, error))
		return false;
	if (listing->delta && text_equal(listing->delta->url, url))
		return true;
	struct store_crl added = { .issuer_sha256 = listing->row->issuer_sha256,
		                   .url = url,
		                   .base_id = listing->row->id,
		                   .due_at = work->now };
	return store_crl_save(store, &added, error) &&
	       store_crl_delta(store, &listing->arena, listing->row->id, &listing->delta, error);
}

/* The list of changes that the list names is fetched with it, and as often as it says itself. */
static bool fetch_delta(struct revocation_work *work, struct listing *listing, const char *url,
                        struct error *error)
{
	struct error ignored = ERROR_INIT;
	bool asked;
	if (text_is_empty(url) || text_equal(url, listing->row->url) ||
	    !revocation_url_allowed(work->fetch->networks, url, &ignored))
		return true;
	if (!find_delta(work, listing, url, error))
		return false;
	if (!listing->delta || listing->delta->due_at > work->now)
		return true;
	int64_t base_due = listing->due_at;
	if (!fetch(work, listing, listing->delta, &asked, error))
		return false;
	int64_t delta_due = asked ? listing->due_at : listing->delta->due_at;
	listing->delta->due_at = delta_due;
	listing->due_at = base_due < delta_due || delta_due <= work->now ? base_due : delta_due;
	return !asked || store_crl_save(work->flow->store, listing->delta, error);
}

static bool lapse(struct revocation_work *work, struct store_crl *row, const char *problem,
                  struct error *error)
{
	bool over = text_is_empty(row->sha256) ||
	            (row->next_update && row->next_update + REVOCATION_SKEW < work->now) ||
	            (!row->next_update && row->this_update + CLOCK_DAY < work->now);
	if (!over)
		return true;
	bool told = !text_is_empty(row->problem);
	if (!told)
		row->problem = problem;
	return (told || store_crl_save(work->flow->store, row, error)) &&
	       store_revocation_lapse(work->flow->store, row->id, work->now, error);
}

/* A revocation found just now is looked at again soon. */
static bool finish(struct revocation_work *work, struct listing *listing, struct error *error)
{
	struct store_crl *row = listing->row;
	bool waits;
	if (!store_revocation_list_waits(work->flow->store, row->id, &waits, error))
		return false;
	row->due_at = listing->due_at;
	if (listing->streamed) {
		row->etag = listing->etag;
		row->modified = listing->modified;
	}
	if (waits && row->due_at > work->now + work->options->confirm)
		row->due_at = work->now + work->options->confirm;
	return store_crl_save(work->flow->store, row, error);
}

/* The list as it came just now, or as it was kept; NULL when neither is there or it holds no more. */
static bool load(struct revocation_work *work, struct listing *listing, const char **problem,
                 struct error *error)
{
	struct error why = ERROR_INIT;
	*problem = NULL;
	if (listing->streamed)
		return true;
	if (!store_crl_body(work->flow->store, &listing->arena, listing->row->id, &listing->bytes,
	                    &listing->length, error))
		return false;
	/* Also when it is kept: since it came it may have gone out of date. */
	if (!revocation_crl_open(&listing->arena, &listing->question, listing->bytes,
	                         listing->length, &listing->crl, &why))
		*problem = arena_copy(&listing->arena, why.message);
	return true;
}

/* Of a list that is not kept, for those who have come since: once an hour at most. */
static bool is_wanted_again(struct revocation_work *work, const struct store_crl *row, bool *wanted,
                            struct error *error)
{
	bool kept;
	if (!store_crl_is_kept(work->flow->store, row->id, &kept, error))
		return false;
	*wanted = !kept && row->fetched_at + CLOCK_HOUR <= work->now;
	return true;
}

static bool work_on(struct revocation_work *work, struct store_crl *row, struct error *error)
{
	struct listing listing
		__attribute__((cleanup(release))) = { .row = row, .due_at = row->due_at };
	bool due = row->due_at <= work->now, asked = false;
	const char *problem;
	if (!load_issuer(work, &listing, error) ||
	    (!due && !is_wanted_again(work, row, &due, error)) ||
	    (due && !fetch(work, &listing, row, &asked, error)))
		return false;
	if (text_is_empty(row->sha256))
		return row->failures == 0 || lapse(work, row, row->problem, error);
	/* Only a fetch that went well is a second look at what the list says. */
	listing.looked_again = asked && row->failures == 0;
	if (!load(work, &listing, &problem, error))
		return false;
	if (problem && listing.looked_again && listing.length == 0)
		return finish(work, &listing, error);
	if (problem)
		return lapse(work, row, problem, error);
	return (!listing.looked_again ||
	        fetch_delta(work, &listing, listing.crl.delta_url, error)) &&
	       discover_revocation_listing(work, &listing, &listing.crl, error) &&
	       (!listing.looked_again || finish(work, &listing, error));
}

bool discover_revocation_lists(struct revocation_work *work, struct error *error)
{
	struct store_crl *rows;
	size_t count;
	if (!store_crl_due(work->flow->store, &work->kept, work->now, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (flow_is_cancelled(work->flow))
			return error_set(error, ERROR_CANCELLED, "stopped while asking");
		if (!discover_revocation_has_time(work)) {
			work->result->waiting += (int64_t)(count - i);
			return true;
		}
		if (!work_on(work, &rows[i], error))
			return false;
		flow_progress(work->flow, "revocation lists", "", (int64_t)i + 1, (int64_t)count);
	}
	return true;
}
