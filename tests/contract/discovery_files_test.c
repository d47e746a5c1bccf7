/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The files source over folders made in the test: every format, keys untouched, faults told. */
#include "base/file.h"
#include "base/text.h"

#include "support/check.h"
#include "support/issue.h"
#include "support/source.h"

#include <dirent.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct discovery_type files_discovery;

/* A folder of the test, and what it holds. */
struct shelf {
	char path[64];
	char file[128];
	struct issued leaf, ca;
};

static int set_up(void **state)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));
	(void)snprintf(shelf->path, sizeof(shelf->path), "/tmp/certsteward-files-XXXXXX");
	assert_non_null(mkdtemp(shelf->path));
	shelf->ca = issue(&(struct order){ .common_name = "CA", .is_ca = true });
	shelf->leaf = issue(&(struct order){ .names = "DNS:shop.example", .issuer = &shelf->ca });
	*state = shelf;
	return 0;
}

static void remove_tree(const char *path)
{
	DIR *folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		char child[512];
		(void)snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    unlink(child) != 0)
			remove_tree(child);
	}
	if (folder)
		closedir(folder);
	rmdir(path);
}

static int tear_down(void **state)
{
	struct shelf *shelf = *state;
	remove_tree(shelf->path);
	issue_release(&shelf->leaf);
	issue_release(&shelf->ca);
	free(shelf);
	return 0;
}

static const char *path_of(struct shelf *shelf, const char *name)
{
	(void)snprintf(shelf->file, sizeof(shelf->file), "%s/%s", shelf->path, name);
	return shelf->file;
}

static void put(struct shelf *shelf, const char *name, const void *bytes, size_t length)
{
	struct error error;
	assert_true(file_replace(path_of(shelf, name), bytes, length, 0644, &error));
}

static void put_text(struct shelf *shelf, const char *name, const char *text)
{
	put(shelf, name, text, strlen(text));
}

static void put_der(struct shelf *shelf, const char *name, const struct issued *issued)
{
	size_t length;
	unsigned char *der = issue_der(issued, &length);
	put(shelf, name, der, length);
	free(der);
}

static char *key_pem(const struct issued *issued)
{
	BIO *memory = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_PrivateKey(memory, issued->key, NULL, NULL, 0, NULL, NULL),
	                 1);
	char *bytes;
	long length = BIO_get_mem_data(memory, &bytes);
	char *copy = strndup(bytes, (size_t)length);
	BIO_free(memory);
	return copy;
}

static void open_shelf(struct source *source, struct shelf *shelf, const char *more)
{
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml), "paths: [%s]\nhost: box\n%s", shelf->path, more);
	source_open(source, &files_discovery, "lab", yaml);
}

static void scan_shelf(struct source *source, struct shelf *shelf, const char *more)
{
	open_shelf(source, shelf, more);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
}

static const struct look *look_at(struct source *source, struct shelf *shelf, const char *name)
{
	char key[256];
	(void)snprintf(key, sizeof(key), "lab/box:%s/%s", shelf->path, name);
	return source_find(source, key);
}

static void check_der(const struct look *look, const struct issued *issued)
{
	size_t length;
	unsigned char *der = issue_der(issued, &length);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_int_equal(look->slots[0].chain[0].length, length);
	assert_memory_equal(look->slots[0].chain[0].der, der, length);
	free(der);
}

static void pem_holds_many_and_keys_are_stepped_over(void **state)
{
	struct shelf *shelf = *state;
	char *leaf = issue_pem(&shelf->leaf);
	char *ca = issue_pem(&shelf->ca);
	char *key = key_pem(&shelf->leaf);
	TEXT(all);
	text_print(&all,
	           "subject=CN = shop\n%s\nsome words\r\n%s%s-----BEGIN CERTIFICATE-----\n!!\n",
	           key, leaf, ca);
	text_append(&all, "-----END CERTIFICATE-----\n");
	put_text(shelf, "full.chain", text_string(&all));
	put_text(shelf, "only.key", key);
	SOURCE(source);
	scan_shelf(&source, shelf, "evidence: configured\n");
	const struct look *first = look_at(&source, shelf, "full.chain#1");
	check_der(first, &shelf->leaf);
	assert_int_equal(first->evidence, DEPLOYMENT_CONFIGURED);
	assert_int_equal(first->slots[0].chain_length, 1);
	check_der(look_at(&source, shelf, "full.chain#2"), &shelf->ca);
	const struct look *broken = look_at(&source, shelf, "full.chain#3");
	assert_int_equal(broken->outcome, LOOK_UNREACHABLE);
	assert_int_equal(broken->reason, LOOK_NOT_READABLE);
	assert_int_equal(source.seen.count, 3);
	assert_true(source.scan.complete);
	free(leaf);
	free(ca);
	free(key);
}

