/* A document as plain text and as HTML; see body.h. */
#include "mail/body.h"

#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"

#define TEXT_COLUMNS 72 /* RFC 3676, 4.2: at most 78, and room for > */

/* ---- plain text ---- */

/* A paragraph being broken: each line but the first begins with blanks. */
struct flow {
	struct text *out;
	size_t indent; /* columns */
	size_t column; /* 0: nothing stands in the line yet */
	struct text word;
};

static size_t count_columns(const char *text)
{
	size_t columns = 0;

	while (*text != '\0') {
		utf8_next(&text);
		columns++;
	}
	return columns;
}

static void end_line(struct flow *flow)
{
	text_add_char(flow->out, '\n');
	flow->column = 0;
}

static void end_word(struct flow *flow)
{
	size_t columns = count_columns(text_string(&flow->word));

	if (columns == 0)
		return;
	if (flow->column > flow->indent &&
		flow->column + 1 + columns > TEXT_COLUMNS)
		end_line(flow);
	if (flow->column == 0) {
		for (; flow->column < flow->indent; flow->column++)
			text_add_char(flow->out, ' ');
	} else if (flow->column > flow->indent) {
		text_add_char(flow->out, ' ');
		flow->column++;
	}
	text_add(flow->out, flow->word.data);
	flow->column += columns;
	text_reset(&flow->word);
}

static void flow_text(struct flow *flow, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '\t' || *text == '\n')
			end_word(flow);
		else
			text_add_char(&flow->word, *text);
	}
}

static bool same_link(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether the words of a link are its address already. */
static bool is_told(const char *text, const char *link)
{
	static const char mailto[] = "mailto:";
	size_t stem = strlen(mailto);

	return strcmp(text, link) == 0 ||
		(strncmp(link, mailto, stem) == 0 &&
			strcmp(text, link + stem) == 0);
}

static void flow_runs(struct flow *flow, const struct block *block)
{
	struct text words = {0}; /* of the link so far */

	for (size_t i = 0; i < block->run_count; i++) {
		const struct run *run = &block->runs[i];
		const char *next = i + 1 < block->run_count
			? block->runs[i + 1].link : NULL;

		flow_text(flow, run->text);
		if (run->link != NULL)
			text_add(&words, run->text);
		if (run->link != NULL && !same_link(run->link, next)) {
			if (!is_told(text_string(&words), run->link)) {
				flow_text(flow, " <");
				flow_text(flow, run->link);
				flow_text(flow, ">");
			}
			text_reset(&words);
		}
		if (run->style & RUN_LINE_BREAK) {
			end_word(flow);
			end_line(flow);
		}
	}
	end_word(flow);
	end_line(flow);
	text_clear(&words);
}

/* The deepest list is NESTING_LIMIT of template/ deep. */
static void add_text_blocks(struct flow *flow, const struct block *blocks,
	size_t count);

static void add_item(struct flow *flow, const struct block *item)
{
	size_t indent = flow->indent, columns = count_columns(item->label);

	for (size_t i = 0; i < indent; i++)
		text_add_char(flow->out, ' ');
	text_add(flow->out, item->label);
	text_add_char(flow->out, ' ');
	flow->indent += columns + 1;
	flow->column = flow->indent;
	add_text_blocks(flow, item->children, item->child_count);
	flow->indent = indent;
}

static void add_line(struct flow *flow, const char *line)
{
	flow_text(flow, line);
	end_word(flow);
	end_line(flow);
}

static void add_signatories(struct flow *flow, const struct block *block)
{
	for (size_t i = 0; i < block->signatory_count; i++) {
		const struct signatory *who = &block->signatories[i];

		if (i > 0)
			text_add_char(flow->out, '\n');
		add_line(flow, who->name);
		for (size_t j = 0; j < who->role_count; j++)
			add_line(flow, who->roles[j]);
	}
}

static void add_text_blocks(struct flow *flow, const struct block *blocks,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct block *block = &blocks[i];

		if (i > 0 && block->kind != BLOCK_ITEM)
			text_add_char(flow->out, '\n');
		if (block->kind == BLOCK_LIST) {
			add_text_blocks(flow, block->children,
				block->child_count);
		} else if (block->kind == BLOCK_ITEM) {
			add_item(flow, block);
		} else if (block->kind == BLOCK_SIGNATURE) {
			add_signatories(flow, block);
		} else {
			flow_runs(flow, block);
		}
	}
}

