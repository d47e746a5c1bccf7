/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a tls source, as the table in tls.c reads them. */
#pragma once
#include "base/setting.h"

struct tls_settings {
	struct setting_list targets, ports, exclude;
	struct setting_list targets_from, allow;
	const char *tsig_name, *tsig_algorithm;
	struct secret tsig_secret;
	int64_t transfer_timeout; /* seconds */
	const char *learn_names;  /* no, san, cmdb, both */
	int64_t learn_most;
	const struct yaml *server_names; /* address, network or name: names to ask for */
	const struct yaml *starttls;     /* port: protocol */
	int64_t in_flight, per_second, per_host, per_network;
	int64_t connect_timeout, handshake_timeout; /* seconds */
	int64_t retries, workers;
	int64_t full_one_in; /* 0 = never by chance */
	const char *source_address;
	const char *ca_file;
};
