/*
 * Line breaking. Opportunities come from libunibreak, but for those of plain
 * words; the boundaries of characters in between are points of emergency, if
 * they are asked for, for words that no line can hold.
 *
 * All ways to break a paragraph are weighed at once, as Knuth and Plass taught:
 * point by point, the best way to end a line there is the best way to end one
 * earlier and a line between. A way costs the squares of what its lines leave
 * empty, but for the last, and something for each line and each thing parted.
 * Hyphens are looked at only where lines come out ragged without them.
 */
#include "lines/line_break.h"

#include <linebreak.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "lines/character.h"

/* Room for what rounding makes of a line that just fits, in points. */
#define TOLERANCE 0.001

/* Costs, where a line that is empty would cost 1. */
#define LINE_COST      1.0
#define UNWILLING_COST 0.1
#define HYPHEN_COST    0.06
#define STACKED_COST   1.0   /* of a second hyphen below the first */
#define LONELY_COST    0.3   /* of a last line with a single word, */
#define SHORT_COST     2.0   /* and of one that is a stub besides */
#define STUB_COST      3.0
#define TIED_COST      100.0
#define ADDRESS_COST   300.0
#define CHARACTER_COST 600.0
#define OVERFULL_COST  1e6
#define STUB	       0.25 /* of the width: a last line below it is a stub */
#define RAGGED	       0.16 /* of the width: emptier lines want hyphens */
#define LOOK_BACK      256  /* ways tried for one line, at most */

/* Parts of texts that breaks were found in before. */
#define PARTS	    512 /* a power of two */
#define PART_LENGTH 48	/* bytes; longer ones are not remembered */
#define LANG_LENGTH 12	/* likewise */

/* Marks and joiners belong to the character before them. */
static bool is_extending(uint32_t code)
{
	const struct character *character = character_of(code);

	return character->is_mark || character->is_invisible;
}

/* After one of these an address may be broken. */
static bool is_joint(char c)
{
	return c == '/' || c == '.' || c == '-' || c == '?' || c == '&';
}

/* Between the bytes before and at `offset`, where UAX #14 allows nothing. */
static bool find_emergency(const char *text, size_t offset,
	enum break_kind *kind)
{
	const char *at = text + offset;
	char next = *at, before = at[-1];

	*kind = BREAK_CHARACTER;
	if (character_is_plain(before) && character_is_plain(next))
		return true;
	if (before == ' ' || next == ' ' || is_extending(utf8_next(&at)))
		return false;
	/* A non-breaking space (C2 A0) parts nothing, even now. */
	if ((before == '\xA0' && offset > 1 && text[offset - 2] == '\xC2') ||
		strncmp(text + offset, "\xC2\xA0", 2) == 0)
		return false;
	if (is_joint(before) && !is_joint(next))
		*kind = BREAK_ADDRESS;
	return true;
}

enum break_kind break_kind_of(enum tie tie)
{
	switch (tie) {
	case TIE_STRONG:
		return BREAK_TIED;
	case TIE_WEAK:
		return BREAK_UNWILLING;
	case TIE_NOT:
		break;
	}
	return BREAK_ALLOWED;
}

/* Each part has one place; letters of a job have most of them in common. */
static void find_breaks(const char *text, size_t length, const char *lang,
	char *breaks)
{
	static struct part {
		size_t length; /* 0: there is none */
		char text[PART_LENGTH], breaks[PART_LENGTH];
		char lang[LANG_LENGTH];
	} parts[PARTS];
	size_t lang_size = strlen(lang) + 1;
	struct part *part;
	uint32_t hash = 0;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x9E3779B1u;
	part = &parts[hash >> 16 & (PARTS - 1)];
	if (part->length == length && memcmp(part->text, text, length) == 0 &&
		strcmp(part->lang, lang) == 0) {
		memcpy(breaks, part->breaks, length);
		return;
	}
	set_linebreaks_utf8((const utf8_t *)text, length, lang, breaks);
	if (length > PART_LENGTH || lang_size > LANG_LENGTH)
		return;
	part->length = length;
	memcpy(part->text, text, length);
	memcpy(part->breaks, breaks, length);
	memcpy(part->lang, lang, lang_size);
}

