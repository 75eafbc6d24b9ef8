/* The chapter MANY LETTERS: a million and more, on one machine and on many. */
#include "manual/chapters.h"

#include "manual/roff.h"

/*
 * A signed letter of three pages (P-256), as tests/bench/RESULTS.md has it and
 * rounded up: the processor's time, the file, its share of the record.
 */
#define LETTER_MS    0.30
#define LETTER_BYTES 36000.0
#define RECORD_BYTES 400.0

#define MINUTE_MS 6e4
#define CORES	  64 /* of a larger job: eight machines of eight */

static void add_one_machine(struct text *out)
{
	roff_section(out, "On one machine");
	roff_words(out, "A run needs no more memory for a million letters than "
		"for ten thousand: tables and record are files of which it "
		"reads a part at a time. It makes as many letters at once as "
		"there are processors, or --jobs. What it has done when it is "
		"stopped, or dies, stays done, and the next run makes the "
		"rest.\n\n"
		"A folder of a million files is slow to list and to copy. "
		"This spreads them:");
	roff_block(out, "with",
		"[output]\n"
		"folders = 256\n");
	roff_words(out, "Before the first real run, 'lettermill check' goes "
		"through all recipients, and 'lettermill render --discard' "
		"into a folder of its own shows how long the letters take "
		"where there is no room for them twice.");
}

static void add_packs(struct text *out)
{
	roff_section(out, "A million letters in a few files");
	roff_words(out, "Files are slow to copy, to back up and to count when "
		"there are a million of them, however they are spread. This "
		"keeps each folder of letters in one file:");
	roff_block(out, "with",
		"[output]\n"
		"folders = 256\n"
		"pack    = zip\n");
	roff_words(out, "Then there are letters/00.zip to letters/ff.zip "
		"instead of folders of those names, and letters.zip where "
		"folders is flat. They are ZIP stores (with ZIP64 where they "
		"are large) that any program unpacks: letters stand in them "
		"under the names that manifest.csv tells, so that unzip in "
		"the job's folder leaves just what would be there without. A "
		"letter letters/3f/x.pdf is in letters/3f.zip, the folder's "
		"name with .zip.\n\n"
		"Every command reads letters where they are; for send, mail, "
		"verify, sign and export it makes no difference; the proof "
		"page opens them where proof --serve serves it. What "
		"a pack holds depends on its letters alone: same letters, "
		"same bytes.\n\n"
		"Letters are made as files and made safe one by one as ever. "
		"Those of a folder come together, and when they are done they "
		"are packed: so there are not many files at any time, a "
		"folder's and a thousand. Where one letter changes, its pack "
		"is written anew: a few hundred MB for one of a million in "
		"256 folders; with 65536 it is less. Where folders is flat, "
		"all letters are files until the end. Earlier issues in "
		"superseded/ are files.\n\n"
		"Each shard (SHARDS) has packs of its own, such as "
		"shards/3-of-8/letters/3f.zip, which are read as well; a "
		"render without --shard puts them together. Until then a "
		"letter may stand in an older letters/3f.zip, too: of two, "
		"the shard's "
		"is the one that counts.\n\n"
		"A pack that somebody else has changed is refused, and never "
		"written over. Take letters out of the store by setting pack "
		"= none: the next render leaves them as files.");
}

static void add_schedulers(struct text *out)
{
	roff_section(out, "On many machines");
	roff_words(out, "Machines share a job in shards: see SHARDS, also for "
		"Slurm. In share/doc/lettermill are, to be filled in and with "
		"what to run said on top:");
	roff_item(out, "kubernetes-job.yaml", NULL, "An Indexed Job. A task "
		"that was killed is begun again; one with letters that "
		"cannot be made is not, since that is for a person to mend.");
	roff_item(out, "aws-batch-definition.yaml", NULL, "and "
		"aws-batch-job.yaml: an array on AWS Batch, with an EFS.");
	roff_words(out, "Both run the container image that 'make image' "
		"builds from the sources, with or without a container engine. "
		"It holds no key and no data, and its user is nobody's.");
}

static void add_amount(struct text *out, double count, const char *name)
{
	struct text words = {0};

	text_printf(&words, "%.0f minutes of one processor, or %.0f seconds "
		"on %d of them; %.0f GB of letters, and %.1f GB of record.",
		count * LETTER_MS / MINUTE_MS,
		count * LETTER_MS / 1000 / CORES, CORES,
		count * LETTER_BYTES / 1e9, count * RECORD_BYTES / 1e9);
	roff_item(out, name, "letters", words.data);
	text_clear(&words);
}

static void add_reckoning(struct text *out)
{
	roff_section(out, "What it takes");
	roff_words(out, "By what a signed letter of three pages was measured "
		"to cost (tests/bench of the sources; measure your own with "
		"--discard, and reckon with that):");
	add_amount(out, 1e6, "1,000,000");
	add_amount(out, 1e7, "10,000,000");
	add_amount(out, 1e8, "100,000,000");
	roff_words(out, "Reading the data is the part that does not shrink "
		"with the number of shards: each reads all. Disks are mostly "
		"slower than processors: a letter is one file, made safe in "
		"groups of some hundred, so what counts is how many files the "
		"file system takes a second. And a key in a token or HSM is "
		"slower than either: see SIGNING.");
}

static void add_watch(struct text *out)
{
	roff_section(out, "What to watch");
	roff_item(out, "status --json", NULL, "How many letters are made, "
		"failed and waiting, over all shards, while they run.");
	roff_item(out, "exit status 1", NULL, "Of a shard: letters failed, and "
		"wait in its failed.csv; running it again does not help. Any "
		"other end but 0 and 2 was a kill: run it again.");
	roff_item(out, "memory", NULL, "A shard that grows is a fault of the "
		"program's: please tell us.");
	roff_item(out, "room", NULL, "A full disk ends a shard with status 2 "
		"and nothing half-written. A letter that changes later leaves "
		"its earlier issue in superseded/, which grows.");
}

void chapter_scale(struct text *out)
{
	roff_chapter(out, "MANY LETTERS");
	add_one_machine(out);
	add_packs(out);
	add_schedulers(out);
	add_reckoning(out);
	add_watch(out);
}
