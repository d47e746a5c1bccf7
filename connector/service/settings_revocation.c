/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "revocation": who is asked whether certificates were revoked, how often, and how far
 * that may go. */
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "service/settings_parts.h"

/* As the table reads it; settings_revocation_read makes the options of it. */
struct section {
	const char *ask, *prefer, *method;
	int64_t every_good, every_revoked, every_unknown, every_list, confirm, ailing;
	int64_t list_from, list_megabytes, large_megabytes;
	bool large, nonce;
	int64_t per_day, per_host, per_second, at_once, pass_time, timeout;
	struct setting_list networks;
	const char *proxy;
	const struct yaml *issuers;
};

#define AT(member) offsetof(struct section, member)
#define EVERY(setting_name, member, default_text, help_text) \
	NUMBER(setting_name, SETTING_DURATION, member, default_text, 1, 31.0 * CLOCK_DAY, help_text)

const struct setting settings_revocation_table[] = {
	CHOICE("ask", ask, "all", "all|staples|none",
	       "Whether certificates in use are checked: by responders and lists, by what servers "
	       "send along alone, or not at all"),
	CHOICE("prefer", prefer, "few", "few|ocsp|crl",
	       "Few questions (lists for authorities with many certificates, responders for the "
	       "rest), or one of the two where there is a choice"),
	NUMBER("list_from", SETTING_INTEGER, list_from, "20", 1, 1000000,
	       "From so many certificates on, their list is fetched once instead of asking for each"),
	EVERY("every.good", every_good, "12h",
	      "A certificate is asked about again after so long, sooner where the answer ends sooner"),
	EVERY("every.unknown", every_unknown, "6h", "The same for one its responder does not know"),
	EVERY("every.revoked", every_revoked, "1d", "and for one that was revoked"),
	EVERY("every.list", every_list, "12h",
	      "A list is fetched again after so long, sooner where it ends sooner"),
	NUMBER("confirm", SETTING_DURATION, confirm, "1h", 1, CLOCK_DAY,
	       "A revocation counts when it is said again so much later"),
	NUMBER("ailing_after", SETTING_DURATION, ailing, "2d", 60, 90.0 * CLOCK_DAY,
	       "An authority whose responder or list says nothing for so long is a finding"),
	ROW("networks", SETTING_LIST, networks, "[]",
	    "Private networks that responders and lists may stand in: [10.20.0.0/16]; all that is "
	    "public may be asked"),
	ROW("proxy", SETTING_TEXT, proxy, "",
	    "Proxy that they are asked through, like http://proxy.example:3128; then it resolves "
	    "names, and it must refuse private addresses itself"),
	CHOICE("ocsp.method", method, "auto", "auto|get|post",
	       "GET can be answered by caches; auto falls back to POST"),
	ROW("ocsp.nonce", SETTING_BOOL, nonce, "no",
	    "Whether questions carry a nonce: for responders that sign each answer"),
	NUMBER("crl.megabytes", SETTING_INTEGER, list_megabytes, "10", 1, 512,
	       "Larger lists are not read"),
	ROW("crl.large", SETTING_BOOL, large, "no",
	    "Whether larger ones are read all the same, entry by entry"),
	NUMBER("crl.large_megabytes", SETTING_INTEGER, large_megabytes, "256", 1, 512,
	       "and up to which size"),
	NUMBER("limits.per_day", SETTING_INTEGER, per_day, "100000", 1, 10000000,
	       "Questions and lists a day"),
	NUMBER("limits.per_host", SETTING_INTEGER, per_host, "500", 1, 100000,
	       "Questions to one host in one pass"),
	NUMBER("limits.per_second", SETTING_INTEGER, per_second, "20", 1, 1000, "and a second"),
	NUMBER("limits.at_once", SETTING_INTEGER, at_once, "8", 1, 64,
	       "Questions at the same time"),
	NUMBER("limits.pass_time", SETTING_DURATION, pass_time, "30s", 1, CLOCK_HOUR,
	       "Time that a pass spends on it; the next one goes on"),
	NUMBER("limits.timeout", SETTING_DURATION, timeout, "10s", 1, 600,
	       "Time for one answer or list"),
	ROW("issuers", SETTING_TREE, issuers, "[]",
	    "Other addresses, by part of the issuer's name: [{issuer: Example CA, ocsp: URL, crl: "
	    "URL, ask: yes}]"),
	{ .name = NULL },
};
#undef AT

struct issuer {
	const char *issuer, *ocsp, *crl;
	bool ask;
};

#define AT(member) offsetof(struct issuer, member)
static const struct setting issuer_table[] = {
	{ .name = "issuer", .type = SETTING_TEXT, .offset = AT(issuer), .required = true },
	{ .name = "ocsp", .type = SETTING_TEXT, .offset = AT(ocsp) },
	{ .name = "crl", .type = SETTING_TEXT, .offset = AT(crl) },
	{ .name = "ask", .type = SETTING_BOOL, .offset = AT(ask), .fallback = "yes" },
	{ .name = NULL },
};
#undef AT

