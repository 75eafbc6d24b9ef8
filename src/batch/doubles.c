/* Two letters to one person; see doubles.h. */
#include "batch/doubles.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "batch/email.h"

/* In the order of the setting's range. */
enum policy { POLICY_WARN, POLICY_REFUSE, POLICY_ALLOW };

/* An address, or a name, and whose. */
struct claim {
	bool is_name;
	const char *text, *key;
	int64_t row;
	struct place place;
};

struct claims {
	struct arena arena; /* of all texts */
	struct claim *items;
	size_t count, room;
};

static void add_claim(struct claims *claims, struct claim claim,
	const char *text)
{
	claim.text = arena_strdup(&claims->arena, text);
	ARENA_RESERVE(&claims->arena, claims->items, claims->count,
		claims->room);
	claims->items[claims->count++] = claim;
}

/* What is wrong with a recipient is told when its message is written. */
static void claim_row(struct job *job, int64_t row, struct arena *arena,
	struct claims *claims)
{
	struct report unseen = {0};
	struct recipient recipient;
	struct values values;
	struct mailboxes to;
	struct claim claim = {.row = row};

	if (job_recipient(job, row, arena, &recipient) &&
		formulas_values(job->formulas, row, arena, &values, &unseen) &&
		email_address(job, &values, arena, &to, &claim.place,
			&unseen)) {
		claim.key = arena_strdup(&claims->arena, recipient.key);
		for (size_t i = 0; i < to.count; i++)
			add_claim(claims, claim, to.items[i].address);
		claim.is_name = true;
		if (to.items[0].name != NULL)
			add_claim(claims, claim, to.items[0].name);
	}
	report_clear(&unseen);
}

static int compare_texts(const struct claim *a, const struct claim *b)
{
	if (a->is_name != b->is_name)
		return a->is_name ? 1 : -1;
	return strcasecmp(a->text, b->text);
}

static int compare_claims(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;
	int order = compare_texts(left, right);

	if (order != 0)
		return order;
	return (left->row > right->row) - (left->row < right->row);
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

static void tell(const struct claim *first, const struct claim *claim,
	bool refuse, struct report *report)
{
	const char *what = claim->is_name ? "name" : "address";
	struct text where = {0};

	place_describe(&first->place, &where);
	if (where.length > 2)
		where.data[where.length - 2] = '\0'; /* its ": " */
	report->recipient = claim->key;
	if (refuse)
		report_error(report, claim->place, "the %s is also that of "
			"'%s' (%s), so that one person gets two letters: "
			"neither message is written; correct one of the rows, "
			"or say duplicates = warn", what, first->key,
			text_string(&where));
	else
		report_warning(report, claim->place, "the %s is also that of "
			"'%s' (%s), so that one person gets two letters: is "
			"that meant? Then say duplicates = allow", what,
			first->key, text_string(&where));
	report->recipient = NULL;
	text_clear(&where);
}

void doubles_find(struct job *job, struct doubles *out, struct report *report)
{
	enum policy policy = (enum policy)section_choice(
		settings_section(job->settings, "email"), "duplicates");
	int64_t count = job_recipient_count(job);
	struct claims claims = {0};
	struct arena arena = {0};

	for (int64_t row = 1; policy != POLICY_ALLOW && row <= count; row++) {
		arena_reset(&arena);
		claim_row(job, row, &arena, &claims);
	}
	if (claims.count > 0)
		qsort(claims.items, claims.count, sizeof(*claims.items),
			compare_claims);
	for (size_t i = 1, first = 0; i < claims.count; i++) {
		const struct claim *claim = &claims.items[i];

		if (compare_texts(&claims.items[first], claim) != 0) {
			first = i;
			continue;
		}
		tell(&claims.items[first], claim, policy == POLICY_REFUSE,
			report);
		if (policy == POLICY_REFUSE) {
			hold(out, claims.items[first].row);
			hold(out, claim->row);
		}
	}
	if (out->count > 0)
		qsort(out->rows, out->count, sizeof(*out->rows), compare_rows);
	arena_clear(&claims.arena);
	arena_clear(&arena);
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
