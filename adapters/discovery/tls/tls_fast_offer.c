/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the fast probe's hello offers, as tables. */
#include "tls_fast_offer.h"

enum { SECP256R1 = 23, SECP384R1 = 24, X25519 = 29 };

/* The order of tls_context.c's lists as OpenSSL 3.0 writes them: a server with several certificates
 * chooses by them, and both probes shall meet the same one. */
const struct tls_fast_choice tls_fast_offer_suites[] = {
	{ 0x1302, TLS_FAST_ANY },
	{ 0x1303, TLS_FAST_ANY },
	{ 0x1301, TLS_FAST_ANY },
	{ 0xc02c, TLS_FAST_EC },
	{ 0xc030, TLS_FAST_RSA },
	{ 0x00a3, TLS_FAST_DSA },
	{ 0x009f, TLS_FAST_RSA },
	{ 0xcca9, TLS_FAST_EC },
	{ 0xcca8, TLS_FAST_RSA },
	{ 0xccaa, TLS_FAST_RSA },
	{ 0xc0af, TLS_FAST_EC },
	{ 0xc0ad, TLS_FAST_EC },
	{ 0xc0a3, TLS_FAST_RSA },
	{ 0xc09f, TLS_FAST_RSA },
	{ 0xc05d, TLS_FAST_EC },
	{ 0xc061, TLS_FAST_RSA },
	{ 0xc057, TLS_FAST_DSA },
	{ 0xc053, TLS_FAST_RSA },
	{ 0xc02b, TLS_FAST_EC },
	{ 0xc02f, TLS_FAST_RSA },
	{ 0x00a2, TLS_FAST_DSA },
	{ 0x009e, TLS_FAST_RSA },
	{ 0xc0ae, TLS_FAST_EC },
	{ 0xc0ac, TLS_FAST_EC },
	{ 0xc0a2, TLS_FAST_RSA },
	{ 0xc09e, TLS_FAST_RSA },
	{ 0xc05c, TLS_FAST_EC },
	{ 0xc060, TLS_FAST_RSA },
	{ 0xc056, TLS_FAST_DSA },
	{ 0xc052, TLS_FAST_RSA },
	{ 0xc024, TLS_FAST_EC },
	{ 0xc028, TLS_FAST_RSA },
	{ 0x006b, TLS_FAST_RSA },
	{ 0x006a, TLS_FAST_DSA },
	{ 0xc073, TLS_FAST_EC },
	{ 0xc077, TLS_FAST_RSA },
	{ 0x00c4, TLS_FAST_RSA },
	{ 0x00c3, TLS_FAST_DSA },
	{ 0xc023, TLS_FAST_EC },
	{ 0xc027, TLS_FAST_RSA },
	{ 0x0067, TLS_FAST_RSA },
	{ 0x0040, TLS_FAST_DSA },
	{ 0xc072, TLS_FAST_EC },
	{ 0xc076, TLS_FAST_RSA },
	{ 0x00be, TLS_FAST_RSA },
	{ 0x00bd, TLS_FAST_DSA },
	{ 0xc00a, TLS_FAST_EC },
	{ 0xc014, TLS_FAST_RSA },
	{ 0x0039, TLS_FAST_RSA },
	{ 0x0038, TLS_FAST_DSA },
	{ 0x0088, TLS_FAST_RSA },
	{ 0x0087, TLS_FAST_DSA },
	{ 0xc009, TLS_FAST_EC },
	{ 0xc013, TLS_FAST_RSA },
	{ 0x0033, TLS_FAST_RSA },
	{ 0x0032, TLS_FAST_DSA },
	{ 0x0045, TLS_FAST_RSA },
	{ 0x0044, TLS_FAST_DSA },
	{ 0x009d, TLS_FAST_RSA },
	{ 0xc0a1, TLS_FAST_RSA },
	{ 0xc09d, TLS_FAST_RSA },
	{ 0xc051, TLS_FAST_RSA },
	{ 0x009c, TLS_FAST_RSA },
	{ 0xc0a0, TLS_FAST_RSA },
	{ 0xc09c, TLS_FAST_RSA },
	{ 0xc050, TLS_FAST_RSA },
	{ 0x003d, TLS_FAST_RSA },
	{ 0x00c0, TLS_FAST_RSA },
	{ 0x003c, TLS_FAST_RSA },
	{ 0x00ba, TLS_FAST_RSA },
	{ 0x0035, TLS_FAST_RSA },
	{ 0x0084, TLS_FAST_RSA },
	{ 0x002f, TLS_FAST_RSA },
	{ 0x0041, TLS_FAST_RSA },
	{ 0xc006, TLS_FAST_EC },
	{ 0xc010, TLS_FAST_RSA },
	{ 0x003b, TLS_FAST_RSA },
	{ 0x0002, TLS_FAST_RSA },
	{ 0x0001, TLS_FAST_RSA },
	/* Only here: OpenSSL is built without them. */
	{ 0xc008, TLS_FAST_EC },
	{ 0xc012, TLS_FAST_RSA },
	{ 0x0016, TLS_FAST_RSA },
	{ 0x0013, TLS_FAST_DSA },
	{ 0x000a, TLS_FAST_RSA },
	{ 0xc007, TLS_FAST_EC },
	{ 0xc011, TLS_FAST_RSA },
	{ 0x0005, TLS_FAST_RSA },
	{ 0x0004, TLS_FAST_RSA },
	{ 0x0015, TLS_FAST_RSA },
	{ 0x0012, TLS_FAST_DSA },
	{ 0x0009, TLS_FAST_RSA },
};

