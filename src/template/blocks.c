/*
 * One walk over cmark's tree, without recursion. Inline structure is made
 * flat (text with a style), so a condition may begin within bold text and end
 * behind it.
 */
#include "template/blocks.h"

#include <cmark.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "template/link.h"
#include "template/signatory.h"

struct blocks {
	struct builder builder;
	struct source source;
	const struct template_options *options;
	cmark_iter *iter;
	int lists, bold, italic; /* how many are open */
	bool after_condition; /* nothing but conditions since the last block */
	bool note;	      /* {{note}} waits for its paragraph */
	struct place note_place;
	int html_line; /* where raw HTML was told: its tags come in pairs */
};

/* What is not for letters, and the way out. */
static const struct refusal {
	cmark_node_type type;
	const char *what, *instead;
} refusals[] = {
	{CMARK_NODE_BLOCK_QUOTE, "a block quote", "write \\> for the sign"},
	{CMARK_NODE_CODE_BLOCK, "a code block",
		"indent by fewer than four blanks"},
	{CMARK_NODE_HTML_BLOCK, "raw HTML", "write \\< for the sign"},
	{CMARK_NODE_THEMATIC_BREAK, "a rule",
		"{{pagebreak}} begins a new page"},
	{CMARK_NODE_CODE, "code", "write \\` for the sign"},
	{CMARK_NODE_HTML_INLINE, "raw HTML", "write \\< for the sign"},
	{CMARK_NODE_IMAGE, "an image", "{{panel NAME}} shows a figure, "
		"{{signature}} the signature; write \\! for the sign"},
};

static struct place node_place(struct blocks *blocks, cmark_node *node)
{
	return source_place(&blocks->source, cmark_node_get_start_line(node),
		cmark_node_get_start_column(node));
}

static void skip_children(struct blocks *blocks, cmark_node *node)
{
	cmark_iter_reset(blocks->iter, node, CMARK_EVENT_EXIT);
}

static void fail(struct blocks *blocks, struct place place, const char *why)
{
	blocks->builder.failed = !report_error(blocks->builder.report, place,
		"%s", why);
}

static void refuse(struct blocks *blocks, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);
	const char *what = "this", *instead = "take it out";
	struct place place = node_place(blocks, node);

	if (type == CMARK_NODE_HTML_INLINE && blocks->html_line == place.line)
		return;
	if (type == CMARK_NODE_HTML_INLINE)
		blocks->html_line = place.line;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (refusals[i].type == type) {
			what = refusals[i].what;
			instead = refusals[i].instead;
		}
	}
	blocks->builder.failed = !report_error(blocks->builder.report, place,
		"%s is not for letters: %s", what, instead);
	if (cmark_node_first_child(node) != NULL)
		skip_children(blocks, node);
}

/* {{note}} is for the paragraph right behind it, and here is none. */
static void refuse_note(struct blocks *blocks)
{
	if (blocks->note)
		fail(blocks, blocks->note_place,
			"{{note}} has to stand right before a paragraph");
	blocks->note = false;
}

static struct step *open_block(struct blocks *blocks, enum block_kind kind,
	struct place place)
{
	struct step *step;

	if (blocks->note && kind == BLOCK_PARAGRAPH) {
		kind = BLOCK_NOTE;
		blocks->note = false;
	}
	refuse_note(blocks);
	step = builder_step(&blocks->builder, STEP_OPEN, place);
	step->block = kind;
	blocks->builder.depth++;
	blocks->after_condition = false;
	return step;
}

static void close_block(struct blocks *blocks, const char *what)
{
	builder_leave(&blocks->builder, what);
	blocks->builder.depth--;
	builder_step(&blocks->builder, STEP_CLOSE, (struct place){0});
	blocks->after_condition = false;
}

