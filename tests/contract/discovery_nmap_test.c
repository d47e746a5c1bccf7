/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files of nmap: what each state of a port says, and all that holds for every import. */
#include "base/clock.h"
#include "base/text.h"

#include "support/check.h"
#include "support/import_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct discovery_type nmap_discovery;

static const char head[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n"
	"<?xml-stylesheet href=\"file:///usr/share/nmap/nmap.xsl\" type=\"text/xsl\"?>\n"
	"<nmaprun scanner=\"nmap\" args=\"nmap -&#45;script ssl-cert\" start=\"1700000000\" "
	"version=\"7.93\" xmloutputversion=\"1.05\">\n"
	"<scaninfo type=\"connect\" protocol=\"tcp\" numservices=\"2\" services=\"443,8443\"/>\n";
static const char tail[] = "<runstats><finished time=\"1700000900\" exit=\"success\"/>"
			   "<hosts up=\"1\" down=\"0\" total=\"1\"/>\n</runstats>\n</nmaprun>\n";

/* As nmap writes text: "--" must not stand in its comments, so hyphens in pairs are escaped. */
static void print_escaped(struct text *out, const char *from)
{
	for (; *from; from++) {
		if (*from == '\n')
			text_append(out, "&#xa;");
		else if (*from == '-')
			text_append(out, "&#45;");
		else
			text_append_character(out, *from);
	}
}

static void print_script(struct text *out, const struct issued *issued)
{
	char *pem = issue_pem(issued);
	text_append(out, "<script id=\"ssl-cert\" output=\"Subject: commonName=x&#xa;Issuer: y\">"
	                 "<table key=\"subject\">\n<elem key=\"commonName\">x</elem>\n"
	                 "<elem key=\"pem\">a subject can be called anything</elem></table>\n"
	                 "<table key=\"validity\"><elem key=\"notAfter\">2030</elem></table>\n"
	                 "<elem key=\"pem\">");
	print_escaped(out, pem);
	text_append(out, "</elem>\n</script>");
	free(pem);
}

static void print_port(struct text *out, int number, const char *state, const char *reason,
                       const struct issued *issued)
{
	text_print(out,
	           "<port protocol=\"tcp\" portid=\"%d\"><state state=\"%s\" reason=\"%s\" "
	           "reason_ttl=\"0\"/><service name=\"https\" method=\"table\" conf=\"3\"/>",
	           number, state, reason);
	if (issued)
		print_script(out, issued);
	text_append(out, "</port>\n");
}

static void print_host(struct text *out, const char *address, const char *hostnames)
{
	text_print(out,
	           "<host starttime=\"1700000100\" endtime=\"1700000200\"><status state=\"up\" "
	           "reason=\"user-set\"/>\n<address addr=\"%s\" addrtype=\"%s\"/>\n"
	           "<address addr=\"02:42:AC:11:00:40\" addrtype=\"mac\"/>\n"
	           "<hostnames>%s</hostnames>\n<ports>",
	           address, strchr(address, ':') ? "ipv6" : "ipv4", hostnames);
}

/* One host with a certificate on port 443. */
static char *one_host(const char *address, const struct issued *issued)
{
	TEXT(out);
	text_append(&out, head);
	print_host(&out, address, "");
	print_port(&out, 443, "open", "syn-ack", issued);
	text_append(&out, "</ports></host>\n");
	text_append(&out, tail);
	return strdup(text_string(&out));
}

static void put_host(struct import_folder *folder, const char *name, const char *address,
                     const struct issued *issued)
{
	char *text = one_host(address, issued);
	import_folder_text(folder, name, text);
	free(text);
}

static void each_state_keeps_its_meaning(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	text_append(&out, head);
	print_host(&out, "10.0.0.7", "<hostname name=\"ptr.example\" type=\"PTR\"/>");
	text_append(&out, "<extraports state=\"filtered\" count=\"990\"/>");
	print_port(&out, 443, "open", "syn-ack", &folder->leaf);
	print_port(&out, 22, "open", "syn-ack", NULL);
	print_port(&out, 80, "closed", "reset", NULL);
	print_port(&out, 25, "filtered", "no-response", NULL);
	print_port(&out, 26, "filtered", "host-unreach", NULL);
	print_port(&out, 27, "open|filtered", "no-response", NULL);
	print_port(&out, 28, "unfiltered", "reset", NULL);
	text_append(&out, "<port protocol=\"udp\" portid=\"443\"><state state=\"closed\"/></port>");
	text_append(&out, "</ports></host>\n<host><status state=\"down\" reason=\"no-response\"/>"
	                  "<address addr=\"10.0.0.8\" addrtype=\"ipv4\"/></host>\n");
	text_append(&out, tail);
	import_folder_text(folder, "a.xml", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.7:443", &folder->leaf, 1, 1700000200);
	const struct look *closed = source_find(&source, "lab/10.0.0.7:80");
	assert_int_equal(closed->outcome, LOOK_UNREACHABLE);
	assert_int_equal(closed->reason, LOOK_REFUSED);
	assert_string_equal(closed->detail, "nmap: closed (reset)");
	assert_int_equal(closed->at, 1700000200);
	assert_int_equal(source_find(&source, "lab/10.0.0.7:25")->reason, LOOK_TIMEOUT);
	assert_int_equal(source_find(&source, "lab/10.0.0.7:26")->reason, LOOK_NO_ROUTE);
	/* An open port without a certificate, a host that was down: nobody looked. */
	assert_int_equal(source.seen.count, 4);
	assert_true(source.scan.complete);
	assert_null(source.scan.missing);
}

static void names_that_were_asked_for_are_named_places(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	text_append(&out, head);
	print_host(&out, "10.0.0.7",
	           "<hostname name=\"Shop.Example.\" type=\"user\"/>"
	           "<hostname name=\"ptr.example\" type=\"PTR\"/>");
	print_port(&out, 443, "open", "syn-ack", &folder->leaf);
	text_append(&out, "</ports></host>");
	print_host(&out, "2001:DB8:0:0::7", "");
	print_port(&out, 443, "open", "syn-ack", &folder->other);
	text_append(&out, "</ports></host>");
	text_append(&out, tail);
	import_folder_text(folder, "a.xml", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "a.xml", "");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/shop.example:443/shop.example", &folder->leaf, 1,
	                     1700000200);
	assert_string_equal(source.seen.items[0].address, "10.0.0.7");
	assert_int_equal(source.seen.items[0].place.kind, DEPLOYMENT_NAME);
	import_folder_served(&source, "lab/[2001:db8::7]:443", &folder->other, 1, 1700000200);
}

static void the_printed_certificate_serves_too(void **state)
{
	struct import_folder *folder = *state;
	char *pem = issue_pem(&folder->leaf);
	TEXT(out);
	text_append(&out, head);
	print_host(&out, "10.0.0.7", "");
	text_append(&out, "<port protocol=\"tcp\" portid=\"443\"><state state=\"open\"/>"
	                  "<script id=\"ssl-cert\" output=\"Subject: commonName=a &amp; b&#xa;");
	print_escaped(&out, pem);
	text_append(&out, "\"/></port></ports></host>");
	text_append(&out, tail);
	free(pem);
	import_folder_text(folder, "a.xml", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	import_folder_scan(&source);
	import_folder_served(&source, "lab/10.0.0.7:443", &folder->leaf, 1, 1700000200);
}

static void a_broken_file_gives_nothing(void **state)
{
	struct import_folder *folder = *state;
	char *good = one_host("10.0.0.7", &folder->leaf);
	char *end = strstr(good, "</nmaprun>");
	*end = '\0';
	import_folder_aside(folder, &nmap_discovery, "cut.xml", good, "cut off, or still written");
	free(good);
	import_folder_aside(folder, &nmap_discovery, "page.xml", "<html><body/></html>",
	                    "no output of 'nmap -oX': its root is 'html'");
	import_folder_aside(folder, &nmap_discovery, "empty.xml", "", "empty");
	import_folder_aside(folder, &nmap_discovery, "laughs.xml",
	                    "<!DOCTYPE nmaprun [<!ENTITY a 'b'>]><nmaprun>&a;</nmaprun>",
	                    "declares entities");
	import_folder_aside(
		folder, &nmap_discovery, "address.xml",
		"<nmaprun><host><address addr='not an address' addrtype='ipv4'/><ports>"
		"<port protocol='tcp' portid='1'><state state='closed'/></port></ports></host></nmaprun>",
		"'not an address' is no address");
	import_folder_aside(
		folder, &nmap_discovery, "port.xml",
		"<nmaprun><host><address addr='10.0.0.1' addrtype='ipv4'/><ports>"
		"<port protocol='tcp' portid='77777'><state state='closed'/></port></ports></host></nmaprun>",
		"77777 is no port");
	import_folder_aside(
		folder, &nmap_discovery, "pem.xml",
		"<nmaprun><host><address addr='10.0.0.1' addrtype='ipv4'/><ports>"
		"<port protocol='tcp' portid='443'><state state='open'/><script id='ssl-cert'>"
		"<elem key='pem'>-----BEGIN CERTIFICATE-----\nMII!\n-----END CERTIFICATE-----</elem>"
		"</script></port></ports></host></nmaprun>",
		"is no certificate in base64");
	import_folder_aside(
		folder, &nmap_discovery, "bare.xml",
		"<nmaprun><host><address addr='10.0.0.1' addrtype='ipv4'/><ports>"
		"<port protocol='tcp' portid='443'><state state='open'/><script id='ssl-cert' "
		"output='Subject: commonName=x'/></port></ports></host></nmaprun>",
		"holds the bytes of none: scan with --script ssl-cert");
}

static void what_stands_before_the_fault_is_not_taken(void **state)
{
	struct import_folder *folder = *state;
	TEXT(out);
	text_append(&out, head);
	for (int i = 0; i < 500; i++) {
		char address[32];
		(void)snprintf(address, sizeof(address), "10.0.1.%d", i % 250 + 1);
		print_host(&out, address, "");
		print_port(&out, 443 + i / 250, "open", "syn-ack", &folder->leaf);
		text_append(&out, "</ports></host>\n");
	}
	import_folder_aside(folder, &nmap_discovery, "long.xml", text_string(&out), "cut off");
	text_append(&out, tail);
	import_folder_text(folder, "long.xml", text_string(&out));
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 500);
}

static void one_broken_file_does_not_hold_up_the_others(void **state)
{
	struct import_folder *folder = *state;
	put_host(folder, "a.xml", "10.0.0.1", &folder->leaf);
	import_folder_text(folder, "b.xml", "<nmaprun>");
	put_host(folder, "c.xml", "10.0.0.3", &folder->leaf);
	import_folder_text(folder, "d.nmap", "Nmap scan report");
	import_folder_text(folder, ".hidden.xml", "<");
	assert_int_equal(mkdir(import_folder_path(folder, "below.xml"), 0755), 0);
	assert_int_equal(symlink("/etc/passwd", import_folder_path(folder, "link.xml")), 0);
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 2);
	assert_false(source.scan.complete);
	check_contains(source.scan.missing, "b.xml");
	/* Mended, it is read; the others are not read again. */
	put_host(folder, "b.xml", "10.0.0.2", &folder->other);
	source_forget(&source);
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	assert_true(source.scan.complete);
}

