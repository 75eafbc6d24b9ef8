/*
 * Font files. HarfBuzz checks every table before it reads it, so a hostile
 * file ends as a message here or as glyphs without outlines, never as a crash.
 * What may be printed with is decided on loading: TrueType outlines, because
 * that is what the PDF embeds, and a licence field that allows embedding.
 */
#include "layout/typeface.h"

#include <ctype.h>
#include <hb-ot.h>
#include <hb-subset.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "layout/neighbours.h"

#define FONT_LIMIT	  ((size_t)64 << 20) /* bytes of a file */
#define SUPPLEMENTS_KEPT  64
#define ASKED		  1024 /* characters, a power of two */
#define EMBEDDING_MASK	  0xF /* OS/2 fsType */
#define EMBEDDING_NONE	  0x2
#define EMBEDDING_WHOLE	  0x100
#define EMBEDDING_BITMAPS 0x200

static unsigned read16(hb_face_t *face, hb_tag_t tag, unsigned offset)
{
	hb_blob_t *table = hb_face_reference_table(face, tag);
	unsigned length;
	const unsigned char *bytes =
		(const unsigned char *)hb_blob_get_data(table, &length);
	unsigned value = 0;

	if (length >= offset + 2)
		value = (unsigned)bytes[offset] << 8 | bytes[offset + 1];
	hb_blob_destroy(table);
	return value;
}

static int read_signed16(hb_face_t *face, hb_tag_t tag, unsigned offset)
{
	return (int16_t)read16(face, tag, offset);
}

static bool has_table(hb_face_t *face, const char *name)
{
	hb_blob_t *table = hb_face_reference_table(face,
		hb_tag_from_string(name, 4));
	bool found = hb_blob_get_length(table) > 0;

	hb_blob_destroy(table);
	return found;
}

/* What keeps the file from being used; NULL when nothing does. */
static const char *fault_of(hb_blob_t *blob, hb_face_t *face)
{
	static const char *const needed[] = {"cmap", "glyf", "head", "hhea",
		"hmtx", "loca", "maxp"};
	unsigned embedding = read16(face, HB_TAG('O', 'S', '/', '2'), 8);

	if (hb_face_count(blob) > 1)
		return "holds several fonts: name a file of one font (.ttf)";
	if (has_table(face, "CFF ") || has_table(face, "CFF2"))
		return "has PostScript (CFF) outlines, which cannot be "
		       "embedded here: name its TrueType edition (.ttf)";
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!has_table(face, needed[i]))
			return "is not a TrueType font: name a .ttf file";
	if (hb_face_get_glyph_count(face) == 0)
		return "is a TrueType font without glyphs";
	if ((embedding & EMBEDDING_MASK) == EMBEDDING_NONE ||
		(embedding & EMBEDDING_BITMAPS) != 0)
		return "does not allow to be embedded (fsType in its OS/2 "
		       "table): choose another font";
	if ((embedding & EMBEDDING_WHOLE) != 0)
		return "does not allow to be embedded in part (fsType in its "
		       "OS/2 table): choose another font";
	return NULL;
}

/* Soft hyphens and controls share a glyph with what really looks so. */
static bool is_poor_name(uint32_t character)
{
	return character < 0x20 || (character >= 0x7F && character < 0xA0) ||
		character == 0xAD;
}

/* By glyph: the lowest character it stands for, '-' rather than U+00AD. */
static void find_characters(struct typeface *typeface)
{
	hb_set_t *all = hb_set_create();
	hb_codepoint_t character = HB_SET_VALUE_INVALID;
	hb_codepoint_t glyph;
	uint32_t *known;

	typeface->characters = memory_resize(NULL, typeface->glyph_count,
		sizeof(*typeface->characters));
	memset(typeface->characters, 0,
		typeface->glyph_count * sizeof(*typeface->characters));
	hb_face_collect_unicodes(typeface->face, all);
	while (hb_set_next(all, &character)) {
		if (!hb_font_get_nominal_glyph(typeface->font, character,
			    &glyph) ||
			glyph >= typeface->glyph_count)
			continue;
		known = &typeface->characters[glyph];
		if (*known == 0 ||
			(is_poor_name(*known) && !is_poor_name(character)))
			*known = character;
	}
	hb_set_destroy(all);
}

