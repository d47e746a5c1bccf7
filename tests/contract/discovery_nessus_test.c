/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Nessus reports: certificates of the named plug-ins, at their time, and nothing else. */
#include "base/text.h"

#include "support/check.h"
#include "support/import_file.h"

#include <stdlib.h>
#include <string.h>

extern const struct discovery_type nessus_discovery;

static void print_item(struct text *out, const char *plugin, const char *port, const char *protocol,
                       const char *output)
{
	text_print(out,
	           "<ReportItem port=\"%s\" svc_name=\"www\" protocol=\"%s\" severity=\"0\" "
	           "pluginID=\"%s\" pluginName=\"SSL Certificate Information\" "
	           "pluginFamily=\"General\">\n<description>This plugin &lt;dumps&gt; it.\n"
	           "</description>\n<cm:compliance>x</cm:compliance>\n<plugin_output>",
	           port, protocol, plugin);
	text_append(out, output);
	text_append(out, "</plugin_output>\n</ReportItem>\n");
}

/* As plug-in 10863 prints it: the base64 is one line. */
static void print_certificate(struct text *out, const struct issued *issued)
{
	char *encoded = import_folder_base64(issued);
	text_append(out, "Subject Name: \n\nCommon Name: x\n\nFingerprints : \n\nSHA-256 "
	                 "Fingerprint: 00 11\n\nPEM certificate : \n\n"
	                 "-----BEGIN CERTIFICATE-----\n");
	text_append(out, encoded);
	text_append(out, "\n-----END CERTIFICATE-----");
	free(encoded);
}

static void begin(struct text *out)
{
	text_append(out,
	            "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy><policyName>p"
	            "</policyName><Preferences><item><name>x</name></item></Preferences></Policy>\n"
	            "<Report name=\"weekly\" xmlns:cm=\"http://www.nessus.org/cm\">\n");
}

static void finish(struct text *out)
{
	text_append(out, "</Report>\n</NessusClientData_v2>\n");
}

static void begin_host(struct text *out, const char *name, const char *tags)
{
	text_print(out, "<ReportHost name=\"%s\"><HostProperties>\n%s</HostProperties>\n", name,
	           tags);
}

static void certificates_are_found(void **state)
{
	struct import_folder *folder = *state;
	TEXT(leaf);
	TEXT(both);
	TEXT(out);
	print_certificate(&leaf, &folder->leaf);
	print_certificate(&both, &folder->other);
	print_certificate(&both, &folder->ca);
	begin(&out);
	begin_host(&out, "10.0.0.7",
	           "<tag name=\"HOST_END_TIMESTAMP\">1700000200</tag>\n"
	           "<tag name=\"HOST_START\">Mon Jan  1 00:00:00 2024</tag>\n"
	           "<tag name=\"HOST_END\">Mon Jan  1 01:00:00 2024</tag>\n"
	           "<tag name=\"host-ip\">10.0.0.7</tag>\n");
	print_item(&out, "19506", "0", "tcp", "Nessus version : 10.5.0");
	print_item(&out, "10863", "443", "tcp", text_string(&leaf));
	print_item(&out, "10863", "443", "udp", text_string(&leaf));
	/* Another plug-in may print any certificate that it found, on a disk for one. */
	print_item(&out, "95631", "8443", "tcp", text_string(&leaf));
	text_append(&out, "</ReportHost>\n");
	begin_host(&out, "Shop.example",
	           "<tag name=\"host-ip\">10.0.0.8</tag>\n"
	           "<tag name=\"HOST_START\">Mon Jan  1 00:00:00 2024</tag>\n"
	           "<tag name=\"HOST_END\">Mon Jan  1 01:00:00 2024</tag>\n");
	print_item(&out, "10863", "8443", "tcp", text_string(&both));
	text_append(&out, "</ReportHost>\n");
	finish(&out);
	import_folder_text(folder, "weekly.nessus", text_string(&out));
	import_folder_text(folder, "weekly.xml", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &nessus_discovery, "", "");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.7:443", &folder->leaf, 1, 1700000200);
	import_folder_served(&source, "lab/shop.example:8443/shop.example", &folder->other, 2,
	                     1704070800);
	assert_string_equal(source.seen.items[1].address, "10.0.0.8");
	assert_int_equal(source.seen.count, 2);
	assert_true(source.scan.complete);
}

static void plugins_can_be_named(void **state)
{
	struct import_folder *folder = *state;
	TEXT(leaf);
	TEXT(out);
	print_certificate(&leaf, &folder->leaf);
	begin(&out);
	begin_host(&out, "10.0.0.7", "");
	print_item(&out, "95631", "443", "tcp", text_string(&leaf));
	text_append(&out, "</ReportHost>\n");
	finish(&out);
	import_folder_text(folder, "a.nessus", text_string(&out));
	/* Without a time of its own, the file's. */
	import_folder_age(folder, "a.nessus", 1700000300);
	SOURCE(source);
	import_folder_open(folder, &source, &nessus_discovery, "", "plugins: [10863, 95631]\n");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.7:443", &folder->leaf, 1, 1700000300);
}

static void a_broken_report_gives_nothing(void **state)
{
	struct import_folder *folder = *state;
	TEXT(leaf);
	TEXT(out);
	print_certificate(&leaf, &folder->leaf);
	begin(&out);
	begin_host(&out, "10.0.0.7", "");
	print_item(&out, "10863", "443", "tcp", text_string(&leaf));
	import_folder_aside(folder, &nessus_discovery, "cut.nessus", text_string(&out), "cut off");
	import_folder_aside(folder, &nessus_discovery, "v1.nessus", "<NessusClientData/>",
	                    "no report in the format 'Nessus v2'");
	text_clear(&out);
	begin(&out);
	begin_host(&out, "10.0.0.7", "");
	print_item(&out, "10863", "443", "tcp", "Subject Name: x");
	text_append(&out, "</ReportHost>");
	finish(&out);
	import_folder_aside(folder, &nessus_discovery, "short.nessus", text_string(&out),
	                    "holds the bytes of none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMPORT_TEST(certificates_are_found),
		IMPORT_TEST(plugins_can_be_named),
		IMPORT_TEST(a_broken_report_gives_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
