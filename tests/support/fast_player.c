/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds the fast probe's state machine as a socket would. */
#include "support/fast_player.h"
#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FIRST_ROOM = 1024 };

void fast_again(struct fast_player *player, enum tls_offer offer, const char *server_name)
{
	unsigned char random[TLS_FAST_RANDOM];
	for (size_t at = 0; at < sizeof(random); at++)
		random[at] = (unsigned char)(0xa0 + at);
	tls_fast_start(&player->fast, &player->ciphers,
	               &(struct tls_fast_question){
			       .offer = offer, .server_name = server_name, .random = random });
	free(player->room);
	player->room = malloc(FIRST_ROOM);
	assert_non_null(player->room);
	tls_fast_lend(&player->fast, player->room, FIRST_ROOM);
}

void fast_open(struct fast_player *player, enum tls_offer offer, const char *server_name)
{
	struct error error;
	assert_true(tls_fast_keys_open(&player->ciphers, &error));
	player->room = NULL;
	fast_again(player, offer, server_name);
}

void fast_close(struct fast_player *player)
{
	free(player->room);
	tls_fast_keys_close(&player->ciphers);
}

static unsigned char *find_space(struct fast_player *player, size_t *size)
{
	unsigned char *space = tls_fast_space(&player->fast, size);
	if (*size)
		return space;
	size_t capacity = player->fast.capacity * 2 < TLS_FAST_ROOM ? player->fast.capacity * 2
	                                                            : TLS_FAST_ROOM;
	assert_true(capacity > tls_fast_kept(&player->fast));
	unsigned char *room = malloc(capacity);
	assert_non_null(room);
	tls_fast_lend(&player->fast, room, capacity);
	free(player->room);
	player->room = room;
	return tls_fast_space(&player->fast, size);
}

enum tls_fast_state fast_feed(struct fast_player *player, const void *bytes, size_t length,
                              size_t piece)
{
	const unsigned char *at = bytes;
	while (length && player->fast.state == TLS_FAST_READING) {
		size_t size;
		unsigned char *space = find_space(player, &size);
		size_t now = piece < length ? piece : length;
		now = now < size ? now : size;
		memcpy(space, at, now);
		tls_fast_take(&player->fast, now);
		at += now;
		length -= now;
	}
	return player->fast.state;
}

enum tls_fast_state fast_talk(struct fast_player *player, int descriptor)
{
	unsigned char goodbye[TLS_FAST_GOODBYE];
	ssize_t got = send(descriptor, player->fast.hello, player->fast.hello_length, MSG_NOSIGNAL);
	while (got > 0 && player->fast.state == TLS_FAST_READING) {
		size_t size;
		unsigned char *space = find_space(player, &size);
		got = recv(descriptor, space, size, 0);
		if (got > 0)
			tls_fast_take(&player->fast, (size_t)got);
	}
	if (got > 0)
		(void)!send(descriptor, goodbye, tls_fast_goodbye(&player->fast, goodbye),
		            MSG_NOSIGNAL);
	return player->fast.state;
}
