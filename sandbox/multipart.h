/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data as the attachment upload sends it. */
#pragma once

#include "request.h"

#include <stdbool.h>
#include <stddef.h>

enum { MULTIPART_MAX = 16 };

struct multipart_part {
	const char *name, *file_name, *content_type; /* file_name NULL: a plain value */
	const char *bytes;
	size_t length;
};

struct multipart {
	struct multipart_part parts[MULTIPART_MAX];
	size_t count;
};

/* False when the body is no multipart form. Everything lives in the request's pool. */
bool multipart_parse(const struct request *request, struct multipart *form);
const char *multipart_value(const struct multipart *form, const char *name);
const struct multipart_part *multipart_file(const struct multipart *form);
