/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names to addresses without blocking, by c-ares; never by the C library, which would stop the loop. */
#pragma once
#include "tls_probe.h"

/* Once per process, before any thread. */
void tls_resolve_start(void);
CHECKED bool tls_resolve_open(struct tls_loop *loop, struct error *error);
void tls_resolve_close(struct tls_loop *loop);
/* Ends in tls_probe_resolved or tls_probe_unresolved, perhaps at once. */
void tls_resolve_ask(struct tls_probe *probe);
/* A socket of the resolver has something, or (-1) time passed. */
void tls_resolve_event(struct tls_loop *loop, int descriptor);
