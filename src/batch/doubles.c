/* Two letters to one person; see doubles.h. */
#include "batch/doubles.h"

#include <stdlib.h>
#include <string.h>

#include "batch/email.h"
#include "batch/repeats.h"

/* In the order of the setting's range. */
enum policy { POLICY_WARN, POLICY_REFUSE, POLICY_ALLOW };

struct finding {
	struct job *job;
	struct doubles *doubles;
	struct report *report;
	bool refuse;
	bool is_of_names;    /* what is told just now; else of addresses */
	struct repeats addresses, names;
	struct arena arena;  /* of one or two recipients */
};

/* What is wrong with a recipient is told when its message is written. */
static bool find_mailboxes(struct finding *finding, int64_t row,
	struct mailboxes *out, struct place *place)
{
	struct arena *arena = &finding->arena;
	struct report unseen = {0};
	struct values values;
	bool found = formulas_values(finding->job->formulas, row, arena,
			&values, &unseen) &&
		email_address(finding->job, &values, arena, out, place,
			&unseen);

	report_clear(&unseen);
	return found;
}

/* Alike are texts without regard to ASCII case. */
static void add_text(struct finding *finding, struct repeats *to,
	const char *text, int64_t row)
{
	char *folded = arena_strdup(&finding->arena, text);

	for (char *c = folded; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	repeats_add(to, folded, row);
}

static void add_row(struct finding *finding, int64_t row)
{
	struct mailboxes to;
	struct place place;

	arena_reset(&finding->arena);
	if (!find_mailboxes(finding, row, &to, &place))
		return;
	for (size_t i = 0; i < to.count; i++)
		add_text(finding, &finding->addresses, to.items[i].address,
			row);
	if (to.items[0].name != NULL)
		add_text(finding, &finding->names, to.items[0].name, row);
}

static int compare_rows(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void hold(struct doubles *doubles, int64_t row)
{
	ARRAY_RESERVE(doubles->rows, doubles->count, doubles->room);
	doubles->rows[doubles->count++] = row;
}

static void tell(void *context, int64_t first, int64_t row)
{
	struct finding *finding = context;
	struct report *report = finding->report;
	const char *what = finding->is_of_names ? "name" : "address";
	struct recipient recipient, other;
	struct place place, others;
	struct mailboxes to;
	struct text where = {0};

	arena_reset(&finding->arena);
	if (!job_recipient(finding->job, row, &finding->arena, &recipient) ||
		!job_recipient(finding->job, first, &finding->arena, &other) ||
		!find_mailboxes(finding, row, &to, &place) ||
		!find_mailboxes(finding, first, &to, &others))
		return;
	place_describe(&others, &where);
	if (where.length > 2)
		where.data[where.length - 2] = '\0'; /* its ": " */
	report->recipient = recipient.key;
	if (finding->refuse)
		report_error(report, place, "the %s is also that of "
			"'%s' (%s), so that one person gets two letters: "
			"neither message is written; correct one of the rows, "
			"or say duplicates = warn", what, other.key,
			text_string(&where));
	else
		report_warning(report, place, "the %s is also that of "
			"'%s' (%s), so that one person gets two letters: is "
			"that meant? Then say duplicates = allow", what,
			other.key, text_string(&where));
	report->recipient = NULL;
	text_clear(&where);
	if (finding->refuse) {
		hold(finding->doubles, first);
		hold(finding->doubles, row);
	}
}

void doubles_find(struct job *job, struct doubles *out, struct report *report)
{
	enum policy policy = (enum policy)section_choice(
		settings_section(job->settings, "email"), "duplicates");
	struct finding finding = {.job = job, .doubles = out,
		.report = report, .refuse = policy == POLICY_REFUSE};
	int64_t count = job_recipient_count(job);

	if (policy == POLICY_ALLOW)
		return;
	for (int64_t row = 1; row <= count; row++)
		add_row(&finding, row);
	repeats_tell(&finding.addresses, tell, &finding);
	finding.is_of_names = true;
	repeats_tell(&finding.names, tell, &finding);
	if (out->count > 0)
		qsort(out->rows, out->count, sizeof(*out->rows), compare_rows);
	arena_clear(&finding.arena);
}

bool doubles_hold(const struct doubles *doubles, int64_t row)
{
	return doubles->count > 0 && bsearch(&row, doubles->rows,
		doubles->count, sizeof(row), compare_rows) != NULL;
}

void doubles_clear(struct doubles *doubles)
{
	free(doubles->rows);
	*doubles = (struct doubles){0};
}
