/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Guards what a browser could be made to send by another site. */

#include "origin.h"

#include "server.h"

#include <string.h>
#include <strings.h>

/* "127.0.0.1:8181", "localhost:8181": a name that another site points at us is refused too. */
static bool is_local(const char *host)
{
	char name[64] = "";
	size_t length = strcspn(host, ":");
	if (length >= sizeof(name))
		return false;
	memcpy(name, host, length);
	return server_is_loopback(name) || strcasecmp(name, "localhost") == 0;
}

bool origin_is_own(const struct request *request)
{
	const char *host = request_header(request, "Host");
	const char *origin = request_header(request, "Origin");
	const char *site = request_header(request, "Sec-Fetch-Site");
	if (host && !is_local(host))
		return false;
	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0 &&
	    !request_method_is(request, "GET"))
		return false;
	if (!origin || !*origin)
		return true;
	const char *name = strstr(origin, "://");
	return name && host && strcasecmp(name + 3, host) == 0;
}
