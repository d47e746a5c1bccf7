/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One call to one of the two Jira sites, and how its answer is made. */
#pragma once

#include "sandbox/request.h"
#include "sandbox/session.h"

#include <jansson.h>
#include <stdbool.h>

enum site_kind { SITE_CLOUD, SITE_DC };

/* The families of endpoints of a site: the platform, the service desk and Assets. */
enum site_area { SITE_AREA_NONE, SITE_AREA_PLATFORM, SITE_AREA_DESK, SITE_AREA_ASSETS };

enum { SITE_PART_MAX = 8 };

struct site {
	enum site_kind kind;
	const char *name; /* "cloud" or "dc", as the tables hold it */
	const char *base; /* address of the site for self links, without a slash at its end */
	const char *api;  /* "/rest/api/3" or "/rest/api/2" */
	struct session *session;
	const struct request *request;
	struct reply *reply;
	const char *parts[SITE_PART_MAX]; /* what the braces of the pattern stand for */
	size_t part_count;
	bool anonymous;
	bool gateway; /* came by the paths of api.atlassian.com */
	bool keeps;   /* what was written stays although the answer is a refusal */
};

extern const char site_cloud_id[], site_workspace_id[];

/* A site's view for work outside a call (seeds, people at work): no request, no reply. */
struct site site_of(struct session *session, enum site_kind kind);

/* The shape of an error: texts, and texts by field. Owned by the caller. */
json_t *site_problem(void);
/* field NULL adds a text of its own. Always false. */
bool site_blame(json_t *problem, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool site_is_sound(const json_t *problem);

/* Answers with JSON; takes the reference. */
void site_answer(struct site *site, int status, json_t *value);
void site_answer_empty(struct site *site, int status);
/* {"errorMessages": [text], "errors": {}} */
void site_refuse(struct site *site, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with a collected problem. */
void site_refuse_with(struct site *site, int status, const json_t *problem);
/* The body as a JSON object or array; NULL with a 400 answered. The caller owns it. */
json_t *site_body(struct site *site);

/* Milliseconds of the sandbox's clock, for what lags and for limits. */
long long site_milliseconds(const struct site *site);
/* "2026-11-21T06:00:00.000+0000" of seconds since 1970. */
const char *site_time(const struct site *site, long long seconds);
/* The same with "Z" as Assets writes it. */
const char *site_time_z(const struct site *site, long long seconds);
/* Reads such a time, also with "Z", an offset with a colon, and without fractions. */
bool site_read_time(const char *text, long long *seconds);
const char *site_now(const struct site *site); /* seconds since 1970, as text */
const char *site_print_number(const struct site *site, long long number);

/* Page of a list: startAt and maxResults of the query, cut to the limit. */
struct site_page {
	long start, size;
};
struct site_page site_page(const struct site *site, long size, long limit);

/* Texts of JSON: "" when absent. Borrowed. */
const char *site_text(const json_t *object, const char *key);
/* The number that a text begins with; 0 when there is none. */
long long site_number(const char *text);
/* A text, or a number as text; "" for anything else. Borrowed or pooled. */
const char *site_id_text(struct pool *pool, const json_t *value);
