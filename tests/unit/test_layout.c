/*
 * Whole letters, set and then measured: what stands on the pages, not how it
 * got there.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "extent.h"
#include "gauged.h"
#include "layout/layout.h"

#define MM (72.0 / 25.4)

struct fixture {
	struct fonts *fonts;
	struct arena arena;
	struct report report;
	struct image image;
	struct layout_options options;
};

static struct fixture fixture;

static const struct place somewhere = {"letter.md", 7, 3};

static const char *const fallbacks[] = {"fonts/DejaVuSans.ttf"};
static const struct font_options font_options = {
	.files = {"fonts/Lato-Regular.ttf", "fonts/Lato-Bold.ttf",
		"fonts/Lato-Italic.ttf", "fonts/Lato-BoldItalic.ttf"},
	.fallbacks = fallbacks, .fallback_count = 1, .lang = "en-GB"};

static int set_up(void **state)
{
	static unsigned char pixels[300 * 100 * 3];
	static const struct picture picture = {&fixture.image, 110};

	(void)state;
	memset(pixels, 0x60, sizeof(pixels));
	fixture.image.width = 300;
	fixture.image.height = 100;
	fixture.image.pixels = pixels;
	fixture.options = (struct layout_options){.page_width = 210 * MM,
		.page_height = 297 * MM, .margin_top = 23 * MM,
		.margin_right = 27 * MM, .margin_bottom = 24 * MM,
		.margin_left = 27 * MM, .body_size = 11, .body_leading = 14.5,
		.title_size = 14.5, .heading_size = 12.5, .note_size = 9,
		.figure_size = 34, .paragraph_gap = 6,
		.text = {0.1, 0.13, 0.17}, .accent = {0.04, 0.33, 0.39},
		.muted = {0.35, 0.4, 0.45}, .banner = {0.6, 0.25, 0},
		.graphic = {0.55, 0.63, 0.68},
		.signatures = &picture, .signature_count = 1};
	if (!fonts_load(&font_options, &fixture.fonts, &fixture.report))
		return -1;
	return fonts_prepare(fixture.fonts, "\xE2\x80\x93\xE2\x80\x99\xC2\xA3",
		       FIGURES_ALL, &fixture.report) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	fonts_free(fixture.fonts);
	arena_clear(&fixture.arena);
	report_clear(&fixture.report);
	return 0;
}

/* Blocks. */

static struct run *new_runs(size_t count)
{
	return arena_new(&fixture.arena, count * sizeof(struct run));
}

static struct block text_block(enum block_kind kind, const char *text)
{
	struct block block = {.kind = kind, .runs = new_runs(1),
		.run_count = 1, .place = somewhere};

	block.runs[0].text = text;
	block.runs[0].place = somewhere;
	return block;
}

static struct block paragraph(const char *text)
{
	return text_block(BLOCK_PARAGRAPH, text);
}

static struct block heading(int level, const char *text)
{
	struct block block = text_block(BLOCK_HEADING, text);

	block.level = level;
	return block;
}

/* A bold lead, then text, then a link, then the end. */
static struct block rich(const char *bold, const char *text, const char *link,
	const char *end)
{
	struct block block = text_block(BLOCK_PARAGRAPH, "");

	block.run_count = 4;
	block.runs = new_runs(4);
	block.runs[0] = (struct run){.text = bold, .style = RUN_BOLD};
	block.runs[1] = (struct run){.text = text};
	block.runs[2] = (struct run){.text = link,
		.link = link[0] ? "https://example.org/performance" : NULL};
	block.runs[3] = (struct run){.text = end};
	return block;
}

static struct block address(const char *const *lines, size_t count)
{
	struct block block = text_block(BLOCK_PARAGRAPH, "");

	block.run_count = count;
	block.runs = new_runs(count);
	for (size_t i = 0; i < count; i++)
		block.runs[i] = (struct run){.text = lines[i],
			.style = i + 1 < count ? RUN_LINE_BREAK : 0};
	return block;
}

static struct block list(const char *const *items, size_t count,
	bool is_numbered)
{
	struct block block = {.kind = BLOCK_LIST, .child_count = count,
		.place = somewhere};

	block.children = arena_new(&fixture.arena, count * sizeof(block));
	for (size_t i = 0; i < count; i++) {
		struct block *item = &block.children[i];

		item->kind = BLOCK_ITEM;
		item->label = is_numbered ? arena_printf(&fixture.arena, "%zu.",
			i + 1) : "\xE2\x80\xA2";
		item->child_count = 1;
		item->children = arena_new(&fixture.arena, sizeof(block));
		item->children[0] = paragraph(items[i]);
	}
	return block;
}

static struct block signature(void)
{
	static const char *const roles[] = {"Commissioner for Public Libraries",
		"Chair of the Board"};
	static const struct signatory signatory = {.name = "Ada Lindqvist",
		.roles = roles, .role_count = 2,
		.image_alt = "Signature of Ada Lindqvist, Commissioner"};

	return (struct block){.kind = BLOCK_SIGNATURE,
		.signatories = &signatory, .signatory_count = 1,
		.place = somewhere};
}

static struct block panel_block(const struct panel *panel)
{
	return (struct block){.kind = BLOCK_PANEL, .panel = panel,
		.place = somewhere};
}

