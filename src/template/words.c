/* The tables of formatters and directives; see words.h. */
#include "template/words.h"

#include <string.h>

const struct formatter formatter_table[FORMAT_COUNT] = {
	[FORMAT_NONE] = {NULL, "",
		"The value as it is: a text without change, a number with "
		"its thousands parted, a date in words, a rate rounded and "
		"with its unit. Marks and words are those of the language.",
		"{{visits}}", "1,204"},
	[FORMAT_NUMBER] = {"number", "[DECIMALS]",
		"A number, rounded half up to so many decimals, 0 to 6. "
		"Without DECIMALS: as many as it has, 6 at most. A rate "
		"counts as the ratio that it is.",
		"{{visits|number 2}}", "1,204.00"},
	[FORMAT_PERCENT] = {"percent", "[DECIMALS]",
		"A ratio in percent, rounded half up to so many decimals, or "
		"to whole ones. It is for an indicator's value and average; "
		"those of a scale other than 100 are a ratio as well.",
		"{{attendance.value|percent 1}}", "57.5%"},
	[FORMAT_DATE] = {"date", "",
		"A date, or a text such as 2021-01-05, in words. (What is "
		"defined as a date is printed so without it.)",
		"{{joined|date}}", "17 March 2014"},
	[FORMAT_PLURAL] = {"plural", "'ONE' 'MORE'",
		"The word that goes with the number, without the number: in "
		"English the first for exactly 1, else the second. Quotes may "
		"be single or double. A language of more forms needs each, "
		"behind its name in CLDR (zero, one, two, few, many, other): "
		"see Languages.",
		"{{visits}} {{visits|plural 'visit' 'visits'}}",
		"1,204 visits"},
};

const struct directive directive_table[] = {
	{"#if", TAG_IF, "an expression", false,
		"{{#if EXPRESSION}} ... {{else}} ... {{/if}}",
		"The first part where the expression is true, else the second "
		"({{else}} may be left out). Within a paragraph, or, with each "
		"tag alone on its line, around whole paragraphs, lists and "
		"panels. Up to 16 may stand in one another. What becomes "
		"empty leaves no gap.",
		"You are {{#if visits > 100}}a regular{{else}}a guest{{/if}}.",
		"You are a regular."},
	{"else", TAG_ELSE, NULL, false, NULL, NULL, NULL, NULL},
	{"/if", TAG_END_IF, NULL, false, NULL, NULL, NULL, NULL},
	{"lang", TAG_LANG, "a language, as cy", false,
		"{{lang TAG}} ... {{/lang}}",
		"Another language than the letter's, so that it is read aloud "
		"rightly; numbers, dates and plurals within go by it, too. TAG "
		"is one of BCP 47, as de or cy. Within a paragraph, or, with "
		"each tag alone on its line, around whole paragraphs, headings "
		"and lists.",
		"{{lang de}}Gut gemacht,{{/lang}} {{name}}!",
		"Gut gemacht, J\xC3\xBCrgen M\xC3\xBCller!"},
	{"/lang", TAG_END_LANG, NULL, false, NULL, NULL, NULL, NULL},
	{"panel", TAG_PANEL, "an indicator's name", false, "{{panel NAME}}",
		"The indicator NAME with its label, its value in large "
		"figures, a chart, and the lines that its section sets. Alone "
		"on a line, in no list.",
		"{{panel attendance}}",
		"Courses attended\n58%\nAverage of all gold members: 65%"},
	{"chart", TAG_CHART, "a chart's name", false, "{{chart NAME}}",
		"What [chart NAME] says: values over time as a line, or an "
		"indicator as bars or a strip of dots. Alone on a line, in no "
		"list.",
		"{{chart years}}",
		"Your visits, year by year\nBetween 310 and 1,204 a year."},
	{"table", TAG_TABLE, "a table's name", false, "{{table NAME}}",
		"The rows that the recipient has in a file, as the section "
		"[table NAME] sets them. Alone on a line, in no list.",
		"{{table paid}}",
		"Month Paid in euros\nMarch 29.90\nJune 1,014.50\n"
		"Total 1,044.40"},
	{"signature", TAG_SIGNATURE, "a signatory's name", true,
		"{{signature NAME}}",
		"Picture, name and roles of [signatory NAME]; without NAME, "
		"those of [signatory]. Alone on a line, in no list.",
		"{{signature}}",
		"Eva Gro\xC3\x9F\nManager"},
	{"signatures", TAG_SIGNATURES, NULL, false, "{{signatures}}",
		"All signatories in the configuration's order, side by side "
		"where they fit. Alone on a line, in no list.",
		"{{signatures}}",
		"Eva Gro\xC3\x9F\nManager"},
	{"pagebreak", TAG_PAGE_BREAK, NULL, false, "{{pagebreak}}",
		"What follows begins a new page. Alone on a line, in no list.",
		"One page.\n\n{{pagebreak}}\n\nThe next.",
		"One page.\n(next page)\nThe next."},
	{"note", TAG_NOTE, NULL, false, "{{note}}",
		"The paragraph after it is small print. Alone on a line, in "
		"no list.",
		"{{note}}\n\nErrors excepted.",
		"Errors excepted."},
	{"!", TAG_REMARK, "words", false, "{{! WORDS }}",
		"A remark for whoever works on the text: it prints nothing. "
		"Alone on a line or several.",
		"{{! Only members see this letter. }}\n\nDear members",
		"Dear members"},
};
const size_t directive_count =
	sizeof(directive_table) / sizeof(directive_table[0]);

const struct directive *directive_lookup(const char *word)
{
	for (size_t i = 0; i < directive_count; i++)
		if (strcmp(word, directive_table[i].word) == 0)
			return &directive_table[i];
	return NULL;
}
