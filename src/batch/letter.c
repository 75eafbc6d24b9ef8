/*
 * One letter, from its row to its file. The plan says everything that the
 * letter will say, as text: its digest tells whether the letter has to be made
 * at all, and two plans compared tell a person what changed.
 */
#include "batch/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/figures.h"
#include "batch/inputs.h"
#include "batch/letter_inputs.h"
#include "output/letters.h"
#include "output/safe_name.h"
#include "sign/verify.h"

/* ---- what it is going to be ---- */

static bool choose_file(struct job *job, const struct values *values,
	struct arena *arena, const char **out, struct report *report)
{
	struct text safe = {0}, file = {0};
	const char *wanted;

	if (!line_template_fill(job->file_name, values, arena, &wanted,
		    report))
		return false;
	safe_name_add(wanted, values->key, &safe);
	text_add(&safe, ".pdf");
	shelf_add(text_string(&safe), job->shelves, &file);
	*out = arena_strdup(arena, text_string(&file));
	text_clear(&file);
	text_clear(&safe);
	return true;
}

static bool outline(struct job *job, int64_t row, bool places,
	struct arena *arena, struct plan *out, struct report *report)
{
	*out = (struct plan){.file = "", .inputs = "", .printed = ""};
	return formulas_outline(job->formulas, row, job->outline, places,
		       arena, &out->values, report) &&
		choose_file(job, &out->values, arena, &out->file, report);
}

/* Places are looked up when there is something to say. */
bool letter_outline(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report)
{
	struct report first = {0};
	bool done = outline(job, row, false, arena, out, &first) &&
		first.count == 0;

	report_clear(&first);
	return done || outline(job, row, true, arena, out, report);
}

/* Parted by tabs. */
static void add_indicators(const struct values *values, struct text *out)
{
	for (size_t i = 0; i < values->indicator_count; i++) {
		if (i > 0)
			text_add_char(out, '\t');
		text_add(out, values->indicators[i].value_text);
	}
}

static const char *from(const struct text *text, size_t start,
	struct arena *arena)
{
	return arena_strndup(arena, text->data + start, text->length - start);
}

bool letter_values(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report)
{
	*out = (struct plan){.file = "", .inputs = "", .printed = ""};
	return formulas_values(job->formulas, row, arena, &out->values,
		       report) &&
		choose_file(job, &out->values, arena, &out->file, report) &&
		line_template_fill(job->title, &out->values, arena,
			&out->title, report) &&
		line_template_fill(job->subject, &out->values, arena,
			&out->subject, report);
}

bool letter_plan(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report)
{
	struct text *whole = &job->scratch;
	size_t start;

	if (!letter_values(job, row, arena, out, report))
		return false;
	text_reset(whole);
	text_add(whole, job->parts_digest);
	text_add(whole, "\nletters/");
	text_add(whole, shelf_name(out->file));
	text_add_char(whole, '\n');
	start = whole->length;
	if (!letter_inputs(job, &out->values, out->subject, arena, whole,
		    report))
		return false;
	out->inputs = from(whole, start, arena);
	digest_of(whole->data, whole->length, out->fingerprint);
	start = whole->length;
	add_indicators(&out->values, whole);
	out->printed = from(whole, start, arena);
	return true;
}

const char *letter_file(struct job *job, int64_t row, struct arena *arena)
{
	struct report ignored = {0};
	struct plan plan;
	bool planned = job->outline != NULL
		? letter_outline(job, row, arena, &plan, &ignored)
		: letter_plan(job, row, arena, &plan, &ignored);

	report_clear(&ignored);
	return planned ? plan.file : NULL;
}

/* The record keeps its beginning. */
static bool is_recorded(const struct entry *old, const char *fingerprint)
{
	size_t length = strlen(old->fingerprint);

	return length > 0 &&
		strncmp(old->fingerprint, fingerprint, length) == 0;
}

bool letter_is_same(const struct job *job, const struct plan *plan,
	const struct entry *old, struct arena *arena)
{
	char digest[DIGEST_HEX];
	const char *whole;

	if (is_recorded(old, plan->fingerprint))
		return true;
	if (strcmp(shelf_name(old->file), shelf_name(plan->file)) != 0 ||
		!inputs_are_same(record_inputs(old, arena), plan->inputs,
			arena))
		return false;
	whole = arena_printf(arena, "letters/%s\n%s\n%s",
		shelf_name(plan->file), plan->inputs, job->parts);
	digest_of(whole, strlen(whole), digest);
	return is_recorded(old, digest);
}

/* ---- making it ---- */

bool letter_set(struct job *job, const struct plan *plan, struct arena *arena,
	struct pages *out, struct report *report)
{
	struct document document;

	if (!template_fill(job->template, &plan->values, arena, &document,
		    report))
		return false;
	return layout_document(&document, &job->layout_options, job->fonts,
		arena, out, report);
}

bool letter_check(struct job *job, const struct plan *plan,
	struct arena *arena, size_t *pages, struct report *report)
{
	struct document document;
	struct pages set;

	if (!template_fill(job->template, &plan->values, arena, &document,
		    report))
		return false;
	if (layout_gauge(&document, &job->layout_options, job->fonts, arena,
		    pages))
		return true;
	if (!layout_document(&document, &job->layout_options, job->fonts,
		    arena, &set, report))
		return false;
	*pages = set.count;
	return true;
}

/* The PDF's own data: its ID is taken from what the letter is made of. */
static void describe(const struct job *job, const struct plan *plan,
	struct pdf_info *out)
{
	unsigned char digest[DIGEST_SIZE];

	*out = job->pdf_info;
	out->title = plan->title;
	out->subject = plan->subject;
	digest_bytes(plan->fingerprint, strlen(plan->fingerprint), digest);
	memcpy(out->id, digest, sizeof(out->id));
}

