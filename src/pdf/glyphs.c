/*
 * ISO 32000-1, 9.4.3. A reader takes its text from the glyphs' own characters
 * (embed.c). Where the run's text says otherwise, the glyphs of that cluster
 * are wrapped in a span with its ActualText.
 */
#include "pdf/glyphs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "pdf/syntax.h"

/*
 * In thousandths of the size: moves between glyphs are multiples of STEP, so
 * that the same letters are the same bytes, which compresses. What rounding
 * leaves adds up to DRIFT at most, 0.11 points of an 11 point line.
 */
#define STEP  5
#define DRIFT 10
#define NOISE 0.01 /* in sums of them: a half, with it or not, is rounded up */

#define RISE_LEAST 0.005 /* points that are worth a number */
#define GLYPH_ROOM 32	 /* bytes of a glyph and the move before it, at most */

/* Operators on their way out. */
struct line {
	struct text *out;
	bool is_array;	/* an array of glyphs is open, */
	bool is_string; /* and a string in it */
};

static void end_string(struct line *line)
{
	if (line->is_string)
		text_add_char(line->out, ')');
	line->is_string = false;
}

static void end_array(struct line *line)
{
	end_string(line);
	if (line->is_array)
		text_add(line->out, "]TJ\n");
	line->is_array = false;
}

static void set_rise(struct line *line, double *rise, double wanted)
{
	if (fabs(*rise - wanted) < RISE_LEAST)
		return;
	end_array(line);
	pdf_add_operator(line->out, &wanted, 1, " Ts\n");
	*rise = wanted;
}

/* A reader's pen, in thousandths of the size. */
struct pen {
	double scale; /* of them in a point */
	double off;   /* that it is farther than the next glyph is to stand */
	double drift; /* that the last glyph stands off */
	double rise;  /* points, upwards */
};

static long nearest_step(double thousandths)
{
	const double half = STEP / 2.0 + NOISE;

	return STEP * (long)((thousandths + (thousandths < 0 ? -half : half)) /
		STEP);
}

/* As most do: the pen stands off by `off`, about as before. */
static bool follows(const struct pen *pen, double off)
{
	return fabs(off - pen->drift) < STEP / 2.0 - NOISE &&
		fabs(off) <= DRIFT + NOISE;
}

/* Thousandths to go back by, where it does not. */
static long move_back(struct pen *pen, double off)
{
	long back = nearest_step(off - pen->drift);

	if (fabs(off - (double)back) > DRIFT + NOISE)
		back = nearest_step(off);
	pen->drift = off - (double)back;
	pen->off -= (double)back;
	return back;
}

/* Within a string, after moving back by so many thousandths. */
static char *put_move(struct line *line, char *at, long back)
{
	if (!line->is_array)
		*at++ = '[';
	if (back != 0) {
		if (line->is_string)
			*at++ = ')';
		if (back < 0)
			*at++ = '-';
		at = text_put_whole(at, (uint64_t)labs(back));
	}
	*at++ = '(';
	line->is_array = line->is_string = true;
	return at;
}

static char *put_byte(char *at, unsigned char byte)
{
	if (byte == '(' || byte == ')' || byte == '\\' || byte == '\r')
		*at++ = '\\';
	*at++ = byte == '\r' ? 'r' : (char)byte;
	return at;
}

static char *put_code(char *at, const struct font_program *program, uint32_t id)
{
	if (glyphs_are_bytes(program)) {
		*at++ = (char)font_program_code(id);
		return at;
	}
	return put_byte(put_byte(at, (unsigned char)(id >> 8)),
		(unsigned char)id);
}

static bool is_level(const struct pen *pen, const struct glyph *glyph)
{
	return fabs(pen->rise - glyph->dy) < RISE_LEAST;
}

/* Glyphs from `first` to before `end` that are on a level. Returns the next. */
static const struct glyph *show_level(struct line *line,
	const struct font_program *program, const struct glyph *first,
	const struct glyph *end, struct pen *lent)
{
	struct pen pen = *lent; /* in registers meanwhile */
	char *at;

	text_reserve(line->out, GLYPH_ROOM * (size_t)(end - first));
	at = line->out->data + line->out->length;
	do {
		double off = pen.off - first->dx * pen.scale;
		long back = 0;

		if (follows(&pen, off))
			pen.drift = off;
		else
			back = move_back(&pen, off);
		if (back != 0 || !line->is_string)
			at = put_move(line, at, back);
		at = put_code(at, program, first->id);
		pen.off += program->widths[first->id] -
			first->advance * pen.scale;
	} while (++first < end && is_level(&pen, first));
	text_end_at(line->out, at);
	*lent = pen;
	return first;
}