/* What a lookup puts in a glyph's place; the glyph itself: nothing. */
static uint32_t replacement(hb_face_t *face, unsigned lookup, uint32_t glyph)
{
	hb_set_t *closure = hb_set_create();
	hb_codepoint_t found = HB_SET_VALUE_INVALID;

	hb_set_add(closure, glyph);
	hb_ot_layout_lookup_substitute_closure(face, lookup, closure);
	hb_set_del(closure, glyph);
	if (!hb_set_next(closure, &found))
		found = glyph;
	hb_set_destroy(closure);
	return found;
}

/* The glyphs that a lookup takes the place of. */
static hb_set_t *replaced_by(hb_face_t *face, unsigned lookup)
{
	hb_set_t *input = hb_set_create();

	hb_ot_layout_lookup_collect_glyphs(face, HB_OT_TAG_GSUB, lookup, NULL,
		input, NULL, NULL);
	return input;
}

/* Of one of the font's rules; another form of a 7 stands for a 7, too. */
static void note_forms(struct typeface *typeface, hb_codepoint_t lookup,
	hb_map_t *forms)
{
	uint32_t *characters = typeface->characters;
	hb_set_t *input = replaced_by(typeface->face, lookup);
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID;

	while (hb_set_next(input, &glyph)) {
		uint32_t form = replacement(typeface->face, lookup, glyph);

		if (glyph >= typeface->glyph_count ||
			form >= typeface->glyph_count ||
			characters[glyph] == 0)
			continue;
		hb_map_set(forms, glyph, form);
		if (characters[form] == 0)
			characters[form] = characters[glyph];
	}
	hb_set_destroy(input);
}

/* The forms of figures, and what they are of: no table of characters says. */
static void find_figures(struct typeface *typeface)
{
	/* in the order of enum figures */
	static const hb_tag_t features[][2] = {
		{HB_TAG('p', 'n', 'u', 'm'), 0},
		{HB_TAG('t', 'n', 'u', 'm'), 0}};

	for (size_t i = 0; i < FIGURES_COUNT; i++) {
		hb_set_t *lookups = hb_set_create();
		hb_codepoint_t lookup = HB_SET_VALUE_INVALID;

		typeface->figures[i] = hb_map_create();
		hb_ot_layout_collect_lookups(typeface->face, HB_OT_TAG_GSUB,
			NULL, NULL, features[i], lookups);
		while (hb_set_next(lookups, &lookup))
			note_forms(typeface, lookup, typeface->figures[i]);
		hb_set_destroy(lookups);
	}
}

/* A PostScript name of the letters that PDF names take; never empty. */
static char *find_name(hb_face_t *face)
{
	char name[64] = "";
	unsigned size = sizeof(name);
	size_t kept = 0;

	hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
		HB_LANGUAGE_INVALID, &size, name);
	for (const char *c = name; *c != '\0'; c++)
		if (isalnum((unsigned char)*c) || *c == '-' || *c == '_')
			name[kept++] = *c;
	name[kept] = '\0';
	return memory_strdup(kept > 0 ? name : "Unnamed");
}

static double metric(const struct typeface *typeface, hb_ot_metrics_tag_t tag,
	double otherwise)
{
	hb_position_t position;

	if (!hb_ot_metrics_get_position(typeface->font, tag, &position))
		return otherwise;
	return position / typeface->units;
}

/* What a PDF says of the font, and of each program cut from it. */
static void measure(struct typeface *typeface)
{
	const hb_tag_t os2 = HB_TAG('O', 'S', '/', '2');
	const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd');
	const hb_tag_t post = HB_TAG('p', 'o', 's', 't');
	struct font_program *program = &typeface->pending;
	double weight = read16(typeface->face, os2, 4);
	unsigned serifs = read16(typeface->face, os2, 32); /* Panose */

	program->name = typeface->name;
	program->ascent = 1000 * metric(typeface,
		HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 0.8);
	program->descent = 1000 * metric(typeface,
		HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -0.2);
	program->cap_height = 1000 * metric(typeface,
		HB_OT_METRICS_TAG_CAP_HEIGHT, 0.7);
	program->italic_angle = read_signed16(typeface->face, post, 4) +
		read16(typeface->face, post, 6) / 65536.0;
	/* No font says it; this is what others derive from the weight. */
	weight = weight < 100 || weight > 1000 ? 400 : weight;
	program->stem_weight = 50 + weight / 65 * (weight / 65);
	for (unsigned i = 0; i < 4; i++)
		program->box[i] = 1000 / typeface->units *
			read_signed16(typeface->face, head, 36 + 2 * i);
	program->is_serif = serifs >> 8 == 2 && (serifs & 0xFF) >= 2 &&
		(serifs & 0xFF) <= 10;
	program->is_fixed = read16(typeface->face, post, 12) != 0 ||
		read16(typeface->face, post, 14) != 0;
	typeface->underline_offset = -metric(typeface,
		HB_OT_METRICS_TAG_UNDERLINE_OFFSET, -0.1);
	typeface->underline_width = metric(typeface,
		HB_OT_METRICS_TAG_UNDERLINE_SIZE, 0.05);
}

