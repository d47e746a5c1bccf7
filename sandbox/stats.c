/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Counters and the ring of recent requests. */

#include "stats.h"

#include "jira/jira_face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RING_SIZE = 2000 };

struct stats {
	json_t *calls; /* api → method → count */
	json_t *status;
	json_int_t total, writes, ire_items, ire_relations, batch_items, batch_writes;
	json_t *ring[RING_SIZE];
	size_t next;
};

const char *stats_api_of(const char *path)
{
	static const struct {
		const char *part, *api;
	} apis[] = {
		{ "/oauth_token.do", "oauth" },
		{ "/oauth/token", "jira_oauth" },
		{ "/oauth2/", "jira_oauth" },
		{ "/rest/servicedeskapi/", "jira_desk" },
		{ "/assets/", "jira_assets" },
		{ "/insight/", "jira_assets" },
		{ "/rest/", "jira" },
		{ "/_edge/", "jira" },
		{ "/jira/", "jira" },
		{ "/table/", "table" },
		{ "/identifyreconcile", "identifyreconcile" },
		{ "/cmdb/instance/", "cmdb_instance" },
		{ "/cmdb/meta/", "cmdb_meta" },
		{ "/api/sn_chg_rest/", "change" },
		{ "/attachment", "attachment" },
		{ "/batch", "batch" },
		{ "/api/", "other" },
	};
	if (strncmp(path, "/api/", 5) != 0 && strcmp(path, "/oauth_token.do") != 0 &&
	    !jira_face_owns(path))
		return NULL;
	for (size_t i = 0; i < sizeof(apis) / sizeof(apis[0]); i++)
		if (strstr(path, apis[i].part))
			return apis[i].api;
	return NULL;
}

struct stats *stats_open(void)
{
	struct stats *stats = calloc(1, sizeof(*stats));
	if (!stats)
		abort();
	stats_reset(stats);
	return stats;
}

void stats_reset(struct stats *stats)
{
	json_decref(stats->calls);
	json_decref(stats->status);
	for (size_t i = 0; i < RING_SIZE; i++)
		json_decref(stats->ring[i]);
	*stats = (struct stats){ .calls = json_object(), .status = json_object() };
}

void stats_close(struct stats *stats)
{
	if (!stats)
		return;
	stats_reset(stats);
	json_decref(stats->calls);
	json_decref(stats->status);
	free(stats);
}

static void increment(json_t *object, const char *key)
{
	json_int_t count = json_integer_value(json_object_get(object, key));
	json_object_set_new(object, key, json_integer(count + 1));
}

void stats_count(struct stats *stats, const struct stats_call *call, const char *when)
{
	const char *api = stats_api_of(call->path);
	if (!api)
		return;
	json_t *methods = json_object_get(stats->calls, api);
	if (!methods) {
		methods = json_object();
		json_object_set_new(stats->calls, api, methods);
	}
	increment(methods, call->method);
	char status[16];
	snprintf(status, sizeof(status), "%d", call->status);
	increment(stats->status, status);
	stats->total++;
	stats->writes += call->writes;
	json_t **slot = &stats->ring[stats->next++ % RING_SIZE];
	json_decref(*slot);
	*slot = json_pack("{s:s, s:s, s:s?, s:i, s:s, s:I, s:I}", "method", call->method, "path",
	                  call->shown, "time", when, "status", call->status, "user",
	                  call->user ? call->user : "", "received", (json_int_t)call->received,
	                  "sent", (json_int_t)call->sent);
}

void stats_add_ire(struct stats *stats, size_t items, size_t relations)
{
	stats->ire_items += (json_int_t)items;
	stats->ire_relations += (json_int_t)relations;
}

void stats_add_batch(struct stats *stats, size_t items, size_t writes)
{
	stats->batch_items += (json_int_t)items;
	stats->batch_writes += (json_int_t)writes;
}

json_t *stats_show(const struct stats *stats)
{
	return json_pack("{s:O, s:O, s:I, s:I, s:I, s:I, s:I, s:I}", "calls", stats->calls,
	                 "status", stats->status, "total", stats->total, "writes", stats->writes,
	                 "ire_items", stats->ire_items, "ire_relations", stats->ire_relations,
	                 "batch_items", stats->batch_items, "batch_writes", stats->batch_writes);
}

json_t *stats_requests(const struct stats *stats, size_t limit)
{
	json_t *list = json_array();
	size_t held = stats->next < RING_SIZE ? stats->next : RING_SIZE;
	for (size_t i = 0; i < held && i < limit; i++)
		json_array_append(list, stats->ring[(stats->next - 1 - i) % RING_SIZE]);
	return list;
}
