/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Starts tests/e2e/real/request_tracker.py, reads where it is, ends it. */
#include "support/request_tracker_lab.h"
#include "base/file.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct itsm_type request_tracker_itsm;

static const char setup[] = CERTSTEWARD_BINARY_DIR "/request-tracker.initialdata";

static void become(int input, int output)
{
	const char *list[] = { "python3", "-B",
		               CERTSTEWARD_SOURCE_DIR "/tests/e2e/real/request_tracker.py", setup,
		               NULL };

	/* A test that fails leaves by a long jump: the child goes with the program. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)dup2(input, STDIN_FILENO);
	(void)dup2(output, STDOUT_FILENO);
	execvp(list[0], (char *const *)list);
	_exit(127);
}

/* The texts behind these words in its first lines; false when it ends before. */
static bool read_lines(struct request_tracker_lab *lab, int descriptor)
{
	FILE *lines = fdopen(descriptor, "r");
	char line[512];
	bool ready = false;

	assert_non_null(lines);
	while (!ready && fgets(line, sizeof(line), lines) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (text_starts_with(line, "http://"))
			(void)snprintf(lab->url, sizeof(lab->url), "%.*s", (int)strcspn(line, " "),
			               line);
		else if (text_starts_with(line, "token: ")) {
			secret_set(&lab->fixture.settings.token, line + 7, strlen(line + 7));
			ready = true;
		} else if (!text_starts_with(line, "folder: "))
			print_message("%s\n", line);
	}
	(void)fclose(lines);
	return ready;
}

static void write_setup(struct request_tracker_lab *lab)
{
	struct error error = ERROR_INIT;
	TEXT(out);

	lab->fixture.settings.approver = "alice";
	if (!request_tracker_itsm.prepare(lab->itsm, lab->arena, &out, &error) ||
	    !file_replace(setup, text_string(&out), out.length, 0644, &error))
		fail_msg("%s", error.message);
}

bool request_tracker_lab_open(struct request_tracker_lab *lab)
{
	struct error error = ERROR_INIT;
	struct http_curl_options options = { .user_agent = "certsteward-test" };
	int input[2], output[2];

	*lab = (struct request_tracker_lab){ 0 };
	request_tracker_fixture_open(&lab->fixture, NULL, 0);
	lab->itsm = &lab->fixture.itsm;
	lab->arena = &lab->fixture.arena;
	write_setup(lab);
	assert_int_equal(pipe2(input, O_CLOEXEC), 0);
	assert_int_equal(pipe2(output, O_CLOEXEC), 0);
	lab->pid = fork();
	assert_true(lab->pid >= 0);
	if (lab->pid == 0)
		become(input[0], output[1]);
	close(input[0]);
	close(output[1]);
	lab->input = input[1];
	if (!read_lines(lab, output[0])) {
		request_tracker_lab_close(lab);
		return false;
	}
	lab->itsm->url = lab->url;
	lab->itsm->http = http_curl_open(&options, &error);
	if (lab->itsm->http == NULL)
		fail_msg("%s", error.message);
	return true;
}

void request_tracker_lab_close(struct request_tracker_lab *lab)
{
	int status;

	close(lab->input);
	(void)waitpid(lab->pid, &status, 0);
	if (lab->itsm->http != &lab->fixture.script.http)
		lab->itsm->http->close(lab->itsm->http);
	request_tracker_fixture_close(&lab->fixture);
}

struct json *request_tracker_lab_act(struct request_tracker_lab *lab, const char *person,
                                     const char *method, const char *path, const char *body)
{
	SECRET(password);
	struct http_request request = { .method = method,
		                        .url = arena_print(lab->arena, "%s/REST/2.0/%s", lab->url,
		                                           path),
		                        .user = person,
		                        .password = &password,
		                        .body = body,
		                        .body_length = body != NULL ? strlen(body) : 0 };
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	const char *twice = arena_print(lab->arena, "%s%s", person, person);

	secret_set(&password, twice, strlen(twice));
	if (lab->itsm->http->exchange(lab->itsm->http, &request, &response, lab->arena, &error) !=
	    HTTP_ANSWERED)
		fail_msg("'%s': %s", path, error.message);
	if (response.status / 100 != 2)
		fail_msg("'%s': HTTP %d %s", path, response.status, response.body);
	return json_parse(lab->arena, response.body, response.body_length, NULL, &error);
}

static bool keep(void *context, const struct ci *row, struct error *error)
{
	struct request_tracker_lab_rows *rows = context;
	struct arena *arena = rows->lab->arena;
	struct ci *copy;

	(void)error;
	assert_true(rows->count < REQUEST_TRACKER_LAB_ROWS);
	copy = &rows->items[rows->count++];
	*copy = *row;
	copy->id = arena_copy(arena, row->id);
	copy->name = arena_copy(arena, row->name);
	copy->owner = arena_copy(arena, row->owner);
	copy->group = arena_copy(arena, row->group);
	copy->fingerprint = arena_copy(arena, row->fingerprint);
	copy->parent = arena_copy(arena, row->parent);
	copy->child = arena_copy(arena, row->child);
	copy->fields = json_copy(arena, row->fields);
	copy->addresses = NULL;
	copy->names = NULL;
	if (row->address_count > 0) {
		copy->addresses = ARENA_ARRAY(arena, const char *, row->address_count);
		for (size_t i = 0; i < row->address_count; i++)
			copy->addresses[i] = arena_copy(arena, row->addresses[i]);
	}
	if (row->name_count > 0) {
		copy->names = ARENA_ARRAY(arena, const char *, row->name_count);
		for (size_t i = 0; i < row->name_count; i++)
			copy->names[i] = arena_copy(arena, row->names[i]);
	}
	return true;
}

static bool ignore_mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)cursor;
	(void)error;
	return true;
}

