/* The chapter INDICATORS: figures, their states, averages, ranks, rounding. */
#include "manual/chapters.h"

#include "manual/roff.h"

static void add_fields(struct text *out)
{
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
	roff_item(out, "NAME.rank, NAME.ranked", NULL, "With rank set: the "
		"place in the group, and of how many; see Ranks.");
	roff_item(out, "NAME.state", NULL, "In conditions only: one of the "
		"states below, as a text.");
	roff_sample(out, "{{#if attendance.state = 'counted'}}Well{{else}}"
		"Alas{{/if}}", "Well");
}

static const char states[] =
	"[indicator visits_stated]\n"
	"label = Visits as the till has them\n"
	"value = visits\n"
	"unit  = \"\"\n"
	"average = none\n"
	"\n"
	"[indicator guests]\n"
	"label = Guests who joined\n"
	"count = 0\n"
	"base  = 0\n"
	"undefined = You brought no guest.\n"
	"\n"
	"[indicator missed]\n"
	"label = Courses missed\n"
	"count = booked - attended\n"
	"base  = booked\n"
	"undefined = You booked no course.\n"
	"suppress_below = 20\n"
	"fewer      = fewer than 20\n"
	"withheld   = not shown\n"
	"suppressed = These are too few to print.\n"
	"\n"
	"[indicator weight]\n"
	"label = Weight lost\n"
	"value = NULL\n"
	"unit  = kg\n"
	"average = none\n";

static void add_states(struct text *out)
{
	roff_section(out, "States");
	roff_words(out, "What an indicator is to a recipient. The examples "
		"need four more of them:");
	roff_block(out, "with", states);
	roff_item(out, "counted", NULL, "Count and base are known: the value "
		"is count / base, times scale.");
	roff_sample(out, "{{#if attendance.state = 'counted'}}"
		"{{attendance.value}}{{/if}}", "58%");
	roff_item(out, "stated", NULL, "The value is known, count or base is "
		"not.");
	roff_sample(out, "{{#if visits_stated.state = 'stated'}}"
		"{{visits_stated.value}}{{/if}}", "1,204");
	roff_item(out, "undefined", NULL, "The base is 0. There is no value: "
		"a panel prints 'undefined' in its place, and {{NAME.value}} "
		"is an error outside of a condition.");
	roff_sample(out, "{{#if guests.state = 'undefined'}}Bring "
		"somebody.{{/if}}", "Bring somebody.");
	roff_sample(out, "{{panel guests}}",
		"Guests who joined\nYou brought no guest.");
	roff_item(out, "suppressed", NULL, "The figure is withheld, as a "
		"number is smaller than suppress_below: see Small numbers.");
	roff_sample(out, "{{#if missed.state = 'suppressed'}}"
		"{{missed.count}}{{/if}}", "fewer than 20");
	roff_item(out, "missing", NULL, "A cell that is needed has no value. "
		"A letter that prints the figure or its panel is not made; a "
		"condition may leave both out.");
	roff_sample(out, "{{#if weight.state = 'missing'}}Step on the "
		"scales.{{else}}{{weight.value}}{{/if}}",
		"Step on the scales.");
	roff_section(out, "Small numbers");
	roff_words(out, "Where a small number could point at a person, "
		"suppress_below withholds the figure: if count, base, or what "
		"is left of the base is at least 1 and below it. "
		"{{NAME.count}} and {{NAME.base}} then print 'fewer' if they "
		"are small themselves. A count of which the rest is small, and "
		"the value, print 'withheld'. In conditions they are NULL.");
	roff_block(out, "with",
		"[indicator missed]\n"
		"label = Courses missed\n"
		"count = booked - attended\n"
		"base  = booked\n"
		"undefined = You booked no course.\n"
		"suppress_below = 20\n"
		"fewer      = fewer than 20\n"
		"withheld   = not shown\n"
		"suppressed = These are too few to print.\n");
	roff_sample(out, "{{missed.count}} of {{missed.base}}: "
		"{{missed.value}}",
		"fewer than 20 of 40: not shown");
	roff_sample(out, "{{#if missed.value IS NULL}}Nobody is told.{{/if}}",
		"Nobody is told.");
	roff_sample(out, "{{panel missed}}",
		"Courses missed\nThese are too few to print.");
	roff_words(out, "An average of fewer than three members is withheld as "
		"well, and the recipient has no dot in the charts of others. "
		"The columns that such an indicator reads cannot be printed by "
		"another way: to do so is an error.");
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
		"figures are left out, with a warning. The section's average "
		"may also be supplied, by average_value, or none.\n\n"
		"{{NAME.average}} prints no_average ('not applicable') where "
		"there is none; in conditions it IS NULL then.");
	roff_sample(out, "{{attendance.average}} of the {{group.label}}",
		"65% of the gold members");
	roff_sample(out, "{{frequency.average}}", "64");
	roff_block(out, "with",
		"[indicator attendance]\n"
		"average    = none\n"
		"no_average = not compared\n"
		"[indicator frequency]\n"
		"average       = supplied\n"
		"average_value = 500\n");
	roff_sample(out, "{{attendance.average}} and {{frequency.average}}",
		"not compared and 500");
	roff_section(out, "Ranks");
	roff_words(out, "With rank = highest the member with the highest value "
		"is first, with rank = lowest the one with the lowest. Values "
		"are compared before they are rounded. Members without a "
		"value have no place, and equal ones share theirs. Where there "
		"is no rank, {{NAME.rank}} is an error outside of a condition, "
		"in which it IS NULL.");
	roff_block(out, "with",
		"[indicator attendance]\n"
		"rank = lowest\n"
		"[indicator frequency]\n"
		"rank = highest\n");
	roff_sample(out, "Number {{frequency.rank}} of {{frequency.ranked}} "
		"and {{attendance.rank}} of {{attendance.ranked}}",
		"Number 1 of 3 and 1 of 2");
	roff_sample(out, "{{#if frequency.rank = 1}}Nobody came more "
		"often.{{/if}}", "Nobody came more often.");
}

static void add_rounding(struct text *out)
{
	roff_section(out, "Rounding");
	roff_words(out, "Counts, bases, values and pooled averages are kept "
		"exactly, as ratios, and rounded once, when printed: to "
		"decimals digits, halves up, and trailing zeros dropped. 23 of "
		"40 is 57.5%, hence 58%, and -0.5 becomes 0. A mean is kept to "
		"12 decimals. With cautious = yes, what is not 0% or 100% "
		"exactly never prints so.");
	roff_block(out, "with",
		"[indicator attendance]\n"
		"decimals = 1\n"
		"\n"
		"[indicator absence]\n"
		"label = Courses missed\n"
		"count = booked - attended\n"
		"base  = booked\n"
		"undefined = You booked no course.\n"
		"scale = 1000\n"
		"unit  = \" in 1,000\"\n"
		"\n"
		"[indicator health]\n"
		"label = Visits without an accident\n"
		"count = visits - 1\n"
		"base  = visits\n"
		"undefined = You were not here.\n"
		"cautious = yes\n");
	roff_sample(out, "{{attendance.value}}, {{absence.value}}, "
		"{{health.value}}", "57.5%, 425 in 1,000, more than 99%");
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
		"with a missing value is missing. 1/2 of columns is 0.5.\n\n"
		"What stands before some examples are settings that they need "
		"besides those of lettermill.ini.");
	add_fields(out);
	add_states(out);
	add_averages(out);
	add_rounding(out);
}
