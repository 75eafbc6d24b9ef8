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
#include "layout/setting.h"
#include "lines/line_count.h"

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
	struct memo *runs, *paragraphs, *flows;
	struct text text, key; /* in the making */
	struct placed_word *words; /* of the text */
	size_t word_room;
	struct text run; /* of it */
	struct pen *pens; /* by its bytes */
	size_t pen_room;
	struct placed_word *traced; /* its words */
	size_t traced_room;
	bool is_again; /* the paragraph that was just asked for */
	bool is_unsure;
};

struct gauge *gauge_new(size_t memory)
{
	struct gauge *gauge = memory_new(sizeof(*gauge));

	gauge->runs = memo_new(memory);
	gauge->paragraphs = memo_new(memory);
	gauge->flows = memo_new(memory);
	return gauge;
}

void gauge_free(struct gauge *gauge)
{
	if (gauge == NULL)
		return;
	memo_free(gauge->runs);
	memo_free(gauge->paragraphs);
	memo_free(gauge->flows);
	text_clear(&gauge->text);
	text_clear(&gauge->key);
	text_clear(&gauge->run);
	free(gauge->words);
	free(gauge->pens);
	free(gauge->traced);
	free(gauge);
}

void gauge_begin(struct gauge *gauge)
{
	memo_turn(gauge->runs);
	memo_turn(gauge->paragraphs);
	memo_turn(gauge->flows);
	gauge->is_unsure = false;
}

bool gauge_is_sure(const struct gauge *gauge)
{
	return !gauge->is_unsure;
}

/* ---- paragraphs ---- */

/* What a run comes to by itself: its text, in which no blank follows another,
 * and where its words stand. Much of a letter's runs are in all letters. */
struct traced {
	const char *text;
	size_t length;
	const struct placed_word *words;
	size_t count;
	double width;
};

/* A text whose words are being placed, and counted line by line. */
struct placing {
	const struct setter *setter;
	const struct lines_key *what;
	struct gauge *gauge;
	double at;    /* the pen */
	size_t line;  /* first byte of the line that the text itself begins, */
	size_t first; /* and its first word */
	size_t count; /* of words */
	struct counted *counted;
};

