/*
 * The review; see review.h. What a letter's sign-offs are is read from the
 * record each time, never kept here: it may be signed off elsewhere, too.
 */
#include "dispatch/review.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "dispatch/approve.h"
#include "output/approval.h"
#include "output/history.h"
#include "output/letters.h"
#include "serve/server.h"

#define JSON_TYPE "application/json"

struct review {
	const struct review_options *options;
	struct proof_options proof;
	struct page_service service;
	struct text page; /* as it was made last */
	struct text policy; /* its own */
	size_t persons; /* who have to approve a letter */
	unsigned char letters[DIGEST_SIZE]; /* of those it was made of */
	char *folder, *record; /* paths */
};

/* ---- what the record says ---- */

struct statement {
	struct record *record;
	struct report *report;
	struct arena arena;
	struct json json;
	size_t persons;
	struct text lines; /* of all letters, to tell whether they changed */
};

static bool add_line(void *context, const struct entry *entry)
{
	struct statement *statement = context;

	text_printf(&statement->lines, "%s\t%s\t%s\n", entry->key,
		entry->sha256, entry->fingerprint);
	return true;
}

/* Of the letters that there are now. */
static bool digest_letters(struct review *review,
	unsigned char out[DIGEST_SIZE], struct report *report)
{
	struct statement statement = {0};
	bool done;

	memset(out, 0, DIGEST_SIZE);
	if (!record_open(review->record, true, &statement.record, report))
		return false;
	done = statement.record == NULL || record_each(statement.record,
		add_line, &statement, report);
	digest_bytes(text_string(&statement.lines), statement.lines.length,
		out);
	text_clear(&statement.lines);
	record_close(statement.record);
	return done;
}

/* ["STT", "0f..9c", "approved by Ada", true]; the last: looked at. */
static bool add_letter(void *context, const struct entry *entry)
{
	struct statement *statement = context;
	struct json *json = &statement->json;
	struct approval approval;

	arena_reset(&statement->arena);
	if (!approval_of(statement->record, entry->key, entry->sha256,
		    statement->persons, &statement->arena, &approval,
		    statement->report))
		return false;
	json_begin(json, NULL, '[');
	json_string(json, NULL, entry->key);
	json_string(json, NULL, entry->sha256);
	json_string(json, NULL, approval_describe(&approval,
		statement->persons, &statement->arena));
	json_bool(json, NULL, approval.looked);
	json_end(json);
	return true;
}

static bool add_event(void *context, const struct event *event)
{
	struct statement *statement = context;
	struct json *json = &statement->json;

	json_begin(json, NULL, '[');
	json_string(json, NULL, event->at);
	json_string(json, NULL, event_kind_name(event->kind));
	json_string(json, NULL, event->who);
	json_string(json, NULL, event->words);
	json_end(json);
	return true;
}

static bool add_one(struct statement *statement, const char *key)
{
	struct arena arena = {0};
	struct entry entry;
	bool done = true;

	json_begin(&statement->json, "letters", '[');
	if (record_get(statement->record, key, &arena, &entry))
		done = add_letter(statement, &entry);
	json_end(&statement->json);
	arena_clear(&arena);
	json_begin(&statement->json, "events", '[');
	done = done && history_of(statement->record, key, add_event, statement,
		statement->report);
	json_end(&statement->json);
	return done;
}

/* Adds the state of the letter of that key; NULL: of all. */
static bool state(struct review *review, const char *key, struct json *json,
	struct report *report)
{
	struct statement statement = {.report = report, .json = *json,
		.persons = review->persons};
	bool done;

	if (!record_open(review->record, true, &statement.record, report))
		return false;
	if (statement.record == NULL)
		return report_error(report, (struct place){
			.file = review->record}, "is there no more");
	if (key != NULL) {
		done = add_one(&statement, key);
	} else {
		json_begin(&statement.json, "letters", '[');
		done = record_each(statement.record, add_letter, &statement,
			report);
		json_end(&statement.json);
	}
	*json = statement.json;
	arena_clear(&statement.arena);
	record_close(statement.record);
	return done;
}

/* ---- the page and what it shows ---- */

static bool make_page(struct review *review, struct proof_summary *out,
	struct report *report)
{
	unsigned char letters[DIGEST_SIZE];

	/* Before, so that what is made meanwhile is seen the next time. */
	*out = (struct proof_summary){0};
	if (!digest_letters(review, letters, report) ||
		!proof(&review->proof, out, report)) {
		text_clear(&out->served);
		return false;
	}
	memcpy(review->letters, letters, DIGEST_SIZE);
	text_clear(&review->page);
	review->page = out->served;
	out->served = (struct text){0};
	review->persons = out->persons;
	return true;
}

/*
 * Where it cannot be made anew, as while a run goes on, it stays as it was:
 * what it asks for, the state, tells it which letters are others by now.
 */
static void show_page(struct review *review, struct reply *reply)
{
	struct proof_summary summary = {0};
	unsigned char letters[DIGEST_SIZE];
	struct report report = {0};

	review->proof.wait = false;
	review->proof.show_progress = false;
	if (digest_letters(review, letters, &report) &&
		memcmp(letters, review->letters, DIGEST_SIZE) != 0)
		make_page(review, &summary, &report);
	free(summary.path);
	report_clear(&report);
	reply->status = 200;
	reply->type = "text/html; charset=utf-8";
	reply->policy = text_string(&review->policy);
	text_append(&reply->body, review->page.data, review->page.length);
}

