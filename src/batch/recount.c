/* Figures worked out again; see recount.h. */
#include "batch/recount.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv_cell.h"
#include "base/exact.h"
#include "language/figure.h"
#include "reading/attachments.h"
#include "reading/page_text.h"
#include "reading/text_string.h"
#include "sign/digest.h"

#define CSV_MAX	 ((size_t)4 << 20) /* bytes of figures.csv */
#define FAULTS_TOLD	 3
#define COLUMN_NAMES_MAX 40
#define HIT_WORK	 64 /* of pdf_file.h: of a figure's place tried */
#define TEXT_PER_WORK	 8  /* bytes of the text that are searched */

enum column { INDICATOR, FIGURE, PRINTED, IN_TEXT, NUMERATOR, DENOMINATOR,
	SCALE, DECIMALS, UNIT, CAUTIOUS, SOURCE, DIGESTS, COLUMNS };

static const char *const column_names[COLUMNS] = {"indicator", "figure",
	"printed", "in_text", "numerator", "denominator", "scale", "decimals",
	"unit", "cautious", "source", "row_sha256"};

struct counting {
	struct recount *out;
	struct pdf_file *file;
	struct attachments attachments;
	struct text page;	    /* the letter's words, blanks made one */
	struct languages *languages, *bare;
	const struct language *language; /* of the letter */
	const struct language *numbers;	 /* the same without words */
	int places[COLUMN_NAMES_MAX]; /* which column a cell is; -1: another */
	size_t width;
	struct recounted *figures;
	size_t room;
	struct exact count, base; /* of the indicator being read */
	const char *of;		  /* its name, while both are known */
	bool has_count, has_base;
};

/* ---- the text ---- */