void body_text(const struct document *document, struct text *out)
{
	struct flow flow = {.out = out};

	if (document->banner != NULL) {
		add_line(&flow, document->banner);
		text_add_char(out, '\n');
	}
	add_text_blocks(&flow, document->blocks, document->block_count);
	text_clear(&flow.word);
}

/* ---- HTML ---- */

/* ` lang="cy"`, where it is not the page's. */
static void add_lang(struct text *out, const char *lang)
{
	if (lang == NULL)
		return;
	text_add(out, " lang=\"");
	markup_add(out, lang);
	text_add_char(out, '"');
}

static void add_run(struct text *out, const struct run *run)
{
	if (run->lang != NULL) {
		text_add(out, "<span");
		add_lang(out, run->lang);
		text_add_char(out, '>');
	}
	if (run->style & RUN_BOLD)
		text_add(out, "<strong>");
	if (run->style & RUN_ITALIC)
		text_add(out, "<em>");
	markup_add(out, run->text);
	if (run->style & RUN_ITALIC)
		text_add(out, "</em>");
	if (run->style & RUN_BOLD)
		text_add(out, "</strong>");
	if (run->lang != NULL)
		text_add(out, "</span>");
	if (run->style & RUN_LINE_BREAK)
		text_add(out, "<br>");
}

static void add_runs(struct text *out, const struct block *block)
{
	const char *open = NULL;

	for (size_t i = 0; i < block->run_count; i++) {
		const struct run *run = &block->runs[i];

		if (!same_link(open, run->link)) {
			text_add(out, open != NULL ? "</a>" : "");
			open = run->link;
			if (open != NULL) {
				text_add(out, "<a href=\"");
				markup_add(out, open);
				text_add(out, "\">");
			}
		}
		add_run(out, run);
	}
	text_add(out, open != NULL ? "</a>" : "");
}

static void add_html_block(struct text *out, const struct block *block);

static void add_children(struct text *out, const struct block *block)
{
	for (size_t i = 0; i < block->child_count; i++)
		add_html_block(out, &block->children[i]);
}

/* A label is the list's number and sign: "3." of an ordered list. */
static void add_html_list(struct text *out, const struct block *list)
{
	const char *first = list->children[0].label;
	size_t digits = strspn(first, "0123456789");

	if (digits > 0)
		text_printf(out, "<ol start=\"%.*s\">\n", (int)digits, first);
	else
		text_add(out, "<ul>\n");
	add_children(out, list);
	text_add(out, digits > 0 ? "</ol>\n" : "</ul>\n");
}

static void add_html_signatory(struct text *out, const struct signatory *who)
{
	text_add(out, "<p>");
	markup_add(out, who->name);
	for (size_t i = 0; i < who->role_count; i++) {
		text_add(out, "<br>");
		markup_add(out, who->roles[i]);
	}
	text_add(out, "</p>\n");
}

static void add_element(struct text *out, const struct block *block,
	const char *name)
{
	text_printf(out, "<%s", name);
	add_lang(out, block->lang);
	text_add_char(out, '>');
	if (block->kind == BLOCK_NOTE)
		text_add(out, "<small>");
	add_runs(out, block);
	add_children(out, block);
	if (block->kind == BLOCK_NOTE)
		text_add(out, "</small>");
	text_printf(out, "</%s>\n", name);
}

static void add_html_block(struct text *out, const struct block *block)
{
	static const char *const headings[] = {"h1", "h2", "h3"};

	switch (block->kind) {
	case BLOCK_LIST:
		add_html_list(out, block);
		break;
	case BLOCK_SIGNATURE:
		for (size_t i = 0; i < block->signatory_count; i++)
			add_html_signatory(out, &block->signatories[i]);
		break;
	case BLOCK_HEADING:
		add_element(out, block, headings[block->level - 1]);
		break;
	case BLOCK_ITEM:
		add_element(out, block, "li");
		break;
	default:
		add_element(out, block, "p");
	}
}

void body_html(const struct document *document, struct text *out)
{
	text_add(out, "<!DOCTYPE html>\n<html");
	add_lang(out, document->lang);
	text_add(out, ">\n<head>\n<meta charset=\"utf-8\">\n<title>");
	markup_add(out, document->title != NULL ? document->title : "");
	text_add(out, "</title>\n</head>\n<body>\n");
	if (document->banner != NULL) {
		text_add(out, "<p><strong>");
		markup_add(out, document->banner);
		text_add(out, "</strong></p>\n");
	}
	for (size_t i = 0; i < document->block_count; i++)
		add_html_block(out, &document->blocks[i]);
	text_add(out, "</body>\n</html>\n");
}
