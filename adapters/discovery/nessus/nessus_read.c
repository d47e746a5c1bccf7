/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* NessusClientData_v2 / Report / ReportHost / HostProperties, then ReportItem / plugin_output: one item
 * after the other. */
#include "nessus_read.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/xml.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum {
	DEPTH_HOST = 2,
	DEPTH_ITEM = 3,
	DEPTH_TAG = 4,
	DEPTH_OUTPUT = 4,
	WORD = 64,
};

struct nessus {
	struct import *import;
	const struct setting_list *plugins;
	/* The host at hand. */
	char name[LIMIT_NAME];
	char address[INET6_ADDRSTRLEN];
	int64_t at;
	bool at_is_exact;
	char tag[WORD]; /* whose text comes */
	/* The item at hand. */
	int64_t port;
	bool is_wanted;
};

static bool is_listed(const struct setting_list *plugins, const char *id)
{
	for (size_t i = 0; i < plugins->count; i++) {
		if (text_equal(plugins->items[i], id))
			return true;
	}
	return false;
}

static void start_host(struct nessus *nessus, struct xml *xml)
{
	const char *name = xml_attribute(xml, "name");
	(void)snprintf(nessus->name, sizeof(nessus->name), "%s", name ? name : "");
	nessus->address[0] = '\0';
	nessus->at = 0;
	nessus->at_is_exact = false;
}

static void start_item(struct nessus *nessus, struct xml *xml)
{
	const char *port = xml_attribute(xml, "port");
	nessus->is_wanted = is_listed(nessus->plugins, xml_attribute(xml, "pluginID")) &&
	                    text_equal(xml_attribute(xml, "protocol"), "tcp") && port &&
	                    text_parse_integer(port, &nessus->port);
}

static bool start(void *context, struct xml *xml, const char *name, struct error *error)
{
	struct nessus *nessus = context;
	size_t depth = xml_depth(xml);
	if (depth == 0 && strcmp(name, "NessusClientData_v2") != 0)
		return error_set(error, ERROR_ITEM,
		                 "it is no report in the format 'Nessus v2': its root is '%s'",
		                 import_shown(nessus->import, name));
	if (depth == DEPTH_HOST && strcmp(name, "ReportHost") == 0) {
		start_host(nessus, xml);
	} else if (depth == DEPTH_TAG && strcmp(name, "tag") == 0) {
		const char *tag = xml_attribute(xml, "name");
		(void)snprintf(nessus->tag, sizeof(nessus->tag), "%s", tag ? tag : "");
		if (text_starts_with(nessus->tag, "host-ip") ||
		    text_starts_with(nessus->tag, "HOST_"))
			xml_want_text(xml);
	} else if (depth == DEPTH_ITEM && strcmp(name, "ReportItem") == 0) {
		start_item(nessus, xml);
	} else if (depth == DEPTH_OUTPUT && nessus->is_wanted &&
	           strcmp(name, "plugin_output") == 0) {
		xml_want_text(xml);
	}
	return true;
}

/* "Mon Jan  1 00:00:00 2024", by the scanner's clock; taken for UTC. */
static int64_t parse_ctime(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], ordered[32];
	int64_t at = 0;
	if (strlen(text) < sizeof("Mon Jan  1 00:00:00 2024") - 1)
		return 0;
	(void)snprintf(month, sizeof(month), "%.3s", text + 4);
	const char *found = strstr(months, month);
	if (!found)
		return 0;
	(void)snprintf(ordered, sizeof(ordered), "%.4s-%02d-%c%cT%.8s", text + 20,
	               (int)(found - months) / 3 + 1, text[8] == ' ' ? '0' : text[8], text[9],
	               text + 11);
	return clock_parse(ordered, &at) ? at : 0;
}

/* The end of the host's scan, in seconds where the report has them. */
static void take_tag(struct nessus *nessus, const char *text)
{
	int64_t seconds;
	bool is_end = strcmp(nessus->tag, "HOST_END") == 0;
	if (strcmp(nessus->tag, "host-ip") == 0)
		(void)snprintf(nessus->address, sizeof(nessus->address), "%s", text);
	else if (strcmp(nessus->tag, "HOST_END_TIMESTAMP") == 0 &&
	         text_parse_integer(text, &seconds)) {
		nessus->at = seconds;
		nessus->at_is_exact = true;
	} else if (is_end || (strcmp(nessus->tag, "HOST_START") == 0 && !nessus->at)) {
		if (!nessus->at_is_exact)
			nessus->at = parse_ctime(text);
	}
}

static bool take_output(struct nessus *nessus, const char *text, struct error *error)
{
	struct import *import = nessus->import;
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	struct look look = { .address = "" };
	size_t count;
	if (!strstr(text, "-----BEGIN CERTIFICATE-----")) {
		import->bare++;
		return true;
	}
	if (!import_pem(import, text, chain, LIMIT_CHAIN_CERTIFICATES, &count, error) ||
	    !import_place(import, nessus->name, nessus->port, NULL, &look, error) ||
	    !import_time(import, nessus->at, &look, error))
		return false;
	if (look.place.kind == DEPLOYMENT_NAME && import_is_address(nessus->address))
		look.address = nessus->address;
	return import_served(import, &look, chain, count, NULL, NULL, error);
}

static bool end(void *context, struct xml *xml, const char *name, const char *text,
                struct error *error)
{
	struct nessus *nessus = context;
	size_t depth = xml_depth(xml);
	bool good = true;
	if (depth == DEPTH_TAG && strcmp(name, "tag") == 0)
		take_tag(nessus, text);
	else if (depth == DEPTH_ITEM)
		nessus->is_wanted = false;
	else if (depth == DEPTH_OUTPUT && nessus->is_wanted && strcmp(name, "plugin_output") == 0)
		good = take_output(nessus, text, error);
	return good || error_wrap(error, "line %ld", xml_line(xml));
}

static bool fill(void *context, void *buffer, size_t size, size_t *length, struct error *error)
{
	const struct nessus *nessus = context;
	return nessus->import->fill(nessus->import, buffer, size, length, error);
}

bool nessus_read(struct import *import, const struct setting_list *plugins, struct error *error)
{
	struct nessus nessus = { .import = import, .plugins = plugins };
	const struct xml_reader reader = {
		.fill = fill, .start = start, .end = end, .context = &nessus
	};
	return xml_read(&reader, error);
}
