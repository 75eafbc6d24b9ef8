/*
 * PDFDocEncoding (ISO 32000-1, D.3): the characters that a PDF's text, beside
 * that of its pages, may have as a byte each. All that is printed of Latin-1 is
 * among them, as itself, and the marks of typography.
 *
 *	document_byte(0x2019)		0x90
 *	document_character(0x90)	0x2019
 *
 * Nothing can fail.
 */
#ifndef BASE_DOCUMENT_ENCODING_H
#define BASE_DOCUMENT_ENCODING_H

#include <stdint.h>

/* 0: it has none, or it is a control. */
unsigned char document_byte(uint32_t character);
/* U+FFFD: it is not in use. Controls below 18 are themselves. */
uint32_t document_character(unsigned char byte);

#endif
