/*
 * The sections of WRITING A LETTER on what stands in it as a block. The list of
 * blocks comes from template/words.h.
 */
#include "manual/chapters.h"

#include "manual/roff.h"
#include "template/words.h"

static void add_blocks(struct text *out)
{
	roff_section(out, "Blocks");
	for (size_t i = 0; i < directive_count; i++) {
		const struct directive *row = &directive_table[i];

		if (row->usage == NULL)
			continue;
		roff_item(out, row->usage, NULL, row->help);
		roff_sample(out, row->example, row->prints);
	}
}

/* ---- panels ---- */

static const char panel_lines[] =
	"[indicator attendance]\n"
	"counted   = {{attendance.count}} of {{attendance.base}} attended\n"
	"base_text = Booked in the year: {{attendance.base}}\n"
	"graphic   = bar\n"
	"chart_label = you\n"
	"chart_average_label = all\n"
	"alt = \"You stand at {{attendance.value}}, all at "
	"{{attendance.average}}.\"\n"
	"\n"
	"[indicator frequency]\n"
	"average = none\n"
	"stated  = as the turnstile counted\n"
	"no_average_text = We compare this with nobody.\n"
	"graphic = strip\n"
	"peers   = no\n";

static void add_panels(struct text *out)
{
	roff_section(out, "Panels");
	roff_words(out, "{{panel NAME}} shows the label, the value in large "
		"figures, a chart (unless undefined or suppressed), and those "
		"lines that are set: counted where the state is counted, "
		"stated where it is stated, average_text or no_average_text, "
		"and base_text where the base is known. With graphic = strip, "
		"the chart's mark is the recipient, its dashed line the "
		"average, its dots are the group (not with peers = no); with "
		"graphic = bar, the recipient's bar stands above the "
		"average's, both from 0; with graphic = none there is none. "
		"What alt says is read aloud in the chart's place.");
	roff_block(out, "with", panel_lines);
	roff_sample(out, "{{panel attendance}}\n\n{{panel frequency}}",
		"Courses attended\n"
		"58%\n"
		"23 of 40 attended\n"
		"Average of all gold members: 65%\n"
		"Booked in the year: 40\n"
		"Visits in the year\n"
		"1,204\n"
		"as the turnstile counted\n"
		"We compare this with nobody.");
}

/* ---- charts ---- */

static const char trend_section[] =
	"\n"
	"[data history]\n"
	"file = history.csv\n"
	"key  = No\n"
	"rows = many\n"
	"order = year\n"
	"number.year  = Year\n"
	"number.times = Visits\n"
	"aggregate.fewest = min(times)\n"
	"aggregate.most   = max(times)\n"
	"\n"
	"[chart years]\n"
	"kind    = trend\n"
	"rows    = history\n"
	"x       = year\n"
	"y       = times\n"
	"label   = Your visits, year by year\n"
	"caption = Between {{fewest}} and {{most}} a year.\n";

static const char trend_file[] =
	"No,Year,Visits,All\n"
	"101,2018,310,\n"
	"101,2019,752,260\n"
	"101,2020,\"1,204\",325\n"
	"102,2019,9,260\n"
	"102,2020,31,325\n"
	"103,2020,64,325\n"
	"104,2020,1,325\n";

static const char trend_words[] =
	"[data history]\n"
	"number.all = All\n"
	"\n"
	"[chart years]\n"
	"average = all\n"
	"y_label = you\n"
	"average_label = the average member\n"
	"format    = {{value|number 0}}\n"
	"from      = 200\n"
	"from_text = The scale begins at {{value}} visits.\n"
	"alt = \"Your visits rose from year to year, to {{visits}}.\"\n";

static void add_trend(struct text *out)
{
	roff_block(out, "more lettermill.ini", trend_section);
	roff_words(out, "The data, history.csv:");
	roff_block(out, "file history.csv", trend_file);
	roff_words(out, "And at the end of the text, letter.md:");
	roff_block(out, "more letter.md", "\n{{chart years}}\n");
	roff_block(out, "run",
		"$ lettermill check\n"
		"contrast on white: text 15.10:1, accent 8.42:1, muted "
		"5.93:1, banner 6.59:1, graphic 3.01:1\n"
		"4 recipients, 4 letters of 8 pages can be made: 0 errors, "
		"0 warnings\n");
	roff_words(out, "The first, the last and the highest value are "
		"printed at the line, as format says. A second column, "
		"average = COLUMN, may stand beside it: its line is "
		"dashed and has squares for dots, so that nothing depends on "
		"colour. Where a value is missing, or a year has no row, "
		"there is a gap, never a line across. The scale begins at 0 "
		"(or at the lowest value, if that is less); with from = 200 it "
		"begins at 200, its base is dotted, and from_text says so.");
	roff_block(out, "with", trend_words);
	roff_sample(out, "{{chart years}}",
		"Your visits, year by year\n"
		"The scale begins at 200 visits.\n"
		"Between 310 and 1,204 a year.");
}

