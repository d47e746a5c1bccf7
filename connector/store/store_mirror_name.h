/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of the mirror is called: asked for several times with each certificate. */
#pragma once
#include "model/ci.h"
#include "store/store.h"

/* NULL when there is no such row; *active (false then) says whether it is in use. */
CHECKED bool store_mirror_name(struct store *store, struct arena *arena, const char *target,
                               enum ci_kind kind, const char *remote_id, const char **name,
                               bool *active, struct error *error);
