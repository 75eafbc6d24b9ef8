/*
 * A job, opened: settings, tables, formulas, text, fonts. The only place
 * where settings become the option structs of the stages.
 *
 *	struct job *job = NULL;
 *	if (!job_open(&options, &job, report))
 *		goto out;
 *	for (int64_t row = 1; row <= job_recipient_count(job); row++)
 *		...
 *
 * job_open() reports all that is wrong, not only the first thing. Faults of
 * one recipient's data are in the report too, under its key, and are no
 * reason to stop.
 */
#ifndef BATCH_JOB_H
#define BATCH_JOB_H

#include "base/arena.h"
#include "base/report.h"
#include "indicators/formulas.h"
#include "layout/layout.h"
#include "output/shelf.h"
#include "pdf/pdf.h"
#include "sign/file_digests.h"
#include "sign/signer.h"
#include "template/template.h"

struct job_options {
	const char *config;	 /* path of the INI file */
	const char *out;	 /* folder that holds the jobs' folders */
	const char *const *sets; /* --set arguments */
	size_t set_count;
	struct file_digests *digests; /* of its files, seen before; or NULL */
	const char *tables_folder; /* for a file of what is read, where that
				      is much; NULL: TMPDIR, or /var/tmp */
	bool will_sign; /* open the key, if there is one */
	bool will_make; /* letters: what they show is compressed */
	enum {
		MAIL_NOT,    /* [email] is not looked at */
		MAIL_IF_SET, /* read where it says anything */
		MAIL_REQUIRED
	} mail;
};

/* Whose letter it is. */
struct recipient {
	int64_t row; /* in the tables, from 1, in the file's order */
	const char *key;
	const char *name;
};

/* A file that figures are read from, and a row of it that was digested. */
struct evidence {
	const struct table_column *column; /* one of its columns */
	const char *file;  /* its name without its folder */
	const char *input; /* "its row of FILE" */
	int64_t row;			   /* 0: none yet */
	char digest[DIGEST_HEX];
	bool is_withheld; /* from the letter that is made */
};

/* What the lines of a figure in figures.csv have in common, in all letters. */
struct figure_cells {
	const char *before; /* what is printed; NULL: no letter had one yet */
	const char *after;  /* the number, to the formula */
};

struct job {
	struct arena arena; /* everything of the job's life, */
	struct arena look;  /* and how its letters look, see look.h */
	struct file_digests *digests; /* lent; NULL: none */
	struct settings *settings;
	struct languages *languages;
	const struct language *language; /* the letter's */
	struct tables *tables;
	struct formulas *formulas;
	struct formula_options formula_options;
	struct template_options template_options;
	struct text letter_text; /* the Markdown file */
	struct template *template;
	struct catalogue catalogue; /* of all values */
	struct line_template *file_name, *title, *subject;
	enum shelves shelves; /* where the files stand */
	bool packs; /* they are packed afterwards: stow.h */
	const bool *outline; /* what the file's name prints, where that is
				known before any indicator; else NULL */
	struct fonts *fonts;
	struct image *images; /* of the letterhead, then of each signatory */
	size_t image_count;
	struct hyphens *hyphens; /* NULL: none */
	struct layout_options layout_options;
	struct pdf_writer *writer;
	struct digest_memory *hashed; /* what its files begin with */
	struct pdf_info pdf_info; /* what is the same in all letters */
	struct pdf_signature pdf_signature;
	struct signer *signer; /* NULL: letters are not signed */
	bool signs_later;      /* by batch/sign.h */
	size_t sessions;       /* signatures asked for at once; 0: as many as
				  there are workers */
	struct email *email; /* NULL: there are no messages */
	struct evidence *sources; /* where letters carry them */
	size_t source_count;
	bool attach_figures, attach_rows;
	struct figure_cells *figure_cells; /* by catalogue; then again, of those
					      whose value is stated */
	struct input_names *input_names; /* of letter_inputs.c */
	/*
	 * All that every letter depends on, as lines "name\tvalue\n": the
	 * settings in effect, digests of the files.
	 */
	const char *parts;
	char parts_digest[DIGEST_HEX];
	struct text scratch; /* of the letter that is planned */
};

bool job_open(const struct job_options *options, struct job **out,
	struct report *report) MUST_CHECK;
void job_free(struct job *job);
/* A worker's own connections, after a fork. */
bool job_reopen(struct job *job, struct report *report) MUST_CHECK;
/* The same in a process that signs nothing. */
bool job_reopen_tables(struct job *job, struct report *report) MUST_CHECK;

/* out/NAME. The caller frees. */
char *job_folder_of(const struct job_options *options,
	const struct settings *settings);
/* The same where the settings are not read yet, and nothing more is opened. */
bool job_folder(const struct job_options *options, char **folder,
	struct report *report) MUST_CHECK;
/* Always false: there is no record in the folder yet. */
bool job_fail_unmade(const char *folder, struct report *report);

int64_t job_recipient_count(struct job *job);
/* False when there is no such row; strings in the arena. */
bool job_recipient(struct job *job, int64_t row, struct arena *arena,
	struct recipient *out);
/* The row of a key; 0: it is no recipient's. */
int64_t job_row(struct job *job, const char *key);
/*
 * The recipient a person means: a key, a name, or a part of just one name,
 * without regard to case. An error suggests the nearest or the several.
 */
bool job_recipient_lookup(struct job *job, const char *wanted,
	struct arena *arena, struct recipient *out, struct report *report)
	MUST_CHECK;

#endif