static void add_charts(struct text *out)
{
	roff_section(out, "Charts");
	roff_words(out, "A section [chart NAME] makes a chart that stands by "
		"itself, where the text says {{chart NAME}}. With kind = "
		"strip or bar it shows an indicator, as a panel does, and is "
		"left out where the indicator is undefined or suppressed:");
	roff_block(out, "with",
		"[chart standing]\n"
		"kind      = bar\n"
		"indicator = attendance\n"
		"label     = What you attended\n"
		"y_label   = you\n"
		"average_label = all\n"
		"caption   = Of the courses booked.\n");
	roff_sample(out, "{{chart standing}}",
		"What you attended\n"
		"Of the courses booked.");
	roff_words(out, "With kind = trend it draws a line through the rows "
		"that the recipient has in a [data NAME] with rows = many:");
	add_trend(out);
	roff_words(out, "Labels have places where they cannot meet. One that "
		"is too long is cut, a value that has no room is left out: "
		"a number is never cut.\n\n"
		"What a chart shows is read aloud from alt. A trend "
		"without one says what a person would: 'Your visits, year by "
		"year: from 310 in 2018 to 1,204 in 2020.' A language that "
		"the mill has no words in needs it, or the words, from "
		"trend on, in its section [words LANGUAGE].\n\n"
		"A chart may not say what the text does not: check and render "
		"warn of a figure that is printed in a chart and nowhere "
		"else. Print it in the text, in the caption, or in a table of "
		"the same rows.");
}

/* ---- tables ---- */

static const char table_lines[] =
	"[data history]\n"
	"text.of    = Year\n"
	"number.all = All\n"
	"order      = year desc\n"
	"\n"
	"[table by_year]\n"
	"rows    = history\n"
	"columns = of | times | all\n"
	"label.of    = Year\n"
	"label.times = You\n"
	"label.all   = The average member\n"
	"align.of = left\n"
	"format.times  = number 0\n"
	"total.times   = mean\n"
	"total_label   = Mean\n"
	"header_column = of\n"
	"caption = Visits by year\n"
	"missing = not known\n";

static void add_tables(struct text *out)
{
	roff_section(out, "Tables");
	roff_words(out, "Of a [data NAME] with rows = many a recipient has as "
		"many rows as the file says. Their columns are no values of "
		"the letter: {{table NAME}} shows them, as [table NAME] says, "
		"and breaks over pages between rows, its header above again. "
		"What they come to is a value like any other, also for "
		"conditions and indicators: an aggregate of the data, a "
		"total of the table, the number of its rows.");
	roff_sample(out, "{{largest}} of {{paid.amount.total|number 2}}",
		"1,014.5 of 1,044.40");
	roff_sample(out, "{{paid.rows}} {{paid.rows|plural 'payment' "
		"'payments'}}", "2 payments");
	roff_words(out, "In SQL a total's name stands in double quotes. A cell "
		"without a value has no part in a sum; a row with a fault "
		"stops its recipient's letter.");
	roff_sample(out, "{{#if \"paid.amount.total\" > 100}}Thank you."
		"{{/if}}", "Thank you.");
	roff_block(out, "with", table_lines);
	roff_sample(out, "{{table by_year}}",
		"Visits by year\n"
		"Year You The average member\n"
		"2020 1,204 325\n"
		"2019 752 260\n"
		"2018 310 not known\n"
		"Mean 755");
	roff_words(out, "Within {{lang}} a table or a chart is of that "
		"language: so its numbers and dates print, and the words that "
		"the mill has for it, as 'Total' where there is no "
		"total_label. What [table NAME] or [chart NAME] says in words "
		"stays as it is: give each language a section of its own. "
		"Elsewhere an indicator's chart is of the indicator's "
		"language.");
	roff_sample(out, "{{lang de}}\n\n{{table by_year}}\n\n{{/lang}}",
		"Visits by year\n"
		"Year You The average member\n"
		"2020 1.204 325\n"
		"2019 752 260\n"
		"2018 310 not known\n"
		"Mean 755");
}

void sections_blocks(struct text *out)
{
	add_blocks(out);
	add_panels(out);
	add_charts(out);
	add_tables(out);
}
