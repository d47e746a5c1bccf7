/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward audit: is the trail whole, and what does it say? */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_audit_proof.h"
#include "service/command_session.h"
#include "service/trail.h"
#include "trust/cms.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct options {
	const char *anchor, *output, *certificate, *key;
	int64_t from;
};

static void tell_fault(int64_t seq, const char *kind, const char *what)
{
	command_complain("entry %lld (%s) %s", (long long)seq, kind, what);
}

static void print_json(const struct trail_result *result)
{
	ARENA(arena);
	TEXT(out);
	struct json *made = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, made, "node", result->node);
	json_set_integer(&arena, made, "entries", result->entries);
	json_set_integer(&arena, made, "faults", result->faults);
	json_set_integer(&arena, made, "anchors_met", result->anchors_met);
	json_set_string(&arena, made, "head", result->head);
	json_write(&out, made);
	printf("%s\n", text_string(&out));
}

static void print_result(const struct trail_result *result, bool anchored)
{
	char first[24], last[24];
	clock_format_human(result->first_at, first);
	clock_format_human(result->last_at, last);
	if (result->entries == 0)
		printf("audit: no entry yet\n");
	else if (result->faults == 0)
		printf("audit: %lld entries from %s to %s, the chain is whole; head %s\n",
		       (long long)result->entries, first, last, result->head);
	if (anchored && result->faults == 0)
		printf("anchors: %lld met\n", (long long)result->anchors_met);
	else if (!anchored)
		printf("not proven without --anchor: that nothing was cut off after the head, and that "
		       "the whole chain was not written anew\n");
}

static int verify(struct command_line *line, const struct options *options)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	struct trail_anchors anchors = { 0 };
	struct trail_result result;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (options->anchor &&
	    !trail_read_anchors(&session.arena, options->anchor, &anchors, &error))
		return command_fail(&error);
	if (!trail_verify(session.store, &anchors, tell_fault, &result, &error))
		return command_fail(&error);
	if (line->json)
		print_json(&result);
	else
		print_result(&result, options->anchor != NULL);
	return result.faults ? COMMAND_FAILED : COMMAND_DONE;
}

/* One line to keep elsewhere: on paper, in a ticket, in another system. */
static int head(struct command_line *line)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	struct store_audit entry;
	TEXT(out);
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!store_audit_head(session.store, &session.arena, &entry, &error))
		return command_fail(&error);
	struct json *made = json_new(&session.arena, JSON_OBJECT);
	json_set_string(&session.arena, made, "node", entry.node ? entry.node : "");
	json_set_integer(&session.arena, made, "seq", entry.seq);
	json_set_string(&session.arena, made, "hash", entry.seq ? entry.hash : "");
	json_write(&out, made);
	printf("%s\n", text_string(&out));
	return entry.seq ? COMMAND_DONE : COMMAND_FAILED;
}

/* What the command line does not say stands in the configuration. */
static void complete(struct options *options, const struct settings *settings)
{
	if (!options->certificate && !options->key && options->output) {
		options->certificate = settings->audit.certificate;
		options->key = settings->audit.key;
	}
}

static bool sign(struct session *session, const struct options *options, struct error *error)
{
	SECRET(key);
	char *signature;
	size_t length;
	const char *path = arena_print(&session->arena, "%s.p7s", options->output);
	return secret_from_file(&key, options->key, error) &&
	       cms_sign_file(&session->arena, options->output, options->certificate, &key,
	                     &signature, &length, error) &&
	       file_replace(path, signature, length, 0644, error);
}

static bool write_file(struct session *session, const struct options *options, struct error *error)
{
	FILE *out = fopen(options->output, "wxe");
	if (!out)
		return error_set(error, ERROR_LOCAL, "can't make '%s': %s", options->output,
		                 strerror(errno));
	bool done = trail_write(session->store, options->from, out, error);
	bool lost = ferror(out) != 0;
	if ((fclose(out) != 0 || lost) && done)
		return error_set(error, ERROR_LOCAL, "can't write '%s': %s", options->output,
		                 strerror(errno));
	return done;
}

static int export(struct command_line *line, struct options *options)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	if (!options->certificate != !options->key || (options->key && !options->output)) {
		command_complain("signing needs --output, --certificate and --key together");
		return COMMAND_USAGE;
	}
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	complete(options, &session.settings);
	if (!options->output)
		return trail_write(session.store, options->from, stdout, &error)
		               ? COMMAND_DONE
		               : command_fail(&error);
	if (!options->certificate != !options->key) {
		command_complain("'audit.certificate' and 'audit.key' sign together: set both");
		return COMMAND_USAGE;
	}
	if (!write_file(&session, options, &error) ||
	    (options->key && !sign(&session, options, &error)))
		return command_fail(&error);
	if (!line->quiet)
		printf("wrote '%s'%s\n", options->output,
		       options->key ? " and its signature beside it (.p7s)" : "");
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	struct options options = { .from = 1 };
	const struct argument table[] = {
		{ "anchor", 0, ARGUMENT_TEXT, &options.anchor, "FILE",
		  "verify: lines of 'audit head' or an export, kept elsewhere" },
		{ "output", 'o', ARGUMENT_TEXT, &options.output, "FILE",
		  "export: a new file instead of standard output; proof: the new file" },
		{ "from", 0, ARGUMENT_COUNT, &options.from, "N", "export: from this entry on" },
		{ "certificate", 0, ARGUMENT_TEXT, &options.certificate, "FILE",
		  "export: sign with this certificate (PEM)" },
		{ "key", 0, ARGUMENT_TEXT, &options.key, "FILE", "export: and its key (PEM)" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_audit, table, 2, &arguments);
	if (status >= 0)
		return status;
	const char *word = arguments.count ? arguments.words[0] : "";
	if (arguments.count == 2 && text_equal(word, "export") && !options.output)
		options.output = arguments.words[1];
	else if (arguments.count == 2 && text_equal(word, "proof") && options.output)
		return command_audit_proof(line, arguments.words[1], options.output);
	else if (arguments.count == 2)
		word = "";
	if (text_equal(word, "verify"))
		return verify(line, &options);
	if (text_equal(word, "head"))
		return head(line);
	if (text_equal(word, "export"))
		return export(line, &options);
	command_complain("say what: certsteward audit verify, head, export, or "
	                 "proof FINGERPRINT --output FILE");
	return COMMAND_USAGE;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "verify|head|export [FILE]|proof FINGERPRINT -o FILE",
	.summary = "verify the trail, or print it as JSON lines",
	.help = "verify looks for entries that were changed, lost or reordered, and says what it cannot\n"
		"prove. head prints the newest entry's hash, to be kept elsewhere as an anchor. export\n"
		"writes one JSON object per entry, and a detached CMS signature that openssl verifies:\n"
		"openssl cms -verify -binary -inform PEM -in FILE.p7s -content FILE -CAfile CA.\n"
		"proof writes the signed answer of a responder that said 'revoked', as it came.",
	.run = run,
};
