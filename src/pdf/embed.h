/*
 * What pages draw with: font programs and pictures. Their streams are
 * compressed when first met and remembered from letter to letter (the least
 * lately used are forgotten), so a batch compresses each of its typefaces once.
 * Beside them stands what was written of lines of text.
 *
 *	embed_begin(embed, haru);
 *	number = embed_font(embed, run->program);	/F1 in the text
 *	...
 *	embed_write(embed, haru);			when all is drawn
 */
#ifndef PDF_EMBED_H
#define PDF_EMBED_H

#include <stddef.h>

#include "layout/pages.h"
#include "pdf/haru.h"
#include "pdf/written.h"

struct embed;

struct embed *embed_new(size_t memory); /* bytes of what was written */
void embed_free(struct embed *embed);

/* The file of `haru` begins. */
void embed_begin(struct embed *embed, struct haru *haru);
/* Number, from 1, of the resource /F or /I in this file. */
size_t embed_font(struct embed *embed, const struct font_program *program);
size_t embed_image(struct embed *embed, const struct image *image);
/* Of runs and dots, for content.c. */
struct written *embed_written(struct embed *embed);
/* As thoroughly as what is written once for many letters may be. */
void embed_compress(struct embed *embed, const void *bytes, size_t length,
	struct text *out);
/* Compresses it now, so that it is there when it is first met. */
void embed_prepare_image(struct embed *embed, const struct image *image);
/* The resource dictionary of all pages, which is written last. */
unsigned embed_resources(const struct embed *embed);
void embed_write(struct embed *embed, struct haru *haru);

#endif