static void open_heading(struct blocks *blocks, cmark_node *node)
{
	int level = cmark_node_get_heading_level(node);
	int *before = &blocks->builder.level;
	struct place place = node_place(blocks, node);

	if (blocks->builder.depth > 0)
		fail(blocks, place, "a heading cannot stand in a list");
	else if (level > 3)
		fail(blocks, place, "headings have three levels: use at most "
			"###");
	else if (*before == 0 && level > 1)
		fail(blocks, place, "the first heading has to be of level 1: "
			"begin it with one #");
	else if (level > *before + 1)
		fail(blocks, place, "a heading of level 3 comes after one of "
			"level 1: make it one of level 2, with ##");
	*before = level;
	open_block(blocks, BLOCK_HEADING, place)->level = level;
}

static void open_list(struct blocks *blocks, cmark_node *node)
{
	bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
	bool joins = blocks->after_condition;
	struct place place = node_place(blocks, node);
	struct step *step;

	if (blocks->lists == NESTING_LIMIT) {
		blocks->builder.failed = !report_error(blocks->builder.report,
			place, "lists nest deeper than %d", NESTING_LIMIT);
		skip_children(blocks, node);
		return;
	}
	blocks->lists++;
	step = open_block(blocks, BLOCK_LIST, place);
	step->joins = joins;
	if (!ordered)
		return;
	step->level = cmark_node_get_list_start(node);
	step->delimiter = cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM
		? ')' : '.';
}

/* A tag alone on its line came out as a paragraph of just that. */
static struct tag *lone_tag(struct blocks *blocks, cmark_node *node)
{
	cmark_node *child = cmark_node_first_child(node);
	struct tag *tag = NULL;
	const char *at;
	uint32_t c;

	if (child == NULL || cmark_node_next(child) != NULL ||
		cmark_node_get_type(child) != CMARK_NODE_TEXT)
		return NULL;
	at = cmark_node_get_literal(child);
	if (utf8_next(&at) != SOURCE_MARK)
		return NULL;
	c = utf8_next(&at);
	if (source_is_tag(c))
		tag = source_tag(&blocks->source, c);
	if (tag == NULL || !tag->alone || utf8_next(&at) != SOURCE_MARK ||
		*at != '\0')
		return NULL;
	return tag;
}

/* What {{panel NAME}} and the like show, and the names there are of it. */
static const char *named_kind(const struct template_options *options,
	enum tag_kind kind, enum block_kind *block, size_t *count)
{
	switch (kind) {
	case TAG_PANEL:
		*block = BLOCK_PANEL;
		*count = options->panel_count;
		return "indicator";
	case TAG_CHART:
		*block = BLOCK_CHART;
		*count = options->chart_count;
		return "chart";
	default:
		*block = BLOCK_TABLE;
		*count = options->table_count;
		return "table";
	}
}

static const char *known_name(const struct template_options *options,
	enum tag_kind kind, size_t number)
{
	return kind == TAG_PANEL ? options->panels[number].indicator :
		kind == TAG_CHART ? options->charts[number].name :
		options->tables[number].name;
}

/* A step for what [KIND NAME] says, by the number of its section. */
static void add_named(struct blocks *blocks, const struct tag *tag)
{
	const struct template_options *options = blocks->options;
	struct nearest nearest = nearest_to(tag->body);
	struct step *step = builder_step(&blocks->builder, STEP_LEAF,
		tag->place);
	size_t count;
	const char *kind = named_kind(options, tag->kind, &step->block,
		&count);

	for (size_t i = 0; i < count; i++) {
		const char *name = known_name(options, tag->kind, i);

		if (strcmp(name, tag->body) == 0) {
			step->number = i;
			return;
		}
		nearest_offer(&nearest, name);
	}
	if (nearest.name != NULL)
		report_error(blocks->builder.report, tag->place, "there is no "
			"%s '%s'; did you mean '%s'?", kind, tag->body,
			nearest.name);
	else
		report_error(blocks->builder.report, tag->place, "there is no "
			"%s '%s'", kind, tag->body);
	step->number = count; /* none, so that nothing more is said of it */
	blocks->builder.failed = true;
}

