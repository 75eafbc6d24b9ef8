/*
 * The chapter WRITING A LETTER, but its blocks (blocks.c). Formatters come from
 * template/words.h.
 */
#include "manual/chapters.h"

#include "manual/roff.h"
#include "template/words.h"

static void add_text(struct text *out)
{
	roff_words(out, "The text is Markdown, in UTF-8. It may have headings "
		"(# is the title, ## and ### stand below it), paragraphs "
		"parted by an empty line, lists (- or 1.), *italic*, **bold**, "
		"links [words](https://example.org) to https, http and mailto, "
		"and line breaks (a \\ at the line's end). Straight quotes "
		"become curly, -- and --- dashes, ... an ellipsis. HTML, "
		"images, code, block quotes and rules are errors; for tables "
		"see below.");
	roff_sample(out, "# Your *next* year\n"
		"\n"
		"1. Book **early**.\n"
		"2. \"Bring\" [a friend](https://example.org) -- or two...\n"
		"\n"
		"Jahnstra\xC3\x9F" "e 1\\\n"
		"F\xC3\xBCrth",
		"Your next year\n"
		"1. Book early.\n"
		"2. \xE2\x80\x9C" "Bring\xE2\x80\x9D a friend "
		"\xE2\x80\x93 or two\xE2\x80\xA6\n"
		"Jahnstra\xC3\x9F" "e 1\n"
		"F\xC3\xBCrth");
	roff_words(out, "\\{{ and \\}} print the braces themselves.");
	roff_sample(out, "\\{{name\\}} is {{name}}.",
		"{{name}} is J\xC3\xBCrgen M\xC3\xBCller.");
}

static void add_values(struct text *out)
{
	roff_section(out, "Values");
	roff_words(out, "{{NAME}} prints a value. What comes from data is text "
		"and never becomes markup. Names of values are:");
	roff_item(out, "NAME", NULL, "of a mapped column.");
	roff_sample(out, "{{name}}: {{visits}}",
		"J\xC3\xBCrgen M\xC3\xBCller: 1,204");
	roff_item(out, "NAME.count, .base, .value, .average, .label, .rank, "
		".ranked", NULL, "of an indicator, see INDICATORS.");
	roff_item(out, "NAME, NAME.rows, NAME.COLUMN.total", NULL, "of an "
		"aggregate, a table, a table's total, see Tables.");
	roff_item(out, "key, group.label", NULL, "The recipient's key, and the "
		"label of its group where there are groups.");
	roff_sample(out, "{{key}} of the {{group.label}}",
		"101 of the gold members");
	roff_item(out, "job.title, job.date", NULL, "From [job].");
	roff_sample(out, "{{job.title}}, {{job.date}}",
		"Your year with us, 5 January 2021");
	roff_item(out, "NAME", NULL, "of [constants]:");
	roff_block(out, "with",
		"[constants]\n"
		"text.season   = spring\n"
		"date.deadline = 2021-03-31\n");
	roff_sample(out, "For the {{season}}, book by {{deadline}}.",
		"For the spring, book by 31 March 2021.");
	roff_words(out, "To print a value that a recipient does not have is an "
		"error, and this letter is not made. Let a condition leave it "
		"out. Words of the blocks below, such as note, cannot be "
		"names.\n\n"
		"Settings of the type 'template' know values and formatters as "
		"well, but no conditions and no Markdown.");
}

static void add_formatters(struct text *out)
{
	roff_section(out, "Formatters");
	roff_words(out, "{{NAME|FORMATTER}} prints a value in another way. In "
		"the configuration, quote with single quotes there.");
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		const struct formatter *row = &formatter_table[i];

		roff_item(out, row->name ? row->name : "(none)",
			row->arguments, row->help);
		roff_sample(out, row->example, row->prints);
	}
}

