/*
 * The table of options and what the manual says of each. Sections stand in the
 * order in which a job is thought out: what it is, its data, its figures, its
 * text, its looks.
 */
#include "config/option.h"

#include <string.h>

#define WORD_CHARACTERS "letters, digits, - and _"

/* What [data] and [data NAME] explain alike. */
#define HELP_WHERE                                                             \
	"The rows to take, as an SQL condition over this file's columns. "     \
	"Unset: all rows."
#define HELP_DELIMITER "The character between the cells of the file."
#define HELP_ENCODING                                                          \
	"The character encoding of the file, for example utf-8 or "            \
	"windows-1252."
#define HELP_DECIMAL                                                           \
	"What stands before the decimals of the file's numbers: point "        \
	"(1,204.5) or comma (1.204,5, or with a blank or an apostrophe "       \
	"between thousands). Unset: a point; but where the letter's own "      \
	"language writes a comma, cells such as 1.204 are refused, as they "   \
	"may mean either."
#define HELP_MISSING                                                           \
	"Markers that stand for 'no value' in this file, for example n/a. An " \
	"empty cell always does."
#define HELP_TEXT_COLUMN                                                       \
	"The header of a column of texts. The part of the key after the "      \
	"point is the column's name in formulas and placeholders."
#define HELP_NUMBER_COLUMN                                                     \
	"The header of a column of numbers. The part of the key after the "    \
	"point is the column's name in formulas and placeholders."
/* Likewise [signatory] and [signatory NAME]. */
#define HELP_SIGNATORY_NAME  "The name under the signature."
#define HELP_SIGNATORY_ROLES "The lines under the name, parted by |."
#define HELP_SIGNATORY_IMAGE "A picture of the signature: " IMAGE_KINDS "."
#define HELP_SIGNATORY_WIDTH "The width of that picture as printed."
#define IMAGE_KINDS	     "a PNG, JPEG or SVG file"

const struct option_section option_sections[] = {
	{"job", false, "What the job is called, and its date and status."},
	{"data", false,
		"The recipients: a CSV file with one row for each letter."},
	{"data *", false,
		"A further CSV file, joined to the recipients by a key. NAME "
		"is its name in formulas."},
	{"constants", false, "Values that are the same in every letter."},
	{"group *", true,
		"A group of similar recipients. NAME is the group as the data "
		"writes it, without regard to case."},
	{"indicator *", false,
		"A figure worked out for each recipient, and what the letter "
		"says of it. NAME is its name in placeholders, as in "
		"{{NAME.value}}."},
	{"chart *", false,
		"A chart that stands by itself in the letter, where the text "
		"says {{chart NAME}}."},
	{"table *", false,
		"A table of the rows that a recipient has in a [data NAME] "
		"with rows = many, shown by {{table NAME}}."},
	{"letter", false, "The letter's text and what stands on every page."},
	{"letterhead", false,
		"What stands above the text of the first page: the sender, "
		"and the address in the place of an envelope's window."},
	{"words *", true,
		"The words that the mill itself prints in a letter, in the "
		"language whose BCP 47 tag is NAME. Each that is not set is "
		"built in for en, cy, de, fr and pl; a letter in another "
		"language needs all but those that say otherwise. 'lettermill "
		"words NAME' prints them, to start from."},
	{"page", false, "The paper and its margins."},
	{"type", false, "The sizes of type and the space between lines."},
	{"fonts", false, "The typefaces and the colour profile."},
	{"colours", false,
		"Colours of the sRGB space, as six hexadecimal digits."},
	{"signatory", false, "Who signs the letter."},
	{"signatory *", false,
		"One of several who sign it: {{signature NAME}} shows one, "
		"{{signatures}} all."},
	{"signature", false,
		"The digital signature of each letter, PAdES within the file "
		"(ETSI EN 319 142-1). Without a key the letters are not "
		"signed."},
	{"attachments", false,
		"What each letter carries with it, within its file."},
	{"output", false, "The names of the files that are made."},
	{"approval", false, "Who has to sign off a letter before it is sent."},
	{"email", false,
		"The messages that 'mail' writes, one a letter, with the "
		"letter attached. Nothing of this changes a letter."},
	{"smtp", false,
		"The mail server that 'send' hands the messages to, and how."},
};
const size_t option_section_count =
	sizeof(option_sections) / sizeof(option_sections[0]);

