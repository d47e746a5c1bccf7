/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A name server on loopback. Signs by HMAC at one go over a copy of all that is signed, so that it has
 * nothing in common with what it tests. */
#include "support/zone_server.h"
#include "support/check.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	ROOM = 16 << 10, /* of one message */
	TYPE_A = 1,
	TYPE_SOA = 6,
	TYPE_TSIG = 250,
	CLASS_IN = 1,
	CLASS_ANY = 255,
	NAMES_TOGETHER = 2, /* in one message, so that a zone takes several */
	MAC = 32,
	HOUR = 3600,
	PATIENCE_MS = 20000,
};

struct zone_server {
	const struct zone_server_options *options;
	int listener, port;
	int stop[2]; /* closing the writing end tells the thread */
	pthread_t thread;
};

/* One answer being written, and what is signed with it. */
struct message {
	unsigned char bytes[ROOM];
	size_t length;
};

struct talk {
	struct zone_server *server;
	int descriptor;
	unsigned char number[2];
	unsigned char mac[MAC]; /* the newest */
	bool answered;
	unsigned char waiting[4 * ROOM]; /* unsigned messages, for the next signature */
	size_t waiting_length;
};

static void put_u16(struct message *message, unsigned value)
{
	message->bytes[message->length++] = (unsigned char)(value >> 8);
	message->bytes[message->length++] = (unsigned char)value;
}

static void put_bytes(struct message *message, const void *bytes, size_t length)
{
	memcpy(message->bytes + message->length, bytes, length);
	message->length += length;
}

/* "a.example.com", and "." for the root. */
static void put_name(struct message *message, const char *name)
{
	while (*name && strcmp(name, ".") != 0) {
		size_t length = strcspn(name, ".");
		message->bytes[message->length++] = (unsigned char)length;
		put_bytes(message, name, length);
		name += length + (name[length] == '.');
	}
	message->bytes[message->length++] = 0;
}

static void put_record(struct message *message, const char *owner, unsigned type, const void *data,
                       size_t length)
{
	put_name(message, owner);
	put_u16(message, type);
	put_u16(message, CLASS_IN);
	put_u16(message, 0);
	put_u16(message, HOUR);
	put_u16(message, (unsigned)length);
	put_bytes(message, data, length);
	message->bytes[7]++;
}

static void put_soa(struct message *message, const char *owner)
{
	static const unsigned char data[2 + 20] = { 0 };
	put_record(message, owner, TYPE_SOA, data, sizeof(data));
}

static void put_address(struct message *message, const char *owner)
{
	static const unsigned char data[4] = { 127, 0, 0, 1 };
	put_record(message, owner, TYPE_A, data, sizeof(data));
}

static void begin(const struct talk *talk, struct message *message, unsigned flags)
{
	message->length = 0;
	put_bytes(message, talk->number, 2);
	put_u16(message, flags);
	memset(message->bytes + message->length, 0, 8);
	message->length += 8;
}

static void put_time(struct message *message, int64_t time)
{
	put_u16(message, (unsigned)(time >> 32));
	put_u16(message, (unsigned)(time >> 16) & 0xffff);
	put_u16(message, (unsigned)time & 0xffff);
	put_u16(message, 300);
}

/* What is signed: the signature before, messages since, this one, and the variables or the timers. */
static void make_mac(struct talk *talk, const struct message *message, int64_t time)
{
	static struct message all;
	const char *key = talk->server->options->key;
	unsigned length = MAC;
	all.length = 0;
	put_u16(&all, MAC);
	put_bytes(&all, talk->mac, MAC);
	put_bytes(&all, talk->waiting, talk->waiting_length);
	put_bytes(&all, message->bytes, message->length);
	if (!talk->answered) {
		put_name(&all, "lab");
		put_u16(&all, CLASS_ANY);
		put_u16(&all, 0);
		put_u16(&all, 0);
		put_name(&all, "hmac-sha256");
	}
	put_time(&all, time);
	if (!talk->answered) {
		put_u16(&all, 0);
		put_u16(&all, 0);
	}
	assert_non_null(HMAC(EVP_sha256(), key, (int)strlen(key), all.bytes, all.length, talk->mac,
	                     &length));
}

