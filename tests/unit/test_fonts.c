/* Loading fonts, refusing them, and cutting them down. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <hb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "layout/font_set.h"
#include "layout/shape.h"

#define REGULAR "fonts/Lato-Regular.ttf"
#define BOLD	"fonts/Lato-Bold.ttf"
#define OTHER	"fonts/DejaVuSans.ttf"

static struct report report;
static struct arena arena;

static struct fonts *load(const char *regular, const char *bold,
	const char *fallback)
{
	struct font_options options = {.files = {regular, bold},
		.fallbacks = &fallback, .fallback_count = fallback != NULL,
		.places = {{"job.ini", 4, 0}, {"job.ini", 5, 0}},
		.fallback_place = {"job.ini", 6, 0}, .lang = "en-GB"};
	struct fonts *fonts = NULL;

	return fonts_load(&options, &fonts, &report) ? fonts : NULL;
}

static bool was_said(const char *part)
{
	bool found = false;

	for (size_t i = 0; i < report.count; i++)
		found |= strstr(report.problems[i].message, part) != NULL;
	return found;
}

static int reset(void **state)
{
	(void)state;
	report_clear(&report);
	arena_reset(&arena);
	return 0;
}

/* A file of these bytes, loaded as a font; it is gone afterwards. */
static struct fonts *load_bytes(const char *bytes, size_t length)
{
	char path[] = "/tmp/lettermill-font-XXXXXX";
	int file = mkstemp(path);
	struct fonts *fonts;

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	close(file);
	fonts = load(path, NULL, NULL);
	unlink(path);
	return fonts;
}

/* The table's place in a TrueType file. */
static size_t find_table(const struct text *file, const char *tag)
{
	const unsigned char *bytes = (const unsigned char *)file->data;
	size_t count = (size_t)(bytes[4] << 8 | bytes[5]);

	for (size_t i = 0; i < count; i++) {
		const unsigned char *entry = bytes + 12 + 16 * i;

		if (memcmp(entry, tag, 4) == 0)
			return (size_t)entry[8] << 24 |
				(size_t)entry[9] << 16 |
				(size_t)entry[10] << 8 | entry[11];
	}
	fail_msg("no table %s", tag);
	return 0;
}

static void test_missing_faces_fall_back(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);

	(void)state;
	assert_non_null(fonts);
	assert_int_equal(fonts->count, 1);
	assert_ptr_equal(fonts->faces[FACE_BOLD], fonts->faces[FACE_REGULAR]);
	fonts_free(fonts);
	fonts = load(REGULAR, BOLD, REGULAR);
	assert_non_null(fonts);
	assert_int_equal(fonts->count, 2); /* a file is loaded once */
	assert_ptr_equal(fonts->faces[FACE_BOLD_ITALIC],
		fonts->faces[FACE_BOLD]);
	fonts_free(fonts);
}

static void test_refuses_what_is_no_font(void **state)
{
	(void)state;
	assert_null(load("fonts/none.ttf", NULL, NULL));
	assert_true(was_said("cannot be opened"));
	assert_null(load(NULL, NULL, NULL));
	assert_true(was_said("no regular font"));
	assert_null(load("fonts/README.md", NULL, NULL));
	assert_true(was_said("is not a TrueType font"));
	assert_int_equal(report.problems[2].place.line, 4);
	assert_null(load_bytes("", 0));
	assert_null(load_bytes("OTTO\0\0", 6));
}

static void test_refuses_postscript_outlines(void **state)
{
	struct text file = {0};

	(void)state;
	assert_true(file_read(REGULAR, FILE_LIMIT, &file, &report));
	memcpy(file.data + 12, "CFF ", 4); /* the first table's tag */
	assert_null(load_bytes(file.data, file.length));
	assert_true(was_said("PostScript (CFF) outlines"));
	text_clear(&file);
}

static void test_obeys_embedding_licence(void **state)
{
	static const struct {
		char type[2];
		bool allowed;
	} cases[] = {{{0, 0}, true}, {{0, 4}, true}, {{0, 8}, true},
		{{0, 2}, false}, {{1, 0}, false}, {{2, 4}, false}};
	struct text file = {0};

	(void)state;
	assert_true(file_read(REGULAR, FILE_LIMIT, &file, &report));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fonts *fonts;

		memcpy(file.data + find_table(&file, "OS/2") + 8, cases[i].type,
			2);
		fonts = load_bytes(file.data, file.length);
		assert_int_equal(fonts != NULL, cases[i].allowed);
		assert_int_equal(was_said("does not allow"),
			!cases[i].allowed);
		fonts_free(fonts);
		report_clear(&report);
	}
	text_clear(&file);
}

