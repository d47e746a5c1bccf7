/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Notes on tickets that have no number of their own to be known by: their last line is our mark. */
#pragma once
#include <stdbool.h>

/* Is "[cs:...]" the last line of this text, so that it is a note of ours? One that only quotes our note is what
 * a person answers to it. */
bool itsm_note_is_ours(const char *text);