static struct chart *new_chart(double value, double average,
	const double *peers, size_t peer_count)
{
	struct arena *arena = &fixture.arena;
	struct chart *chart = arena_new(arena, sizeof(*chart));

	chart->high = 100;
	chart->low_text = "0%";
	chart->high_text = "100%";
	chart->own = (struct mark){value, arena_printf(arena, "%.0f%%", value),
		"Little Snoring"};
	chart->average = (struct mark){average,
		arena_printf(arena, "%.0f%%", average),
		"average of similar libraries"};
	chart->peers = peers;
	chart->peer_count = peer_count;
	chart->alt = "A scale from 0% to 100%.";
	return chart;
}

static struct panel *panel_of(const char *label, const struct chart *chart)
{
	struct arena *arena = &fixture.arena;
	struct panel *panel = arena_new(arena, sizeof(*panel));

	panel->label = label;
	panel->value = chart->own.text;
	panel->count_line = "6 of 10 loans examined in detail were renewed";
	panel->average_line = arena_printf(arena,
		"Average of similar libraries: %s", chart->average.text);
	panel->base_line = "Based on 10 loans examined between 1 April 2019 "
		"and 31 March 2020. Each grey dot is one of the libraries of "
		"a town.";
	panel->chart = chart;
	return panel;
}

static struct panel *new_panel(const char *label, double value, double average,
	const double *peers, size_t peer_count)
{
	return panel_of(label, new_chart(value, average, peers, peer_count));
}

static const char long_text[] =
	"A library lives from what its readers ask of it, and what they ask "
	"changes faster than any catalogue. We therefore look at a few "
	"figures only, the same ones every year, and say plainly what they "
	"mean and what they leave out. Where a figure surprised us we looked "
	"at the loans behind it before we wrote this letter, and where we "
	"found that a rule of ours was the cause we changed the rule. ";

/* As those are that other letters have as well. */
static struct panel *number_peers(struct panel *panel, unsigned long serial)
{
	((struct chart *)panel->chart)->peers_serial = serial;
	return panel;
}

static struct document sample(void)
{
	static const char *const lines[] = {"Mrs Okafor",
		"Interim Head Librarian", "Stow-on-the-Wold Town Library"};
	static const char *const points[] = {
		"how many loans were renewed, and why the others were not,",
		("what became of the requests that readers made of the branch "
		 "libraries in the outlying villages of the county, and"),
		"what it cost."};
	static double peers[56], high[56];
	struct document document = {.title = "Annual library letter",
		.lang = "en-GB",
		.wordmark = "Commissioner for|Public Libraries",
		.banner = "SPECIMEN \xE2\x80\x93 not an official letter",
		.footer = "Stow-on-the-Wold Town Library "
			  "\xC2\xB7 Annual library letter 2020",
		.page_label = "Page {page} of {pages}"};
	struct block *blocks = arena_new(&fixture.arena,
		40 * sizeof(*blocks));
	size_t n = 0;

	for (size_t i = 0; i < 56; i++) {
		peers[i] = 22 + (double)(i * i % 57);
		high[i] = i < 8 ? 80 + 2 * (double)i : 100;
	}
	blocks[n++] = paragraph("22 July 2020");
	blocks[n++] = rich("By email", "", "", "");
	blocks[n++] = address(lines, 3);
	blocks[n++] = paragraph("Dear Mrs Okafor");
	blocks[n++] = heading(1, "Annual library letter 2020");
	blocks[n++] = paragraph(long_text);
	blocks[n++] = heading(2, "The figures");
	blocks[n++] = paragraph("Three things matter to us:");
	blocks[n++] = list(points, 3, false);
	blocks[n++] = rich("Renewals.", " A loan that is renewed was wanted. "
		"You renewed 6 of 10, and the average of similar libraries "
		"was 56%. The full table stands at ", "Your library in figures",
		", where it will stay for five years.");
	blocks[n++] = paragraph(long_text);
	blocks[n++] = heading(2, "What we ask of you");
	blocks[n++] = list(points, 3, true);
	blocks[n++] = paragraph(long_text);
	blocks[n++] = paragraph(long_text);
	blocks[n++] = paragraph("Yours sincerely");
	blocks[n++] = signature();
	blocks[n++] = (struct block){.kind = BLOCK_PAGE_BREAK};
	blocks[n++] = heading(1, "Stow-on-the-Wold Town Library");
	blocks[n++] = text_block(BLOCK_NOTE, "Town library \xC2\xB7 for the "
		"year ending 31 March 2020");
	blocks[n++] = panel_block(number_peers(new_panel("Loans renewed", 60,
		56, peers, 56), 1));
	blocks[n++] = panel_block(number_peers(new_panel("Requests met", 100,
		97, high, 56), 2));
	blocks[n++] = panel_block(new_panel("Books returned", 17, 11, peers,
		0));
	blocks[n++] = text_block(BLOCK_NOTE, "All figures of this page are "
		"attached to this file.");
	document.blocks = blocks;
	document.block_count = n;
	return document;
}

/* Measuring. */

static bool set(const struct document *document, struct pages *pages)
{
	return set_gauged(document, &fixture.options, fixture.fonts,
		&fixture.arena, pages, &fixture.report);
}

static struct document document_of(struct block *blocks, size_t count)
{
	return (struct document){.title = "Title", .lang = "en-GB",
		.blocks = blocks, .block_count = count};
}

static bool was_said(const char *part)
{
	bool found = false;

	for (size_t i = 0; i < fixture.report.count; i++)
		found |= strstr(fixture.report.problems[i].message, part) !=
			NULL;
	return found;
}

