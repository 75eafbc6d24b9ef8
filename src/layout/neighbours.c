/*
 * The rules are the lookups of GSUB and GPOS. Which glyphs one has to do with
 * HarfBuzz tells; of what kind it is, and what it skips, stands in the table
 * (OpenType 1.9, chapter 2, "Lookup list table"). A rule that is not understood
 * is taken to reach too far, if it has to do with Latin text at all.
 */
#include "layout/neighbours.h"

#include <hb-aat.h>
#include <hb-ot.h>

#define GSUB_SINGLE	1
#define GSUB_MULTIPLE	2
#define GSUB_EXTENSION	7
#define GPOS_SINGLE	1
#define GPOS_PAIR	2
#define GPOS_MARK_FIRST 4 /* kinds of marks: what they move follows them */
#define GPOS_MARK_LAST	6
#define GPOS_EXTENSION	9
#define SKIPS_LETTERS	0x6 /* base glyphs or ligatures */

/* What HarfBuzz applies by itself, and what stretch.c wants. */
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

/* Where it looks for the rules of Latin text. */
static const hb_tag_t scripts[] = {HB_TAG('l', 'a', 't', 'n'),
	HB_TAG('D', 'F', 'L', 'T'), HB_TAG('d', 'f', 'l', 't'), HB_TAG_NONE};

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

/* A lookup of a table, as far as it is read here. */
struct rule {
	hb_blob_t *table;
	size_t at;
	size_t extension; /* the kind whose subtables only lead to others */
};

static struct rule rule_at(hb_blob_t *table, size_t lookup, size_t extension)
{
	size_t list = number_at(table, 8, 2);

	return (struct rule){table,
		list + number_at(table, list + 2 + 2 * lookup, 2), extension};
}

static size_t subtable_count(const struct rule *rule)
{
	return number_at(rule->table, rule->at + 4, 2);
}

static size_t subtable_at(const struct rule *rule, size_t index)
{
	size_t at = rule->at +
		number_at(rule->table, rule->at + 6 + 2 * index, 2);

	if (number_at(rule->table, rule->at, 2) == rule->extension)
		at += number_at(rule->table, at + 4, 4);
	return at;
}

static size_t kind_of(const struct rule *rule)
{
	size_t kind = number_at(rule->table, rule->at, 2);

	if (kind != rule->extension)
		return kind;
	return number_at(rule->table, rule->at +
		number_at(rule->table, rule->at + 6, 2) + 2, 2);
}

/* Is what a lookup replaces or places among these? */
static bool takes(hb_face_t *face, hb_tag_t table, unsigned lookup,
	const hb_set_t *glyphs)
{
	hb_set_t *input = hb_set_create();
	bool does;

	hb_ot_layout_lookup_collect_glyphs(face, table, lookup, NULL, input,
		NULL, NULL);
	hb_set_intersect(input, glyphs);
	does = !hb_set_is_empty(input);
	hb_set_destroy(input);
	return does;
}

static size_t kind_of_replacing(hb_blob_t *table, unsigned lookup)
{
	struct rule rule = rule_at(table, lookup, GSUB_EXTENSION);

	return kind_of(&rule);
}

/*
 * The glyphs that known text can come to, but for those that more than one
 * come to: so it shows when others do, that is, when their set grows.
 */
static hb_set_t *known_glyphs(hb_font_t *font, hb_blob_t *table,
	const hb_set_t *lookups)
{
	hb_face_t *face = hb_font_get_face(font);
	hb_set_t *glyphs = hb_set_create(), *joined = hb_set_create();
	hb_codepoint_t glyph, lookup = HB_SET_VALUE_INVALID;

	for (hb_codepoint_t i = 0; i < NEIGHBOURS_END; i++)
		if (neighbours_place(i) != NEIGHBOURS_KNOWN &&
			hb_font_get_nominal_glyph(font, i, &glyph))
			hb_set_add(glyphs, glyph);
	hb_ot_layout_lookups_substitute_closure(face, lookups, glyphs);
	while (hb_set_next(lookups, &lookup))
		if (kind_of_replacing(table, lookup) != GSUB_SINGLE &&
			takes(face, HB_OT_TAG_GSUB, lookup, glyphs))
			hb_ot_layout_lookup_collect_glyphs(face,
				HB_OT_TAG_GSUB, lookup, NULL, NULL, NULL,
				joined);
	hb_set_subtract(glyphs, joined);
	hb_set_destroy(joined);
	return glyphs;
}

static bool grow(hb_face_t *face, unsigned lookup, const hb_set_t *glyphs)
{
	hb_set_t *closure = hb_set_copy(glyphs);
	bool do_grow;

	hb_ot_layout_lookup_substitute_closure(face, lookup, closure);
	do_grow = !hb_set_is_equal(closure, glyphs);
	hb_set_destroy(closure);
	return do_grow;
}

