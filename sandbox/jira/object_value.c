/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of objects. */

#include "object_value.h"

#include "object.h"
#include "people.h"
#include "sandbox/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT_MAX = 255 };

static const char *refuse(const char **why, const char *text)
{
	*why = text;
	return NULL;
}

static bool is_number(const char *text, bool whole)
{
	char *end = NULL;
	if (whole)
		(void)strtoll(text, &end, 10);
	else
		(void)strtod(text, &end);
	return end != text && *end == '\0';
}

static bool is_option(const struct site *site, const struct assets_attribute *attribute,
                      const char *text)
{
	enum { OPTION_MAX = 64 };
	const char *parts[OPTION_MAX];
	size_t count = text_split(site->session->pool, attribute->options, ',', parts, OPTION_MAX);
	for (size_t i = 0; i < count; i++)
		if (strcmp(parts[i] + strspn(parts[i], " "), text) == 0)
			return true;
	return false;
}

static bool is_address(const char *text)
{
	unsigned char bytes[16];
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static const char *read_date(const struct site *site, const char *text, const char **why)
{
	struct tm parts = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d", &parts);
	if (!rest || (*rest && *rest != 'T'))
		return refuse(why, "is not a date in ISO 8601 format");
	return pool_copy_length(site->session->pool, text, (size_t)(rest - text));
}

static const char *read_default(const struct site *site, const struct assets_attribute *attribute,
                                const char *text, const char **why)
{
	long long seconds;
	switch (attribute->default_type) {
	case DEFAULT_INTEGER:
		return is_number(text, true) ? text : refuse(why, "is not an integer");
	case DEFAULT_DOUBLE:
		return is_number(text, false) ? text : refuse(why, "is not a number");
	case DEFAULT_BOOLEAN:
		return strcasecmp(text, "true") == 0    ? "true"
		       : strcasecmp(text, "false") == 0 ? "false"
		                                        : refuse(why, "is not a boolean");
	case DEFAULT_DATE:
		return read_date(site, text, why);
	case DEFAULT_DATETIME:
		return site_read_time(text, &seconds)
		               ? site_time_z(site, seconds)
		               : refuse(why, "is not a date and time in ISO 8601 format");
	case DEFAULT_URL:
		return strstr(text, "://") ? text : refuse(why, "is not a URL");
	case DEFAULT_EMAIL:
		return strchr(text, '@') ? text : refuse(why, "is not an e-mail address");
	case DEFAULT_SELECT:
		return is_option(site, attribute, text) ? text : refuse(why, "is no option");
	case DEFAULT_ADDRESS:
		return is_address(text) ? text : refuse(why, "is not an IP address");
	case DEFAULT_AREA:
		return text;
	default:
		return strlen(text) <= TEXT_MAX ? text
		                                : refuse(why, "is longer than 255 characters");
	}
}

const char *object_value_read(const struct site *site, const struct assets_attribute *attribute,
                              const char *text, const char **why)
{
	const char *found;
	long long object;
	int status;
	switch (attribute->kind) {
	case ASSETS_REFERENCE:
		object = object_find(site, text);
		if (!object || !assets_is_below(site, object_type(site, object),
		                                site_number(attribute->type_value)))
			return refuse(why, "is no object that may be referenced here");
		return site_print_number(site, object);
	case ASSETS_USER:
		found = people_find(site, text);
		return found ? found : refuse(why, "is no user");
	case ASSETS_GROUP: {
		json_t *wish = json_pack("{s:s}", "name", text);
		found = people_read_group(site, wish);
		json_decref(wish);
		return found ? found : refuse(why, "is no group");
	}
	case ASSETS_STATUS:
		status = assets_find_status(site, text);
		return status ? site_print_number(site, status) : refuse(why, "is no status");
	default:
		return read_default(site, attribute, text, why);
	}
}

json_t *object_value_user(const struct site *site, const char *user_name)
{
	json_t *user = people_show(site, user_name);
	const char *name = site_text(user, "displayName");
	json_t *shown = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:b}", "displayName", name, "name",
		site->kind == SITE_DC ? user_name : name, "key", people_id(site, user_name),
		"emailAddress", site_text(user, "emailAddress"), "avatarUrl",
		site_text(json_object_get(user, "avatarUrls"), "48x48"), "isDeleted", 0);
	json_decref(user);
	return shown;
}

const char *object_value_words(const struct site *site, const struct assets_attribute *attribute,
                               const char *stored)
{
	struct pool *pool = site->session->pool;
	switch (attribute->kind) {
	case ASSETS_REFERENCE:
		return object_label(site, site_number(stored));
	case ASSETS_USER: {
		json_t *user = people_show(site, stored);
		const char *name = pool_copy(pool, site_text(user, "displayName"));
		json_decref(user);
		return name;
	}
	case ASSETS_STATUS: {
		const char *name = assets_status_name((int)site_number(stored));
		return name ? name : "";
	}
	default:
		break;
	}
	/* Dates are shown as people of the site write them: no text to compare with. */
	struct tm parts = { 0 };
	char buffer[64];
	bool date =
		attribute->kind == ASSETS_DEFAULT && (attribute->default_type == DEFAULT_DATE ||
	                                              attribute->default_type == DEFAULT_DATETIME);
	if (!date || !strptime(stored, "%Y-%m-%d", &parts))
		return stored;
	size_t length = strftime(buffer, sizeof(buffer), "%d/%b/%Y", &parts);
	return pool_copy_length(pool, buffer, length);
}

static json_t *reference_value(const struct site *site, long long object)
{
	return object_show(site, object, false, false);
}

json_t *object_value_show(const struct site *site, const struct assets_attribute *attribute,
                          const char *stored)
{
	const char *words = object_value_words(site, attribute, stored);
	json_t *shown = json_pack("{s:s, s:b}", "displayValue", words, "referencedType",
	                          attribute->kind == ASSETS_REFERENCE);
	if (site->kind == SITE_CLOUD)
		json_object_del(shown, "referencedType");
	switch (attribute->kind) {
	case ASSETS_REFERENCE:
		json_object_set_new(shown, "searchValue",
		                    json_string(object_key(site, site_number(stored))));
		json_object_set_new(shown, "referencedObject",
		                    reference_value(site, site_number(stored)));
		break;
	case ASSETS_USER:
		json_object_set_new(shown, "searchValue", json_string(people_id(site, stored)));
		json_object_set_new(shown, "user", object_value_user(site, stored));
		break;
	case ASSETS_GROUP:
		json_object_set_new(shown, "searchValue", json_string(stored));
		json_object_set_new(
			shown, "group",
			json_pack("{s:s, s:s}", "name", stored, "avatarUrl",
		                  pool_print(site->session->pool, "%s/group.png", site->base)));
		break;
	case ASSETS_STATUS:
		json_object_set_new(shown, "searchValue", json_string(words));
		json_object_set_new(shown, "status",
		                    assets_show_status(site, (int)site_number(stored)));
		break;
	default:
		json_object_set_new(shown, "value", json_string(stored));
		json_object_set_new(shown, "searchValue", json_string(stored));
	}
	return shown;
}
