/*
 * The manual's chapters. Formatters and blocks come from template/words.h. The
 * examples are run by tests/cli/test_manual.py, which fails when the program
 * prints anything else.
 */
#include "manual/chapters.h"

#include "manual/roff.h"
#include "template/words.h"

/* ---- a first job ---- */

static const char job_file[] =
	"[job]\n"
	"name  = gym\n"
	"title = Your year with us\n"
	"date  = 2021-01-05\n"
	"\n"
	"[data]\n"
	"recipients = members.csv\n"
	"key   = No\n"
	"name  = name\n"
	"group = plan\n"
	"text.name   = Name\n"
	"text.plan   = Plan\n"
	"text.joined = Joined\n"
	"text.remark = Note\n"
	"number.visits   = Visits\n"
	"number.booked   = Courses booked\n"
	"number.attended = Courses attended\n"
	"\n"
	"[data payments]\n"
	"file = payments.csv\n"
	"key  = No\n"
	"rows = many\n"
	"optional = yes\n"
	"text.month    = Month\n"
	"number.amount = Paid\n"
	"aggregate.largest = max(amount)\n"
	"\n"
	"[table paid]\n"
	"rows    = payments\n"
	"columns = month | amount\n"
	"label.amount  = Paid in euros\n"
	"format.amount = number 2\n"
	"total.amount  = sum\n"
	"empty = You paid nothing this year.\n"
	"\n"
	"[group gold]\n"
	"label = gold members\n"
	"[group day]\n"
	"label = day guests\n"
	"compare = no\n"
	"\n"
	"[indicator attendance]\n"
	"label = Courses attended\n"
	"count = attended\n"
	"base  = booked\n"
	"undefined    = You booked no course.\n"
	"average_text = Average of all {{group.label}}: "
	"{{attendance.average}}\n"
	"\n"
	"[indicator frequency]\n"
	"label = Visits in the year\n"
	"value = visits\n"
	"unit  = \"\"\n"
	"average = median\n"
	"average_text = Median of all {{group.label}}: "
	"{{frequency.average}}\n"
	"\n"
	"[letter]\n"
	"text = gym.md\n"
	"\n"
	"[fonts]\n"
	"regular = fonts/Lato-Regular.ttf\n"
	"bold    = fonts/Lato-Bold.ttf\n"
	"profile = fonts/sRGB.icc\n"
	"\n"
	"[signatory]\n"
	"name  = Eva Gro\xC3\x9F\n"
	"roles = Manager\n";

static const char text_file[] =
	"{{job.date}}\n"
	"\n"
	"Dear {{name}}\n"
	"\n"
	"# {{job.title}}\n"
	"\n"
	"You were here {{visits}} {{visits|plural 'time' 'times'}}.\n"
	"{{#if booked > 0}}You came to {{attended}} of the {{booked}}\n"
	"courses that you booked.{{/if}}\n"
	"\n"
	"{{#if remark IS NOT NULL}}\n"
	"{{remark}}\n"
	"{{/if}}\n"
	"\n"
	"{{table paid}}\n"
	"\n"
	"{{signature}}\n"
	"\n"
	"{{pagebreak}}\n"
	"\n"
	"{{panel attendance}}\n"
	"\n"
	"{{panel frequency}}\n"
	"\n"
	"{{note}}\n"
	"\n"
	"Rates are rounded to whole per cents.\n";

static const char data_file[] =
	"No,Name,Plan,Joined,Visits,Courses booked,Courses attended,Note\n"
	"101,J\xC3\xBCrgen M\xC3\xBCller,gold,2014-03-17,\"1,204\",40,23,"
	"Your locker is free.\n"
	"102,\xC3\x84nne Gro\xC3\x9F,gold,2019-10-01,31,8,8,\n"
	"103,\xC3\x9Cmit \xC3\x96zdemir,gold,2020-02-29,64,0,0,\n"
	"104,Zo\xC3\xAB Gr\xC3\xBCn,day,,1,2,1,\n";

static const char payments_file[] =
	"No,Month,Paid\n"
	"101,March,29.90\n"
	"102,March,19.90\n"
	"101,June,1014.50\n"
	"103,June,29.90\n";