static void sign(struct talk *talk, struct message *message, bool falsely)
{
	bool late = talk->server->options->signing == ZONE_SIGNS_LATE;
	int64_t at = (int64_t)time(NULL) - (late ? HOUR : 0);
	make_mac(talk, message, at);
	if (falsely)
		message->bytes[message->length - 1] ^= 1;
	put_name(message, "lab");
	put_u16(message, TYPE_TSIG);
	put_u16(message, CLASS_ANY);
	put_u16(message, 0);
	put_u16(message, 0);
	put_u16(message, 13 + 8 + 2 + MAC + 6);
	put_name(message, "hmac-sha256");
	put_time(message, at);
	put_u16(message, MAC);
	put_bytes(message, talk->mac, MAC);
	put_bytes(message, talk->number, 2);
	put_u16(message, 0);
	put_u16(message, 0);
	message->bytes[11]++;
	talk->answered = true;
	talk->waiting_length = 0;
}

static bool say(struct talk *talk, struct message *message, bool last)
{
	const struct zone_server_options *options = talk->server->options;
	enum zone_signing signing = options->signing;
	bool first = !talk->answered;
	bool signs = signing == ZONE_SIGNS_ALL || signing == ZONE_SIGNS_LATE ||
	             signing == ZONE_SIGNS_FALSELY || (signing == ZONE_SIGNS_FIRST && first) ||
	             (signing == ZONE_SIGNS_ENDS && (first || last));
	if (options->key && signs) {
		sign(talk, message, last && signing == ZONE_SIGNS_FALSELY);
	} else if (options->key) {
		memcpy(talk->waiting + talk->waiting_length, message->bytes, message->length);
		talk->waiting_length += message->length;
	}
	unsigned char size[2] = { (unsigned char)(message->length >> 8),
		                  (unsigned char)message->length };
	return send(talk->descriptor, size, 2, MSG_NOSIGNAL) == 2 &&
	       send(talk->descriptor, message->bytes, message->length, MSG_NOSIGNAL) ==
	               (ssize_t)message->length;
}

static void whole_name(const struct zone_server_options *options, const char *name,
                       char out[static 256])
{
	if (strcmp(name, "@") == 0)
		(void)snprintf(out, 256, "%s", options->zone);
	else
		(void)snprintf(out, 256, "%s.%s", name, options->zone);
}

/* The zone in several messages, its last SOA in one of its own. */
static void hand_over(struct talk *talk)
{
	const struct zone_server_options *options = talk->server->options;
	static struct message message;
	char name[256];
	int count = 0;
	begin(talk, &message, 0x8400);
	put_soa(&message, options->manners == ZONE_OTHER ? "other.example" : options->zone);
	if (options->other)
		put_address(&message, options->other);
	for (size_t at = 0; options->names && options->names[at]; at++) {
		whole_name(options, options->names[at], name);
		put_address(&message, name);
		if (++count % NAMES_TOGETHER)
			continue;
		if (!say(talk, &message, false))
			return;
		begin(talk, &message, 0x8400);
	}
	if (options->manners == ZONE_HALF) {
		(void)say(talk, &message, false);
		return;
	}
	put_soa(&message, options->zone);
	if (options->manners == ZONE_CONTINUES)
		put_soa(&message, options->zone);
	(void)say(talk, &message, true);
}

static void never_end(struct talk *talk)
{
	static struct message message;
	char name[256];
	begin(talk, &message, 0x8400);
	put_soa(&message, talk->server->options->zone);
	for (unsigned number = 0; say(talk, &message, false);) {
		begin(talk, &message, 0x8400);
		for (int count = 0; count < 200; count++) {
			(void)snprintf(name, sizeof(name), "n%u.%s", number++,
			               talk->server->options->zone);
			put_address(&message, name);
		}
	}
}