static void show_glyphs(struct line *line, const struct glyph_run *run,
	size_t first, size_t end, struct pen *pen)
{
	const struct glyph *at = run->glyphs + first;

	while (at < run->glyphs + end) {
		set_rise(line, &pen->rise, at->dy);
		at = show_level(line, run->program, at, run->glyphs + end,
			pen);
	}
}

/* Consecutive glyphs of a run, and the text they stand for. */
struct cluster {
	size_t first, end;	/* glyphs */
	size_t text, text_end; /* bytes of the run's text */
};

static struct cluster next_cluster(const struct glyph_run *run, size_t first)
{
	const struct glyph *glyphs = run->glyphs;
	struct cluster cluster = {.first = first, .end = first + 1,
		.text = glyphs[first].cluster, .text_end = run->length};

	while (cluster.end < run->glyph_count &&
		glyphs[cluster.end].cluster == glyphs[first].cluster)
		cluster.end++;
	if (cluster.end < run->glyph_count)
		cluster.text_end = glyphs[cluster.end].cluster;
	assert(cluster.text <= cluster.text_end &&
		cluster.text_end <= run->length);
	return cluster;
}

/*
 * On a set line it is all one whether a space or hyphen could have been broken
 * at, and a search for the plain one should find both.
 */
static uint32_t plain(uint32_t character)
{
	switch (character) {
	case 0x00A0:
		return ' ';
	case 0x2010:
	case 0x2011:
		return '-';
	default:
		return character;
	}
}

/* Do the glyphs' own characters give the cluster's text back? */
static bool speaks_for_itself(const struct glyph_run *run,
	const struct cluster *cluster)
{
	const char *at = run->text + cluster->text;
	const char *end = run->text + cluster->text_end;

	for (size_t i = cluster->first; i < cluster->end; i++) {
		uint32_t drawn = run->program->characters[run->glyphs[i].id];

		if (at >= end || drawn == 0 ||
			plain(drawn) != plain(utf8_next(&at)))
			return false;
	}
	return at == end;
}

static void show_cluster(struct line *line, const struct glyph_run *run,
	const struct cluster *cluster, struct pen *pen)
{
	bool is_plain = speaks_for_itself(run, cluster);

	if (!is_plain) {
		end_array(line);
		text_add(line->out, "/Span<</ActualText");
		pdf_add_utf16(line->out, run->text + cluster->text,
			cluster->text_end - cluster->text);
		text_add(line->out, ">>BDC\n");
	}
	show_glyphs(line, run, cluster->first, cluster->end, pen);
	if (!is_plain) {
		end_array(line);
		text_add(line->out, "EMC\n");
	}
}

static bool has_glyph(const struct font_program *program, uint32_t id)
{
	return id != 0 && id < program->glyph_count;
}

/* As most are: a cluster by itself for one ASCII character, its own. */
static bool is_plain_glyph(const struct glyph_run *run, size_t index)
{
	const struct glyph *glyph = &run->glyphs[index];
	uint32_t end = index + 1 < run->glyph_count ? glyph[1].cluster :
		(uint32_t)run->length;

	return end == glyph->cluster + 1 &&
		has_glyph(run->program, glyph->id) &&
		run->program->characters[glyph->id] ==
			(unsigned char)run->text[glyph->cluster];
}

static bool check_cluster(const struct glyph_run *run,
	const struct cluster *cluster, struct report *report)
{
	for (size_t i = cluster->first; i < cluster->end; i++)
		if (!has_glyph(run->program, run->glyphs[i].id))
			return report_error(report, (struct place){0},
				"the font %s has no glyph %u to draw '%.*s' "
				"with", run->program->name, run->glyphs[i].id,
				(int)run->length, run->text);
	return true;
}

bool glyphs_show(const struct glyph_run *run, struct text *out,
	struct report *report)
{
	struct line line = {.out = out};
	struct pen pen = {.scale = 1000 / run->size};
	size_t next = 0;

	while (next < run->glyph_count) {
		struct cluster cluster;
		size_t first = next;

		while (next < run->glyph_count && is_plain_glyph(run, next))
			next++;
		show_glyphs(&line, run, first, next, &pen);
		if (next == run->glyph_count)
			break;
		cluster = next_cluster(run, next);
		if (!check_cluster(run, &cluster, report))
			return false;
		show_cluster(&line, run, &cluster, &pen);
		next = cluster.end;
	}
	set_rise(&line, &pen.rise, 0);
	end_array(&line);
	return true;
}
