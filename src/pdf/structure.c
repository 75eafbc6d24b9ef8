/*
 * ISO 32000-1, 14.7 and 14.8. Marks and annotations are kept in the order they
 * come, and threaded by element; so a page's marks stand together, numbered as
 * the parent tree wants them, and an element's are found by following its
 * thread. A parent stands before its children, so one walk backwards tells the
 * living branches from the empty ones.
 */
#include "pdf/structure.h"

#include <assert.h>
#include <stdlib.h>

#include "pdf/syntax.h"

#define NONE SIZE_MAX

/* A stretch of content, or an annotation. */
struct mark {
	size_t element;
	size_t page;
	size_t mcid;	     /* of content */
	unsigned annotation; /* its object; 0: content */
	size_t after; /* the element's child that content came from last */
	size_t next;  /* mark of the same element */
};

/* What is known of an element beyond pages.h. */
struct node {
	size_t first, last;    /* its marks */
	size_t child, sibling; /* first child; next of the parent; 0: none */
	size_t latest;	       /* child that content came from; 0: none */
	bool is_used;	       /* it or an element in it has content */
	unsigned object;
};

struct structure {
	const struct pages *pages;
	struct node *nodes; /* by element */
	struct mark *marks;
	size_t count, room;
	size_t page; /* begun last, plus one */
	size_t mcid; /* the next */
	size_t annotations;
};

const char *role_name(enum role role)
{
	static const char *const names[ROLE_COUNT] = {"Document", "Sect", "H1",
		"H2", "H3", "P", "Span", "Link", "L", "LI", "Lbl", "LBody",
		"Table", "Caption", "THead", "TBody", "TFoot", "TR", "TH", "TD",
		"Figure", "Form"};

	return names[role];
}

struct structure *structure_new(const struct pages *pages)
{
	struct structure *structure = memory_new(sizeof(*structure));
	size_t count = pages->element_count;

	structure->pages = pages;
	structure->nodes = memory_new(count * sizeof(*structure->nodes));
	structure->room = 2 * count; /* mostly enough */
	structure->marks = memory_resize(NULL, structure->room,
		sizeof(*structure->marks));
	for (size_t i = count; i-- > 0;) {
		struct node *node = &structure->nodes[i];
		struct node *parent =
			&structure->nodes[pages->elements[i].parent];

		node->first = node->last = NONE;
		if (i == 0)
			break;
		assert(pages->elements[i].parent < i);
		node->sibling = parent->child;
		parent->child = i;
	}
	return structure;
}

void structure_free(struct structure *structure)
{
	if (structure == NULL)
		return;
	free(structure->nodes);
	free(structure->marks);
	free(structure);
}

void structure_begin_page(struct structure *structure)
{
	structure->page++;
	structure->mcid = 0;
}

static struct mark *add_mark(struct structure *structure, size_t page,
	size_t element)
{
	struct node *node;
	struct mark *mark;

	assert(element < structure->pages->element_count);
	node = &structure->nodes[element];
	ARRAY_RESERVE(structure->marks, structure->count, structure->room);
	if (node->last == NONE)
		node->first = structure->count;
	else
		structure->marks[node->last].next = structure->count;
	node->last = structure->count;
	mark = &structure->marks[structure->count++];
	*mark = (struct mark){.element = element, .page = page,
		.after = node->latest, .next = NONE};
	return mark;
}

/* Content of `element` has come: so has content of all that hold it. */
size_t structure_mark(struct structure *structure, size_t element)
{
	struct mark *mark = add_mark(structure, structure->page - 1, element);

	mark->mcid = structure->mcid++;
	for (size_t child = element; child != 0;) {
		size_t parent = structure->pages->elements[child].parent;
		struct node *node = &structure->nodes[parent];

		if (node->latest < child)
			node->latest = child;
		child = parent;
	}
	return mark->mcid;
}

size_t structure_add_annotation(struct structure *structure, size_t page,
	size_t element, unsigned annotation)
{
	add_mark(structure, page, element)->annotation = annotation;
	return structure->pages->count + structure->annotations++;
}

static void add_lang_and_alt(const struct element *element, struct text *body)
{
	if (element->lang != NULL)
		pdf_add_string(body, "/Lang", element->lang);
	if (element->alt != NULL)
		pdf_add_string(body, "/Alt", element->alt);
}

static void add_attributes(const struct structure *structure,
	const struct element *element, struct text *body)
{
	double height = structure->pages->height;
	const double box[] = {element->x, height - element->y2, element->x2,
		height - element->y};

	if (element->role == ROLE_L)
		text_add(body, element->is_numbered ?
			"/A<</O/List/ListNumbering/Decimal>>" :
			"/A<</O/List/ListNumbering/Disc>>");
	if (element->role == ROLE_TH)
		text_add(body, element->is_of_row ?
			"/A<</O/Table/Scope/Row>>" :
			"/A<</O/Table/Scope/Column>>");
	if (element->has_box) {
		text_add(body, "/A<</O/Layout/Placement/Block/BBox[");
		pdf_add_numbers(body, box, 4);
		text_add(body, "]>>");
	}
}

