/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our mark under a note. */
#include "contract/itsm_note.h"
#include "base/text.h"
#include <string.h>

bool itsm_note_is_ours(const char *text)
{
	size_t end = strlen(text), start;

	while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && text[start - 1] != '\n'; start--)
		;
	/* Wiki markup shows its escape where it is read as a text. */
	start += text[start] == '\\';
	return text_starts_with(text + start, "[cs:");
}
