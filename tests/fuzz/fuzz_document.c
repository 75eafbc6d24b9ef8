/*
 * Documents of any shape, set on small pages and written as PDF. A line of the
 * input is a block: its first byte says which kind, its second the style of the
 * run that follows, and so does each byte 1 in it.
 */
#include "fuzz.h"

#include "base/utf8.h"
#include "layout/layout.h"
#include "pdf/pdf.h"

#define BLOCKS 64
#define RUNS   8 /* of one block */
#define CELLS  64 /* of one table, its header among them */
#define COLUMNS 4

static const struct signatory signatories[] = {{.name = "A. Name"},
	{.name = "B. Longername", .number = 1}, {.name = "C"}};
static const struct chart chart = {.low = 0, .high = 100, .low_text = "0%",
	.high_text = "100%", .own = {60, "60%", "here"}, .alt = "a chart"};
static const struct chart_point points[] = {
	{.x = 2019, .label = "2019", .own = {60, "60%", NULL}},
	{.x = 2020, .label = "2020", .joins = true, .own = {75, "75%", NULL},
		.average = {20, "20%", NULL}}};
static const struct chart trend = {.kind = CHART_TREND, .high = 75,
	.low_text = "0%", .points = points, .point_count = 2, .alt = "a line"};
static const struct panel panel = {.label = "Label", .value = "60%",
	.count_line = "6 of 10", .chart = &chart};

static void open_fonts(struct fonts **fonts, struct pdf_writer **writer)
{
	struct font_options options = {.files = {"fonts/Lato-Regular.ttf"},
		.lang = "en"};
	struct pdf_options pdf = {.profile_path = "fonts/sRGB.icc",
		.producer = "fuzz"};
	struct report report = {0};

	FUZZ_EXPECT(fonts_load(&options, fonts, &report) &&
		fonts_prepare(*fonts, "abc", 1, &report) &&
		pdf_writer_new(&pdf, writer, &report));
	report_clear(&report);
}

static void add_run(struct block *block, char *text, struct arena *arena)
{
	unsigned char how = (unsigned char)text[0];

	if (how == '\0' || block->run_count == RUNS)
		return;
	if (block->runs == NULL)
		block->runs = arena_new(arena, RUNS * sizeof(*block->runs));
	block->runs[block->run_count++] = (struct run){.text = text + 1,
		.style = how & 7, .lang = how & 8 ? "cy" : NULL,
		.link = how & 16 ? "https://e.org/" : NULL};
}

/* The parts of the line, cell by cell; its first byte says how many columns. */
static const struct table *make_table(char *line, struct arena *arena)
{
	static const enum cell_align aligns[COLUMNS] = {CELL_LEFT,
		CELL_DECIMAL, CELL_RIGHT, CELL_DECIMAL};
	struct table *table = arena_new(arena, sizeof(*table));
	struct cell *cells = arena_new(arena, CELLS * sizeof(*cells));
	size_t count = 0;
	char *part;

	table->column_count = 1 + (unsigned char)line[0] % COLUMNS;
	table->aligns = aligns;
	table->header = cells;
	table->cells = cells + table->column_count;
	table->caption = (unsigned char)line[0] & 64 ? "Caption" : NULL;
	while (count < CELLS && (part = strsep(&line, "\1")) != NULL)
		cells[count++] = (struct cell){.text = part,
			.mark = strcspn(part, ".")};
	while (count < 2 * table->column_count)
		cells[count++].text = "";
	table->row_count = count / table->column_count - 1;
	if (table->row_count > 2) {
		table->totals = cells + table->row_count * table->column_count;
		table->row_count--;
	}
	return table;
}

/* A list holds the block that follows it in the input, in an item. */
static struct block *make_block(char **input, struct arena *arena)
{
	char *line = strsep(input, "\n"), *part;
	struct block *block = arena_new(arena, sizeof(*block)), *item;

	block->kind = (enum block_kind)((unsigned char)line[0] %
		(BLOCK_PAGE_BREAK + 1));
	block->level = 1 + (unsigned char)line[0] / 8 % 3;
	block->panel = &panel;
	block->chart = &trend;
	block->signatories = signatories;
	block->signatory_count = 1 + (unsigned char)line[0] / 16 % 3;
	if (block->kind == BLOCK_ITEM)
		block->kind = BLOCK_LIST;
	if (block->kind == BLOCK_LIST && *input != NULL) {
		item = arena_new(arena, sizeof(*item));
		*item = (struct block){.kind = BLOCK_ITEM, .label = "1.",
			.child_count = 1, .children = make_block(input, arena)};
		block->children = item;
		block->child_count = 1;
	} else if (block->kind == BLOCK_TABLE) {
		block->table = make_table(line, arena);
	} else if (block->kind <= BLOCK_NOTE && line[0] != '\0') {
		for (line++; (part = strsep(&line, "\1")) != NULL;)
			add_run(block, part, arena);
	}
	return block;
}

static struct layout_options small_page(const struct picture *picture)
{
	return (struct layout_options){.page_width = 200, .page_height = 150,
		.margin_top = 10, .margin_right = 20, .margin_bottom = 12,
		.margin_left = 20, .body_size = 7, .body_leading = 9,
		.title_size = 9, .heading_size = 8, .note_size = 5,
		.figure_size = 12, .paragraph_gap = 3,
		.signatures = picture, .signature_count = 1};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char pixels[3];
	static const struct image image = {.width = 1, .height = 1,
		.pixels = pixels, .serial = 1};
	static const struct picture picture = {&image, 60};
	static struct fonts *fonts;
	static struct pdf_writer *writer;
	struct layout_options options = small_page(&picture);
	struct block blocks[BLOCKS] = {0};
	struct document document = {.title = "T", .lang = "en",
		.banner = "B", .footer = "F", .blocks = blocks,
		.page_label = "{page} of {pages}"};
	struct pdf_info info = {.title = "T", .lang = "en",
		.date = {2020, 1, 1}};
	struct report report = {0};
	struct arena arena = {0};
	struct text bytes = {0};
	struct pages pages;
	char *input = arena_strndup(&arena, (const char *)data, size);
	size_t bad, page_count;
	bool is_sure;

	if (fonts == NULL)
		open_fonts(&fonts, &writer);
	if (!utf8_is_valid(input, strlen(input), &bad))
		goto out;
	while (input != NULL && document.block_count < BLOCKS)
		blocks[document.block_count++] = *make_block(&input, &arena);
	is_sure = layout_gauge(&document, &options, fonts, &arena,
		&page_count);
	if (layout_document(&document, &options, fonts, &arena, &pages,
		    &report))
		FUZZ_EXPECT(pdf_write(writer, &pages, &info, &bytes, &report));
	else
		FUZZ_EXPECT(report.errors > 0);
	FUZZ_EXPECT(!is_sure ||
		(report.count == 0 && pages.count == page_count));
out:
	text_clear(&bytes);
	report_clear(&report);
	arena_clear(&arena);
	return 0;
}