static void add_leaf(struct blocks *blocks, const struct tag *tag)
{
	struct step *step;

	refuse_note(blocks);
	blocks->after_condition = false;
	if (blocks->options->is_message && tag->kind != TAG_SIGNATURE) {
		fail(blocks, tag->place, "a message has no panels, charts, "
			"tables or pages: the letter that it brings has them");
		return;
	}
	if (tag->kind == TAG_PANEL || tag->kind == TAG_CHART ||
		tag->kind == TAG_TABLE) {
		add_named(blocks, tag);
		return;
	}
	step = builder_step(&blocks->builder, STEP_LEAF, tag->place);
	step->block = BLOCK_PAGE_BREAK;
	if (tag->kind == TAG_PAGE_BREAK)
		return;
	step->block = BLOCK_SIGNATURE;
	if (!signatory_find(blocks->options, tag, &step->number,
		    blocks->builder.report))
		blocks->builder.failed = true;
}

static void add_lone_tag(struct blocks *blocks, struct tag *tag)
{
	if (!builder_meet(&blocks->builder, tag))
		return;
	switch (tag->kind) {
	case TAG_IF:
	case TAG_ELSE:
	case TAG_END_IF:
		refuse_note(blocks);
		builder_condition(&blocks->builder, tag);
		blocks->after_condition = true;
		break;
	case TAG_LANG:
	case TAG_END_LANG:
		if (blocks->builder.depth == 0) {
			refuse_note(blocks);
			builder_language(&blocks->builder, tag, true);
			break;
		}
		/* fallthrough */
	default:
		if (blocks->builder.depth > 0) {
			fail(blocks, tag->place,
				"this tag cannot stand in a list");
		} else if (tag->kind == TAG_NOTE) {
			refuse_note(blocks);
			blocks->note = true;
			blocks->note_place = tag->place;
		} else {
			add_leaf(blocks, tag);
		}
		break;
	}
}

static void open_paragraph(struct blocks *blocks, cmark_node *node)
{
	struct tag *tag = lone_tag(blocks, node);

	if (tag == NULL) {
		open_block(blocks, BLOCK_PARAGRAPH, node_place(blocks, node));
		return;
	}
	add_lone_tag(blocks, tag);
	skip_children(blocks, node);
}

static void open_link(struct blocks *blocks, cmark_node *node)
{
	struct place place = node_place(blocks, node);
	const char *title = cmark_node_get_title(node);

	builder_flush(&blocks->builder);
	if (title != NULL && *title != '\0')
		fail(blocks, place, "a link's title is printed nowhere: write "
			"[text](address)");
	blocks->builder.link = link_parse(&blocks->builder,
		cmark_node_get_url(node), place);
}

/* Bold may stand within bold: `change` is 1 as it begins, -1 as it ends. */
static void change_style(struct blocks *blocks, cmark_node *node, int change)
{
	unsigned style;

	if (cmark_node_get_type(node) == CMARK_NODE_STRONG)
		blocks->bold += change;
	else
		blocks->italic += change;
	style = (blocks->bold > 0 ? RUN_BOLD : 0u) |
		(blocks->italic > 0 ? RUN_ITALIC : 0u);
	if (style != blocks->builder.style)
		builder_flush(&blocks->builder);
	blocks->builder.style = style;
}

