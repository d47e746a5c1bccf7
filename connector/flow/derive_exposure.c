/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From where a place can be reached, as far as its address tells. */
#include "flow/derive_exposure.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <string.h>

static const char internal[] = "internal", internet[] = "internet";

static bool is_inside_v4(const unsigned char bytes[static 4])
{
	return bytes[0] == 10 || bytes[0] == 127 || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) ||
	       (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) ||
	       (bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
}

static bool is_inside_v6(const unsigned char bytes[static 16])
{
	static const unsigned char loopback[16] = { [15] = 1 };
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	if (memcmp(bytes, mapped, sizeof(mapped)) == 0)
		return is_inside_v4(bytes + sizeof(mapped));
	return memcmp(bytes, loopback, sizeof(loopback)) == 0 || (bytes[0] & 0xFE) == 0xFC ||
	       (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80);
}

static const char *of_address(const char *address)
{
	unsigned char bytes[16];
	if (inet_pton(AF_INET, address, bytes) == 1)
		return is_inside_v4(bytes) ? internal : internet;
	if (inet_pton(AF_INET6, address, bytes) == 1)
		return is_inside_v6(bytes) ? internal : internet;
	return NULL;
}

const char *derive_exposure(const struct subject_place *place)
{
	const struct deployment_place *where = &place->deployment->place;
	const char *exposure = NULL;
	if (where->kind == DEPLOYMENT_ADDRESS)
		return of_address(where->host);
	if (where->kind != DEPLOYMENT_NAME)
		return NULL;
	for (size_t i = 0; i < place->address_count; i++) {
		exposure = of_address(place->addresses[i]);
		if (exposure != internal)
			return exposure;
	}
	return exposure;
}

const char *derive_exposure_of(const struct subject *subject)
{
	const char *all = NULL;
	bool unknown = false;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		enum deployment_kind kind = place->deployment->place.kind;
		if (place->state == PLACE_GONE ||
		    (kind != DEPLOYMENT_ADDRESS && kind != DEPLOYMENT_NAME))
			continue;
		const char *one = derive_exposure(place);
		if (one == internet)
			return one;
		unknown |= one == NULL;
		all = one;
	}
	return unknown ? NULL : all;
}
