/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogs: there, with the rights and fields that we need, and no more. */
#include "base/arena.h"
#include "request_tracker_check.h"
#include <inttypes.h>
#include <string.h>

static void say_field(const struct request_tracker_checking *checking, const char *catalog,
                      const struct json *fields, const char *name, enum itsm_verdict verdict)
{
	const char *subject =
		arena_print(checking->arena, "field '%s' of catalog '%s'", name, catalog);

	if (text_is_empty(name))
		return;
	if (request_tracker_check_has_field(fields, name))
		request_tracker_check_say(checking, ITSM_OK, subject, "there", "");
	else
		request_tracker_check_say(
			checking, verdict, subject, "missing, or hidden from us",
			"make that custom field for assets, apply it to the catalog, and give our "
			"group SeeCustomField on it (certsteward init --target prints all of it)");
}

static bool read_fields(const struct request_tracker_checking *checking, int64_t catalog,
                        const char *subject, struct json **fields)
{
	struct arena *arena = checking->arena;
	struct request_tracker_query query = {
		.collection = arena_print(arena, "catalog/%" PRId64 "/customfields", catalog),
		.fields = "Name,Type",
	};
	struct error error = ERROR_INIT;

	if (request_tracker_call_search(checking->itsm, arena, &query, "custom fields", fields,
	                                &error))
		return true;
	request_tracker_check_say(checking, ITSM_FAILED, subject, arena_copy(arena, error.message),
	                          "give our group SeeCustomField on the fields of the catalog");
	return false;
}

static void say_assets(const struct request_tracker_checking *checking, const char *catalog)
{
	const char *subject = arena_print(checking->arena, "rights in catalog '%s'", catalog);
	const struct json *asset = request_tracker_check_sample(checking, "Catalog", catalog, "");

	if (asset == NULL)
		request_tracker_check_say(checking, ITSM_WARNING, subject, "no asset can be seen",
		                          "as it is before the first write; afterwards give our "
		                          "group ShowAsset on the catalog");
	else if (!request_tracker_check_has_link(asset, "lifecycle"))
		request_tracker_check_say(checking, ITSM_FAILED, subject, "we lack ModifyAsset",
		                          "give our group ModifyAsset on the catalog");
	else
		request_tracker_check_say(checking, ITSM_OK, subject, "read and modify", "");
}

static void check_certificates(const struct request_tracker_checking *checking)
{
	const struct request_tracker_settings *settings = checking->settings;
	const char *name = settings->certificate_catalog;
	const char *subject = arena_print(checking->arena, "catalog '%s'", name);
	const struct json *record =
		request_tracker_check_home(checking, "catalog", name, subject,
	                                   "ShowCatalog, ShowAsset, CreateAsset and "
	                                   "ModifyAsset");
	struct json *fields;

	if (record == NULL)
		return;
	if (request_tracker_check_has_link(record, "create"))
		request_tracker_check_say(checking, ITSM_OK, subject, "there, we may create assets",
		                          "");
	else
		request_tracker_check_say(checking, ITSM_FAILED, subject,
		                          "we may not create assets",
		                          "give our group CreateAsset and ModifyAsset on it");
	if (!text_equal(json_member_text(record, "Lifecycle", ""), "assets"))
		request_tracker_check_say(
			checking, ITSM_WARNING, subject,
			"its lifecycle is not RT's 'assets', and RT does not tell its statuses",
			"let the mapping and mark_running use statuses of that lifecycle");
	say_assets(checking, name);
	if (!read_fields(checking, request_tracker_reply_id(record), subject, &fields))
		return;
	say_field(checking, name, fields, settings->fingerprint_field, ITSM_FAILED);
	for (size_t i = 0; i < settings->certificate_fields.count; i++)
		say_field(checking, name, fields, settings->certificate_fields.items[i],
		          ITSM_FAILED);
	request_tracker_check_constants(checking, "catalog", name, fields, "certificate");
	request_tracker_check_constants(checking, "catalog", name, fields, "retired");
}

static void say_host_rights(const struct request_tracker_checking *checking, const char *catalog,
                            const char *subject, const struct json *record)
{
	const struct json *asset = request_tracker_check_sample(checking, "Catalog", catalog, "");

	if (asset == NULL)
		request_tracker_check_say(
			checking, ITSM_WARNING, subject, "there, and no asset in it can be seen",
			"give our group ShowAsset on it, or name the catalogs of your hosts");
	else if (request_tracker_check_has_link(record, "create") ||
	         request_tracker_check_has_link(asset, "lifecycle"))
		request_tracker_check_say(
			checking, ITSM_WARNING, subject,
			"there; our user may create or modify assets in it, which it never does",
			"take CreateAsset and ModifyAsset on it away from our group");
	else
		request_tracker_check_say(checking, ITSM_OK, subject, "there", "");
}

static void check_hosts(const struct request_tracker_checking *checking,
                        const struct setting_list *catalogs)
{
	const struct request_tracker_settings *settings = checking->settings;

	for (size_t i = 0; i < catalogs->count; i++) {
		const char *name = catalogs->items[i];
		const char *subject = arena_print(checking->arena, "catalog '%s'", name);
		const struct json *record = request_tracker_check_home(
			checking, "catalog", name, subject, "ShowCatalog and ShowAsset");
		struct json *fields;
		if (record == NULL)
			continue;
		say_host_rights(checking, name, subject, record);
		if (!read_fields(checking, request_tracker_reply_id(record), subject, &fields))
			continue;
		for (size_t k = 0; k < settings->name_fields.count; k++)
			say_field(checking, name, fields, settings->name_fields.items[k],
			          ITSM_WARNING);
		for (size_t k = 0; k < settings->address_fields.count; k++)
			say_field(checking, name, fields, settings->address_fields.items[k],
			          ITSM_WARNING);
	}
}

void request_tracker_check_catalogs(const struct request_tracker_checking *checking)
{
	check_certificates(checking);
	check_hosts(checking, &checking->settings->host_catalogs);
	check_hosts(checking, &checking->settings->application_catalogs);
	check_hosts(checking, &checking->settings->vip_catalogs);
	check_hosts(checking, &checking->settings->service_catalogs);
}
