/* Letters, as files or in packs; see letters.h. */
#include "output/letters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output/packs.h"

#define LETTERS "letters/"

static const struct shard of_all;

/* The folder of a letter: "letters/a4". */
static void add_within(const char *file, struct text *out)
{
	const char *slash = strrchr(file, '/');

	text_append(out, file, slash != NULL ? (size_t)(slash - file) : 0);
}

void letters_pack_name(const struct shard *shard, const char *within,
	struct text *out)
{
	if (shard->count > 0) {
		shard_folder(shard, out);
		text_add_char(out, '/');
	}
	text_printf(out, "%s%s", within, PACK_SUFFIX);
}

bool letters_open_pack(const struct folder *folder, const struct shard *shard,
	const char *within, struct pack **out, struct report *report)
{
	struct text name = {0}, path = {0};
	bool opened;
	int file;

	*out = NULL;
	letters_pack_name(shard, within, &name);
	opened = packs_open_file(folder, name.data, &file);
	text_printf(&path, "%s/%s", folder->path, name.data);
	if (!opened)
		hold_fail(folder, name.data, "opened", errno == ELOOP
			? ": letters are not looked for behind a link; put "
			  "the file itself there" : hold_remedy(), report);
	else if (file >= 0)
		opened = pack_open(file, path.data, within, out, report);
	text_clear(&name);
	text_clear(&path);
	return opened;
}

/* ---- shards ---- */

struct shard *letters_shards(const struct folder *folder, size_t *count)
{
	DIR *list = hold_list(folder, SHARDS_FOLDER);
	struct shard *shards = NULL, shard;
	const struct dirent *item;
	size_t room = 0;

	*count = 0;
	while (list != NULL && (item = readdir(list)) != NULL)
		if (shard_of_folder(item->d_name, &shard)) {
			ARRAY_RESERVE(shards, *count, room);
			shards[(*count)++] = shard;
		}
	if (list != NULL)
		closedir(list);
	return shards;
}

bool letters_shard_has_packs(const struct folder *folder,
	const struct shard *shard)
{
	struct text name = {0};
	bool has_any;

	shard_folder(shard, &name);
	text_add(&name, "/letters");
	has_any = folder_has(folder, name.data);
	text_add(&name, PACK_SUFFIX);
	has_any = has_any || folder_size(folder, name.data) >= 0;
	text_clear(&name);
	return has_any;
}

bool letters_may_be_packed(const struct folder *folder, const char *within)
{
	DIR *list = hold_list(folder, within);
	const struct dirent *item;
	bool found = list == NULL && errno != ENOENT;

	found = found || folder_has(folder, SHARDS_FOLDER);
	while (!found && list != NULL && (item = readdir(list)) != NULL)
		found = text_ends_with(item->d_name, PACK_SUFFIX);
	if (list != NULL)
		closedir(list);
	return found;
}

/* ---- where a letter is ---- */

/* An entry of a pack, if there is such a letter. */
struct found {
	struct pack *pack; /* lent; NULL: it is in none */
	struct pack_item item;
	struct shard shard; /* whose pack is there, or was refused */
	bool is_refused;
};

/* True: this pack is there, and what it says is final. */
static bool look_into(const struct folder *folder, const struct shard *shard,
	const char *file, struct found *out)
{
	struct text within = {0}, name = {0};
	struct pack *pack;
	bool is_refused;

	add_within(file, &within);
	letters_pack_name(shard, text_string(&within), &name);
	pack = packs_lend(folder, name.data, within.data, &is_refused);
	if (pack != NULL || is_refused) {
		out->shard = *shard;
		out->is_refused = is_refused;
	}
	out->pack = pack != NULL && pack_find(pack, file, &out->item) ? pack
								      : NULL;
	text_clear(&within);
	text_clear(&name);
	return pack != NULL || is_refused;
}

/* In the pack of its shard, where there is one. */
static bool look_into_shards(const struct folder *folder, const char *key,
	const char *file, struct found *out)
{
	size_t count;
	const struct shard *shards = packs_shards(folder, &count);

	for (size_t i = 0; i < count; i++) {
		if (key != NULL && !shard_has(&shards[i], key))
			continue;
		if (look_into(folder, &shards[i], file, out) &&
			(key != NULL || out->pack != NULL))
			return true;
	}
	return false;
}

