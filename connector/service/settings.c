/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file as a whole: its sections, and what belongs to none of the larger ones. */
#include "service/settings.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/settings_parts.h"

struct general {
	const char *store_path;
	bool trial;
	struct settings_rules rules;
	const char *audit_certificate, *audit_key;
	int64_t refresh, retire_after, adopt_for, read_all, relations;
	int64_t absent_scans, absent_time, silent_scans, silent_time, network_places;
	double network_share;
	int64_t flapping_turns, flapping_within;
	int64_t brake_floor;
	double brake_factor;
	int64_t clock_back, clock_ahead;
	struct settings_daemon daemon;
};

#define AT(member) offsetof(struct general, member)
#define TIME(setting_name, member, default_text, help_text)                                \
	NUMBER(setting_name, SETTING_DURATION, member, default_text, 1, 400.0 * CLOCK_DAY, \
	       help_text)
#define COUNT(setting_name, member, default_text, help_text) \
	NUMBER(setting_name, SETTING_INTEGER, member, default_text, 1, 1000000, help_text)

const struct setting settings_general_table[] = {
	ROW("store.path", SETTING_PATH, store_path, "/var/lib/certsteward/store.db",
	    "Everything certsteward knows, as one SQLite file"),
	ROW("store.trial", SETTING_BOOL, trial, "no",
	    "Marks a new store as one to play with: --now may write, stages apply as configured"),
	ROW("rules.class", SETTING_PATH, rules.class, NULL,
	    "Program that classifies certificates; without it rules/class.jq as shipped"),
	ROW("rules.owner", SETTING_PATH, rules.owner, NULL,
	    "Program that finds owners; without it rules/owner.jq as shipped"),
	ROW("rules.trust", SETTING_LIST, rules.trust, NULL,
	    "Files of your own, read after rules/trust.yaml: what counts as weak or distrusted"),
	ROW("rules.mappings", SETTING_PATH, rules.mappings, NULL,
	    "Folder with rules/ and one folder per product; without it as shipped"),
	ROW("rules.worker", SETTING_PATH, rules.worker, NULL,
	    "The mapping worker's program; without it as installed"),
	ROW("audit.certificate", SETTING_PATH, audit_certificate, NULL,
	    "Certificate (PEM) that signs what 'audit export' writes"),
	ROW("audit.key", SETTING_PATH, audit_key, NULL, "Its key (PEM), readable by us alone"),
	TIME("inventory.refresh", refresh, "7d", "Each CI is confirmed so often"),
	TIME("inventory.retire_after", retire_after, "30d",
	     "A CI is retired so long after its last place ended"),
	TIME("inventory.adopt_for", adopt_for, "14d",
	     "On adopted CIs only empty fields are filled for so long"),
	TIME("inventory.read_all", read_all, "1d",
	     "All CIs of a far side are read so often, what changed in every pass"),
	COUNT("inventory.relations", relations, "50",
	      "Above so many CIs only application services are related to a certificate"),
	COUNT("gone.absent_scans", absent_scans, "3",
	      "A place that answers without a certificate is gone after so many complete scans"),
	TIME("gone.absent_time", absent_time, "48h", "and so much time"),
	COUNT("gone.silent_scans", silent_scans, "10",
	      "A place that does not answer is gone after so many complete scans"),
	TIME("gone.silent_time", silent_time, "14d", "and so much time"),
	NUMBER("gone.network_share", SETTING_NUMBER, network_share, "0.2", 0, 1,
	       "Silence does not count when more than this share of a network fell silent"),
	COUNT("gone.network_places", network_places, "3", "and at least so many of its places"),
	COUNT("flapping.turns", flapping_turns, "8",
	      "A place is told as flapping that came, went or showed new certificates so often"),
	TIME("flapping.within", flapping_within, "3d", "within so much time"),
	COUNT("brakes.floor", brake_floor, "20", "Writes of a kind per day that never brake"),
	NUMBER("brakes.factor", SETTING_NUMBER, brake_factor, "3", 1, 1000,
	       "A kind is held above this many times its 14-day median"),
	NUMBER("clock.back", SETTING_DURATION, clock_back, "5m", 0, CLOCK_DAY,
	       "A clock this much before the newest time known is taken for a small correction"),
	TIME("clock.ahead", clock_ahead, "7d",
	     "A clock further than this past it holds all writing until a person says it is right"),
	TIME("daemon.follow_every", daemon.follow_every, "5m",
	     "'run' reads tickets and sends what follows so often"),
	TIME("daemon.read_every", daemon.read_every, "1h",
	     "'run' reads what changed on the far sides so often"),
	{ .name = NULL },
};

static const char *const sections[] = {
	"discovery", "itsm", "tickets", "hooks", "revocation", NULL
};

