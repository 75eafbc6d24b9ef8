/* Text with tags to steps; see steps.h. */
#include "template/steps.h"

#include <string.h>

#include "base/utf8.h"

void builder_flush(struct builder *builder)
{
	static unsigned long serial;
	struct step *step;

	if (builder->pending.length == 0)
		return;
	step = builder_step(builder, STEP_TEXT, builder->pending_place);
	step->text = arena_strndup(&builder->parts->arena,
		builder->pending.data, builder->pending.length);
	step->serial = ++serial;
	text_reset(&builder->pending);
}

/* The innermost {{lang}}; NULL: none is open. */
static const struct passage *open_passage(const struct builder *builder)
{
	if (builder->passage.language != NULL)
		return &builder->passage;
	return builder->blocks.language != NULL ? &builder->blocks : NULL;
}

static const char *language_in_effect(const struct builder *builder)
{
	const struct passage *passage = open_passage(builder);

	return passage != NULL ? language_tag(passage->language) : NULL;
}

/* Latin, say, has no way of its own to print numbers and dates. */
static const struct language *passage_language(const struct builder *builder)
{
	const struct passage *passage = open_passage(builder);

	return passage != NULL && language_has_rules(passage->language) ?
		passage->language : NULL;
}

struct step *builder_step(struct builder *builder, enum step_kind kind,
	struct place place)
{
	struct steps *steps = &builder->steps;
	struct step *step;

	if (kind != STEP_TEXT)
		builder_flush(builder);
	ARENA_RESERVE(&builder->parts->arena, steps->items, steps->count,
		steps->room);
	step = &steps->items[steps->count++];
	*step = (struct step){.kind = kind, .place = place,
		.style = builder->style, .lang = language_in_effect(builder),
		.language = passage_language(builder), .link = builder->link};
	return step;
}

static void add_value(struct builder *builder, const struct tag *tag)
{
	struct parts *parts = builder->parts;
	const struct language *language = passage_language(builder);
	struct placeholder *placeholder = placeholder_parse(tag->body,
		language != NULL ? language : builder->language, tag->place,
		&parts->arena, builder->report);

	if (placeholder == NULL) {
		builder->failed = true;
		return;
	}
	ARENA_RESERVE(&parts->arena, parts->placeholders,
		parts->placeholder_count, parts->placeholder_room);
	parts->placeholders[parts->placeholder_count++] = placeholder;
	builder_step(builder, STEP_VALUE, tag->place)->placeholder =
		placeholder;
}

static void open_condition(struct builder *builder, const struct tag *tag)
{
	struct parts *parts = builder->parts;
	struct step *step;

	if (builder->open_count == NESTING_LIMIT) {
		builder->failed = !report_error(builder->report, tag->place,
			"conditions nest deeper than %d", NESTING_LIMIT);
		return;
	}
	step = builder_step(builder, STEP_IF, tag->place);
	step->number = parts->expression_count;
	ARENA_RESERVE(&parts->arena, parts->expressions,
		parts->expression_count, parts->expression_room);
	parts->expressions[parts->expression_count++] =
		(struct template_expression){tag->body, tag->place};
	builder->open[builder->open_count++] = (struct open_condition){
		.step = builder->steps.count - 1, .place = tag->place,
		.depth = builder->depth, .level_before = builder->level};
}

/* {{else}} or {{/if}}: the condition it belongs to. NULL when reported. */
static struct open_condition *innermost(struct builder *builder,
	const struct tag *tag)
{
	const char *word = tag->kind == TAG_ELSE ? "else" : "/if";
	struct open_condition *open;
	const char *where;

	if (builder->open_count == 0) {
		report_error(builder->report, tag->place,
			"{{%s}} without {{#if}} before it", word);
		return NULL;
	}
	open = &builder->open[builder->open_count - 1];
	if (open->depth == builder->depth)
		return open;
	where = place_words(open->place, &builder->parts->arena);
	report_error(builder->report, tag->place,
		"{{%s}} belongs to {{#if}} at %s, outside this paragraph or "
		"item: put both alone on lines, or both in one paragraph",
		word, where);
	builder->open_count--;
	return NULL;
}

