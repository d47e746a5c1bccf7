/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Length-prefixed frames between our own processes: 4 bytes length (big-endian), then the bytes. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <sys/types.h>

struct arena;

/* Writes one frame whole within the time; SIGPIPE is ignored by the caller. ERROR_RETRY when the other side is gone or stalls. */
CHECKED bool frame_write(int descriptor, const void *bytes, size_t length, int timeout_ms,
                         struct error *error);
/* Reads one frame of at most ceiling bytes into the arena, NUL-terminated. *length is 0 and the
 * result NULL with kind ERROR_NONE at a clean end of file. */
CHECKED char *frame_read(int descriptor, struct arena *arena, size_t ceiling, int timeout_ms,
                         size_t *length, struct error *error);
