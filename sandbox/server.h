/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server: libmicrohttpd, a thread per connection, loopback only. */
#pragma once

#include "sandbox.h"

#include <stdbool.h>

struct server;

/* address: "127.0.0.1", port 0 chooses one. NULL with a message when it cannot listen. */
struct server *server_open(struct sandbox *sandbox, const char *address, unsigned short port,
                           const char **message);
unsigned short server_port(const struct server *server);
/* Ends the requests at work first. */
void server_close(struct server *server);
/* Whether the text is an IPv4 address of the loopback network. */
bool server_is_loopback(const char *address);