static void show_state(struct review *review, struct reply *reply)
{
	struct json json = {.out = &reply->body};
	struct report report = {0};

	reply->status = 200;
	reply->type = JSON_TYPE;
	json_begin(&json, NULL, '{');
	if (state(review, NULL, &json, &report))
		json_end(&json);
	else
		reply_words(reply, 500, "The job's record cannot be read.");
	report_clear(&report);
}

static bool is_in(const char *path, const char *folder, const char *suffix)
{
	size_t length = strlen(path), end = strlen(suffix);

	return strncmp(path, folder, strlen(folder)) == 0 && length > end &&
		strcmp(path + length - end, suffix) == 0;
}

/* What the page links to; the folder itself sees that no name leads out. */
static const char *type_of(const char *path)
{
	if (is_in(path, "letters/", ".pdf") ||
		is_in(path, "superseded/", ".pdf"))
		return "application/pdf";
	return is_in(path, "proof/", ".png") ? "image/png" : NULL;
}

static void show_file(struct review *review, const char *path,
	struct reply *reply)
{
	struct report report = {0};
	struct folder *folder = NULL;
	bool found = false;

	reply->status = 200;
	reply->type = type_of(path);
	reply->policy = "frame-ancestors 'none'";
	if (reply->type != NULL && folder_peek(review->folder, &folder,
			&report))
		found = letters_size(folder, NULL, path) >= 0 &&
			letters_read(folder, NULL, path, &reply->body, &report);
	if (!found)
		reply_words(reply, 404, "There is no such page, picture or "
			"letter. It may have been made again: load the page "
			"of the letters anew.");
	folder_close(folder);
	report_clear(&report);
}

/* ---- what a click does ---- */

/* What a person has to know of it: about this letter, or why nothing is. */
static void add_words(const struct report *report, const char *key,
	struct text *out)
{
	const struct problem *problem = report_first_error(report, key);

	for (size_t i = 0; i < report->count && problem == NULL; i++)
		if (report->problems[i].recipient == NULL)
			problem = &report->problems[i];
	if (problem == NULL)
		return;
	if (problem->severity == SEVERITY_ERROR)
		place_describe(&problem->place, out);
	text_add(out, problem->message);
}

static void answer_click(struct review *review, const char *key, bool done,
	const struct report *signing, struct reply *reply)
{
	struct json json = {.out = &reply->body};
	struct report report = {0};
	struct text words = {0};

	reply->status = done ? 200 : 409;
	reply->type = JSON_TYPE;
	add_words(signing, key, &words);
	json_begin(&json, NULL, '{');
	json_bool(&json, "done", done);
	json_string(&json, "words", text_string(&words));
	if (state(review, key, &json, &report))
		json_end(&json);
	else
		reply_words(reply, 500, "The job's record cannot be read.");
	text_clear(&words);
	report_clear(&report);
}

static void click(struct review *review, const struct request *request,
	struct reply *reply)
{
	bool is_end = strcmp(request->path, "unapprove") == 0;
	const char *key = request_field(request, "key");
	struct approve_options options = {
		.job = review->proof.job,
		.names = &key, .name_count = 1,
		.sha256 = request_field(request, "sha256"),
		.looked = strcmp(request->path, "looked") == 0,
		.by = *review->service.by ? review->service.by
					  : request_field(request, "by"),
		.because = request_field(request, "because"),
	};
	struct approve_summary summary;
	struct report report = {0};
	bool done = is_end ? unapprove(&options, &summary, &report)
			   : approve(&options, &summary, &report);

	done = done && summary.refused == 0;
	answer_click(review, key, done, &report, reply);
	free(summary.folder);
	free(summary.by);
	report_clear(&report);
}

static bool is_click(const char *path)
{
	return strcmp(path, "looked") == 0 || strcmp(path, "approve") == 0 ||
		strcmp(path, "unapprove") == 0;
}

static void answer(void *context, const struct request *request,
	struct reply *reply)
{
	struct review *review = context;

	if (request->is_post != is_click(request->path))
		reply_words(reply, 405, "Nothing here can be asked for in "
			"that way.");
	else if (request->is_post)
		click(review, request, reply);
	else if (*request->path == '\0')
		show_page(review, reply);
	else if (strcmp(request->path, "state") == 0)
		show_state(review, reply);
	else
		show_file(review, request->path, reply);
}

/* ---- its life ---- */

static bool serve(struct review *review, const struct proof_summary *summary,
	struct report *report)
{
	struct server_options options = {.port = review->options->port,
		.answer = answer, .context = review};
	struct server *server = NULL;
	bool done = false;
	int stop;

	if (!server_open(&options, &server, report))
		return false;
	stop = review->options->begun(review->options->context, summary,
		server_address(server));
	done = stop >= 0 && server_run(server, stop, report);
	server_free(server);
	return done;
}

bool review(const struct review_options *options, struct proof_summary *out,
	struct report *report)
{
	struct review review = {.options = options, .proof = options->proof,
		.service.by = options->by != NULL ? options->by : ""};
	bool done;

	*out = (struct proof_summary){0};
	review.proof.service = &review.service;
	done = job_folder(&options->proof.job, &review.folder, report);
	if (done) {
		review.record = path_in(review.folder, "job.db");
		page_policy(true, &review.policy);
		text_add(&review.policy, "; frame-ancestors 'none'");
		done = make_page(&review, out, report) &&
			serve(&review, out, report);
	}
	text_clear(&review.page);
	text_clear(&review.policy);
	free(review.folder);
	free(review.record);
	return done;
}
