/* The proof page, poured into its template; see page.h. */
#include "proof/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/markup.h"

/* Each is made of a file here and beside it, see the Makefile. */
static const char template[] =
#include "proof/page.html.h"
;
static const char style[] =
#include "proof/page.css.h"
;
static const char style_hash[] =
#include "proof/page.css.hash.h"
;
static const char script[] =
#include "proof/page.js.h"
;
static const char script_hash[] =
#include "proof/page.js.hash.h"
;

struct page {
	char *job, *title;
	struct text indicators, letters; /* JSON */
	struct json in_indicators, in_letters;
	size_t *page_counts; /* of the letters */
	size_t count, room;
};

struct page *page_new(const char *job, const char *title)
{
	struct page *page = memory_new(sizeof(*page));

	page->job = memory_strdup(job);
	page->title = memory_strdup(title);
	page->in_indicators.out = &page->indicators;
	page->in_letters.out = &page->letters;
	json_begin(&page->in_indicators, NULL, '[');
	json_begin(&page->in_letters, NULL, '[');
	return page;
}

void page_free(struct page *page)
{
	if (page == NULL)
		return;
	free(page->job);
	free(page->title);
	free(page->page_counts);
	text_clear(&page->indicators);
	text_clear(&page->letters);
	free(page);
}

void page_add_indicator(struct page *page, const char *label)
{
	json_begin(&page->in_indicators, NULL, '{');
	json_string(&page->in_indicators, "label", label);
	json_end(&page->in_indicators);
}

static void add_known(struct json *json, const char *name, const char *value)
{
	if (value != NULL)
		json_string(json, name, value);
}

static void add_figure(struct json *json, const struct shown_figure *figure)
{
	json_begin(json, NULL, '{');
	add_known(json, "now", figure->now);
	add_known(json, "before", figure->before);
	add_known(json, "average", figure->average);
	add_known(json, "state", figure->state);
	if (figure->has_number)
		json_number(json, "number", figure->number);
	if (figure->has_was)
		json_number(json, "was", figure->was);
	if (figure->has_score)
		json_number(json, "score", figure->score);
	json_end(json);
}

static void add_change(struct json *json, const struct shown_change *change)
{
	json_begin(json, NULL, '[');
	json_string(json, NULL, change->what);
	json_string(json, NULL, change->before ? change->before : "");
	json_string(json, NULL, change->now ? change->now : "");
	json_end(json);
}

static void add_event(struct json *json, const struct shown_event *event)
{
	json_begin(json, NULL, '[');
	json_string(json, NULL, event->at);
	json_string(json, NULL, event->kind);
	json_string(json, NULL, event->who);
	json_string(json, NULL, event->words);
	json_end(json);
}

void page_add_letter(struct page *page, const struct shown_letter *letter)
{
	struct json *json = &page->in_letters;

	json_begin(json, NULL, '{');
	json_string(json, "key", letter->key);
	json_string(json, "name", letter->name);
	json_string(json, "group", letter->group);
	json_string(json, "file", letter->file);
	json_string(json, "sha256", letter->sha256);
	json_string(json, "earlier", letter->earlier);
	json_string(json, "approval", letter->approval);
	json_integer(json, "issue", letter->issue);
	json_integer(json, "pages", (int64_t)letter->pages);
	json_string(json, "picture", letter->picture);
	json_integer(json, "pictures", (int64_t)letter->pictures);
	json_begin(json, "figures", '[');
	for (size_t i = 0; i < letter->figure_count; i++)
		add_figure(json, &letter->figures[i]);
	json_end(json);
	json_begin(json, "changes", '[');
	for (size_t i = 0; i < letter->change_count; i++)
		add_change(json, &letter->changes[i]);
	json_end(json);
	json_begin(json, "events", '[');
	for (size_t i = 0; i < letter->event_count; i++)
		add_event(json, &letter->events[i]);
	json_end(json);
	json_begin(json, "notes", '[');
	for (size_t i = 0; i < letter->note_count; i++)
		json_string(json, NULL, letter->notes[i]);
	json_end(json);
	json_end(json);
	ARRAY_RESERVE(page->page_counts, page->count, page->room);
	page->page_counts[page->count++] = letter->pages;
}

static int ascending(const void *a, const void *b)
{
	const size_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The length that half of the letters do not go beyond. */
static size_t usual_length(struct page *page)
{
	if (page->count == 0)
		return 0;
	qsort(page->page_counts, page->count, sizeof(*page->page_counts),
		ascending);
	return page->page_counts[(page->count - 1) / 2];
}

/*
 * "<" stands in strings only, and there as an escape: nothing can end the
 * element or begin a comment (HTML, 13.2.5.4).
 */
static void add_json(struct text *out, const struct text *json)
{
	for (size_t i = 0; i < json->length; i++)
		if (json->data[i] == '<')
			text_add(out, "\\u003c");
		else
			text_add_char(out, json->data[i]);
}

static void add_data(struct page *page, const struct page_service *service,
	struct text *out)
{
	struct text head = {0};
	struct json json = {.out = &head};

	json_begin(&json, NULL, '{');
	json_string(&json, "name", page->job);
	json_integer(&json, "usual", (int64_t)usual_length(page));
	if (service != NULL) {
		json_begin(&json, "served", '{');
		json_string(&json, "by", service->by);
		json_end(&json);
	}
	text_add(&head, ",\n \"indicators\": ");
	add_json(out, &head);
	add_json(out, &page->indicators);
	text_add(out, ", \"letters\": ");
	add_json(out, &page->letters);
	text_add(out, "}");
	text_clear(&head);
}

void page_policy(bool is_served, struct text *out)
{
	text_printf(out, "default-src 'none'; img-src 'self' file: data:; %s"
		"style-src '%s'; script-src '%s'; base-uri 'none'; "
		"form-action 'none'; require-trusted-types-for 'script'",
		is_served ? "connect-src 'self'; " : "", style_hash,
		script_hash);
}

static void add_named(struct page *page, const struct page_service *service,
	const char *name, size_t length, struct text *out)
{
	if (strncmp(name, "title", length) == 0)
		markup_add(out, page->title);
	else if (strncmp(name, "data", length) == 0)
		add_data(page, service, out);
	else if (strncmp(name, "style", length) == 0)
		text_add(out, style);
	else if (strncmp(name, "script", length) == 0)
		text_add(out, script);
	else
		page_policy(service != NULL, out);
}

/* Ends what the letters were added to, once. */
static void end_lists(struct page *page)
{
	if (page->in_letters.depth > 0) {
		json_end(&page->in_indicators);
		json_end(&page->in_letters);
	}
}

void page_write(struct page *page, const struct page_service *service,
	struct text *out)
{
	const char *at = template, *start;

	end_lists(page);
	while ((start = strstr(at, "{{")) != NULL) {
		const char *end = strstr(start, "}}");

		text_append(out, at, (size_t)(start - at));
		add_named(page, service, start + 2,
			(size_t)(end - start - 2), out);
		at = end + 2;
	}
	text_add(out, at);
}
