/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a certificate: refused with a reason, or facts within the ceilings that print as JSON. */
#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static void check_names(struct arena *arena, const struct certificate *certificate)
{
	insist(certificate->name_count <= LIMIT_CERTIFICATE_NAMES &&
	       certificate->name_count <= certificate->name_total);
	for (size_t index = 0; index < certificate->name_count; index++) {
		const struct certificate_name *name = &certificate->names[index];
		insist(text_is_utf8(name->text, strlen(name->text)) && name->folded);
		/* Folding what is folded changes nothing. */
		if (name->type == CERTIFICATE_NAME_DNS && !text_ends_with(name->folded, "."))
			insist(strcmp(certificate_fold_name(arena, name->folded), name->folded) ==
			       0);
		(void)certificate_name_covers(name->folded, "a.example");
		(void)certificate_name_covers("*.example", name->folded);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct certificate certificate;
	struct error error = ERROR_INIT;
	if (!certificate_parse(&arena, data, size, &certificate, &error)) {
		insist(error.kind == ERROR_ITEM && error.message[0]);
		return 0;
	}
	insist(certificate.serial && certificate.subject.text && certificate.usages);
	check_names(&arena, &certificate);
	char *printed = json_print(&arena, certificate_facts(&arena, &certificate));
	insist(json_parse(&arena, printed, strlen(printed), NULL, &error) != NULL);
	return 0;
}