/* Where an item stands, in the coordinates of its placement or page. */
static void check_elements(const struct pages *pages)
{
	assert_int_equal(pages->elements[0].role, ROLE_DOCUMENT);
	for (size_t i = 1; i < pages->element_count; i++) {
		const struct element *element = &pages->elements[i];

		assert_true(element->parent < i);
		if (element->role != ROLE_FIGURE)
			continue;
		assert_non_null(element->alt);
		assert_true(element->has_box);
		assert_true(element->x2 > element->x);
		assert_true(element->page < pages->count);
	}
}

static void check_run(const struct glyph_run *run)
{
	assert_true(run->glyph_count > 0);
	assert_non_null(run->program->bytes);
	for (size_t i = 0; i < run->glyph_count; i++) {
		assert_in_range(run->glyphs[i].id, 1,
			run->program->glyph_count - 1);
		assert_true(run->glyphs[i].cluster < run->length);
	}
}

/* All within the margins, furniture within the page; programs complete. */
static void check_pages(const struct pages *pages)
{
	const struct layout_options *options = &fixture.options;
	struct extent page = {0, 0, pages->width, pages->height};
	struct extent column = {options->margin_left, options->margin_top,
		pages->width - options->margin_right,
		pages->height - options->margin_bottom};
	struct extent sides = column;

	sides.y = 0;
	sides.y2 = pages->height;
	check_elements(pages);
	for (size_t p = 0; p < pages->count; p++)
		for (size_t i = 0; i < pages->pages[p].count; i++) {
			const struct placement *placed =
				&pages->pages[p].placements[i];

			for (size_t j = 0; j < placed->drawing->count; j++) {
				const struct item *item =
					&placed->drawing->items[j];
				struct extent extent = extent_of(item,
					placed->x, placed->y);

				assert_inside(extent, page);
				assert_inside(extent, placed->artifact ==
					ARTIFACT_LAYOUT ? column : sides);
				if (item->kind == ITEM_TEXT)
					check_run(&item->run);
				if (item->tag != TAG_ARTIFACT)
					assert_true(placed->element +
						(size_t)item->tag <
						pages->element_count);
			}
		}
}

/* How many lines of the element stand on the page; *text gets them. */
static size_t count_lines(const struct pages *pages, size_t page,
	size_t element, const char **text)
{
	size_t lines = 0;
	double last = -1;

	for (size_t i = 0; i < pages->pages[page].count; i++) {
		const struct placement *placed =
			&pages->pages[page].placements[i];

		for (size_t j = 0; j < placed->drawing->count; j++) {
			const struct item *item = &placed->drawing->items[j];

			if (item->kind != ITEM_TEXT || item->tag < 0 ||
				placed->element + (size_t)item->tag != element)
				continue;
			lines += item->y != last;
			last = item->y;
			if (text != NULL)
				*text = arena_printf(&fixture.arena, "%s%.*s",
					*text, (int)item->run.length,
					item->run.text);
		}
	}
	return lines;
}

/* The first page the element has lines on. */
static size_t page_of(const struct pages *pages, size_t element)
{
	for (size_t i = 0; i < pages->count; i++)
		if (count_lines(pages, i, element, NULL) > 0)
			return i;
	fail_msg("element %zu stands nowhere", element);
	return 0;
}

static const char *text_of(const struct pages *pages, size_t element)
{
	const char *text = "";

	for (size_t i = 0; i < pages->count; i++)
		count_lines(pages, i, element, &text);
	return text;
}

static size_t find_element(const struct pages *pages, enum role role,
	size_t after)
{
	for (size_t i = after + 1; i < pages->element_count; i++)
		if (pages->elements[i].role == role)
			return i;
	fail_msg("no element of role %d after %zu", (int)role, after);
	return 0;
}

/* Tests. */

static void test_sets_a_letter(void **state)
{
	struct document document = sample();
	struct pages pages;
	size_t h1, link, list, label;

	(void)state;
	assert_true(set(&document, &pages));
	assert_int_equal(fixture.report.count, 0);
	check_pages(&pages);
	assert_int_equal(pages.count, 3);
	assert_string_equal(text_of(&pages, 1),
		"Commissioner for Public Libraries");
	h1 = find_element(&pages, ROLE_H1, 0);
	assert_string_equal(text_of(&pages, h1), "Annual library letter 2020");
	/* What breaks over lines and pages comes back in one piece. */
	assert_string_equal(text_of(&pages, h1 + 1), long_text);
	list = find_element(&pages, ROLE_L, h1);
	assert_false(pages.elements[list].is_numbered);
	label = find_element(&pages, ROLE_LBL, list);
	assert_string_equal(text_of(&pages, label), "\xE2\x80\xA2");
	link = find_element(&pages, ROLE_LINK, 0);
	assert_string_equal(text_of(&pages, link), "Your library in figures");
	assert_int_equal(pages.elements[pages.elements[link].parent].role,
		ROLE_P);
	list = find_element(&pages, ROLE_L, list);
	assert_true(pages.elements[list].is_numbered);
}

