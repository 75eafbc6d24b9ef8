/*
 * Letters into packs, and out of them; see stow.h.
 *
 * The names of a folder's files and of its packs' entries are walked through
 * together, all in order: once to see whether anything is to be done, which
 * mostly is nothing, and once to do it.
 */
#include "batch/stow.h"

#include <stdlib.h>
#include <string.h>

#include "output/shelf.h"
#include "sign/verify.h"

/* A pack that letters may come from, and where it is being read. */
struct source {
	struct shard shard;
	struct pack *pack;
	bool is_ours; /* to be written, or removed */
	struct pack_cursor cursor;
	struct pack_item item;
	bool has_item;
};

struct filling {
	struct stow *stow;
	const char *within;
	struct source *sources;
	size_t source_count, source_room;
	char **files; /* the names of letters that are files */
	size_t file_count, file_room, file_at;
	struct arena arena; /* of one letter */
	struct text bytes;  /* of it */
	struct folder_file *out;
	struct pack_writer writer;
	struct report *report;
};

/* A name that was met. */
struct met {
	const char *name;
	const char *key; /* of the letter that stands there; NULL: none does */
	bool is_file;
	const struct source *source; /* else: where its bytes are */
};

/* ---- what there is ---- */

static bool add_source(struct filling *filling, const struct shard *shard,
	bool is_ours)
{
	struct source source = {.shard = *shard, .is_ours = is_ours};

	if (!letters_open_pack(filling->stow->folder, shard, filling->within,
		    &source.pack, filling->report))
		return false;
	if (source.pack == NULL)
		return true;
	ARRAY_RESERVE(filling->sources, filling->source_count,
		filling->source_room);
	filling->sources[filling->source_count++] = source;
	return true;
}

static bool find_sources(struct filling *filling)
{
	const struct shard *own = &filling->stow->shard, all = {0};
	struct shard *shards;
	size_t count;
	bool done = add_source(filling, own, true);

	if (own->count > 0)
		return done && (filling->source_count > 0 ||
			add_source(filling, &all, false));
	shards = letters_shards(filling->stow->folder, &count);
	for (size_t i = 0; done && i < count; i++)
		done = add_source(filling, &shards[i], true);
	free(shards);
	return done;
}

static bool add_file(void *context, const char *name)
{
	struct filling *filling = context;

	ARRAY_RESERVE(filling->files, filling->file_count, filling->file_room);
	filling->files[filling->file_count++] = memory_strdup(name);
	return true;
}

static bool begin(struct filling *filling)
{
	return find_sources(filling) && folder_list_here(filling->stow->folder,
		filling->within, add_file, filling, filling->report);
}

static void clear(struct filling *filling)
{
	for (size_t i = 0; i < filling->source_count; i++) {
		pack_cursor_clear(&filling->sources[i].cursor);
		pack_close(filling->sources[i].pack);
	}
	for (size_t i = 0; i < filling->file_count; i++)
		free(filling->files[i]);
	free(filling->sources);
	free(filling->files);
	arena_clear(&filling->arena);
	text_clear(&filling->bytes);
	text_clear(&filling->writer.directory);
}

/* ---- walking through all names ---- */

static void start(struct filling *filling)
{
	filling->file_at = 0;
	for (size_t i = 0; i < filling->source_count; i++) {
		struct source *source = &filling->sources[i];

		pack_cursor_clear(&source->cursor);
		source->has_item = pack_next(source->pack, &source->cursor,
			&source->item);
	}
}

/* The first name of those that come next; NULL: there is none. */
static const char *first_name(const struct filling *filling)
{
	const char *first = filling->file_at < filling->file_count
		? filling->files[filling->file_at] : NULL;

	for (size_t i = 0; i < filling->source_count; i++) {
		const struct source *source = &filling->sources[i];

		if (source->has_item && (first == NULL ||
			strcmp(source->item.name, first) < 0))
			first = source->item.name;
	}
	return first;
}

static bool is_at(const struct source *source, const char *name)
{
	return source->has_item && strcmp(source->item.name, name) == 0;
}

/* The pack of the letter's shard comes before that of all. */
static const struct source *choose(const struct filling *filling,
	const char *name, const char *key)
{
	const struct source *chosen = NULL;

	for (size_t i = 0; i < filling->source_count; i++) {
		const struct source *source = &filling->sources[i];

		if (is_at(source, name) && (chosen == NULL ||
			(source->shard.count > 0 &&
				shard_has(&source->shard, key))))
			chosen = source;
	}
	return chosen;
}

static void pass(struct filling *filling, const char *name)
{
	if (filling->file_at < filling->file_count &&
		strcmp(filling->files[filling->file_at], name) == 0)
		filling->file_at++;
	for (size_t i = 0; i < filling->source_count; i++) {
		struct source *source = &filling->sources[i];

		if (is_at(source, name))
			source->has_item = pack_next(source->pack,
				&source->cursor, &source->item);
	}
}

