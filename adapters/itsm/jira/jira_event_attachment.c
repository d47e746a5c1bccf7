/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files on tickets, known by a name that carries the start of their content's SHA-256. */
#include "base/digest.h"
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_event.h"
#include "jira_push.h"
#include "jira_request.h"
#include <string.h>

enum { NAME_DIGITS = 12, NAME_MOST = 120 };

static const void *content_of(struct arena *arena, const struct json *body, size_t *length)
{
	const char *encoded = json_member_text(body, "base64", NULL);
	const char *text = json_member_text(body, "text", "");

	*length = strlen(text);
	return encoded != NULL ? text_unbase64(arena, encoded, length) : text;
}

/* Letters, digits and _ . - only: it stands in a header line. */
static char *harmless(struct arena *arena, const char *name)
{
	char *made = arena_copy(arena, name);

	made[text_cut(made, NAME_MOST)] = '\0';
	for (char *at = made; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-",
		            *at))
			*at = '_';
	return made;
}

const char *jira_event_file_name(struct arena *arena, const struct json *body)
{
	const char *name = harmless(arena, json_member_text(body, "name", "evidence.txt"));
	const char *dot = strrchr(name, '.');
	char sha256[DIGEST_HEX];
	size_t length;
	const void *bytes = content_of(arena, body, &length);

	if (bytes == NULL)
		return NULL;
	digest_hex(bytes, length, sha256);
	if (dot == NULL)
		dot = name + strlen(name);
	return arena_print(arena, "%.*s.%.*s%s", (int)(dot - name), name, NAME_DIGITS, sha256, dot);
}

bool jira_event_find_attachment(struct itsm *itsm, struct arena *arena, const struct step *step,
                                const char **id, struct error *error)
{
	const char *name = jira_event_file_name(arena, step->body);
	struct json *issue;

	*id = "";
	if (!jira_call_read(itsm, arena, "attachments",
	                    arena_print(arena, "/issue/%s?fields=attachment", step->ticket_id),
	                    &issue, error))
		return false;
	JSON_EACH(file, json_at(issue, "fields", "attachment", NULL))
	if (text_equal(json_member_text(file, "filename", ""), name))
		*id = json_member_text(file, "id", "");
	return true;
}

/* One part named "file" (RFC 7578). The boundary is the digest of the content itself, which the content
 * cannot hold. */
static void compose(const struct jira_event *event, const char *name, struct jira_request *request)
{
	const struct json *body = event->step->body;
	const char *type = json_member_text(body, "type", "text/plain");
	char sha256[DIGEST_HEX];
	size_t length;
	const void *bytes = content_of(event->arena, body, &length);
	TEXT(out);

	digest_hex(bytes, length, sha256);
	if (strpbrk(type, "\r\n") != NULL)
		type = "application/octet-stream";
	text_print(&out,
	           "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
	           "Content-Type: %s\r\n\r\n",
	           sha256, name, type);
	text_append_bytes(&out, bytes, length);
	text_print(&out, "\r\n--%s--\r\n", sha256);
	request->bytes = arena_copy_bytes(event->arena, out.data, out.length);
	request->length = out.length;
	request->content_type =
		arena_print(event->arena, "multipart/form-data; boundary=%s", sha256);
}

bool jira_event_attachment(const struct jira_event *event, struct error *error)
{
	const char *name = jira_event_file_name(event->arena, event->step->body), *present;
	struct jira_request request = { .method = "POST",
		                        .path = jira_event_path(event, "/attachments"),
		                        .unchecked = true };
	struct itsm_reply reply;

	if (name == NULL)
		return receipt_refuse(event->receipt, "the attachment's base64 cannot be read");
	if (!jira_event_find_attachment(event->itsm, event->arena, event->step, &present, error))
		return false;
	if (*present != '\0') {
		event->receipt->outcome = RECEIPT_DONE;
		event->receipt->remote_id = present;
		return true;
	}
	compose(event, name, &request);
	if (jira_call(event->itsm, event->arena, &request, &reply) && json_count(reply.root) > 0)
		event->receipt->remote_id = json_member_text(reply.root->first, "id", name);
	return jira_event_settle(event, &reply, false, error);
}