/* section, key, type, range, preset, required, help */
const struct option option_table[] = {
	{"job", "name", OPTION_TEXT, WORD_CHARACTERS, NULL, true,
		"The job's name, and that of its folder below out/."},
	{"job", "title", OPTION_TEMPLATE, NULL, NULL, false,
		"The title of each letter, as PDF readers show it."},
	{"job", "author", OPTION_TEXT, NULL, NULL, false,
		"Who writes the letters, for the properties of the PDF."},
	{"job", "subject", OPTION_TEMPLATE, NULL, NULL, false,
		"What a letter is about, for the properties of the PDF."},
	{"job", "date", OPTION_DATE, NULL, NULL, true,
		"The date of the letters. It is also the date of the files' "
		"properties, so that the same job always makes the same "
		"files."},
	{"job", "status", OPTION_CHOICE, "specimen final", "specimen", false,
		"Whether the letters are specimens or final. A specimen says "
		"so on each page."},
	{"job", "banner", OPTION_TEXT, NULL, NULL, false,
		"What each page says while the status is specimen. Unset: "
		"'Specimen \xE2\x80\x93 not an official letter', in the "
		"letter's language."},

	{"data", "recipients", OPTION_FILE, NULL, NULL, true,
		"The CSV file of the recipients: one row, one letter."},
	{"data", "key", OPTION_TEXT, NULL, NULL, true,
		"The header of the column that tells recipients apart. Its "
		"cells must be filled and differ."},
	{"data", "name", OPTION_TEXT, NULL, NULL, true,
		"The mapped column (a NAME of text.NAME) that names the "
		"recipient for people."},
	{"data", "group", OPTION_TEXT, NULL, NULL, false,
		"The mapped column (a NAME of text.NAME) that says which "
		"recipients are similar. Unset: there are no groups."},
	{"data", "where", OPTION_EXPRESSION, NULL, NULL, false, HELP_WHERE},
	{"data", "delimiter", OPTION_CHARACTER, NULL, ",", false,
		HELP_DELIMITER},
	{"data", "encoding", OPTION_TEXT, NULL, "utf-8", false, HELP_ENCODING},
	{"data", "decimal", OPTION_CHOICE, "point comma", NULL, false,
		HELP_DECIMAL},
	{"data", "missing", OPTION_LIST, NULL, "", false, HELP_MISSING},
	{"data", "text.*", OPTION_TEXT, NULL, NULL, false, HELP_TEXT_COLUMN},
	{"data", "number.*", OPTION_TEXT, NULL, NULL, false,
		HELP_NUMBER_COLUMN},

	{"data *", "file", OPTION_FILE, NULL, NULL, true, "The CSV file."},
	{"data *", "key", OPTION_TEXT, NULL, NULL, true,
		"The header of the column that says whose row it is."},
	{"data *", "match", OPTION_TEXT, NULL, NULL, false,
		"The recipients' mapped column that the key is equal to. "
		"Unset: their key."},
	{"data *", "where", OPTION_EXPRESSION, NULL, NULL, false, HELP_WHERE},
	{"data *", "delimiter", OPTION_CHARACTER, NULL, ",", false,
		HELP_DELIMITER},
	{"data *", "encoding", OPTION_TEXT, NULL, "utf-8", false,
		HELP_ENCODING},
	{"data *", "decimal", OPTION_CHOICE, "point comma", NULL, false,
		HELP_DECIMAL},
	{"data *", "missing", OPTION_LIST, NULL, "", false, HELP_MISSING},
	{"data *", "optional", OPTION_FLAG, NULL, "no", false,
		"Whether a recipient may have no row in this file; its values "
		"are then missing. Otherwise the letter is not made."},
	{"data *", "unmatched", OPTION_CHOICE, "error ignore", "error", false,
		"What to do about a row that belongs to no recipient: report "
		"it as an error, or ignore it."},
	{"data *", "rows", OPTION_CHOICE, "one many", "one", false,
		"How many rows a recipient may have in this file. With many, "
		"its columns are no values of the letter, but shown row by "
		"row, and aggregates are values."},
	{"data *", "order", OPTION_TEXT, NULL, NULL, false,
		"With rows = many: the mapped column (a NAME of text.NAME or "
		"number.NAME) to order a recipient's rows by, and desc behind "
		"it for the greatest first. Unset: as in the file."},
	{"data *", "text.*", OPTION_TEXT, NULL, NULL, false, HELP_TEXT_COLUMN},
	{"data *", "number.*", OPTION_TEXT, NULL, NULL, false,
		HELP_NUMBER_COLUMN},
	{"data *", "aggregate.*", OPTION_EXPRESSION, NULL, NULL, false,
		"With rows = many: a number that a recipient's rows come to, "
		"as an SQL aggregate over this file's mapped columns: "
		"aggregate.paid = sum(amount) is printed by {{paid}}, and "
		"formulas call it paid. sum of no row has no value, total and "
		"count(*) are 0."},

	{"constants", "text.*", OPTION_TEXT, NULL, NULL, false,
		"A text: text.period = ... is printed by {{period}}."},
	{"constants", "date.*", OPTION_DATE, NULL, NULL, false,
		"A date: date.deadline = 2020-09-30 is printed by "
		"{{deadline}} as 30 September 2020."},

	{"group *", "label", OPTION_TEXT, NULL, NULL, true,
		"The group's name for people, in the plural."},
	{"group *", "compare", OPTION_FLAG, NULL, "yes", false,
		"Whether its members are compared with one another. With no, "
		"they have no average."},

	{"indicator *", "label", OPTION_TEXT, NULL, NULL, true,
		"The indicator's name for people, a panel's heading."},
	{"indicator *", "count", OPTION_EXPRESSION, NULL, NULL, false,
		"How many cases count, as an SQL expression over the mapped "
		"columns. The value is count / base."},
	{"indicator *", "base", OPTION_EXPRESSION, NULL, NULL, false,
		"Out of how many cases, as an SQL expression. Where it is 0 "
		"there is no value, and the letter prints 'undefined'."},
	{"indicator *", "value", OPTION_EXPRESSION, NULL, NULL, false,
		"A value that the data states, in printed units (60 for 60%). "
		"It is used where count or base is missing, and compared with "
		"count / base where both are known."},
	{"indicator *", "average", OPTION_CHOICE,
		"pooled mean median supplied none", "pooled", false,
		"How the group's average is found: the sum of counts over the "
		"sum of bases, the mean or the median of the members' values, "
		"supplied by average_value, or none at all. A recipient is "
		"a member of its own group."},
	{"indicator *", "average_value", OPTION_EXPRESSION, NULL, NULL, false,
		"With average = supplied: the average, in printed units, as "
		"an SQL expression."},
	{"indicator *", "rank", OPTION_CHOICE, "none highest lowest", "none",
		false,
		"Who is first in the group: {{NAME.rank}} is the recipient's "
		"place among the {{NAME.ranked}} members with a value. Equal "
		"values share a place, and the next ones are skipped."},
	{"indicator *", "suppress_below", OPTION_INTEGER, "0..1000", "0",
		false,
		"Numbers from 1 to below this could point at persons: where "
		"count, base or the rest of the base is one of them, the "
		"letter and figures.csv withhold the indicator (its state is "
		"'suppressed'), charts draw no dot for it, and an average of "
		"fewer than three members is withheld too. 0: nothing is."},
	{"indicator *", "suppressed", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's sentence in place of a withheld value."},
	{"indicator *", "fewer", OPTION_TEXT, NULL, NULL, false,
		"What {{NAME.count}} or {{NAME.base}} prints for such a small "
		"number, as 'fewer than 5'."},
	{"indicator *", "withheld", OPTION_TEXT, NULL, NULL, false,
		"What {{NAME.value}} prints where it is withheld, and "
		"{{NAME.count}} where it is the rest that is small."},
	{"indicator *", "scale", OPTION_INTEGER, "1..1000000", "100", false,
		"What count / base is multiplied by: 100 for percent, 100000 "
		"for cases in 100,000."},
	{"indicator *", "decimals", OPTION_INTEGER, "0..6", "0", false,
		"Digits after the decimal point of the printed value and "
		"average, rounded half up."},
	{"indicator *", "unit", OPTION_TEXT, NULL, "%", false,
		"What is printed right after the number; \"\" for nothing."},
	{"indicator *", "cautious", OPTION_FLAG, NULL, "no", false,
		"Whether 100% and 0% are printed only where they are exact. "
		"Otherwise the letter says 'more than 99%' or 'less than "
		"1%'."},
	{"indicator *", "no_average", OPTION_TEXT, NULL, NULL, false,
		"What {{NAME.average}} prints where there is no average. "
		"Unset: 'not applicable', in its language."},
	{"indicator *", "language", OPTION_TEXT, NULL, NULL, false,
		"The language of this section's texts, as a BCP 47 tag: its "
		"panel's numbers are printed so. Unset: the letter's."},
	{"indicator *", "counted", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's line about count and base, where both are "
		"known."},
	{"indicator *", "stated", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's line where only the value is known."},
	{"indicator *", "undefined", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's sentence where the base is 0, in place of a "
		"value. Required with a base."},
	{"indicator *", "average_text", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's line about the average, where there is one."},
	{"indicator *", "no_average_text", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's line where there is no average."},
	{"indicator *", "base_text", OPTION_TEMPLATE, NULL, NULL, false,
		"The panel's line about what the value rests on, where the "
		"base is known."},
	{"indicator *", "graphic", OPTION_CHOICE, "strip bar none", "strip",
		false,
		"The panel's chart: a strip with a dot for each member of the "
		"group, the value's bar above the average's, or none."},
	{"indicator *", "peers", OPTION_FLAG, NULL, "yes", false,
		"Whether a strip draws a dot for each member of the group."},
	{"indicator *", "chart_label", OPTION_TEMPLATE, NULL, NULL, false,
		"What stands at the recipient's own mark in the chart."},
	{"indicator *", "chart_average_label", OPTION_TEMPLATE, NULL, NULL,
		false, "What stands at the average's mark in the chart."},
	{"indicator *", "alt", OPTION_TEMPLATE, NULL, NULL, false,
		"What the chart shows, in words, for people who do not see "
		"it."},

	{"chart *", "kind", OPTION_CHOICE, "strip bar trend", NULL, true,
		"A strip or bars, as in an indicator's panel, or a trend: a "
		"line of values over time."},
	{"chart *", "indicator", OPTION_TEXT, NULL, NULL, false,
		"The indicator that a strip or bars show. There is no chart "
		"where it is undefined."},
	{"chart *", "rows", OPTION_TEXT, NULL, NULL, false,
		"With kind = trend: the NAME of a [data NAME] with rows = "
		"many; each row is a point, in the rows' order, 60 at most."},
	{"chart *", "x", OPTION_TEXT, NULL, NULL, false,
		"The column of those rows that names the points. Numbers, as "
		"years, must grow from row to row, and stand to scale; texts, "
		"as months, stand at even steps."},
	{"chart *", "y", OPTION_TEXT, NULL, NULL, false,
		"The column of numbers to draw. Where one is missing the line "
		"has a gap; so it has between numbers of x further apart than "
		"the closest are."},
	{"chart *", "average", OPTION_TEXT, NULL, NULL, false,
		"A second column of numbers to compare with, drawn as a "
		"dashed line."},
	{"chart *", "format", OPTION_TEMPLATE, NULL, "{{value}}", false,
		"How a trend's numbers print, as {{value|number 1}}%."},
	{"chart *", "from", OPTION_NUMBER, NULL, "0", false,
		"The number at which a trend's scale begins. A scale that "
		"does not begin at 0 makes small changes look large."},
	{"chart *", "from_text", OPTION_TEMPLATE, NULL,
		"The scale begins at {{value}}.", false,
		"What a trend says below it where its scale does not begin at "
		"0."},
	{"chart *", "label", OPTION_TEMPLATE, NULL, NULL, false,
		"A line above the chart: what it shows."},
	{"chart *", "caption", OPTION_TEMPLATE, NULL, NULL, false,
		"Small print below the chart."},
	{"chart *", "y_label", OPTION_TEMPLATE, NULL, NULL, false,
		"What stands at the recipient's own line or mark. Unset: an "
		"indicator's chart_label."},
	{"chart *", "average_label", OPTION_TEMPLATE, NULL, NULL, false,
		"What stands at the average's. Unset: an indicator's "
		"chart_average_label."},
	{"chart *", "alt", OPTION_TEMPLATE, NULL, NULL, false,
		"What the chart shows, in words, for people who do not see "
		"it. Unset: an indicator's alt; of a trend, its label with "
		"the first, last, highest and lowest value, in the words of "
		"[words NAME]."},

	{"table *", "rows", OPTION_TEXT, NULL, NULL, true,
		"The NAME of the [data NAME] whose rows it shows, in the order "
		"that is set there. How many these are is the value "
		"{{NAME.rows}}."},
	{"table *", "columns", OPTION_LINES, NULL, NULL, true,
		"The mapped columns it shows, from left to right, parted by "
		"|."},
	{"table *", "label.*", OPTION_TEMPLATE, NULL, NULL, false,
		"The header of a column: label.used = Used. Unset: its header "
		"in the file."},
	{"table *", "format.*", OPTION_TEXT, NULL, NULL, false,
		"How the cells of a column are printed, as a formatter of the "
		"letter's text: format.used = number 2. Unset: as they are."},
	{"table *", "align.*", OPTION_CHOICE, "left right", NULL, false,
		"Where the cells of a column stand. Unset: texts at the left, "
		"numbers at the right with their decimal marks below each "
		"other."},
	{"table *", "total.*", OPTION_CHOICE, "none sum mean", NULL, false,
		"What the last row says of a column of numbers: total.used = "
		"sum is printed there, and by {{NAME.used.total}}. A cell "
		"without a value has no part in it."},
	{"table *", "total_label", OPTION_TEMPLATE, NULL, NULL, false,
		"What the last row is called. Unset: 'Total', in the language "
		"that the table is printed in."},
	{"table *", "header_column", OPTION_TEXT, NULL, NULL, false,
		"The column that tells the rows apart; who listens hears its "
		"cell with each other cell of the row. Unset: the first."},
	{"table *", "caption", OPTION_TEMPLATE, NULL, NULL, false,
		"The table's title, above it."},
	{"table *", "empty", OPTION_TEMPLATE, NULL, NULL, false,
		"The sentence in place of the table where there is no row; "
		"\"\" for nothing. Unset: such a letter is not made."},
	{"table *", "missing", OPTION_TEXT, NULL, NULL, false,
		"What a cell without a value shows, as 'not read'. Unset: "
		"such a letter is not made."},

	{"letter", "text", OPTION_FILE, NULL, NULL, true,
		"The letter's text: a Markdown file with {{placeholders}}."},
	{"letter", "language", OPTION_TEXT, NULL, "en-GB", false,
		"The language of the letter, as a BCP 47 tag. Numbers, dates, "
		"plurals and the mill's own words go by it, and screen "
		"readers choose their voice."},
	{"letter", "wordmark", OPTION_LINES, NULL, NULL, false,
		"The sender's name at the top of the first page, its lines "
		"parted by |."},
	{"letter", "footer", OPTION_TEMPLATE, NULL, NULL, false,
		"A line at the foot of each page."},
	{"letter", "legibility", OPTION_CHOICE, "required advised", "required",
		false,
		"What colours too faint and type too small are: an error, so "
		"that no letter is made, or a warning. On white, text needs a "
		"contrast of 4.5:1 (3:1 from 18 pt, or from 14 pt if bold), "
		"lines and dots 3:1, as in WCAG 2; the text 11 pt, small "
		"print 8 pt. 'check' tells the contrast of each colour."},
	{"letter", "page_label", OPTION_TEXT, NULL, NULL, false,
		"The number at the foot of each page; {page} and {pages} "
		"are filled in. Unset: 'Page {page} of {pages}', in the "
		"letter's language."},

	{"letter", "enclosures", OPTION_LINES, NULL, NULL, false,
		"What comes with the letter, parted by |, printed below the "
		"signature. A line is left out where a value that it prints is "
		"missing or empty."},
	{"letter", "copies", OPTION_LINES, NULL, NULL, false,
		"Who gets a copy, parted by |, printed below that; likewise."},

	{"letterhead", "image", OPTION_FILE, NULL, NULL, false,
		"The sender's mark in place of a wordmark: " IMAGE_KINDS "."},
	{"letterhead", "image_width", OPTION_LENGTH, "5 mm..120 mm", "45 mm",
		false, "The width of that picture as printed."},
	{"letterhead", "image_alt", OPTION_TEMPLATE, NULL, NULL, false,
		"What the picture says, for people who do not see it: mostly "
		"the sender's name. Required with a picture; \"\" where it is "
		"only an ornament."},
	{"letterhead", "return_address", OPTION_LINES, NULL, NULL, false,
		"The sender's address, its lines parted by |: one small line "
		"in a window of DIN 5008, else at the right of the wordmark."},
	{"letterhead", "address", OPTION_LINES, NULL, NULL, false,
		"The recipient's address, its lines parted by |, as "
		"{{name}} | {{street}} | {{postcode}} {{town}}. A line is left "
		"out where a value that it prints is missing or empty. "
		"Required with a window."},
	{"letterhead", "reference", OPTION_LINES, NULL, NULL, false,
		"Lines parted by | at the right of the window, or above the "
		"text where there is none, as Our ref: {{key}} | {{job.date}}; "
		"left out likewise."},
	{"letterhead", "window", OPTION_CHOICE,
		"none din5008a din5008b uk-c5 uk-dl", "none", false,
		"The envelope whose window shows the address: DIN 5008:2020 "
		"form A (27 mm from the top) or B (45 mm); uk-c5, as GOV.UK "
		"Notify's (39.5 to 66.3 mm from the top); uk-dl, with a window "
		"of 90 by 35 mm, 20 mm from the left and 18 mm from the bottom "
		"(57 to 81 mm from the sheet's top). For paper of A4. An "
		"address that does not fit is an error. UK envelopes differ: "
		"try one of yours first."},
	{"letterhead", "fold_marks", OPTION_FLAG, NULL, "no", false,
		"Whether short lines at the first page's left edge show where "
		"to fold it for that envelope."},

	{"words *", "page", OPTION_TEXT, NULL, NULL, false,
		"'Page {page} of {pages}', at the foot of each page."},
	{"words *", "specimen", OPTION_TEXT, NULL, NULL, false,
		"'Specimen \xE2\x80\x93 not an official letter', the "
		"banner."},
	{"words *", "not_applicable", OPTION_TEXT, NULL, NULL, false,
		"'not applicable', where there is no average."},
	{"words *", "more_than", OPTION_TEXT, NULL, NULL, false,
		"'more than {value}', of a cautious indicator."},
	{"words *", "less_than", OPTION_TEXT, NULL, NULL, false,
		"'less than {value}', likewise."},
	{"words *", "signature_of", OPTION_TEXT, NULL, NULL, false,
		"'Signature of {name}', what a picture of one shows."},
	{"words *", "signed", OPTION_TEXT, NULL, NULL, false,
		"'This letter is signed digitally. Any change to it makes the "
		"signature invalid.', under the name."},
	{"words *", "signature", OPTION_TEXT, NULL, NULL, false,
		"'Digital signature', as PDF readers call it."},
	{"words *", "figures_file", OPTION_TEXT, NULL, NULL, false,
		"What the attached figures.csv is."},
	{"words *", "row_file", OPTION_TEXT, NULL, NULL, false,
		"What an attached row is."},
	{"words *", "rows_file", OPTION_TEXT, NULL, NULL, false,
		"What several attached rows are."},
	{"words *", "enclosed", OPTION_TEXT, NULL, NULL, false,
		"'Enclosed', above the enclosures."},
	{"words *", "copies", OPTION_TEXT, NULL, NULL, false,
		"'Copies to', above those who get one."},
	{"words *", "first_day", OPTION_TEXT, NULL, NULL, false,
		"How dates write the first of a month, as 1er in French; "
		"empty: as any other day."},
	{"words *", "total", OPTION_TEXT, NULL, NULL, false,
		"'Total', the last row of a table that has no total_label; a "
		"letter without such a table does without."},
	{"words *", "trend", OPTION_TEXT, NULL, NULL, false,
		"'{label}: {course}', which begins what a trend without alt "
		"shows, in words; this and those below are of such a chart "
		"alone."},
	{"words *", "trend_point", OPTION_TEXT, NULL, NULL, false,
		"'{value} in {at}', of a point of it."},
	{"words *", "trend_course", OPTION_TEXT, NULL, NULL, false,
		"'from {first} to {last}', of its points."},
	{"words *", "trend_highest", OPTION_TEXT, NULL, NULL, false,
		"'highest {point}', after that."},
	{"words *", "trend_lowest", OPTION_TEXT, NULL, NULL, false,
		"'lowest {point}', likewise."},
	{"words *", "trend_average", OPTION_TEXT, NULL, NULL, false,
		"'{own}; {average}', the recipient's words and those of the "
		"average."},
	{"words *", "trend_compared", OPTION_TEXT, NULL, NULL, false,
		"'in comparison', the average's label where it has none."},
	{"words *", "trend_and", OPTION_TEXT, NULL, NULL, false,
		"'{before} and {last}', of several points."},
	{"words *", "trend_no_value", OPTION_TEXT, NULL, NULL, false,
		"'No value for {points}.', of all that have none."},
	{"words *", "trend_gap", OPTION_TEXT, NULL, NULL, false,
		"'Nothing between {before} and {after}.', where a step is "
		"left out."},

	{"page", "size", OPTION_CHOICE, "A4 Letter", "A4", false,
		"The paper: A4 (210 by 297 mm) or Letter (8.5 by 11 in)."},
	{"page", "margin_top", OPTION_LENGTH, "5 mm..100 mm", "25 mm", false,
		"Space above the text."},
	{"page", "margin_right", OPTION_LENGTH, "5 mm..80 mm", "25 mm", false,
		"Space to the right of the text."},
	{"page", "margin_bottom", OPTION_LENGTH, "5 mm..100 mm", "25 mm",
		false, "Space below the text; the footer stands in it."},
	{"page", "margin_left", OPTION_LENGTH, "5 mm..80 mm", "25 mm", false,
		"Space to the left of the text."},

	{"type", "body_size", OPTION_LENGTH, "6 pt..36 pt", "11 pt", false,
		"The size of the text."},
	{"type", "leading", OPTION_LENGTH, "6 pt..72 pt", "15 pt", false,
		"The distance from one line of text to the next."},
	{"type", "title_size", OPTION_LENGTH, "6 pt..72 pt", "17 pt", false,
		"The size of the title."},
	{"type", "heading_size", OPTION_LENGTH, "6 pt..72 pt", "13 pt", false,
		"The size of headings."},
	{"type", "note_size", OPTION_LENGTH, "6 pt..36 pt", "9 pt", false,
		"The size of footers and small print."},
	{"type", "figure_size", OPTION_LENGTH, "6 pt..144 pt", "44 pt", false,
		"The size of a panel's value."},
	{"type", "paragraph_gap", OPTION_LENGTH, "0 pt..72 pt", "7.5 pt",
		false, "The space between paragraphs."},
	{"type", "figures", OPTION_CHOICE, "proportional tabular",
		"proportional", false,
		"The digits of running text: each as wide as it is, or all of "
		"one width. In columns of numbers they always are of one."},
	{"type", "hyphenation", OPTION_FILE, NULL, NULL, false,
		"Patterns by which words are parted where lines would come "
		"out ragged: a file of the package hyphen-en-gb or its like, "
		"/usr/share/hyphen/hyph_en_GB.dic. Unset: a word is parted "
		"only where the text has a soft hyphen, &shy;."},
	{"type", "tighten", OPTION_NUMBER, "0..10", "4", false,
		"A letter that would leave fewer than four lines on its last "
		"page is set tighter, on all of its pages alike: by so many "
		"per cent of the leading and the gaps at most."},
	{"type", "loosen", OPTION_NUMBER, "0..10", "4", false,
		"Where tightening does not help, it is set looser, by so many "
		"per cent at most."},
	{"type", "grid", OPTION_CHOICE, "half whole off", "half", false,
		"The grid that lines of text stand on, on all pages of a "
		"letter: half the leading, the whole, or none. Gaps, headings "
		"and panels are rounded to it."},

	{"fonts", "regular", OPTION_FILE, NULL, NULL, true,
		"The typeface of the text, a TrueType file."},
	{"fonts", "bold", OPTION_FILE, NULL, NULL, false,
		"The bold typeface. Unset: regular serves for it."},
	{"fonts", "italic", OPTION_FILE, NULL, NULL, false,
		"The italic typeface. Unset: regular serves for it."},
	{"fonts", "bold_italic", OPTION_FILE, NULL, NULL, false,
		"The bold italic typeface. Unset: regular serves for it."},
	{"fonts", "fallback", OPTION_FILES, NULL, NULL, false,
		"Font files for characters that the others lack, in the order "
		"of preference. Paths are seen from the configuration's "
		"folder."},
	{"fonts", "profile", OPTION_FILE, NULL, NULL, true,
		"The ICC profile of the sRGB colour space, which an archival "
		"PDF carries."},

	{"colours", "text", OPTION_COLOUR, NULL, "1d2733", false,
		"The text."},
	{"colours", "accent", OPTION_COLOUR, NULL, "0b5563", false,
		"Titles, headings and the recipient's own mark in charts."},
	{"colours", "muted", OPTION_COLOUR, NULL, "5a6572", false,
		"Footers and small print."},
	{"colours", "banner", OPTION_COLOUR, NULL, "a33b00", false,
		"The banner of a specimen."},
	{"colours", "graphic", OPTION_COLOUR, NULL, "8797a0", false,
		"Lines and dots of charts."},

	{"signatory", "name", OPTION_TEMPLATE, NULL, NULL, false,
		HELP_SIGNATORY_NAME},
	{"signatory", "roles", OPTION_LINES, NULL, NULL, false,
		HELP_SIGNATORY_ROLES},
	{"signatory", "image", OPTION_FILE, NULL, NULL, false,
		HELP_SIGNATORY_IMAGE},
	{"signatory", "image_width", OPTION_LENGTH, "5 mm..120 mm", "45 mm",
		false, HELP_SIGNATORY_WIDTH},

	{"signatory *", "name", OPTION_TEMPLATE, NULL, NULL, true,
		HELP_SIGNATORY_NAME},
	{"signatory *", "roles", OPTION_LINES, NULL, NULL, false,
		HELP_SIGNATORY_ROLES},
	{"signatory *", "image", OPTION_FILE, NULL, NULL, false,
		HELP_SIGNATORY_IMAGE},
	{"signatory *", "image_width", OPTION_LENGTH, "5 mm..120 mm", "45 mm",
		false, HELP_SIGNATORY_WIDTH},

	{"signature", "key", OPTION_KEY, NULL, NULL, false,
		"The signer's key: a PEM or PKCS#12 file that its owner alone "
		"can read, or the pkcs11: URI of a key in a token."},
	{"signature", "sign", OPTION_CHOICE, "now later", "now", false,
		"When: now, as the letter is made; or later, by 'lettermill "
		"sign', so that the key need not be where letters are made. "
		"Then certificates has to hold the signer's, too."},
	{"signature", "sessions", OPTION_INTEGER, "1..1024", NULL, false,
		"How many signatures are asked of a token, or time-stamps of "
		"their server, at once. Unset: one by each worker of 'render', "
		"and --jobs by 'sign'."},
	{"signature", "certificates", OPTION_FILES, NULL, NULL, false,
		"PEM files of the signer's certificate and of those above it."},
	{"signature", "roots", OPTION_FILE, NULL, NULL, false,
		"A PEM file of the roots that certificates must lead to; "
		"'verify' trusts them."},
	{"signature", "password_file", OPTION_KEY, NULL, NULL, false,
		"A file, readable by its owner alone, whose first line is the "
		"key's password or the token's PIN. With neither this nor "
		"password_variable it is asked for at the terminal."},
	{"signature", "password_variable", OPTION_TEXT, NULL, NULL, false,
		"The environment variable that holds it."},
	{"signature", "level", OPTION_CHOICE, "b-b b-t", "b-b", false,
		"PAdES baseline: b-b, or b-t with a time-stamp."},
	{"signature", "timestamp", OPTION_TEXT, NULL, NULL, false,
		"The address of an RFC 3161 time-stamp server, for b-t: "
		"http://, as a time-stamp is signed and tells nothing of the "
		"letter."},
	{"signature", "timestamp_timeout", OPTION_INTEGER, "1..50", "10",
		false,
		"The seconds that the server has to answer. After three "
		"failures in a row a worker does not ask it again in this run; "
		"the letters that need it fail, and the next run makes them."},
	{"signature", "reason", OPTION_TEXT, NULL, NULL, false,
		"Why the letter is signed, as PDF readers show it."},
	{"signature", "place", OPTION_TEXT, NULL, NULL, false,
		"Where it is signed."},
	{"signature", "contact", OPTION_TEXT, NULL, NULL, false,
		"Whom to ask about the signature."},
	{"signature", "certify", OPTION_FLAG, NULL, "yes", false,
		"Whether the signature also says that no change of the file "
		"is ever allowed (DocMDP)."},
	{"signature", "mark", OPTION_TEMPLATE, NULL, NULL, false,
		"What stands under the signatory's name in a signed letter. "
		"Unset: 'This letter is signed digitally. Any change to it "
		"makes the signature invalid.', in the letter's language."},

	{"attachments", "figures", OPTION_FLAG, NULL, "yes", false,
		"figures.csv: every figure of the letter with its formula, its "
		"numerator and denominator, and the rows it was read from."},
	{"attachments", "rows", OPTION_FLAG, NULL, "no", false,
		"From each file that figures were read from, its header and "
		"the recipient's row."},

	{"output", "file", OPTION_TEMPLATE, NULL, NULL, false,
		"The name of each letter's file, without .pdf; unset: the "
		"recipient's name, or its key where the name has no Latin "
		"letter. Two letters must not get the same name."},
	{"output", "folders", OPTION_CHOICE, "flat 256 65536", "flat", false,
		"How letters are spread over folders: flat: all in letters/. "
		"256: letters/3f/NAME.pdf, for a hundred thousand and more; "
		"65536: letters/3f/a2/NAME.pdf, for ten million and more. A "
		"name's folder never changes; manifest.csv tells each. After "
		"a change, the next 'render' moves the letters, which stay "
		"what they are, with their approvals."},

	{"output", "pack", OPTION_CHOICE, "none zip", "none", false,
		"zip: the letters of each folder are one file beside it, a ZIP "
		"store: letters/3f.zip instead of letters/3f/, and "
		"letters.zip where folders is flat. Every command reads them "
		"there, and any program unpacks them: letters are stored under "
		"the names that manifest.csv tells. After a change, the next "
		"'render' packs or unpacks them."},

	{"approval", "persons", OPTION_INTEGER, "1..9", "1", false,
		"How many different persons have to approve a letter: 2 for "
		"four eyes. Letters are not made again for it."},

	{"email", "from", OPTION_TEMPLATE, NULL, NULL, false,
		"The sender's address, as letters@example.org."},
	{"email", "from_name", OPTION_TEMPLATE, NULL, NULL, false,
		"The sender's name."},
	{"email", "reply_to", OPTION_TEMPLATE, NULL, NULL, false,
		"Where answers go. Unset, or of a value that is missing: to "
		"the sender."},
	{"email", "to", OPTION_TEMPLATE, NULL, NULL, false,
		"Whom the message is for, mostly a column as {{email}}. "
		"Addresses here are just name@domain; several are parted by "
		"; or , and a domain may have letters of any script."},
	{"email", "to_name", OPTION_TEMPLATE, NULL, NULL, false,
		"The name that goes with the first of them. It is always a "
		"name, whatever signs stand in it."},
	{"email", "cc", OPTION_TEMPLATE, NULL, NULL, false,
		"Who else gets the message. Of a value that is missing: "
		"nobody."},
	{"email", "subject", OPTION_TEMPLATE, NULL, NULL, false,
		"The message's subject."},
	{"email", "text", OPTION_FILE, NULL, NULL, false,
		"The message's text: a Markdown file as the letter's, with "
		"the same placeholders and conditions and replaces_date, but "
		"without panels, charts and tables. It is sent as plain text "
		"and as HTML."},
	{"email", "file", OPTION_TEMPLATE, NULL, NULL, false,
		"What the attached letter is called, without .pdf. Unset: as "
		"its file."},
	{"email", "date", OPTION_DATE, NULL, NULL, false,
		"The date of the messages, at noon UTC. Unset: that of the "
		"letters."},
	{"email", "duplicates", OPTION_CHOICE, "warn refuse allow", "warn",
		false,
		"What to do where two letters go to one address or to two "
		"persons of one name: warn, write none of these messages, or "
		"nothing."},
	{"email", "smtputf8", OPTION_FLAG, NULL, "no", false,
		"Whether the part before the @ may have other letters than a "
		"to z, which sender's and receiver's servers must both take."},
	{"email", "smime", OPTION_FLAG, NULL, "no", false,
		"Whether messages are signed (S/MIME), with a certificate that "
		"names the sender's address."},
	{"email", "smime_key", OPTION_KEY, NULL, NULL, false,
		"The key for that, as key in [signature]. Unset: that one, "
		"with its certificates and password."},
	{"email", "smime_certificates", OPTION_FILES, NULL, NULL, false,
		"PEM files of its certificate and of those above it."},
	{"email", "smime_password_file", OPTION_KEY, NULL, NULL, false,
		"As password_file in [signature]."},
	{"email", "smime_password_variable", OPTION_TEXT, NULL, NULL, false,
		"As password_variable in [signature]."},

	{"smtp", "server", OPTION_TEXT, NULL, NULL, false,
		"The server's name, as its certificate has it, as "
		"mail.example.org."},
	{"smtp", "port", OPTION_INTEGER, "1..65535", NULL, false,
		"Its port. Unset: 587 for starttls, 465 for tls, 25 for none."},
	{"smtp", "security", OPTION_CHOICE, "starttls tls none", "starttls",
		false,
		"How the connection is encrypted: after a first greeting, from "
		"the start, or not at all, which is for a server on this very "
		"machine (localhost, 127.0.0.1 or ::1). Where it cannot be "
		"encrypted, or the certificate is not trusted or of another "
		"name, nothing is sent."},
	{"smtp", "roots", OPTION_FILE, NULL, NULL, false,
		"A PEM file of the roots to trust. Unset: those that the "
		"system trusts."},
	{"smtp", "user", OPTION_TEXT, NULL, NULL, false,
		"The name to log in by. Unset: nobody logs in."},
	{"smtp", "password_file", OPTION_KEY, NULL, NULL, false,
		"A file whose first line is the password, readable by its "
		"owner alone."},
	{"smtp", "password_variable", OPTION_TEXT, NULL, NULL, false,
		"Instead: the variable of the environment that holds it."},
	{"smtp", "hello", OPTION_TEXT, NULL, NULL, false,
		"The name by which the server is greeted. Unset: that of this "
		"machine."},
	{"smtp", "sender", OPTION_TEXT, NULL, NULL, false,
		"The address to which servers return what cannot be delivered. "
		"Unset: the message's sender."},
	{"smtp", "rate", OPTION_INTEGER, "0..100000", "60", false,
		"How many messages a minute are handed over at most; 0: as "
		"many as the server takes."},
	{"smtp", "tries", OPTION_INTEGER, "1..20", "5", false,
		"How often a run tries what is not taken for now (4xx), or to "
		"reach the server. What is left then is left to the next run."},
	{"smtp", "pause", OPTION_NUMBER, "0..3600", "60", false,
		"Seconds before the second try. Each further pause is twice "
		"the one before, up to an hour."},
	{"smtp", "timeout", OPTION_INTEGER, "1..3600", "600", false,
		"Seconds to wait for an answer of the server (RFC 5321 asks "
		"for ten minutes)."},
	{"smtp", "partial", OPTION_FLAG, NULL, "no", false,
		"Where the server refuses some recipients of a message: send "
		"it to the others all the same. With no, it is sent to all of "
		"them or to none."},
};
const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

static const struct {
	const char *name, *form;
} types[] = {
	[OPTION_TEXT] = {"text", "write some text"},
	[OPTION_FILE] = {"file",
		"write a path as seen from the configuration's folder"},
	[OPTION_INTEGER] = {"integer", "write a whole number in digits, as "
		"100"},
	[OPTION_NUMBER] = {"number", "write digits with a decimal point, as "
		"1.5"},
	[OPTION_LENGTH] = {"length",
		"write a number and its unit, as 25 mm, 2.5 cm, 11 pt or "
		"1 in"},
	[OPTION_COLOUR] = {"colour",
		"write six hexadecimal digits, as 0b5563"},
	[OPTION_DATE] = {"date",
		"write year, month and day of a real day, as 2020-07-22"},
	[OPTION_FLAG] = {"flag", "write yes or no"},
	[OPTION_CHOICE] = {"choice", "write one of the words"},
	[OPTION_KEY] = {"key file", "write a path, or a pkcs11: URI"},
	[OPTION_FILES] = {"files", "write paths with commas between"},
	[OPTION_LIST] = {"list", "write texts with commas between"},
	[OPTION_LINES] = {"lines", "write texts with | between"},
	[OPTION_CHARACTER] = {"character",
		"write one character of ASCII that is no letter, digit or "
		"quote, or the word tab, space, comma, semicolon or pipe"},
	[OPTION_EXPRESSION] = {"expression", "write an SQL expression"},
	[OPTION_TEMPLATE] = {"template",
		"write text, with placeholders as {{name}}"},
};

const size_t option_type_count = sizeof(types) / sizeof(types[0]);

const char *option_type_name(enum option_type type)
{
	return types[type].name;
}

const char *option_type_form(enum option_type type)
{
	return types[type].form;
}

bool option_is_wildcard(const struct option *option)
{
	return option->key[strlen(option->key) - 1] == '*';
}

const struct option *option_lookup(const char *section, const char *key)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		size_t stem = strlen(option->key) - 1;

		if (strcmp(option->section, section) != 0)
			continue;
		if (strcmp(option->key, key) == 0 ||
			(option_is_wildcard(option) &&
				strncmp(option->key, key, stem) == 0))
			return option;
	}
	return NULL;
}