typedef bool visitor(struct filling *filling, const struct met *met);

static bool walk(struct filling *filling, visitor *visit)
{
	const char *next;
	bool going = true;

	start(filling);
	while (going && (next = first_name(filling)) != NULL) {
		struct met met = {0};

		arena_reset(&filling->arena);
		met.name = arena_strdup(&filling->arena, next);
		met.key = record_standing(filling->stow->record, met.name,
			&filling->arena);
		met.is_file = filling->file_at < filling->file_count &&
			strcmp(filling->files[filling->file_at], next) == 0;
		if (met.key != NULL && !met.is_file)
			met.source = choose(filling, next, met.key);
		going = visit(filling, &met);
		pass(filling, met.name);
	}
	return going;
}

/* Does the record have just these bytes in another folder? */
static bool is_moved(struct filling *filling, const char *name)
{
	struct arena *arena = &filling->arena;
	struct record *record = filling->stow->record;
	struct text file = {0};
	char hex[DIGEST_HEX];
	bool found = false;

	digest_of(text_string(&filling->bytes), filling->bytes.length, hex);
	for (int i = SHELVES_FLAT; i <= SHELVES_65536 && !found; i++) {
		struct entry entry;
		const char *key;

		text_reset(&file);
		shelf_add(shelf_name(name), (enum shelves)i, &file);
		key = record_standing(record, file.data, arena);
		found = key != NULL &&
			record_get(record, key, arena, &entry) &&
			strcmp(entry.sha256, hex) == 0;
	}
	text_clear(&file);
	return found;
}

/* A file that a run left which was killed while it moved the letter. */
static bool is_copy(struct filling *filling, const struct met *met)
{
	struct report ignored = {0};
	bool is_read;

	if (met->key != NULL || !met->is_file)
		return false;
	text_reset(&filling->bytes);
	is_read = folder_read(filling->stow->folder, met->name,
		&filling->bytes, &ignored);
	report_clear(&ignored);
	return is_read && is_moved(filling, met->name);
}

/* ---- is anything to be done? ---- */

/* Whether a pack of ours holds what it should not. */
static bool is_out_of_place(const struct filling *filling,
	const struct met *met)
{
	for (size_t i = 0; met->key == NULL && i < filling->source_count; i++)
		if (filling->sources[i].is_ours &&
			is_at(&filling->sources[i], met->name))
			return true;
	return false;
}

static bool is_in_place(struct filling *filling, const struct met *met)
{
	if (is_copy(filling, met))
		return false;
	if (!filling->stow->packs)
		return met->key == NULL || met->is_file;
	return !(met->key != NULL && met->is_file) &&
		!is_out_of_place(filling, met);
}

static bool is_as_it_should_be(struct filling *filling)
{
	size_t ours = 0, own = 0;

	for (size_t i = 0; i < filling->source_count; i++) {
		const struct source *source = &filling->sources[i];

		ours += source->is_ours;
		own += source->is_ours &&
			source->shard.count == filling->stow->shard.count;
	}
	/* Packs of shards are put together, or all are taken apart. */
	if (ours > (filling->stow->packs ? own : 0))
		return false;
	return walk(filling, is_in_place);
}

/* ---- what leaves a pack ---- */

/* An issue that is in no pack any more is in superseded/. */
static bool leave(struct filling *filling, const struct source *source)
{
	struct text *bytes = &filling->bytes;

	text_reset(bytes);
	if (!pack_read(source->pack, &source->item, bytes, filling->report))
		return false;
	return bytes->length == 0 || signature_is_awaited(bytes) ||
		is_moved(filling, source->item.name) ||
		letters_keep(filling->stow->folder, source->item.name, bytes,
			filling->report);
}

/* Of all packs that are written anew, or removed; `crc` and `size` stay. */
static bool leave_others(struct filling *filling, const struct met *met,
	uint32_t crc, size_t size)
{
	bool done = true;

	for (size_t i = 0; done && i < filling->source_count; i++) {
		const struct source *source = &filling->sources[i];

		if (!source->is_ours || !is_at(source, met->name) ||
			(met->key != NULL && source->item.crc == crc &&
				source->item.size == size))
			continue;
		done = leave(filling, source);
	}
	return done;
}

/* ---- doing it ---- */

static void write_out(void *context, const void *bytes, size_t length)
{
	folder_file_add(context, bytes, length);
}

/* The CRC of what is packed stays as it is, so that damage can be told. */
static bool read_letter(struct filling *filling, const struct met *met,
	uint32_t *crc)
{
	struct text *bytes = &filling->bytes;

	text_reset(bytes);
	if (met->is_file) {
		if (!folder_read(filling->stow->folder, met->name, bytes,
			    filling->report))
			return false;
		*crc = pack_crc(text_string(bytes), bytes->length);
		return true;
	}
	*crc = met->source->item.crc;
	return pack_read(met->source->pack, &met->source->item, bytes,
		filling->report);
}