static void switch_condition(struct builder *builder, const struct tag *tag)
{
	struct open_condition *open = innermost(builder, tag);

	if (open == NULL) {
		builder->failed = true;
		return;
	}
	if (open->has_else) {
		builder->failed = !report_error(builder->report, tag->place,
			"a second {{else}} for {{#if}} at %s",
			place_words(open->place, &builder->parts->arena));
		return;
	}
	builder_step(builder, STEP_ELSE, tag->place);
	builder->steps.items[open->step].next = builder->steps.count;
	open->step = builder->steps.count - 1;
	open->has_else = true;
	open->level_then = builder->level;
	builder->level = open->level_before;
}

static void close_condition(struct builder *builder, const struct tag *tag)
{
	struct open_condition *open = innermost(builder, tag);
	int other;

	if (open == NULL) {
		builder->failed = true;
		return;
	}
	builder_flush(builder);
	builder->steps.items[open->step].next = builder->steps.count;
	other = open->has_else ? open->level_then : open->level_before;
	if (other > builder->level)
		builder->level = other;
	builder->open_count--;
}

static void close_passage(struct builder *builder, struct passage *passage,
	const char *what)
{
	if (passage->language != NULL)
		builder->failed = !report_error(builder->report,
			passage->place, "{{lang}} is not closed by {{/lang}} "
			"before the end of %s", what);
	passage->language = NULL;
}

void builder_condition(struct builder *builder, const struct tag *tag)
{
	if (tag->kind != TAG_IF && builder->blocks.language != NULL &&
		builder->blocks.conditions == builder->open_count)
		close_passage(builder, &builder->blocks, "this condition");
	if (!builder->conditions)
		builder->failed = !report_error(builder->report, tag->place,
			"a condition cannot stand here: use it in the letter's "
			"text");
	else if (tag->kind == TAG_IF)
		open_condition(builder, tag);
	else if (tag->kind == TAG_ELSE)
		switch_condition(builder, tag);
	else
		close_condition(builder, tag);
}

static void begin_language(struct builder *builder, const struct tag *tag,
	struct passage *passage)
{
	const struct language *language = languages_open(
		builder->parts->languages, tag->body, tag->place,
		builder->report);

	if (language == NULL)
		builder->failed = true;
	*passage = (struct passage){
		/* as if it were the letter's, to find the other faults */
		.language = language ? language : builder->language,
		.place = tag->place, .conditions = builder->open_count};
}

void builder_language(struct builder *builder, const struct tag *tag,
	bool around)
{
	struct passage *passage = around ? &builder->blocks : &builder->passage;
	bool begins = tag->kind == TAG_LANG;
	const char *fault = NULL;

	if (!builder->source->markdown)
		fault = "{{lang}} can stand only in the letter's text";
	else if (begins && passage->language != NULL)
		fault = "{{lang}} within {{lang}}";
	else if (!begins && passage->language == NULL)
		fault = around && builder->passage.language == NULL ?
			"{{/lang}} without {{lang}} alone on a line before it" :
			"{{/lang}} without {{lang}} before it";
	else if (!begins && around &&
		passage->conditions != builder->open_count)
		fault = "{{/lang}} is in another {{#if}} than its {{lang}}";
	if (fault != NULL) {
		builder->failed = !report_error(builder->report, tag->place,
			"%s", fault);
		return;
	}
	builder_flush(builder);
	if (begins)
		begin_language(builder, tag, passage);
	else
		passage->language = NULL;
}

/*
 * Met twice is only a tag forged as &#xF0000;, or a value that is both text
 * and address of <https://...>.
 */