static void der_and_pkcs7_are_known_by_content(void **state)
{
	struct shelf *shelf = *state;
	put_der(shelf, "without-ending", &shelf->leaf);
	PKCS7 *bag = PKCS7_new();
	assert_int_equal(PKCS7_set_type(bag, NID_pkcs7_signed), 1);
	assert_int_equal(PKCS7_content_new(bag, NID_pkcs7_data), 1);
	assert_int_equal(PKCS7_add_certificate(bag, shelf->leaf.x509), 1);
	assert_int_equal(PKCS7_add_certificate(bag, shelf->ca.x509), 1);
	unsigned char *der = NULL;
	int length = i2d_PKCS7(bag, &der);
	put(shelf, "bag.p7b", der, (size_t)length);
	OPENSSL_free(der);
	BIO *memory = BIO_new(BIO_s_mem());
	PEM_write_bio_PKCS7(memory, bag);
	char *pem;
	long pem_length = BIO_get_mem_data(memory, &pem);
	put(shelf, "bag.pem", pem, (size_t)pem_length);
	BIO_free(memory);
	PKCS7_free(bag);
	SOURCE(source);
	scan_shelf(&source, shelf, "");
	check_der(look_at(&source, shelf, "without-ending#1"), &shelf->leaf);
	check_der(look_at(&source, shelf, "bag.p7b#1"), &shelf->leaf);
	check_der(look_at(&source, shelf, "bag.p7b#2"), &shelf->ca);
	check_der(look_at(&source, shelf, "bag.pem#2"), &shelf->ca);
	assert_int_equal(look_at(&source, shelf, "bag.pem#1")->evidence, DEPLOYMENT_STORED);
}

static void put_pkcs12(struct shelf *shelf, const char *name, const char *password, int cipher)
{
	STACK_OF(X509) *more = sk_X509_new_null();
	sk_X509_push(more, shelf->ca.x509);
	PKCS12 *store = PKCS12_create(password, "my shop", shelf->leaf.key, shelf->leaf.x509, more,
	                              cipher, cipher, 0, 0, 0);
	assert_non_null(store);
	unsigned char *der = NULL;
	int length = i2d_PKCS12(store, &der);
	put(shelf, name, der, (size_t)length);
	OPENSSL_free(der);
	PKCS12_free(store);
	sk_X509_free(more);
}

static void pkcs12_opens_with_its_password(void **state)
{
	struct shelf *shelf = *state;
	put_pkcs12(shelf, "new.p12", "secret", 0);
	put_pkcs12(shelf, "old.p12", "secret", NID_pbe_WithSHA1And3_Key_TripleDES_CBC);
	put_pkcs12(shelf, "other.p12", "another", 0);
	put_pkcs12(shelf, "empty.p12", "", 0);
	setenv("CERTSTEWARD_TEST_P12", "secret", 1);
	SOURCE(source);
	scan_shelf(&source, shelf, "password: {env: CERTSTEWARD_TEST_P12}\n");
	check_der(look_at(&source, shelf, "new.p12#my%20shop"), &shelf->leaf);
	check_der(look_at(&source, shelf, "new.p12#2"), &shelf->ca);
	check_der(look_at(&source, shelf, "old.p12#my%20shop"), &shelf->leaf);
	check_der(look_at(&source, shelf, "empty.p12#my%20shop"), &shelf->leaf);
	const struct look *refused = look_at(&source, shelf, "other.p12");
	assert_int_equal(refused->outcome, LOOK_UNREACHABLE);
	check_contains(refused->detail, "'password' does not open");
}

