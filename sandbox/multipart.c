/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data as the attachment upload sends it. */

#include "multipart.h"

#include <string.h>
#include <strings.h>

/* The value of key="…" or key=… in a header line. NULL when absent. */
static const char *parameter(struct pool *pool, const char *header, const char *key)
{
	size_t length = strlen(key);
	for (const char *at = header; (at = strcasestr(at, key)); at += length) {
		bool start = at > header && strchr(" ;\t", at[-1]);
		if (!start || at[length] != '=')
			continue;
		const char *value = at + length + 1;
		if (*value == '"') {
			value++;
			return pool_copy_length(pool, value, strcspn(value, "\""));
		}
		return pool_copy_length(pool, value, strcspn(value, "; \t\r\n"));
	}
	return NULL;
}

static const char *header_line(struct pool *pool, const char *headers, const char *name)
{
	const char *at = strcasestr(headers, name);
	return at ? pool_copy_length(pool, at, strcspn(at, "\r\n")) : "";
}

static void add_part(const struct request *request, struct multipart *form, const char *from,
                     const char *to)
{
	struct pool *pool = request->pool;
	const char *blank = memmem(from, (size_t)(to - from), "\r\n\r\n", 4);
	if (!blank || form->count == MULTIPART_MAX)
		return;
	const char *headers = pool_copy_length(pool, from, (size_t)(blank - from));
	const char *disposition = header_line(pool, headers, "Content-Disposition:");
	const char *type = header_line(pool, headers, "Content-Type:");
	const char *name = parameter(pool, disposition, "name");
	const char *bytes = blank + 4;
	if (!name)
		return;
	type += *type ? strlen("Content-Type:") : 0;
	type += strspn(type, " \t");
	form->parts[form->count++] =
		(struct multipart_part){ .name = name,
		                         .file_name = parameter(pool, disposition, "filename"),
		                         .content_type = *type ? type : "application/octet-stream",
		                         .bytes = pool_copy_length(pool, bytes,
		                                                   (size_t)(to - bytes)),
		                         .length = (size_t)(to - bytes) };
}

bool multipart_parse(const struct request *request, struct multipart *form)
{
	*form = (struct multipart){ 0 };
	const char *type = request_header(request, "Content-Type");
	const char *boundary = type && strncasecmp(type, "multipart/form-data", 19) == 0
	                               ? parameter(request->pool, type, "boundary")
	                               : NULL;
	if (!boundary || !*boundary)
		return false;
	const char *line = pool_print(request->pool, "--%s", boundary);
	size_t length = strlen(line);
	const char *end = request->body + request->body_length;
	const char *at = memmem(request->body, request->body_length, line, length);
	while (at) {
		const char *from = at + length;
		at = memmem(from, (size_t)(end - from), line, length);
		/* The line end before the boundary is part of the boundary. */
		if (at && at - from >= 4)
			add_part(request, form, from, at - 2);
	}
	return form->count > 0;
}

const char *multipart_value(const struct multipart *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (!form->parts[i].file_name && strcmp(form->parts[i].name, name) == 0)
			return form->parts[i].bytes;
	return NULL;
}

const struct multipart_part *multipart_file(const struct multipart *form)
{
	for (size_t i = 0; i < form->count; i++)
		if (form->parts[i].file_name)
			return &form->parts[i];
	return NULL;
}