void chapter_first_job(struct text *out)
{
	roff_chapter(out, "A FIRST JOB");
	roff_words(out, "A job is a configuration, a text and CSV files. Here "
		"is a small one that is whole: a gym's yearly letter to its "
		"members. Put these four files into a folder, and beside them "
		"a folder fonts with typefaces and a colour profile (in the "
		"source's own folder fonts after it was built).\n\n"
		"The configuration, gym.ini:");
	roff_block(out, "file gym.ini", job_file);
	roff_words(out, "The text, gym.md:");
	roff_block(out, "file gym.md", text_file);
	roff_words(out, "The data, members.csv:");
	roff_block(out, "file members.csv", data_file);
	roff_words(out, "And more of it, payments.csv:");
	roff_block(out, "file payments.csv", payments_file);
	roff_words(out, "See whether all is well, then make the letters, in "
		"out/gym/letters:");
	roff_block(out, "run",
		"$ lettermill check --config gym.ini\n"
		"contrast on white: text 15.10:1, accent 8.42:1, muted "
		"5.93:1, banner 6.59:1, graphic 3.01:1\n"
		"4 recipients, 4 letters of 8 pages can be made: 0 errors, "
		"0 warnings\n"
		"$ lettermill render --config gym.ini\n"
		"out/gym: 4 made, 0 unchanged, 0 failed\n");
	roff_words(out, "All examples below belong to this job: behind each "
		"stands what it prints in the first letter. Once the letters "
		"are right, [job] status = final takes the banner away that "
		"says on each page that they are specimens.");
}

/* ---- data ---- */

void chapter_data(struct text *out)
{
	roff_chapter(out, "DATA");
	roff_words(out, "A CSV file begins with a line of headers; quotes "
		"stand around a cell that holds the delimiter, a quote "
		"(doubled) or a line end. Only mapped columns are read: "
		"text.NAME = HEADER "
		"and number.NAME = HEADER give them the names by which "
		"formulas, conditions and placeholders know them. A name "
		"stands for one column of all files. Case and blanks of a "
		"header do not count.\n\n"
		"A further file, [data NAME], has one row for a recipient and "
		"is joined by its key; its columns are known by their names as "
		"the recipients' are. With rows = many it may have any number "
		"of rows for each: see Tables.\n\n"
		"Numbers are written 1204, 1,204 or 12.5, also with a sign "
		"before or a % behind, which is dropped. A comma parts "
		"thousands and a point decimals, so 1.204 is little more than "
		"1; with decimal = comma it is the other way round. "
		"Up to 15 digits are kept, 9 of them behind the point. A cell "
		"that is empty or listed under missing has no value, which is "
		"not 0.");
}

/* ---- indicators ---- */

static void add_states(struct text *out)
{
	roff_section(out, "States");
	roff_item(out, "counted", NULL, "Count and base are known: the value "
		"is count / base, times scale.");
	roff_item(out, "stated", NULL, "The value is known, count or base is "
		"not.");
	roff_item(out, "undefined", NULL, "The base is 0. There is no value: "
		"a panel prints 'undefined' in its place, and {{NAME.value}} "
		"is an error outside of a condition.");
	roff_item(out, "missing", NULL, "A cell that is needed has no value. "
		"A letter that prints the figure or its panel is not made.");
}

static void add_averages(struct text *out)
{
	roff_section(out, "Averages");
	roff_words(out, "A recipient is compared with its group, itself "
		"included: [data] group names the column, and each of its "
		"texts has a section [group TEXT]. Who belongs to no group, or "
		"to one with compare = no, has no average; neither has anybody "
		"where [data] group is not set.\n\n"
		"With average = pooled, the counts of all members are added "
		"and divided by their bases: members with many cases weigh "
		"more. mean and median take each member's value once. Members "
		"whose base is 0 do not count; others without the needed "
		"figures are left out, with a warning.\n\n"
		"{{NAME.average}} prints no_average ('not applicable') where "
		"there is none; in conditions it IS NULL then.");
	roff_sample(out, "{{attendance.average}} of the {{group.label}}",
		"65% of the gold members");
	roff_sample(out, "{{frequency.average}}", "64");
}

