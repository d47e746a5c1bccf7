/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A lexer of jq 1.6 that knows brackets, strings with interpolation, fields, variables and words. */
#include "worker_screen.h"

#include "base/text.h"
#include <string.h>

enum {
	/* jq's own parser gives up a little later; real programs stay below 20. */
	SCREEN_DEPTH = 256,
};

/* Brackets stand for themselves; an interpolation "\(" is kept as 'i', as ")" ends it into text. */
enum { SCREEN_INTERPOLATION = 'i' };

struct screen {
	const char *name;
	const char *at;
	const char *end;
	int line;
	int tokens;
	char before; /* last token: the character, or 'w' for a word, 'x' for anything else */
	char open[SCREEN_DEPTH];
	int depth;
	struct error *error;
};

struct refusal {
	const char *word;
	const char *mend;
};

static const char mend_time[] = "take times from the record, such as .not_after";
static const char mend_input[] = "a mapping sees one record, as '.'";
static const char mend_print[] = "a mapping only returns its one value; use error(\"...\")";
static const char mend_place[] = "the service has no local time; use gmtime and strftime";
static const char mend_surroundings[] = "a mapping sees the record and nothing else";
static const char mend_module[] =
	"write include \"common\"; alone in a line at the head of the program";

static const struct refusal refused_words[] = {
	{ "now", mend_time },
	{ "localtime", mend_place },
	{ "strflocaltime", mend_place },
	{ "input", mend_input },
	{ "inputs", mend_input },
	{ "input_filename", mend_input },
	{ "input_line_number", mend_input },
	{ "debug", mend_print },
	{ "stderr", mend_print },
	{ "halt", mend_print },
	{ "halt_error", mend_print },
	{ "env", mend_surroundings },
	{ "get_search_list", mend_surroundings },
	{ "get_prog_origin", mend_surroundings },
	{ "get_jq_origin", mend_surroundings },
	{ "modulemeta", mend_module },
	{ "import", mend_module },
	{ "include", mend_module },
	{ "module", mend_module },
};

static const struct refusal refused_variables[] = {
	{ "ENV", mend_surroundings },
	{ "__prog_args", mend_surroundings },
};

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_word_start(c) || is_digit(c);
}

static char peek(const struct screen *screen, size_t ahead)
{
	return (size_t)(screen->end - screen->at) > ahead ? screen->at[ahead] : '\0';
}

static void step(struct screen *screen)
{
	if (*screen->at == '\n')
		screen->line++;
	screen->at++;
}

/* Blanks and comments; a carriage return is no blank for jq, and ends a comment. */
static void skip_blanks(struct screen *screen)
{
	for (;;) {
		char c = peek(screen, 0);
		if (c == '#') {
			while (screen->at < screen->end && peek(screen, 0) != '\n' &&
			       peek(screen, 0) != '\r')
				screen->at++;
		} else if (c == ' ' || c == '\t' || c == '\n') {
			step(screen);
		} else {
			return;
		}
	}
}

static size_t word_length(const char *at, const char *end)
{
	size_t length = 0;
	while (at + length < end && is_word(at[length]))
		length++;
	return length;
}

/* The last part of a::b::name, and in *length the bytes of the whole. */
static size_t qualified_length(const struct screen *screen, const char **last)
{
	const char *at = screen->at;
	for (;;) {
		size_t length = word_length(at, screen->end);
		*last = at;
		at += length;
		if (screen->end - at < 3 || at[0] != ':' || at[1] != ':' || !is_word_start(at[2]))
			return (size_t)(at - screen->at);
		at += 2;
	}
}

static const struct refusal *find(const struct refusal *table, size_t count, const char *word,
                                  size_t length)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(table[i].word) == length && memcmp(table[i].word, word, length) == 0)
			return &table[i];
	}
	return NULL;
}

static bool refuse(const struct screen *screen, const char *sign, const struct refusal *refusal)
{
	return error_set(screen->error, ERROR_LOCAL,
	                 "%s:%d: '%s%s' is not allowed in a mapping: %s", screen->name,
	                 screen->line, sign, refusal->word, refusal->mend);
}

/* {now}, {now: 1}, {a: 1, now}: inside braces a comma stands only between members. */
static bool is_key(const struct screen *screen)
{
	return screen->depth > 0 && screen->open[screen->depth - 1] == '{' &&
	       (screen->before == '{' || screen->before == ',');
}

static bool take_word(struct screen *screen)
{
	const char *last;
	size_t length = qualified_length(screen, &last);
	size_t last_length = (size_t)(screen->at + length - last);
	const struct refusal *refusal = find(
		refused_words, sizeof refused_words / sizeof *refused_words, last, last_length);
	/* {now} is short for {now: .now}; what follows a key decides nothing. */
	if (refusal && !is_key(screen))
		return refuse(screen, "", refusal);
	screen->at += length;
	screen->before = 'w';
	return true;
}

