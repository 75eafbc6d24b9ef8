/* Formulas, through real tables: CSV files in, values out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "indicators/formulas.h"
#include "indicators/rounding.h"
#include "tongue.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- a job to test with ---- */

static const char recipients[] =
	"Code,Name,Group,Praise\n"
	"A,Alpha,unitary,Well done\n"
	"B,Beta,UNITARY,\n"
	"C,Gamma,unitary,\n"
	"D,Delta,county,\n"
	"E,Epsilon,other,\n"
	"F,Zeta,,\n";

/* A 60%, B 90%, C nothing to count, D 12.5%, E 50%, F 100%: line 2 to 7 */
static const char figures[] =
	"Code,Upheld,Not upheld,Published,Average,People\n"
	"A,6,4,,70.5,\"123,400\"\n"
	"B,9,1,90,70.5,1000\n"
	"C,0,0,,70.5,2000\n"
	"D,1,7,,,3000.5\n"
	"E,5,5,,40,4000\n"
	"F,2,0,,,5000\n";

static const struct group_options groups[] = {
	{.name = "unitary", .label = "unitary councils", .compare = true,
		.place = {"job.ini", 50, 0}},
	{.name = "county", .label = "county councils", .compare = true},
	{.name = "other", .label = "other bodies", .compare = false},
};

struct job {
	char folder[256];
	struct text path;
	const char *recipients, *figures; /* CSV */
	bool is_in_file;		  /* the database */
	bool figures_optional;
	const char *figures_name;
	struct formula_options options;
	struct indicator_options indicators[3];
	struct expression conditions[8];
	struct tables *tables;
	struct formulas *formulas;
	struct report report;
	struct arena arena;
	struct values values;
};

static struct expression sql(const char *expression, int line)
{
	return (struct expression){expression, {"job.ini", line, 0}};
}

static const struct indicator_options uphold = {.name = "uphold",
	.label = "Complaints upheld", .place = {"job.ini", 10, 0},
	.count = {"upheld", {"job.ini", 11, 0}},
	.base = {"upheld + not_upheld", {"job.ini", 12, 0}},
	.average = AVERAGE_POOLED, .scale = 100, .unit = "%",
	.no_average = "not applicable"};

static struct job new_job(void)
{
	struct job job = {.recipients = recipients, .figures = figures,
		.figures_name = "figures"};

	job.indicators[0] = uphold;
	job.options.indicator_count = 1;
	job.options.groups = groups;
	job.options.group_count = COUNT_OF(groups);
	job.options.name_column = "name";
	job.options.group_column = "group";
	return job;
}

static const char *job_path(struct job *job, const char *name)
{
	text_reset(&job->path);
	text_printf(&job->path, "%s/%s", job->folder, name);
	return text_string(&job->path);
}

static void load(struct job *job, const char *name, const char *file,
	const char *csv, const struct column_options *columns, size_t count)
{
	struct source_options source = {.name = name, .delimiter = ',',
		.key = "Code", .optional = job->figures_optional,
		.columns = columns, .column_count = count};
	FILE *out;

	source.path = job_path(job, file);
	out = fopen(source.path, "wb");
	assert_non_null(out);
	assert_true(fputs(csv, out) >= 0);
	assert_int_equal(fclose(out), 0);
	assert_true(tables_load(job->tables, &source, &job->report));
	unlink(source.path);
}

static void load_tables(struct job *job)
{
	static const struct column_options names[] = {
		{.name = "name", .header = "Name"},
		{.name = "group", .header = "Group"},
		{.name = "praise", .header = "Praise"},
	};
	static const struct column_options numbers[] = {
		{.name = "upheld", .header = "Upheld", .type = COLUMN_NUMBER},
		{.name = "not_upheld", .header = "Not upheld",
			.type = COLUMN_NUMBER},
		{.name = "published", .header = "Published",
			.type = COLUMN_NUMBER},
		{.name = "given_average", .header = "Average",
			.type = COLUMN_NUMBER},
		{.name = "people", .header = "People", .type = COLUMN_NUMBER},
	};
	const char *temporary = getenv("TMPDIR");

	snprintf(job->folder, sizeof(job->folder), "%s/formulas.XXXXXX",
		temporary ? temporary : "/tmp");
	assert_non_null(mkdtemp(job->folder));
	assert_true(tables_open(job->is_in_file ? job->folder : NULL,
		&job->tables, &job->report));
	load(job, NULL, "recipients.csv", job->recipients, names,
		COUNT_OF(names));
	load(job, job->figures_name, "figures.csv", job->figures, numbers,
		COUNT_OF(numbers));
	assert_true(tables_join(job->tables, &job->report));
}

static bool open_job(struct job *job)
{
	load_tables(job);
	job->options.language = tongue("en-GB");
	for (size_t i = 0; i < job->options.indicator_count; i++)
		job->indicators[i].language = job->options.language;
	job->options.indicators = job->indicators;
	job->options.conditions = job->conditions;
	return formulas_new(job->tables, &job->options, &job->formulas,
		&job->report);
}

static void close_job(struct job *job)
{
	formulas_free(job->formulas);
	tables_free(job->tables);
	assert_int_equal(rmdir(job->folder), 0);
	arena_clear(&job->arena);
	report_clear(&job->report);
	text_clear(&job->path);
}

static void assert_no_problems(const struct job *job)
{
	if (job->report.count > 0)
		fail_msg("%s", job->report.problems[0].message);
}

/* The values of a row, of which no fault is expected. */
static const struct indicator *values_of(struct job *job, int64_t row)
{
	size_t problems = job->report.count;

	if (!formulas_values(job->formulas, row, &job->arena, &job->values,
		    &job->report) || job->report.count != problems)
		fail_msg("%s", job->report.problems[problems].message);
	return job->values.indicators;
}

static const struct value *value_called(const struct job *job,
	const char *name)
{
	for (size_t i = 0; i < job->values.count; i++)
		if (strcmp(job->values.items[i].name, name) == 0)
			return &job->values.items[i];
	fail_msg("there is no value '%s'", name);
	return NULL;
}

