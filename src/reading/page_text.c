/*
 * Walks the content of each page with the few operators that concern text
 * (ISO 32000-1, 9.4 and 14.6); all others are passed over.
 */
#include "reading/page_text.h"

#include <stdlib.h>
#include <string.h>

#include "reading/text_string.h"
#include "reading/to_unicode.h"

#define PAGES_MAX   10000
#define TREE_DEPTH  16	  /* of the tree of pages */
#define FORM_DEPTH  4	  /* forms drawn by forms */
#define MARKS_DEPTH 64	  /* marked passages within others */
#define FONTS_MAX   64
#define OPERANDS_MAX 64	  /* of one operator */
#define PARTS_MAX   20000 /* of its operands, the strings of a line */

struct font {
	const struct object *object;
	struct to_unicode *map;
	bool is_wide; /* codes of two bytes */
};

struct walk {
	struct pdf_file *file;
	struct text *out;
	struct font fonts[FONTS_MAX];
	size_t font_count;
	size_t nodes; /* of the page tree, as they were met */
};

/* A passage between BDC and EMC. */
struct mark {
	bool is_silent; /* an artifact, or spoken by its ActualText */
};

/* One content stream, or several that are one. */
struct content {
	struct walk *walk;
	const struct object *resources;
	const struct font *font; /* NULL: none set yet */
	struct mark marks[MARKS_DEPTH];
	size_t mark_count;
	bool is_silent; /* the whole of it */
	int depth;	/* of forms */
	struct arena arena; /* of one operator's operands */
	const struct object *operands[OPERANDS_MAX];
	size_t count;
};

static bool draw_form(struct content *content, const struct object *form);

/* A few bytes can be drawn, or spoken, again and again. */
static bool is_bounded(struct walk *walk)
{
	return walk->out->length <= PAGE_TEXT_MAX ||
		pdf_file_refuse(walk->file, "it has more text than a letter");
}

static void add_blank(struct walk *walk)
{
	if (walk->out->length > 0 &&
		walk->out->data[walk->out->length - 1] != ' ')
		text_add_char(walk->out, ' ');
}

static bool is_silent(const struct content *content)
{
	return content->is_silent || (content->mark_count > 0 &&
		content->marks[content->mark_count - 1].is_silent);
}

/* ---- fonts ---- */

static const struct font *read_font(struct walk *walk,
	const struct object *object)
{
	const struct object *map = pdf_file_get(walk->file, object,
		"ToUnicode");
	struct font *font = &walk->fonts[walk->font_count];
	struct text bytes = {0};

	for (size_t i = 0; i < walk->font_count; i++)
		if (walk->fonts[i].object == object)
			return &walk->fonts[i];
	if (walk->font_count == FONTS_MAX) {
		pdf_file_refuse(walk->file, "it has too many fonts");
		return NULL;
	}
	if (map != NULL && pdf_file_stream(walk->file, map, &bytes))
		font->map = to_unicode_read(text_string(&bytes), bytes.length);
	text_clear(&bytes);
	if (font->map == NULL) {
		pdf_file_refuse(walk->file, "a font does not say which "
			"characters its codes stand for");
		return NULL;
	}
	font->object = object;
	font->is_wide = object_is_name(pdf_file_get(walk->file, object,
		"Subtype"), "Type0");
	walk->font_count++;
	return font;
}

/* A resource by its kind and the name that an operand is. */
static const struct object *resource(struct content *content,
	const char *kind, const struct object *name)
{
	struct pdf_file *file = content->walk->file;

	if (name == NULL || name->kind != OBJECT_NAME)
		return NULL;
	return pdf_file_get(file, pdf_file_get(file, content->resources, kind),
		name->bytes);
}

/* ---- operators ---- */

static const struct object *operand(const struct content *content,
	size_t from_end)
{
	return from_end < content->count
		? content->operands[content->count - 1 - from_end] : NULL;
}

