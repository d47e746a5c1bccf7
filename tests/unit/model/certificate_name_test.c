/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names folded and compared: case, dots, wildcards, letters beyond ASCII. */
#include "base/arena.h"
#include "model/certificate.h"
#include "model/certificate_parts.h"

#include "support/check.h"

#include <string.h>

static void names_are_folded(void **state)
{
	(void)state;
	ARENA(arena);
	const struct {
		const char *name, *folded;
	} cases[] = {
		{ "Shop.EXAMPLE.", "shop.example" },
		{ "", "" },
		{ ".", "" },
		{ "..", "." },
		{ "*.Shop.example", "*.shop.example" },
		/* Samples of RFC 3492 7.1 and of domains that exist. */
		{ "b\xc3\xbc"
		  "cher.example",
		  "xn--bcher-kva.example" },
		{ "m\xc3\xbcnchen.de.", "xn--mnchen-3ya.de" },
		{ "\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d\xe8\xaf\xb4\xe4\xb8\xad"
		  "\xe6\x96\x87",
		  "xn--ihqwcrb4cv8a8dqg056pqjye" },
		{ "3\xe5\xb9\xb4"
		  "b\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f",
		  "xn--3b-ww4c5e180e575a65lsy2b" },
		{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
		/* Bytes that are no UTF-8 stay. */
		{ "a\xff"
		  "b.example",
		  "a\xff"
		  "b.example" },
		/* Also where nothing stands before a byte that continues. */
		{ "\x80\xbf.example", "\x80\xbf.example" },
		{ "a.\xbf\xc3\xbc", "a.\xbf\xc3\xbc" },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++)
		assert_string_equal(certificate_fold_name(&arena, cases[index].name),
		                    cases[index].folded);
}

/* Label by label, as it is called for: no point stands before the first, on the stack or elsewhere. */
static void a_label_that_begins_with_a_continuation_is_none(void **state)
{
	(void)state;
	ARENA(arena);
	assert_null(certificate_punycode_label(&arena, "\x80", 1));
	assert_null(certificate_punycode_label(&arena, "\xbf\xbf\xc3\xbc", 4));
	assert_null(certificate_punycode_label(&arena, "", 0));
	assert_string_equal(certificate_punycode_label(&arena, "b\xc3\xbc", 3), "xn--b-eha");
}

static void labels_too_long_for_a_host_stay(void **state)
{
	(void)state;
	ARENA(arena);
	char label[200] = "";
	for (size_t index = 0; index + 2 < sizeof(label); index += 2)
		memcpy(label + index, "\xc3\xbc", 3);
	assert_string_equal(certificate_fold_name(&arena, label), label);
}

static void wildcards_stand_for_one_label(void **state)
{
	(void)state;
	const struct {
		const char *pattern, *host;
		bool covers;
	} cases[] = {
		{ "shop.example", "SHOP.example.", true },
		{ "shop.example", "xshop.example", false },
		{ "*.example", "shop.example", true },
		{ "*.example", "a.shop.example", false },
		{ "*.example", "example", false },
		{ "*.example", ".example", false },
		{ "*", "example", false },
		{ "*.", "example.", false },
		{ "s*.example", "shop.example", false },
		{ "shop.*.example", "shop.a.example", false },
		{ "10.0.0.1", "10.0.0.1", true },
		{ "", "", false },
		{ "", "shop", false },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++)
		assert_int_equal(certificate_name_covers(cases[index].pattern, cases[index].host),
		                 cases[index].covers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_folded),
		cmocka_unit_test(a_label_that_begins_with_a_continuation_is_none),
		cmocka_unit_test(labels_too_long_for_a_host_stay),
		cmocka_unit_test(wildcards_stand_for_one_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