static void each_content_is_taken_once(void **state)
{
	struct import_folder *folder = *state;
	put_host(folder, "a.xml", "10.0.0.1", &folder->leaf);
	put_host(folder, "same.xml", "10.0.0.1", &folder->leaf);
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	/* Touched, moved: the same bytes. */
	import_folder_age(folder, "a.xml", 1700000300);
	char from[160];
	(void)snprintf(from, sizeof(from), "%s", import_folder_path(folder, "same.xml"));
	assert_int_equal(rename(from, import_folder_path(folder, "moved.xml")), 0);
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	put_host(folder, "a.xml", "10.0.0.1", &folder->other);
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 2);
	assert_true(source.scan.complete);
}

static void a_scan_that_was_stopped_goes_on(void **state)
{
	struct import_folder *folder = *state;
	put_host(folder, "a.xml", "10.0.0.1", &folder->leaf);
	put_host(folder, "b.xml", "10.0.0.2", &folder->leaf);
	put_host(folder, "c.xml", "10.0.0.3", &folder->leaf);
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	source.seen.cancel_after = 1;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_CANCELLED);
	assert_int_equal(source.seen.count, 1);
	source_forget(&source);
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 2);
	source_forget(&source);
	put_host(folder, "d.xml", "10.0.0.4", &folder->leaf);
	source.seen.refuse_after = 1;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_LOCAL);
}