/* The break points of a text in the making. */
struct finding {
	const char *text;
	size_t length;
	const char *lang;
	const struct tie_rules *rules;
	bool in_words;
	char *breaks; /* room for those of a part */
	struct break_point *points;
	size_t count;
};

static void add_point(struct finding *finding, size_t offset,
	enum break_kind kind)
{
	finding->points[finding->count++] = (struct break_point){offset, kind};
}

static enum break_kind allowed_at(const struct finding *finding, size_t offset)
{
	return break_kind_of(tie_at(finding->rules, finding->text,
		finding->length, offset));
}

/* Between the bytes `start` and end - 1. */
static void add_inner_points(struct finding *finding, size_t start, size_t end)
{
	for (size_t i = start + 1; i < end; i++) {
		char at = finding->breaks[i - 1 - start];
		enum break_kind kind;

		if (at == LINEBREAK_INSIDEACHAR)
			continue;
		if (at != LINEBREAK_NOBREAK)
			add_point(finding, i, allowed_at(finding, i));
		else if (finding->in_words &&
			find_emergency(finding->text, i, &kind))
			add_point(finding, i, kind);
	}
}

static void add_part(struct finding *finding, size_t start, size_t end,
	bool is_plain)
{
	const char *text = finding->text;

	if (!is_plain)
		find_breaks(text + start, end - start, finding->lang,
			finding->breaks);
	else if (finding->in_words)
		memset(finding->breaks, LINEBREAK_NOBREAK, end - start);
	if (!is_plain || finding->in_words)
		add_inner_points(finding, start, end);
	if (end == finding->length)
		add_point(finding, end, BREAK_FORCED);
	else if (is_plain && tie_is_none(text[start], text[end - 2], text[end]))
		add_point(finding, end, BREAK_ALLOWED);
	else
		add_point(finding, end, allowed_at(finding, end));
}

/* A blank between what closes a word and a letter or digit, all ASCII. */
static bool is_plain_blank(const char *text, size_t offset)
{
	return text[offset] == ' ' && offset > 0 &&
		(character_is_plain(text[offset - 1]) ||
			character_is_closing(text[offset - 1])) &&
		character_is_plain(text[offset + 1]);
}

/*
 * A plain blank ends a line by UAX #14, whatever stands before or behind, and
 * nothing ends one within a word of letters and digits with signs that close
 * it: what lies between two of these blanks is looked at by itself, if there is
 * anything else in it.
 */
static size_t part_end(const struct finding *finding, size_t start,
	bool *is_plain)
{
	const char *text = finding->text;
	size_t end = start, length = finding->length;

	while (end < length && character_is_plain(text[end]))
		end++;
	/* A line may end before one that stands behind no digit. */
	if (end > start && text[end] == '%' && text[end - 1] <= '9')
		end++;
	while (end < length && character_is_closing(text[end]) &&
		text[end] != '%')
		end++;
	*is_plain = end == length || is_plain_blank(text, end);
	while (end < length && !is_plain_blank(text, end))
		end++;
	return end < length ? end + 1 : length;
}

static void add_points(struct finding *finding)
{
	size_t start = 0, end;

	for (; start < finding->length; start = end) {
		bool is_plain;

		end = part_end(finding, start, &is_plain);
		add_part(finding, start, end, is_plain);
	}
}

size_t find_break_points(const char *text, size_t length, const char *lang,
	bool in_words, struct arena *arena, struct break_point **out)
{
	struct finding finding = {.text = text, .length = length,
		.lang = lang, .rules = tie_rules(lang), .in_words = in_words,
		.breaks = arena_room(arena, length + 1),
		.points = arena_room(arena,
			(length + 1) * sizeof(*finding.points))};
	static bool is_ready;

	if (!is_ready)
		init_linebreak();
	is_ready = true;
	add_points(&finding);
	*out = finding.points;
	return finding.count;
}

/* The best way found to end a line somewhere. */
struct way {
	size_t offset;
	enum break_kind kind;
	size_t lines; /* from the start on */
	double cost;
	size_t before; /* the way that ends the line before */
	struct edge begin, end; /* of the next line, and of this one */
};

