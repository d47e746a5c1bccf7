/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: columns by name and number, certificates in three forms, and what a table must not reach. */
#include "base/text.h"

#include "support/check.h"
#include "support/import_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct discovery_type csv_discovery;

static void rows_become_looks(void **state)
{
	struct import_folder *folder = *state;
	char *pem = issue_pem(&folder->leaf), *above = issue_pem(&folder->ca);
	char *encoded = import_folder_base64(&folder->other);
	TEXT(out);
	text_append(&out, "\xEF\xBB\xBFHost,Port,server_name,note,certificate,time,address\r\n");
	text_append(&out, "10.0.0.1,443,,\"a, \"\"b\"\"\r\nc\",\"");
	text_append(&out, pem);
	text_append(&out, above);
	text_append(&out, "\",2023-11-14T22:16:40Z,\r\n\r\n");
	text_append(&out, "Shop.example,,,,");
	text_append(&out, encoded);
	text_append(&out, ",1700000200,10.0.0.9\r\n");
	text_append(&out, "10.0.0.2,8443,shop.example,,certs/leaf.pem,2023-11-14 22:16:40,\r\n");
	text_append(&out,
	            "10.0.0.3,443,,nobody looked,,,\r\n10.0.0.4,443,,,certs/other.der,1700000200,");
	assert_int_equal(mkdir(import_folder_path(folder, "certs"), 0755), 0);
	import_folder_text(folder, "certs/leaf.pem", pem);
	size_t length;
	unsigned char *der = issue_der(&folder->other, &length);
	import_folder_put(folder, "certs/other.der", der, length);
	import_folder_text(folder, "a.csv", text_string(&out));
	free(der);
	free(pem);
	free(above);
	free(encoded);
	SOURCE(source);
	import_folder_open(folder, &source, &csv_discovery, "", "port: 636\n");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.1:443", &folder->leaf, 2, 1700000200);
	import_folder_served(&source, "lab/shop.example:636/shop.example", &folder->other, 1,
	                     1700000200);
	assert_string_equal(source.seen.items[1].address, "10.0.0.9");
	import_folder_served(&source, "lab/10.0.0.2:8443/shop.example", &folder->leaf, 1,
	                     1700000200);
	import_folder_served(&source, "lab/10.0.0.4:443", &folder->other, 1, 1700000200);
	assert_int_equal(source.seen.count, 4);
}

static void columns_can_be_named_or_counted(void **state)
{
	struct import_folder *folder = *state;
	char *encoded = import_folder_base64(&folder->leaf);
	TEXT(named);
	TEXT(counted);
	text_print(&named, "IP address;x509\n10.0.0.1;%s\n", encoded);
	text_print(&counted, "%s;10.0.0.2\n", encoded);
	free(encoded);
	import_folder_text(folder, "named.csv", text_string(&named));
	import_folder_text(folder, "counted.csv", text_string(&counted));
	import_folder_age(folder, "named.csv", 1700000200);
	import_folder_age(folder, "counted.csv", 1700000200);
	SOURCE(source);
	import_folder_open(folder, &source, &csv_discovery, "named.csv",
	                   "delimiter: \";\"\ncolumns: {host: ip ADDRESS, certificate: x509}\n");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.1:443", &folder->leaf, 1, 1700000200);
	SOURCE(other);
	import_folder_open(folder, &other, &csv_discovery, "counted.csv",
	                   "delimiter: \";\"\nheader: no\ncolumns: {host: 2, certificate: 1}\n");
	import_folder_scan(&other);
	import_folder_served(&other, "lab/10.0.0.2:443", &folder->leaf, 1, 1700000200);
}

static void a_broken_table_gives_nothing(void **state)
{
	struct import_folder *folder = *state;
	import_folder_aside(folder, &csv_discovery, "none.csv", "ip,certificate\n1.2.3.4,x\n",
	                    "no column 'host'; name the one that holds it in columns.host");
	import_folder_aside(folder, &csv_discovery, "quote.csv", "host,certificate\n\"10.0.0.1,x\n",
	                    "ends inside quotes");
	import_folder_aside(folder, &csv_discovery, "after.csv", "host,certificate\n\"a\"b,x\n",
	                    "line 2: text follows a closing quote");
	import_folder_aside(folder, &csv_discovery, "inside.csv", "host,certificate\na\"b,x\n",
	                    "line 2: a quote stands inside");
	import_folder_aside(folder, &csv_discovery, "width.csv", "host,certificate\na\n",
	                    "line 2: it has 1 columns, the first line has 2");
	import_folder_aside(folder, &csv_discovery, "port.csv", "host,port,certificate\na,x,MIIB\n",
	                    "line 2: 'x' is no port");
	import_folder_aside(folder, &csv_discovery, "time.csv",
	                    "host,time,certificate\na,yesterday,MIIB\n", "'yesterday' is no time");
	import_folder_aside(folder, &csv_discovery, "empty.csv", "\n", "empty");
	import_folder_aside(folder, &csv_discovery, "key.csv",
	                    "host,certificate\na,\"-----BEGIN PRIVATE KEY-----\nMIIB\n"
	                    "-----END PRIVATE KEY-----\"\n",
	                    "no PEM block of a certificate");
}

static void tables_reach_nothing_outside_their_folder(void **state)
{
	struct import_folder *folder = *state;
	static const char *const paths[] = { "/etc/passwd", "../../etc/passwd", "link.pem", "." };
	assert_int_equal(symlink("/etc/passwd", import_folder_path(folder, "link.pem")), 0);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		TEXT(out);
		SOURCE(source);
		text_print(&out, "host,certificate\n10.0.0.1,%s\n", paths[i]);
		import_folder_text(folder, "a.csv", text_string(&out));
		import_folder_open(folder, &source, &csv_discovery, "", "");
		import_folder_scan(&source);
		assert_int_equal(source.seen.count, 0);
		check_contains(source.scan.missing, "below the folder of the table");
	}
}

static void delimiters_are_one_character(void **state)
{
	(void)state;
	SOURCE(source);
	check_contains(
		source_refusal(&source, &csv_discovery, "paths: [/srv/x.csv]\ndelimiter: \";;\"\n"),
		"';;' is not one character");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMPORT_TEST(rows_become_looks),
		IMPORT_TEST(columns_can_be_named_or_counted),
		IMPORT_TEST(a_broken_table_gives_nothing),
		IMPORT_TEST(tables_reach_nothing_outside_their_folder),
		IMPORT_TEST(delimiters_are_one_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