/* A problem with these words, of this recipient (NULL: the job's). */
static const struct problem *problem_with(const struct job *job,
	const char *words, const char *recipient)
{
	struct text all = {0};

	for (size_t i = 0; i < job->report.count; i++) {
		const struct problem *problem = &job->report.problems[i];
		const char *of = problem->recipient;

		if (strstr(problem->message, words) != NULL &&
			(recipient == NULL) == (of == NULL) &&
			(of == NULL || strcmp(of, recipient) == 0)) {
			text_clear(&all);
			return problem;
		}
		problem_describe(problem, &all);
	}
	fail_msg("nobody says '%s' but:\n%s", words, text_string(&all));
	return NULL;
}

static void assert_place(struct place place, const char *file, int line,
	int column)
{
	const char *slash = place.file ? strrchr(place.file, '/') : NULL;

	assert_non_null(place.file);
	assert_string_equal(slash ? slash + 1 : place.file, file);
	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

static void assert_exact(struct exact number, int64_t numerator,
	int64_t denominator)
{
	assert_int_equal(number.numerator, numerator);
	assert_int_equal(number.denominator, denominator);
}

/* ---- rates ---- */

static void test_counts_a_rate(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	assert_true(open_job(&job));
	of = values_of(&job, 1);
	assert_string_equal(job.values.key, "A");
	assert_string_equal(job.values.name, "Alpha");
	assert_int_equal(of->state, INDICATOR_COUNTED);
	assert_exact(of->count, 6, 1);
	assert_exact(of->base, 10, 1);
	assert_exact(of->value, 3, 5);
	assert_string_equal(of->value_text, "60%");
	assert_true(of->value_shown == 60);
	assert_true(of->is_percent && of->has_count && of->has_base);
	assert_string_equal(values_of(&job, 4)->value_text, "13%");
	assert_no_problems(&job);
	close_job(&job);
}

/* The sums of A, B and C are 15 of 20; C's base of 0 adds nothing. */
static void test_pools_the_group(void **state)
{
	const bool drawn[] = {true, true, true, true};
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	assert_true(job.options.indicator_count <= sizeof(drawn));
	job.options.draws_peers = drawn;
	assert_true(open_job(&job));
	for (int64_t row = 1; row <= 3; row++) {
		of = values_of(&job, row);
		assert_true(of->has_average);
		assert_exact(of->average, 3, 4);
		assert_string_equal(of->average_text, "75%");
		assert_true(of->average_shown == 75);
		assert_string_equal(of->peers->label, "unitary councils");
		assert_int_equal(of->peers->members, 3);
		assert_int_equal(of->peers->count, 2);
		assert_true(of->peers->values[0] == 60);
		assert_true(of->peers->values[1] == 90);
	}
	assert_no_problems(&job);
	close_job(&job);
}

/* Of a group that nobody draws or ranks the values are not kept. */
static void test_keeps_what_is_asked_for(void **state)
{
	struct job job = new_job();
	const struct peer_group *peers;

	(void)state;
	assert_true(open_job(&job));
	peers = values_of(&job, 1)->peers;
	assert_null(peers->values);
	assert_int_equal(peers->count, 2);
	assert_true(peers->mean == 75 && peers->deviation == 15);
	assert_exact(values_of(&job, 1)->average, 3, 4);
	close_job(&job);
}

static void test_no_base_no_rate(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	assert_true(open_job(&job));
	of = values_of(&job, 3);
	assert_int_equal(of->state, INDICATOR_UNDEFINED);
	assert_false(of->has_value);
	assert_true(of->has_base && of->has_count);
	assert_string_equal(of->value_text, "");
	assert_int_equal(value_called(&job, "uphold.value")->kind,
		VALUE_MISSING);
	assert_string_equal(value_called(&job, "uphold.value")->reason,
		"there is no rate where uphold.base is 0");
	assert_string_equal(value_called(&job, "uphold.base")->text, "0");
	close_job(&job);
}

/* Of bodies without a group, and of a group that is not compared. */
static void test_compares_only_groups(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	assert_true(open_job(&job));
	for (int64_t row = 5; row <= 6; row++) {
		of = values_of(&job, row);
		assert_false(of->has_average);
		assert_null(of->peers);
		assert_string_equal(of->average_text, "not applicable");
		assert_int_equal(value_called(&job, "uphold.average")->kind,
			VALUE_TEXT);
		assert_string_equal(value_called(&job, "uphold.average")->text,
			"not applicable");
	}
	assert_int_equal(value_called(&job, "group.label")->kind,
		VALUE_MISSING);
	assert_place(value_called(&job, "group.label")->place,
		"recipients.csv", 7, 3);
	values_of(&job, 5);
	assert_string_equal(value_called(&job, "group.label")->text,
		"other bodies");
	close_job(&job);
}

static void test_no_average_without_a_word_for_it(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].no_average = NULL;
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 5)->average_text, "");
	assert_int_equal(value_called(&job, "uphold.average")->kind,
		VALUE_MISSING);
	assert_string_equal(value_called(&job, "uphold.average")->reason,
		"there is no group to compare with");
	close_job(&job);
}

/* ---- averages ---- */

static void assert_average(enum average_method method, const char *csv,
	int64_t numerator, int64_t denominator)
{
	struct job job = new_job();

	job.figures = csv;
	job.indicators[0].average = method;
	assert_true(open_job(&job));
	assert_exact(values_of(&job, 1)->average, numerator, denominator);
	close_job(&job);
}

static void test_mean_and_median(void **state)
{
	static const char three[] =
		"Code,Upheld,Not upheld,Published,Average,People\n"
		"A,1,2,,,\nB,2,1,,,\nC,1,0,,,\nD,1,1,,,\nE,0,0,,,\nF,0,0,,,\n";

	(void)state;
	/* of 60% and 90% */
	assert_average(AVERAGE_MEAN, figures, 3, 4);
	assert_average(AVERAGE_MEDIAN, figures, 3, 4);
	/* of 1/3, 2/3 and 1: the thirds add up to 2/3 but for 1e-12 */
	assert_average(AVERAGE_MEDIAN, three, 2, 3);
	assert_average(AVERAGE_MEAN, three, 666666666667, 1000000000000);
}

/* (1/3 + 2/3 + 29/40) / 3 is 57.5%: no half is lost in adding doubles. */
static void test_mean_keeps_a_half(void **state)
{
	static const char csv[] =
		"Code,Upheld,Not upheld,Published,Average,People\n"
		"A,1,2,,,\nB,2,1,,,\nC,29,11,,,\nD,1,1,,,\n"
		"E,0,0,,,\nF,0,0,,,\n";
	struct job job = new_job();

	(void)state;
	job.figures = csv;
	job.indicators[0].average = AVERAGE_MEAN;
	assert_true(open_job(&job));
	assert_exact(values_of(&job, 1)->average, 23, 40);
	assert_string_equal(values_of(&job, 1)->average_text, "58%");
	close_job(&job);
}

