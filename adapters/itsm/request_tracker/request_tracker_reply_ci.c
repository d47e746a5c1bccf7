/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Assets, users, groups, links and tickets as rows of the mirror. */
#include "request_tracker_reply_ci.h"
#include "base/arena.h"
#include "base/text.h"
#include "contract/itsm_place.h"
#include "request_tracker.h"
#include "request_tracker_request.h"
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static bool is_listed(const struct setting_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

/* RT's own type for addresses pads IPv6 and leaves zeros in front of IPv4 out again when it shows them. */
static void read_place(struct arena *arena, const struct request_tracker_settings *settings,
                       const struct json *record, struct ci *ci)
{
	struct itsm_place_texts names = { 0 }, addresses = { 0 };
	int64_t port = 0;

	for (size_t i = 0; i < settings->name_fields.count; i++)
		itsm_place_add_names(
			arena, &names,
			request_tracker_reply_field(arena, record, settings->name_fields.items[i]));
	itsm_place_add_name(arena, &names, ci->name);
	for (size_t i = 0; i < settings->address_fields.count; i++)
		itsm_place_add_addresses(arena, &addresses,
		                         request_tracker_reply_field(
						 arena, record, settings->address_fields.items[i]));
	ci->names = names.items;
	ci->name_count = names.count;
	ci->addresses = addresses.items;
	ci->address_count = addresses.count;
	if (ci->kind != CI_HOST &&
	    text_parse_integer(request_tracker_reply_field(arena, record, settings->port_field),
	                       &port) &&
	    port > 0 && port <= 65535)
		ci->port = (int)port;
}

static const char *first_group(const struct json *members)
{
	JSON_EACH(member, members)
	if (text_equal(json_member_text(member, "type", ""), "group"))
		return request_tracker_reply_name(member);
	return "";
}

static void read_people(struct arena *arena, const struct request_tracker_settings *settings,
                        const struct json *record, struct ci *ci)
{
	ci->owner = request_tracker_reply_name(json_get(record, "Owner"));
	ci->group = request_tracker_reply_field(arena, record, settings->group_field);
	if (*ci->group == '\0')
		ci->group = first_group(json_get(record, "HeldBy"));
	if (*ci->group == '\0')
		ci->group = first_group(json_get(record, "Contact"));
}

static enum ci_life life_of(const struct request_tracker_settings *settings, const char *status)
{
	if (*status == '\0')
		return CI_LIFE_UNKNOWN;
	if (is_listed(&settings->retired, status))
		return CI_RETIRED;
	return is_listed(&settings->stock, status) ? CI_STOCK : CI_OPERATIONAL;
}

/* Hex digits alone, lower case. */
static const char *hex_of(struct arena *arena, const char *text)
{
	TEXT(out);

	for (; *text != '\0'; text++)
		if (isxdigit((unsigned char)*text))
			text_append_character(&out, (char)tolower((unsigned char)*text));
	return arena_copy(arena, text_string(&out));
}

static void read_certificate(struct arena *arena, const struct request_tracker_settings *settings,
                             const struct json *record, struct ci *ci)
{
	ci->fingerprint = hex_of(
		arena, request_tracker_reply_field(arena, record, settings->fingerprint_field));
	ci->serial =
		hex_of(arena, request_tracker_reply_field(arena, record, settings->serial_field));
	ci->issuer_dn = request_tracker_reply_field(arena, record, settings->issuer_field);
}

/* Of a certificate only what the mapping writes: other fields are people's, and no drift. */
static struct json *fields_of(struct arena *arena, const struct request_tracker_settings *settings,
                              enum ci_kind kind, const struct json *record)
{
	struct json *flat = request_tracker_reply_flat(arena, "asset", record);
	struct json *fields = json_new(arena, JSON_OBJECT);

	if (kind != CI_CERTIFICATE)
		return flat;
	JSON_EACH(value, flat)
	if (text_equal(value->key, settings->fingerprint_field) ||
	    is_listed(&settings->certificate_fields, value->key) ||
	    request_tracker_request_is_core("asset", value->key))
		json_set_string(arena, fields, value->key, value->text);
	return fields;
}

/* The words that rules ask for of every product. */
static void add_shared(struct arena *arena, const struct request_tracker_settings *settings,
                       const struct json *record, struct json *fields)
{
	const struct {
		const char *name, *field;
	} shared[] = {
		{ "environment", settings->environment_field },
		{ "criticality", settings->criticality_field },
		{ "runbook", settings->runbook_field },
	};

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		const char *text =
			text_is_empty(shared[i].field)
				? ""
				: request_tracker_reply_field(arena, record, shared[i].field);
		if (*text != '\0')
			json_set_string(arena, fields, shared[i].name, text);
	}
}