static void test_places_links(void **state)
{
	struct block block = rich("See", " ", long_text, "");
	struct document document = document_of(&block, 1);
	struct pages pages;
	const struct page *page;

	(void)state;
	block.runs[2].lang = "sv";
	assert_true(set(&document, &pages));
	check_pages(&pages);
	page = &pages.pages[0];
	assert_int_equal(page->link_count, 5); /* one a line */
	for (size_t i = 0; i < page->link_count; i++) {
		const struct link_area *area = &page->links[i];

		assert_string_equal(area->uri,
			"https://example.org/performance");
		assert_string_equal(area->description, long_text);
		assert_int_equal(pages.elements[area->element].role, ROLE_LINK);
		assert_string_equal(pages.elements[area->element].lang, "sv");
		assert_true(area->x2 > area->x && area->y2 > area->y);
		assert_true(i == 0 || area->y > area[-1].y);
	}
}

/* A block tells its language once; a passage within it, where it differs. */
static void test_languages(void **state)
{
	struct run runs[] = {{.text = "Diolch ", .lang = "cy"},
		{.text = "thanks", .lang = "en-GB"},
		{.text = "!", .lang = "cy"}};
	struct block item_body = {.kind = BLOCK_PARAGRAPH, .lang = "cy",
		.runs = runs, .run_count = 1};
	struct block item = {.kind = BLOCK_ITEM, .lang = "cy",
		.label = "\xE2\x80\xA2", .children = &item_body,
		.child_count = 1};
	struct block blocks[] = {
		{.kind = BLOCK_PARAGRAPH, .lang = "cy", .runs = runs,
			.run_count = 3},
		{.kind = BLOCK_LIST, .lang = "cy", .children = &item,
			.child_count = 1},
		{.kind = BLOCK_PARAGRAPH, .lang = "en-GB", .runs = runs + 1,
			.run_count = 1},
	};
	struct document document = document_of(blocks, 3);
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	/* Document, P, Span, L, LI, Lbl, LBody, P, P */
	assert_int_equal(pages.element_count, 9);
	for (size_t i = 0; i < pages.element_count; i++) {
		const char *const wanted[9] = {NULL, "cy", "en-GB", "cy"};

		if (wanted[i] == NULL)
			assert_null(pages.elements[i].lang);
		else
			assert_string_equal(pages.elements[i].lang, wanted[i]);
	}
	assert_int_equal(pages.elements[2].role, ROLE_SPAN);
}

/* Words, random but the same each time. */
static unsigned seed;

static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

static const char *random_words(unsigned most)
{
	struct text text = {0};
	unsigned count = 1 + roll(most);
	const char *copy;

	for (unsigned i = 0; i < count; i++) {
		unsigned length = 1 + roll(12);

		if (i > 0)
			text_add_char(&text, ' ');
		for (unsigned j = 0; j < length; j++)
			text_add_char(&text, (char)('a' + roll(26)));
		if (roll(9) == 0)
			text_add(&text, "-to");
	}
	copy = arena_strdup(&fixture.arena, text_string(&text));
	text_clear(&text);
	return copy;
}

/* Over many documents: lines fit, none is alone, headings have their text. */
static void check_flow(const struct pages *pages, const struct block *blocks,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t element = i + 1, total = 0;

		for (size_t p = 0; p < pages->count; p++)
			total += count_lines(pages, p, element, NULL);
		assert_string_equal(text_of(pages, element),
			blocks[i].runs[0].text);
		for (size_t p = 0; p < pages->count; p++) {
			size_t here = count_lines(pages, p, element, NULL);

			if (here > 0 && here < total)
				assert_true(here >= 2 && total >= 4);
		}
		if (blocks[i].kind != BLOCK_HEADING || i + 1 == count)
			continue;
		assert_int_equal(page_of(pages, element),
			page_of(pages, element + 1));
	}
}

static void test_keeps_lines_together(void **state)
{
	(void)state;
	seed = 1;
	for (int round = 0; round < 40; round++) {
		struct block blocks[30];
		struct document document = document_of(blocks, 30);
		struct pages pages;

		for (size_t i = 0; i < 30; i++)
			blocks[i] = i % 5 == 3 ?
				heading(2, random_words(4)) :
				paragraph(random_words(90));
		assert_true(set(&document, &pages));
		assert_int_equal(fixture.report.count, 0);
		check_pages(&pages);
		check_flow(&pages, blocks, 30);
		arena_reset(&fixture.arena);
	}
}

/* A heading's first line of text is no lead if another paragraph follows. */
static void test_headings_keep_two_lines(void **state)
{
	(void)state;
	for (size_t lines = 20; lines < 70; lines++) {
		struct block blocks[80];
		struct document document = document_of(blocks, lines + 3);
		struct pages pages;

		for (size_t i = 0; i < lines; i++)
			blocks[i] = paragraph("one line");
		blocks[lines] = heading(2, "Heading");
		blocks[lines + 1] = paragraph("first");
		blocks[lines + 2] = paragraph("second");
		assert_true(set(&document, &pages));
		assert_int_equal(page_of(&pages, lines + 1),
			page_of(&pages, lines + 3));
		arena_reset(&fixture.arena);
	}
}

