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

/* Where a run's glyphs are to stand, and where a reader's pen has come. */
struct pen {
	double wanted, shown; /* points from the run's start */
	double rise;	      /* points, upwards */
	double drift;	      /* thousandths that the last glyph stands off */
};

static long nearest_step(double thousandths)
{
	return STEP * (long)(thousandths / STEP +
		(thousandths < 0 ? -0.5 : 0.5));
}

/* Thousandths to go back by before the glyph. */
static long move_back(const struct glyph_run *run, const struct glyph *glyph,
	struct pen *pen)
{
	double off = (pen->shown - pen->wanted - glyph->dx) * 1000 / run->size;
	long back = 0;

	/* Most glyphs follow the one before. */
	if (fabs(off - pen->drift) >= STEP / 2.0)
		back = nearest_step(off - pen->drift);
	if (fabs(off - (double)back) > DRIFT)
		back = nearest_step(off);
	pen->drift = off - (double)back;
	if (back != 0)
		pen->shown -= (double)back * run->size / 1000;
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

/* Writes to where there is GLYPH_ROOM, and returns where it ended. */
static char *put_glyph(struct line *line, char *at, const struct glyph_run *run,
	const struct glyph *glyph, struct pen *pen)
{
	long back = move_back(run, glyph, pen);

	if (back != 0 || !line->is_string)
		at = put_move(line, at, back);
	if (glyphs_are_bytes(run->program)) {
		*at++ = (char)font_program_code(glyph->id);
	} else {
		at = put_byte(at, (unsigned char)(glyph->id >> 8));
		at = put_byte(at, (unsigned char)glyph->id);
	}
	pen->shown += run->program->widths[glyph->id] * run->size / 1000;
	pen->wanted += glyph->advance;
	return at;
}

static void show_glyph(struct line *line, const struct glyph_run *run,
	const struct glyph *glyph, struct pen *pen)
{
	struct text *out = line->out;

	set_rise(line, &pen->rise, glyph->dy);
	text_reserve(out, GLYPH_ROOM);
	text_end_at(out, put_glyph(line, out->data + out->length, run, glyph,
		pen));
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
	for (size_t i = cluster->first; i < cluster->end; i++)
		show_glyph(line, run, &run->glyphs[i], pen);
	if (!is_plain) {
		end_array(line);
		text_add(line->out, "EMC\n");
	}
}

/* As most are: a cluster by itself for one ASCII character, its own. */
static bool is_plain_glyph(const struct glyph_run *run, size_t index)
{
	const struct glyph *glyph = &run->glyphs[index];
	uint32_t end = index + 1 < run->glyph_count ? glyph[1].cluster :
		(uint32_t)run->length;

	return end == glyph->cluster + 1 &&
		run->program->characters[glyph->id] ==
			(unsigned char)run->text[glyph->cluster];
}

/* Plain ones from `first` on that stand on the pen's line. Returns the next. */
static size_t show_plain(struct line *line, const struct glyph_run *run,
	size_t first, struct pen *pen)
{
	struct text *out = line->out;
	size_t i = first;
	char *at;

	text_reserve(out, GLYPH_ROOM * (run->glyph_count - first));
	at = out->data + out->length;
	for (; i < run->glyph_count && is_plain_glyph(run, i) &&
		fabs(pen->rise - run->glyphs[i].dy) < RISE_LEAST; i++)
		at = put_glyph(line, at, run, &run->glyphs[i], pen);
	text_end_at(out, at);
	return i;
}

static bool check_glyphs(const struct glyph_run *run, struct report *report)
{
	for (size_t i = 0; i < run->glyph_count; i++) {
		uint32_t id = run->glyphs[i].id;

		if (id == 0 || id >= run->program->glyph_count)
			return report_error(report, (struct place){0},
				"the font %s has no glyph %u to draw '%.*s' "
				"with", run->program->name, id,
				(int)run->length, run->text);
	}
	return true;
}

bool glyphs_show(const struct glyph_run *run, struct text *out,
	struct report *report)
{
	struct line line = {.out = out};
	struct pen pen = {0};
	size_t next = 0;

	if (!check_glyphs(run, report))
		return false;
	while (next < run->glyph_count) {
		struct cluster cluster;

		next = show_plain(&line, run, next, &pen);
		if (next == run->glyph_count)
			break;
		cluster = next_cluster(run, next);
		show_cluster(&line, run, &cluster, &pen);
		next = cluster.end;
	}
	set_rise(&line, &pen.rise, 0);
	end_array(&line);
	return true;
}
