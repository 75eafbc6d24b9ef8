/* The encoding of text strings; see document_encoding.h. */
#include "base/document_encoding.h"

#include <stddef.h>

#define ACCENTS_FIRST 0x18
#define MARKS_FIRST   0x80
#define NO_CHARACTER  0xFFFD

static const uint16_t accents[] = {0x02D8, 0x02C7, 0x02C6, 0x02D9, 0x02DD,
	0x02DB, 0x02DA, 0x02DC};

static const uint16_t marks[] = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013,
	0x0192, 0x2044, 0x2039, 0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D,
	0x2018, 0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160,
	0x0178, 0x017D, 0x0131, 0x0142, 0x0153, 0x0161, 0x017E, NO_CHARACTER,
	0x20AC};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

uint32_t document_character(unsigned char byte)
{
	if (byte >= MARKS_FIRST && byte < MARKS_FIRST + COUNT(marks))
		return marks[byte - MARKS_FIRST];
	if (byte >= ACCENTS_FIRST && byte < ACCENTS_FIRST + COUNT(accents))
		return accents[byte - ACCENTS_FIRST];
	return byte == 0x7F || byte == 0xAD ? NO_CHARACTER : byte;
}

unsigned char document_byte(uint32_t character)
{
	if (character < 0x100)
		return character >= ' ' &&
			document_character((unsigned char)character) ==
				character ? (unsigned char)character : 0;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i] == character && character != NO_CHARACTER)
			return (unsigned char)(MARKS_FIRST + i);
	return 0;
}
