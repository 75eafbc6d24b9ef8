/*
 * The form's one field, which holds the signature: a widget on a page that is
 * the field as well, how it looks, and the signature's dictionary with a gap
 * where the signature goes.
 *
 *	field_begin(&field, info->signature, &pages);
 *	... draw the pages ...
 *	field_write_appearance(&field, &drawn, resources, haru);
 *	field_write_widget(&field, page_object, key, haru);
 *	field_add_to_catalog(&field, &catalog);
 *	... all else ...
 *	field_write_value(&field, haru);
 *	... save ...
 *	gap = field_fill_range(&field, file, length);
 *	field_clear(&field);
 *
 * A letter without an area for it is signed all the same: its field has no
 * size, and an element of its own after all others. Nothing can fail.
 */
#ifndef PDF_FIELD_H
#define PDF_FIELD_H

#include "base/text.h"
#include "layout/pages.h"
#include "pdf/haru.h"
#include "pdf/pdf.h"

struct field {
	const struct pdf_signature *signature; /* NULL: there is no field */
	const struct form_area *area;
	size_t page; /* that the area is on */
	double height; /* of that */
	struct form_area unseen; /* is the area when no page has one, */
	struct element *elements; /* and these are the pages' elements */
	unsigned appearance, widget, value; /* objects; 0: none */
	size_t value_at; /* in the file the value's body */
	size_t range_at, contents_at, contents_end; /* in that */
};

/* With a signature and no area `pages` get the element, until field_clear(). */
void field_begin(struct field *field, const struct pdf_signature *signature,
	struct pages *pages);
void field_clear(struct field *field);

/* `drawn` is compressed. */
void field_write_appearance(struct field *field, const struct text *drawn,
	unsigned resources, struct haru *haru);
/* The widget has its number; `key` is its own in the structure's parent tree.
 */
void field_write_widget(struct field *field, unsigned page_object, size_t key,
	struct haru *haru);
/* After all other objects. */
void field_write_value(struct field *field, struct haru *haru);
void field_add_to_catalog(const struct field *field, struct text *catalog);
/* Says in the finished file what is signed: all but the gap, returned. */
struct pdf_gap field_fill_range(const struct field *field, char *file,
	size_t length);

#endif