static bool are_replaced_singly(hb_face_t *face, hb_blob_t *table,
	const hb_set_t *lookups, const hb_set_t *glyphs)
{
	hb_codepoint_t lookup = HB_SET_VALUE_INVALID;

	while (hb_set_next(lookups, &lookup))
		if (grow(face, lookup, glyphs) ||
			(kind_of_replacing(table, lookup) == GSUB_MULTIPLE &&
				takes(face, HB_OT_TAG_GSUB, lookup, glyphs)))
			return false;
	return true;
}

/* A pair of which the first glyph alone moves, so the second begins another. */
static bool is_of_pairs(const struct rule *rule)
{
	if ((number_at(rule->table, rule->at + 2, 2) & SKIPS_LETTERS) != 0)
		return false;
	for (size_t i = 0; i < subtable_count(rule); i++)
		if (number_at(rule->table, subtable_at(rule, i) + 6, 2) != 0)
			return false;
	return true;
}

static bool are_placed_by_pairs(hb_face_t *face, const hb_set_t *lookups,
	const hb_set_t *glyphs)
{
	hb_blob_t *table = hb_face_reference_table(face, HB_OT_TAG_GPOS);
	hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
	bool good = true;

	while (good && hb_set_next(lookups, &lookup)) {
		struct rule rule = rule_at(table, lookup, GPOS_EXTENSION);
		size_t kind = kind_of(&rule);

		good = kind == GPOS_SINGLE ||
			(kind >= GPOS_MARK_FIRST && kind <= GPOS_MARK_LAST) ||
			!takes(face, HB_OT_TAG_GPOS, lookup, glyphs) ||
			(kind == GPOS_PAIR && is_of_pairs(&rule));
	}
	hb_blob_destroy(table);
	return good;
}

/* Rules about marks skip letters that a font takes for such. */
static bool has_marks(hb_face_t *face, const hb_set_t *glyphs)
{
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID;

	while (hb_set_next(glyphs, &glyph))
		if (hb_ot_layout_get_glyph_class(face, glyph) ==
			HB_OT_LAYOUT_GLYPH_CLASS_MARK)
			return true;
	return false;
}

/* An old table of kerning, of which some kinds are read as a whole. */
static bool kern_reaches_far(hb_face_t *face)
{
	hb_blob_t *table = hb_face_reference_table(face,
		HB_TAG('k', 'e', 'r', 'n'));
	size_t count = number_at(table, 2, 2), at = 4;
	bool does = number_at(table, 0, 2) != 0; /* it is Apple's */

	for (size_t i = 0; i < count; i++) {
		does |= number_at(table, at + 4, 1) != 0; /* no pairs */
		at += number_at(table, at + 2, 2);
	}
	hb_blob_destroy(table);
	return does;
}

/* Rules in a language of their own, which HarfBuzz takes before all others. */
static bool has_graphite(hb_face_t *face)
{
	hb_blob_t *table = hb_face_reference_table(face,
		HB_TAG('S', 'i', 'l', 'f'));
	bool has = hb_blob_get_length(table) > 0;

	hb_blob_destroy(table);
	return has;
}

static bool has_other_rules(hb_face_t *face)
{
	return kern_reaches_far(face) || has_graphite(face) ||
		hb_aat_layout_has_substitution(face) ||
		hb_aat_layout_has_positioning(face) ||
		hb_aat_layout_has_tracking(face);
}

/* Characters that begin as one of these glyphs. */
static hb_set_t *characters_of(hb_font_t *font, const hb_set_t *glyphs)
{
	hb_set_t *characters = hb_set_create();
	hb_codepoint_t glyph;

	for (hb_codepoint_t i = 0; i < NEIGHBOURS_END; i++)
		if (neighbours_place(i) != NEIGHBOURS_KNOWN &&
			hb_font_get_nominal_glyph(font, i, &glyph) &&
			hb_set_has(glyphs, glyph))
			hb_set_add(characters, i);
	return characters;
}

hb_set_t *neighbours_find(hb_font_t *font)
{
	hb_face_t *face = hb_font_get_face(font);
	hb_blob_t *table = hb_face_reference_table(face, HB_OT_TAG_GSUB);
	hb_set_t *replacing = hb_set_create(), *placing = hb_set_create();
	hb_set_t *glyphs, *characters;

	hb_ot_layout_collect_lookups(face, HB_OT_TAG_GSUB, scripts, NULL,
		features, replacing);
	hb_ot_layout_collect_lookups(face, HB_OT_TAG_GPOS, scripts, NULL,
		features, placing);
	glyphs = known_glyphs(font, table, replacing);
	if (has_other_rules(face) || has_marks(face, glyphs) ||
		!are_replaced_singly(face, table, replacing, glyphs) ||
		!are_placed_by_pairs(face, placing, glyphs))
		hb_set_clear(glyphs);
	characters = characters_of(font, glyphs);
	hb_set_destroy(glyphs);
	hb_set_destroy(replacing);
	hb_set_destroy(placing);
	hb_blob_destroy(table);
	return characters;
}