static void add_conditions(struct text *out)
{
	roff_section(out, "Conditions");
	roff_words(out, "An expression of {{#if}} is SQL, as formulas are, and "
		"knows the mapped columns and the fields of indicators (count, "
		"base, value, average, state, rank), but no "
		"constants. Texts stand in single quotes. A text by itself is "
		"true unless it is empty.");
	roff_sample(out, "{{#if plan = 'gold' AND visits >= 100}}"
		"Thank you.{{/if}}", "Thank you.");
	roff_sample(out, "{{#if plan IN ('gold', 'silver')}}Welcome{{/if}}",
		"Welcome");
	roff_sample(out, "{{#if attendance.count = attendance.base}}Never "
		"missed{{else}}Missed{{/if}}", "Missed");
	roff_words(out, "A missing value is NULL, and any comparison with it "
		"is neither true nor false: the letter goes on with {{else}}. "
		"NOT does not turn that round. Ask with IS NULL or IS NOT "
		"NULL.");
	roff_sample(out, "{{#if remark IS NOT NULL}}{{remark}}{{/if}}",
		"Your locker is free.");
	roff_sample(out, "{{#if NOT (nullif(visits, 1204) > 5)}}few{{else}}"
		"many, or not known{{/if}}", "many, or not known");
	roff_sample(out, "{{#if coalesce(nullif(visits, 1204), 0) > 5}}many"
		"{{else}}few{{/if}}", "few");
	roff_words(out, "An indicator's value and average are as printed, but "
		"not rounded: 57.5 here. So 'below' may stand beside two "
		"figures that print alike.");
	roff_sample(out, "{{#if attendance.value < 58}}below{{/if}}", "below");
	roff_sample(out, "{{#if attendance.value < attendance.average}}"
		"below the average{{/if}}", "below the average");
	roff_words(out, "Other recipients can be asked for too. This asks who "
		"has a higher value:");
	roff_sample(out, "{{#if (SELECT count(*) FROM frequency AS f WHERE "
		"f.value > frequency.value) = 0}}You lead.{{/if}}",
		"You lead.");
	roff_words(out, "Conditions stand in one another, and around blocks "
		"when each tag is alone on its line:");
	roff_sample(out, "{{#if visits > 1000}}\n"
		"- You come daily.\n"
		"{{#if plan <> 'gold'}}\n"
		"- Gold would save you money.\n"
		"{{/if}}\n"
		"{{else}}\n"
		"- Come more often.\n"
		"{{/if}}",
		"\xE2\x80\xA2 You come daily.");
}

static const char dutch[] =
	"[data]\n"
	"decimal = point\n"
	"\n"
	"[data payments]\n"
	"decimal = point\n"
	"\n"
	"[data history]\n"
	"decimal = point\n"
	"\n"
	"[letter]\n"
	"language = nl\n"
	"\n"
	"[words nl]\n"
	"page     = Pagina {page} van {pages}\n"
	"specimen = Proef \xE2\x80\x93 geen offici\xC3\xABle brief\n"
	"not_applicable = niet van toepassing\n"
	"more_than = meer dan {value}\n"
	"less_than = minder dan {value}\n"
	"signature_of = Handtekening van {name}\n"
	"signed = Deze brief is digitaal ondertekend.\n"
	"signature = Digitale handtekening\n"
	"figures_file = Alle cijfers van deze brief\n"
	"row_file  = De regel waaruit de cijfers komen\n"
	"rows_file = De regels waaruit de cijfers komen\n"
	"enclosed  = Bijlagen\n"
	"copies    = Kopie aan\n"
	"first_day = \"\"\n"
	"total     = Totaal\n"
	"trend          = {label}: {course}\n"
	"trend_point    = {value} ({at})\n"
	"trend_course   = van {first} naar {last}\n"
	"trend_highest  = hoogste {point}\n"
	"trend_lowest   = laagste {point}\n"
	"trend_average  = \"{own}; {average}\"\n"
	"trend_compared = ter vergelijking\n"
	"trend_and      = {before} en {last}\n"
	"trend_no_value = Geen waarde voor {points}.\n"
	"trend_gap      = Niets tussen {before} en {after}.\n"
	"\n"
	"[indicator attendance]\n"
	"average = none\n";