struct request_tracker_lab_rows *request_tracker_lab_fetch(struct request_tracker_lab *lab,
                                                           enum ci_kind kind, int64_t since)
{
	struct request_tracker_lab_rows *rows =
		ARENA_NEW(lab->arena, struct request_tracker_lab_rows);
	struct itsm_fetch request = { .scratch = lab->arena,
		                      .each = keep,
		                      .mark = ignore_mark,
		                      .context = rows,
		                      .cursor = "",
		                      .since = since };

	rows->lab = lab;
	if (!request_tracker_itsm.fetch(lab->itsm, kind, &request, &lab->error))
		fail_msg("%s: %s", ci_kind_name(kind), lab->error.message);
	return rows;
}

const struct ci *request_tracker_lab_named(const struct request_tracker_lab_rows *rows,
                                           const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->items[i].name, name) == 0)
			return &rows->items[i];
	fail_msg("no row '%s' among %zu", name, rows->count);
	return NULL;
}

struct receipt request_tracker_lab_find(struct request_tracker_lab *lab, struct step step)
{
	struct receipt receipt;

	if (!request_tracker_itsm.find(lab->itsm, lab->arena, &step, 1, &receipt, &lab->error))
		fail_msg("'%s': %s", step.key, lab->error.message);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	return receipt;
}

struct receipt request_tracker_lab_move(struct request_tracker_lab *lab, const char *ticket,
                                        const char *kind, const char *goal)
{
	struct step step = request_tracker_fixture_step(
		&lab->fixture, STEP_TICKET, STEP_MOVE, "renewal:x",
		arena_print(lab->arena, "{\"kind\":\"%s\",\"goal\":\"%s\"}", kind, goal));

	step.remote_id = ticket;
	return request_tracker_fixture_push(&lab->fixture, step);
}

struct ticket_seen request_tracker_lab_look(struct request_tracker_lab *lab, const char *ticket)
{
	struct ticket_seen seen;

	if (!request_tracker_itsm.read_tickets(lab->itsm, lab->arena, &ticket, 1, true, &seen,
	                                       &lab->error))
		fail_msg("%s", lab->error.message);
	return seen;
}

const char *request_tracker_lab_approval(struct request_tracker_lab *lab)
{
	struct json *found = request_tracker_lab_act(
		lab, "alice", "GET",
		"tickets?query=Type%3D%27approval%27%20AND%20Status%3D%27open%27", NULL);

	assert_int_equal(json_count(json_get(found, "items")), 1);
	return arena_print(lab->arena, "ticket/%s",
	                   json_member_text(json_get(found, "items")->first, "id", ""));
}

size_t request_tracker_lab_said(struct request_tracker_lab *lab, const char *ticket)
{
	struct json *history = request_tracker_lab_act(
		lab, "bob", "GET",
		arena_print(lab->arena, "%s/history?fields=Type&per_page=100", ticket), NULL);
	size_t said = 0;

	JSON_EACH(transaction, json_get(history, "items"))
	said += text_equal(json_member_text(transaction, "Type", ""), "Comment") ||
	        text_equal(json_member_text(transaction, "Type", ""), "Correspond");
	return said;
}
