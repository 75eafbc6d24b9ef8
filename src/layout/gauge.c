/*
 * What a letter needs to be told well: where its words would stand, spelled
 * from letters that were shaped before (alphabet.h); the number of lines that
 * they come to (line_count.h); and the pages that boxes of such heights fill.
 * Paragraphs and letters that come again are remembered as a whole.
 */
#include "layout/gauge.h"

#include <stdlib.h>
#include <string.h>

#include "base/memo.h"
#include "layout/alphabet.h"
#include "layout/line_count.h"

#define SHORT 48  /* bytes: of such a text little is gained by remembering */
#define SLACK 0.5 /* of the type's size: a blank and what is fitted to it */

struct counted {
	size_t count;
	double width;
};

struct filled {
	size_t page_count;
	bool has_short;
};

struct gauge {
	struct memo *paragraphs, *flows;
	struct text text, key; /* in the making */
	struct pen *pens; /* by byte of the text */
	size_t pen_room;
	struct placed_word *words; /* of a line that the text itself ends */
	size_t word_room;
	bool is_unsure;
};

struct gauge *gauge_new(size_t memory)
{
	struct gauge *gauge = memory_new(sizeof(*gauge));

	gauge->paragraphs = memo_new(memory);
	gauge->flows = memo_new(memory);
	return gauge;
}

void gauge_free(struct gauge *gauge)
{
	if (gauge == NULL)
		return;
	memo_free(gauge->paragraphs);
	memo_free(gauge->flows);
	text_clear(&gauge->text);
	text_clear(&gauge->key);
	free(gauge->pens);
	free(gauge->words);
	free(gauge);
}

void gauge_begin(struct gauge *gauge)
{
	memo_turn(gauge->paragraphs);
	memo_turn(gauge->flows);
	gauge->is_unsure = false;
}

bool gauge_is_sure(const struct gauge *gauge)
{
	return !gauge->is_unsure;
}

/* ---- paragraphs ---- */

/* A text whose words are being placed, and counted line by line. */
struct placing {
	const struct setter *setter;
	const struct lines_key *what;
	struct gauge *gauge;
	double at;   /* the pen */
	size_t line; /* first byte of the line that the text itself begins */
	struct counted *counted;
};

/* Blanks as join.c has them. */
static bool takes_blank(const struct placing *placing)
{
	const struct text *text = &placing->gauge->text;

	return text->length > placing->line &&
		text->data[text->length - 1] != ' ';
}

static void join(const struct placing *placing, const char *from)
{
	struct text *text = &placing->gauge->text;

	while (*from != '\0') {
		size_t length = strcspn(from, " ");

		text_append(text, from, length);
		from += length;
		if (*from == ' ' && takes_blank(placing))
			text_add_char(text, ' ');
		from += *from == ' ';
	}
}

static struct pen *pens_for(struct gauge *gauge, size_t length)
{
	if (gauge->pen_room <= length) {
		gauge->pen_room = 2 * (length + 1);
		gauge->pens = memory_resize(gauge->pens, gauge->pen_room,
			sizeof(*gauge->pens));
	}
	return gauge->pens;
}

static bool trace_run(struct placing *placing, const struct run *run)
{
	const struct setter *setter = placing->setter;
	const struct text_style *style = placing->what->style;
	struct source source = {.is_column = style->is_column,
		.figures = style->is_column ? FIGURES_TABULAR :
			setter->options->figures};
	struct text *text = &placing->gauge->text;
	size_t start = text->length;
	const struct alphabet *alphabet = alphabet_of(setter->fonts,
		setter->fonts->faces[(run->style | style->style) &
			(RUN_BOLD | RUN_ITALIC)],
		run->lang != NULL ? run->lang : setter->lang, &source);

	if (alphabet == NULL)
		return false;
	join(placing, run->text);
	return alphabet_trace(alphabet, text_string(text), start, text->length,
		style->size, &placing->at,
		pens_for(placing->gauge, text->length));
}

static size_t place_words(const struct placing *placing)
{
	struct gauge *gauge = placing->gauge;
	const char *data = text_string(&gauge->text);
	size_t at = placing->line, end = gauge->text.length, count = 0;

	while (at < end) {
		const char *blank = memchr(data + at, ' ', end - at);
		size_t stop = blank != NULL ? (size_t)(blank - data) : end;

		ARRAY_RESERVE(gauge->words, count, gauge->word_room);
		gauge->words[count++] = (struct placed_word){
			gauge->pens[at].before, gauge->pens[stop].after, at,
			stop - at};
		at = stop + 1;
	}
	return count;
}