static bool show(struct content *content, const struct object *string)
{
	const struct font *font = content->font;
	size_t step;

	if (string == NULL || string->kind != OBJECT_STRING ||
		is_silent(content))
		return true;
	if (font == NULL)
		return pdf_file_refuse(content->walk->file,
			"text is drawn without a font");
	step = font->is_wide ? 2 : 1;
	for (size_t i = 0; i + step <= string->length; i += step) {
		const unsigned char *at =
			(const unsigned char *)string->bytes + i;
		unsigned code = font->is_wide
			? (unsigned)at[0] << 8 | at[1] : at[0];

		if (!to_unicode_add(font->map, code, content->walk->out))
			return pdf_file_refuse(content->walk->file, "a glyph "
				"has no character");
		if (!is_bounded(content->walk))
			return false;
	}
	return true;
}

static bool show_array(struct content *content, const struct object *array)
{
	if (array == NULL || array->kind != OBJECT_ARRAY)
		return true;
	for (size_t i = 0; i < array->count; i++)
		if (!show(content, &array->items[i]))
			return false;
	return true;
}

static bool begin_mark(struct content *content, const struct object *tag,
	const struct object *properties)
{
	bool silent = is_silent(content);
	const struct object *words;

	if (content->mark_count == MARKS_DEPTH)
		return pdf_file_refuse(content->walk->file,
			"passages are marked too deep");
	if (properties != NULL && properties->kind == OBJECT_NAME)
		properties = resource(content, "Properties", properties);
	words = pdf_file_get(content->walk->file, properties, "ActualText");
	if (!object_is_name(tag, "Span"))
		add_blank(content->walk);
	if (words != NULL && !silent)
		text_string_add(words, content->walk->out);
	content->marks[content->mark_count++] = (struct mark){silent ||
		words != NULL || object_is_name(tag, "Artifact")};
	return is_bounded(content->walk);
}

static bool is_zero(const struct object *number)
{
	if (number == NULL)
		return true;
	return number->kind == OBJECT_INTEGER ? number->integer == 0 :
		number->kind == OBJECT_REAL &&
		number->bytes[strspn(number->bytes, "+-0.")] == '\0';
}

static bool draw(struct content *content, const struct object *name)
{
	const struct object *drawn = resource(content, "XObject", name);

	return !object_is_name(pdf_file_get(content->walk->file, drawn,
		"Subtype"), "Form") || draw_form(content, drawn);
}

static bool operate(struct content *content, const struct token *word)
{
	const struct object *last = operand(content, 0);

	if (token_is(word, TOKEN_WORD, "Tf")) {
		content->font = read_font(content->walk,
			resource(content, "Font", operand(content, 1)));
		return content->font != NULL;
	}
	if (token_is(word, TOKEN_WORD, "TJ"))
		return show_array(content, last);
	if (token_is(word, TOKEN_WORD, "Tj"))
		return show(content, last);
	if (token_is(word, TOKEN_WORD, "BMC"))
		return begin_mark(content, last, NULL);
	if (token_is(word, TOKEN_WORD, "BDC"))
		return begin_mark(content, operand(content, 1), last);
	if (token_is(word, TOKEN_WORD, "EMC"))
		content->mark_count -= content->mark_count > 0;
	if (token_is(word, TOKEN_WORD, "Do"))
		return draw(content, last);
	if (token_is(word, TOKEN_WORD, "ID"))
		return pdf_file_refuse(content->walk->file,
			"it has an inline image");
	if (token_is(word, TOKEN_WORD, "BT") ||
		token_is(word, TOKEN_WORD, "Tm") ||
		token_is(word, TOKEN_WORD, "T*") ||
		token_is(word, TOKEN_WORD, "'") ||
		token_is(word, TOKEN_WORD, "\"") ||
		((token_is(word, TOKEN_WORD, "Td") ||
			token_is(word, TOKEN_WORD, "TD")) && !is_zero(last)))
		add_blank(content->walk);
	if (token_is(word, TOKEN_WORD, "'") ||
		token_is(word, TOKEN_WORD, "\""))
		return show(content, last);
	return true;
}

static bool is_operator(const struct scanner *scanner, struct scanner *after,
	struct token *word)
{
	*after = *scanner;
	token_next(after, word);
	return word->kind == TOKEN_WORD &&
		!token_is(word, TOKEN_WORD, "true") &&
		!token_is(word, TOKEN_WORD, "false") &&
		!token_is(word, TOKEN_WORD, "null");
}