/* Shapes `text` in the regular face at 10 points. */
static bool shape_figures(struct fonts *fonts, const char *text,
	enum figures figures, struct shaped *out)
{
	static const struct run run = {.field = "name",
		.place = {"letter.md", 3, 9}};
	struct span span = {.end = strlen(text), .lang = "en-GB",
		.run = &run};
	struct source source = {.text = text, .length = span.end,
		.spans = &span, .span_count = 1, .size = 10,
		.figures = figures};

	*out = (struct shaped){0};
	return shape_text(&source, fonts, &arena, out, &report);
}

static bool shape(struct fonts *fonts, const char *text, struct shaped *out)
{
	return shape_figures(fonts, text, FIGURES_PROPORTIONAL, out);
}

/* Whatever is broken in a file, it is a message or a letter, not a crash. */
static void test_survives_damage(void **state)
{
	struct text file = {0};
	unsigned seed = 1;

	(void)state;
	assert_true(file_read(OTHER, FILE_LIMIT, &file, &report));
	for (int round = 0; round < 60; round++) {
		char *bytes = memory_strndup(file.data, file.length);
		struct fonts *fonts;
		struct shaped shaped;

		memcpy(bytes, file.data, file.length);
		for (int i = 0; i < 40; i++) {
			size_t range = round % 2 ? 2000 : file.length;

			seed = seed * 1103515245u + 12345u;
			bytes[(seed >> 4) % range] = (char)(seed >> 16);
		}
		fonts = load_bytes(bytes, round % 5 == 4 ?
			file.length / (size_t)(round + 1) : file.length);
		if (fonts != NULL &&
			fonts_prepare(fonts, "fi", FIGURES_ALL, &report))
			(void)!shape(fonts, "AVAST e\xCC\x81 fi", &shaped);
		fonts_free(fonts);
		free(bytes);
	}
	text_clear(&file);
}

static void test_kerns_without_ligatures(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	struct shaped pair, single;

	(void)state;
	assert_non_null(fonts);
	assert_true(shape(fonts, "AV", &pair));
	assert_true(shape(fonts, "A", &single));
	assert_true(pair.glyphs[0].glyph.advance <
		single.glyphs[0].glyph.advance - 0.1);
	assert_true(shape(fonts, "official", &pair));
	assert_int_equal(pair.count, 8);
	fonts_free(fonts);
}

static void test_falls_back_by_cluster(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, OTHER);
	struct shaped shaped;

	(void)state;
	assert_non_null(fonts);
	/* U+2603 is not in Lato; the variation selector goes with it. */
	assert_true(shape(fonts, "a\xE2\x98\x83\xEF\xB8\x8E" "b", &shaped));
	assert_int_equal(shaped.stretch_count, 3);
	assert_ptr_equal(shaped.stretches[0].typeface, fonts->typefaces[0]);
	assert_ptr_equal(shaped.stretches[1].typeface, fonts->typefaces[1]);
	assert_ptr_equal(shaped.stretches[2].typeface, fonts->typefaces[0]);
	/* "e" and U+0301 stay one glyph of the face. */
	assert_true(shape(fonts, "e\xCC\x81", &shaped));
	assert_int_equal(shaped.count, 1);
	assert_ptr_equal(shaped.stretches[0].typeface, fonts->typefaces[0]);
	fonts_free(fonts);
}

