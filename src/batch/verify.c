/* Whether letters are what they were made as; see verify.h. */
#include "batch/verify.h"

#include <string.h>

#include "base/file.h"
#include "batch/peek.h"
#include "config/settings.h"
#include "options/options.h"
#include "output/letters.h"
#include "output/record.h"
#include "output/sign_offs.h"
#include "sign/digest.h"

struct verify {
	enum verify_what what;
	struct verifier *verifier;
	bool is_signed; /* letters of this job have to be */
	struct folder *folder;
	struct record *record;
	verdict_listener *listener;
	void *context;
	size_t *bad;
	struct report *report;
};

static void tell(struct verify *verify, const struct verdict *verdict)
{
	*verify->bad += !verdict->good;
	verify->listener(verify->context, verdict);
}

static void tell_bad(struct verify *verify, const char *file,
	const char *words)
{
	tell(verify, &(struct verdict){.file = file, .words = words});
}

static void judge_figures(struct verify *verify, const char *file,
	const struct text *bytes)
{
	struct recount recount;

	recount_letter(bytes, &recount);
	tell(verify, &(struct verdict){.file = file, .good = recount.good,
		.words = text_string(&recount.words), .recount = &recount});
	recount_clear(&recount);
}

enum due { DUE_NOTHING, DUE_SIGNATURE, DUE_LATER };

/* The signature's word, and the marks'; a file that is not signed is good where
 * no signature is due. */
static void judge(struct verify *verify, const char *file,
	const struct text *bytes, enum due due)
{
	struct signature_result signature;
	struct marks marks = {0};
	struct text words = {0};
	struct verdict verdict = {.file = file, .signature = &signature};

	if (verify->what == VERIFY_FIGURES) {
		judge_figures(verify, file, bytes);
		return;
	}
	signature_verify(verify->verifier, bytes, &signature);
	text_add(&words, text_string(&signature.words));
	if (due == DUE_LATER && signature.state == SIGNATURE_ABSENT) {
		verdict.awaits = true;
		text_add(&words, ": 'lettermill sign' gives it");
	}
	if (signature.state != SIGNATURE_INVALID) {
		marks_read(text_string(bytes), bytes->length, &marks);
		text_printf(&words, "; %s", text_string(&marks.words));
		verdict.marks = &marks;
	}
	verdict.good = marks.accessible && marks.archival &&
		(signature.state == SIGNATURE_VALID ||
			(signature.state == SIGNATURE_ABSENT &&
				due == DUE_NOTHING));
	verdict.words = text_string(&words);
	tell(verify, &verdict);
	signature_result_clear(&signature);
	marks_clear(&marks);
	text_clear(&words);
}

static bool verify_entry(void *context, const struct entry *entry)
{
	struct verify *verify = context;
	char hex[DIGEST_HEX];
	struct text bytes = {0};

	if (entry->state == LETTER_DISCARDED)
		tell_bad(verify, entry->file, "the letter was discarded: "
			"'render' without --discard makes one that stays");
	if (!letter_stands(entry->state))
		return true;
	if (letters_size(verify->folder, entry->key, entry->file) < 0) {
		tell_bad(verify, entry->file, "the file is gone: 'render' "
			"makes it again");
		return true;
	}
	if (!letters_read(verify->folder, entry->key, entry->file, &bytes,
		    verify->report))
		goto out;
	digest_of(text_string(&bytes), bytes.length, hex);
	if (strcmp(hex, entry->sha256) != 0)
		tell_bad(verify, entry->file, "the file is not the one that "
			"was made: its digest is another");
	else
		judge(verify, entry->file, &bytes,
			entry->state == LETTER_UNSIGNED ? DUE_LATER
			: verify->is_signed ? DUE_SIGNATURE : DUE_NOTHING);
out:
	text_clear(&bytes);
	return true;
}

static bool open_verifier(struct verify *verify, const char *roots,
	struct place place)
{
	struct verify_options options = {roots, place};

	return verifier_open(&options, &verify->verifier, verify->report);
}

static bool open_record(struct verify *verify,
	const struct job_options *options, struct settings *settings)
{
	const struct section *section = settings_section(settings, "signature");
	bool opened;

	verify->is_signed = options_are_signed(settings);
	opened = open_verifier(verify, section_text(section, "roots"),
			 section_key_place(section, "roots")) &&
		job_peek(options, &verify->folder, &verify->record,
			verify->report);
	if (opened && verify->record == NULL)
		opened = job_fail_unmade(folder_path(verify->folder),
			verify->report);
	return opened;
}

bool verify_letters(const struct job_options *options, enum verify_what what,
	verdict_listener *listener, void *context, size_t *bad,
	struct report *report)
{
	struct verify verify = {.what = what, .listener = listener,
		.context = context, .bad = bad, .report = report};
	struct settings *settings = NULL;
	bool done;

	*bad = 0;
	done = settings_load(options->config, options->sets,
		       options->set_count, &settings, report) &&
		open_record(&verify, options, settings) &&
		record_each(verify.record, verify_entry, &verify, report);
	/* A list that is not whole is in the report, and no letter's fault. */
	done = done && (sign_offs_check(verify.record, verify.folder, report) ||
			report->errors > 0);
	record_close(verify.record);
	folder_close(verify.folder);
	verifier_free(verify.verifier);
	settings_free(settings);
	return done;
}

bool verify_files(const char *roots, enum verify_what what,
	const char *const *files, size_t count, verdict_listener *listener,
	void *context, size_t *bad, struct report *report)
{
	struct verify verify = {.what = what, .listener = listener,
		.context = context, .bad = bad, .report = report};

	*bad = 0;
	if (!open_verifier(&verify, roots, (struct place){.file = roots}))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct text bytes = {0};

		if (file_read(files[i], VERIFY_LIMIT, &bytes, report))
			judge(&verify, files[i], &bytes, DUE_SIGNATURE);
		text_clear(&bytes);
	}
	verifier_free(verify.verifier);
	return true;
}