static bool walk_content(struct content *content, const struct text *bytes)
{
	struct scanner scanner = {text_string(bytes),
		text_string(bytes) + bytes->length, &content->arena};
	struct budget budget = {PARTS_MAX};
	struct scanner after;
	struct token word;
	bool done = true;

	for (;;) {
		if (is_operator(&scanner, &after, &word)) {
			scanner = after;
			done = operate(content, &word);
			content->count = 0;
			budget.objects = PARTS_MAX;
			arena_reset(&content->arena);
		} else if (word.kind == TOKEN_END) {
			break;
		} else {
			const struct object *object =
				object_read(&scanner, &budget);

			done = object != NULL &&
				content->count < OPERANDS_MAX;
			if (done)
				content->operands[content->count++] = object;
		}
		if (!done)
			break;
	}
	arena_clear(&content->arena);
	return done || pdf_file_refuse(content->walk->file,
		"a page's content cannot be read");
}

static bool draw_form(struct content *content, const struct object *form)
{
	struct walk *walk = content->walk;
	struct content inner = {.walk = walk, .depth = content->depth + 1,
		.resources = pdf_file_get(walk->file, form, "Resources"),
		.is_silent = is_silent(content), .font = content->font};
	struct text bytes = {0};
	bool done;

	if (inner.depth > FORM_DEPTH)
		return pdf_file_refuse(walk->file, "forms draw forms without "
			"an end");
	if (inner.resources == NULL)
		inner.resources = content->resources;
	done = pdf_file_stream(walk->file, form, &bytes) &&
		walk_content(&inner, &bytes);
	text_clear(&bytes);
	return done;
}

/* ---- pages ---- */

/* A page's content may be cut into several streams. */
static bool read_content(struct walk *walk, const struct object *contents,
	struct text *out)
{
	if (contents == NULL || contents->kind == OBJECT_NULL)
		return true;
	if (contents->kind != OBJECT_ARRAY)
		return pdf_file_stream(walk->file, contents, out);
	for (size_t i = 0; i < contents->count; i++) {
		if (!pdf_file_stream(walk->file, pdf_file_follow(walk->file,
			    &contents->items[i]), out))
			return false;
		text_add_char(out, '\n');
	}
	return true;
}

static bool walk_page(struct walk *walk, const struct object *page,
	const struct object *resources)
{
	struct content content = {.walk = walk, .resources = resources};
	struct text bytes = {0};
	bool done = read_content(walk, pdf_file_get(walk->file, page,
		"Contents"), &bytes) && walk_content(&content, &bytes);

	text_clear(&bytes);
	return done;
}

/* A page, or what stands above pages, whose resources they may use. */
static bool walk_node(struct walk *walk, const struct object *node,
	const struct object *resources, int depth)
{
	const struct object *own = pdf_file_get(walk->file, node, "Resources");
	const struct object *kids = pdf_file_get(walk->file, node, "Kids");

	if (own != NULL)
		resources = own;
	if (node == NULL || depth == TREE_DEPTH || ++walk->nodes > PAGES_MAX)
		return pdf_file_refuse(walk->file, "its tree of pages has no "
			"end, or a page is missing");
	if (kids == NULL)
		return walk_page(walk, node, resources);
	for (size_t i = 0; kids->kind == OBJECT_ARRAY && i < kids->count; i++)
		if (!walk_node(walk, pdf_file_follow(walk->file,
			    &kids->items[i]), resources, depth + 1))
			return false;
	return true;
}

bool page_text_read(struct pdf_file *file, struct text *out)
{
	struct walk walk = {.file = file, .out = out};
	const struct object *pages = pdf_file_get(file,
		pdf_file_catalog(file), "Pages");
	bool done = walk_node(&walk, pages, NULL, 0);

	for (size_t i = 0; i < walk.font_count; i++)
		to_unicode_free(walk.fonts[i].map);
	return done && pdf_file_fault(file) == NULL;
}