static void find_packed(const struct folder *folder, const char *key,
	const char *file, struct found *out)
{
	out->pack = NULL;
	out->is_refused = false;
	if (strncmp(file, LETTERS, strlen(LETTERS)) == 0 &&
		!look_into_shards(folder, key, file, out))
		(void)look_into(folder, &of_all, file, out);
}

/* ---- reading ---- */

int64_t letters_size(const struct folder *folder, const char *key,
	const char *file)
{
	int64_t size = folder_size(folder, file);
	struct found found;

	if (size >= 0)
		return size;
	find_packed(folder, key, file, &found);
	return found.pack != NULL ? (int64_t)found.item.size
		: found.is_refused ? 0 : -1;
}

/* Why its pack is not read. */
static bool tell_refused(const struct folder *folder, const char *file,
	const struct found *found, struct report *report)
{
	struct text within = {0};
	struct pack *pack = NULL;

	add_within(file, &within);
	if (letters_open_pack(folder, &found->shard, within.data, &pack,
		    report))
		report_error(report, (struct place){.file = file}, "its pack "
			"was being written: run it again");
	pack_close(pack);
	text_clear(&within);
	return false;
}

bool letters_read(const struct folder *folder, const char *key,
	const char *file, struct text *out, struct report *report)
{
	size_t start = out->length;
	struct report mine = {0};
	struct found found;
	bool done = folder_read(folder, file, out, &mine);

	if (!done) {
		out->length = start;
		find_packed(folder, key, file, &found);
		if (found.pack != NULL)
			done = pack_read(found.pack, &found.item, out, report);
		else if (found.is_refused)
			tell_refused(folder, file, &found, report);
		else
			report_copy_all(report, &mine);
	}
	report_clear(&mine);
	return done;
}

bool letters_digest(const struct folder *folder, const char *key,
	const char *file, char out[DIGEST_HEX], struct report *report)
{
	struct text bytes = {0};
	bool done = letters_read(folder, key, file, &bytes, report);

	digest_of(text_string(&bytes), bytes.length, out);
	text_clear(&bytes);
	return done;
}

/* ---- changing ---- */

static bool is_issue(const struct folder *folder, const char *path,
	const struct text *bytes, bool *same, struct report *report)
{
	struct text there = {0};
	bool done = true;

	*same = false;
	if (folder_size(folder, path) == (int64_t)bytes->length) {
		done = folder_read(folder, path, &there, report);
		*same = done && there.length == bytes->length &&
			memcmp(text_string(&there), text_string(bytes),
				bytes->length) == 0;
	}
	text_clear(&there);
	return done;
}

bool letters_keep(struct folder *folder, const char *file,
	const struct text *bytes, struct report *report)
{
	struct text path = {0};
	bool done = true, same = false;

	for (int i = 1; done && !same; i++) {
		text_reset(&path);
		if (!folder_superseded(folder, file, i, &path)) {
			done = folder_write(folder, path.data,
				text_string(bytes), bytes->length, report);
			break;
		}
		done = is_issue(folder, path.data, bytes, &same, report);
	}
	text_clear(&path);
	return done;
}

bool letters_supersede(struct folder *folder, const char *key,
	const char *file, struct report *report)
{
	struct text bytes = {0};
	bool done;

	if (folder_size(folder, file) >= 0)
		return folder_supersede(folder, file, report);
	done = letters_read(folder, key, file, &bytes, report) &&
		letters_keep(folder, file, &bytes, report);
	text_clear(&bytes);
	return done;
}

bool letters_move(struct folder *folder, const char *key, const char *file,
	const char *new, struct report *report)
{
	struct text bytes = {0};
	bool done;

	if (folder_size(folder, file) >= 0)
		return folder_move(folder, file, new, report);
	done = letters_read(folder, key, file, &bytes, report) &&
		folder_write(folder, new, text_string(&bytes), bytes.length,
			report);
	text_clear(&bytes);
	return done;
}