/* ---- ranks ---- */

static void assert_ranks(enum rank_order order, const char *a, const char *b,
	const char *c)
{
	static const char csv[] =
		"Code,Upheld,Not upheld,Published,Average,People\n"
		"A,1,1,,,\nB,2,2,,,\nC,1,3,,,\nD,1,1,,,\nE,0,0,,,\nF,0,0,,,\n";
	const char *const ranks[] = {a, b, c};
	struct job job = new_job();

	job.figures = csv;
	job.indicators[0].rank = order;
	job.conditions[0] = sql("uphold.rank = 1", 20);
	job.options.condition_count = 1;
	assert_true(open_job(&job));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(values_of(&job, i + 1)->rank,
			ranks[i][0] - '0');
		assert_int_equal(job.values.conditions[0], ranks[i][0] == '1');
		assert_string_equal(value_called(&job, "uphold.rank")->text,
			ranks[i]);
		assert_string_equal(value_called(&job, "uphold.ranked")->text,
			"3");
	}
	close_job(&job);
}

static void test_equal_values_share_a_rank(void **state)
{
	(void)state;
	assert_ranks(RANK_HIGHEST, "1", "1", "3");
	assert_ranks(RANK_LOWEST, "2", "2", "1");
}

static void assert_no_rank(struct job *job, int64_t row, const char *reason)
{
	assert_int_equal(values_of(job, row)->rank, 0);
	assert_int_equal(value_called(job, "uphold.rank")->kind,
		VALUE_MISSING);
	assert_string_equal(value_called(job, "uphold.ranked")->reason,
		reason);
}

static void test_no_rank(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].rank = RANK_HIGHEST;
	assert_true(open_job(&job));
	assert_no_rank(&job, 3, "there is no value to be ranked by");
	assert_no_rank(&job, 5, "there is no group to be ranked in");
	close_job(&job);
	job = new_job();
	assert_true(open_job(&job));
	assert_no_rank(&job, 1,
		"[indicator uphold] has no rank: say rank = highest or lowest");
	close_job(&job);
}

static void test_supplied_average(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].average = AVERAGE_SUPPLIED;
	job.indicators[0].average_value = sql("given_average", 14);
	job.indicators[0].no_average = NULL;
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 1)->average_text, "71%");
	assert_exact(values_of(&job, 1)->average, 141, 200);
	assert_false(values_of(&job, 4)->has_average);
	assert_string_equal(value_called(&job, "uphold.average")->reason,
		"no value in column 'Average'");
	assert_place(value_called(&job, "uphold.average")->place,
		"figures.csv", 5, 5);
	/* supplied, but its group is not compared */
	assert_false(values_of(&job, 5)->has_average);
	assert_no_problems(&job);
	close_job(&job);
}

static void test_supplied_average_needs_no_groups(void **state)
{
	struct job job = new_job();

	(void)state;
	job.options.group_column = NULL;
	job.options.group_count = 0;
	job.indicators[0].average = AVERAGE_SUPPLIED;
	job.indicators[0].average_value = sql("given_average", 14);
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 5)->average_text, "40%");
	assert_null(values_of(&job, 5)->peers);
	assert_no_problems(&job);
	close_job(&job);
}

static void test_no_average_at_all(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].average = AVERAGE_NONE;
	assert_true(open_job(&job));
	assert_false(values_of(&job, 1)->has_average);
	assert_non_null(values_of(&job, 1)->peers);
	close_job(&job);
}

static const char with_gaps[] =
	"Code,Upheld,Not upheld,Published,Average,People\n"
	"A,6,,60,70.5,\n"
	"B,9,1,,,\n"
	"C,,,,,\n"
	"D,1,7,,,\nE,5,5,,,\nF,2,0,,,\n";

static void test_warns_of_members_left_out(void **state)
{
	struct job job = new_job();
	const struct problem *problem;

	(void)state;
	job.figures = with_gaps;
	job.indicators[0].value = sql("published", 13);
	assert_true(open_job(&job));
	problem = problem_with(&job, "leaves out 2 of 3", NULL);
	assert_int_equal(problem->severity, SEVERITY_WARNING);
	assert_place(problem->place, "job.ini", 10, 0);
	assert_non_null(strstr(problem->message, "the first is 'A'"));
	assert_int_equal(job.report.count, 1);
	assert_exact(values_of(&job, 2)->average, 9, 10); /* B alone */
	assert_int_equal(values_of(&job, 2)->peers->count, 2); /* A's 60 too */
	close_job(&job);

	job = new_job();
	job.figures = with_gaps;
	job.indicators[0].value = sql("published", 13);
	job.indicators[0].average = AVERAGE_MEAN;
	assert_true(open_job(&job));
	problem_with(&job, "leaves out 1 of 3, for want of a value: the first "
			   "is 'C'", NULL);
	assert_exact(values_of(&job, 2)->average, 3, 4);
	close_job(&job);
}

static void test_supplied_average_leaves_nobody_out(void **state)
{
	struct job job = new_job();

	(void)state;
	job.figures = with_gaps;
	job.indicators[0].average = AVERAGE_SUPPLIED;
	job.indicators[0].average_value = sql("given_average", 14);
	assert_true(open_job(&job));
	assert_no_problems(&job);
	close_job(&job);
}

/* ---- what is not counted ---- */

static void test_states_a_given_value(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	job.figures = with_gaps;
	job.indicators[0].value = sql("published", 13);
	assert_true(open_job(&job));
	of = values_of(&job, 1);
	assert_int_equal(of->state, INDICATOR_STATED);
	assert_exact(of->value, 3, 5);
	assert_string_equal(of->value_text, "60%");
	assert_true(of->has_count);
	assert_false(of->has_base);
	assert_string_equal(value_called(&job, "uphold.base")->reason,
		"no value in column 'Not upheld'");
	assert_string_equal(value_called(&job, "uphold.count")->text, "6");
	close_job(&job);
}

