/*
 * What was packed, or taken out, gets its place; see stow.h. The order is what
 * makes a kill harmless: all bytes are on disk before a pack gets its name or
 * is removed, and all names before the files and packs of shards go that they
 * make needless.
 */
#include "batch/stow.h"

#include <stdlib.h>
#include <string.h>

/* And the folders that nothing else is in. */
static bool remove_pack(struct stow *stow, const struct shard *shard,
	const char *within, struct report *report)
{
	struct text name = {0}, top = {0};
	bool done;

	letters_pack_name(shard, within, &name);
	shard_folder(shard, &top);
	done = folder_size(stow->folder, name.data) < 0 ||
		folder_remove(stow->folder, name.data, report);
	while (done && shard->count > 0) {
		text_cut(&name, (size_t)(strrchr(name.data, '/') - name.data));
		if (name.length == top.length)
			break;
		folder_remove_empty(stow->folder, name.data);
	}
	text_clear(&name);
	text_clear(&top);
	return done;
}

static bool place(struct stow *stow, struct stowed *stowed,
	struct report *report)
{
	struct folder_file *pack = stowed->pack;

	stowed->pack = NULL;
	if (pack != NULL)
		return folder_file_close(pack, true, report);
	return remove_pack(stow, &stow->shard, stowed->within, report);
}

/* What shards had of it is in the pack of all by now. */
static bool remove_shards(struct stow *stow, const struct stowed *stowed,
	struct report *report)
{
	struct shard *shards;
	size_t count;
	bool done = true;

	if (stow->shard.count > 0)
		return true;
	shards = letters_shards(stow->folder, &count);
	for (size_t i = 0; done && i < count; i++)
		done = remove_pack(stow, &shards[i], stowed->within, report);
	free(shards);
	return done;
}

struct clearing {
	struct stow *stow;
	struct pack *pack;
	struct report *report;
};

static bool remove_packed(void *context, const char *name)
{
	struct clearing *clearing = context;
	struct folder *folder = clearing->stow->folder;
	struct pack_item item;

	return !pack_find(clearing->pack, name, &item) ||
		folder_size(folder, name) != (int64_t)item.size ||
		folder_remove(folder, name, clearing->report);
}

/* Files that are in the pack now, and are safe there. */
static bool remove_files(struct stow *stow, const struct stowed *stowed,
	struct report *report)
{
	struct clearing clearing = {.stow = stow, .report = report};
	bool done = letters_open_pack(stow->folder, &stow->shard,
		stowed->within, &clearing.pack, report);

	if (done && clearing.pack != NULL)
		done = folder_list_here(stow->folder, stowed->within,
			remove_packed, &clearing, report);
	pack_close(clearing.pack);
	/* Other shards may be about to put a file there. */
	if (done && stow->shard.count == 0)
		folder_remove_empty(stow->folder, stowed->within);
	return done;
}

bool stow_end(struct stow *stow, struct report *report)
{
	bool done = stow->count == 0 || folder_sync(stow->folder, report);

	for (size_t i = 0; done && i < stow->count; i++)
		done = place(stow, &stow->list[i], report);
	done = done && (stow->count == 0 || folder_sync(stow->folder, report));
	for (size_t i = 0; done && i < stow->count; i++)
		done = remove_shards(stow, &stow->list[i], report) &&
			(!stow->packs || remove_files(stow, &stow->list[i],
				report));
	if (stow->count > 0)
		letters_forget(stow->folder);
	stow_clear(stow);
	return done;
}

void stow_clear(struct stow *stow)
{
	struct report ignored = {0};

	for (size_t i = 0; i < stow->count; i++) {
		if (stow->list[i].pack != NULL)
			(void)!folder_file_close(stow->list[i].pack, false,
				&ignored);
		free(stow->list[i].within);
	}
	free(stow->list);
	stow->list = NULL;
	stow->count = stow->room = 0;
	report_clear(&ignored);
}