static void test_names_missing_characters(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	struct shaped shaped;

	(void)state;
	assert_non_null(fonts);
	assert_false(shape(fonts, "a\xE2\x98\x83 \x07", &shaped));
	assert_true(was_said("{{name}} has the character '\xE2\x98\x83' U+2603 "
		"that no font has"));
	assert_true(was_said("{{name}} has the character U+0007 that"));
	assert_int_equal(report.problems[0].place.line, 3);
	report_clear(&report);
	assert_false(shape(fonts, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", &shaped));
	assert_true(was_said("right to left"));
	report_clear(&report);
	/* An override would turn the letters behind it. */
	assert_false(shape(fonts, "a\xE2\x80\xAE" "bc", &shaped));
	assert_true(was_said("right to left"));
	fonts_free(fonts);
}

/* Few glyphs have a code each, one after the other but for what a string has to
 * escape; many have none. */
static void check_codes(hb_font_t *font, size_t count)
{
	uint32_t next = 1;

	for (uint32_t i = 1; i < 300; i++) {
		bool is_wanted = count <= FONT_PROGRAM_BYTES && next < count &&
			strchr("\r()\\", (int)i) == NULL;
		hb_codepoint_t glyph = 0;

		assert_int_equal(hb_font_get_nominal_glyph(font, 0xF000 + i,
			&glyph), is_wanted);
		if (!is_wanted)
			continue;
		assert_int_equal(glyph, next);
		assert_int_equal(font_program_code(glyph), i);
		next++;
	}
	assert_true(count > FONT_PROGRAM_BYTES || next == count);
}

/* The new program is a font by itself, and says what its glyphs are. */
static void check_program(const struct font_program *program)
{
	hb_blob_t *blob = hb_blob_create((const char *)program->bytes,
		(unsigned)program->length, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *face = hb_face_create(blob, 0);
	hb_font_t *font = hb_font_create(face);
	double units = hb_face_get_upem(face);

	assert_int_equal(hb_face_get_glyph_count(face), program->glyph_count);
	for (uint32_t i = 0; i < program->glyph_count; i++) {
		double width = hb_font_get_glyph_h_advance(font, i) * 1000 /
			units;

		assert_true(width - program->widths[i] < 0.51);
		assert_true(program->widths[i] - width < 0.51);
	}
	check_codes(font, program->glyph_count);
	hb_font_destroy(font);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
}

static void test_cuts_base_programs(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, OTHER);
	const struct font_program *program;
	struct shaped shaped;
	bool has_soft_hyphen = false, has_hyphen = false;

	(void)state;
	assert_non_null(fonts);
	assert_true(fonts_prepare(fonts, "\xC3\xA9\xE2\x98\x83",
		FIGURES_ALL, &report));
	program = &fonts->typefaces[0]->base->program;
	check_program(program);
	assert_string_equal(program->name, "Lato-Regular");
	assert_in_range(program->glyph_count, 88, 100);
	assert_in_range(program->length, 1000, 30000);
	assert_true(program->ascent > 700 && program->ascent < 1200);
	assert_true(program->descent < -100 && program->descent > -400);
	assert_false(program->is_serif);
	assert_false(program->is_fixed);
	for (size_t i = 0; i < program->glyph_count; i++) {
		has_hyphen |= program->characters[i] == '-';
		has_soft_hyphen |= program->characters[i] == 0xAD;
	}
	assert_true(has_hyphen);
	assert_false(has_soft_hyphen);
	/* The fallback keeps only what the face has not. */
	check_program(&fonts->typefaces[1]->base->program);
	assert_in_range(fonts->typefaces[1]->base->program.glyph_count, 2, 4);
	assert_true(shape(fonts, "caf\xC3\xA9 \xC5\x82", &shaped));
	assert_ptr_equal(shaped.glyphs[3].program, program);
	assert_int_equal(program->characters[shaped.glyphs[3].glyph.id], 0xE9);
	assert_ptr_equal(shaped.glyphs[5].program,
		&fonts->typefaces[0]->pending);
	fonts_free(fonts);
}

static void test_cuts_large_programs(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	char all[1024], *at = all;

	(void)state;
	assert_non_null(fonts);
	for (unsigned character = 0xA1; character < 0x200; character++) {
		*at++ = (char)(0xC0 | character >> 6);
		*at++ = (char)(0x80 | (character & 0x3F));
	}
	*at = '\0';
	assert_true(fonts_prepare(fonts, all, FIGURES_ALL, &report));
	assert_in_range(fonts->typefaces[0]->base->program.glyph_count, 257,
		600);
	check_program(&fonts->typefaces[0]->base->program);
	fonts_free(fonts);
}

/* Each form of a 1 and an 8 is in the base, and reads as what it is. */
static void test_prints_both_forms_of_figures(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	struct shaped shaped[FIGURES_COUNT];

	(void)state;
	assert_non_null(fonts);
	assert_true(fonts_prepare(fonts, "", FIGURES_ALL, &report));
	for (unsigned i = 0; i < FIGURES_COUNT; i++) {
		assert_true(shape_figures(fonts, "18", (enum figures)i,
			&shaped[i]));
		for (unsigned j = 0; j < 2; j++) {
			const struct shaped_glyph *one = &shaped[i].glyphs[j];

			assert_ptr_equal(one->program,
				&fonts->typefaces[0]->base->program);
			assert_int_equal(one->program->characters[
				one->glyph.id], (uint32_t)"18"[j]);
		}
	}
	assert_true(shaped[FIGURES_PROPORTIONAL].glyphs[0].glyph.advance <
		shaped[FIGURES_PROPORTIONAL].glyphs[1].glyph.advance - 0.5);
	assert_true(fabs(shaped[FIGURES_TABULAR].glyphs[0].glyph.advance -
		shaped[FIGURES_TABULAR].glyphs[1].glyph.advance) < 0.3);
	fonts_free(fonts);
}

/* A job without columns carries no digits for them. */
static void test_base_has_no_form_unasked_for(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	const struct font_program *base;
	struct shaped shaped;

	(void)state;
	assert_non_null(fonts);
	assert_true(fonts_prepare(fonts, "", 1u << FIGURES_PROPORTIONAL,
		&report));
	base = &fonts->typefaces[0]->base->program;
	assert_true(shape(fonts, "1", &shaped));
	assert_ptr_equal(shaped.glyphs[0].program, base);
	assert_true(shape_figures(fonts, "1", FIGURES_TABULAR, &shaped));
	assert_ptr_equal(shaped.glyphs[0].program,
		&fonts->typefaces[0]->pending);
	fonts_free(fonts);
}

static void test_same_bytes_each_time(void **state)
{
	struct fonts *one = load(REGULAR, NULL, NULL);
	struct fonts *two = load(REGULAR, NULL, NULL);
	const struct font_program *a, *b;

	(void)state;
	assert_true(one != NULL && two != NULL);
	assert_true(fonts_prepare(one, "xyz\xC3\xA9", FIGURES_ALL, &report));
	assert_true(fonts_prepare(two, "\xC3\xA9zzy", FIGURES_ALL, &report));
	a = &one->typefaces[0]->base->program;
	b = &two->typefaces[0]->base->program;
	assert_int_equal(a->length, b->length);
	assert_memory_equal(a->bytes, b->bytes, a->length);
	assert_int_not_equal(a->serial, b->serial);
	fonts_free(one);
	fonts_free(two);
}

static void test_remembers_supplements(void **state)
{
	struct fonts *fonts = load(REGULAR, NULL, NULL);
	struct typeface *typeface;
	hb_set_t *glyphs = hb_set_create();
	const struct cut *cut;

	(void)state;
	assert_non_null(fonts);
	typeface = fonts->typefaces[0];
	hb_set_add(glyphs, 40);
	cut = typeface_supplement(typeface, glyphs, &report);
	assert_non_null(cut);
	check_program(&cut->program);
	assert_ptr_equal(typeface_supplement(typeface, glyphs, &report), cut);
	for (unsigned i = 50; i < 150; i++) {
		hb_set_add(glyphs, i);
		assert_non_null(typeface_supplement(typeface, glyphs,
			&report));
		fonts_begin_letter(fonts);
	}
	assert_true(typeface->supplement_count < 100);
	hb_set_destroy(glyphs);
	fonts_free(fonts);
}

static int end(void **state)
{
	(void)state;
	report_clear(&report);
	arena_clear(&arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

static struct shaped shape_line(struct fonts *fonts, const char *text)
{
	struct run run = {.text = text};
	struct span span = {.end = strlen(text), .lang = "en-GB", .run = &run};
	struct source source = {.text = text, .length = span.end,
		.spans = &span, .span_count = 1, .size = 11};
	struct shaped shaped = {0};

	assert_true(shape_text(&source, fonts, &arena, &shaped, &report));
	return shaped;
}

/* Words of which fonts kern the first letter with a blank, and others. */
static const char *random_words(uint32_t *seed)
{
	static const char *const words[] = {"of", "the", "Tower", "Vale", "AV",
		"Y", "To", "\xC3\x85" "by", "Council", "W", "1,400", "60%", "-",
		"\xE2\x80\x93", "(Ashton", "end.)", "\xE2\x80\x98Tis", "it",
		"j\xCC\x81", "i\xCC\x88", "fi", "A", "T.", "\xC5\x81\xC3\xB3"
		"d\xC5\xBA", "\xCE\x86\xCE\xBD", "\xC2\xA3" "12", "V", "P,"};
	const char *text = "";

	for (int i = 0; i < 9; i++) {
		*seed = *seed * 1664525 + 1013904223;
		text = arena_printf(&arena, "%s%s%s", text, i ? " " : "",
			words[(*seed >> 16) % (sizeof(words) /
				sizeof(*words))]);
	}
	return text;
}

/* From letters and their neighbours, what HarfBuzz makes of the whole. */
static void test_letters_are_as_in_the_whole(void **state)
{
	static const char *const files[] = {REGULAR, BOLD, OTHER,
		"fonts/Lato-Italic.ttf", "fonts/Lato-BoldItalic.ttf"};
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct fonts *parted = load(files[i], NULL, OTHER);
		struct fonts *whole = load(files[i], NULL, OTHER);

		assert_false(hb_set_is_empty(typeface_neighbours(
			parted->faces[FACE_REGULAR])));
		for (size_t j = 0; j < whole->count; j++)
			whole->typefaces[j]->neighbours = hb_set_create();
		for (int round = 0; round < 400; round++) {
			const char *text = random_words(&seed);
			struct shaped a = shape_line(parted, text);
			struct shaped b = shape_line(whole, text);

			assert_int_equal(a.count, b.count);
			for (size_t j = 0; j < a.count; j++) {
				const struct glyph *one = &a.glyphs[j].glyph;
				const struct glyph *two = &b.glyphs[j].glyph;

				assert_int_equal(one->id, two->id);
				assert_int_equal(one->cluster, two->cluster);
				assert_true(one->advance == two->advance &&
					one->dx == two->dx &&
					one->dy == two->dy);
				assert_int_equal(a.glyphs[j].is_unsafe,
					b.glyphs[j].is_unsafe);
			}
			arena_reset(&arena);
		}
		fonts_free(parted);
		fonts_free(whole);
	}
}

static bool knows_neighbours_of(const char *bytes, size_t length)
{
	struct fonts *fonts = load_bytes(bytes, length);
	bool does;

	assert_non_null(fonts);
	does = !hb_set_is_empty(typeface_neighbours(
		fonts->faces[FACE_REGULAR]));
	fonts_free(fonts);
	return does;
}

/* The font with the 16 bits at `at` of its first rule of GPOS set to that. */
static bool knows_neighbours(const struct text *file, size_t at, char value)
{
	size_t table = find_table(file, "GPOS");
	const unsigned char *bytes = (const unsigned char *)file->data + table;
	size_t list = (size_t)(bytes[8] << 8 | bytes[9]);
	size_t rule = list + (size_t)(bytes[list + 2] << 8 | bytes[list + 3]);
	char *changed = arena_copy(&arena, file->data, file->length);

	changed[table + rule + at] = 0;
	changed[table + rule + at + 1] = value;
	return knows_neighbours_of(changed, file->length);
}

/* The font with a table that nothing here needs under that name. */
static bool knows_with_table(const struct text *file, const char *name)
{
	char *changed = arena_copy(&arena, file->data, file->length);
	char *tag = memmem(changed, file->length, "OS/2", 4);

	assert_non_null(tag);
	memcpy(tag, name, 4);
	return knows_neighbours_of(changed, file->length);
}

static void test_rules_that_reach_far_are_seen(void **state)
{
	struct text file = {0};

	(void)state;
	assert_true(file_read(REGULAR, SIZE_MAX, &file, &report));
	assert_true(knows_neighbours(&file, 0, 2)); /* pairs, as it is */
	assert_true(knows_neighbours(&file, 2, 8)); /* that skip marks, */
	assert_false(knows_neighbours(&file, 2, 2)); /* or letters */
	assert_false(knows_neighbours(&file, 0, 3)); /* what is joined */
	assert_true(knows_with_table(&file, "Silt"));
	assert_false(knows_with_table(&file, "Silf")); /* Graphite's rules */
	text_clear(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_letters_are_as_in_the_whole),
		TEST(test_rules_that_reach_far_are_seen),
		TEST(test_missing_faces_fall_back),
		TEST(test_refuses_what_is_no_font),
		TEST(test_refuses_postscript_outlines),
		TEST(test_obeys_embedding_licence),
		TEST(test_survives_damage),
		TEST(test_kerns_without_ligatures),
		TEST(test_falls_back_by_cluster),
		TEST(test_names_missing_characters),
		TEST(test_cuts_base_programs),
		TEST(test_cuts_large_programs),
		TEST(test_prints_both_forms_of_figures),
		TEST(test_base_has_no_form_unasked_for),
		TEST(test_same_bytes_each_time),
		TEST(test_remembers_supplements)};

	return cmocka_run_group_tests(tests, NULL, end);
}
