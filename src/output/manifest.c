/* The lists of a run's letters; see manifest.h. */
#include "output/manifest.h"

#include <string.h>

#include "base/csv_cell.h"

void manifest_begin(struct text *out, const char *const *indicators,
	size_t indicator_count)
{
	text_add(out, "key,name,file,pages,bytes,sha256,");
	csv_cell(out, "state", indicator_count > 0 ? ',' : '\n');
	for (size_t i = 0; i < indicator_count; i++)
		csv_cell(out, indicators[i],
			i + 1 < indicator_count ? ',' : '\n');
}

/* "-5%", "+1.5" and a lone "-" begin like a formula and are none. */
static bool is_formula(const char *cell)
{
	if (cell[0] == '+' || cell[0] == '-')
		return cell[1 + strspn(cell + 1, "0123456789., %")] != '\0';
	return cell[0] == '=' || cell[0] == '@' || cell[0] == '\t' ||
		cell[0] == '\r';
}

static void add_checked(struct text *out, const char *cell, char after,
	const struct entry *entry, struct report *report)
{
	const char *before = report->recipient;

	if (is_formula(cell)) {
		report->recipient = entry->key;
		report_warning(report, (struct place){0}, "'%s' begins like a "
			"formula, and a spreadsheet that opens the manifest "
			"may run it: import it as text, or correct the data",
			cell);
		report->recipient = before;
	}
	csv_cell(out, cell, after);
}

/* As many cells as there are columns, whatever was printed. */
static void add_printed(struct text *out, const struct entry *entry,
	size_t count, struct report *report)
{
	const char *at = entry->printed ? entry->printed : "";
	struct text cell = {0};

	for (size_t i = 0; i < count; i++) {
		size_t length = strcspn(at, "\t");

		text_reset(&cell);
		text_append(&cell, at, length);
		add_checked(out, text_string(&cell),
			i + 1 < count ? ',' : '\n', entry, report);
		at += length + (at[length] == '\t');
	}
	text_clear(&cell);
}

void manifest_add(struct text *out, const struct entry *entry,
	size_t indicator_count, struct report *report)
{
	bool made = letter_stands(entry->state);

	add_checked(out, entry->key, ',', entry, report);
	add_checked(out, entry->name ? entry->name : "", ',', entry, report);
	/* A letter that was not made has no file to speak of. */
	csv_cell(out, made && entry->file ? entry->file : "", ',');
	if (made)
		text_printf(out, "%zu,%lld,", entry->pages,
			(long long)entry->bytes);
	else
		text_add(out, ",,");
	csv_cell(out, made && entry->sha256 ? entry->sha256 : "", ',');
	csv_cell(out, letter_state_name(entry->state),
		indicator_count > 0 ? ',' : '\n');
	add_printed(out, entry, indicator_count, report);
}

void failed_begin(struct text *out, const char *header, char delimiter)
{
	csv_cell(out, "reason", delimiter);
	text_printf(out, "%s\n", header);
}

void failed_add(struct text *out, const char *reason, const char *row,
	char delimiter)
{
	csv_cell(out, reason, delimiter);
	text_printf(out, "%s\n", row);
}
