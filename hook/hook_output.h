/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a hook's program wrote: its end is kept, cleaned, and what looks secret is masked. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
	/* More than is shown, so that a block cut in the middle is still known for what it is. */
	HOOK_OUTPUT_KEPT = 32 << 10,
};

struct hook_output {
	char bytes[HOOK_OUTPUT_KEPT];
	size_t length;
	bool cut; /* something came before */
};

/* Keeps the newest HOOK_OUTPUT_KEPT bytes, binary ones too. */
void hook_output_add(struct hook_output *output, const void *bytes, size_t length);

/* The last LIMIT_HOOK_OUTPUT bytes as valid UTF-8: without control characters but line feed and tab,
 * without PEM blocks, and with what follows password=, secret:, --token, Bearer, Basic or stands as
 * user:password@ in an address replaced by "***". */
char *hook_output_text(const struct hook_output *output, struct arena *arena);