void chapter_indicators(struct text *out)
{
	roff_chapter(out, "INDICATORS");
	roff_words(out, "A section [indicator NAME] makes a figure for each "
		"recipient. It is either a rate, with a count and a base, as "
		"[indicator attendance] above, or a plain value, as "
		"[indicator frequency], which needs its unit and another "
		"average than pooled. With all three, value is what others "
		"have published: it is printed where count or base has no "
		"value, and compared where they have.\n\n"
		"Formulas are SQL expressions, as SQLite knows them, over the "
		"mapped columns: + - * /, round(), abs(), min(), max(), "
		"coalesce(late, 0) for a column that may have no value, "
		"CASE WHEN ... THEN ... ELSE ... END. Whatever is reckoned "
		"with a missing value is missing. 1/2 of columns is 0.5.");
	roff_section(out, "Fields");
	roff_item(out, "NAME.count, NAME.base", NULL, "As counted.");
	roff_sample(out, "{{attendance.count}} of {{attendance.base}}",
		"23 of 40");
	roff_item(out, "NAME.value, NAME.average", NULL,
		"Scaled, rounded, with the unit.");
	roff_sample(out, "{{attendance.value}} and {{frequency.value}}",
		"58% and 1,204");
	roff_item(out, "NAME.label", NULL, "The indicator's name for people.");
	roff_sample(out, "{{attendance.label}}", "Courses attended");
	roff_item(out, "NAME.state", NULL, "In conditions only: one of the "
		"states below, as a text.");
	roff_sample(out, "{{#if attendance.state = 'counted'}}Well{{else}}"
		"Alas{{/if}}", "Well");
	add_states(out);
	add_averages(out);
	roff_section(out, "Rounding");
	roff_words(out, "Counts, bases, values and pooled averages are kept "
		"exactly, as ratios, and rounded once, when printed: to "
		"decimals digits, halves up, and trailing zeros dropped. 23 of "
		"40 is 57.5%, hence 58%, and -0.5 becomes 0. A mean is kept to "
		"12 decimals. With cautious = yes, what is not 0% or 100% "
		"exactly never prints so.");
	roff_section(out, "Panels");
	roff_words(out, "{{panel NAME}} shows the label, the value in large "
		"figures, a chart (unless undefined), and those lines that are "
		"set: counted where the state is counted, stated where it is "
		"stated, average_text or no_average_text, and base_text where "
		"the base is known. With graphic = strip, the chart's mark is "
		"the recipient, its dashed line the average, its dots are the "
		"group; with graphic = bar, the recipient's bar stands above "
		"the average's, both from 0. What alt says is read aloud in "
		"the chart's place.");
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
	"No,Year,Visits\n"
	"101,2018,310\n"
	"101,2019,752\n"
	"101,2020,\"1,204\"\n"
	"102,2019,9\n"
	"102,2020,31\n"
	"103,2020,64\n"
	"104,2020,1\n";

void chapter_charts(struct text *out)
{
	roff_chapter(out, "CHARTS");
	roff_words(out, "A section [chart NAME] makes a chart that stands by "
		"itself, where the text says {{chart NAME}}. With kind = "
		"strip or bar it shows an indicator, as a panel does, and is "
		"left out where the indicator is undefined. With kind = trend "
		"it draws a line through the rows that the recipient has in a "
		"[data NAME] with rows = many:");
	roff_block(out, "more gym.ini", trend_section);
	roff_words(out, "The data, history.csv:");
	roff_block(out, "file history.csv", trend_file);
	roff_words(out, "And at the end of the text, gym.md:");
	roff_block(out, "more gym.md", "\n{{chart years}}\n");
	roff_block(out, "run",
		"$ lettermill check --config gym.ini\n"
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
		"(or at the lowest value, if that is less); with from = 50 it "
		"begins at 50, its base is dotted, and from_text says so.");
	roff_words(out, "Labels have places where they cannot meet. One that "
		"is too long is cut, a value that has no room is left out: "
		"a number is never cut.");
	roff_section(out, "In words");
	roff_words(out, "What a chart shows is read aloud from alt. A trend "
		"without one says what a person would: 'Your visits, year by "
		"year: from 310 in 2018 to 1,204 in 2020.' In a letter that is "
		"not in English it needs one.\n\n"
		"A chart may not say what the text does not: check and render "
		"warn of a figure that is printed in a chart and nowhere "
		"else. Print it in the text, in the caption, or in a table of "
		"the same rows.");
}

/* ---- the letter ---- */

static void add_values(struct text *out)
{
	roff_section(out, "Values");
	roff_words(out, "{{NAME}} prints a value. What comes from data is text "
		"and never becomes markup. Names of values are:");
	roff_item(out, "NAME", NULL, "of a mapped column or of [constants].");
	roff_sample(out, "{{name}}: {{visits}}",
		"J\xC3\xBCrgen M\xC3\xBCller: 1,204");
	roff_item(out, "NAME.count, .base, .value, .average, .label", NULL,
		"of an indicator, see INDICATORS.");
	roff_item(out, "key, group.label", NULL, "The recipient's key, and the "
		"label of its group where there are groups.");
	roff_sample(out, "{{key}} of the {{group.label}}",
		"101 of the gold members");
	roff_item(out, "job.title, job.date", NULL, "From [job].");
	roff_sample(out, "{{job.title}}, {{job.date}}",
		"Your year with us, 5 January 2021");
	roff_words(out, "To print a value that a recipient does not have is an "
		"error, and this letter is not made. Let a condition leave it "
		"out. Words of the blocks below, such as note, cannot be "
		"names. \\{{ and \\}} print the braces themselves.\n\n"
		"Settings of the type 'template' know values and formatters as "
		"well, but no conditions and no Markdown.");
}

static void add_conditions(struct text *out)
{
	roff_section(out, "Conditions");
	roff_words(out, "An expression of {{#if}} is SQL, as formulas are, and "
		"knows the mapped columns and the fields of indicators, but no "
		"constants. Texts stand in single quotes. A missing value is "
		"NULL: ask with IS NULL or IS NOT NULL, as any comparison with "
		"it is not true. A text by itself is true unless it is "
		"empty.");
	roff_sample(out, "{{#if plan = 'gold' AND visits >= 100}}"
		"Thank you.{{/if}}", "Thank you.");
	roff_sample(out, "{{#if plan IN ('gold', 'silver')}}Welcome{{/if}}",
		"Welcome");
	roff_sample(out, "{{#if remark IS NOT NULL}}{{remark}}{{/if}}",
		"Your locker is free.");
	roff_words(out, "An indicator's value and average are as printed, but "
		"not rounded: 57.5 here.");
	roff_sample(out, "{{#if attendance.value < 58}}below{{/if}}", "below");
	roff_sample(out, "{{#if attendance.value < attendance.average}}"
		"below the average{{/if}}", "below the average");
	roff_words(out, "Other recipients can be asked for too. This asks who "
		"has a higher value:");
	roff_sample(out, "{{#if (SELECT count(*) FROM frequency AS f WHERE "
		"f.value > frequency.value) = 0}}You lead.{{/if}}",
		"You lead.");
}

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
	roff_sample(out, "{{lang pl}}{{visits|plural one 'wizyta' few 'wizyty' "
		"many 'wizyt' other 'wizyty'}}{{/lang}}", "wizyty");
	roff_words(out, "An indicator's texts are of one language: for a "
		"letter in two, give each figure two sections, the second with "
		"a language of its own, and show the one panel or the other. "
		"{{signature}} and the foot of the page are in the letter's "
		"language.\n\n"
		"Scripts that run from right to left, as Arabic and Hebrew, "
		"cannot be set yet: a letter with such text is not made, and "
		"the message names the character.");
}