const struct tls_fast_choice tls_fast_offer_algorithms[] = {
	{ 0x0403, TLS_FAST_EC },  { 0x0503, TLS_FAST_EC },  { 0x0603, TLS_FAST_EC },
	{ 0x0807, TLS_FAST_EC },  { 0x0808, TLS_FAST_EC },  { 0x0303, TLS_FAST_EC },
	{ 0x0203, TLS_FAST_EC },  { 0x0804, TLS_FAST_RSA }, { 0x0805, TLS_FAST_RSA },
	{ 0x0806, TLS_FAST_RSA }, { 0x0809, TLS_FAST_RSA }, { 0x080a, TLS_FAST_RSA },
	{ 0x080b, TLS_FAST_RSA }, { 0x0401, TLS_FAST_RSA }, { 0x0501, TLS_FAST_RSA },
	{ 0x0601, TLS_FAST_RSA }, { 0x0301, TLS_FAST_RSA }, { 0x0201, TLS_FAST_RSA },
	{ 0x0402, TLS_FAST_DSA }, { 0x0202, TLS_FAST_DSA },
};

const unsigned short tls_fast_offer_groups[] = { X25519, SECP256R1, SECP384R1, 25, 30,
	                                         26,     27,        28,        22 };

const struct tls_fast_share tls_fast_offer_shares[] = {
	/* RFC 7748 4.1: u = 9 */
	{ X25519, 32, (const unsigned char[32]){ 9 }, 0, 32 },
	/* SEC 2 (version 2.0) 2.4.2: G, uncompressed; the secret is the x coordinate (RFC 8446 7.4.2) */
	{ SECP256R1, 65,
	  (const unsigned char[65]){
		  0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5,
		  0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4,
		  0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a,
		  0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
		  0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5 },
	  1, 32 },
	/* SEC 2 (version 2.0) 2.5.1 */
	{ SECP384R1, 97,
	  (const unsigned char[97]){
		  0x04, 0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e,
		  0xf3, 0x20, 0xad, 0x74, 0x6e, 0x1d, 0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59,
		  0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55, 0x02, 0xf2, 0x5d, 0xbf, 0x55,
		  0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7, 0x36, 0x17, 0xde,
		  0x4a, 0x96, 0x26, 0x2c, 0x6f, 0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc, 0x29,
		  0xf8, 0xf4, 0x1d, 0xbd, 0x28, 0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31, 0x13, 0xb5,
		  0xf0, 0xb8, 0xc0, 0x0a, 0x60, 0xb1, 0xce, 0x1d, 0x7e, 0x81, 0x9d, 0x7a, 0x43,
		  0x1d, 0x7c, 0x90, 0xea, 0x0e, 0x5f },
	  1, 48 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const size_t tls_fast_offer_suite_count = COUNT(tls_fast_offer_suites);
const size_t tls_fast_offer_algorithm_count = COUNT(tls_fast_offer_algorithms);
const size_t tls_fast_offer_group_count = COUNT(tls_fast_offer_groups);
const size_t tls_fast_offer_share_count = COUNT(tls_fast_offer_shares);