static void patterns_and_missing_paths(void **state)
{
	struct import_folder *folder = *state;
	put_host(folder, "dc1-a.xml", "10.0.0.1", &folder->leaf);
	put_host(folder, "dc2-b.xml", "10.0.0.2", &folder->leaf);
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "dc1-*.xml", "");
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	assert_true(source.scan.complete);
	SOURCE(none);
	import_folder_open(folder, &none, &nmap_discovery, "nothing-*.xml", "");
	import_folder_scan(&none);
	assert_true(none.scan.complete);
	SOURCE(missing);
	import_folder_open(folder, &missing, &nmap_discovery, "absent", "");
	import_folder_scan(&missing);
	assert_false(missing.scan.complete);
	check_contains(missing.scan.missing, "absent");
}

static void a_scan_from_the_future_waits(void **state)
{
	struct import_folder *folder = *state;
	SOURCE(source);
	put_host(folder, "a.xml", "10.0.0.1", &folder->leaf);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	clock_set(INT64_C(1600000000));
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 0);
	check_contains(source.scan.missing, "yet to come");
	clock_set(0);
	/* It was our clock: the file did not change, and is read all the same. */
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	assert_true(source.scan.complete);
}

static void it_covers_and_looks_at_nothing(void **state)
{
	struct import_folder *folder = *state;
	SOURCE(source);
	import_folder_open(folder, &source, &nmap_discovery, "", "");
	const struct deployment_place place = { .kind = DEPLOYMENT_ADDRESS,
		                                .zone = "lab",
		                                .host = "10.0.0.1",
		                                .port = 443,
		                                .server_name = "",
		                                .path = "",
		                                .alias = "" };
	assert_false(nmap_discovery.covers(&source.discovery, &place));
	assert_true(source_look(&source, &place, 1));
	assert_int_equal(source.seen.count, 0);
	SOURCE(relative);
	check_contains(source_refusal(&relative, &nmap_discovery, "paths: [scans]\n"),
	               "'scans' does not start at the root");
}

