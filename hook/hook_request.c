/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Members by table; a value is checked here again, whatever the service checked before. */
#include "hook_request.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include <string.h>

#define REQUEST_DIGITS  "0123456789"
#define REQUEST_HEX     REQUEST_DIGITS "abcdefABCDEF"
#define REQUEST_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" REQUEST_DIGITS

enum { REQUEST_WORD = 128 };

static const struct placeholder {
	const char *name;
	const char *written;
	bool hex;
} placeholders[HOOK_REQUEST_PLACEHOLDERS] = {
	{ "fingerprint", "{fingerprint}", true },
	{ "serial", "{serial}", true },
	{ "case", "{case}", false },
	{ "ticket", "{ticket}", false },
};

/* No leading '-', which a program would take for an option, nor '.', a hidden file. */
static bool is_word(const char *text, bool hex)
{
	size_t length = strlen(text);
	if (length == 0 || length > REQUEST_WORD)
		return false;
	if (hex)
		return strspn(text, REQUEST_HEX) == length;
	return strchr(REQUEST_LETTERS, text[0]) && strspn(text, REQUEST_LETTERS "._:-") == length;
}

/* NULL for a missing member, and for text with a NUL inside. */
static const char *word_of(const struct json *value, bool hex)
{
	if (!value || value->type != JSON_STRING || strlen(value->text) != value->length)
		return NULL;
	return is_word(value->text, hex) ? value->text : NULL;
}

static const struct placeholder *find_placeholder(const char *name)
{
	for (size_t i = 0; i < HOOK_REQUEST_PLACEHOLDERS; i++) {
		if (text_equal(placeholders[i].name, name))
			return &placeholders[i];
	}
	return NULL;
}

static bool read_arguments(struct hook_request *request, const struct json *arguments,
                           struct error *error)
{
	if (arguments && arguments->type != JSON_OBJECT)
		return error_set(error, ERROR_ITEM, "'arguments' must be an object");
	JSON_EACH(member, arguments)
	{
		const struct placeholder *found = find_placeholder(member->key);
		if (!found)
			return error_set(
				error, ERROR_ITEM,
				"unknown argument: there are fingerprint, serial, case, ticket");
		const char *word = word_of(member, found->hex);
		if (!word && member->type != JSON_NULL)
			return error_set(
				error, ERROR_ITEM, "argument '%s' holds other characters than %s",
				found->name, found->hex ? "0-9 a-f" : "A-Z a-z 0-9 . _ : -");
		request->values[found - placeholders] = word;
	}
	return true;
}

static bool read_run(struct hook_request *request, struct arena *arena, const struct json *object,
                     struct error *error)
{
	request->kind = HOOK_REQUEST_RUN;
	request->hook = word_of(json_get(object, "hook"), false);
	request->run = word_of(json_get(object, "run"), false);
	if (!request->hook || !request->run)
		return error_set(error, ERROR_ITEM,
		                 "'hook' and 'run' must be words of A-Z a-z 0-9 . _ : -");
	const struct json *input = json_get(object, "input");
	request->input = input ? json_print(arena, input) : "{}";
	return read_arguments(request, json_get(object, "arguments"), error);
}

static bool read_query(struct hook_request *request, const struct json *run, struct error *error)
{
	request->kind = HOOK_REQUEST_QUERY;
	request->run = word_of(run, false);
	if (!request->run)
		return error_set(error, ERROR_ITEM,
		                 "'query' must be a word of A-Z a-z 0-9 . _ : -");
	return true;
}

static bool has_only(const struct json *object, const char *const *names)
{
	JSON_EACH(member, object)
	{
		const char *const *name = names;
		while (*name && !text_equal(*name, member->key))
			name++;
		if (!*name)
			return false;
	}
	return true;
}

bool hook_request_read(struct hook_request *request, struct arena *arena, const char *bytes,
                       size_t length, struct error *error)
{
	static const char *const ping[] = { "ping", NULL };
	static const char *const query[] = { "query", NULL };
	static const char *const run[] = { "hook", "run", "arguments", "input", NULL };
	*request = (struct hook_request){ .kind = HOOK_REQUEST_PING };
	const struct json *object = json_parse(arena, bytes, length, NULL, error);
	if (!object)
		return false;
	if (object->type == JSON_OBJECT && object->first) {
		if (has_only(object, ping))
			return true;
		if (has_only(object, query))
			return read_query(request, object->first, error);
		if (has_only(object, run))
			return read_run(request, arena, object, error);
	}
	return error_set(error, ERROR_ITEM, "neither 'ping', 'query' nor a run with its members");
}

static const struct placeholder *placeholder_at(const char *text)
{
	for (size_t i = 0; i < HOOK_REQUEST_PLACEHOLDERS; i++) {
		if (text_starts_with(text, placeholders[i].written))
			return &placeholders[i];
	}
	return NULL;
}

const char *hook_request_unknown_placeholder(const char *item)
{
	for (const char *at = strchr(item, '{'); at; at = strchr(at + 1, '{')) {
		if (!placeholder_at(at))
			return at;
	}
	return NULL;
}

static char *fill_in(const struct hook_request *request, const char *item, struct arena *arena,
                     struct error *error)
{
	TEXT(filled);
	while (*item) {
		const struct placeholder *found = *item == '{' ? placeholder_at(item) : NULL;
		if (!found) {
			text_append_character(&filled, *item++);
			continue;
		}
		const char *value = request->values[found - placeholders];
		if (!value) {
			error_set(error, ERROR_ITEM, "hook '%s' needs %s, which the request lacks",
			          request->hook, found->written);
			return NULL;
		}
		text_append(&filled, value);
		item += strlen(found->written);
	}
	return arena_copy(arena, text_string(&filled));
}

char **hook_request_arguments(const struct hook_request *request,
                              const struct setting_list *command, struct arena *arena,
                              struct error *error)
{
	char **arguments = ARENA_ARRAY(arena, char *, command->count + 1);
	for (size_t i = 0; i < command->count; i++) {
		arguments[i] = fill_in(request, command->items[i], arena, error);
		if (!arguments[i])
			return NULL;
	}
	return arguments;
}
