/* Letters that are not kept; see discard.h. */
#include "batch/discard.h"

#include <string.h>

#include "output/letters.h"

struct search {
	const struct folder *folder;
	struct report *report;
};

static bool refuse_standing(void *context, const struct entry *entry)
{
	struct search *search = context;

	if (!letter_stands(entry->state))
		return true;
	return report_error(search->report, (struct place){
		.file = folder_path(search->folder)}, "%s stands here, and a "
		"run with --discard keeps no letter: choose another folder "
		"with --out", entry->file);
}

bool discard_begin(struct record *record, const struct folder *folder,
	struct report *report)
{
	struct search search = {folder, report};

	return record_each(record, refuse_standing, &search, report);
}

bool discard_letter(struct folder *folder, struct entry *entry,
	struct report *report)
{
	char sha256[DIGEST_HEX];
	bool done = letters_digest(folder, entry->key, entry->file, sha256,
		report);

	if (done && strcmp(sha256, entry->sha256) != 0)
		done = report_error(report, (struct place){
			.file = entry->file}, "is not what was written there: "
			"the disk or another program changed it");
	done = done && folder_remove(folder, entry->file, report);
	if (done)
		entry->state = LETTER_DISCARDED;
	return done;
}