/* The lines of what the text itself ends here. */
static bool count_line(struct placing *placing)
{
	const struct gauge *gauge = placing->gauge;
	const struct setter *setter = placing->setter;
	struct counted *counted = placing->counted;
	struct count_column column = {.width = placing->what->width,
		.slack = SLACK * placing->what->style->size,
		.text = text_string(&gauge->text),
		.length = gauge->text.length,
		.rules = tie_rules(setter->lang)};
	size_t count = place_words(placing), lines;
	double width = column.width;

	if (count == 0)
		return true;
	lines = count_lines(gauge->words, count, &column);
	/* Words may be parted where they are not in one line. */
	if (lines == 0 || (lines > 1 && setter->options->hyphens != NULL))
		return false;
	if (lines == 1)
		width = gauge->words[count - 1].end - gauge->words[0].start;
	if (counted->width < width)
		counted->width = width;
	counted->count += lines;
	return true;
}

/* A reader of the text alone has a blank there; see join.c. */
static void end_line(struct placing *placing)
{
	struct text *text = &placing->gauge->text;

	if (takes_blank(placing))
		text_add_char(text, ' ');
	placing->line = text->length;
}

static bool count_paragraph(const struct setter *setter,
	const struct lines_key *what, struct counted *out)
{
	struct placing placing = {.setter = setter, .what = what,
		.gauge = setter->gauge, .counted = out};

	*out = (struct counted){0};
	text_reset(&placing.gauge->text);
	for (size_t i = 0; i < what->run_count; i++) {
		if (!trace_run(&placing, &what->runs[i]))
			return false;
		if ((what->runs[i].style & RUN_LINE_BREAK) == 0)
			continue;
		if (!count_line(&placing))
			return false;
		end_line(&placing);
	}
	return count_line(&placing);
}

/* Is it as cheap to count as to remember? */
static bool is_short(const struct lines_key *what)
{
	return what->run_count == 1 &&
		memchr(what->runs[0].text, '\0', SHORT) != NULL;
}

/* Remembered, or counted and perhaps kept. */
static bool find_counted(const struct setter *setter,
	const struct lines_key *what, struct counted *out)
{
	struct memo *memo = setter->gauge->paragraphs;
	const struct text *key = lines_write_key(setter, what);
	bool is_again;
	struct counted *kept = memo_find(memo, key->data, key->length,
		&is_again);

	if (kept != NULL)
		*out = *kept;
	else if (!count_paragraph(setter, what, out))
		return false;
	else if (is_again)
		*(struct counted *)memo_add(memo, key->data, key->length,
			sizeof(*out)) = *out;
	return true;
}

bool gauge_paragraph(const struct setter *setter, const struct lines_key *what,
	struct paragraph *out)
{
	struct counted counted;

	if (!(is_short(what) ? count_paragraph : find_counted)(setter, what,
		    &counted))
		return false;
	out->count = counted.count;
	out->width = counted.width;
	return true;
}

void gauge_look(const struct setter *setter, const struct paragraph *set)
{
	setter->gauge->is_unsure |= lines_are_pending(set);
}

double gauge_before(const struct setter *setter, const char *text,
	const struct text_style *style, size_t mark)
{
	struct run run = {.text = text};
	struct lines_key what = {&run, 1, style, ONE_LINE};
	struct counted counted;
	const struct gauge *gauge = setter->gauge;

	/* It is the first line of a text that was counted before. */
	if (!count_paragraph(setter, &what, &counted)) {
		setter->gauge->is_unsure = true;
		return 0;
	}
	return mark < gauge->text.length ? gauge->pens[mark].before :
		gauge->pens[gauge->text.length].after;
}

/* ---- pages ---- */

/* All that flow_break() looks at of a box, without a gap. */
struct box_key {
	double gap, height, below, lift, head;
	struct {
		char keep, begins_page, is_hyphenated, is_closing;
		char is_line, is_first, goes_on, has_head;
	} is;
};

static void add_box(const struct flow *flow, size_t index, struct text *key)
{
	const struct box *box = &flow->boxes[index];
	struct box_key of = {box->gap, box->height, box->below, box->lift,
		box->head != NULL ? box->head->height : 0,
		{(char)box->keep, box->begins_page, box->is_hyphenated,
			box->is_closing, box->paragraph != NULL,
			box->line == 0, index > 0 && box->paragraph ==
				flow->boxes[index - 1].paragraph,
			box->head != NULL}};

	text_append(key, &of, sizeof(of));
}

bool gauge_break(struct gauge *gauge, struct flow *flow,
	const struct frame *frame, struct report *report)
{
	double fixed[] = {flow->grid, flow->avoids_short,
		frame->bottom - frame->top};
	struct text *key = &gauge->key;
	struct filled *kept;
	bool is_again;

	text_reset(key);
	text_append(key, fixed, sizeof(fixed));
	for (size_t i = 0; i < flow->count; i++)
		add_box(flow, i, key);
	kept = memo_find(gauge->flows, key->data, key->length, &is_again);
	if (kept != NULL) {
		flow->page_count = kept->page_count;
		flow->has_short = kept->has_short;
		return true;
	}
	if (!flow_break(flow, frame, report))
		return false;
	if (is_again) {
		kept = memo_add(gauge->flows, key->data, key->length,
			sizeof(*kept));
		*kept = (struct filled){flow->page_count, flow->has_short};
	}
	return true;
}