static bool check_url(const struct yaml *entry, const char *name, const char *url,
                      const struct revocation_networks *networks, struct error *error)
{
	struct error why = ERROR_INIT;
	return text_is_empty(url) || revocation_url_allowed(networks, url, &why) ||
	       yaml_refuse(yaml_get(entry, name), error, "%s", why.message);
}

static bool read_issuers(struct settings *settings, const struct yaml *list,
                         const struct revocation_networks *networks, struct error *error)
{
	struct arena *arena = &settings->arena;
	struct discover_revocation_options *options = &settings->revocation.options;
	if (list->type != YAML_LIST)
		return yaml_refuse(list, error,
		                   "'revocation.issuers' must be a list of {issuer: TEXT, ...}");
	struct discover_revocation_issuer *items =
		ARENA_ARRAY(arena, struct discover_revocation_issuer, list->count + 1);
	YAML_EACH(entry, list)
	{
		struct issuer issuer = { .issuer = NULL };
		if (!setting_read(issuer_table, entry, NULL, &issuer, arena, error) ||
		    !check_url(entry, "ocsp", issuer.ocsp, networks, error) ||
		    !check_url(entry, "crl", issuer.crl, networks, error))
			return false;
		if (text_is_empty(issuer.issuer))
			return yaml_refuse(entry, error, "'issuer' must not be empty");
		items[options->issuer_count++] =
			(struct discover_revocation_issuer){ issuer.issuer, issuer.ocsp, issuer.crl,
			                                     !issuer.ask };
	}
	options->issuers = items;
	return true;
}

static void use_options(struct discover_revocation_options *options, const struct section *section)
{
	*options = (struct discover_revocation_options){
		.ask = text_equal(section->ask, "all"),
		.staple = !text_equal(section->ask, "none"),
		.prefer = text_equal(section->prefer, "ocsp")  ? REVOCATION_PREFER_OCSP
		          : text_equal(section->prefer, "crl") ? REVOCATION_PREFER_CRL
		                                               : REVOCATION_PREFER_FEW,
		.list_from = section->list_from,
		.every_good = section->every_good,
		.every_revoked = section->every_revoked,
		.every_unknown = section->every_unknown,
		.every_list = section->every_list,
		.confirm = section->confirm,
		.ailing = section->ailing,
		.day_most = section->per_day,
		.host_most = section->per_host,
		.host_pause_ms = 1000 / section->per_second,
		.pass_seconds = section->pass_time,
	};
}

/* What would be passed over in silence later on. */
static bool check_section(const struct section *section, const struct yaml *map,
                          struct error *error)
{
	const char *proxy = section->proxy;
	if (!text_is_empty(proxy) && !text_starts_with(proxy, "http://") &&
	    !text_starts_with(proxy, "https://"))
		return yaml_refuse(yaml_get(map, "proxy"), error,
		                   "'%.100s' is no proxy; write one like http://proxy.example:3128",
		                   proxy);
	if (section->large && section->large_megabytes <= section->list_megabytes)
		return yaml_refuse(
			yaml_get(map, "crl"), error,
			"'crl.large_megabytes' must be more than 'crl.megabytes' (%lld): "
			"set it higher, or 'crl.large' to no",
			(long long)section->list_megabytes);
	return true;
}

bool settings_revocation_read(struct settings *settings, const struct yaml *map,
                              struct error *error)
{
	struct settings_revocation *own = &settings->revocation;
	struct section *section = ARENA_NEW(&settings->arena, struct section);
	struct revocation_networks *networks =
		ARENA_NEW(&settings->arena, struct revocation_networks);
	struct error why = ERROR_INIT;
	if (map ? !setting_read(settings_revocation_table, map, NULL, section, &settings->arena,
	                        error)
	        : !setting_defaults(settings_revocation_table, section, &settings->arena, error))
		return false;
	if (!revocation_networks_read(&settings->arena, &section->networks, networks, &why))
		return yaml_refuse(yaml_get(map, "networks"), error, "%s", why.message);
	if (!check_section(section, map, error))
		return false;
	use_options(&own->options, section);
	own->proxy = text_is_empty(section->proxy) ? NULL : section->proxy;
	own->at_once = (size_t)section->at_once;
	own->fetch = (struct revocation_fetch){
		.networks = networks,
		.crl_ceiling = (size_t)section->list_megabytes << 20,
		.large_ceiling = section->large ? (size_t)section->large_megabytes << 20 : 0,
		.timeout_seconds = (int)section->timeout,
		.nonce = section->nonce,
		.method = text_equal(section->method, "get")    ? REVOCATION_GET
		          : text_equal(section->method, "post") ? REVOCATION_POST
		                                                : REVOCATION_EITHER,
	};
	struct json *tree = map ? settings_tree_json(&settings->arena, map)
	                        : json_new(&settings->arena, JSON_OBJECT);
	char *digest = arena_allocate(&settings->arena, DIGEST_HEX);
	json_digest(tree, digest);
	own->options.digest = digest;
	return read_issuers(settings, section->issuers, networks, error);
}
