/* Files within a PDF; see attachments.h. */
#include "reading/attachments.h"

#include <string.h>

#include "reading/text_string.h"

#define TREE_DEPTH 8 /* of the tree of names */

struct list {
	struct pdf_file *file;
	struct arena *arena;
	struct attachments *out;
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
	struct attachments *out = list->out;
	struct text words = {0};
	struct attachment *item;

	if (name == NULL)
		name = pdf_file_get(list->file, specification, "F");
	if (stream == NULL)
		stream = pdf_file_get(list->file, files, "F");
	if (out->count == ATTACHMENTS_MAX)
		return pdf_file_refuse(list->file, "it carries too many files");
	if (name != NULL && name->length > ATTACHMENT_NAME_MAX)
		return pdf_file_refuse(list->file, "a file that it carries has "
			"a name of %zu bytes", name->length);
	ARENA_RESERVE(list->arena, out->items, out->count, out->room);
	item = &out->items[out->count++];
	text_string_add(name, &words);
	*item = (struct attachment){.stream = stream, .relationship = "",
		.name = arena_strdup(list->arena, text_string(&words))};
	if (relationship != NULL && relationship->kind == OBJECT_NAME)
		item->relationship = relationship->bytes;
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
	struct attachments *out)
{
	struct list list = {.file = file, .arena = arena, .out = out};
	const struct object *names = pdf_file_get(file,
		pdf_file_catalog(file), "Names");

	return add_node(&list, pdf_file_get(file, names, "EmbeddedFiles"), 0);
}

const struct attachment *attachment_find(struct pdf_file *file,
	const struct attachments *all, const char *name)
{
	const struct attachment *found = NULL;

	if (!pdf_file_work(file, all->count))
		return NULL;
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->items[i].name, name) != 0)
			continue;
		if (found != NULL) {
			pdf_file_refuse(file, "it carries two files named %s",
				name);
			return NULL;
		}
		found = &all->items[i];
	}
	return found;
}
