/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery in files: certificates in PEM, DER, PKCS#7 and PKCS#12 below configured paths. */
#include "files_content.h"
#include "files_unread.h"
#include "files_walk.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "contract/discovery.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

extern const struct discovery_type files_discovery;

enum { PROGRESS_MS = 250 };

struct files_settings {
	struct setting_list paths;
	struct secret password;
	const char *evidence;
	const char *host;
};

struct files_state {
	char own_host[256];
	const char *host;
	enum deployment_evidence evidence;
};

#define AT(member) offsetof(struct files_settings, member)

static const struct setting settings[] = {
	{ .name = "paths",
	  .type = SETTING_LIST,
	  .offset = AT(paths),
	  .required = true,
	  .help = "Files and folders, from the root; folders are read with all below them" },
	{ .name = "password",
	  .type = SETTING_SECRET,
	  .offset = AT(password),
	  .help = "Opens PKCS#12 stores" },
	{ .name = "evidence",
	  .type = SETTING_CHOICE,
	  .offset = AT(evidence),
	  .fallback = "stored",
	  .choices = "stored|configured",
	  .help = "What a certificate found here means: only kept, or set to be used by a service" },
	{ .name = "host",
	  .type = SETTING_TEXT,
	  .offset = AT(host),
	  .help = "Host the files belong to; this machine's name if not set" },
	{ .name = NULL },
};

/* One scan or look under way. */
struct run {
	const struct discovery *discovery;
	struct discovery_scan *scan;
	struct arena arena; /* of one file */
	struct files_unread unread;
	const struct deployment_place *wanted; /* of a look; NULL = every entry */
	bool complete;
	size_t keys;
	int64_t told_ms;
};

static bool open_source(struct discovery *discovery, struct error *error)
{
	const struct files_settings *own = discovery->settings;
	struct files_state *state = discovery->state;
	for (size_t index = 0; index < own->paths.count; index++) {
		if (own->paths.items[index][0] != '/')
			return error_set(
				error, ERROR_LOCAL,
				"paths: '%s' does not start at the root; write the whole path",
				own->paths.items[index]);
	}
	state->evidence =
		text_equal(own->evidence, "configured") ? DEPLOYMENT_CONFIGURED : DEPLOYMENT_STORED;
	state->host = own->host;
	if (text_is_empty(own->host)) {
		if (gethostname(state->own_host, sizeof(state->own_host) - 1) != 0)
			return error_set(error, ERROR_LOCAL,
			                 "this machine has no name; set 'host'");
		state->host = state->own_host;
	}
	return true;
}

static bool has_certificate_name(const char *path)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer", ".cert", ".der",     ".p7b",
		                               ".p7c", ".p12", ".pfx", ".jks",  ".keystore" };
	size_t length = strlen(path);
	for (size_t index = 0; index < sizeof(endings) / sizeof(endings[0]); index++) {
		size_t ending = strlen(endings[index]);
		if (length > ending && strcasecmp(path + length - ending, endings[index]) == 0)
			return true;
	}
	return false;
}

static bool observe(struct run *run, struct look *look, struct error *error)
{
	struct discovery_scan *scan = run->scan;
	scan->count.looked++;
	scan->count.served += look->outcome == LOOK_SERVED;
	scan->count.unreachable += look->outcome == LOOK_UNREACHABLE;
	scan->count.absent += look->outcome == LOOK_ABSENT;
	return scan->observe(scan->context, look, error);
}

static struct look look_at(const struct run *run, const char *path, const char *alias)
{
	const struct files_state *state = run->discovery->state;
	return (struct look){ .place = { .kind = DEPLOYMENT_FILE,
		                         .zone = run->discovery->zone,
		                         .host = state->host,
		                         .server_name = "",
		                         .path = path,
		                         .alias = alias },
		              .evidence = state->evidence,
		              .detail = "",
		              .address = "",
		              .at = clock_now() };
}

static bool tell_problem(struct run *run, const char *path, const char *alias,
                         enum look_outcome outcome, enum look_reason reason, const char *detail,
                         struct error *error)
{
	struct look look = look_at(run, path, alias);
	look.outcome = outcome;
	look.full = outcome == LOOK_ABSENT;
	look.reason = reason;
	look.detail = detail;
	return observe(run, &look, error);
}

static bool tell_unread(void *context, const struct files_unread_file *file, const char *alias,
                        struct error *error)
{
	return tell_problem(context, file->path, alias, LOOK_UNREACHABLE, file->reason,
	                    file->detail, error);
}

/* Nothing in the file can be told: of a scan, when all is walked. */
static bool leave_unread(struct run *run, const char *path, enum look_reason reason,
                         const char *detail, struct error *error)
{
	if (run->wanted)
		return tell_problem(run, path, run->wanted->alias, LOOK_UNREACHABLE, reason, detail,
		                    error);
	if (!files_unread_note(&run->unread, path, reason, detail))
		run->complete = false;
	return true;
}

static bool tell_entry(struct run *run, const char *path, const struct files_entry *entry,
                       struct error *error)
{
	if (entry->problem)
		return tell_problem(run, path, entry->alias, LOOK_UNREACHABLE, LOOK_NOT_READABLE,
		                    entry->problem, error);
	struct look_certificate chain = { .der = entry->der, .length = entry->length };
	struct look_slot slot = { .key_type = "",
		                  .chain = &chain,
		                  .chain_length = 1,
		                  .protocol = "",
		                  .cipher = "",
		                  .name_matches = true,
		                  .verdict = "not checked: a file serves no chain" };
	struct look look = look_at(run, path, entry->alias);
	look.outcome = LOOK_SERVED;
	/* The file itself was read: there is nothing more that could be proven about it. */
	look.full = true;
	look.slots = &slot;
	look.slot_count = 1;
	return observe(run, &look, error);
}

