/* lettermill history: everything that ever happened to one letter. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "batch/past.h"
#include "cli/command.h"

#define DIGEST_SHOWN 12 /* characters, enough to tell issues apart */

static void add_event(const struct event *event, const char *file,
	struct text *out)
{
	bool moved = event->kind == EVENT_SUPERSEDED ||
		event->kind == EVENT_WITHDRAWN;

	text_printf(out, "%s  %-10s  %-*.*s", event->at,
		event_kind_name(event->kind), DIGEST_SHOWN, DIGEST_SHOWN,
		event->sha256);
	if (*event->who != '\0')
		text_printf(out, "  by %s", event->who);
	if (*event->words != '\0')
		text_printf(out, "%s%s", *event->who ? ": " : "  ",
			event->words);
	if (moved && *event->sha256 != '\0')
		text_printf(out, ", %s%s", file ? "now " : "no longer kept",
			file ? file : "");
	while (out->length > 0 && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	text_add_char(out, '\n');
}

static void add_past(const struct past *past, struct text *out)
{
	const struct entry *entry = &past->entry;

	if (entry->key == NULL)
		text_printf(out, "%s: no letter now\n", past->key);
	else if (entry->state == LETTER_FAILED)
		text_printf(out, "%s  %s: failed\n", entry->key, entry->name);
	else
		text_printf(out, "%s  %s: %s, issue %d, SHA-256 %s%s\n",
			entry->key, entry->name, entry->file, entry->issue,
			entry->sha256, past->is_whole ? ""
				: entry->state == LETTER_DISCARDED
				? "; it was discarded"
				: "; the file is not there as it was made");
	for (size_t i = 0; i < past->issue_count; i++)
		if (!past->issues[i].is_told)
			text_printf(out, "%-20s  %-10s  %.*s  now %s\n",
				"before there was any", "kept", DIGEST_SHOWN,
				past->issues[i].sha256, past->issues[i].file);
	for (size_t i = 0; i < past->count; i++)
		add_event(&past->events[i], past->files[i], out);
}

static void add_json(const struct past *past, const struct report *report,
	struct text *out)
{
	const struct entry *entry = &past->entry;
	struct json json = {.out = out};

	json_begin(&json, NULL, '{');
	json_string(&json, "key", past->key);
	json_string(&json, "name", entry->name);
	json_string(&json, "file", entry->file);
	json_string(&json, "sha256", entry->sha256);
	json_integer(&json, "issue", entry->issue);
	json_bool(&json, "whole", past->is_whole);
	json_begin(&json, "events", '[');
	for (size_t i = 0; i < past->count; i++) {
		const struct event *event = &past->events[i];

		json_begin(&json, NULL, '{');
		json_integer(&json, "number", event->number);
		json_string(&json, "at", event->at);
		json_string(&json, "kind", event_kind_name(event->kind));
		json_string(&json, "sha256", event->sha256);
		json_string(&json, "who", event->who);
		json_string(&json, "words", event->words);
		json_string(&json, "file", past->files[i]);
		json_end(&json);
	}
	json_end(&json);
	json_begin(&json, "kept", '[');
	for (size_t i = 0; i < past->issue_count; i++) {
		json_begin(&json, NULL, '{');
		json_string(&json, "file", past->issues[i].file);
		json_string(&json, "sha256", past->issues[i].sha256);
		json_end(&json);
	}
	json_end(&json);
	problems_json(report, &json);
	json_end(&json);
}

static enum status run(const struct call *call)
{
	struct job_options options = call_job(call);
	struct report report = {0};
	struct text out = {0};
	struct past past;
	enum status status = STATUS_NOT_STARTED;

	if (call->word_count != 1) {
		fputs("lettermill history: takes one key\n", stderr);
		return status;
	}
	if (past_open(&options, call->words[0], &past, &report))
		status = STATUS_DONE;
	if (call->json)
		add_json(&past, &report, &out);
	else if (status == STATUS_DONE)
		add_past(&past, &out);
	result_print(&out);
	if (!call->json)
		problems_print(&report);
	past_clear(&past);
	text_clear(&out);
	report_clear(&report);
	return status;
}

const struct command command_history = {
	.name = "history",
	.arguments = "KEY",
	.summary = "show everything that ever happened to one letter",
	.help = "Shows, in order, when the letter was made and why, failed, "
		"was superseded or withdrawn, looked at, approved, mailed, "
		"sent, and what servers said of it: with the beginning of its "
		"bytes' SHA-256, by whom, and where an earlier issue is kept, "
		"which is found by its digest. Times are UTC. Works for "
		"letters to those who are no longer recipients, too, and "
		"whatever state the data is in.",
	.flags = FLAGS_OF_A_JOB,
	.run = run,
};