/* The lines of a text in the making. */
struct lines {
	const struct measure *measure;
	double scale; /* of widths, to parts of the column's */
	double full; /* the part of it that a line may fill */
	struct arena *arena;
	struct way *ways; /* of the paragraph at hand */
	size_t way_count;
	size_t first; /* way that the line at hand can begin at; earlier ones
			 are too far, for all that follow as well */
	size_t least; /* of the ways from there on, the one that costs least */
	struct text_line *lines;
	size_t count, room;
};

static void add_line(struct lines *lines, struct text_line line)
{
	ARENA_RESERVE(lines->arena, lines->lines, lines->count, lines->room);
	lines->lines[lines->count++] = line;
}

static double width_between(const struct measure *measure,
	const struct way *from, const struct way *to)
{
	double width = from->begin.safe <= to->end.safe ?
		to->end.x - from->begin.x :
		measure->width(measure->context, from->offset, to->offset);

	return to->kind == BREAK_HYPHEN ? width + measure->hyphen : width;
}

/* As a part of the column, the hyphen included. */
static double filled(const struct lines *lines, const struct way *from,
	const struct way *to)
{
	return width_between(lines->measure, from, to) * lines->scale;
}

static bool is_ragged(const struct lines *lines, const struct way *from,
	const struct way *to)
{
	return to->kind != BREAK_FORCED &&
		filled(lines, from, to) < 1 - RAGGED;
}

static double break_cost(enum break_kind kind)
{
	static const double costs[] = {
		[BREAK_CHARACTER] = CHARACTER_COST,
		[BREAK_ADDRESS] = ADDRESS_COST,
		[BREAK_HYPHEN] = HYPHEN_COST,
		[BREAK_TIED] = TIED_COST,
		[BREAK_UNWILLING] = UNWILLING_COST,
		[BREAK_ALLOWED] = 0,
		[BREAK_FORCED] = 0};

	return LINE_COST + costs[kind];
}

static double empty_cost(double part)
{
	return part < 1 ? (1 - part) * (1 - part) : 0;
}

double line_cost(double part, enum break_kind kind, bool is_one_word)
{
	double stub = STUB - part, cost = break_cost(kind);

	if (kind != BREAK_FORCED)
		return cost + empty_cost(part);
	if (stub > 0)
		cost += STUB_COST * stub * stub;
	if (is_one_word)
		cost += stub > 0 ? SHORT_COST : LONELY_COST;
	return cost;
}

/* Its last line is the word before it alone. */
static bool is_one_word(const struct way *ways, size_t from, size_t to)
{
	return from > 0 && from + 1 == to && ways[from].kind > BREAK_ADDRESS;
}

/* The best line from one of the ways at hand to ways[to]. */
static void find_best(const struct lines *lines, size_t to)
{
	const struct way *ways = lines->ways;
	struct way *way = &lines->ways[to];
	double least = ways[lines->least].cost, best = INFINITY;
	double fixed = break_cost(way->kind);
	enum break_kind kind = way->kind;
	size_t last = to - lines->first > LOOK_BACK ? lines->first + LOOK_BACK :
						      to;

	for (size_t from = lines->first; from < last; from++) {
		double part = filled(lines, &ways[from], way), cost, whole;

		cost = kind != BREAK_FORCED ? fixed + empty_cost(part) :
			line_cost(part, kind, is_one_word(ways, from, to));
		whole = ways[from].cost + cost;
		if (part > lines->full)
			whole += OVERFULL_COST;
		if (kind == BREAK_HYPHEN && ways[from].kind == BREAK_HYPHEN)
			whole += STACKED_COST;
		if (whole < best) {
			best = whole;
			way->before = from;
		}
		if (cost + least >= best && kind != BREAK_FORCED)
			break; /* the next ones are emptier still */
	}
	way->cost = best;
	way->lines = ways[way->before].lines + 1;
}

/* To the ways that a line to ways[to] can begin at, of which one is new. */
static void move_window(struct lines *lines, size_t to)
{
	const struct way *ways = lines->ways;

	if (ways[to - 1].cost < ways[lines->least].cost)
		lines->least = to - 1;
	while (lines->first + 1 < to &&
		filled(lines, &ways[lines->first], &ways[to]) > lines->full)
		lines->first++;
	if (lines->least >= lines->first)
		return;
	lines->least = lines->first;
	for (size_t i = lines->first + 1; i < to; i++)
		if (ways[i].cost < ways[lines->least].cost)
			lines->least = i;
}

