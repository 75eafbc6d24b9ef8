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

#define LENGTHS 1000 /* of letters in pages; longer ones are as long */

struct page {
	const char *at; /* what of the template is to come */
	char *job, *title;
	const struct page_service *service;
	struct text *out;
	struct text indicators; /* JSON */
	struct json in_indicators;
	struct text letter; /* JSON of what is not in `out` yet */
	struct json in_letters;
	size_t lengths[LENGTHS]; /* how many letters are so long */
	size_t count;
};

struct page *page_new(const char *job, const char *title,
	const struct page_service *service, struct text *out)
{
	struct page *page = memory_new(sizeof(*page));

	page->at = template;
	page->job = memory_strdup(job);
	page->title = memory_strdup(title);
	page->service = service;
	page->out = out;
	page->in_indicators.out = &page->indicators;
	page->in_letters.out = &page->letter;
	json_begin(&page->in_indicators, NULL, '[');
	return page;
}

void page_free(struct page *page)
{
	if (page == NULL)
		return;
	free(page->job);
	free(page->title);
	text_clear(&page->indicators);
	text_clear(&page->letter);
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

static void write_letter(struct page *page, const struct shown_letter *letter)
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
}

/* The length that half of the letters do not go beyond. */
static size_t usual_length(const struct page *page)
{
	size_t length = 0, upto = page->lengths[0];

	while (page->count > 0 && upto <= (page->count - 1) / 2)
		upto += page->lengths[++length];
	return length;
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

/* All that comes before the first letter. */
static void add_head(struct page *page)
{
	struct text head = {0};
	struct json json = {.out = &head};

	json_begin(&json, NULL, '{');
	json_string(&json, "name", page->job);
	if (page->service != NULL) {
		json_begin(&json, "served", '{');
		json_string(&json, "by", page->service->by);
		json_end(&json);
	}
	json_end(&page->in_indicators);
	text_add(&head, ",\n \"indicators\": ");
	add_json(page->out, &head);
	add_json(page->out, &page->indicators);
	text_add(page->out, ", \"letters\": ");
	json_begin(&page->in_letters, NULL, '[');
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

static void add_named(struct page *page, const char *name, size_t length)
{
	if (strncmp(name, "title", length) == 0)
		markup_add(page->out, page->title);
	else if (strncmp(name, "style", length) == 0)
		text_add(page->out, style);
	else if (strncmp(name, "script", length) == 0)
		text_add(page->out, script);
	else
		page_policy(page->service != NULL, page->out);
}

/* Up to where the data stand in the template, or behind that to its end. */
static void pour(struct page *page)
{
	const char *start;

	while ((start = strstr(page->at, "{{")) != NULL) {
		const char *name = start + 2, *end = strstr(start, "}}");
		size_t length = (size_t)(end - name);

		text_append(page->out, page->at, (size_t)(start - page->at));
		page->at = end + 2;
		if (strncmp(name, "data", length) == 0)
			return;
		add_named(page, name, length);
	}
	text_add(page->out, page->at);
}

static void begin(struct page *page)
{
	if (page->in_letters.depth > 0)
		return;
	pour(page);
	add_head(page);
}

void page_add_letter(struct page *page, const struct shown_letter *letter)
{
	begin(page);
	write_letter(page, letter);
	add_json(page->out, &page->letter);
	text_reset(&page->letter);
	page->lengths[letter->pages < LENGTHS ? letter->pages : LENGTHS - 1]++;
	page->count++;
}

void page_end(struct page *page)
{
	begin(page);
	json_end(&page->in_letters);
	text_printf(&page->letter, ",\n \"usual\": %zu}",
		usual_length(page));
	add_json(page->out, &page->letter);
	pour(page);
}
