/* Files within a PDF; see attachments.h. */
#include "reading/attachments.h"

#include <string.h>

#include "reading/text_string.h"

#define TREE_DEPTH 8 /* of the tree of names */

struct list {
	struct pdf_file *file;
	struct arena *arena;
	struct attachment *items;
	size_t count, room;
	size_t nodes; /* of the tree, as they were met */
};

static bool add_file(struct list *list, const struct object *specification)
{
	const struct object *name =
		pdf_file_get(list->file, specification, "UF");
	const struct object *files =
		pdf_file_get(list->file, specification, "EF");
	const struct object *relationship =
		pdf_file_get(list->file, specification, "AFRelationship");
	const struct object *stream = pdf_file_get(list->file, files, "UF");
	struct text words = {0};
	struct attachment *item;

	if (name == NULL)
		name = pdf_file_get(list->file, specification, "F");
	if (stream == NULL)
		stream = pdf_file_get(list->file, files, "F");
	if (list->count == ATTACHMENTS_MAX)
		return pdf_file_refuse(list->file, "it carries too many files");
	ARENA_RESERVE(list->arena, list->items, list->count, list->room);
	item = &list->items[list->count++];
	text_string_add(name, &words);
	*item = (struct attachment){.stream = stream, .relationship = "",
		.name = arena_strdup(list->arena, text_string(&words))};
	if (relationship != NULL && relationship->kind == OBJECT_NAME)
		item->relationship = arena_strdup(list->arena,
			relationship->bytes);
	text_clear(&words);
	return pdf_file_fault(list->file) == NULL;
}

/* A node has names with their files, or nodes below it. */
static bool add_node(struct list *list, const struct object *node, int depth)
{
	const struct object *names = pdf_file_get(list->file, node, "Names");
	const struct object *kids = pdf_file_get(list->file, node, "Kids");

	if (depth == TREE_DEPTH || ++list->nodes > ATTACHMENTS_MAX)
		return pdf_file_refuse(list->file, "its tree of names has no "
			"end");
	if (names != NULL && names->kind == OBJECT_ARRAY)
		for (size_t i = 1; i < names->count; i += 2)
			if (!add_file(list, pdf_file_follow(list->file,
				    &names->items[i])))
				return false;
	if (kids != NULL && kids->kind == OBJECT_ARRAY)
		for (size_t i = 0; i < kids->count; i++)
			if (!add_node(list, pdf_file_follow(list->file,
				    &kids->items[i]), depth + 1))
				return false;
	return pdf_file_fault(list->file) == NULL;
}

bool attachments_read(struct pdf_file *file, struct arena *arena,
	const struct attachment **out, size_t *count)
{
	struct list list = {.file = file, .arena = arena};
	const struct object *names = pdf_file_get(file,
		pdf_file_catalog(file), "Names");
	bool done = add_node(&list, pdf_file_get(file, names, "EmbeddedFiles"),
		0);

	*out = list.items;
	*count = list.count;
	return done;
}

const struct attachment *attachment_find(struct pdf_file *file,
	const char *name, struct arena *arena)
{
	const struct attachment *all, *found = NULL;
	size_t count;

	if (!attachments_read(file, arena, &all, &count))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].name, name) != 0)
			continue;
		if (found != NULL) {
			pdf_file_refuse(file, "it carries two files named %s",
				name);
			return NULL;
		}
		found = &all[i];
	}
	return found;
}
