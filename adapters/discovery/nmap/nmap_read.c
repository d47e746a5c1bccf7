/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One host after the other, one port after the other: nothing but the port at hand is kept.
 *
 * The elements are those of nmap.dtd; the certificate is what the script ssl-cert puts in
 * <elem key="pem">, and in its text when nmap is told to be verbose. */
#include "nmap_read.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/xml.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum {
	/* Depths of the elements that are read; the same names deeper mean something else. */
	DEPTH_HOST = 1,
	DEPTH_OF_HOST = 2,
	DEPTH_PORT = 3,
	DEPTH_OF_PORT = 4,
	DEPTH_ELEM = 5,
	WORD = 32,
};

struct host {
	int64_t at;
	char address[INET6_ADDRSTRLEN];
	char name[LIMIT_NAME]; /* that nmap was asked for; "" = it was given an address */
};

struct port {
	int64_t number;
	char state[WORD], reason[WORD];
	bool is_tcp, has_script;
	struct look_certificate certificate; /* in the arena of the look */
};

struct nmap {
	struct import *import;
	int64_t start; /* of the scan */
	struct host host;
	struct port port;
	bool in_script;
};

static void copy(char *out, size_t size, const char *text)
{
	(void)snprintf(out, size, "%s", text ? text : "");
}

static int64_t number(struct xml *xml, const char *attribute)
{
	int64_t value;
	const char *text = xml_attribute(xml, attribute);
	return text && text_parse_integer(text, &value) ? value : 0;
}

static void start_host(struct nmap *nmap, struct xml *xml)
{
	nmap->host = (struct host){ .at = number(xml, "endtime") };
	if (!nmap->host.at)
		nmap->host.at = number(xml, "starttime");
	if (!nmap->host.at)
		nmap->host.at = nmap->start;
}

static void take_address(struct nmap *nmap, struct xml *xml)
{
	const char *type = xml_attribute(xml, "addrtype");
	if (!*nmap->host.address && !text_equal(type, "mac"))
		copy(nmap->host.address, sizeof(nmap->host.address), xml_attribute(xml, "addr"));
}

/* A name from reverse DNS was not asked for. */
static void take_name(struct nmap *nmap, struct xml *xml)
{
	if (!*nmap->host.name && text_equal(xml_attribute(xml, "type"), "user"))
		copy(nmap->host.name, sizeof(nmap->host.name), xml_attribute(xml, "name"));
}

static void start_port(struct nmap *nmap, struct xml *xml)
{
	nmap->port = (struct port){
		.number = number(xml, "portid"),
		.is_tcp = text_equal(xml_attribute(xml, "protocol"), "tcp"),
	};
	arena_reset(&nmap->import->arena);
}

static bool take_certificate(struct nmap *nmap, const char *text, struct error *error)
{
	size_t count;
	return import_pem(nmap->import, text, &nmap->port.certificate, 1, &count, error);
}

static bool take_script(struct nmap *nmap, struct xml *xml, struct error *error)
{
	if (!text_equal(xml_attribute(xml, "id"), "ssl-cert"))
		return true;
	const char *output = xml_attribute(xml, "output");
	nmap->in_script = nmap->port.has_script = true;
	return !output || !strstr(output, "-----BEGIN CERTIFICATE-----") ||
	       take_certificate(nmap, output, error);
}