static void count(struct stow *stow, const struct met *met)
{
	if (!stow->packs)
		stow->unpacked += !met->is_file;
	else
		stow->packed += met->is_file ||
			met->source->shard.count != stow->shard.count;
}

static bool put(struct filling *filling, const struct met *met)
{
	struct text *bytes = &filling->bytes;
	uint32_t crc = 0;
	size_t size = 0;

	if (met->key != NULL) {
		if (!read_letter(filling, met, &crc))
			return false;
		size = bytes->length;
		count(filling->stow, met);
		if (filling->stow->packs)
			pack_add(&filling->writer, met->name,
				text_string(bytes), size, crc);
		else if (!met->is_file && !folder_write(filling->stow->folder,
			met->name, text_string(bytes), size, filling->report))
			return false;
	} else if (is_copy(filling, met)) {
		if (!folder_remove(filling->stow->folder, met->name,
			    filling->report))
			return false;
	}
	return leave_others(filling, met, crc, size);
}

/* A shard says by a pack of none that it has none of those in that of all. */
static bool needs_pack(const struct filling *filling)
{
	return filling->stow->packs && (filling->writer.count > 0 ||
		(filling->source_count > 0 && !filling->sources[0].is_ours));
}

/* Leaves what was written, or that there is to be no pack, for stow_end(). */
static bool keep_pack(struct filling *filling)
{
	struct stow *stow = filling->stow;
	struct stowed stowed = {.pack = filling->out};

	if (needs_pack(filling)) {
		pack_end(&filling->writer);
		if (!folder_file_end(filling->out))
			return folder_file_close(filling->out, true,
				filling->report);
	} else if (filling->out != NULL) {
		(void)!folder_file_close(filling->out, false, filling->report);
		stowed.pack = NULL;
	}
	stowed.within = memory_strdup(filling->within);
	ARRAY_RESERVE(stow->list, stow->count, stow->room);
	stow->list[stow->count++] = stowed;
	return true;
}

static bool fill(struct filling *filling)
{
	struct stow *stow = filling->stow;
	struct text name = {0};
	bool done;

	letters_pack_name(&stow->shard, filling->within, &name);
	if (stow->packs)
		filling->out = folder_file_open(stow->folder, name.data, false);
	filling->writer = (struct pack_writer){.write = write_out,
		.context = filling->out};
	done = walk(filling, put);
	if (done)
		done = keep_pack(filling);
	else if (filling->out != NULL)
		(void)!folder_file_close(filling->out, false, filling->report);
	text_clear(&name);
	return done;
}

/* A pack that is refused cannot be walked through, nor one read no further. */
static bool find_failure(const struct filling *filling)
{
	for (size_t i = 0; i < filling->source_count; i++)
		if (filling->sources[i].cursor.failed)
			return report_error(filling->report,
				(struct place){.file = filling->within},
				"its pack cannot be read to its end");
	return true;
}

bool stow_folder(struct stow *stow, const char *within, struct report *report)
{
	struct filling filling = {.stow = stow, .within = within,
		.report = report};
	bool done = begin(&filling), is_settled = true;

	if (done)
		is_settled = is_as_it_should_be(&filling);
	done = done && find_failure(&filling);
	if (done && !is_settled)
		done = fill(&filling) && find_failure(&filling);
	clear(&filling);
	return done;
}

bool stow_has_pack(const struct stow *stow, const char *within)
{
	struct shard *shards = NULL;
	size_t count = 0;
	struct text name = {0};
	bool found;

	letters_pack_name(&stow->shard, within, &name);
	found = folder_size(stow->folder, name.data) >= 0;
	if (!found && stow->shard.count == 0)
		shards = letters_shards(stow->folder, &count);
	for (size_t i = 0; i < count && !found; i++) {
		text_reset(&name);
		letters_pack_name(&shards[i], within, &name);
		found = folder_size(stow->folder, name.data) >= 0;
	}
	free(shards);
	text_clear(&name);
	return found;
}

bool stow_allows(const struct folder *folder, const struct shard *shard,
	struct report *report)
{
	struct place place = {.file = folder_path(folder)};
	size_t count;
	struct shard *others = letters_shards(folder, &count);
	bool good = true;

	for (size_t i = 0; good && i < count; i++)
		if (others[i].count != shard->count &&
			letters_shard_has_packs(folder, &others[i]))
			good = report_error(report, place, "letters are packed "
				"in %u shards, not in %u: go on with --shard "
				"I/%u, or have one 'lettermill render' put "
				"them together", others[i].count, shard->count,
				others[i].count);
	free(others);
	return good;
}