static void test_names_the_empty_cell(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	job.figures = with_gaps;
	assert_true(open_job(&job));
	of = values_of(&job, 1);
	assert_int_equal(of->state, INDICATOR_MISSING);
	assert_false(of->has_base);
	assert_exact(of->base, 0, 1); /* a number even so */
	assert_exact(of->value, 0, 1);
	assert_string_equal(of->reason, "no value in column 'Not upheld'");
	assert_place(of->place, "figures.csv", 2, 3);
	assert_place(value_called(&job, "uphold.value")->place, "figures.csv",
		2, 3);
	of = values_of(&job, 3);
	assert_string_equal(of->reason,
		"no value in column 'Upheld', 'Not upheld'");
	assert_place(of->place, "figures.csv", 4, 2);
	close_job(&job);
}

static void test_names_the_missing_row(void **state)
{
	struct job job = new_job();
	const struct indicator *of;

	(void)state;
	job.figures = "Code,Upheld,Not upheld,Published,Average,People\n"
		      "B,9,1,,,\n";
	job.figures_optional = true;
	assert_true(open_job(&job));
	of = values_of(&job, 1);
	assert_int_equal(of->state, INDICATOR_MISSING);
	assert_non_null(strstr(of->reason, "no row in "));
	assert_int_equal(of->place.line, 0);
	assert_non_null(strstr(value_called(&job, "people")->reason,
		"figures.csv"));
	problem_with(&job, "leaves out 2 of 3", NULL);
	close_job(&job);
}

static void test_a_formula_may_give_nothing(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].base = sql("nullif(upheld + not_upheld, 10)", 12);
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 1)->reason,
		"the formula of uphold.base gives no value");
	assert_place(values_of(&job, 1)->place, "job.ini", 12, 0);
	close_job(&job);
}

static void test_plain_value(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].count = job.indicators[0].base = sql(NULL, 0);
	job.indicators[0].value = sql("people", 13);
	job.indicators[0].scale = 100; /* the preset */
	job.indicators[0].decimals = 1;
	job.indicators[0].unit = " people";
	job.indicators[0].average = AVERAGE_MEDIAN;
	assert_true(open_job(&job));
	assert_int_equal(values_of(&job, 1)->state, INDICATOR_STATED);
	assert_string_equal(values_of(&job, 1)->value_text, "123,400 people");
	assert_string_equal(values_of(&job, 1)->average_text, "2,000 people");
	assert_string_equal(values_of(&job, 4)->value_text, "3,000.5 people");
	assert_false(values_of(&job, 1)->is_percent);
	assert_no_problems(&job);
	close_job(&job);
}

/* ---- what is odd ---- */

static void test_warns_of_a_published_slip(void **state)
{
	struct job job = new_job();
	const struct problem *problem;

	(void)state;
	job.figures = "Code,Upheld,Not upheld,Published,Average,People\n"
		      "A,6,4,60.4,,\nB,9,1,91,,\nC,0,0,50,,\nD,1,7,13,,\n"
		      "E,5,5,,,\nF,2,0,100,,\n";
	job.indicators[0].value = sql("published", 13);
	assert_true(open_job(&job));
	problem = problem_with(&job, "published 91% but 9 of 10 is 90%", "B");
	assert_int_equal(problem->severity, SEVERITY_WARNING);
	assert_place(problem->place, "figures.csv", 3, 4);
	assert_int_equal(job.report.count, 1);
	assert_string_equal(values_of(&job, 2)->value_text, "90%");
	assert_int_equal(values_of(&job, 3)->state, INDICATOR_UNDEFINED);
	assert_null(job.report.recipient);
	close_job(&job);
}

static void test_warns_of_impossible_counts(void **state)
{
	struct job job = new_job();

	(void)state;
	job.figures = "Code,Upheld,Not upheld,Published,Average,People\n"
		      "A,1200,-200,,,\nB,-3,10,,,\nC,2,-5,,,\nD,1,7,,,\n"
		      "E,5,5,,,\nF,2,0,,,\n";
	assert_true(open_job(&job));
	assert_place(problem_with(&job, "uphold counts 1,200 out of 1,000",
			     "A")->place, "figures.csv", 2, 2);
	assert_place(problem_with(&job, "uphold.count is negative", "B")->place,
		"figures.csv", 3, 2);
	problem_with(&job, "uphold.base is negative", "C");
	assert_string_equal(values_of(&job, 1)->value_text, "120%");
	assert_int_equal(values_of(&job, 3)->state, INDICATOR_MISSING);
	assert_string_equal(values_of(&job, 3)->reason,
		"uphold.base is negative");
	close_job(&job);
}

static void test_refuses_a_text_as_a_number(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].count = sql("coalesce(praise, upheld)", 11);
	assert_true(open_job(&job));
	problem_with(&job, "uphold.count is 'Well done': a number is needed",
		"A");
	assert_int_equal(job.report.errors, 1);
	assert_false(formulas_values(job.formulas, 1, &job.arena, &job.values,
		&job.report));
	assert_string_equal(values_of(&job, 2)->value_text, "90%");
	close_job(&job);
}

static void test_refuses_an_unknown_group(void **state)
{
	struct job job = new_job();
	const struct problem *problem;

	(void)state;
	job.recipients = "Code,Name,Group,Praise\n"
			 "A,Alpha,unitray,\nB,Beta,unitary,\nC,C,unitary,\n"
			 "D,D,county,\nE,E,other,\nF,F,,\n";
	assert_true(open_job(&job));
	problem = problem_with(&job, "'unitray' in column 'Group' is no group "
		"of the configuration; did you mean 'unitary'?", "A");
	assert_int_equal(problem->severity, SEVERITY_ERROR);
	assert_place(problem->place, "recipients.csv", 2, 3);
	assert_false(formulas_values(job.formulas, 1, &job.arena, &job.values,
		&job.report));
	assert_string_equal(values_of(&job, 2)->average_text, "90%");
	close_job(&job);
}

static void test_numbers_too_large_to_be_exact(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].count = sql("upheld * 1e300 * 1e300", 11);
	assert_true(open_job(&job));
	problem_with(&job, "numbers go up to 1,000,000,000,000,000", "A");
	assert_false(formulas_values(job.formulas, 1, &job.arena, &job.values,
		&job.report));
	close_job(&job);
}

/* ---- printing ---- */

