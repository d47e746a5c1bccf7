/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The socket's file: made for owner and group only, and taken over from a runner that died. */
#pragma once
#include "base/error.h"

/* A listening, non-blocking socket with mode 0660 at path; -1 with ERROR_LOCAL. A socket nobody
 * listens on any more is replaced; a file of another kind, or a living runner, is not. */
CHECKED int hook_socket_listen(const char *path, struct error *error);