static bool start(void *context, struct xml *xml, const char *name, struct error *error)
{
	struct nmap *nmap = context;
	size_t depth = xml_depth(xml);
	if (depth == 0 && strcmp(name, "nmaprun") != 0)
		return error_set(error, ERROR_ITEM,
		                 "it is no output of 'nmap -oX': its root is '%s'",
		                 import_shown(nmap->import, name));
	if (depth == 0)
		nmap->start = number(xml, "start");
	else if (depth == DEPTH_HOST && strcmp(name, "host") == 0)
		start_host(nmap, xml);
	else if (depth == DEPTH_OF_HOST && strcmp(name, "address") == 0)
		take_address(nmap, xml);
	else if (depth == DEPTH_PORT && strcmp(name, "hostname") == 0)
		take_name(nmap, xml);
	else if (depth == DEPTH_PORT && strcmp(name, "port") == 0)
		start_port(nmap, xml);
	else if (depth == DEPTH_OF_PORT && strcmp(name, "state") == 0) {
		copy(nmap->port.state, WORD, xml_attribute(xml, "state"));
		copy(nmap->port.reason, WORD, xml_attribute(xml, "reason"));
	} else if (depth == DEPTH_OF_PORT && strcmp(name, "script") == 0)
		return take_script(nmap, xml, error) ||
		       error_wrap(error, "line %ld", xml_line(xml));
	else if (depth == DEPTH_ELEM && nmap->in_script && strcmp(name, "elem") == 0 &&
	         text_equal(xml_attribute(xml, "key"), "pem"))
		xml_want_text(xml);
	return true;
}

/* What the reason of a port that let nothing through says (portreasons.cc of nmap). */
static enum look_reason reason_of(const char *reason)
{
	bool is_told = text_ends_with(reason, "-unreach") || text_ends_with(reason, "-prohibited");
	return is_told ? LOOK_NO_ROUTE : LOOK_TIMEOUT;
}

static bool put_silent(struct nmap *nmap, struct look *look, struct error *error)
{
	const struct port *port = &nmap->port;
	bool closed = strcmp(port->state, "closed") == 0;
	const char *reason = import_shown(nmap->import, port->reason);
	const char *detail = arena_print(&nmap->import->arena, "nmap: %s (%s)", port->state,
	                                 *reason ? reason : "no reason given");
	return import_unreachable(nmap->import, look,
	                          closed ? LOOK_REFUSED : reason_of(port->reason), detail, error);
}

/* An open port without a certificate was not asked for one, or gave none to a quick look: that says
 * nothing. Nor does "open|filtered" or "unfiltered". */
static bool end_port(struct nmap *nmap, struct error *error)
{
	struct import *import = nmap->import;
	const struct host *host = &nmap->host;
	const struct port *port = &nmap->port;
	bool open = strcmp(port->state, "open") == 0;
	bool silent = strcmp(port->state, "closed") == 0 || strcmp(port->state, "filtered") == 0;
	bool served = open && port->certificate.length;
	struct look look = { .address = "" };
	if (!port->is_tcp || !*host->address)
		return true;
	import->bare += open && port->has_script && !served;
	if (!served && !silent)
		return true;
	if (!import_is_address(host->address))
		return error_set(error, ERROR_ITEM, "'%s' is no address",
		                 import_shown(import, host->address));
	if (!import_place(import, *host->name ? host->name : host->address, port->number, NULL,
	                  &look, error) ||
	    !import_time(import, host->at, &look, error))
		return false;
	if (*host->name)
		look.address = host->address;
	return served ? import_served(import, &look, &port->certificate, 1, NULL, NULL, error)
	              : put_silent(nmap, &look, error);
}

static bool end(void *context, struct xml *xml, const char *name, const char *text,
                struct error *error)
{
	struct nmap *nmap = context;
	size_t depth = xml_depth(xml);
	bool good = true;
	if (depth == DEPTH_PORT && strcmp(name, "port") == 0)
		good = end_port(nmap, error);
	else if (depth == DEPTH_OF_PORT && strcmp(name, "script") == 0)
		nmap->in_script = false;
	else if (depth == DEPTH_ELEM && nmap->in_script && *text)
		good = take_certificate(nmap, text, error);
	return good || error_wrap(error, "line %ld", xml_line(xml));
}

static bool fill(void *context, void *buffer, size_t size, size_t *length, struct error *error)
{
	const struct nmap *nmap = context;
	return nmap->import->fill(nmap->import, buffer, size, length, error);
}

bool nmap_read(struct import *import, struct error *error)
{
	struct nmap nmap = { .import = import };
	const struct xml_reader reader = {
		.fill = fill, .start = start, .end = end, .context = &nmap
	};
	return xml_read(&reader, error);
}
