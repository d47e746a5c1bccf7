/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names and addresses of a CI out of free text fields, as the model wants them. */
#pragma once
#include <stddef.h>

struct arena;

/* Each text once, in order. Zero-initialise; texts in the arena. */
struct itsm_place_texts {
	const char **items;
	size_t count, capacity;
};

/* One name: folded, without the last dot; what cannot be a name of the network is left out. */
void itsm_place_add_name(struct arena *arena, struct itsm_place_texts *texts, const char *name);
/* A field that may hold several, by lines, blanks, commas or semicolons. */
void itsm_place_add_names(struct arena *arena, struct itsm_place_texts *texts, const char *field);
/* The same for addresses, in the form of inet_ntop; what is none is left out. */
void itsm_place_add_addresses(struct arena *arena, struct itsm_place_texts *texts,
                              const char *field);