static void standard_input_is_read_when_there_is_one(void **state)
{
	struct import_folder *folder = *state;
	put_host(folder, "a.xml", "10.0.0.1", &folder->leaf);
	SOURCE(source);
	source_open(&source, &nmap_discovery, "lab", "paths: [\"-\"]\n");
	int kept = dup(STDIN_FILENO);
	assert_non_null(freopen(import_folder_path(folder, "a.xml"), "r", stdin));
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	assert_true(source.scan.complete);
	assert_non_null(freopen("/dev/null", "r", stdin));
	import_folder_scan(&source);
	assert_int_equal(source.seen.count, 1);
	assert_true(source.scan.complete);
	assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
	close(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMPORT_TEST(each_state_keeps_its_meaning),
		IMPORT_TEST(names_that_were_asked_for_are_named_places),
		IMPORT_TEST(the_printed_certificate_serves_too),
		IMPORT_TEST(a_broken_file_gives_nothing),
		IMPORT_TEST(what_stands_before_the_fault_is_not_taken),
		IMPORT_TEST(one_broken_file_does_not_hold_up_the_others),
		IMPORT_TEST(each_content_is_taken_once),
		IMPORT_TEST(a_scan_that_was_stopped_goes_on),
		IMPORT_TEST(patterns_and_missing_paths),
		IMPORT_TEST(a_scan_from_the_future_waits),
		IMPORT_TEST(it_covers_and_looks_at_nothing),
		IMPORT_TEST(standard_input_is_read_when_there_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