static void join(struct text *text, const char *from)
{
	text_reset(text);
	while (*from != '\0') {
		size_t length = strcspn(from, " ");

		text_append(text, from, length);
		from += length;
		if (*from == '\0')
			break;
		text_add_char(text, ' ');
		from += strspn(from, " ");
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

static const struct alphabet *alphabet_for(const struct setter *setter,
	const struct text_style *style, const struct run *run)
{
	struct source source = setting_source(setter, style);

	return alphabet_of(setter->fonts,
		setter->fonts->faces[(run->style | style->style) &
			(RUN_BOLD | RUN_ITALIC)],
		run->lang != NULL ? run->lang : setter->lang, &source);
}

/* Into what the gauge has for the run at hand. */
static bool trace(struct gauge *gauge, const struct alphabet *alphabet,
	double size, const char *from, struct traced *out)
{
	struct text *text = &gauge->run;
	struct pen *pens;
	size_t at = *from == ' ', count = 0;

	join(text, from);
	pens = pens_for(gauge, text->length);
	*out = (struct traced){.text = text_string(text),
		.length = text->length};
	if (!alphabet_trace(alphabet, out->text, 0, text->length, size,
		    &out->width, pens))
		return false;
	while (at < text->length) {
		const char *blank = memchr(out->text + at, ' ',
			text->length - at);
		size_t stop = blank == NULL ? text->length :
					      (size_t)(blank - out->text);

		ARRAY_RESERVE(gauge->traced, count, gauge->traced_room);
		gauge->traced[count++] = (struct placed_word){pens[at].before,
			pens[stop].after, at, stop - at};
		at = stop + 1;
	}
	out->words = gauge->traced;
	out->count = count;
	return true;
}

static void keep_traced(struct memo *memo, const struct text *key,
	const struct traced *traced)
{
	struct traced *kept = memo_add(memo, key->data, key->length,
		sizeof(*kept));
	struct arena *arena = memo_arena(memo);

	*kept = *traced;
	kept->text = arena_strndup(arena, traced->text, traced->length);
	kept->words = arena_copy(arena, traced->words,
		traced->count * sizeof(*traced->words));
}

static bool find_traced(struct gauge *gauge, const struct alphabet *alphabet,
	double size, const char *from, struct traced *out)
{
	struct text *key = &gauge->key;
	const struct traced *kept;
	bool is_again;

	text_reset(key);
	text_append(key, &alphabet, sizeof(alphabet));
	text_append(key, &size, sizeof(size));
	text_add(key, from);
	kept = memo_find(gauge->runs, key->data, key->length, &is_again);
	if (kept != NULL)
		*out = *kept;
	else if (!trace(gauge, alphabet, size, from, out))
		return false;
	else if (is_again)
		keep_traced(gauge->runs, key, out);
	return true;
}

/* Blanks as join.c has them. */
static bool takes_blank(const struct placing *placing)
{
	const struct text *text = &placing->gauge->text;

	return text->length > placing->line &&
		text->data[text->length - 1] != ' ';
}

/* Behind what is there; a word may go on in it. */
static void place(struct placing *placing, const struct traced *traced)
{
	struct gauge *gauge = placing->gauge;
	size_t offset = gauge->text.length;
	bool goes_on = takes_blank(placing) && traced->count > 0 &&
		traced->words[0].offset == 0;

	for (size_t i = 0; i < traced->count; i++) {
		struct placed_word word = traced->words[i];

		word.start += placing->at;
		word.end += placing->at;
		word.offset += offset;
		if (i == 0 && goes_on) {
			struct placed_word *last =
				&gauge->words[placing->count - 1];

			last->end = word.end;
			last->length += word.length;
			continue;
		}
		ARRAY_RESERVE(gauge->words, placing->count, gauge->word_room);
		gauge->words[placing->count++] = word;
	}
	text_append(&gauge->text, traced->text, traced->length);
	placing->at += traced->width;
}

static bool place_run(struct placing *placing, const struct run *run)
{
	const struct text_style *style = placing->what->style;
	const struct alphabet *alphabet = alphabet_for(placing->setter, style,
		run);
	const char *from = run->text;
	struct traced traced;

	if (!takes_blank(placing))
		from += strspn(from, " ");
	if (alphabet == NULL || !find_traced(placing->gauge, alphabet,
		style->size, from, &traced))
		return false;
	place(placing, &traced);
	return true;
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
	size_t count = placing->count - placing->first, lines;
	const struct placed_word *words;
	double width = column.width;

	if (count == 0)
		return true;
	words = &gauge->words[placing->first];
	lines = count_lines(words, count, &column);
	/* Words may be parted where they are not in one line. */
	if (lines == 0 || (lines > 1 && setter->options->hyphens != NULL))
		return false;
	if (lines == 1)
		width = words[count - 1].end - words[0].start;
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
	placing->first = placing->count;
}

static bool count_paragraph(const struct setter *setter,
	const struct lines_key *what, struct counted *out)
{
	struct placing placing = {.setter = setter, .what = what,
		.gauge = setter->gauge, .counted = out};

	*out = (struct counted){0};
	text_reset(&placing.gauge->text);
	for (size_t i = 0; i < what->run_count; i++) {
		if (!place_run(&placing, &what->runs[i]))
			return false;
		if ((what->runs[i].style & RUN_LINE_BREAK) == 0)
			continue;
		if (!count_line(&placing))
			return false;
		end_line(&placing);
	}
	return count_line(&placing);
}

/* Of others, to count them anew costs little more than to remember them. */
static bool is_kept(const struct lines_key *what)
{
	return what->run_count != 1 || strlen(what->runs[0].text) > SHORT;
}

static void keep_counted(const struct setter *setter,
	const struct lines_key *what, struct counted counted)
{
	const struct text *key = lines_write_key(setter, what);
	struct counted *kept = memo_add(setter->gauge->paragraphs, key->data,
		key->length, sizeof(*kept));

	*kept = counted;
}

/* Remembered, or counted and perhaps kept. */
static bool find_counted(const struct setter *setter,
	const struct lines_key *what, struct counted *out)
{
	struct gauge *gauge = setter->gauge;
	const struct text *key = lines_write_key(setter, what);
	struct counted *kept = memo_find(gauge->paragraphs, key->data,
		key->length, &gauge->is_again);

	if (kept != NULL)
		*out = *kept;
	else if (!count_paragraph(setter, what, out))
		return false;
	else if (gauge->is_again)
		keep_counted(setter, what, *out);
	return true;
}

bool gauge_paragraph(const struct setter *setter, const struct lines_key *what,
	struct paragraph *out)
{
	struct counted counted;

	setter->gauge->is_again = false;
	if (!(is_kept(what) ? find_counted : count_paragraph)(setter, what,
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

static bool is_hyphenated(const struct paragraph *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->lines[i].is_hyphenated)
			return true;
	return false;
}

void gauge_keep(const struct setter *setter, const struct lines_key *what,
	const struct paragraph *set)
{
	if (setter->gauge->is_again && !setter->gauge->is_unsure &&
		!is_hyphenated(set))
		keep_counted(setter, what,
			(struct counted){set->count, set->width});
}

double gauge_before(const struct setter *setter, const char *text,
	const struct text_style *style, size_t mark)
{
	struct gauge *gauge = setter->gauge;
	struct run run = {.text = text};
	const struct alphabet *alphabet = alphabet_for(setter, style, &run);
	struct traced traced;

	if (alphabet == NULL || !trace(gauge, alphabet, style->size, text,
		&traced) || traced.length != strlen(text)) {
		gauge->is_unsure = true;
		return 0;
	}
	return mark < traced.length ? gauge->pens[mark].before : traced.width;
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