static void add_letterhead(struct text *out)
{
	roff_section(out, "Letterhead and closing");
	roff_words(out, "[letterhead] says what stands above the text of the "
		"first page. With a window the address stands where the "
		"envelope shows it, measured in every letter: one that is too "
		"long or too wide, or empty, stops its letter.");
	roff_block(out, "run",
		"$ lettermill check --config gym.ini --set "
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
}

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
	roff_words(out, "In SQL a total's name stands in double quotes: "
		"{{#if \"paid.amount.total\" > 100}}. A cell without a value "
		"has no part in a sum; a row with a fault stops its "
		"recipient's letter.");
}

void chapter_letter(struct text *out)
{
	roff_chapter(out, "THE LETTER");
	roff_words(out, "The text is Markdown, in UTF-8. It may have headings "
		"(# is the title, ## and ### stand below it), paragraphs "
		"parted by an empty line, lists (- or 1.), *italic*, **bold**, "
		"links [words](https://example.org) to https, http and mailto, "
		"and line breaks (a \\ at the line's end). Straight quotes "
		"become curly, -- and --- dashes, ... an ellipsis. HTML, "
		"images, code, block quotes and rules are errors; for tables "
		"see below. No line ends within 31 March, Mrs Danks, 1,400 "
		"people or 12 km; &nbsp; holds other words together by hand, "
		"and &shy; is where a long word may be parted.");
	add_values(out);
	roff_section(out, "Formatters");
	roff_words(out, "{{NAME|FORMATTER}} prints a value in another way. In "
		"the configuration, quote with single quotes there.");
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		const struct formatter *row = &formatter_table[i];

		roff_item(out, row->name ? row->name : "(none)",
			row->arguments, row->help);
		roff_sample(out, row->example, row->prints);
	}
	roff_section(out, "Blocks");
	for (size_t i = 0; i < directive_count; i++) {
		const struct directive *row = &directive_table[i];

		if (row->usage == NULL)
			continue;
		roff_item(out, row->usage, NULL, row->help);
		if (row->example != NULL)
			roff_sample(out, row->example, row->prints);
	}
	add_conditions(out);
	add_tables(out);
	add_letterhead(out);
	add_languages(out);
}