static void free_bytes(void *bytes)
{
	free(bytes);
}

bool typeface_load(const char *path, struct place place, struct typeface **out,
	struct report *report)
{
	struct text file = {0};
	struct typeface *typeface;
	hb_blob_t *blob;
	const char *fault;

	if (!file_read(path, FONT_LIMIT, &file, report)) {
		text_clear(&file);
		return false;
	}
	typeface = memory_new(sizeof(*typeface));
	typeface->path = memory_strdup(path);
	typeface->place = place;
	blob = hb_blob_create(text_string(&file), (unsigned)file.length,
		HB_MEMORY_MODE_READONLY, file.data, free_bytes);
	typeface->face = hb_face_create(blob, 0);
	fault = fault_of(blob, typeface->face);
	hb_blob_destroy(blob);
	if (fault != NULL) {
		typeface_free(typeface);
		return report_error(report, place, "font '%s' %s", path, fault);
	}
	hb_face_make_immutable(typeface->face);
	typeface->font = hb_font_create(typeface->face);
	typeface->units = hb_face_get_upem(typeface->face);
	typeface->glyph_count = hb_face_get_glyph_count(typeface->face);
	typeface->asked = memory_new(ASKED * sizeof(*typeface->asked));
	typeface->name = find_name(typeface->face);
	find_characters(typeface);
	find_figures(typeface);
	measure(typeface);
	*out = typeface;
	return true;
}

static void cut_free(struct cut *cut)
{
	if (cut == NULL)
		return;
	free((void *)cut->program.bytes);
	free((void *)cut->program.widths);
	free((void *)cut->program.characters);
	hb_set_destroy(cut->glyphs);
	hb_map_destroy(cut->ids);
	free(cut);
}

static void forget_supplements(struct typeface *typeface)
{
	for (size_t i = 0; i < typeface->supplement_count; i++)
		cut_free(typeface->supplements[i]);
	typeface->supplement_count = 0;
}

void typeface_free(struct typeface *typeface)
{
	if (typeface == NULL)
		return;
	cut_free(typeface->base);
	forget_supplements(typeface);
	free(typeface->supplements);
	for (size_t i = 0; i < FIGURES_COUNT; i++)
		hb_map_destroy(typeface->figures[i]);
	hb_set_destroy(typeface->neighbours);
	hb_font_destroy(typeface->font);
	hb_face_destroy(typeface->face);
	free(typeface->characters);
	free(typeface->asked);
	free(typeface->base_ids);
	free(typeface->name);
	free(typeface->path);
	free(typeface);
}

const hb_set_t *typeface_neighbours(struct typeface *typeface)
{
	if (typeface->neighbours == NULL)
		typeface->neighbours = neighbours_find(typeface->font);
	return typeface->neighbours;
}

/*
 * HarfBuzz composes, takes apart, and replaces wide or narrow spaces and the
 * non-breaking hyphen, so a font need not have those as they are written.
 */
static bool has(const struct typeface *typeface, uint32_t character)
{
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
	hb_codepoint_t glyph, first, second;

	if (hb_font_get_nominal_glyph(typeface->font, character, &glyph))
		return true;
	if (character == 0x2011)
		return typeface_has(typeface, 0x2010);
	if (character != ' ' && hb_unicode_general_category(unicode,
		    character) == HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR)
		return typeface_has(typeface, ' ');
	return hb_unicode_decompose(unicode, character, &first, &second) &&
		first != character && typeface_has(typeface, first) &&
		(second == 0 || typeface_has(typeface, second));
}

