/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON lines of tlsx and zgrab2, both in one file. */
#include "base/json.h"
#include "base/text.h"

#include "support/check.h"
#include "support/import_file.h"

#include <stdlib.h>
#include <string.h>

extern const struct discovery_type tlsx_discovery;

/* A line of tlsx as its type Response writes it. */
static void print_tlsx(struct text *out, const char *place, const struct issued *leaf,
                       const struct issued *above)
{
	text_print(
		out,
		"{\"timestamp\":\"2023-11-14T23:16:40.692391073+01:00\",%s,\"probe_status\":true,"
		"\"tls_version\":\"tls13\",\"cipher\":\"TLS_AES_128_GCM_SHA256\","
		"\"not_after\":\"2030-01-01T00:00:00Z\",\"subject_cn\":\"x\","
		"\"subject_an\":[\"x\"],\"fingerprint_hash\":{\"sha256\":\"00\"}",
		place);
	char *pem = issue_pem(leaf);
	text_append(out, ",\"certificate\":");
	json_write_string(out, pem);
	text_append(
		out,
		",\"tls_connection\":\"ctls\",\"chain\":[{\"subject_cn\":\"x\",\"certificate\":");
	json_write_string(out, pem);
	free(pem);
	pem = issue_pem(above);
	text_append(out, "},{\"subject_cn\":\"CA\",\"certificate\":");
	json_write_string(out, pem);
	text_append(out, "}]}\n");
	free(pem);
}

/* A handshake as zcrypto logs it. */
static void print_handshake(struct text *out, const struct issued *leaf, const struct issued *above)
{
	char *raw = import_folder_base64(leaf), *raw_above = import_folder_base64(above);
	text_append(out, "{\"handshake_log\":{\"server_hello\":{\"version\":{\"name\":\"TLSv1.2\","
	                 "\"value\":771},\"cipher_suite\":{\"hex\":\"0xC02F\",\"name\":"
	                 "\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\",\"value\":49199}},"
	                 "\"server_certificates\":{\"certificate\":{\"raw\":\"");
	text_append(out, raw);
	text_append(out, "\",\"parsed\":{\"version\":3}},\"chain\":[{\"raw\":\"");
	text_append(out, raw_above);
	text_append(out, "\"}],\"validation\":{\"browser_trusted\":false}}}}");
	free(raw);
	free(raw_above);
}

static void print_zgrab(struct text *out, const char *target, const char *module, const char *port,
                        const struct issued *leaf, const struct issued *above)
{
	text_print(out,
	           "{%s,\"data\":{\"%s\":{\"status\":\"success\",\"protocol\":\"%s\"%s,\"result\":",
	           target, module, module, port);
	if (strcmp(module, "http") == 0)
		text_append(out, "{\"response\":{\"request\":{\"tls_log\":");
	else if (strcmp(module, "smtp") == 0)
		text_append(out, "{\"banner\":\"220 x\",\"tls\":");
	print_handshake(out, leaf, above);
	if (strcmp(module, "http") == 0)
		text_append(out, "}}}");
	else if (strcmp(module, "smtp") == 0)
		text_append(out, "}");
	text_append(out, ",\"timestamp\":\"2023-11-14T22:16:40Z\"}}}\n");
}

static void both_dialects_are_read(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	print_tlsx(&out, "\"host\":\"10.0.0.1\",\"port\":\"443\"", &folder->leaf, &folder->ca);
	print_tlsx(&out,
	           "\"host\":\"Shop.example\",\"ip\":\"10.0.0.2\",\"port\":\"8443\","
	           "\"sni\":\"shop.example\"",
	           &folder->leaf, &folder->ca);
	text_append(&out, "\n  \r\n");
	print_tlsx(&out, "\"host\":\"10.0.0.3\",\"port\":\"443\",\"sni\":\"shop.example\"",
	           &folder->other, &folder->ca);
	print_zgrab(&out, "\"ip\":\"10.0.0.4\"", "tls", "", &folder->leaf, &folder->ca);
	print_zgrab(&out, "\"ip\":\"10.0.0.5\",\"domain\":\"b.example\"", "http", ",\"port\":8443",
	            &folder->other, &folder->ca);
	print_zgrab(&out, "\"domain\":\"mail.example\"", "smtp", "", &folder->leaf, &folder->ca);
	import_folder_text(folder, "a.jsonl", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &tlsx_discovery, "", "");
	import_folder_scan(&source);
	int64_t at = 1700000200;
	import_folder_served(&source, "lab/10.0.0.1:443", &folder->leaf, 2, at);
	assert_string_equal(source.seen.items[0].slots[0].protocol, "TLSv1.3");
	assert_string_equal(source.seen.items[0].slots[0].cipher, "TLS_AES_128_GCM_SHA256");
	import_folder_served(&source, "lab/shop.example:8443/shop.example", &folder->leaf, 2, at);
	assert_string_equal(source.seen.items[1].address, "10.0.0.2");
	import_folder_served(&source, "lab/10.0.0.3:443/shop.example", &folder->other, 2, at);
	import_folder_served(&source, "lab/10.0.0.4:443", &folder->leaf, 2, at);
	assert_string_equal(source.seen.items[3].slots[0].protocol, "TLSv1.2");
	import_folder_served(&source, "lab/10.0.0.5:8443/b.example", &folder->other, 2, at);
	import_folder_served(&source, "lab/mail.example:25/mail.example", &folder->leaf, 2, at);
	assert_int_equal(source.seen.count, 6);
	assert_true(source.scan.complete);
}