static void use(struct settings *settings, const struct general *values)
{
	struct flow_rules *rules = &settings->flow;
	settings->store.path = values->store_path;
	settings->store.trial = values->trial;
	settings->rules = values->rules;
	for (size_t i = 0; i < settings->rules.trust.count; i++)
		settings->rules.trust.items[i] =
			file_join(&settings->arena, file_folder(&settings->arena, settings->file),
		                  settings->rules.trust.items[i]);
	settings->audit.certificate = values->audit_certificate;
	settings->audit.key = values->audit_key;
	settings->daemon = values->daemon;
	rules->refresh_seconds = values->refresh;
	rules->retire_seconds = values->retire_after;
	rules->adopt_seconds = values->adopt_for;
	rules->mirror_seconds = values->read_all;
	rules->relations_max = (int)values->relations;
	rules->brake_floor = (int)values->brake_floor;
	rules->brake_factor = values->brake_factor;
	rules->clock_back_seconds = values->clock_back;
	rules->clock_ahead_seconds = values->clock_ahead;
	rules->version = "certsteward " CERTSTEWARD_VERSION;
	settings->discover.absent_scans = (int)values->absent_scans;
	settings->discover.absent_seconds = values->absent_time;
	settings->discover.silent_scans = (int)values->silent_scans;
	settings->discover.silent_seconds = values->silent_time;
	settings->discover.network_share = values->network_share;
	settings->discover.network_places = (int)values->network_places;
	settings->discover.flapping_turns = rules->flapping_turns = (int)values->flapping_turns;
	settings->discover.flapping_seconds = rules->flapping_seconds = values->flapping_within;
}

/* Two files that mean the same have one digest, however they are written. */
static void make_digests(struct settings *settings)
{
	ARENA(arena);
	struct json *all = settings_tree_json(&arena, settings->tree);
	struct json *decisions = json_new(&arena, JSON_OBJECT);
	json_digest(all, settings->digest);
	JSON_EACH(section, all)
	if (!text_equal(section->key, "store") && !text_equal(section->key, "discovery") &&
	    !text_equal(section->key, "audit") && !text_equal(section->key, "daemon") &&
	    !text_equal(section->key, "revocation"))
		json_set(&arena, decisions, section->key, section);
	json_digest(decisions, settings->decisions);
}

static bool read_sections(struct settings *settings, enum settings_depth depth, struct error *error)
{
	struct general *values = ARENA_NEW(&settings->arena, struct general);
	const struct yaml *tree = settings->tree;
	if (!setting_read(settings_general_table, tree, sections, values, &settings->arena, error))
		return false;
	use(settings, values);
	if (!settings_tickets_read(settings, yaml_get(tree, "tickets"), error) ||
	    !settings_hooks_read(settings, yaml_get(tree, "hooks"), error) ||
	    !settings_revocation_read(settings, yaml_get(tree, "revocation"), error) ||
	    !settings_discovery_read(settings, yaml_get(tree, "discovery"), depth, error) ||
	    !settings_itsm_read(settings, yaml_get(tree, "itsm"), depth, error))
		return false;
	make_digests(settings);
	return true;
}

bool settings_read(struct settings *settings, const char *path, enum settings_depth depth,
                   struct error *error)
{
	*settings = (struct settings){ .discover = discover_defaults() };
	flow_rules_defaults(&settings->flow);
	settings->file = arena_copy(&settings->arena, path);
	settings->tree = yaml_read(&settings->arena, settings->file, error);
	return settings->tree && read_sections(settings, depth, error);
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->source_count; i++)
		if (settings->sources[i].own)
			setting_release(settings->sources[i].type->setting_table,
			                settings->sources[i].own);
	for (size_t i = 0; i < settings->side_count; i++)
		if (settings->sides[i].own)
			setting_release(settings->sides[i].type->setting_table,
			                settings->sides[i].own);
	arena_release(&settings->arena);
	*settings = (struct settings){ 0 };
}

bool settings_is_loopback(const char *url)
{
	const char *host = strstr(url, "://");
	if (!host)
		return false;
	host += 3;
	size_t length = strcspn(host, "/?#");
	size_t name = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	/* user@host would hide the host behind something that looks like loopback. */
	if (memchr(host, '@', length))
		return false;
	if (name == 9 && strncasecmp(host, "localhost", 9) == 0)
		return true;
	if (name == 5 && strncmp(host, "[::1]", 5) == 0)
		return true;
	return strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == name;
}

bool settings_all_loopback(const struct settings *settings)
{
	for (size_t i = 0; i < settings->side_count; i++)
		if (!settings_is_loopback(settings->sides[i].url))
			return false;
	return true;
}