/* Each character asked for has one place, which tells it and the answer. */
bool typeface_has(const struct typeface *typeface, uint32_t character)
{
	uint32_t *place = &typeface->asked[character % ASKED];

	if (*place >> 1 != character || character == 0)
		*place = character << 1 | has(typeface, character);
	return (*place & 1) != 0;
}

uint32_t typeface_figure(const struct typeface *typeface, uint32_t glyph,
	enum figures figures)
{
	hb_codepoint_t form = hb_map_get(typeface->figures[figures], glyph);

	return form != HB_MAP_VALUE_INVALID ? form : glyph;
}

/* Only what a PDF viewer reads of an embedded font is kept. */
static hb_subset_plan_t *plan_cut(struct typeface *typeface,
	const hb_set_t *glyphs)
{
	static const char *const unwanted[] = {"BASE", "GDEF", "GPOS", "GSUB",
		"HVAR", "JSTF", "MATH", "MVAR", "OS/2", "STAT", "VDMX", "avar",
		"cmap", "cvar", "fvar", "gasp", "gvar", "hdmx", "kern", "name",
		"post", "vhea", "vmtx"};
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_subset_plan_t *plan;
	hb_set_t *dropped;

	if (input == NULL)
		return NULL;
	dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		hb_set_add(dropped, hb_tag_from_string(unwanted[i], 4));
	hb_set_union(hb_subset_input_glyph_set(input), glyphs);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	plan = hb_subset_plan_create_or_fail(typeface->face, input);
	hb_subset_input_destroy(input);
	return plan;
}

static uint16_t width_of(const struct typeface *typeface, uint32_t glyph)
{
	double width = 1000 / typeface->units *
		hb_font_get_glyph_h_advance(typeface->font, glyph);

	if (!(width > 0))
		return 0;
	return width > UINT16_MAX ? UINT16_MAX : (uint16_t)(width + 0.5);
}

/* Widths and characters of the new program's glyphs. */
static void fill_program(struct typeface *typeface, struct cut *cut,
	hb_face_t *subset)
{
	static unsigned serial;
	struct font_program *program = &cut->program;
	size_t count = hb_face_get_glyph_count(subset);
	hb_blob_t *blob = hb_face_reference_blob(subset);
	uint16_t *widths = memory_new(count * sizeof(*widths));
	uint32_t *characters = memory_new(count * sizeof(*characters));
	unsigned length;
	const char *bytes = hb_blob_get_data(blob, &length);

	for (uint32_t old = 0; old < typeface->glyph_count; old++) {
		hb_codepoint_t id = hb_map_get(cut->ids, old);

		if (id >= count)
			continue;
		widths[id] = width_of(typeface, old);
		characters[id] = typeface->characters[old];
	}
	*program = typeface->pending;
	program->bytes = memcpy(memory_resize(NULL, length, 1), bytes, length);
	program->length = length;
	program->glyph_count = count;
	program->widths = widths;
	program->characters = characters;
	program->serial = ++serial;
	hb_blob_destroy(blob);
}

#define STRETCHES 5 /* between three gaps, and one that is the end */

/* Codes that follow one another, as their glyphs do. */
struct stretches {
	size_t count;
	unsigned first[STRETCHES], last[STRETCHES];
	unsigned delta[STRETCHES]; /* from a code to its glyph */
};

static void add_stretch(struct stretches *stretches, unsigned code,
	unsigned glyph)
{
	stretches->first[stretches->count] = code;
	stretches->last[stretches->count] = code;
	stretches->delta[stretches->count++] = glyph - code;
}

/* Of glyphs 1 to `last`, as fonts of symbols have them, from F000. */
static struct stretches find_stretches(unsigned last)
{
	struct stretches all = {0};

	for (unsigned id = 1; id <= last; id++) {
		unsigned code = 0xF000 + font_program_code(id);

		if (all.count == 0 || code != all.last[all.count - 1] + 1)
			add_stretch(&all, code, id);
		all.last[all.count - 1] = code;
	}
	add_stretch(&all, 0xFFFF, 0);
	return all;
}

/* The low 16 bits of each. */
static void add_pairs(struct text *out, const unsigned *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_add_char(out, (char)(numbers[i] >> 8));
		text_add_char(out, (char)numbers[i]);
	}
}