static void what_cannot_be_read_is_told(void **state)
{
	struct shelf *shelf = *state;
	put(shelf, "keys.jks", "\xFE\xED\xFE\xED\0\0\0\2", 8);
	put_text(shelf, "wrong.crt", "no certificate at all\n");
	put_text(shelf, "README.txt", "no certificate at all\n");
	put(shelf, "broken.p12", "\x30\x82\x01\x00\x02\x01\x03\x30\x01\x00", 10);
	put(shelf, "odd.der", "\x30\x07\x30\x03\x02\x01\x01\x30\x00", 9);
	put(shelf, "short.der", "\x30\x82\x01\x00\x30\x03\x02\x01\x01\x30\x00", 11);
	char *large = calloc(1, (32 << 20) + 1);
	put(shelf, "large.pem", large, (32 << 20) + 1);
	put(shelf, "large.bin", large, (32 << 20) + 1);
	free(large);
	SOURCE(source);
	scan_shelf(&source, shelf, "");
	check_contains(look_at(&source, shelf, "keys.jks")->detail, "PKCS#12");
	assert_int_equal(look_at(&source, shelf, "wrong.crt")->reason, LOOK_NOT_READABLE);
	assert_int_equal(look_at(&source, shelf, "broken.p12")->reason, LOOK_NOT_READABLE);
	assert_int_equal(look_at(&source, shelf, "large.pem")->reason, LOOK_TOO_LARGE);
	/* Bytes that do not parse are still handed over: the engine keeps them by digest. */
	assert_int_equal(look_at(&source, shelf, "odd.der#1")->slots[0].chain[0].length, 9);
	assert_int_equal(look_at(&source, shelf, "short.der")->reason, LOOK_NOT_READABLE);
	assert_int_equal(source.seen.count, 6);
	assert_true(source.scan.complete);
}

static void links_do_not_lead_out(void **state)
{
	struct shelf *shelf = *state;
	assert_int_equal(mkdir(path_of(shelf, "in"), 0755), 0);
	assert_int_equal(mkdir(path_of(shelf, "out"), 0755), 0);
	put_der(shelf, "in/a.der", &shelf->leaf);
	put_der(shelf, "out/b.der", &shelf->leaf);
	assert_int_equal(symlink("a.der", path_of(shelf, "in/live.der")), 0);
	assert_int_equal(symlink("../out/b.der", path_of(shelf, "in/away.der")), 0);
	assert_int_equal(symlink("../out", path_of(shelf, "in/folder")), 0);
	assert_int_equal(symlink(".", path_of(shelf, "in/loop")), 0);
	assert_int_equal(mkfifo(path_of(shelf, "in/pipe.pem"), 0644), 0);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml), "paths: [%s/in]\nhost: box\n", shelf->path);
	SOURCE(source);
	source_open(&source, &files_discovery, "lab", yaml);
	assert_true(source_scan(&source));
	check_der(look_at(&source, shelf, "in/a.der#1"), &shelf->leaf);
	check_der(look_at(&source, shelf, "in/live.der#1"), &shelf->leaf);
	assert_int_equal(source.seen.count, 2);
	assert_true(source.scan.complete);
}

static void what_is_closed_to_us_makes_the_scan_partial(void **state)
{
	struct shelf *shelf = *state;
	put_der(shelf, "a.der", &shelf->leaf);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml), "paths: [%s, %s/nowhere]\nhost: box\n", shelf->path,
	               shelf->path);
	SOURCE(source);
	source_open(&source, &files_discovery, "lab", yaml);
	assert_true(source_scan(&source));
	assert_int_equal(source.seen.count, 1);
	assert_false(source.scan.complete);
}

static const char *known_path; /* of the file that cannot be read */

static bool tell_places(void *context,
                        void (*each)(void *own, const struct deployment_place *place), void *own,
                        struct error *error)
{
	(void)context;
	(void)error;
	static const char *const known[][2] = { { "box", "1" },
		                                { "box", "web" },
		                                { "other", "1" } };
	for (size_t index = 0; index < COUNT_OF(known); index++)
		each(own, &(struct deployment_place){ .kind = DEPLOYMENT_FILE,
		                                      .zone = "lab",
		                                      .host = known[index][0],
		                                      .server_name = "",
		                                      .path = known_path,
		                                      .alias = known[index][1] });
	return true;
}