/* Blanks of all kinds are one blank, wherever a line ended. */
static void squeeze(const char *from, struct text *out)
{
	static const char *const blanks[] = {" ", "\n", "\xC2\xA0",
		"\xE2\x80\xAF", "\xE2\x80\x89"}; /* no-break, narrow, thin */
	bool after_blank = true;

	while (*from != '\0') {
		size_t length = 0;

		for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
			if (strncmp(from, blanks[i], strlen(blanks[i])) == 0)
				length = strlen(blanks[i]);
		if (length == 0)
			text_add_char(out, *from);
		else if (!after_blank)
			text_add_char(out, ' ');
		after_blank = length > 0;
		from += length > 0 ? length : 1;
	}
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Not within a longer number: 6 is neither in 16 nor in 6.5 nor in 6%. */
static bool stands_alone(const char *text, const char *from, size_t length)
{
	const char *after = from + length;

	if (from > text && is_word(from[-1]) && is_word(from[0]))
		return false;
	if (from - text > 1 && (from[-1] == '.' || from[-1] == ',') &&
		is_digit(from[-2]))
		return false;
	if (is_word(after[-1]) && (is_word(*after) || *after == '%'))
		return false;
	return !((*after == '.' || *after == ',') && is_digit(after[1]));
}

/* Within the work that the letter's file may make. */
static bool holds_figure(struct counting *counting, const char *text,
	const char *figure)
{
	struct text wanted = {0};
	const char *at = text;
	bool found = false;

	squeeze(figure, &wanted);
	while (wanted.length > 0 && !found &&
		pdf_file_work(counting->file, HIT_WORK) &&
		(at = strstr(at, wanted.data)) != NULL)
		found = stands_alone(text, at++, wanted.length);
	text_clear(&wanted);
	return found;
}

/* ---- one figure ---- */

static bool read_integer(const char *cell, int64_t most, int64_t *out)
{
	struct exact number;

	if (!exact_parse(cell, &number) || !exact_is_integer(number) ||
		number.numerator < 0 || number.numerator > most)
		return false;
	*out = number.numerator;
	return true;
}

/* Its number, and how that is printed. */
static bool read_form(const char *const *cells, struct exact *number,
	struct figure_form *form)
{
	struct exact top, bottom;
	int64_t decimals;

	if (!exact_parse(cells[NUMERATOR], &top) ||
		!exact_parse(cells[DENOMINATOR], &bottom) ||
		!exact_ratio(top, bottom, number) ||
		!read_integer(cells[SCALE], EXACT_SCALE_LIMIT, &form->scale) ||
		form->scale < 1 || !read_integer(cells[DECIMALS], 9, &decimals))
		return false;
	form->decimals = (int)decimals;
	form->unit = cells[UNIT];
	form->cautious = *cells[CAUTIOUS] != '\0';
	form->is_percent = strcmp(cells[CAUTIOUS], "0 100") == 0;
	return true;
}

/*
 * What the number comes to, in the letter's language. The words of a cautious
 * figure may be the job's own: then its number has to be right.
 */
static bool is_printed_right(struct counting *counting, struct exact number,
	const struct figure_form *form, const char *printed, const char **again)
{
	struct arena *arena = &counting->out->arena;
	struct figure_form plain = *form;
	struct text worded = {0}, bound = {0}, usual = {0};
	bool right, has_words;

	plain.cautious = false;
	has_words = figure_print(counting->language, form, number, &worded);
	if (figure_print(counting->numbers, form, number, &bound) &&
		figure_print(counting->numbers, &plain, number, &usual)) {
		bool is_bound = strcmp(text_string(&bound),
			text_string(&usual)) != 0;

		right = strcmp(text_string(&worded), printed) == 0 ||
			(is_bound && strcmp(text_string(&bound), printed) != 0
				&& holds_figure(counting, printed,
					text_string(&bound)));
		*again = arena_strdup(arena, has_words
				? text_string(&worded) : text_string(&bound));
	} else {
		right = false;
		*again = "";
	}
	text_clear(&worded);
	text_clear(&bound);
	text_clear(&usual);
	return right;
}

/* A rate has to be that of the count and the base above it. */
static bool agrees(struct counting *counting, const char *const *cells,
	struct exact number)
{
	struct exact rate;

	if (counting->of == NULL || strcmp(counting->of, cells[INDICATOR]) != 0)
		counting->has_count = counting->has_base = false;
	counting->of = cells[INDICATOR];
	if (strcmp(cells[FIGURE], "count") == 0) {
		counting->count = number;
		counting->has_count = true;
	} else if (strcmp(cells[FIGURE], "base") == 0) {
		counting->base = number;
		counting->has_base = true;
	} else if (strcmp(cells[FIGURE], "value") == 0 && counting->has_count &&
		counting->has_base && counting->base.numerator != 0) {
		return exact_ratio(counting->count, counting->base, &rate) &&
			exact_compare(rate, number) == 0;
	}
	return true;
}

static const char *judge_number(struct counting *counting,
	const char *const *cells, const char **again)
{
	struct arena *arena = &counting->out->arena;
	struct figure_form form = {0};
	struct exact number;

	if (!read_form(cells, &number, &form))
		return "its numbers cannot be read";
	counting->out->numbers++;
	if (!is_printed_right(counting, number, &form, cells[PRINTED], again))
		return arena_printf(arena, "'%s' is printed, but %s / %s comes "
			"to '%s'", cells[PRINTED], cells[NUMERATOR],
			cells[DENOMINATOR], *again);
	if (!agrees(counting, cells, number))
		return arena_printf(arena, "%s / %s is not its count by its "
			"base", cells[NUMERATOR], cells[DENOMINATOR]);
	return NULL;
}

/* ---- the rows that a letter carries ---- */

/* What stands under the first line, whose quotes may hold line ends. */
static const char *under_header(const char *bytes)
{
	bool quoted = false;

	for (; *bytes != '\0' && (quoted || *bytes != '\n'); bytes++)
		quoted ^= *bytes == '"';
	return *bytes == '\n' ? bytes + 1 : bytes;
}

static bool is_digest(struct counting *counting,
	const struct attachment *attachment, const char *wanted)
{
	char hex[DIGEST_HEX];
	struct text bytes = {0};
	const char *row;
	size_t length;
	bool same = false;

	if (pdf_file_stream(counting->file, attachment->stream, &bytes)) {
		row = under_header(text_string(&bytes));
		length = strlen(row);
		length -= length > 0 && row[length - 1] == '\n';
		digest_of(row, length, hex);
		same = strncmp(hex, wanted, DIGEST_HEX - 1) == 0;
	}
	text_clear(&bytes);
	return same;
}

/* "a.csv:2:3 a.csv:2:4 b.csv:9:1" has two digests, one a file. */
static const char *judge_rows(struct counting *counting,
	const char *const *cells)
{
	struct arena *arena = &counting->out->arena;
	const char *source = cells[SOURCE], *digest = cells[DIGESTS];
	const char *before = "";

	while (*source != '\0') {
		size_t word = strcspn(source, " ");
		const char *place = arena_strndup(arena, source, word);
		const char *name = arena_strndup(arena, place,
			strcspn(place, ":"));
		const struct attachment *attachment;

		source += word + (source[word] == ' ');
		if (strcmp(name, before) == 0)
			continue;
		before = name;
		attachment = attachment_find(counting->file,
			&counting->attachments, name);
		if (attachment != NULL &&
			!is_digest(counting, attachment, digest))
			return arena_printf(arena, "the row of %s that the "
				"letter carries is not the one it was read "
				"from", name);
		digest += strcspn(digest, " ");
		digest += *digest == ' ';
	}
	return NULL;
}

static void judge_figure(struct counting *counting, const char *const *cells)
{
	struct recount *out = counting->out;
	struct recounted figure = {.indicator = cells[INDICATOR],
		.figure = cells[FIGURE], .printed = cells[PRINTED],
		.again = ""};

	if (*cells[NUMERATOR] != '\0')
		figure.fault = judge_number(counting, cells, &figure.again);
	if (figure.fault == NULL)
		figure.fault = judge_rows(counting, cells);
	if (figure.fault == NULL && strcmp(cells[IN_TEXT], "yes") == 0 &&
		(!pdf_file_work(counting->file, counting->page.length /
			TEXT_PER_WORK) || !holds_figure(counting,
			text_string(&counting->page), cells[PRINTED])))
		figure.fault = arena_printf(&out->arena, "'%s' does not stand "
			"in the letter's text", cells[PRINTED]);
	out->in_text += strcmp(cells[IN_TEXT], "yes") == 0;
	ARENA_RESERVE(&out->arena, counting->figures, out->count,
		counting->room);
	counting->figures[out->count++] = figure;
	out->figures = counting->figures;
}

/* ---- figures.csv ---- */

/* False: the letter is not good, for a reason that is in the words now. */
static bool refuse(struct recount *out, const char *why)
{
	if (out->words.length == 0)
		text_add(&out->words, why);
	return false;
}

static bool take_header(struct counting *counting, const char *cell)
{
	if (counting->width == COLUMN_NAMES_MAX)
		return false;
	counting->places[counting->width] = -1;
	for (int i = 0; i < COLUMNS; i++)
		if (strcmp(column_names[i], cell) == 0)
			counting->places[counting->width] = i;
	counting->width++;
	return true;
}

static bool has_columns(const struct counting *counting)
{
	bool seen[COLUMNS] = {false};

	for (size_t i = 0; i < counting->width; i++)
		if (counting->places[i] >= 0)
			seen[counting->places[i]] = true;
	for (int i = 0; i < COLUMNS; i++)
		if (!seen[i])
			return false;
	return true;
}

/* The cells of one line by their column; false at the end, or a fault. */
static bool read_line(struct counting *counting, const char **at,
	const char *end, bool is_header, const char **cells)
{
	struct text cell = {0};
	size_t number = 0;
	char after = ',';
	bool read = true;

	while (read && after == ',') {
		read = csv_cell_read(at, end, ',', &cell, &after) &&
			(is_header ? take_header(counting, text_string(&cell))
				   : number < counting->width);
		if (read && !is_header && counting->places[number] >= 0)
			cells[counting->places[number]] = arena_strdup(
				&counting->out->arena, text_string(&cell));
		number++;
	}
	text_clear(&cell);
	return read && number == counting->width;
}

static bool judge_figures(struct counting *counting, const struct text *csv)
{
	static const char foreign[] = "its figures.csv is not as this edition "
		"of lettermill writes it";
	const char *at = text_string(csv), *end = at + csv->length;
	const char *cells[COLUMNS];

	if (!read_line(counting, &at, end, true, cells) ||
		!has_columns(counting))
		return refuse(counting->out, foreign);
	while (at < end && pdf_file_fault(counting->file) == NULL) {
		if (!read_line(counting, &at, end, false, cells) ||
			counting->out->count == RECOUNT_FIGURES_MAX)
			return refuse(counting->out, foreign);
		judge_figure(counting, cells);
	}
	return true;
}

/* ---- the letter ---- */

static const struct language *open_language(struct languages **languages,
	const char *tag, const struct own_phrases *own, struct report *report)
{
	*languages = languages_new(own, own != NULL);
	return languages_open(*languages, tag, (struct place){0}, report);
}

static bool set_language(struct counting *counting)
{
	struct own_phrases bare = {.phrases = {
		[PHRASE_MORE_THAN] = "{value}",
		[PHRASE_LESS_THAN] = "{value}"}};
	struct report report = {0};
	struct text tag = {0};

	text_string_add(pdf_file_get(counting->file,
		pdf_file_catalog(counting->file), "Lang"), &tag);
	bare.tag = arena_strdup(&counting->out->arena, text_string(&tag));
	counting->language = open_language(&counting->languages, bare.tag,
		NULL, &report);
	counting->numbers = open_language(&counting->bare, bare.tag, &bare,
		&report);
	report_clear(&report);
	text_clear(&tag);
	return (counting->language != NULL && counting->numbers != NULL) ||
		refuse(counting->out, "its language is none that is known");
}

static bool read_letter(struct counting *counting, struct text *csv)
{
	struct recount *out = counting->out;
	const struct attachment *attachment = attachments_read(counting->file,
		&out->arena, &counting->attachments) ? attachment_find(
		counting->file, &counting->attachments, "figures.csv") : NULL;
	struct text page = {0};
	bool done = attachment != NULL &&
		pdf_file_stream(counting->file, attachment->stream, csv) &&
		page_text_read(counting->file, &page);

	if (done && (memchr(csv->data, '\0', csv->length) != NULL ||
		csv->length > CSV_MAX))
		done = refuse(out, "its figures.csv is larger than a letter's, "
			"or no text");
	if (done)
		squeeze(text_string(&page), &counting->page);
	text_clear(&page);
	if (pdf_file_fault(counting->file) != NULL)
		return refuse(out, pdf_file_fault(counting->file));
	if (attachment == NULL)
		return refuse(out, "it carries no figures.csv: figures = yes "
			"in [attachments] makes letters carry it");
	return done;
}

/* All that is to be said, once every figure was judged. */
static void conclude(struct recount *out)
{
	size_t bad = 0;

	for (size_t i = 0; i < out->count; i++) {
		const struct recounted *figure = &out->figures[i];

		if (figure->fault == NULL)
			continue;
		if (bad++ < FAULTS_TOLD)
			text_printf(&out->words, "%s%s.%s: %s",
				bad > 1 ? "; " : "", figure->indicator,
				figure->figure, figure->fault);
	}
	if (bad > FAULTS_TOLD)
		text_printf(&out->words, "; and %zu more", bad - FAULTS_TOLD);
	out->good = bad == 0;
	if (out->good)
		text_printf(&out->words, "%zu figures: %zu worked out again "
			"come to what is printed, %zu stand in the letter's "
			"text", out->count, out->numbers, out->in_text);
}

void recount_letter(const struct text *bytes, struct recount *out)
{
	struct counting counting = {.out = out};
	struct text csv = {0};

	*out = (struct recount){0};
	counting.file = pdf_file_open(text_string(bytes), bytes->length);
	if (read_letter(&counting, &csv) && set_language(&counting) &&
		judge_figures(&counting, &csv)) {
		if (pdf_file_fault(counting.file) != NULL)
			(void)refuse(out, arena_strdup(&out->arena,
				pdf_file_fault(counting.file)));
		else
			conclude(out);
	}
	languages_free(counting.languages);
	languages_free(counting.bare);
	text_clear(&counting.page);
	text_clear(&csv);
	pdf_file_free(counting.file);
}

void recount_clear(struct recount *recount)
{
	text_clear(&recount->words);
	arena_clear(&recount->arena);
}
