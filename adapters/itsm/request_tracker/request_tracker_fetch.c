/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads assets, links, people and tickets in pages by growing number. */
#include "base/arena.h"
#include "base/clock.h"
#include "request_tracker.h"
#include "request_tracker_call.h"
#include "request_tracker_reply_ci.h"
#include <inttypes.h>
#include <string.h>

enum {
	OVERLAP = 120, /* seconds: LastUpdated has whole seconds */
	/* RT reads times in the zone of its user, which may be this far behind UTC. */
	ZONE_MOST = 12 * CLOCK_HOUR,
	PAGES_MOST = 20000, /* of people: two millions */
};

#define ASSET_FIELDS                                                                         \
	"Name,Description,Status,Catalog,Owner,HeldBy,Contact,CustomFields,Created,Creator," \
	"LastUpdated,LastUpdatedBy"
#define TICKET_FIELDS "Subject,Status,Queue,Owner,Created,Creator,LastUpdated,LastUpdatedBy"

/* One collection being read. */
struct walk {
	struct itsm *itsm;
	struct itsm_fetch *fetch;
	enum ci_kind kind;
	const char *collection, *fields, *expanded;
	const char *home;                 /* "Catalog" or "Queue": proves each row */
	const struct setting_list *homes; /* its names */
	int64_t last;                     /* the highest number handed over */
};

static const char *compose(const struct walk *walk, struct arena *arena)
{
	TEXT(query);

	request_tracker_request_any(&query, walk->home, walk->homes->items, walk->homes->count);
	if (walk->last > 0)
		text_print(&query, " AND id > %" PRId64, walk->last);
	if (walk->fetch->since > 0) {
		char stamp[24];
		clock_format(walk->fetch->since - OVERLAP - ZONE_MOST, stamp);
		text_print(&query, " AND LastUpdated >= '%.10s %.8s'", stamp, stamp + 11);
	} else if (walk->kind == CI_TICKET) {
		text_append(&query, " AND Status = '__Active__'");
	}
	return arena_copy(arena, text_string(&query));
}

/* A query that RT cannot parse lets every row through: what cannot be proved is passed over. */
static bool is_proved(const struct walk *walk, const struct json *row)
{
	const char *home = request_tracker_reply_name(json_get(row, walk->home));

	for (size_t i = 0; i < walk->homes->count; i++)
		if (strcmp(walk->homes->items[i], home) == 0)
			return true;
	return false;
}

/* The search reaches back further than what was asked for. */
static bool is_recent(const struct walk *walk, const struct json *row)
{
	int64_t updated = request_tracker_reply_time(row, "LastUpdated");

	return walk->fetch->since == 0 || updated == 0 || updated >= walk->fetch->since - OVERLAP;
}

static bool give(const struct walk *walk, const struct ci *ci, struct error *error)
{
	return walk->fetch->each(walk->fetch->context, ci, error);
}

static bool give_links(const struct walk *walk, struct arena *arena, const struct json *row,
                       struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(walk->itsm);
	const struct json *link = NULL;
	struct ci ci;

	while ((link = request_tracker_reply_next_link(row, "refers-to", "asset", link)) != NULL) {
		bool usable =
			walk->kind == CI_RELATION
				? request_tracker_reply_relation(arena, row, link, &ci)
				: request_tracker_reply_others(arena, settings, row, link, &ci);
		if (usable && !give(walk, &ci, error))
			return false;
	}
	return true;
}

static bool give_row(const struct walk *walk, struct arena *arena, const struct json *row,
                     struct error *error)
{
	struct ci ci;

	if (!is_proved(walk, row) || !is_recent(walk, row))
		return true;
	if (walk->kind == CI_RELATION || walk->kind == CI_TICKET)
		return give_links(walk, arena, row, error);
	return !request_tracker_reply_ci(arena, walk->kind, request_tracker_settings(walk->itsm),
	                                 row, &ci) ||
	       give(walk, &ci, error);
}

/* Rows hidden from us are left out of pages, and the total is told only where nothing is: so only a short page
 * with a total, or an empty one, is the end. */
static bool ask(struct itsm *itsm, struct arena *arena, struct request_tracker_query *query,
                struct json *conditions, struct json **items, bool *end, struct error *error)
{
	struct request_tracker_request request = {
		.method = conditions != NULL ? "POST" : "GET",
		.path = request_tracker_request_search(arena, query),
		.body = conditions,
	};
	struct itsm_reply reply;

	if (!request_tracker_call(itsm, arena, &request, &reply))
		return itsm_reply_error(&reply, arena_print(arena, "reading %s", query->collection),
		                        error);
	*items = json_get(reply.root, "items");
	if (*items == NULL || (*items)->type != JSON_ARRAY)
		return error_set(error, ERROR_RETRY, "reading %s: the answer holds no list of rows",
		                 query->collection);
	const struct json *total = json_get(reply.root, "total");
	*end = json_count(*items) == 0 || (json_count(*items) < REQUEST_TRACKER_PAGE &&
	                                   total != NULL && total->type == JSON_NUMBER);
	return true;
}

static bool read_page(struct walk *walk, struct arena *arena, struct json **items, bool *end,
                      struct error *error)
{
	struct request_tracker_query query = { .collection = walk->collection,
		                               .query = compose(walk, arena),
		                               .fields = walk->fields,
		                               .expanded = walk->expanded };

