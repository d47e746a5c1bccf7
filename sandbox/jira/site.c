/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One call to one of the two Jira sites, and how its answer is made. */

#include "site.h"

#include "sandbox/sandbox.h"
#include "sandbox/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char site_cloud_id[] = "5f3c9a10-8d1e-4f5b-9c1a-0c5a7e57a001";
const char site_workspace_id[] = "b1a6f3d2-7c44-4e0f-8f0e-3d2a51c0a002";

struct site site_of(struct session *session, enum site_kind kind)
{
	bool cloud = kind == SITE_CLOUD;
	return (struct site){ .kind = kind,
		              .name = cloud ? "cloud" : "dc",
		              .base = cloud ? session->base
		                            : pool_print(session->pool, "%s/jira", session->base),
		              .api = cloud ? "/rest/api/3" : "/rest/api/2",
		              .session = session };
}

json_t *site_problem(void)
{
	return json_pack("{s:[], s:{}}", "errorMessages", "errors");
}

static json_t *safe_text(const char *text)
{
	return text_is_utf8(text, strlen(text)) ? json_string(text) : json_string("Invalid input");
}

bool site_blame(json_t *problem, const char *field, const char *format, ...)
{
	char buffer[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	if (field)
		json_object_set_new(json_object_get(problem, "errors"), field, safe_text(buffer));
	else
		json_array_append_new(json_object_get(problem, "errorMessages"), safe_text(buffer));
	return false;
}

bool site_is_sound(const json_t *problem)
{
	return json_array_size(json_object_get(problem, "errorMessages")) == 0 &&
	       json_object_size(json_object_get(problem, "errors")) == 0;
}

void site_answer(struct site *site, int status, json_t *value)
{
	site->reply->status = status;
	json_decref(site->reply->json);
	site->reply->json = value;
}

void site_answer_empty(struct site *site, int status)
{
	site_answer(site, status, NULL);
	site->reply->body = "";
	site->reply->body_length = 0;
}

void site_refuse(struct site *site, int status, const char *format, ...)
{
	char buffer[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	json_t *problem = site_problem();
	site_blame(problem, NULL, "%s", buffer);
	site_answer(site, status, problem);
}

void site_refuse_with(struct site *site, int status, const json_t *problem)
{
	site_answer(site, status, json_deep_copy(problem));
}

json_t *site_body(struct site *site)
{
	const struct request *request = site->request;
	const char *type = request_header(request, "Content-Type");
	if (type && !strstr(type, "json")) {
		site_refuse(site, 415, "Unsupported Media Type");
		return NULL;
	}
	json_error_t error;
	json_t *value = json_loadb(request->body ? request->body : "", request->body_length,
	                           JSON_DECODE_ANY, &error);
	if (!value)
		site_refuse(site, 400,
		            "There was an error parsing JSON. Check that your request "
		            "body is valid.");
	return value;
}

long long site_milliseconds(const struct site *site)
{
	long long seconds = site->session->sandbox->clock_offset;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (seconds + now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

static const char *print_time(struct pool *pool, long long seconds, const char *zone)
{
	struct tm parts;
	char buffer[64];
	time_t time = (time_t)seconds;
	if (!gmtime_r(&time, &parts))
		return "";
	strftime(buffer, sizeof(buffer), "%Y-%m-%dT%H:%M:%S", &parts);
	return pool_print(pool, "%s.000%s", buffer, zone);
}

const char *site_time(const struct site *site, long long seconds)
{
	return print_time(site->session->pool, seconds, "+0000");
}

const char *site_time_z(const struct site *site, long long seconds)
{
	return print_time(site->session->pool, seconds, "Z");
}

/* "Z", "+0000" or "+00:00"; false for anything else. */
static bool read_offset(const char *text, long *offset)
{
	*offset = 0;
	if (strcmp(text, "Z") == 0)
		return true;
	int hours = 0, minutes = 0, used = 0;
	bool colon = strlen(text) == 6;
	if ((*text != '+' && *text != '-') || (strlen(text) != 5 && !colon) ||
	    sscanf(text + 1, colon ? "%2d:%2d%n" : "%2d%2d%n", &hours, &minutes, &used) != 2 ||
	    text[1 + used])
		return false;
	*offset = (hours * 60L + minutes) * 60 * (*text == '-' ? -1 : 1);
	return true;
}

bool site_read_time(const char *text, long long *seconds)
{
	struct tm parts = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	long offset;
	if (!rest)
		return false;
	if (*rest == '.')
		for (rest++; isdigit((unsigned char)*rest);)
			rest++;
	if (!read_offset(rest, &offset))
		return false;
	*seconds = (long long)timegm(&parts) - offset;
	return true;
}

const char *site_now(const struct site *site)
{
	return site_print_number(site, (long long)site->session->now);
}

const char *site_print_number(const struct site *site, long long number)
{
	return pool_print(site->session->pool, "%lld", number);
}

struct site_page site_page(const struct site *site, long size, long limit)
{
	struct site_page page = { .start = request_number(site->request, "startAt", 0),
		                  .size = request_number(site->request, "maxResults", size) };
	if (page.start < 0)
		page.start = 0;
	if (page.size < 0)
		page.size = size;
	if (page.size > limit)
		page.size = limit;
	return page;
}

const char *site_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value ? value : "";
}

long long site_number(const char *text)
{
	return strtoll(text, NULL, 10);
}

const char *site_id_text(struct pool *pool, const json_t *value)
{
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_integer(value))
		return pool_print(pool, "%lld", (long long)json_integer_value(value));
	return "";
}
