/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a certificate's names and configuration items, which rules look for. */
#pragma once

struct arena;
struct json;

/* Sets "words" of a record that has its certificate and its CIs: of the first 100 names and of the
 * CIs' "folded", what stands between dots, hyphens and (of CIs) blanks, without up to two digits or
 * signs at the end, each once, in the order of its bytes. The same as rules/common.jq does by name. */
void derive_record_words(struct arena *arena, struct json *record);
