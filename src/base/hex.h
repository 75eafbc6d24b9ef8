/*
 * Bytes as hexadecimal digits, two a byte, lower case.
 *
 *	hex_print(bytes, 32, hex);	hex has room for 65
 *	if (!hex_read(hex, bytes, 32))
 *		... there is something else among the first 64 characters
 */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

void hex_print(const unsigned char *bytes, size_t count, char *out);
/* The digits alone; returns where they end. */
char *hex_put(char *at, const unsigned char *bytes, size_t count);
bool hex_read(const char *hex, unsigned char *out, size_t count);

#endif