/* ---- signing ---- */

static const char signing[] =
	"\n"
	"[signature]\n"
	"key          = specimen-authority/signer.key\n"
	"certificates = specimen-authority/signer.pem\n"
	"roots        = specimen-authority/root.pem\n";

/* Of bytes 0 to A and from B on, C of them, /ByteRange is "0 A B C". */
static const char check_script[] =
	"range=$(grep -ao '/ByteRange *\\[[0-9 ]*\\]' \"$1\" | tr -dc '0-9 ')\n"
	"set -- \"$1\" \"$2\" $range\n"
	"{ head -c \"$4\" \"$1\"; tail -c \"$6\" \"$1\"; } >letter.bytes\n"
	"tail -c +$(($4 + 2)) \"$1\" | head -c $(($5 - $4 - 2)) |\n"
	"\ttr a-f A-F | basenc --base16 -d >letter.cms\n"
	"openssl cms -verify -binary -inform DER -in letter.cms \\\n"
	"\t-content letter.bytes -CAfile \"$2\" -purpose any -out /dev/null\n";

static const char request_script[] =
	"openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \\\n"
	"\t-subj '/O=The Gym/CN=The Gym, letters' \\\n"
	"\t-keyout letters.key -out letters.csr\n";

static void add_marks(struct text *out)
{
	roff_section(out, "What the marks mean");
	roff_item(out, "accessible", "(PDF/UA-1)", "The letter can be heard as "
		"well as seen: headings, lists, tables and links are known as "
		"such, in the order in which they are to be read, and each "
		"chart has words in its place.");
	roff_item(out, "archival", "(PDF/A-3A)", "The letter can be read in "
		"many years: typefaces and colours are within the file, and "
		"so are the figures that it was made from.");
	roff_item(out, "signed", "(PAdES B-B)", "The file is as its signer "
		"made it: a change of one byte shows. Who that is, a "
		"certificate says; whether that is to be believed depends on "
		"the root that vouches for it.");
	roff_item(out, "certified", NULL, "The signer also says that no change "
		"at all is allowed, so that readers offer none: [signature] "
		"certify.");
	roff_item(out, "time-stamped", "(PAdES B-T)", "Somebody else proves "
		"when it was signed, so that it stays good when the signer's "
		"certificate has expired.");
	roff_words(out, "The first two are marks that a file bears and a "
		"validator has to confirm; the last three can be proved by "
		"reckoning.");
}

