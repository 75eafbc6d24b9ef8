/*
 * How many bits the code of each symbol has, for squeeze.c: of pages and of
 * words, by enum squeeze_kind.
 *
 * `lengths` are of LITERAL_SYMBOLS and then of DISTANCE_SYMBOLS, a hexadecimal
 * digit each, none 0, `of_lengths` of the 19 symbols that say these (RFC 1951,
 * 3.2.7). NULL: the standard's fixed code.
 */
#ifndef PDF_CODES_H
#define PDF_CODES_H

#define LITERAL_SYMBOLS	 286
#define DISTANCE_SYMBOLS 30
#define CODE_SYMBOLS	 (LITERAL_SYMBOLS + DISTANCE_SYMBOLS)

struct known_code {
	const char *lengths, *of_lengths;
};

extern const struct known_code known_codes[];

#endif