/* However long the letter, its closing has two lines of text above it. */
static void test_closing_is_never_alone(void **state)
{
	(void)state;
	for (size_t lines = 1; lines < 90; lines++) {
		struct block blocks[100];
		struct document document = document_of(blocks, lines + 3);
		struct pages pages;
		size_t closing = lines + 2, page;

		for (size_t i = 0; i < lines; i++)
			blocks[i] = paragraph("one line");
		blocks[lines] = paragraph(long_text);
		blocks[lines + 1] = paragraph("Yours sincerely");
		blocks[lines + 2] = signature();
		assert_true(set(&document, &pages));
		check_pages(&pages);
		page = page_of(&pages, closing);
		assert_true(count_lines(&pages, page, closing - 1, NULL) >= 2);
		assert_int_equal(pages.elements[closing + 1].role,
			ROLE_FIGURE);
		assert_int_equal(pages.elements[closing + 1].page, page);
		for (size_t i = 2; i <= 4; i++)
			assert_int_equal(page_of(&pages, closing + i), page);
		arena_reset(&fixture.arena);
	}
}

/* The texts of a page's drawing that holds `first`, left to right, down. */
static const struct item *find_text(const struct pages *pages,
	const char *first)
{
	for (size_t i = 0; i < pages->pages[0].count; i++) {
		const struct drawing *drawing =
			pages->pages[0].placements[i].drawing;

		for (size_t j = 0; j < drawing->count; j++) {
			const struct item *item = &drawing->items[j];

			if (item->kind == ITEM_TEXT && item->run.length ==
				strlen(first) && memcmp(item->run.text, first,
					item->run.length) == 0)
				return item;
		}
	}
	fail_msg("'%s' is not there", first);
	return NULL;
}

/* Side by side on one baseline where they fit, else below each other. */
static void test_signatories(void **state)
{
	static const struct picture pictures[] = {{&fixture.image, 110},
		{NULL, 0}, {&fixture.image, 60}};
	static const char *const roles[] = {"Commissioner for Public Libraries"
		" of the Northern Parishes"};
	struct signatory signatories[] = {
		{.name = "Ada", .number = 0, .image_alt = "A"},
		{.name = "Ben", .number = 1, .image_alt = "B"},
		{.name = "Cy", .number = 2, .image_alt = "C"}};
	struct block block = {.kind = BLOCK_SIGNATURE, .signatory_count = 3,
		.signatories = signatories, .place = somewhere};
	struct document document = document_of(&block, 1);
	struct layout_options before = fixture.options;
	const struct item *ada, *ben, *cy;
	struct pages pages;

	(void)state;
	fixture.options.signatures = pictures;
	fixture.options.signature_count = 3;
	assert_true(set(&document, &pages));
	ada = find_text(&pages, "Ada");
	ben = find_text(&pages, "Ben");
	cy = find_text(&pages, "Cy");
	assert_true(ada->x < ben->x && ben->x < cy->x);
	assert_float_equal(ada->y, ben->y, 0.001);
	assert_float_equal(ada->y, cy->y, 0.001);
	assert_int_equal(pages.elements[1].role, ROLE_FIGURE);
	assert_int_equal(pages.elements[2].role, ROLE_P);
	assert_int_equal(pages.elements[3].role, ROLE_P);
	assert_int_equal(pages.elements[4].role, ROLE_FIGURE);
	assert_float_equal(pages.elements[1].y2, pages.elements[4].y2, 0.001);
	assert_string_equal(pages.elements[4].alt, "C");
	signatories[1].roles = roles;
	signatories[1].role_count = 1;
	assert_true(set(&document, &pages));
	ada = find_text(&pages, "Ada");
	ben = find_text(&pages, "Ben");
	cy = find_text(&pages, "Cy");
	assert_true(ada->y < ben->y && ben->y < cy->y);
	assert_float_equal(ada->x, cy->x, 0.001);
	fixture.options = before;
}

static void test_page_breaks(void **state)
{
	struct block blocks[] = {{.kind = BLOCK_PAGE_BREAK}, paragraph("one"),
		{.kind = BLOCK_PAGE_BREAK}, {.kind = BLOCK_PAGE_BREAK},
		paragraph("two"), {.kind = BLOCK_PAGE_BREAK}};
	struct document document = document_of(blocks, 6);
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	assert_int_equal(pages.count, 2);
	assert_int_equal(page_of(&pages, 2), 1);
	document.block_count = 0;
	assert_true(set(&document, &pages));
	assert_int_equal(pages.count, 1);
}

static bool is_text(const struct item *item)
{
	return item->kind == ITEM_TEXT;
}

static bool is_dotted(const struct item *item)
{
	return item->kind == ITEM_DOT || item->kind == ITEM_DOTS;
}

/* Every piece of text is clear of every other, and of dots in the graphic. */
static void check_panel(const struct pages *pages, const struct placement *at)
{
	const struct drawing *drawing = at->drawing;
	size_t figure = find_element(pages, ROLE_FIGURE, at->element);
	const struct element *box = &pages->elements[figure];
	struct extent area = {box->x, box->y, box->x2, box->y2};

	for (size_t i = 0; i < drawing->count; i++) {
		const struct item *item = &drawing->items[i];

		if (at->element + (size_t)item->tag == figure)
			assert_inside(extent_of(item, at->x, at->y), area);
		for (size_t j = 0; j < i; j++) {
			const struct item *other = &drawing->items[j];

			if (!(is_text(item) && (is_text(other) ||
					is_dotted(other))) &&
				!(is_text(other) && is_dotted(item)))
				continue;
			if (!is_apart(ink_of(item, at), ink_of(other, at)))
				fail_msg("'%.*s' and '%.*s' meet",
					(int)item->run.length, item->run.text,
					(int)other->run.length,
					other->run.text);
		}
	}
}

