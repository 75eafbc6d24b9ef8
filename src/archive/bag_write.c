/*
 * Writing a bag; see bag.h.
 *
 * The manifest stands before the files that it lists, so all is read twice:
 * for the digests, then into the archive, where they are worked out again. A
 * file that changed in between is an error, not a wrong manifest. The manifest
 * itself is as long as the job is large, and is therefore printed twice from
 * the inventory (for its length and digest, then for good) and kept nowhere.
 */
#include "archive/bag.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive/bag_format.h"
#include "archive/packer.h"
#include "base/file.h"
#include "sign/digest.h"

/* ---- measuring ---- */

/* How keys end their first line, in every format of PEM. */
static const char key_mark[] = "PRIVATE KEY-----";
#define MARK_LENGTH (sizeof(key_mark) - 1)

struct measuring {
	struct inventory *inventory;
	struct bag_total *total;
	struct report *report;
	/* of the file at hand */
	struct digest *digest;
	int64_t size;
	char seam[2 * MARK_LENGTH]; /* the last bytes, and the next ones */
	size_t seam_length;
	bool has_key;
};

/* A mark may begin in one piece and end in the next. */
static void look_for_key(struct measuring *measuring, const char *bytes,
	size_t length)
{
	size_t joined = length < MARK_LENGTH ? length : MARK_LENGTH;
	size_t kept = measuring->seam_length;

	memcpy(measuring->seam + kept, bytes, joined);
	measuring->has_key = measuring->has_key ||
		memmem(bytes, length, key_mark, MARK_LENGTH) != NULL ||
		memmem(measuring->seam, kept + joined, key_mark,
			MARK_LENGTH) != NULL;
	kept += joined;
	if (length > MARK_LENGTH) {
		memcpy(measuring->seam, bytes + length - MARK_LENGTH,
			MARK_LENGTH);
		kept = MARK_LENGTH;
	} else if (kept > MARK_LENGTH) {
		memmove(measuring->seam,
			measuring->seam + kept - MARK_LENGTH, MARK_LENGTH);
		kept = MARK_LENGTH;
	}
	measuring->seam_length = kept;
}

static bool measure_piece(void *context, const void *bytes, size_t length)
{
	struct measuring *measuring = context;

	digest_add(measuring->digest, bytes, length);
	measuring->size += (int64_t)length;
	look_for_key(measuring, bytes, length);
	return true;
}

static bool measure_item(void *context, const struct listed_file *item)
{
	struct measuring *measuring = context;
	char hex[DIGEST_HEX];
	bool done;

	measuring->digest = digest_new();
	measuring->size = 0;
	measuring->seam_length = 0;
	measuring->has_key = false;
	done = file_feed(item->path, SIZE_MAX, measure_piece, measuring,
		measuring->report);
	digest_end(measuring->digest, hex);
	if (done && measuring->has_key)
		done = report_error(measuring->report,
			(struct place){.file = item->path},
			"it holds a private key, which has no place in an "
			"archive: keep keys in files of their own");
	measuring->total->files++;
	measuring->total->bytes += measuring->size;
	return done && inventory_measure(measuring->inventory, item->name,
		measuring->size, hex, measuring->report);
}

bool bag_measure(struct inventory *inventory, struct bag_total *total,
	struct report *report)
{
	struct measuring measuring = {.inventory = inventory, .total = total,
		.report = report};

	*total = (struct bag_total){0};
	return inventory_each(inventory, measure_item, &measuring, report);
}

/* ---- the manifest ---- */

/* A line; CR, LF and % of a name are written as RFC 8493, 2.1.3 has it. */
static void add_line(struct text *out, const char *sha256, const char *name)
{
	text_printf(out, "%s  ", sha256);
	for (; *name != '\0'; name++) {
		if (*name == '%' || *name == '\n' || *name == '\r')
			text_printf(out, "%%%02X", (unsigned char)*name);
		else
			text_add_char(out, *name);
	}
	text_add_char(out, '\n');
}

struct listing {
	struct text line;
	struct digest *digest; /* else it is written */
	struct packer *packer;
	struct bag_total total; /* of the payload */
	int64_t length;		/* of the list */
	struct report *report;
};

