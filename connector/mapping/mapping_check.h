/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at what a mapping gave before it goes anywhere: its shape, its texts, their lengths. */
#pragma once
#include "base/error.h"

struct answer_form;
struct arena;
struct json;

/* An answer is an object of names [A-Za-z0-9_.-] (at most 80). Its members values, seed, insert, told
 * and fields may be objects of fields; a field, and each other member, is text, number, true, false,
 * null, a reference {"ref": "kind:key"} (kind of [a-z_], key not empty) or an array of these; a free
 * form takes more (model/answer.h). Texts are cleaned where they stand: control and bidirectional
 * characters are out (line feed and tab stay, unless one_line), and what the form limits is cut at a
 * code point; new texts are in the arena. ERROR_ITEM "field 'x' ..." */
CHECKED bool mapping_check(struct arena *arena, const struct answer_form *form, struct json *answer,
                           struct error *error);
