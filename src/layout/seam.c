/*
 * The rules are the lookups of GSUB and GPOS. Which glyphs one has to do with
 * HarfBuzz tells; of what kind it is stands in the table (OpenType 1.9, chapter
 * 2, "Lookup list table").
 */
#include "layout/seam.h"

#include <hb-aat.h>
#include <hb-ot.h>

#include "base/utf8.h"

/* Kinds of GPOS; those before it are of one glyph, or of two that meet. */
#define GPOS_CONTEXT   7
#define GPOS_EXTENSION 9

/* What HarfBuzz applies by itself in these scripts, and what shape.c wants. */
static const hb_tag_t features[] = {
	HB_TAG('H', 'A', 'R', 'F'), HB_TAG('B', 'U', 'Z', 'Z'),
	HB_TAG('H', 'a', 'r', 'f'), HB_TAG('B', 'u', 'z', 'z'),
	HB_TAG('a', 'b', 'v', 'm'), HB_TAG('b', 'l', 'w', 'm'),
	HB_TAG('c', 'a', 'l', 't'), HB_TAG('c', 'c', 'm', 'p'),
	HB_TAG('c', 'u', 'r', 's'), HB_TAG('d', 'i', 's', 't'),
	HB_TAG('k', 'e', 'r', 'n'), HB_TAG('l', 'o', 'c', 'l'),
	HB_TAG('l', 't', 'r', 'a'), HB_TAG('l', 't', 'r', 'm'),
	HB_TAG('m', 'a', 'r', 'k'), HB_TAG('m', 'k', 'm', 'k'),
	HB_TAG('p', 'n', 'u', 'm'), HB_TAG('r', 'a', 'n', 'd'),
	HB_TAG('r', 'c', 'l', 't'), HB_TAG('r', 'l', 'i', 'g'),
	HB_TAG('r', 'v', 'r', 'n'), HB_TAG('t', 'n', 'u', 'm'),
	HB_TAG_NONE};

/* A big-endian number; 0 past the table's end. */
static size_t number_at(hb_blob_t *table, size_t at, size_t size)
{
	unsigned length;
	const char *bytes = hb_blob_get_data(table, &length);
	size_t number = 0;

	if (at + size > length)
		return 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)bytes[at + i];
	return number;
}

static size_t kind_of(hb_blob_t *table, size_t lookup)
{
	size_t list = number_at(table, 8, 2);
	size_t at = list + number_at(table, list + 2 + 2 * lookup, 2);
	size_t kind = number_at(table, at, 2);

	if (kind != GPOS_EXTENSION)
		return kind;
	return number_at(table, at + number_at(table, at + 6, 2) + 2, 2);
}

/* Latin letters, digits and signs; what punctuation text has beside them. */
static bool is_known(uint32_t character)
{
	return (character >= ' ' && character < 0x250) ||
		(character >= 0x2010 && character < 0x2028);
}

/* All glyphs that text of those characters can come to. */
static hb_set_t *known_glyphs(hb_font_t *font, const hb_set_t *lookups)
{
	hb_set_t *glyphs = hb_set_create();
	hb_codepoint_t glyph;

	for (hb_codepoint_t i = ' '; i < 0x2028; i++)
		if (is_known(i) && hb_font_get_nominal_glyph(font, i, &glyph))
			hb_set_add(glyphs, glyph);
	hb_ot_layout_lookups_substitute_closure(hb_font_get_face(font),
		lookups, glyphs);
	return glyphs;
}

/* Does a lookup that sees blanks replace one of the glyphs? */
static bool replaces(hb_face_t *face, unsigned lookup, hb_codepoint_t blank,
	const hb_set_t *glyphs)
{
	hb_set_t *around = hb_set_create(), *replaced = hb_set_create();
	bool does;

	hb_ot_layout_lookup_collect_glyphs(face, HB_OT_TAG_GSUB, lookup, around,
		replaced, around, NULL);
	does = hb_set_has(around, blank) || hb_set_has(replaced, blank);
	hb_set_intersect(replaced, glyphs);
	does = does && !hb_set_is_empty(replaced);
	hb_set_destroy(around);
	hb_set_destroy(replaced);
	return does;
}

/* Does it place more than one glyph, or two that meet, and know the blank? */
static bool reaches(hb_face_t *face, hb_blob_t *table, unsigned lookup,
	hb_codepoint_t blank)
{
	size_t kind = kind_of(table, lookup);
	hb_set_t *glyphs;
	bool does;

	if (kind > 0 && kind < GPOS_CONTEXT)
		return false;
	glyphs = hb_set_create();
	hb_ot_layout_lookup_collect_glyphs(face, HB_OT_TAG_GPOS, lookup,
		glyphs, glyphs, glyphs, NULL);
	does = hb_set_has(glyphs, blank);
	hb_set_destroy(glyphs);
	return does;
}

static bool are_replaced_apart(hb_font_t *font, hb_codepoint_t blank)
{
	hb_face_t *face = hb_font_get_face(font);
	hb_set_t *lookups = hb_set_create(), *glyphs;
	hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
	bool good = true;

	hb_ot_layout_collect_lookups(face, HB_OT_TAG_GSUB, NULL, NULL,
		features, lookups);
	glyphs = known_glyphs(font, lookups);
	while (good && hb_set_next(lookups, &lookup))
		good = !replaces(face, lookup, blank, glyphs);
	hb_set_destroy(glyphs);
	hb_set_destroy(lookups);
	return good;
}

static bool are_placed_apart(hb_font_t *font, hb_codepoint_t blank)
{
	hb_face_t *face = hb_font_get_face(font);
	hb_blob_t *table = hb_face_reference_table(face, HB_OT_TAG_GPOS);
	hb_set_t *lookups = hb_set_create();
	hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
	bool good = true;

	hb_ot_layout_collect_lookups(face, HB_OT_TAG_GPOS, NULL, NULL,
		features, lookups);
	while (good && hb_set_next(lookups, &lookup))
		good = !reaches(face, table, lookup, blank);
	hb_set_destroy(lookups);
	hb_blob_destroy(table);
	return good;
}

bool seams_are_sure(hb_font_t *font)
{
	hb_face_t *face = hb_font_get_face(font);
	hb_codepoint_t blank;

	return hb_font_get_nominal_glyph(font, ' ', &blank) &&
		!hb_aat_layout_has_substitution(face) &&
		!hb_aat_layout_has_positioning(face) &&
		!hb_aat_layout_has_tracking(face) &&
		are_replaced_apart(font, blank) &&
		are_placed_apart(font, blank);
}

bool seams_are_in(const char *text, size_t length)
{
	const char *at = text;
	bool has_blank = false;

	while (at < text + length) {
		if (*at == ' ' && at + 1 < text + length)
			has_blank = true;
		if (!is_known(utf8_next(&at)))
			return false;
	}
	return has_blank;
}