static struct panel *random_panel(double *peers)
{
	static const double ends[] = {0, 100, 50, 1, 99, -5, 130};
	size_t count = roll(4) == 0 ? roll(3) : roll(200);
	bool is_equal = roll(3) == 0;
	double value = roll(2) ? ends[roll(7)] : roll(101);
	double average = roll(3) == 0 ? value :
		roll(2)		      ? ends[roll(7)] :
					roll(101);
	struct chart *chart;

	for (size_t i = 0; i < count; i++)
		peers[i] = is_equal ? value : roll(101);
	chart = new_chart(value, average, peers, count);
	if (roll(4) == 0)
		chart->own.label = random_words(40);
	if (roll(4) == 0)
		chart->average.label = random_words(20);
	if (roll(8) == 0)
		chart->high_text = random_words(6);
	if (roll(8) == 0)
		chart->own.text = "1,234,567,890 days and nights";
	if (roll(5) == 0)
		chart->average.text = NULL;
	return panel_of("Loans renewed", chart);
}

static size_t count_dots(const struct pages *pages)
{
	const struct drawing *drawing = pages->pages[0].placements[0].drawing;
	size_t dots = 0;

	for (size_t i = 0; i < drawing->count; i++)
		dots += drawing->items[i].kind == ITEM_DOTS ?
			drawing->items[i].dots.count :
			drawing->items[i].kind == ITEM_DOT;
	return dots;
}

static void test_panel_labels_never_meet(void **state)
{
	double peers[200];

	(void)state;
	seed = 7;
	for (int i = 0; i < 400; i++) {
		struct block block = panel_block(random_panel(peers));
		struct document document = document_of(&block, 1);
		struct pages pages;

		assert_true(set(&document, &pages));
		check_pages(&pages);
		check_panel(&pages, &pages.pages[0].placements[0]);
		assert_int_equal(count_dots(&pages),
			block.panel->chart->peer_count + 1);
		arena_reset(&fixture.arena);
		report_clear(&fixture.report);
	}
}

static void test_panel_scale_without_length(void **state)
{
	double peers[] = {NAN, 3, INFINITY};
	struct chart *chart = new_chart(NAN, -INFINITY, peers, 3);
	struct block block = panel_block(panel_of("Odd", chart));
	struct document document = document_of(&block, 1);
	struct pages pages;

	(void)state;
	chart->high = chart->low;
	assert_true(set(&document, &pages));
	check_pages(&pages);
}

static void test_undefined_panel_says_so(void **state)
{
	struct panel panel = {.label = "Requests met",
		.note = "There were no requests."};
	struct block block = panel_block(&panel);
	struct document document = document_of(&block, 1);
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	assert_int_equal(pages.element_count, 4); /* and no figure */
	assert_int_equal(pages.elements[1].role, ROLE_SECTION);
	assert_string_equal(text_of(&pages, 2), "Requests met");
	assert_string_equal(text_of(&pages, 3), "There were no requests.");
}

static void test_panels_do_not_split(void **state)
{
	struct panel *panel = new_panel("Loans", 60, 50, NULL, 0);
	struct block blocks[12];
	struct document document = document_of(blocks, 12);
	struct pages pages;
	struct text long_line = {0};

	(void)state;
	for (size_t i = 0; i < 12; i++)
		blocks[i] = i % 2 ? panel_block(panel) :
				    heading(2, "Heading");
	assert_true(set(&document, &pages));
	check_pages(&pages);
	for (size_t i = 1; i < pages.element_count; i++)
		if (pages.elements[i].role == ROLE_SECTION)
			assert_int_equal(page_of(&pages, i - 1),
				page_of(&pages, i + 1));
	for (int i = 0; i < 60; i++)
		text_add(&long_line, long_text);
	panel->count_line = text_string(&long_line);
	assert_false(set(&document, &pages));
	assert_true(was_said("more than a page holds"));
	text_clear(&long_line);
}

static void test_furniture_never_meets(void **state)
{
	struct document document = document_of(NULL, 0);
	struct text footer = {0};

	(void)state;
	document.page_label = "Page {page} of {pages}";
	document.banner = "SPECIMEN";
	for (int i = 0; i < 60; i++) {
		const struct placement *foot;
		struct pages pages;
		const struct item *items;

		text_printf(&footer, "word%d ", i);
		document.footer = text_string(&footer);
		assert_true(set(&document, &pages));
		check_pages(&pages);
		foot = &pages.pages[0].placements[1];
		assert_int_equal(foot->artifact, ARTIFACT_FOOTER);
		items = foot->drawing->items;
		assert_int_equal(foot->drawing->count, 3);
		assert_memory_equal(items[1].run.text, "Page 1 of 1", 11);
		assert_true(items[2].x + run_width(&items[2].run) <
			items[1].x - 9);
	}
	text_clear(&footer);
}

static void test_missing_characters_stop_a_letter(void **state)
{
	struct block blocks[] = {paragraph("one \xE4\xB8\xAD two"),
		paragraph("\xD7\xA9\xD7\x9C")};
	struct document document = document_of(blocks, 2);
	struct pages pages;

	(void)state;
	blocks[0].runs[0].field = "recipient_name";
	fixture.report.recipient = "stow";
	assert_false(set(&document, &pages));
	fixture.report.recipient = NULL;
	assert_int_equal(fixture.report.errors, 2); /* all at once */
	assert_string_equal(fixture.report.problems[0].recipient, "stow");
	assert_true(was_said("{{recipient_name}} has the character "
		"'\xE4\xB8\xAD' U+4E2D"));
	assert_int_equal(fixture.report.problems[0].place.line, 7);
	assert_true(was_said("U+05E9 of a script that runs from right"));
	report_clear(&fixture.report);
	blocks[0] = paragraph("broken \xC3( text");
	document.block_count = 1;
	assert_false(set(&document, &pages));
	assert_true(was_said("not valid UTF-8"));
}