/* A password that was changed takes no certificate away: what was known there is not absent. */
static void what_a_file_held_is_told_when_it_cannot_be_read(void **state)
{
	struct shelf *shelf = *state;
	put(shelf, "store.p12", "closed", 6);
	put(shelf, "new.p12", "closed", 6);
	put_der(shelf, "a.der", &shelf->leaf);
	char path[256];
	(void)snprintf(path, sizeof(path), "%s", path_of(shelf, "store.p12"));
	known_path = path;
	SOURCE(source);
	open_shelf(&source, shelf, "");
	source.known_places = tell_places;
	assert_true(source_scan(&source));
	assert_true(source.scan.complete);
	assert_int_equal(source.seen.count, 4);
	static const char *const told[] = { "store.p12#1", "store.p12#web", "new.p12" };
	for (size_t index = 0; index < COUNT_OF(told); index++) {
		const struct look *look = look_at(&source, shelf, told[index]);
		assert_int_equal(look->outcome, LOOK_UNREACHABLE);
		assert_int_equal(look->reason, LOOK_NOT_READABLE);
	}
	check_der(look_at(&source, shelf, "a.der#1"), &shelf->leaf);
}

static void looks_answer_for_single_entries(void **state)
{
	struct shelf *shelf = *state;
	put_der(shelf, "a.der", &shelf->leaf);
	SOURCE(source);
	open_shelf(&source, shelf, "");
	struct deployment_place places[5];
	const char *const names[] = { "a.der", "a.der", "b.der", "../x.der", "a.der" };
	const char *const aliases[] = { "1", "2", "1", "1", "1" };
	for (size_t index = 0; index < COUNT_OF(places); index++)
		places[index] = (struct deployment_place){
			.kind = DEPLOYMENT_FILE,
			.zone = index == 4 ? "elsewhere" : "lab",
			.host = "box",
			.server_name = "",
			.path = arena_copy(&source.arena, path_of(shelf, names[index])),
			.alias = aliases[index],
		};
	assert_true(source_look(&source, places, COUNT_OF(places)));
	check_der(look_at(&source, shelf, "a.der#1"), &shelf->leaf);
	assert_true(look_at(&source, shelf, "a.der#1")->full);
	assert_int_equal(look_at(&source, shelf, "a.der#2")->outcome, LOOK_ABSENT);
	assert_int_equal(look_at(&source, shelf, "b.der#1")->outcome, LOOK_ABSENT);
	assert_int_equal(source.seen.count, 3);
	assert_true(files_discovery.covers(&source.discovery, &places[2]));
	assert_false(files_discovery.covers(&source.discovery, &places[3]));
	assert_false(files_discovery.covers(&source.discovery, &places[4]));
}

static void stopping_and_refusing_end_the_scan(void **state)
{
	struct shelf *shelf = *state;
	put_der(shelf, "a.der", &shelf->leaf);
	put_der(shelf, "b.der", &shelf->leaf);
	SOURCE(source);
	open_shelf(&source, shelf, "");
	source.seen.cancel_after = 1;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_CANCELLED);
	assert_int_equal(source.seen.count, 1);
	source_forget(&source);
	source.seen.refuse_after = 1;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_LOCAL);
	assert_false(source.scan.complete);
}

static void relative_paths_are_refused(void **state)
{
	(void)state;
	SOURCE(source);
	check_contains(source_refusal(&source, &files_discovery, "paths: [certificates]\n"),
	               "'certificates' does not start at the root");
}

#define WITH_SHELF(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SHELF(pem_holds_many_and_keys_are_stepped_over),
		WITH_SHELF(der_and_pkcs7_are_known_by_content),
		WITH_SHELF(pkcs12_opens_with_its_password),
		WITH_SHELF(what_cannot_be_read_is_told),
		WITH_SHELF(links_do_not_lead_out),
		WITH_SHELF(what_is_closed_to_us_makes_the_scan_partial),
		WITH_SHELF(what_a_file_held_is_told_when_it_cannot_be_read),
		WITH_SHELF(looks_answer_for_single_entries),
		WITH_SHELF(stopping_and_refusing_end_the_scan),
		cmocka_unit_test(relative_paths_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