static void add_checks(struct text *out)
{
	roff_section(out, "How to check a letter");
	roff_words(out, "In Adobe Reader, open the letter: a bar above it says "
		"'Certified by' and a name, and that all signatures are valid. "
		"Where it says that the validity is unknown, nothing was "
		"changed, but the reader does not know the root: in the "
		"signature's properties, show the signer's certificate, hold "
		"its fingerprint against one that the sender gave you in "
		"another way, and add it to the trusted certificates. Where "
		"it says that the signature is invalid, or that the document "
		"has been altered, do not trust the letter.\n\n"
		"On the command line, with the letters of the first job, "
		"signed with the specimen authority of the source's folder "
		"config. In gym.ini:");
	roff_block(out, "more gym.ini", signing);
	roff_block(out, "run",
		"$ lettermill render --config gym.ini --out signed\n"
		"signed/gym: 4 made, 0 unchanged, 0 failed\n"
		"$ lettermill verify --config gym.ini --out signed\n"
		"4 letters, 0 not good\n");
	roff_words(out, "This holds each letter against the record, too. Who "
		"was sent a letter needs the file and the root alone; pdfsig "
		"(poppler-utils) does not ask for a root:");
	roff_block(out, "run",
		"$ cp signed/gym/letters/anne* specimen-authority/root.pem . "
		"&& ls *.p*\n"
		"anne-gross.pdf\n"
		"root.pem\n"
		"$ lettermill verify --roots root.pem anne-gross.pdf | "
		"tail -n 1\n"
		"1 letter, 0 not good\n"
		"$ pdfsig -nocert anne-gross.pdf | "
		"grep -e Total -e Validation\n"
		"  - Total document signed\n"
		"  - Signature Validation: Signature is Valid.\n");
	roff_words(out, "With openssl alone, by check.sh: /ByteRange of the "
		"file tells which bytes are signed, and what it leaves out is "
		"the signature.");
	roff_block(out, "file check.sh", check_script);
	roff_block(out, "run",
		"$ sh check.sh anne-gross.pdf root.pem\n"
		"CMS Verification successful\n");
	roff_words(out, "Whether a letter conforms to PDF/UA-1 and PDF/A-3A is "
		"for a validator to say, such as veraPDF: verapdf --flavour "
		"ua1 anne-gross.pdf, and again with --flavour 3a. lettermill "
		"verify only tells how a file is marked.");
}

static void add_keys(struct text *out)
{
	roff_section(out, "A real key");
	roff_words(out, "The specimen authority's key is good for nothing but "
		"trying out. For letters that count, make a key and ask for a "
		"certificate for signing documents (key usage "
		"digitalSignature or nonRepudiation) in the name of your "
		"office. P-256 is the kind of key to choose: RSA of 2048 to "
		"4096 bits and P-384 are taken too, and are slower. By "
		"request.sh:");
	roff_block(out, "file request.sh", request_script);
	roff_block(out, "run",
		"$ sh request.sh 2>/dev/null && stat -c %a letters.key\n"
		"600\n");
	roff_words(out, "Send letters.csr, never letters.key, to whoever "
		"issues certificates: your own authority, if all who read the "
		"letters know its root, else a public one that sells "
		"certificates for documents. Adobe's readers know the roots of "
		"the Adobe Approved Trust List (AATL) and of the European "
		"trusted lists (EUTL) by themselves; their rules want the key "
		"in a token or HSM, where it is made and never leaves."
		"\n\nThen set key to the PEM or PKCS#12 file, which its owner "
		"alone may read (chmod 600), or to the pkcs11: URI of the "
		"token's key; certificates to the new certificate and those "
		"above it; roots to the root. A password or PIN comes from a "
		"file, the environment or the terminal, never from the command "
		"line.\n\nA key is tried before the first letter is made: one "
		"that is weak, does not belong to its certificate, or whose "
		"certificate does not hold on the letter's date, is not for "
		"signing or does not join the chain to the root, stops the "
		"run.");
}

static void add_stamps(struct text *out)
{
	roff_section(out, "Time-stamps");
	roff_words(out, "With level = b-t each signature is sent, as a digest "
		"that tells nothing of the letter, to the RFC 3161 server at "
		"timestamp; what comes back is checked before it is used, and "
		"roots has to hold its root as well. Who sells certificates "
		"mostly has such a server, and may count how often it is "
		"asked: a letter that is made again with the same content "
		"keeps its time-stamp, and so does one that comes back while "
		"its earlier issue lies in superseded.\n\n"
		"A letter that gets no time-stamp is not made, and fails with "
		"the reason; the next run makes it. The environment's "
		"http_proxy is used, but for this machine and for what "
		"no_proxy lists.");
}