bool builder_meet(struct builder *builder, struct tag *tag)
{
	if (tag->met && tag->kind != TAG_VALUE) {
		builder->failed = true;
		return report_error(builder->report, tag->place,
			"a character reference stands for this tag");
	}
	tag->met = true;
	return true;
}

static void add_tag(struct builder *builder, struct tag *tag)
{
	if (!builder_meet(builder, tag))
		return;
	switch (tag->kind) {
	case TAG_VALUE:
		add_value(builder, tag);
		break;
	case TAG_IF:
	case TAG_ELSE:
	case TAG_END_IF:
		builder_condition(builder, tag);
		break;
	case TAG_LANG:
	case TAG_END_LANG:
		builder_language(builder, tag, false);
		break;
	case TAG_PANEL:
	case TAG_CHART:
	case TAG_TABLE:
	case TAG_SIGNATURE:
	case TAG_SIGNATURES:
	case TAG_PAGE_BREAK:
	case TAG_NOTE:
	case TAG_REMARK:
		builder->failed = !report_error(builder->report, tag->place,
			"this tag has to stand alone on a line of the letter's "
			"text, and in no list");
		break;
	}
}

/* Blanks come one at a time, whatever they were. */
static void add_character(struct builder *builder, const char *bytes,
	size_t length, struct place place)
{
	struct text *pending = &builder->pending;
	const char *so_far = text_string(pending);

	if (*bytes == '\t' || *bytes == '\n')
		bytes = " ";
	if (pending->length == strspn(so_far, " "))
		builder->pending_place = place;
	if (*bytes == ' ' && pending->length > 0 &&
		so_far[pending->length - 1] == ' ')
		return;
	text_append(pending, bytes, length);
}

void builder_text(struct builder *builder, const char *literal,
	struct place place)
{
	for (const char *at = literal; *at != '\0';) {
		const char *start = at;
		uint32_t c = utf8_next(&at);
		struct tag *tag = source_is_tag(c) ?
			source_tag(builder->source, c) : NULL;

		if (tag != NULL) {
			add_tag(builder, tag);
			place = tag->end;
		} else if (c == SOURCE_MARK) {
			continue;
		} else if (source_is_refused(c)) {
			/* &#1; and the like: the scan let none through */
			builder->failed = !report_error(builder->report, place,
				"character U+%04X cannot be used here",
				(unsigned)c);
		} else {
			add_character(builder, start, (size_t)(at - start),
				place);
			if (builder->source->markdown)
				place.column++;
		}
	}
	builder->here = place;
}

void builder_leave(struct builder *builder, const char *what)
{
	builder_flush(builder);
	while (builder->open_count > 0) {
		const struct open_condition *open =
			&builder->open[builder->open_count - 1];

		if (open->depth < builder->depth)
			break;
		builder->failed = !report_error(builder->report, open->place,
			"{{#if}} is not closed by {{/if}} before the end of "
			"%s", what);
		builder->open_count--;
	}
	close_passage(builder, &builder->passage, what);
}

void builder_finish(struct builder *builder)
{
	builder_leave(builder, "the text");
	close_passage(builder, &builder->blocks, "the text");
	text_clear(&builder->pending);
}

bool steps_parse(struct steps *steps, const struct template_line *line,
	const struct language *language, bool conditions,
	struct parts *parts, struct report *report)
{
	struct source source = {0};
	struct builder builder = {.parts = parts, .source = &source,
		.report = report, .conditions = conditions,
		.language = language};

	if (line->text == NULL)
		return true;
	if (source_scan(&source, line->text, line->place, false,
		    &parts->arena, report))
		builder_text(&builder, text_string(&source.text), line->place);
	else
		builder.failed = true;
	builder_finish(&builder);
	source_clear(&source);
	*steps = builder.steps;
	steps->given = true;
	return !builder.failed;
}

void steps_repertoire(const struct steps *steps, struct text *out)
{
	for (size_t i = 0; i < steps->count; i++)
		if (steps->items[i].text != NULL)
			text_add(out, steps->items[i].text);
}
