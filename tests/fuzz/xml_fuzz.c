/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as XML: elements begin and end in pairs, texts are valid UTF-8. */
#include "base/limits.h"
#include "base/text.h"
#include "base/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *data;
	size_t size, at, depth;
};

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static bool fill(void *context, void *buffer, size_t size, size_t *length, struct error *error)
{
	struct input *input = context;
	(void)error;
	*length = input->size - input->at;
	if (*length > size)
		*length = size;
	/* Small pieces, so that elements lie across their edges. */
	if (*length > 61)
		*length = 61;
	memcpy(buffer, input->data + input->at, *length);
	input->at += *length;
	return true;
}

static bool start(void *context, struct xml *xml, const char *name, struct error *error)
{
	struct input *input = context;
	(void)error;
	const char *value = xml_attribute(xml, "key");
	insist(xml_depth(xml) == input->depth++ && input->depth <= LIMIT_XML_DEPTH);
	insist(!value || text_is_utf8(value, strlen(value)));
	if (name[0] != 'n')
		xml_want_text(xml);
	return true;
}

static bool end(void *context, struct xml *xml, const char *name, const char *text,
                struct error *error)
{
	struct input *input = context;
	(void)xml, (void)error;
	insist(input->depth-- > 0 && name[0] && text_is_utf8(text, strlen(text)));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .data = data, .size = size };
	const struct xml_reader reader = {
		.fill = fill, .start = start, .end = end, .context = &input
	};
	struct error error = ERROR_INIT;
	if (xml_read(&reader, &error))
		insist(input.depth == 0);
	else
		insist(error.kind != ERROR_NONE && error.message[0]);
	return 0;
}