static void failures_keep_their_kind(void **state)
{
	struct import_folder *folder = *state;
	import_folder_text(
		folder, "a.json",
		"{\"host\":\"10.0.0.1\",\"port\":\"443\",\"probe_status\":false,"
		"\"error\":\"dial tcp 10.0.0.1:443: connect: connection refused\"}\n"
		"{\"host\":\"10.0.0.2\",\"port\":\"443\",\"probe_status\":false,"
		"\"error\":\"could not connect: i/o timeout\\u001b[31m\"}\n"
		"{\"host\":\"10.0.0.3\",\"port\":\"443\",\"probe_status\":false}\n"
		"{\"ip\":\"10.0.0.4\",\"data\":{\"tls\":{\"status\":\"connection-timeout\","
		"\"protocol\":\"tls\",\"timestamp\":\"2023-11-14T22:16:40Z\",\"error\":\"x\"}}}\n"
		"{\"ip\":\"10.0.0.5\",\"data\":{\"ssh\":{\"status\":\"success\",\"protocol\":\"ssh\","
		"\"result\":{\"server_id\":{\"raw\":\"SSH-2.0\"}}}}}\n"
		"{\"host\":\"log.example\",\"port\":\"443\",\"probe_status\":true,"
		"\"ctl_source\":\"https://ct.example/\",\"certificate\":\"x\"}");
	import_folder_age(folder, "a.json", 1700000300);
	SOURCE(source);
	import_folder_open(folder, &source, &tlsx_discovery, "", "");
	import_folder_scan(&source);
	const struct look *refused = source_find(&source, "lab/10.0.0.1:443");
	assert_int_equal(refused->outcome, LOOK_UNREACHABLE);
	assert_int_equal(refused->reason, LOOK_REFUSED);
	assert_int_equal(refused->at, 1700000300);
	const struct look *silent = source_find(&source, "lab/10.0.0.2:443");
	assert_int_equal(silent->reason, LOOK_TIMEOUT);
	assert_null(strchr(silent->detail, '\x1b'));
	assert_int_equal(source_find(&source, "lab/10.0.0.3:443")->reason, LOOK_OTHER);
	assert_int_equal(source_find(&source, "lab/10.0.0.4:443")->reason, LOOK_TIMEOUT);
	assert_int_equal(source.seen.count, 4);
}

static void the_first_hop_is_what_was_looked_at(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	text_append(&out,
	            "{\"ip\":\"10.0.0.1\",\"data\":{\"http\":{\"status\":\"success\",\"protocol\":"
	            "\"http\",\"port\":443,\"result\":{\"response\":{\"request\":{\"tls_log\":");
	print_handshake(&out, &folder->other, &folder->ca);
	text_append(&out, "}},\"redirect_response_chain\":[{\"request\":{\"tls_log\":");
	print_handshake(&out, &folder->leaf, &folder->ca);
	text_append(&out, "}}]},\"timestamp\":\"2023-11-14T22:16:40Z\"}}}");
	import_folder_text(folder, "a.json", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &tlsx_discovery, "", "port: 8443\n");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.1:443", &folder->leaf, 2, 1700000200);
}

static void a_broken_file_gives_nothing(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	print_tlsx(&out, "\"host\":\"10.0.0.1\",\"port\":\"443\"", &folder->leaf, &folder->ca);
	size_t whole = out.length;
	text_append(&out, "{\"host\":\"10.0.0.2\",");
	import_folder_aside(folder, &tlsx_discovery, "half.json", text_string(&out),
	                    "line 2: JSON");
	out.data[whole] = '\0';
	out.length = whole;
	text_append(&out, "{\"other\":1}\n");
	import_folder_aside(folder, &tlsx_discovery, "other.json", text_string(&out),
	                    "line 2: it is a record neither of tlsx nor of zgrab2");
	import_folder_aside(folder, &tlsx_discovery, "port.json",
	                    "{\"host\":\"a\",\"port\":\"0\",\"probe_status\":true}\n",
	                    "is no port");
	import_folder_aside(folder, &tlsx_discovery, "name.json",
	                    "{\"host\":\"a b\",\"port\":\"1\",\"probe_status\":true}\n",
	                    "neither an address nor a name");
	import_folder_aside(folder, &tlsx_discovery, "list.json", "[1]\n", "neither of tlsx");
	import_folder_aside(folder, &tlsx_discovery, "empty.json", "", "empty");
	import_folder_aside(
		folder, &tlsx_discovery, "bare.json",
		"{\"host\":\"a\",\"port\":\"1\",\"probe_status\":true,\"subject_cn\":\"a\"}\n",
		"run tlsx with -json -cert");
	import_folder_aside(folder, &tlsx_discovery, "raw.json",
	                    "{\"ip\":\"10.0.0.1\",\"data\":{\"tls\":{\"result\":{\"handshake_log\":"
	                    "{\"server_certificates\":{\"certificate\":{\"raw\":\"AAAA\"}}}}}}}\n",
	                    "no certificate in base64");
	TEXT(deep);
	text_append(&deep, "{\"data\":");
	for (int i = 0; i < 100; i++)
		text_append(&deep, "[");
	import_folder_aside(folder, &tlsx_discovery, "deep.json", text_string(&deep), "line 1");
}

static void a_line_without_end_is_refused(void **state)
{
	struct import_folder *folder = *state;
	char *line = malloc((5 << 20) + 1);
	memset(line, ' ', 5 << 20);
	line[5 << 20] = '\0';
	import_folder_aside(folder, &tlsx_discovery, "long.json", line,
	                    "line 1 is longer than 4 MB");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMPORT_TEST(both_dialects_are_read),
		IMPORT_TEST(failures_keep_their_kind),
		IMPORT_TEST(the_first_hop_is_what_was_looked_at),
		IMPORT_TEST(a_broken_file_gives_nothing),
		IMPORT_TEST(a_line_without_end_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