static void add_languages(struct text *out)
{
	roff_section(out, "Languages");
	roff_words(out, "[letter] language says how numbers, dates and plurals "
		"read, by the rules of Unicode's CLDR, and in which language "
		"the mill says the little that it says itself: 'Page 1 of 2', "
		"the banner of a specimen, 'not applicable', 'more than 99%'. "
		"These words are built in for English, Welsh, German, French "
		"and Polish; a section [words LANGUAGE] replaces them, or "
		"brings those of another language ('lettermill words' prints "
		"it). Within {{lang}} its language holds:");
	roff_sample(out, "{{lang de}}{{joined|date}}: {{visits}}{{/lang}}",
		"17. M\xC3\xA4rz 2014: 1.204");
	roff_words(out, "A plural names its forms where a language has more "
		"than two, and gives a word for each: few and many in Polish, "
		"for example. The message of a plural that lacks one tells "
		"which there are.");
	roff_sample(out, "{{lang pl}}{{visits|plural one 'wizyta' few 'wizyty' "
		"many 'wizyt' other 'wizyty'}}{{/lang}}", "wizyty");
	roff_sample(out, "{{lang cy}}{{visits|plural zero 'a' one 'b' two 'c' "
		"few 'd' many 'e' other 'ymweliad'}}{{/lang}}", "ymweliad");
	roff_words(out, "An indicator's texts are of one language: for a "
		"letter in two, give each figure two sections, the second with "
		"a language of its own, and show the one panel or the other. "
		"{{signature}} and the foot of the page are in the letter's "
		"language.");
	roff_block(out, "with",
		"[indicator besuch]\n"
		"label = Besuche im Jahr\n"
		"value = visits\n"
		"unit  = \"\"\n"
		"average  = median\n"
		"language = de\n");
	roff_sample(out, "{{lang de}}\n\n{{panel besuch}}\n\n{{/lang}}",
		"Besuche im Jahr\n1.204");
	roff_words(out, "A letter in a language without words of its own:");
	roff_block(out, "with", dutch);
	roff_sample(out, "{{job.date}}: {{visits|number 1}}, "
		"{{attendance.average}}\n\n{{pagebreak}}\n\nEinde.",
		"5 januari 2021: 1.204,0, niet van toepassing\n"
		"Pagina 1 van 2\n"
		"(next page)\n"
		"Proef \xE2\x80\x93 geen offici\xC3\xABle brief\n"
		"Einde.");
	roff_words(out, "Scripts that run from right to left, as Arabic and "
		"Hebrew, cannot be set yet: a letter with such text is not "
		"made, and the message names the character.");
}

static const char looks[] =
	"[job]\n"
	"author  = The Gym\n"
	"subject = Visits of {{name}}\n"
	"status  = specimen\n"
	"banner  = A draft\n"
	"\n"
	"[letter]\n"
	"wordmark = The Gym | Jahnstra\xC3\x9F" "e 1\n"
	"footer   = {{job.title}} \xC2\xB7 {{name}}\n"
	"page_label = {page}/{pages}\n"
	"\n"
	"[page]\n"
	"size = Letter\n"
	"margin_top    = 30 mm\n"
	"margin_right  = 1 in\n"
	"margin_bottom = 30 mm\n"
	"margin_left   = 1 in\n"
	"\n"
	"[type]\n"
	"body_size     = 12 pt\n"
	"leading       = 16 pt\n"
	"title_size    = 18 pt\n"
	"heading_size  = 14 pt\n"
	"note_size     = 9.5 pt\n"
	"figure_size   = 36 pt\n"
	"paragraph_gap = 8 pt\n"
	"figures = tabular\n"
	"hyphenation = /usr/share/hyphen/hyph_en_GB.dic\n"
	"tighten = 6\n"
	"loosen  = 0\n"
	"grid    = whole\n"
	"\n"
	"[fonts]\n"
	"italic      = fonts/Lato-Italic.ttf\n"
	"bold_italic = fonts/Lato-BoldItalic.ttf\n"
	"fallback    = fonts/DejaVuSans.ttf\n"
	"\n"
	"[colours]\n"
	"text    = 222222\n"
	"accent  = 7a1f5c\n"
	"muted   = 5a5a5a\n"
	"banner  = a33b00\n"
	"graphic = 7f7f7f\n"
	"\n"
	"[signatory]\n"
	"image = pictures/signature.png\n"
	"image_width = 40 mm\n"
	"\n"
	"[output]\n"
	"file = {{key}}-{{name}}\n";

static void add_pages(struct text *out)
{
	roff_section(out, "Lines and pages");
	roff_words(out, "Lines are broken for the whole paragraph at once, so "
		"that they come out even. No line ends within 31 March, "
		"Mrs Danks, 1,400 people or 12 km; &nbsp; holds other words "
		"together by hand. Titles, months and units are known in "
		"English; in other languages numbers stay with what they "
		"count, and the rest is for &nbsp;. A word is parted only at "
		"a &shy;, or, with [type] hyphenation, by the patterns of "
		"its language.");
	roff_sample(out, "Room&nbsp;7, for Kraft&shy;sport",
		"Room 7, for Kraftsport");
	roff_words(out, "A paragraph leaves no single line on a page, a "
		"heading stays with its text, and a panel, a chart and a row "
		"of a table are never parted. A letter that would leave fewer "
		"than four lines on its last page is set tighter, or else "
		"looser, within [type] tighten and loosen. Lines stand on a "
		"grid, [type] grid.\n\n"
		"What is the letter's look is set by these; lengths are in mm, "
		"cm, in or pt:");
	roff_block(out, "with", looks);
	roff_sample(out, "The end of one page.\n\n{{pagebreak}}\n\n"
		"The top of the next.\n\n{{signature}}",
		"The end of one page.\n"
		"Your year with us \xC2\xB7 J\xC3\xBCrgen M\xC3\xBCller 1/2\n"
		"(next page)\n"
		"A draft\n"
		"The top of the next.\n"
		"Eva Gro\xC3\x9F\n"
		"Manager");
	roff_words(out, "Colours that are too faint and type that is too small "
		"to read are errors; with legibility = advised they are "
		"warnings:");
	roff_block(out, "run", "$ lettermill check --set "
		"colours.graphic=b0bcc2 --set letter.legibility=advised\n"
		"contrast on white: text 15.10:1, accent 8.42:1, muted "
		"5.93:1, banner 6.59:1, graphic 1.94:1\n"
		"4 recipients, 4 letters of 8 pages can be made: 0 errors, "
		"1 warning\n"
		"--set: warning: graphic: b0bcc2 on white has a contrast of "
		"1.94:1, and 3:1 is the least that can be read: 8d969b would "
		"do\n");
}