static void assert_rate(int64_t count, int64_t base, int decimals,
	bool cautious, const char *expected)
{
	struct indicator_options options = uphold;
	struct text out = {0};
	struct exact rate;

	options.decimals = decimals;
	options.cautious = cautious;
	options.language = tongue("en-GB");
	assert_true(exact_ratio(exact_from_integer(count),
		exact_from_integer(base), &rate));
	rate_print(&options, rate, &out);
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void test_prints_cautiously(void **state)
{
	(void)state;
	assert_rate(1994, 2000, 0, false, "100%");
	assert_rate(1994, 2000, 0, true, "more than 99%");
	assert_rate(1989, 2000, 0, true, "99%");
	assert_rate(133, 133, 0, true, "100%");
	assert_rate(0, 10, 0, true, "0%");
	assert_rate(1, 400, 0, false, "0%");
	assert_rate(1, 400, 0, true, "less than 1%");
	assert_rate(1, 200, 0, true, "1%");
	assert_rate(1999, 2000, 1, true, "more than 99.9%");
	assert_rate(19989, 20000, 1, true, "99.9%");
	assert_rate(1, 3000, 1, true, "less than 0.1%");
	assert_rate(1, 300000, 2, true, "less than 0.01%");
	assert_rate(1001, 1000, 0, true, "more than 100%");
	assert_rate(1, 8, 2, true, "12.5%");
	assert_rate(3, 5, 2, false, "60%");
}

static void test_prints_cells(void **state)
{
	struct job job = new_job();
	const struct value *value;

	(void)state;
	assert_true(open_job(&job));
	values_of(&job, 1);
	value = value_called(&job, "people");
	assert_int_equal(value->kind, VALUE_NUMBER);
	assert_string_equal(value->text, "123,400");
	assert_exact(value->number, 123400, 1);
	assert_place(value->place, "figures.csv", 2, 6);
	assert_string_equal(value_called(&job, "praise")->text, "Well done");
	assert_string_equal(value_called(&job, "given_average")->text, "70.5");
	assert_string_equal(value_called(&job, "uphold.label")->text,
		"Complaints upheld");
	assert_string_equal(value_called(&job, "uphold.average")->text, "75%");
	assert_exact(value_called(&job, "uphold.value")->number, 3, 5);
	assert_string_equal(value_called(&job, "group.label")->text,
		"unitary councils");
	values_of(&job, 2);
	value = value_called(&job, "praise");
	assert_int_equal(value->kind, VALUE_MISSING);
	assert_string_equal(value->reason, "no value in column 'Praise'");
	assert_place(value->place, "recipients.csv", 3, 4);
	close_job(&job);
}

static void test_values_follow_the_catalogue(void **state)
{
	static const struct constant constants[] = {
		{.name = "job.title", .text = "Annual letter"},
		{.name = "job.date", .text = "2020-07-02", .is_date = true},
	};
	struct job job = new_job();
	struct catalogue catalogue;

	(void)state;
	job.options.constants = constants;
	job.options.constant_count = COUNT_OF(constants);
	assert_true(open_job(&job));
	values_of(&job, 1);
	catalogue = formulas_catalogue(&job.options, job.tables, &job.arena);
	assert_int_equal(catalogue.count, 2 + 1 + 1 + 8 + 7);
	assert_int_equal(job.values.count, catalogue.count);
	for (size_t i = 0; i < catalogue.count; i++)
		assert_string_equal(catalogue.names[i],
			job.values.items[i].name);
	assert_string_equal(catalogue.names[0], "job.title");
	assert_string_equal(job.values.items[0].text, "Annual letter");
	assert_int_equal(job.values.items[1].kind, VALUE_DATE);
	assert_string_equal(job.values.items[1].text, "2 July 2020");
	assert_int_equal(job.values.items[1].date.month, 7);
	assert_string_equal(value_called(&job, "key")->text, "A");
	close_job(&job);
}

/* ---- conditions ---- */

static void set_conditions(struct job *job, const char *const *expressions,
	size_t count)
{
	for (size_t i = 0; i < count; i++)
		job->conditions[i] = sql(expressions[i], 100 + (int)i);
	job->options.condition_count = count;
}

static void test_conditions(void **state)
{
	static const char *const expressions[] = {
		"uphold.value < 100", /* printed units, NULL where undefined */
		"uphold.average is null",
		"\"group\" = 'unitary'",
		"praise is not null",
		"uphold.state = 'undefined' -- a comment",
		"praise",
		"1 = (select count(*) from uphold u "
		"where u.value > uphold.value)",
		"uphold.count = 1 and uphold.base = 8 "
		"and uphold.average = 12.5",
	};
	static const char expected[6][9] = {"10110100", "10000010", "00101000",
		"10000001", "11000000", "01000000"};
	struct job job = new_job();

	(void)state;
	set_conditions(&job, expressions, COUNT_OF(expressions));
	assert_true(open_job(&job));
	for (int64_t row = 1; row <= 6; row++) {
		values_of(&job, row);
		assert_int_equal(job.values.condition_count, 8);
		for (size_t i = 0; i < 8; i++)
			if (job.values.conditions[i] !=
				(expected[row - 1][i] == '1'))
				fail_msg("row %d: %s", (int)row,
					expressions[i]);
	}
	close_job(&job);
}

/* [data compliance] and [indicator compliance] may stand in one job. */
static void test_an_indicator_may_be_called_as_a_file(void **state)
{
	static const char *const expressions[] = {"compliance.value = 60"};
	struct job job = new_job();

	(void)state;
	job.figures_name = "compliance";
	job.indicators[0].name = "compliance";
	set_conditions(&job, expressions, 1);
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 1)->value_text, "60%");
	assert_true(job.values.conditions[0]);
	values_of(&job, 2);
	assert_false(job.values.conditions[0]);
	close_job(&job);
}

static void test_several_indicators(void **state)
{
	static const char *const expressions[] = {
		"uphold.value > quiet.value", "\"odd \"\"name\".value = 30"};
	struct job job = new_job();

	(void)state;
	job.indicators[1] = uphold;
	job.indicators[1].name = "quiet";
	job.indicators[1].count = sql("not_upheld", 21);
	job.indicators[2] = uphold;
	job.indicators[2].name = "odd \"name";
	job.indicators[2].count = sql("sum(upheld) / 2", 31);
	job.options.indicator_count = 3;
	set_conditions(&job, expressions, 2);
	assert_true(open_job(&job));
	assert_string_equal(values_of(&job, 1)[1].value_text, "40%");
	assert_string_equal(values_of(&job, 1)[2].value_text, "30%");
	assert_true(job.values.conditions[0] && job.values.conditions[1]);
	values_of(&job, 4);
	assert_false(job.values.conditions[0] || job.values.conditions[1]);
	close_job(&job);
}