/* Content on the element's own page is known by its number alone. */
static void add_mark_kid(const struct mark *mark, size_t home,
	const unsigned *page_objects, struct text *body)
{
	if (mark->annotation != 0) {
		pdf_add_reference(body, "<</Type/OBJR/Obj", mark->annotation);
		pdf_add_reference(body, "/Pg", page_objects[mark->page]);
		text_add(body, ">>");
	} else if (mark->page == home) {
		pdf_add_integer(body, " ", mark->mcid);
	} else {
		pdf_add_reference(body, "<</Type/MCR/Pg",
			page_objects[mark->page]);
		pdf_add_integer(body, "/MCID ", mark->mcid);
		text_add(body, ">>");
	}
}

static void add_kids(const struct structure *structure,
	const struct node *node, const unsigned *page_objects,
	struct text *body)
{
	size_t at = node->first;
	size_t home = at == NONE ? NONE : structure->marks[at].page;

	if (home != NONE)
		pdf_add_reference(body, "/Pg", page_objects[home]);
	text_add(body, "/K[");
	for (size_t child = node->child;;) {
		const struct mark *mark =
			at == NONE ? NULL : &structure->marks[at];

		if (mark != NULL && (child == 0 || mark->after < child)) {
			add_mark_kid(mark, home, page_objects, body);
			at = mark->next;
			continue;
		}
		if (child == 0)
			break;
		if (structure->nodes[child].is_used)
			pdf_add_reference(body, "",
				structure->nodes[child].object);
		child = structure->nodes[child].sibling;
	}
	text_add_char(body, ']');
}

static void write_elements(const struct structure *structure, unsigned root,
	const unsigned *page_objects, struct haru *haru)
{
	const struct pages *pages = structure->pages;

	for (size_t i = 0; i < pages->element_count; i++) {
		const struct element *element = &pages->elements[i];
		const struct node *node = &structure->nodes[i];
		struct text *body;

		if (!node->is_used)
			continue;
		body = haru_body(haru);
		text_add(body, "/S/"); /* their /Type goes without saying */
		text_add(body, role_name(element->role));
		pdf_add_reference(body, "/P", i == 0 ? root :
			structure->nodes[element->parent].object);
		add_lang_and_alt(element, body);
		add_attributes(structure, element, body);
		add_kids(structure, node, page_objects, body);
		haru_set_body(haru, node->object, element->alt != NULL ?
			FRAME_OWN : FRAME_COMMON, body);
	}
}

/* From each page's marks, and each annotation, to the elements. */
static void add_parent_tree(const struct structure *structure,
	struct text *body)
{
	const struct node *nodes = structure->nodes;
	size_t at = 0, key = structure->pages->count;

	text_add(body, "/ParentTree<</Nums[");
	for (size_t page = 0; page < structure->pages->count; page++) {
		pdf_add_integer(body, " ", page);
		text_add_char(body, '[');
		for (; at < structure->count &&
			structure->marks[at].page == page; at++)
			if (structure->marks[at].annotation == 0)
				pdf_add_reference(body, "", nodes[
					structure->marks[at].element].object);
		text_add_char(body, ']');
	}
	for (at = 0; at < structure->count; at++) {
		if (structure->marks[at].annotation == 0)
			continue;
		pdf_add_integer(body, " ", key++);
		pdf_add_reference(body, "",
			nodes[structure->marks[at].element].object);
	}
	pdf_add_integer(body, "]>>/ParentTreeNextKey ", key);
}

static void number_elements(struct structure *structure, struct haru *haru)
{
	struct node *nodes = structure->nodes;
	const struct element *elements = structure->pages->elements;
	size_t count = structure->pages->element_count;

	nodes[0].is_used = true;
	for (size_t i = count; i-- > 1;) {
		nodes[i].is_used |= nodes[i].first != NONE ||
			elements[i].role == ROLE_TD;
		if (nodes[i].is_used)
			nodes[elements[i].parent].is_used = true;
	}
	/* Those that are packed together count up, for the sake of the rows of
	 * cross-references (frame.c). */
	for (size_t i = 0; i < count; i++)
		if (nodes[i].is_used && elements[i].alt == NULL)
			nodes[i].object = haru_add(haru);
	for (size_t i = 0; i < count; i++)
		if (nodes[i].is_used && elements[i].alt != NULL)
			nodes[i].object = haru_add(haru);
}

unsigned structure_write(struct structure *structure,
	const unsigned *page_objects, struct haru *haru)
{
	struct text *body;
	unsigned root = haru_add(haru);

	number_elements(structure, haru);
	write_elements(structure, root, page_objects, haru);
	body = haru_body(haru);
	text_add(body, "/Type/StructTreeRoot");
	pdf_add_reference(body, "/K", structure->nodes[0].object);
	add_parent_tree(structure, body);
	haru_set_body(haru, root, FRAME_COMMON, body);
	return root;
}