/* A "cmap" of one table, Microsoft's encoding 0, in format 4. */
static void write_codes(const struct stretches *stretches, struct text *out)
{
	static const unsigned zeros[STRETCHES] = {0};
	size_t count = stretches->count;
	unsigned pairs = 2 * (unsigned)count, log = count < 4 ? 1 : 2;
	const unsigned head[] = {0, 1, 3, 0, 0, 12, 4, 16 + 4 * pairs, 0,
		pairs, 2u << log, log, pairs - (2u << log)};

	add_pairs(out, head, sizeof(head) / sizeof(head[0]));
	add_pairs(out, stretches->last, count);
	add_pairs(out, zeros, 1);
	add_pairs(out, stretches->first, count);
	add_pairs(out, stretches->delta, count);
	add_pairs(out, zeros, count);
}

/* Where a byte is enough for each glyph, the table that says which. */
static void add_codes(hb_face_t *subset)
{
	unsigned last = hb_face_get_glyph_count(subset) - 1;
	struct stretches stretches;
	struct text table = {0};
	hb_blob_t *blob;

	if (last == 0 || last >= FONT_PROGRAM_BYTES)
		return;
	stretches = find_stretches(last);
	write_codes(&stretches, &table);
	blob = hb_blob_create(table.data, (unsigned)table.length,
		HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
	hb_face_builder_add_table(subset, HB_TAG('c', 'm', 'a', 'p'), blob);
	hb_blob_destroy(blob);
	text_clear(&table);
}

static struct cut *cut_new(struct typeface *typeface, const hb_set_t *glyphs,
	struct report *report)
{
	hb_subset_plan_t *plan = plan_cut(typeface, glyphs);
	hb_face_t *subset = plan != NULL ?
		hb_subset_plan_execute_or_fail(plan) : NULL;
	struct cut *cut = NULL;

	if (subset == NULL || hb_face_get_glyph_count(subset) == 0) {
		report_error(report, typeface->place, "font '%s' cannot be cut "
			"down to the characters in use: it is damaged",
			typeface->path);
		goto out;
	}
	cut = memory_new(sizeof(*cut));
	cut->glyphs = hb_set_copy(glyphs);
	cut->ids = hb_map_copy(hb_subset_plan_old_to_new_glyph_mapping(plan));
	add_codes(subset);
	fill_program(typeface, cut, subset);
out:
	hb_face_destroy(subset);
	hb_subset_plan_destroy(plan);
	return cut;
}

bool typeface_cut_base(struct typeface *typeface, const hb_set_t *glyphs,
	struct report *report)
{
	cut_free(typeface->base);
	free(typeface->base_ids);
	typeface->base = NULL;
	typeface->base_ids = NULL;
	if (hb_set_is_empty(glyphs))
		return true;
	typeface->base = cut_new(typeface, glyphs, report);
	if (typeface->base == NULL)
		return false;
	typeface->base_ids = memory_resize(NULL, typeface->glyph_count,
		sizeof(*typeface->base_ids));
	for (uint32_t i = 0; i < typeface->glyph_count; i++)
		typeface->base_ids[i] = hb_map_get(typeface->base->ids, i);
	return true;
}

const struct cut *typeface_supplement(struct typeface *typeface,
	const hb_set_t *glyphs, struct report *report)
{
	struct cut *cut;

	for (size_t i = 0; i < typeface->supplement_count; i++)
		if (hb_set_is_equal(typeface->supplements[i]->glyphs, glyphs))
			return typeface->supplements[i];
	cut = cut_new(typeface, glyphs, report);
	if (cut == NULL)
		return NULL;
	ARRAY_RESERVE(typeface->supplements, typeface->supplement_count,
		typeface->supplement_room);
	typeface->supplements[typeface->supplement_count++] = cut;
	return cut;
}

void typeface_trim(struct typeface *typeface)
{
	if (typeface->supplement_count >= SUPPLEMENTS_KEPT)
		forget_supplements(typeface);
}

const struct font_program *typeface_program(const struct typeface *typeface,
	uint32_t glyph, uint32_t *id)
{
	uint32_t known = HB_MAP_VALUE_INVALID;

	if (typeface->base_ids != NULL && glyph < typeface->glyph_count)
		known = typeface->base_ids[glyph];
	*id = known != HB_MAP_VALUE_INVALID ? known : glyph;
	return known != HB_MAP_VALUE_INVALID ? &typeface->base->program :
					       &typeface->pending;
}