/* jq allows blanks between the sign and the name. */
static bool take_variable(struct screen *screen)
{
	screen->at++;
	screen->before = 'x';
	skip_blanks(screen);
	if (!is_word_start(peek(screen, 0)))
		return true;
	const char *last;
	size_t length = qualified_length(screen, &last);
	const struct refusal *refusal =
		find(refused_variables, sizeof refused_variables / sizeof *refused_variables, last,
	             (size_t)(screen->at + length - last));
	if (refusal)
		return refuse(screen, "$", refusal);
	screen->at += length;
	return true;
}

/* Numbers, ".", ".." and fields: the longest match wins, and of equal ones the field. */
static void take_dots_and_digits(struct screen *screen)
{
	if (peek(screen, 0) == '.' && is_word_start(peek(screen, 1))) {
		screen->at += 1 + word_length(screen->at + 1, screen->end);
	} else {
		while (is_digit(peek(screen, 0)) || peek(screen, 0) == '.')
			screen->at++;
		size_t sign = peek(screen, 1) == '+' || peek(screen, 1) == '-' ? 2 : 1;
		if ((peek(screen, 0) == 'e' || peek(screen, 0) == 'E') &&
		    is_digit(peek(screen, sign))) {
			screen->at += sign;
			while (is_digit(peek(screen, 0)))
				screen->at++;
		}
	}
	screen->before = 'x';
}

static bool enter(struct screen *screen, char bracket)
{
	if (screen->depth == SCREEN_DEPTH)
		return error_set(
			screen->error, ERROR_LOCAL,
			"%s:%d: brackets nest deeper than %d levels: split it into functions",
			screen->name, screen->line, SCREEN_DEPTH);
	screen->open[screen->depth++] = bracket;
	screen->before = bracket;
	return true;
}

/* Text of a string up to its end or to an interpolation. */
static bool take_string(struct screen *screen)
{
	while (screen->at < screen->end) {
		char c = peek(screen, 0);
		if (c == '\\' && peek(screen, 1) == '(') {
			screen->at += 2;
			return enter(screen, SCREEN_INTERPOLATION);
		}
		if (c == '\\' && screen->at + 1 < screen->end)
			step(screen);
		step(screen);
		if (c == '"')
			break;
	}
	screen->before = 'x';
	return true;
}

/* After a bracket that does not match jq reports a syntax error: nothing behind it can run. */
static bool leave(struct screen *screen, char bracket)
{
	char open = screen->depth > 0 ? screen->open[screen->depth - 1] : '\0';
	bool matches = (bracket == ')' && (open == '(' || open == SCREEN_INTERPOLATION)) ||
	               (bracket == ']' && open == '[') || (bracket == '}' && open == '{');
	if (!matches) {
		screen->at = screen->end;
		return true;
	}
	screen->depth--;
	screen->at++;
	screen->before = bracket;
	return open == SCREEN_INTERPOLATION ? take_string(screen) : true;
}

static bool take_token(struct screen *screen)
{
	char c = peek(screen, 0);
	screen->tokens++;
	if (is_word_start(c))
		return take_word(screen);
	if (is_digit(c) || c == '.') {
		take_dots_and_digits(screen);
		return true;
	}
	switch (c) {
	case '$':
		return take_variable(screen);
	case '"':
		screen->at++;
		return take_string(screen);
	case '(':
	case '[':
	case '{':
		screen->at++;
		return enter(screen, c);
	case ')':
	case ']':
	case '}':
		return leave(screen, c);
	case '\r':
		return error_set(screen->error, ERROR_LOCAL,
		                 "%s:%d: carriage return: save the file with LF line ends",
		                 screen->name, screen->line);
	case '@':
		screen->at += 1 + word_length(screen->at + 1, screen->end);
		screen->before = 'x';
		return true;
	default:
		screen->at++;
		screen->before = c;
		return true;
	}
}

bool worker_screen(const char *name, const char *text, size_t length, struct error *error)
{
	struct screen screen = {
		.name = name, .at = text, .end = text + length, .line = 1, .error = error
	};
	if (memchr(text, '\0', length) || !text_is_utf8(text, length))
		return error_set(error, ERROR_LOCAL, "%s: is no UTF-8 text: save it as UTF-8",
		                 name);
	for (;;) {
		skip_blanks(&screen);
		if (screen.at >= screen.end)
			break;
		if (!take_token(&screen))
			return false;
	}
	if (screen.tokens == 0)
		return error_set(error, ERROR_LOCAL, "%s: holds no program: write one, or '.'",
		                 name);
	return true;
}
