/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asking about revocation: its order, limits and back-off. */
#include "flow/discover_revocation.h"
#include "base/clock.h"
#include "base/text.h"
#include "flow/discover_revocation_parts.h"
#include "flow/discover_revocation_plan.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_certificate.h"
#include "store/store_side.h"

/* Questions are counted where writes are: per UTC day. */
static const char volume_target[] = "revocation", volume_kind[] = "questions";

/* Longer than a day nobody waits: such a time was written by a clock that was wrong. */
enum { HOST_FAILURES = 3, WAIT_MOST = 2 * CLOCK_DAY };

bool discover_revocation_host(struct revocation_work *work, const char *url,
                              struct revocation_host **host, struct error *error)
{
	ARENA(arena);
	const char *name = revocation_url_host(&arena, url);
	struct store_responder *row;
	for (size_t i = 0; i < work->hosts.count; i++)
		if (text_equal(work->hosts.items[i]->name, name)) {
			*host = work->hosts.items[i];
			return true;
		}
	if (!store_responder_get(work->flow->store, &arena, name, &row, error))
		return false;
	*host = ARENA_NEW(&work->kept, struct revocation_host);
	**host = (struct revocation_host){ .name = arena_copy(&work->kept, name),
		                           .waits = row && row->wait_until > work->now &&
		                                    row->wait_until < work->now + WAIT_MOST };
	ARRAY_PUSH(&work->kept, &work->hosts, *host);
	return true;
}

bool discover_revocation_has_time(const struct revocation_work *work)
{
	return clock_monotonic_ms() - work->started_ms < work->options->pass_seconds * 1000;
}

bool discover_revocation_may_ask(struct revocation_work *work, struct revocation_host *host)
{
	bool may = !host->waits && host->failed < HOST_FAILURES && work->day_left > 0 &&
	           host->asked < work->options->host_most && discover_revocation_has_time(work);
	host->asked += may;
	work->day_left -= may;
	return may;
}

void discover_revocation_unask(struct revocation_work *work, struct revocation_host *host)
{
	host->asked--;
	work->day_left++;
}

bool discover_revocation_commit(struct revocation_work *work, struct error *error)
{
	bool durable = work->told;
	work->told = false;
	return store_commit(work->flow->store, durable, error);
}

bool discover_revocation_asked(struct revocation_work *work, struct revocation_host *host,
                               const struct error *answer, struct error *error)
{
	ARENA(arena);
	struct store_responder *old;
	if (!store_responder_get(work->flow->store, &arena, host->name, &old, error))
		return false;
	struct store_responder row = old ? *old : (struct store_responder){ .host = host->name };
	row.asked++;
	row.problem = answer ? answer->message : "";
	row.failures = answer ? row.failures + 1 : 0;
	row.wait_until = 0;
	/* One wrong answer is about one certificate; several, or a request to wait, about the host. */
	if (answer && (answer->kind == ERROR_RETRY || row.failures >= HOST_FAILURES))
		row.wait_until =
			discover_revocation_retry(work->now, row.failures, answer->retry_after);
	if (!answer)
		row.answered_at = work->now;
	host->waits |= row.wait_until > work->now;
	work->result->failed += answer != NULL;
	return store_responder_save(work->flow->store, &row, error) &&
	       store_volume_add(work->flow->store, volume_target, volume_kind,
	                        work->now / CLOCK_DAY, "", 1, error);
}

bool discover_revocation_pair(struct revocation_work *work, struct arena *arena,
                              int64_t certificate_id, const char *issuer_sha256,
                              struct revocation_pair *pair, struct error *error)
{
	int64_t issuer;
	return store_certificate_find(work->flow->store, issuer_sha256, &issuer, error) &&
	       store_certificate_der(work->flow->store, arena, certificate_id, &pair->certificate,
	                             &pair->certificate_length, error) &&
	       store_certificate_der(work->flow->store, arena, issuer, &pair->issuer,
	                             &pair->issuer_length, error);
}

int64_t discover_revocation_due_at(const struct revocation_work *work,
                                   const struct store_revocation *row, int retry_after)
{
	const struct discover_revocation_options *options = work->options;
	int64_t every = text_equal(row->status, "revoked")   ? options->every_revoked
	                : text_equal(row->status, "unknown") ? options->every_unknown
	                                                     : options->every_good;
	if (row->failures > 0)
		return discover_revocation_retry(work->now, row->failures, retry_after);
	if (discover_revocation_is_pending(row))
		return work->now + options->confirm;
	return discover_revocation_next(work->now, row->this_update, row->next_update, every,
	                                row->certificate_id);
}

static void release(struct revocation_work *work)
{
	revocation_issuer_close(&work->issuer);
	arena_release(&work->kept);
}

static bool ask(struct revocation_work *work, struct error *error)
{
	int64_t spent;
	if (!store_volume_get(work->flow->store, volume_target, volume_kind, work->now / CLOCK_DAY,
	                      "", &spent, error))
		return false;
	work->day_left = work->options->day_most - spent;
	return discover_revocation_lists(work, error) && discover_revocation_questions(work, error);
}

bool discover_revocation(const struct flow *flow, const struct discover_revocation_options *options,
                         const struct discover_revocation_askers *askers,
                         struct discover_revocation_result *result, struct error *error)
{
	struct revocation_work work __attribute__((cleanup(release))) = {
		.flow = flow,
		.options = options,
		.askers = askers,
		.fetch = &askers->items[0],
		.result = result,
		.now = clock_now(),
		.started_ms = clock_monotonic_ms(),
	};
	*result = (struct discover_revocation_result){ 0 };
	if (!options->ask && !options->staple)
		return true;
	return discover_revocation_enrol(&work, error) &&
	       (!options->staple || discover_revocation_staples(&work, error)) &&
	       (!options->ask || ask(&work, error)) && discover_revocation_ailing(&work, error);
}

bool discover_revocation_is_due(const struct flow *flow,
                                const struct discover_revocation_options *options, int64_t now,
                                bool *due, struct error *error)
{
	ARENA(arena);
	struct store_crl *lists;
	size_t count;
	*due = false;
	if (!options->ask)
		return true;
	if (!store_revocation_is_due(flow->store, now, due, error) ||
	    !store_crl_due(flow->store, &arena, now, &lists, &count, error))
		return false;
	*due |= count > 0;
	return true;
}