static bool tell_content(struct run *run, const char *path, const struct files_content *content,
                         struct error *error)
{
	bool told = false;
	run->keys += content->keys;
	for (size_t index = 0; index < content->count; index++) {
		const struct files_entry *entry = &content->items[index];
		if (run->wanted && strcmp(run->wanted->alias, entry->alias) != 0)
			continue;
		told = true;
		if (!tell_entry(run, path, entry, error))
			return false;
	}
	const char *problem = content->problem;
	if (!problem && content->kind == FILES_NOTHING && has_certificate_name(path))
		problem = "is no certificate file, whatever its name says";
	if (problem && !told)
		return leave_unread(run, path, LOOK_NOT_READABLE, problem, error);
	if (run->wanted && !told)
		return tell_problem(run, path, run->wanted->alias, LOOK_ABSENT, LOOK_OTHER,
		                    "the file holds no such entry", error);
	return true;
}

static void tell_progress(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	if (!run->scan->progress || now - run->told_ms < PROGRESS_MS)
		return;
	run->told_ms = now;
	run->scan->progress(run->scan->context, &run->scan->count);
}

static bool take_file(void *context, const struct files_found *found, struct error *error)
{
	struct run *run = context;
	if (found->gone)
		return !run->wanted ||
		       tell_problem(run, found->path, run->wanted->alias, LOOK_ABSENT, LOOK_OTHER,
		                    "the file is gone", error);
	if (!found->bytes && !run->wanted && !has_certificate_name(found->path))
		return true;
	if (!found->bytes)
		return leave_unread(run, found->path,
		                    found->too_large ? LOOK_TOO_LARGE : LOOK_NOT_READABLE,
		                    found->problem, error);
	const struct files_settings *own = run->discovery->settings;
	struct files_content content;
	files_content_read(&run->arena, found->bytes, found->length, &own->password, &content);
	bool going_on = tell_content(run, found->path, &content, error);
	arena_reset(&run->arena);
	tell_progress(run);
	return going_on;
}

static void note_incomplete(void *context, const char *path, const char *why)
{
	struct run *run = context;
	/* Keys are closed to us on purpose. */
	if (text_ends_with(path, ".key"))
		return;
	run->complete = false;
	log_warning(run->discovery->name, "'%s' is left out: %s", path, why);
}

static bool is_cancelled(void *context)
{
	const struct run *run = context;
	return run->scan->cancelled && run->scan->cancelled(run->scan->context);
}

static struct files_walk walk_of(struct run *run)
{
	const struct files_settings *own = run->discovery->settings;
	return (struct files_walk){ .roots = &own->paths,
		                    .each = take_file,
		                    .cancelled = is_cancelled,
		                    .context = run,
		                    .incomplete = note_incomplete };
}

static bool scan_all(struct discovery *discovery, struct discovery_scan *scan, struct error *error)
{
	struct run run = { .discovery = discovery, .scan = scan, .complete = true };
	struct files_walk walk = walk_of(&run);
	scan->count = (struct discovery_count){ 0 };
	const struct files_state *state = discovery->state;
	bool done = files_walk_all(&walk, error) &&
	            files_unread_tell(&run.unread, scan, state->host, tell_unread, &run, error);
	arena_release(&run.unread.arena);
	arena_release(&run.arena);
	scan->count.targets = scan->count.looked;
	scan->complete = done && run.complete;
	log_info(discovery->name, "%zu private keys were stepped over", run.keys);
	return done;
}

static bool covers(const struct discovery *discovery, const struct deployment_place *place)
{
	const struct files_settings *own = discovery->settings;
	const struct files_state *state = discovery->state;
	return place->kind == DEPLOYMENT_FILE && strcmp(place->zone, discovery->zone) == 0 &&
	       strcmp(place->host, state->host) == 0 && files_walk_covers(&own->paths, place->path);
}

static bool look_places(struct discovery *discovery, const struct deployment_place *places,
                        size_t count, struct discovery_scan *scan, struct error *error)
{
	struct run run = { .discovery = discovery, .scan = scan, .complete = true };
	struct files_walk walk = walk_of(&run);
	scan->count = (struct discovery_count){ .targets = (int64_t)count };
	bool going_on = true;
	for (size_t index = 0; index < count && going_on; index++) {
		run.wanted = &places[index];
		if (is_cancelled(&run))
			going_on = error_set(error, ERROR_CANCELLED, "reading files was stopped");
		else if (covers(discovery, run.wanted))
			going_on = files_walk_one(&walk, run.wanted->path, error);
		else
			scan->count.targets--;
	}
	arena_release(&run.arena);
	scan->complete = going_on && run.complete;
	return going_on;
}

static void close_source(struct discovery *discovery)
{
	(void)discovery;
}

const struct discovery_type files_discovery = {
	.name = "files",
	.summary = "Reads certificates in PEM, DER, PKCS#7 and PKCS#12 files; keys stay untouched",
	.setting_table = settings,
	.settings_size = sizeof(struct files_settings),
	.state_size = sizeof(struct files_state),
	.open = open_source,
	.scan = scan_all,
	.look = look_places,
	.covers = covers,
	.close = close_source,
};
