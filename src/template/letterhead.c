/* Letterhead, enclosures, copies; see letterhead.h. */
#include "template/letterhead.h"

#include <string.h>

static bool parse_part(struct part_lines *part,
	const struct template_lines *lines, struct parts *parts,
	struct report *report)
{
	bool ok = true;

	part->count = lines->count;
	part->place = lines->place;
	part->lines = arena_new(&parts->arena,
		part->count * sizeof(*part->lines));
	for (size_t i = 0; i < part->count; i++)
		ok &= steps_parse(&part->lines[i], &lines->items[i],
			parts->language, true, parts, report);
	return ok;
}

bool letterhead_parse(struct letterhead_text *text,
	const struct letterhead_options *options, struct parts *parts,
	struct report *report)
{
	const struct template_lines *const lines[PART_COUNT] = {
		[PART_RETURN_ADDRESS] = &options->return_address,
		[PART_ADDRESS] = &options->address,
		[PART_REFERENCE] = &options->reference,
		[PART_ENCLOSURES] = &options->enclosures,
		[PART_COPIES] = &options->copies,
	};
	bool ok = steps_parse(&text->image_alt, &options->image_alt,
		parts->language, true, parts, report);

	for (int i = 0; i < PART_COUNT; i++)
		ok &= parse_part(&text->parts[i], lines[i], parts, report);
	return ok;
}

static struct text_lines fill_part(struct filling *filling,
	const struct part_lines *part)
{
	const char **items = arena_new(filling->arena,
		part->count * sizeof(*items));
	struct text_lines out = {.items = items, .place = part->place};

	for (size_t i = 0; i < part->count; i++) {
		struct place missing;
		const char *line = fill_optional(filling, &part->lines[i],
			&missing);

		if (line != NULL)
			items[out.count++] = line;
		else if (missing.file != NULL)
			out.missing = missing;
	}
	return out;
}

void letterhead_fill(struct filling *filling,
	const struct letterhead_text *text, struct head *out)
{
	*out = (struct head){
		.image_alt = fill_unseen(filling, &text->image_alt),
		.return_address = fill_part(filling,
			&text->parts[PART_RETURN_ADDRESS]),
		.address = fill_part(filling, &text->parts[PART_ADDRESS]),
		.reference = fill_part(filling, &text->parts[PART_REFERENCE]),
	};
}

/* The heading of the lines, in bold, and each below it. */
static bool make_paragraph(struct filling *filling,
	const struct letterhead_text *text, enum letterhead_part part,
	enum phrase phrase, struct block *out)
{
	struct text_lines lines = fill_part(filling, &text->parts[part]);
	struct run *runs = arena_new(filling->arena,
		(lines.count + 1) * sizeof(*runs));

	runs[0] = (struct run){.style = RUN_BOLD,
		.text = language_phrase(filling->language, phrase)};
	for (size_t i = 0; i < lines.count; i++) {
		runs[i].style |= RUN_LINE_BREAK;
		runs[i + 1] = (struct run){.text = lines.items[i],
			.place = lines.place};
	}
	*out = (struct block){.kind = BLOCK_PARAGRAPH, .clings = true,
		.runs = runs, .run_count = lines.count + 1,
		.place = lines.place};
	return lines.count > 0;
}

static size_t behind_signature(const struct block *root)
{
	for (size_t i = root->child_count; i > 0; i--)
		if (root->children[i - 1].kind == BLOCK_SIGNATURE)
			return i;
	return root->child_count;
}

void letterhead_close(struct filling *filling,
	const struct letterhead_text *text, struct block *root)
{
	size_t at = behind_signature(root), count = 0;
	struct block made[2], *blocks;

	if (make_paragraph(filling, text, PART_ENCLOSURES, PHRASE_ENCLOSED,
		    &made[count]))
		count++;
	if (make_paragraph(filling, text, PART_COPIES, PHRASE_COPIES,
		    &made[count]))
		count++;
	if (count == 0)
		return;
	blocks = arena_new(filling->arena,
		(root->child_count + count) * sizeof(*blocks));
	memcpy(blocks, root->children, at * sizeof(*blocks));
	memcpy(blocks + at, made, count * sizeof(*blocks));
	memcpy(blocks + at + count, root->children + at,
		(root->child_count - at) * sizeof(*blocks));
	root->children = blocks;
	root->child_count += count;
}

void letterhead_repertoire(const struct letterhead_text *text,
	struct text *out)
{
	for (int i = 0; i < PART_COUNT; i++)
		for (size_t j = 0; j < text->parts[i].count; j++)
			steps_repertoire(&text->parts[i].lines[j], out);
}