/* What stands under the letter's name; empty when nothing does. */
static bool read_before(const struct folder *folder, const struct plan *plan,
	struct text *out, struct report *report)
{
	const char *key = plan->values.key;

	return letters_size(folder, key, plan->file) < 0 ||
		letters_read(folder, key, plan->file, out, report);
}

static void add_earlier(struct draft *draft, const struct text *file)
{
	if (signature_read(file, &draft->earlier[draft->earlier_count]))
		draft->earlier_count++;
}

/* Signatures of the file that is there, and of those that were moved out of its
 * way: a letter may come back. */
static bool find_earlier(const struct folder *folder, struct draft *draft,
	struct report *report)
{
	struct text path = {0}, bytes = {0};
	bool done = true;

	add_earlier(draft, &draft->before);
	for (int i = 1; i <= ISSUES_LOOKED_AT && done; i++) {
		text_reset(&path);
		text_reset(&bytes);
		if (!folder_superseded(folder, draft->file, i, &path))
			break;
		done = folder_read(folder, path.data, &bytes, report);
		if (done)
			add_earlier(draft, &bytes);
	}
	text_clear(&path);
	text_clear(&bytes);
	return done;
}

/* Of the file as far as it will not change any more: to the signature's gap. */
static void digest_draft(struct job *job, struct draft *draft)
{
	struct pdf_beginning shared = pdf_beginning(job->writer);
	const char *at = draft->bytes.data;

	draft->digest = digest_new();
	draft->digested = draft->hole.end > 0 ? draft->hole.start
					      : draft->bytes.length;
	digest_add_known(draft->digest, job->hashed, at, shared.streams);
	digest_add_known(draft->digest, job->hashed, at + shared.streams,
		shared.dictionaries - shared.streams);
	digest_add(draft->digest, at + shared.dictionaries,
		draft->digested - shared.dictionaries);
}

bool letter_write(struct job *job, const struct plan *plan,
	struct arena *arena, struct text *out, size_t *pages,
	struct report *report)
{
	struct pdf_info info;
	struct pages set;

	describe(job, plan, &info);
	if (!letter_set(job, plan, arena, &set, report) ||
		!figures_attach(job, &plan->values, arena, &info.attachments,
			&info.attachment_count, report))
		return false;
	*pages = set.count;
	return pdf_write(job->writer, &set, &info, out, report);
}

bool letter_draft(struct job *job, const struct plan *plan,
	const struct folder *folder, struct arena *arena, struct draft *out,
	struct report *report)
{
	/* A run makes each letter once, so here is none by that name. */
	bool is_first = folder_was_empty(folder);
	struct pdf_gap gap;

	out->file = memory_strdup(plan->file);
	if (!letter_write(job, plan, arena, &out->bytes, &out->pages, report) ||
		(!is_first && !read_before(folder, plan, &out->before, report)))
		return false;
	gap = pdf_gap(job->writer);
	out->hole = (struct hole){gap.start, gap.end};
	digest_draft(job, out);
	return job->signer == NULL || is_first ||
		find_earlier(folder, out, report);
}

/*
 * A signature may be random by nature, and a time-stamp costs a question: one
 * of the same bytes is taken again. What is signed later keeps its gap.
 */
bool letter_sign(struct signer *signer, struct draft *draft,
	struct report *report)
{
	struct pdf_gap gap = {draft->hole.start, draft->hole.end};
	struct text cms = {0};
	bool done = signer_sign(signer, &draft->bytes, draft->hole,
		draft->digest, draft->earlier, draft->earlier_count, &cms,
		report);

	draft->is_unsigned = cms.length == 0;
	done = done && pdf_sign_gap(&draft->bytes, gap,
			(const unsigned char *)cms.data, cms.length, report);
	text_clear(&cms);
	return done;
}

/* A file, or an entry of a pack. */
static bool leave_before(struct folder *folder, const char *file,
	const struct text *before, struct report *report)
{
	return folder_size(folder, file) >= 0
		? folder_supersede(folder, file, report)
		: letters_keep(folder, file, before, report);
}

/*
 * Writes the bytes unless they are there already (a run was killed after
 * writing and before recording); another issue under that name is moved to
 * superseded/, never overwritten. What nobody signed was no issue, and an empty
 * file holds none.
 */
static bool put_file(struct folder *folder, const char *file,
	const struct text *before, const struct text *bytes, bool *kept,
	struct report *report)
{
	*kept = before->length == bytes->length &&
		memcmp(before->data, bytes->data, bytes->length) == 0;
	if (*kept)
		return true;
	if (before->length > 0 && !signature_is_awaited(before) &&
		!leave_before(folder, file, before, report))
		return false;
	return folder_write(folder, file, bytes->data, bytes->length, report);
}

bool letter_put(struct folder *folder, struct draft *draft,
	struct letter *out, struct report *report)
{
	const struct text *bytes = &draft->bytes;

	digest_add(draft->digest, bytes->data + draft->digested,
		bytes->length - draft->digested);
	digest_print(draft->digest, out->sha256);
	out->pages = draft->pages;
	out->bytes = (int64_t)bytes->length;
	out->is_unsigned = draft->is_unsigned;
	out->unwritten = !put_file(folder, draft->file, &draft->before, bytes,
		&out->kept, report);
	return !out->unwritten;
}

void draft_clear(struct draft *draft)
{
	for (size_t i = 0; i < draft->earlier_count; i++)
		text_clear(&draft->earlier[i]);
	digest_free(draft->digest);
	text_clear(&draft->before);
	text_clear(&draft->bytes);
	free(draft->file);
	*draft = (struct draft){0};
}