/* ---- faulty configurations ---- */

static void assert_refused(struct job *job, const char *words, int line)
{
	const struct problem *problem;

	if (open_job(job))
		fail_msg("nobody says '%s'", words);
	assert_null(job->formulas);
	problem = problem_with(job, words, NULL);
	assert_int_equal(problem->severity, SEVERITY_ERROR);
	assert_int_equal(problem->place.line, line);
	close_job(job);
}

static void assert_count_refused(const char *expression, const char *words)
{
	struct job job = new_job();

	job.indicators[0].count = sql(expression, 11);
	assert_refused(&job, words, 11);
}

static void assert_condition_refused(const char *expression,
	const char *words)
{
	struct job job = new_job();

	set_conditions(&job, &expression, 1);
	assert_refused(&job, words, 100);
}

static void test_refuses_faulty_formulas(void **state)
{
	(void)state;
	assert_count_refused("upehld",
		"formula uphold.count = 'upehld': no such column: upehld; "
		"did you mean 'upheld'?");
	assert_count_refused("\"upehld\"", "did you mean 'upheld'?");
	assert_count_refused("upheld +", "syntax error");
	assert_count_refused("", "syntax error");
	assert_count_refused("upheld, 1", "uphold.count = 'upheld, 1'");
	assert_count_refused("1), (2", "is not one expression");
	assert_count_refused("1) FROM row; DROP TABLE recipient; --", "'1)");
	assert_count_refused("1) FROM row /*", "is not one expression");
	assert_count_refused("upheld + :x", "is not one expression");
	assert_count_refused("nosuch(upheld)", "no such function");
	assert_count_refused("uphold.value", "no such column");
}

static void test_refuses_faulty_conditions(void **state)
{
	(void)state;
	assert_condition_refused("uphold.valeu < 5",
		"condition 'uphold.valeu < 5': no such column: uphold.valeu; "
		"did you mean 'uphold.value'?");
	assert_condition_refused("upheldd > 0", "did you mean 'upheld'?");
	assert_condition_refused("\"praise\" = \"yes\"", "no such column");
	assert_condition_refused("_row > 1", "write row._row");
	assert_condition_refused("random() > 0", "not authorized");
	assert_condition_refused("load_extension('x') > 0", "not authorized");
	assert_condition_refused("(SELECT value FROM present) > 0",
		"no such table: present");
}

/* Fifty tables crossed never come to an end. */
static void test_stops_an_endless_formula(void **state)
{
	(void)state;
	assert_count_refused("(select count(*) from row a, row b, row c, row d,"
		" row e, row f, row g, row h, row i, row j, row k, row l)",
		"does not come to an end");
}

/* A date of no table is for a message's conditions, which stand last. */
static void test_a_given_date(void **state)
{
	static const char *const expressions[] = {"name = 'Alpha'",
		"replaces_date IS NOT NULL", "replaces_date > '2020-07-21'"};
	const struct date date = {2020, 7, 22};
	struct job job = new_job();
	const struct value *given;

	(void)state;
	set_conditions(&job, expressions, 3);
	job.options.given_date = "replaces_date";
	job.options.message_conditions = 2;
	assert_true(open_job(&job));
	(void)values_of(&job, 1);
	given = value_called(&job, "replaces_date");
	assert_int_equal(given->kind, VALUE_MISSING);
	assert_non_null(given->reason);
	assert_true(job.values.conditions[0] && !job.values.conditions[1] &&
		!job.values.conditions[2]);
	formulas_give(job.formulas, &date, NULL);
	(void)values_of(&job, 1);
	given = value_called(&job, "replaces_date");
	assert_int_equal(given->kind, VALUE_DATE);
	assert_string_equal(given->text, "22 July 2020");
	assert_true(job.values.conditions[1] && job.values.conditions[2]);
	formulas_give(job.formulas, NULL, "none was sent");
	(void)values_of(&job, 2);
	given = value_called(&job, "replaces_date");
	assert_string_equal(given->reason, "none was sent");
	assert_false(job.values.conditions[1] || job.values.conditions[2]);
	close_job(&job);
	/* A letter's own condition does not know it. */
	job = new_job();
	set_conditions(&job, expressions, 2);
	job.options.given_date = "replaces_date";
	job.options.message_conditions = 0;
	assert_refused(&job, "no such column: "
		"replaces_date, but in the conditions of messages", 101);
	/* Nor may it be a column's name. */
	job = new_job();
	job.options.given_date = "Praise";
	assert_refused(&job, "two things are called 'Praise'", 0);
}

static void test_an_endless_condition_stops_its_letter(void **state)
{
	static const char *const expressions[] = {"case when name = 'Alpha' "
		"then (select count(*) from row a, row b, row c, row d, row e,"
		" row f, row g, row h, row i, row j, row k, row l) end"};
	struct job job = new_job();

	(void)state;
	set_conditions(&job, expressions, 1);
	assert_true(open_job(&job));
	assert_false(formulas_values(job.formulas, 1, &job.arena, &job.values,
		&job.report));
	problem_with(&job, "does not come to an end", "A");
	values_of(&job, 2);
	close_job(&job);
}

/* A formula that only fails on one row costs only that row's letter. */
static void test_a_formula_fails_on_a_row(void **state)
{
	struct job job = new_job();

	(void)state;
	job.indicators[0].count = sql("case name when 'Beta' then "
				      "abs(-9223372036854775807 - 1) "
				      "else upheld end", 11);
	assert_true(open_job(&job));
	problem_with(&job, "integer overflow", "B");
	assert_int_equal(job.report.errors, 1);
	assert_false(formulas_values(job.formulas, 2, &job.arena, &job.values,
		&job.report));
	assert_string_equal(values_of(&job, 1)->value_text, "60%");
	close_job(&job);
}