static bool list_item(void *context, const struct listed_file *item)
{
	struct listing *listing = context;
	struct text *line = &listing->line;

	text_reset(line);
	add_line(line, item->sha256, item->name);
	listing->length += (int64_t)line->length;
	listing->total.files++;
	listing->total.bytes += item->size;
	if (listing->digest == NULL)
		return packer_add(listing->packer, line->data, line->length,
			listing->report);
	digest_add(listing->digest, line->data, line->length);
	return true;
}

/* ---- the archive ---- */

struct writing {
	const struct bag_options *options;
	struct inventory *inventory;
	struct packer *packer;
	struct report *report;
	struct text tags; /* the list of the bag's own files */
	/* of the file at hand */
	struct digest *digest;
	int64_t left;
};

static bool begin(struct writing *writing, const char *name, int64_t size,
	bool is_private)
{
	struct text path = {0};
	bool done;

	text_printf(&path, "%s/%s", writing->options->name, name);
	done = packer_begin(writing->packer, text_string(&path), size,
		is_private, writing->report);
	text_clear(&path);
	return done;
}

static bool write_tag_file(struct writing *writing, const char *name,
	const struct text *bytes)
{
	char hex[DIGEST_HEX];

	digest_of(bytes->data, bytes->length, hex);
	add_line(&writing->tags, hex, name);
	return begin(writing, name, (int64_t)bytes->length, false) &&
		packer_add(writing->packer, bytes->data, bytes->length,
			writing->report);
}

static bool write_tag_files(struct writing *writing)
{
	struct listing listing = {.digest = digest_new(),
		.packer = writing->packer, .report = writing->report};
	struct text bytes = {0};
	char hex[DIGEST_HEX];
	bool done = inventory_each(writing->inventory, list_item, &listing,
		writing->report);

	digest_end(listing.digest, hex);
	listing.digest = NULL;
	text_add(&bytes, BAG_DECLARATION);
	done = done && write_tag_file(writing, BAG_FILE, &bytes);
	text_reset(&bytes);
	text_add(&bytes, writing->options->info);
	text_printf(&bytes, BAG_OXUM ": %lld.%lld\n"
		"Bag-Software-Agent: lettermill " LETTERMILL_VERSION "\n",
		(long long)listing.total.bytes,
		(long long)listing.total.files);
	done = done && write_tag_file(writing, BAG_INFO, &bytes);
	add_line(&writing->tags, hex, BAG_MANIFEST);
	done = done && begin(writing, BAG_MANIFEST, listing.length, false) &&
		inventory_each(writing->inventory, list_item, &listing,
			writing->report) &&
		begin(writing, BAG_TAGS, (int64_t)writing->tags.length,
			false) &&
		packer_add(writing->packer, writing->tags.data,
			writing->tags.length, writing->report);
	text_clear(&listing.line);
	text_clear(&bytes);
	return done;
}

static bool write_piece(void *context, const void *bytes, size_t length)
{
	struct writing *writing = context;

	digest_add(writing->digest, bytes, length);
	writing->left -= (int64_t)length;
	return writing->left < 0 || packer_add(writing->packer, bytes, length,
		writing->report);
}

static bool write_item(void *context, const struct listed_file *item)
{
	struct writing *writing = context;
	char hex[DIGEST_HEX];
	bool done;

	writing->digest = digest_new();
	writing->left = item->size;
	done = begin(writing, item->name, item->size, item->is_private) &&
		file_feed(item->path, SIZE_MAX, write_piece, writing,
			writing->report);
	digest_end(writing->digest, hex);
	if (done && (writing->left != 0 || strcmp(hex, item->sha256) != 0))
		done = report_error(writing->report,
			(struct place){.file = item->path},
			"it changed while it was read: run again when nobody "
			"writes to it");
	return done;
}

bool bag_write(const struct bag_options *options, struct inventory *inventory,
	struct report *report)
{
	struct writing writing = {.options = options, .inventory = inventory,
		.report = report};
	bool done = packer_open(options->path, options->time, &writing.packer,
			report) &&
		write_tag_files(&writing) &&
		inventory_each(inventory, write_item, &writing, report) &&
		packer_finish(writing.packer, report);

	packer_free(writing.packer);
	text_clear(&writing.tags);
	return done;
}
