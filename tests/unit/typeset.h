/*
 * For tests that set blocks of many shapes in type: fonts, a page in the
 * presets' type, and numbers to roll that are the same in each run.
 *
 *	cmocka_run_group_tests(tests, typeset_load, typeset_free), each test
 *	with typeset_begin as its set-up
 */
#ifndef UNIT_TYPESET_H
#define UNIT_TYPESET_H

#include "layout/layout.h"

static struct fonts *fonts;
static struct arena arena;
static struct report report;
static struct layout_options options;
static unsigned seed;

static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

static int typeset_load(void **state)
{
	struct font_options from = {.files = {"fonts/Lato-Regular.ttf",
		"fonts/Lato-Bold.ttf"}, .lang = "en-GB"};

	(void)state;
	return fonts_load(&from, &fonts, &report) &&
		fonts_prepare(fonts, "0123456789%", FIGURES_ALL, &report) ?
		0 : -1;
}

static int typeset_free(void **state)
{
	(void)state;
	fonts_free(fonts);
	arena_clear(&arena);
	report_clear(&report);
	return 0;
}

/* A page whose column is 450 points wide. */
static int typeset_begin(void **state)
{
	(void)state;
	seed = 1;
	report_clear(&report);
	options = (struct layout_options){.page_width = 600,
		.page_height = 800, .margin_top = 60, .margin_right = 75,
		.margin_bottom = 60, .margin_left = 75, .body_size = 11,
		.body_leading = 15, .title_size = 17, .heading_size = 13,
		.note_size = 9, .figure_size = 44, .paragraph_gap = 7.5,
		.text = {0.114, 0.153, 0.2}, .accent = {0.043, 0.333, 0.388},
		.muted = {0.353, 0.396, 0.447},
		.graphic = {0.616, 0.69, 0.729}};
	return 0;
}

#endif