/* Whose letter it is and what its file is called, where no formula is asked. */
static void test_an_outline_works_nothing_out(void **state)
{
	struct job job = new_job();
	bool *wanted;

	(void)state;
	job.indicators[0].count = sql("case name when 'Beta' then "
				      "abs(-9223372036854775807 - 1) "
				      "else upheld end", 11);
	assert_true(open_job(&job));
	wanted = arena_new(&job.arena, formulas_outline_count(job.formulas));
	wanted[0] = wanted[1] = true; /* key, group.label */
	wanted[2] = wanted[4] = true; /* name, praise */
	assert_true(formulas_outline(job.formulas, 2, wanted, false,
		&job.arena, &job.values, &job.report));
	assert_string_equal(job.values.key, "B");
	assert_string_equal(job.values.name, "Beta");
	assert_string_equal(value_called(&job, "key")->text, "B");
	assert_string_equal(value_called(&job, "group.label")->text,
		"unitary councils");
	assert_string_equal(value_called(&job, "name")->text, "Beta");
	assert_null(value_called(&job, "name")->place.file);
	assert_int_equal(value_called(&job, "praise")->kind, VALUE_MISSING);
	assert_int_equal(value_called(&job, "upheld")->kind, VALUE_MISSING);
	assert_true(formulas_outline(job.formulas, 2, wanted, true,
		&job.arena, &job.values, &job.report));
	assert_place(value_called(&job, "name")->place, "recipients.csv", 3,
		2);
	assert_string_equal(value_called(&job, "praise")->reason,
		"no value in column 'Praise'");
	assert_true(formulas_outline(job.formulas, 3, wanted, false,
		&job.arena, &job.values, &job.report));
	assert_string_equal(value_called(&job, "name")->text, "Gamma");
	assert_false(formulas_outline(job.formulas, 99, wanted, false,
		&job.arena, &job.values, &job.report));
	problem_with(&job, "there is no recipient of number 99", NULL);
	assert_true(formulas_outline(job.formulas, 4, wanted, false,
		&job.arena, &job.values, &job.report));
	assert_string_equal(value_called(&job, "group.label")->text,
		"county councils");
	close_job(&job);
}

static void test_refuses_what_cannot_be_meant(void **state)
{
	struct constant constant = {.name = "name", .text = "2020-02-30",
		.is_date = true, .place = {"job.ini", 70, 0}};
	struct job job = new_job();

	(void)state;
	job.indicators[0].base = sql(NULL, 0);
	assert_refused(&job, "a count or a base alone", 10);

	job = new_job();
	job.indicators[0].count = job.indicators[0].base = sql(NULL, 0);
	assert_refused(&job, "has no value", 10);

	job = new_job();
	job.indicators[0].count = job.indicators[0].base = sql(NULL, 0);
	job.indicators[0].value = sql("people", 13);
	assert_refused(&job, "no count and base to pool", 10);

	job = new_job();
	job.indicators[0].average = AVERAGE_SUPPLIED;
	assert_refused(&job, "is to be supplied", 10);

	job = new_job();
	job.indicators[0].name = "Row";
	assert_refused(&job, "cannot be called 'row'", 10);

	job = new_job();
	job.options.group_column = "grouping";
	assert_refused(&job, "there is no column 'grouping'; did you mean "
			     "'group'?", 0);

	job = new_job();
	job.options.constants = &constant;
	job.options.constant_count = 1;
	assert_refused(&job, "is '2020-02-30', which is no date", 70);

	job = new_job();
	job.options.constants = &constant;
	job.options.constant_count = 1;
	assert_refused(&job, "two things are called 'name'", 0);
}

/* ---- workers ---- */

static void assert_works_after_a_fork(bool is_in_file)
{
	static const char *const expressions[] = {"uphold.value = 60"};
	struct job job = new_job();
	bool *wanted;
	int status;
	pid_t child;

	job.is_in_file = is_in_file;
	set_conditions(&job, expressions, 1);
	assert_true(open_job(&job));
	wanted = arena_new(&job.arena, formulas_outline_count(job.formulas));
	values_of(&job, 2); /* the parent has used its statements */
	assert_true(formulas_outline(job.formulas, 1, wanted, false,
		&job.arena, &job.values, &job.report));
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		bool good = tables_reopen(job.tables, &job.report) &&
			formulas_reopen(job.formulas, &job.report) &&
			formulas_values(job.formulas, 1, &job.arena,
				&job.values, &job.report) &&
			job.values.conditions[0] &&
			strcmp(job.values.indicators[0].average_text,
				"75%") == 0 &&
			formulas_outline(job.formulas, 2, wanted, false,
				&job.arena, &job.values, &job.report) &&
			strcmp(job.values.key, "B") == 0;

		_exit(good ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_string_equal(values_of(&job, 1)->value_text, "60%");
	close_job(&job);
}

static void test_works_after_a_fork(void **state)
{
	(void)state;
	assert_works_after_a_fork(true);
	assert_works_after_a_fork(false);
}

static void test_there_is_no_such_row(void **state)
{
	struct job job = new_job();

	(void)state;
	assert_true(open_job(&job));
	assert_false(formulas_values(job.formulas, 99, &job.arena, &job.values,
		&job.report));
	problem_with(&job, "there is no recipient of number 99", NULL);
	close_job(&job);
}

/* In whatever order they are asked for, and of whatever is one number. */
static void test_a_row_is_by_itself(void **state)
{
	static const char *const counts[] = {"upheld", "max(upheld)",
		"sum(upheld) OVER ()", "(SELECT sum(upheld))"};
	static const int64_t upheld[] = {6, 9, 0, 1, 5, 2};
	static const int64_t rows[] = {1, 2, 4, 5, 5, 6, 1, 4, 2};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct job job = new_job();

		job.indicators[0].count = sql(counts[i], 11);
		assert_true(open_job(&job));
		for (size_t j = 0; j < COUNT_OF(rows); j++) {
			assert_exact(values_of(&job, rows[j])->count,
				upheld[rows[j] - 1], 1);
			assert_int_equal(job.values.key[0], 'A' + rows[j] - 1);
		}
		assert_false(formulas_values(job.formulas, 7, &job.arena,
			&job.values, &job.report));
		assert_exact(values_of(&job, 1)->count, upheld[0], 1);
		close_job(&job);
	}
}

