/* Made by tests/bench/codes.py; see codes.h. */
#include "pdf/codes.h"

#include <stddef.h>

const struct known_code known_codes[] = {
	{ /* content */
		"469baababb7bcdabb9cb9acdacbd798858887ca8778a875765556666669c"
		"8d9cba89999a9a8cb999899979babdd979bbb8aa9899b9dca999ab8d8ada"
		"dadddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddad34455666677688a9abaabbcdcddc99997775554544"
		"4434444545679999",
		"7776545433334476300"},
	{ /* words */
		"dddddddddd9ddddddddddddddddddddd4daddadc88cb69765555555556ac"
		"8b7dd888898999b999a98b888aaaabb8d8dad686657776a967667c665798"
		"98ddddddddddddddcdddddddddcddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddddddddddddddddddddddddddddddddcddddddddddddd"
		"dddddddddddcccccac4556777788877998aaa9bbbbcccc98868555554444"
		"4444444546799999",
		"7777654433454377200"},
	{NULL, NULL}, /* the standard's own */
};