void chapter_signature(struct text *out)
{
	roff_chapter(out, "SIGNING");
	roff_words(out, "With a key in [signature] every letter is signed as "
		"it is made (PAdES, ETSI EN 319 142-1): one save of the file, "
		"one signature over all of it.");
	add_marks(out);
	add_checks(out);
	add_keys(out);
	add_stamps(out);
}

/* ---- who vouches for it ---- */

static const char chain_script[] =
	"before= number=0\n"
	"while IFS= read -r line; do\n"
	"    number=$((number + 1))\n"
	"    if [ $number -gt 1 ] && [ \"${line##*,}\" != \"$before\" ]; then\n"
	"        echo \"line $number does not follow\" && exit 1\n"
	"    fi\n"
	"    before=$(printf %s \"$line\" | sha256sum | cut -c 1-64)\n"
	"done <\"$1\"\n"
	"echo \"$number lines, each follows the one before\"\n";

void chapter_approval(struct text *out)
{
	roff_chapter(out, "APPROVAL");
	roff_words(out, "Before letters are sent, somebody looks at them and "
		"vouches for them. A sample is drawn by a seed; choose it "
		"before the letters are made, so that nobody chooses the "
		"sample:");
	roff_block(out, "run",
		"$ lettermill approve --sample 2 --seed 2024-05 --config "
		"gym.ini --out signed\n"
		"drawn     104       letters/zoe-grun.pdf\n"
		"drawn     103       letters/umit-ozdemir.pdf\n"
		"a sample of 2 from 4 letters, seed '2024-05': look at these, "
		"then pass --looked\n"
		"if all of them are right, 2 of 4 letters are wrong at most "
		"(with 95% confidence), and which is not known\n");
	roff_words(out, "What is approved are the bytes of a file, not its "
		"name: a letter that is made again with others is no longer "
		"approved.");
	roff_block(out, "run",
		"$ lettermill approve --all --by 'Ada Lovelace' --config "
		"gym.ini --out signed 2>/dev/null | head -n 1\n"
		"signed/gym: 4 approved by Ada Lovelace, 0 refused\n"
		"$ lettermill unapprove 101 --because 'a wrong address' "
		"--config gym.ini --out signed | head -n 1\n"
		"unapproved  101       letters/jurgen-muller.pdf\n"
		"$ lettermill status --config gym.ini --out signed | "
		"grep -e ^made -e ^approved\n"
		"made             4\n"
		"approved         3\n");
	roff_words(out, "approvals.csv beside the letters has a line for each. "
		"By chain.sh, whoever has a copy can prove it without the "
		"program, as long as no key holds a line end:");
	roff_block(out, "file chain.sh", chain_script);
	roff_block(out, "run",
		"$ sh chain.sh signed/gym/approvals.csv\n"
		"6 lines, each follows the one before\n"
		"$ sed '3s/Ada/Eve/' signed/gym/approvals.csv "
		">copy.csv; sh chain.sh copy.csv\n"
		"line 4 does not follow\n");
	roff_words(out, "Who can write both the list and the record can write "
		"both anew. Against that, note the SHA-256 of the last line, "
		"which approve tells, where they cannot: in the minutes, or "
		"in a message to the second person. And a name is what "
		"somebody typed: who may approve is decided by who may write "
		"the folder, where the account's name is recorded beside the "
		"person's.");
}

/* ---- what comes out ---- */