static void test_long_words_are_broken_and_said(void **state)
{
	char word[400] = "";
	struct block block = paragraph(word);
	struct document document = document_of(&block, 1);
	struct pages pages;

	(void)state;
	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_true(set(&document, &pages));
	check_pages(&pages);
	assert_string_equal(text_of(&pages, 1), word);
	assert_int_equal(fixture.report.count, 1);
	assert_int_equal(fixture.report.problems[0].severity,
		SEVERITY_WARNING);
	assert_true(was_said("www...' is wider than a line"));
	word[30] = '/';
	report_clear(&fixture.report);
	assert_true(set(&document, &pages));
	assert_int_equal(fixture.report.problems[0].severity, SEVERITY_NOTE);
	for (int i = 0; i < 3; i++) { /* each letter is told, not only one */
		report_clear(&fixture.report);
		assert_true(set(&document, &pages));
		assert_int_equal(fixture.report.count, 1);
	}
}

static void test_cleans_text(void **state)
{
	struct block block = paragraph("  soft\xC2\xADhy\xC2\xADphen\tand\n"
		"line ");
	struct document document = document_of(&block, 1);
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	assert_string_equal(text_of(&pages, 1), "softhyphen and line ");
	block = paragraph(" \xC2\xAD\n");
	assert_true(set(&document, &pages));
	assert_int_equal(pages.element_count, 1); /* nothing, not an empty P */
}

static void test_supplements_leave_the_base_alone(void **state)
{
	struct block blocks[] = {paragraph("Wis\xC5\x82" "awa"),
		paragraph("Wisla")};
	struct document document = document_of(blocks, 2);
	const struct item *polish, *plain;
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	check_pages(&pages);
	assert_int_equal(pages.pages[0].placements[0].drawing->count, 3);
	polish = pages.pages[0].placements[0].drawing->items;
	plain = pages.pages[0].placements[1].drawing->items;
	assert_ptr_equal(polish[0].run.program, plain[0].run.program);
	assert_ptr_not_equal(polish[1].run.program, plain[0].run.program);
	assert_ptr_equal(polish[2].run.program, plain[0].run.program);
	assert_int_equal(polish[1].run.program->glyph_count, 2);
	assert_int_equal(polish[1].run.program->characters[1], 0x142);
	assert_int_equal(polish[1].run.length, 2);
}

static void test_lists_nest(void **state)
{
	static const char *const words[] = {"one", "two"};
	struct block block = list(words, 2, false);
	struct document document = document_of(&block, 1);
	struct pages pages;

	(void)state;
	for (int i = 0; i < 7; i++) {
		struct block outer = list(words, 2, true);

		*outer.children[1].children = block;
		block = outer;
	}
	assert_true(set(&document, &pages));
	check_pages(&pages);
	for (int i = 0; i < 3; i++) {
		struct block outer = list(words, 2, true);

		*outer.children[1].children = block;
		block = outer;
	}
	assert_false(set(&document, &pages));
	assert_true(was_said("lists are nested more than 8 deep"));
}

static void test_refuses_hopeless_margins(void **state)
{
	struct layout_options options = fixture.options;
	struct document document = document_of(NULL, 0);
	struct pages pages;

	(void)state;
	options.margin_left = 190 * MM;
	assert_false(layout_document(&document, &options, fixture.fonts,
		&fixture.arena, &pages, &fixture.report));
	assert_true(was_said("margins leave a column"));
}

/* Everything drawn, as text. */
static void dump(const struct pages *pages, struct text *out)
{
	for (size_t p = 0; p < pages->count; p++)
		for (size_t i = 0; i < pages->pages[p].count; i++) {
			const struct placement *at =
				&pages->pages[p].placements[i];

			text_printf(out, "%zu %a %a\n", at->element, at->x,
				at->y);
			for (size_t j = 0; j < at->drawing->count; j++) {
				const struct item *item =
					&at->drawing->items[j];

				text_printf(out, " %d %a %a %a ", item->tag,
					item->x, item->y, item->width);
				for (size_t d = 0; item->kind == ITEM_DOTS &&
					d < item->dots.count; d++)
					text_printf(out, "%a %a ",
						item->dots.places[d].x,
						item->dots.places[d].y);
				if (item->kind != ITEM_TEXT)
					continue;
				text_printf(out, "%s %zu %.*s ",
					item->run.program->name,
					item->run.program->glyph_count,
					(int)item->run.length, item->run.text);
				for (size_t g = 0; g < item->run.glyph_count;
					g++)
					text_printf(out, "%u:%a ",
						item->run.glyphs[g].id,
						item->run.glyphs[g].advance);
			}
		}
}

static void test_same_letter_each_time(void **state)
{
	struct text first = {0}, second = {0};
	struct document document = sample();
	struct pages pages;

	(void)state;
	assert_true(set(&document, &pages));
	dump(&pages, &first);
	assert_true(set(&document, &pages));
	dump(&pages, &second);
	assert_true(first.length > 10000);
	assert_string_equal(first.data, second.data);
	text_clear(&first);
	text_clear(&second);
}