static const char letterhead[] =
	"[letterhead]\n"
	"image = pictures/signature.png\n"
	"image_width = 40 mm\n"
	"image_alt   = The Gym\n"
	"return_address = The Gym | Jahnstra\xC3\x9F" "e 1 | "
	"90763 F\xC3\xBCrth\n"
	"window  = din5008b\n"
	"address = {{name}} | Rosenweg 4 | 90762 F\xC3\xBCrth\n"
	"reference  = Member {{key}} | {{job.date}}\n"
	"fold_marks = yes\n"
	"\n"
	"[letter]\n"
	"enclosures = List of courses | {{remark}}\n"
	"copies     = Your trainer\n"
	"\n"
	"[signatory eva]\n"
	"name  = Eva Gro\xC3\x9F\n"
	"roles = Manager\n"
	"image = pictures/signature.png\n"
	"image_width = 30 mm\n"
	"\n"
	"[signatory max]\n"
	"name  = Max Klein\n"
	"roles = Trainer\n";

static void add_letterhead(struct text *out)
{
	roff_section(out, "Letterhead and closing");
	roff_words(out, "[letterhead] says what stands above the text of the "
		"first page. With a window the address stands where the "
		"envelope shows it, measured in every letter: one that is too "
		"long or too wide, or empty, stops its letter.");
	roff_block(out, "run",
		"$ lettermill check --set "
		"letterhead.window=uk-dl\n"
		"0 recipients, 0 letters of 0 pages can be made: 1 error, 0 "
		"warnings\n"
		"--set: error: [letterhead] has no 'address': say what the "
		"window shows\n");
	roff_words(out, "A line of address, reference, enclosures or copies "
		"whose value is missing is left out, and those below it move "
		"up. Without a window address and reference are paragraphs "
		"above the text; or write them into it.");
	roff_words(out, "Pictures are PNG, JPEG (RGB or grey) or SVG. An SVG "
		"is drawn with lines and areas of one colour: text has to be "
		"turned into paths, and gradients, transparency, filters and "
		"pictures in it are errors.");
	roff_words(out, "Where several people sign, give each a section "
		"[signatory NAME]. Enclosures and copies are printed below "
		"the last of {{signature}} and {{signatures}}, or at the end. "
		"A digital signature shows once, below the first.");
	roff_block(out, "with", letterhead);
	roff_sample(out, "Yours sincerely\n\n{{signatures}}",
		"Yours sincerely\n"
		"Eva Gro\xC3\x9F\n"
		"Max Klein\n"
		"Manager\n"
		"Trainer");
}

static void add_attachments(struct text *out)
{
	roff_section(out, "What a letter carries");
	roff_words(out, "Each PDF holds figures.csv, with a row for each "
		"figure of its indicators: indicator, figure, label, printed, "
		"in_text (whether the pages print it), unrounded, numerator, "
		"denominator, scale, decimals, unit, cautious, formula, peers, "
		"source (file, line and field of each cell) and row_sha256. "
		"With that anybody can work it out again, and 'lettermill "
		"verify --figures' does. With rows = yes the recipient's "
		"rows are there too.");
	roff_block(out, "with",
		"[attachments]\n"
		"figures = yes\n"
		"rows    = yes\n");
	roff_sample(out, "Your figures are attached.",
		"Your figures are attached.");
	roff_block(out, "run", "$ lettermill verify --figures\n"
		"4 letters, 0 not good\n");
}

void chapter_letter(struct text *out)
{
	roff_chapter(out, "WRITING A LETTER");
	add_text(out);
	add_values(out);
	add_formatters(out);
	add_conditions(out);
	sections_blocks(out);
	add_languages(out);
	add_pages(out);
	add_letterhead(out);
	add_attachments(out);
}