static void follow(struct lines *lines)
{
	const struct way *ways = lines->ways;
	size_t first = lines->count, line, last = lines->way_count - 1;

	for (line = 0; line < ways[last].lines; line++)
		add_line(lines, (struct text_line){0});
	for (size_t i = last; i > 0; i = ways[i].before) {
		const struct way *before = &ways[ways[i].before];

		lines->lines[first + --line] = (struct text_line){
			.start = before->offset, .end = ways[i].offset,
			.is_hyphenated = ways[i].kind == BREAK_HYPHEN,
			.is_emergency = ways[i].kind <= BREAK_ADDRESS,
			.is_ragged = is_ragged(lines, before, &ways[i]),
			.is_overfull = filled(lines, before, &ways[i]) >
				lines->full};
	}
}

static bool is_candidate(enum break_kind kind, bool with_hyphens)
{
	return kind >= BREAK_TIED || (kind == BREAK_HYPHEN && with_hyphens);
}

static void add_way(struct lines *lines, size_t offset, enum break_kind kind)
{
	const struct measure *measure = lines->measure;

	lines->ways[lines->way_count++] = (struct way){
		.offset = offset, .kind = kind,
		.begin = measure->begin(measure->context, offset),
		.end = measure->end(measure->context, offset)};
}

/* The points at which a line may end, and all inside of overlong words. */
static void gather_ways(struct lines *lines, const struct break_point *points,
	size_t count, size_t start, bool with_hyphens)
{
	size_t next = 0; /* after the last that was taken */

	lines->ways = arena_room(lines->arena,
		(count + 2) * sizeof(*lines->ways));
	lines->way_count = 0;
	add_way(lines, start, BREAK_FORCED);
	for (size_t i = 0; i < count; i++) {
		const struct break_point *point = &points[i];
		struct way *way = &lines->ways[lines->way_count];

		if (!is_candidate(point->kind, with_hyphens))
			continue;
		add_way(lines, point->offset, point->kind);
		if (filled(lines, &way[-1], way) > lines->full) {
			lines->way_count--;
			for (; next < i; next++)
				add_way(lines, points[next].offset,
					points[next].kind);
			add_way(lines, point->offset, point->kind);
		}
		next = i + 1;
	}
}

static void weigh(struct lines *lines, const struct break_point *points,
	size_t count, size_t start, bool with_hyphens)
{
	gather_ways(lines, points, count, start, with_hyphens);
	lines->first = lines->least = 0;
	for (size_t i = 1; i < lines->way_count; i++) {
		move_window(lines, i);
		find_best(lines, i);
	}
}

/* Is a line of the best way emptier than it should be, or broken inside? */
static bool want_hyphens(const struct lines *lines)
{
	const struct way *ways = lines->ways;

	for (size_t i = lines->way_count - 1; i > 0; i = ways[i].before)
		if (ways[i].kind < BREAK_HYPHEN ||
			is_ragged(lines, &ways[ways[i].before], &ways[i]))
			return true;
	return false;
}

static bool has_hyphens(const struct break_point *points, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (points[i].kind == BREAK_HYPHEN)
			return true;
	return false;
}

struct text_line *break_lines(const struct break_point *points, size_t count,
	const struct measure *measure, double width, struct arena *arena,
	size_t *line_count)
{
	struct lines lines = {.measure = measure, .scale = 1 / width,
		.full = 1 + TOLERANCE / width, .arena = arena};
	size_t start = 0;

	for (size_t i = 0, first = 0; i < count; i++) {
		size_t end = points[i].offset, length = i + 1 - first;

		if (points[i].kind != BREAK_FORCED)
			continue;
		if (measure->width(measure->context, start, end) *
				lines.scale <= lines.full) {
			add_line(&lines, (struct text_line){.start = start,
				.end = end});
		} else {
			weigh(&lines, &points[first], length, start, false);
			if (has_hyphens(&points[first], length) &&
				want_hyphens(&lines))
				weigh(&lines, &points[first], length, start,
					true);
			follow(&lines);
		}
		start = end;
		first = i + 1;
	}
	*line_count = lines.count;
	return lines.lines;
}