	return ask(walk->itsm, arena, &query, NULL, items, end, error);
}

static bool step_on(struct walk *walk, struct arena *arena, const struct json *items,
                    struct error *error)
{
	int64_t before = walk->last;

	JSON_EACH(row, items)
	{
		int64_t number = request_tracker_reply_id(row);
		if (!give_row(walk, arena, row, error))
			return false;
		if (number > walk->last)
			walk->last = number;
	}
	/* Rows that do not grow are no answer to what was asked. */
	if (walk->last == before)
		return error_set(error, ERROR_PEER,
		                 "reading %s: RT answers the same rows again; ask its "
		                 "administrator whether REST 2.0 is changed there",
		                 walk->collection);
	return walk->fetch->mark(walk->fetch->context, arena_print(arena, "%" PRId64, walk->last),
	                         error);
}

static bool walk_all(struct walk *walk, struct error *error)
{
	int64_t resumed = 0;

	if (walk->homes->count == 0)
		return true;
	if (walk->fetch->cursor != NULL && text_parse_integer(walk->fetch->cursor, &resumed) &&
	    resumed > 0)
		walk->last = resumed;
	for (;;) {
		ARENA(arena);
		struct json *items = NULL;
		bool end = false;
		if (walk->fetch->cancelled != NULL && walk->fetch->cancelled(walk->fetch->context))
			return error_set(error, ERROR_CANCELLED, "stopped while reading %s",
			                 walk->collection);
		if (!read_page(walk, &arena, &items, &end, error))
			return false;
		if (json_count(items) > 0 && !step_on(walk, &arena, items, error))
			return false;
		if (end)
			return true;
	}
}

static struct json *who(struct arena *arena, bool group)
{
	struct json *conditions = json_new(arena, JSON_ARRAY);
	struct json *condition = json_push(conditions, json_new(arena, JSON_OBJECT));

	json_set_string(arena, condition, "field", group ? "Domain" : "Name");
	json_set_string(arena, condition, "operator", group ? "=" : "!=");
	json_set_string(arena, condition, "value", group ? "UserDefined" : "");
	return conditions;
}

static bool people_page(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                        int64_t page, bool *end, struct error *error)
{
	bool group = kind == CI_GROUP;
	ARENA(arena);
	struct request_tracker_query query = { .collection = group ? "groups" : "users",
		                               .fields = group ? "Name,Description"
		                                               : "Name,RealName,Disabled",
		                               .page = (int)page };
	struct json *rows = NULL;

	if (!ask(itsm, &arena, &query, who(&arena, group), &rows, end, error))
		return false;
	JSON_EACH(row, rows)
	{
		struct ci ci;
		if (request_tracker_reply_person(kind, row, &ci) &&
		    !fetch->each(fetch->context, &ci, error))
			return false;
	}
	return fetch->mark(fetch->context, arena_print(&arena, "%" PRId64, page), error);
}

/* Everybody who ever wrote a mail is a user of RT: there may be very many. */
static bool fetch_people(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                         struct error *error)
{
	int64_t done = 0;
	bool end = false;

	(void)text_parse_integer(fetch->cursor != NULL ? fetch->cursor : "", &done);
	for (int64_t page = done > 0 ? done + 1 : 1; !end; page++) {
		if (page > PAGES_MOST)
			return error_set(error, ERROR_PEER,
			                 "RT knows more users or groups than can be read; set "
			                 "users: no");
		if (fetch->cancelled != NULL && fetch->cancelled(fetch->context))
			return error_set(error, ERROR_CANCELLED,
			                 "stopped while reading users and groups");
		if (!people_page(itsm, kind, fetch, page, &end, error))
			return false;
	}
	return true;
}

static const struct setting_list *catalogs_of(const struct request_tracker_settings *settings,
                                              enum ci_kind kind)
{
	switch (kind) {
	case CI_HOST:
		return &settings->host_catalogs;
	case CI_APPLICATION:
		return &settings->application_catalogs;
	case CI_VIP:
		return &settings->vip_catalogs;
	case CI_SERVICE:
		return &settings->service_catalogs;
	default:
		return NULL;
	}
}

bool request_tracker_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                           struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	const char *certificates[] = { settings->certificate_catalog };
	const struct setting_list own = { certificates, 1 };
	struct walk walk = { .itsm = itsm,
		             .fetch = fetch,
		             .kind = kind,
		             .collection = "assets",
		             .fields = ASSET_FIELDS,
		             .expanded = "Catalog,HeldBy,Contact",
		             .home = "Catalog",
		             .homes = catalogs_of(settings, kind) };

	if (kind == CI_GROUP || (kind == CI_USER && settings->users))
		return fetch_people(itsm, kind, fetch, error);
	if (kind == CI_CERTIFICATE || kind == CI_RELATION)
		walk.homes = &own;
	if (kind == CI_RELATION)
		walk.fields = "Catalog,LastUpdated,LastUpdatedBy,_hyperlinks";
	if (kind == CI_TICKET) {
		walk.collection = "tickets";
		walk.fields = TICKET_FIELDS ",_hyperlinks";
		walk.expanded = "Queue";
		walk.home = "Queue";
		walk.homes = &settings->others_queues;
	}
	return walk.homes == NULL || walk_all(&walk, error);
}