void chapter_files(struct text *out)
{
	roff_chapter(out, "FILES");
	roff_item(out, "lettermill.ini", NULL,
		"The configuration, where --config names no other.");
	roff_item(out, "DIR/JOB/letters/", NULL, "The letters: DIR is --out, "
		"JOB is [job] name, and [output] file names each.");
	roff_item(out, "DIR/JOB/superseded/", NULL, "Earlier issues of letters "
		"that changed; never overwritten.");
	roff_item(out, "DIR/JOB/manifest.csv", NULL, "Every letter: key, name, "
		"file, pages, bytes, sha256, state, and a column for each "
		"indicator.");
	roff_item(out, "DIR/JOB/failed.csv", NULL, "The rows of the letters "
		"that could not be made, each with its reason.");
	roff_item(out, "DIR/JOB/sources.csv", NULL, "Every file that data was "
		"read from at the last run: source, file, bytes, sha256, and "
		"the columns that the job reads.");
	roff_item(out, "DIR/JOB/job.db", NULL, "The record (SQLite): what each "
		"letter was made of, and its history. Without it all letters "
		"are made again, and nobody has approved any. Its owner alone "
		"may read it.");
	roff_item(out, "DIR/JOB/approvals.csv", NULL, "Who looked at, approved "
		"or unapproved which letter, as the record has it, for its "
		"owner alone: number, at (UTC), kind, key, sha256 (of the "
		"letter), who, words, and before: the SHA-256 of the line "
		"before, without its line end. Lines are only added.");
	roff_item(out, "figures.csv", NULL, "Within each PDF, unless "
		"[attachments] says otherwise.");
}

void chapter_json(struct text *out)
{
	roff_chapter(out, "JSON");
	roff_words(out, "With --json the result is one object on standard "
		"output, and problems are its member problems, a list of "
		"severity, file, line, column, recipient (a key) and message; "
		"what is not known is null or 0. Its other members are:");
	roff_item(out, "render", NULL, "folder; made, unchanged, failed, "
		"withdrawn (no more a recipient) and left (not come to), in "
		"numbers; letters, a list of those that were not left as they "
		"were: key, name, state, why.");
	roff_item(out, "check", NULL, "recipients; good (letters that can be "
		"made) and their pages; contrast on white, of the colours "
		"text, accent, muted, banner and graphic; errors; warnings.");
	roff_item(out, "list", NULL, "letters: key, name, state, why, file, "
		"issue, pages, approved (true: by enough persons, as it is "
		"now), approval (in words).");
	roff_item(out, "verify", NULL, "letters: file, good, words, signature "
		"(valid, unknown, invalid, absent; null where it was not "
		"looked at), signer, issuer, date, stamped; accessible and "
		"archival, whether it is marked so, where that was looked "
		"at. With --figures: figures, each with indicator, figure, "
		"printed, again (as worked out) and fault.");
	roff_item(out, "explain", NULL, "key; name; values, each with name, "
		"printed, missing, file, line, column; rows that the letter "
		"shows, each with name, count, file, lines (as 3-14 17), "
		"columns; figures, each with "
		"indicator, field, printed, formula, exactly, rounded, peers, "
		"file, line, column and its cells: name, header, text, file, "
		"line, column, and lines where all rows of a recipient are "
		"read.");
	roff_item(out, "approve, unapprove", NULL, "letters: key, name, file, "
		"result (approved, looked, unapproved, already, refused, or "
		"drawn, of a sample). folder, by; approved, looked or "
		"unapproved, already, refused and wanting (another person), "
		"in numbers; drawn, standing (letters a sample was drawn "
		"from); last_line, the SHA-256 of the last line of "
		"approvals.csv.");
	roff_item(out, "status", NULL, "made, failed, to_make, changed, "
		"missing, looked, begun (approved, by too few), approved, "
		"mailed, sent, outdated (sent, and made again since), "
		"deferred, refused, in_doubt, bounced, in numbers; "
		"list_is_whole; well (true: the exit status is 0).");
	roff_item(out, "history", NULL, "key, name, file, sha256, issue; whole "
		"(the file is as it was made); events, each with number, at, "
		"kind, sha256, who, words and file (where these bytes are "
		"now); kept, each earlier issue with file and sha256.");
}

void chapter_statuses(struct text *out)
{
	roff_chapter(out, "EXIT STATUS");
	roff_item(out, "0", NULL, "All is done.");
	roff_item(out, "1", NULL, "The job ran; some letters failed, or it was "
		"stopped before its end. Of status: something is for a person "
		"to mend.");
	roff_item(out, "2", NULL, "The command could not start, or was given "
		"up: usage, configuration, data that cannot be read, another "
		"run that holds the job, a full disk.");
}
