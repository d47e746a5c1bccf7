/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through a dialogue, byte by byte, and says what its end means. */
#include "tls_starttls_row.h"

#include "base/arena.h"

#include <string.h>

/* A record's type and the first byte of its version (RFC 8446 5.1). */
static const char alert_record[] = { 0x15, 0x03 };

static void ask(struct tls_dialogue *dialogue, const struct tls_starttls_step *step)
{
	dialogue->send = step->send;
	dialogue->send_length = step->length ? step->length : strlen(step->send);
	if (!*step->send && dialogue->protocol->compose) {
		dialogue->protocol->compose(dialogue);
		dialogue->send = dialogue->text;
		dialogue->send_length = strlen(dialogue->text);
	}
}

void tls_dialogue_start(struct tls_dialogue *dialogue, const struct tls_starttls *protocol,
                        const char *name)
{
	*dialogue = (struct tls_dialogue){ .protocol = protocol,
		                           .name = name,
		                           .state = TLS_DIALOGUE_READING };
	if (!protocol->steps[0].send)
		return;
	ask(dialogue, &protocol->steps[0]);
	dialogue->state = TLS_DIALOGUE_SENDING;
}

void tls_dialogue_keep(struct tls_dialogue *dialogue, char byte)
{
	if (dialogue->length < sizeof(dialogue->line) - 1)
		dialogue->line[dialogue->length++] = byte;
}

static enum tls_dialogue_state next_step(struct tls_dialogue *dialogue,
                                         const struct tls_starttls_step *step)
{
	if (step->keyword && !dialogue->offered)
		return TLS_DIALOGUE_NOT_OFFERED;
	if (++dialogue->step == dialogue->protocol->step_count)
		return TLS_DIALOGUE_READY;
	ask(dialogue, &dialogue->protocol->steps[dialogue->step]);
	return TLS_DIALOGUE_SENDING;
}

static enum tls_dialogue_state strange(const struct tls_dialogue *dialogue)
{
	size_t compared =
		dialogue->total < sizeof(alert_record) ? dialogue->total : sizeof(alert_record);
	bool alert = !dialogue->messages && memcmp(dialogue->line, alert_record, compared) == 0;
	return alert ? TLS_DIALOGUE_TLS_AT_ONCE : TLS_DIALOGUE_GARBAGE;
}

static enum tls_dialogue_state judge_message(struct tls_dialogue *dialogue)
{
	const struct tls_starttls_step *step = &dialogue->protocol->steps[dialogue->step];
	enum tls_verdict verdict = dialogue->protocol->judge(dialogue, step);
	dialogue->messages++;
	switch (verdict) {
	case TLS_VERDICT_CONTINUES:
		return TLS_DIALOGUE_READING;
	case TLS_VERDICT_ACCEPTED:
		return next_step(dialogue, step);
	case TLS_VERDICT_BUSY:
		return TLS_DIALOGUE_BUSY;
	case TLS_VERDICT_REFUSED:
		return TLS_DIALOGUE_NOT_OFFERED;
	case TLS_VERDICT_UNKNOWN_NAME:
		return TLS_DIALOGUE_UNKNOWN_NAME;
	case TLS_VERDICT_STRANGE:
		break;
	}
	return TLS_DIALOGUE_GARBAGE;
}

static void take_byte(struct tls_dialogue *dialogue, char byte)
{
	dialogue->size++;
	switch (dialogue->protocol->take(dialogue, byte)) {
	case TLS_MESSAGE_OPEN:
		return;
	case TLS_MESSAGE_STRANGE:
		if (!dialogue->length)
			tls_dialogue_keep(dialogue, byte);
		dialogue->state = strange(dialogue);
		return;
	case TLS_MESSAGE_WHOLE:
		break;
	}
	dialogue->state = judge_message(dialogue);
	if (dialogue->state == TLS_DIALOGUE_READING)
		dialogue->length = dialogue->size = 0;
}

enum tls_dialogue_state tls_dialogue_feed(struct tls_dialogue *dialogue, const char *bytes,
                                          size_t length)
{
	for (size_t index = 0; index < length; index++) {
		/* Whatever comes before we asked, or after the last answer, belongs to nobody. */
		if (dialogue->state == TLS_DIALOGUE_READY ||
		    dialogue->state == TLS_DIALOGUE_SENDING)
			return dialogue->state = TLS_DIALOGUE_INJECTED;
		if (dialogue->state != TLS_DIALOGUE_READING)
			return dialogue->state;
		if (++dialogue->total > LIMIT_STARTTLS_BYTES)
			return dialogue->state = TLS_DIALOGUE_TOO_LONG;
		take_byte(dialogue, bytes[index]);
	}
	return dialogue->state;
}

void tls_dialogue_sent(struct tls_dialogue *dialogue)
{
	bool unanswered = dialogue->protocol->steps[dialogue->step].unanswered;
	dialogue->state = unanswered ? TLS_DIALOGUE_READY : TLS_DIALOGUE_READING;
	dialogue->length = dialogue->size = 0;
	dialogue->send = NULL;
}

const char *tls_dialogue_line(struct tls_dialogue *dialogue)
{
	size_t kept = 0;
	for (size_t index = 0; index < dialogue->length; index++) {
		char byte = dialogue->line[index];
		bool shown = byte >= ' ' && byte <= '~';
		if (shown || !kept || dialogue->line[kept - 1] != '?')
			dialogue->line[kept++] = shown ? byte : '?';
	}
	dialogue->length = kept;
	dialogue->line[kept] = '\0';
	return dialogue->line;
}

static void say(struct tls_dialogue *dialogue, struct arena *arena, const char *words,
                const char **detail)
{
	*detail = arena_print(arena, "%s: '%.80s'", words, tls_dialogue_line(dialogue));
}

void tls_dialogue_explain(struct tls_dialogue *dialogue, struct arena *arena,
                          enum look_outcome *outcome, enum look_reason *reason, const char **detail)
{
	const char *protocol = dialogue->protocol->name;
	*outcome = LOOK_UNREACHABLE;
	*reason = LOOK_OTHER;
	switch (dialogue->state) {
	case TLS_DIALOGUE_NOT_OFFERED:
		*outcome = LOOK_ABSENT;
		*reason = LOOK_NO_STARTTLS;
		say(dialogue, arena, "answers but offers no STARTTLS", detail);
		break;
	case TLS_DIALOGUE_BUSY:
		say(dialogue, arena, "does not want to talk now", detail);
		break;
	case TLS_DIALOGUE_UNKNOWN_NAME:
		*detail = arena_print(arena,
		                      "serves no host '%.80s'; name one of its own under "
		                      "server_names",
		                      dialogue->name);
		break;
	case TLS_DIALOGUE_TLS_AT_ONCE:
		*reason = LOOK_GARBAGE;
		*detail = arena_print(arena,
		                      "speaks TLS at once, not %s; take its port out of starttls",
		                      protocol);
		break;
	case TLS_DIALOGUE_INJECTED:
		*reason = LOOK_GARBAGE;
		*detail = "sends more than the answer before TLS begins; somebody may put words in";
		break;
	case TLS_DIALOGUE_TOO_LONG:
		*reason = LOOK_TOO_LARGE;
		*detail = arena_print(arena, "talks for more than %d bytes before TLS",
		                      LIMIT_STARTTLS_BYTES);
		break;
	default:
		*reason = LOOK_GARBAGE;
		say(dialogue, arena,
		    arena_print(arena, "does not speak %s, which is set for its port", protocol),
		    detail);
		break;
	}
}