static void read_common(struct arena *arena, enum ci_kind kind, const char *type,
                        const struct json *record, struct ci *ci)
{
	*ci = ci_empty(kind);
	ci->id = arena_print(arena, "%s/%" PRId64, type, request_tracker_reply_id(record));
	ci->changed_by = request_tracker_reply_name(json_get(record, "LastUpdatedBy"));
	ci->updated_at = request_tracker_reply_time(record, "LastUpdated");
}

bool request_tracker_reply_ci(struct arena *arena, enum ci_kind kind,
                              const struct request_tracker_settings *settings,
                              const struct json *record, struct ci *ci)
{
	struct json *fields;

	if (request_tracker_reply_id(record) == 0)
		return false;
	read_common(arena, kind, "asset", record, ci);
	ci->class = request_tracker_reply_name(json_get(record, "Catalog"));
	ci->name = json_member_text(record, "Name", "");
	ci->ours = text_equal(request_tracker_reply_name(json_get(record, "Creator")),
	                      settings->account);
	ci->life = life_of(settings, json_member_text(record, "Status", ""));
	read_people(arena, settings, record, ci);
	fields = fields_of(arena, settings, kind, record);
	if (kind == CI_CERTIFICATE) {
		read_certificate(arena, settings, record, ci);
		/* Our own mark lies in the same catalog. */
		if (text_equal(ci->name, settings->mark_name) && *ci->fingerprint == '\0')
			return false;
	} else {
		read_place(arena, settings, record, ci);
		add_shared(arena, settings, record, fields);
	}
	ci->fields = fields;
	return true;
}

bool request_tracker_reply_person(enum ci_kind kind, const struct json *record, struct ci *ci)
{
	const char *name = json_member_text(record, "Name", "");
	const char *real = json_member_text(record, "RealName", "");

	*ci = ci_empty(kind);
	ci->id = name;
	ci->name = *real != '\0' ? real : name;
	ci->active = !text_equal(json_member_text(record, "Disabled", ""), "1");
	return *name != '\0' && !text_equal(name, "Nobody") && !text_equal(name, "RT_System");
}

bool request_tracker_reply_relation(struct arena *arena, const struct json *record,
                                    const struct json *link, struct ci *ci)
{
	int64_t certificate = request_tracker_reply_id(record);
	int64_t host = request_tracker_reply_id(link);

	if (certificate == 0 || host == 0)
		return false;
	read_common(arena, CI_RELATION, "asset", record, ci);
	ci->id = request_tracker_request_relation_id(arena, certificate, host);
	ci->class = ci->name = "RefersTo";
	ci->child = arena_print(arena, "asset/%" PRId64, certificate);
	ci->parent = arena_print(arena, "asset/%" PRId64, host);
	return true;
}

bool request_tracker_reply_others(struct arena *arena,
                                  const struct request_tracker_settings *settings,
                                  const struct json *record, const struct json *link, struct ci *ci)
{
	struct json *fields = json_new(arena, JSON_OBJECT);
	const char *status = json_member_text(record, "Status", "");
	int64_t number = request_tracker_reply_id(record);

	if (number == 0 || request_tracker_reply_id(link) == 0)
		return false;
	read_common(arena, CI_TICKET, "ticket", record, ci);
	ci->class = "incident";
	ci->name = json_member_text(record, "Subject", "");
	ci->parent = arena_print(arena, "asset/%" PRId64, request_tracker_reply_id(link));
	ci->owner = request_tracker_reply_name(json_get(record, "Owner"));
	ci->active = !is_listed(&settings->statuses.review, status) &&
	             !is_listed(&settings->statuses.closed, status) &&
	             !is_listed(&settings->statuses.cancelled, status);
	ci->ours = text_equal(request_tracker_reply_name(json_get(record, "Creator")),
	                      settings->account);
	json_set_string(arena, fields, "number", arena_print(arena, "#%" PRId64, number));
	json_set_integer(arena, fields, "opened", request_tracker_reply_time(record, "Created"));
	ci->fields = fields;
	return true;
}