static void test_conditions_are_of_their_row(void **state)
{
	static const char *const expressions[] = {"upheld = 6",
		"max(upheld) = 6", "sum(upheld) OVER () = 6",
		"(SELECT sum(upheld)) = 6", "uphold.count = 6"};
	static const int64_t rows[] = {1, 2, 4, 5, 5, 6, 1, 4, 2};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(expressions); i++) {
		struct job job = new_job();

		set_conditions(&job, &expressions[i], 1);
		assert_true(open_job(&job));
		for (size_t j = 0; j < COUNT_OF(rows); j++) {
			(void)values_of(&job, rows[j]);
			assert_int_equal(job.values.conditions[0],
				rows[j] == 1);
		}
		close_job(&job);
	}
}

/* ---- explanations ---- */

static const struct trace *explain(struct job *job, int64_t row, size_t *count)
{
	assert_true(formulas_values(job->formulas, row, &job->arena,
		&job->values, &job->report));
	return formulas_explain(job->formulas, &job->values, &job->arena,
		count);
}

static void test_explains_a_letter(void **state)
{
	struct job job = new_job();
	const struct trace *traces;
	struct text rounding = {0};
	size_t count;

	(void)state;
	job.indicators[0].decimals = 1;
	assert_true(open_job(&job));
	traces = explain(&job, 4, &count);
	assert_int_equal(count, 4);
	assert_string_equal(traces[0].field, "count");
	assert_string_equal(traces[0].formula, "upheld");
	assert_string_equal(traces[0].printed, "1");
	assert_place(traces[0].place, "job.ini", 11, 0);
	assert_int_equal(traces[0].cell_count, 1);
	assert_string_equal(traces[1].formula, "upheld + not_upheld");
	assert_int_equal(traces[1].cell_count, 2);
	assert_string_equal(traces[1].cells[1].header, "Not upheld");
	assert_string_equal(traces[1].cells[1].column, "not_upheld");
	assert_string_equal(traces[1].cells[1].text, "7");
	assert_place(traces[1].cells[1].place, "figures.csv", 5, 3);
	assert_string_equal(traces[2].formula,
		"(upheld) / (upheld + not_upheld)");
	assert_string_equal(traces[2].unrounded, "1/8 = 0.125");
	trace_rounding(&traces[2], &rounding);
	assert_string_equal(rounding.data, "12.5 half up to 1 decimal");
	text_clear(&rounding);
	assert_string_equal(traces[2].printed, "12.5%");
	assert_string_equal(traces[3].formula,
		"sum(upheld) / sum(upheld + not_upheld)");
	assert_string_equal(traces[3].peers,
		"1 county councils, 1 with a value");
	traces = explain(&job, 1, &count);
	assert_string_equal(traces[3].unrounded, "15/20 = 0.75");
	assert_string_equal(traces[3].peers,
		"3 unitary councils, 2 with a value");
	assert_string_equal(traces[3].printed, "75%");
	close_job(&job);
}

static void test_explains_what_is_missing(void **state)
{
	struct job job = new_job();
	const struct trace *traces;
	size_t count;

	(void)state;
	job.figures = with_gaps;
	job.indicators[0].value = sql("published", 13);
	assert_true(open_job(&job));
	traces = explain(&job, 3, &count);
	assert_string_equal(traces[1].unrounded,
		"no value in column 'Upheld', 'Not upheld'");
	assert_string_equal(traces[1].printed, "");
	assert_string_equal(traces[2].printed, "");
	traces = explain(&job, 1, &count);
	assert_string_equal(traces[2].formula, "published");
	assert_string_equal(traces[2].unrounded, "60");
	assert_string_equal(traces[2].printed, "60%");
	traces = explain(&job, 6, &count);
	assert_string_equal(traces[3].unrounded,
		"there is no group to compare with");
	assert_string_equal(traces[3].printed, "not applicable");
	close_job(&job);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts_a_rate),
		cmocka_unit_test(test_pools_the_group),
		cmocka_unit_test(test_keeps_what_is_asked_for),
		cmocka_unit_test(test_no_base_no_rate),
		cmocka_unit_test(test_compares_only_groups),
		cmocka_unit_test(test_no_average_without_a_word_for_it),
		cmocka_unit_test(test_mean_and_median),
		cmocka_unit_test(test_equal_values_share_a_rank),
		cmocka_unit_test(test_no_rank),
		cmocka_unit_test(test_mean_keeps_a_half),
		cmocka_unit_test(test_supplied_average),
		cmocka_unit_test(test_supplied_average_needs_no_groups),
		cmocka_unit_test(test_no_average_at_all),
		cmocka_unit_test(test_warns_of_members_left_out),
		cmocka_unit_test(test_supplied_average_leaves_nobody_out),
		cmocka_unit_test(test_states_a_given_value),
		cmocka_unit_test(test_names_the_empty_cell),
		cmocka_unit_test(test_names_the_missing_row),
		cmocka_unit_test(test_a_formula_may_give_nothing),
		cmocka_unit_test(test_plain_value),
		cmocka_unit_test(test_warns_of_a_published_slip),
		cmocka_unit_test(test_warns_of_impossible_counts),
		cmocka_unit_test(test_refuses_a_text_as_a_number),
		cmocka_unit_test(test_refuses_an_unknown_group),
		cmocka_unit_test(test_numbers_too_large_to_be_exact),
		cmocka_unit_test(test_prints_cautiously),
		cmocka_unit_test(test_prints_cells),
		cmocka_unit_test(test_values_follow_the_catalogue),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_an_indicator_may_be_called_as_a_file),
		cmocka_unit_test(test_several_indicators),
		cmocka_unit_test(test_refuses_faulty_formulas),
		cmocka_unit_test(test_refuses_faulty_conditions),
		cmocka_unit_test(test_stops_an_endless_formula),
		cmocka_unit_test(test_a_given_date),
		cmocka_unit_test(test_an_endless_condition_stops_its_letter),
		cmocka_unit_test(test_a_formula_fails_on_a_row),
		cmocka_unit_test(test_an_outline_works_nothing_out),
		cmocka_unit_test(test_refuses_what_cannot_be_meant),
		cmocka_unit_test(test_works_after_a_fork),
		cmocka_unit_test(test_there_is_no_such_row),
		cmocka_unit_test(test_a_row_is_by_itself),
		cmocka_unit_test(test_conditions_are_of_their_row),
		cmocka_unit_test(test_explains_a_letter),
		cmocka_unit_test(test_explains_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, tongues_free);
}
