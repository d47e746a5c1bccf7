/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts, applications, services and certificates, by the attribute names of the settings. */
#include "jira_assets_row.h"
#include "base/clock.h"
#include "base/text.h"
#include "contract/itsm_place.h"
#include "jira_assets_deployment.h"
#include <string.h>

static bool is_listed(const struct setting_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal_folded(list->items[i], text))
			return true;
	return false;
}

static void read_place(struct arena *arena, const struct jira_settings *settings,
                       const struct json *object, const struct jira_assets_type *type,
                       struct ci *ci)
{
	struct itsm_place_texts names = { 0 }, addresses = { 0 };
	int64_t port;

	for (size_t i = 0; i < settings->assets_name_attributes.count; i++)
		itsm_place_add_names(arena, &names,
		                     jira_assets_text(arena, object, type,
		                                      settings->assets_name_attributes.items[i]));
	itsm_place_add_name(arena, &names, ci->name);
	for (size_t i = 0; i < settings->assets_address_attributes.count; i++)
		itsm_place_add_addresses(
			arena, &addresses,
			jira_assets_text(arena, object, type,
		                         settings->assets_address_attributes.items[i]));
	ci->names = names.items;
	ci->name_count = names.count;
	ci->addresses = addresses.items;
	ci->address_count = addresses.count;
	if (ci->kind != CI_HOST &&
	    text_parse_integer(
		    jira_assets_text(arena, object, type, settings->assets_port_attribute),
		    &port) &&
	    port > 0 && port <= 65535)
		ci->port = (int)port;
}

static enum ci_life life_of(const struct jira_settings *settings, const char *status)
{
	if (*status == '\0')
		return CI_LIFE_UNKNOWN;
	return is_listed(&settings->assets_retired, status) ? CI_RETIRED : CI_OPERATIONAL;
}

/* "2 - Silver", as rules read it: rank first, so that the most critical also sorts first. */
static const char *rank(struct arena *arena, const struct setting_list *words, const char *text)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *pair = words->items[i], *equals = strrchr(pair, '=');
		size_t length = equals != NULL ? (size_t)(equals - pair) : 0;
		if (length > 0 && text_equal_folded(arena_copy_bytes(arena, pair, length), text))
			return arena_print(arena, "%s - %s", equals + 1, text);
	}
	return text;
}

/* The words that rules ask for of every product. */
static void add_shared(struct arena *arena, const struct jira_settings *settings,
                       const struct json *object, const struct jira_assets_type *type,
                       struct json *fields)
{
	const struct {
		const char *name, *attribute;
	} shared[] = {
		{ "environment", settings->assets_environment_attribute },
		{ "criticality", settings->assets_criticality_attribute },
		{ "runbook", settings->assets_runbook_attribute },
	};

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		const char *text = jira_assets_text(arena, object, type, shared[i].attribute);
		if (text_equal(shared[i].name, "criticality"))
			text = rank(arena, &settings->assets_criticality_words, text);
		if (*text != '\0')
			json_set_string(arena, fields, shared[i].name, text);
	}
}

/* Hex digits alone, lower case. */
static const char *hex_of(struct arena *arena, const char *text)
{
	TEXT(out);

	for (const char *at = text_lower(arena, text); *at != '\0'; at++)
		if (strchr("0123456789abcdef", *at) != NULL)
			text_append_character(&out, *at);
	return arena_copy(arena, text_string(&out));
}

static void read_certificate(struct arena *arena, const struct jira_settings *settings,
                             const struct json *object, const struct jira_assets_type *type,
                             struct ci *ci)
{
	ci->fingerprint =
		hex_of(arena, jira_assets_text(arena, object, type, JIRA_ASSETS_FINGERPRINT));
	ci->serial = hex_of(arena, jira_assets_text(arena, object, type, JIRA_ASSETS_SERIAL));
	ci->issuer_dn = jira_assets_text(arena, object, type, JIRA_ASSETS_ISSUER);
	ci->owner = jira_assets_text(arena, object, type, JIRA_ASSETS_OWNER);
	ci->group = jira_assets_text(arena, object, type, JIRA_ASSETS_GROUP);
	/* The type is ours alone: whoever made the object, what we write stands in it. */
	ci->ours = true;
	ci->fields =
		jira_assets_fields(arena, object, type, &settings->assets_certificate_attributes);
}

/* As with certificates the type is ours alone. */
static void read_deployment(struct arena *arena, const struct json *object,
                            const struct jira_assets_type *type, struct ci *ci)
{
	ci->ours = true;
	ci->fields = jira_assets_deployment_fields(arena, object, type);
}

static void read_other(struct arena *arena, const struct jira_settings *settings,
                       const struct json *object, const struct jira_assets_type *type,
                       struct ci *ci)
{
	struct json *fields = json_new(arena, JSON_OBJECT);

	ci->owner = jira_assets_text(arena, object, type, settings->assets_owner_attribute);
	ci->group = jira_assets_text(arena, object, type, settings->assets_group_attribute);
	ci->life = life_of(
		settings, jira_assets_text(arena, object, type, settings->assets_status_attribute));
	read_place(arena, settings, object, type, ci);
	add_shared(arena, settings, object, type, fields);
	ci->fields = fields;
}

bool jira_assets_row(struct itsm *itsm, struct arena *arena, enum ci_kind kind,
                     const struct json *object, const struct jira_assets_type *type, struct ci *ci)
{
	const struct jira_settings *settings = jira_settings(itsm);

	*ci = ci_empty(kind);
	ci->id = jira_assets_object_id(object);
	ci->class = type->name;
	ci->name = json_member_text(object, "label", "");
	if (!clock_parse(json_member_text(object, "updated", ""), &ci->updated_at))
		ci->updated_at = 0;
	if (*ci->id == '\0')
		return false;
	if (kind == CI_CERTIFICATE)
		read_certificate(arena, settings, object, type, ci);
	else if (kind == CI_DEPLOYMENT)
		read_deployment(arena, object, type, ci);
	else
		read_other(arena, settings, object, type, ci);
	return true;
}