/* Letters with lines in common, and some of their own; one needs its own font
 * program. */
static void dump_letters(struct fonts *fonts, bool is_cold, struct text *out)
{
	static const char *const names[] = {"Stow", "Wis\xC5\x82" "awa",
		"Little Snoring", "Stow", "Wis\xC5\x82" "awa", "Ware"};
	struct fonts *usual = fixture.fonts;
	struct pages pages;

	fixture.fonts = fonts;
	for (size_t i = 0; i < 3 * sizeof(names) / sizeof(*names); i++) {
		struct document document = sample();

		if (is_cold)
			assert_true(fonts_prepare(fonts,
				"\xE2\x80\x93\xE2\x80\x99\xC2\xA3",
				FIGURES_ALL, &fixture.report));
		document.footer = names[i % 6];
		document.blocks[5] = paragraph(arena_printf(&fixture.arena,
			"%s of %s.", long_text, names[i % 6]));
		assert_true(set(&document, &pages));
		dump(&pages, out);
		arena_reset(&fixture.arena);
	}
	fixture.fonts = usual;
}

static void test_remembered_lines_change_nothing(void **state)
{
	struct font_options options = font_options;
	struct text cold = {0}, warm = {0}, forgetful = {0};
	struct fonts *fonts;

	(void)state;
	dump_letters(fixture.fonts, true, &cold);
	dump_letters(fixture.fonts, false, &warm);
	options.memory = 1; /* forgets at every letter */
	assert_true(fonts_load(&options, &fonts, &fixture.report));
	assert_true(fonts_prepare(fonts,
		"\xE2\x80\x93\xE2\x80\x99\xC2\xA3", FIGURES_ALL,
		&fixture.report));
	dump_letters(fonts, false, &forgetful);
	fonts_free(fonts);
	assert_true(cold.length > 100000);
	assert_string_equal(cold.data, warm.data);
	assert_string_equal(cold.data, forgetful.data);
	text_clear(&cold);
	text_clear(&warm);
	text_clear(&forgetful);
}

/* What just fits a page, and would not in a letter that is loosened. */
static void test_loosening_fails_no_letter(void **state)
{
	struct layout_options *options = &fixture.options;
	struct layout_options before = *options;
	struct block blocks[] = {
		panel_block(new_panel("Loans", 60, 50, NULL, 0)),
		paragraph("Some words.")};
	struct document document = document_of(blocks, 2);
	struct text stated = {0}, fitted = {0};
	struct pages pages;

	(void)state;
	options->grid = options->body_leading / 2;
	options->page_height = 200;
	while (!set(&document, &pages) && options->page_height < 900)
		options->page_height += 0.25;
	assert_int_equal(pages.count, 2); /* the second is short */
	dump(&pages, &stated);
	report_clear(&fixture.report);
	options->loosen = 0.1;
	assert_true(set(&document, &pages));
	assert_int_equal(fixture.report.count, 0);
	dump(&pages, &fitted);
	assert_string_equal(stated.data, fitted.data);
	text_clear(&stated);
	text_clear(&fitted);
	*options = before;
}

/* A letterhead that just ends above the window, where letters are loosened. */
static void test_window_keeps_its_place(void **state)
{
	struct layout_options *options = &fixture.options;
	struct layout_options before = *options;
	const char *line = "Mrs A Other";
	struct block blocks[80];
	struct document document = document_of(blocks, 1);
	struct pages pages;

	(void)state;
	for (size_t i = 0; i < 80; i++)
		blocks[i] = paragraph("Some words.");
	document.wordmark = "Sender|of letters";
	document.head.address = (struct text_lines){.items = &line, .count = 1,
		.place = somewhere};
	options->window = WINDOW_UK_C5;
	options->grid = options->body_leading / 2;
	while (!set(&document, &pages) && options->margin_top > 0)
		options->margin_top -= 0.25;
	assert_true(options->margin_top > 0);
	report_clear(&fixture.report);
	options->loosen = 0.1;
	for (document.block_count = 20; document.block_count < 80;
		document.block_count++)
		assert_true(set(&document, &pages));
	*options = before;
}

static int reset(void **state)
{
	(void)state;
	arena_reset(&fixture.arena);
	report_clear(&fixture.report);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sets_a_letter),
		TEST(test_places_links),
		TEST(test_languages),
		TEST(test_keeps_lines_together),
		TEST(test_headings_keep_two_lines),
		TEST(test_closing_is_never_alone),
		TEST(test_signatories),
		TEST(test_page_breaks),
		TEST(test_panel_labels_never_meet),
		TEST(test_panel_scale_without_length),
		TEST(test_undefined_panel_says_so),
		TEST(test_panels_do_not_split),
		TEST(test_furniture_never_meets),
		TEST(test_missing_characters_stop_a_letter),
		TEST(test_long_words_are_broken_and_said),
		TEST(test_cleans_text),
		TEST(test_supplements_leave_the_base_alone),
		TEST(test_lists_nest),
		TEST(test_refuses_hopeless_margins),
		TEST(test_loosening_fails_no_letter),
		TEST(test_window_keeps_its_place),
		TEST(test_same_letter_each_time),
		TEST(test_remembered_lines_change_nothing),
		TEST(test_gauge_was_sure)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
