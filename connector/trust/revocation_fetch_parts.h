/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What asking responders and fetching lists share; nothing else sees it. */
#pragma once
#include "base/http.h"
#include "trust/revocation_fetch.h"

/* To an address that may be spoken to, and answered. */
CHECKED bool revocation_fetch_exchange(const struct revocation_fetch *fetch, struct arena *arena,
                                       struct http_request *request, struct http_response *response,
                                       struct error *error);
/* 200, or why that is no answer. */
CHECKED bool revocation_fetch_status(const struct http_response *response, struct error *error);