static void enter(struct blocks *blocks, cmark_node *node)
{
	struct builder *builder = &blocks->builder;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_DOCUMENT:
		break;
	case CMARK_NODE_PARAGRAPH:
		open_paragraph(blocks, node);
		break;
	case CMARK_NODE_HEADING:
		open_heading(blocks, node);
		break;
	case CMARK_NODE_LIST:
		open_list(blocks, node);
		break;
	case CMARK_NODE_ITEM:
		open_block(blocks, BLOCK_ITEM, node_place(blocks, node));
		break;
	case CMARK_NODE_TEXT:
		builder_text(builder, cmark_node_get_literal(node),
			node_place(blocks, node));
		break;
	case CMARK_NODE_SOFTBREAK:
		builder_text(builder, " ", builder->here);
		break;
	case CMARK_NODE_LINEBREAK:
		builder_step(builder, STEP_LINE_BREAK, (struct place){0});
		break;
	case CMARK_NODE_STRONG:
	case CMARK_NODE_EMPH:
		change_style(blocks, node, 1);
		break;
	case CMARK_NODE_LINK:
		open_link(blocks, node);
		break;
	default:
		refuse(blocks, node);
		break;
	}
}

static void leave(struct blocks *blocks, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		close_block(blocks, "this paragraph");
		break;
	case CMARK_NODE_HEADING:
		close_block(blocks, "this heading");
		break;
	case CMARK_NODE_LIST:
		close_block(blocks, "this list");
		blocks->lists--;
		break;
	case CMARK_NODE_ITEM:
		close_block(blocks, "this item");
		break;
	case CMARK_NODE_STRONG:
	case CMARK_NODE_EMPH:
		change_style(blocks, node, -1);
		break;
	case CMARK_NODE_LINK:
		builder_flush(&blocks->builder);
		blocks->builder.link = NULL;
		break;
	default:
		break;
	}
}

/* A tag that Markdown swallowed must not vanish without a word. */
static void check_all_met(struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->source.tag_count; i++)
		if (!blocks->source.tags[i].met)
			fail(blocks, blocks->source.tags[i].place,
				"this tag stands where nothing is printed");
}

static void walk(struct blocks *blocks)
{
	const struct text *text = &blocks->source.text;
	cmark_node *document = cmark_parse_document(text_string(text),
		text->length, CMARK_OPT_SMART | CMARK_OPT_SOURCEPOS);
	cmark_event_type event;

	blocks->iter = cmark_iter_new(document);
	while ((event = cmark_iter_next(blocks->iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(blocks->iter);

		if (event == CMARK_EVENT_ENTER)
			enter(blocks, node);
		else
			leave(blocks, node);
	}
	cmark_iter_free(blocks->iter);
	cmark_node_free(document);
	refuse_note(blocks);
	if (!blocks->builder.failed)
		check_all_met(blocks);
}

/*
 * cmark knows no tables and would print their strokes: the row of dashes that
 * every one has, "|---|--:|", gives them away.
 */
static void refuse_tables(struct blocks *blocks)
{
	struct place place = {blocks->options->path, 1, 1};
	const char *line = blocks->options->text;

	for (; *line != '\0'; place.line++) {
		size_t length = strcspn(line, "\n");
		size_t part = strspn(line, " \t\r|:-");
		const char *dashes = strstr(line, "--");

		if (part >= length && dashes != NULL &&
			dashes < line + length &&
			memchr(line, '|', length) != NULL)
			fail(blocks, place, "a table of strokes is not for "
				"letters: write a list, or let {{table NAME}} "
				"show rows of a file");
		line += length + (line[length] == '\n');
	}
}

bool blocks_parse(struct steps *steps, const struct template_options *options,
	struct parts *parts, struct report *report)
{
	struct blocks blocks = {.options = options,
		.builder = {.parts = parts, .report = report,
			.conditions = true, .language = options->language}};
	struct place place = {options->path, 1, 1};

	blocks.builder.source = &blocks.source;
	if (source_scan(&blocks.source, options->text, place, true,
		    &parts->arena, report))
		walk(&blocks);
	else
		blocks.builder.failed = true;
	refuse_tables(&blocks);
	builder_finish(&blocks.builder);
	source_clear(&blocks.source);
	*steps = blocks.builder.steps;
	return !blocks.builder.failed;
}