/* Until the other side or the server goes. */
static bool hold(const struct talk *talk, int milliseconds)
{
	struct pollfd waits[] = {
		{ .fd = talk->descriptor, .events = POLLIN },
		{ .fd = talk->server->stop[0], .events = POLLIN },
	};
	return poll(waits, 2, milliseconds) == 0;
}

static void misbehave(struct talk *talk)
{
	static struct message message;
	static const unsigned char loop[] = { 0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 0 };
	switch (talk->server->options->manners) {
	case ZONE_REFUSES:
		begin(talk, &message, 0x8005);
		(void)say(talk, &message, true);
		break;
	case ZONE_GARBAGE:
		memset(message.bytes, 0xff, 64);
		memcpy(message.bytes, talk->number, 2);
		message.bytes[2] = 0x84, message.bytes[3] = message.bytes[4] = 0;
		message.bytes[5] = 1;
		message.length = 64;
		(void)say(talk, &message, true);
		break;
	case ZONE_LOOPS:
		begin(talk, &message, 0x8400);
		put_bytes(&message, loop, sizeof(loop));
		message.bytes[7] = 1;
		(void)say(talk, &message, true);
		break;
	case ZONE_OTHER_NUMBER:
		talk->number[0] ^= 1;
		hand_over(talk);
		break;
	case ZONE_DRIPS:
		(void)!send(talk->descriptor, "\1\0", 2, MSG_NOSIGNAL);
		while (hold(talk, 100) && send(talk->descriptor, "", 1, MSG_NOSIGNAL) == 1)
			;
		break;
	default:
		(void)hold(talk, PATIENCE_MS);
		break;
	}
}

/* The signature of the question, for the first one of the answer; it is the last thing in there. */
static void remember_mac(struct talk *talk, const unsigned char *question, size_t length)
{
	if (talk->server->options->key && length > MAC + 6)
		memcpy(talk->mac, question + length - 6 - MAC, MAC);
}

static void serve(struct zone_server *server, int descriptor)
{
	unsigned char question[2 + 1024];
	struct talk *talk = calloc(1, sizeof(*talk));
	assert_non_null(talk);
	talk->server = server;
	talk->descriptor = descriptor;
	ssize_t length = recv(descriptor, question, sizeof(question), 0);
	if (length > 14) {
		memcpy(talk->number, question + 2, 2);
		remember_mac(talk, question, (size_t)length);
		enum zone_manners manners = server->options->manners;
		if (manners == ZONE_ENDLESS)
			never_end(talk);
		else if (manners == ZONE_HONEST || manners == ZONE_HALF || manners == ZONE_OTHER ||
		         manners == ZONE_CONTINUES)
			hand_over(talk);
		else
			misbehave(talk);
	}
	free(talk);
	close(descriptor);
}

static void *run(void *argument)
{
	struct zone_server *server = argument;
	for (;;) {
		struct pollfd waits[] = {
			{ .fd = server->listener, .events = POLLIN },
			{ .fd = server->stop[0], .events = POLLIN },
		};
		if (poll(waits, 2, -1) < 0 || waits[1].revents)
			return NULL;
		int descriptor = accept(server->listener, NULL, NULL);
		if (descriptor >= 0)
			serve(server, descriptor);
	}
}

struct zone_server *zone_server_start(const struct zone_server_options *options)
{
	struct zone_server *server = calloc(1, sizeof(*server));
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	assert_non_null(server);
	server->options = options;
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(server->listener, 8), 0);
	assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &length), 0);
	server->port = ntohs(address.sin_port);
	assert_int_equal(pipe(server->stop), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
	return server;
}

int zone_server_port(const struct zone_server *server)
{
	return server->port;
}

void zone_server_stop(struct zone_server **server)
{
	close((*server)->stop[1]);
	pthread_join((*server)->thread, NULL);
	close((*server)->stop[0]);
	close((*server)->listener);
	free(*server);
}
