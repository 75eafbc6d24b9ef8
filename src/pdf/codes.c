/* Made by tests/bench/codes.py; see codes.h. */
#include "pdf/codes.h"

#include <stddef.h>

const struct known_code known_codes[] = {
	{ /* content */
		"d59baaaabb7bcdabb9cb9accacbc687647876c97667a755655556666668b"
		"8d9cba89999a9a6ca888898978babdc969aaa8aa9899b9dca999ab8d8ada"
		"dadddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddcc"
		"ccccccccccccccccac45555666678789999bbacccccccc99997875664544"
		"3444344546789999",
		"7776444443334476300"},
	{ /* words */
		"dddddddddd9ddddddddddddddddddddd4daddadc88bb69765555555556ab"
		"8b7dd888898999b999a98b888aaaabb8d8dad686657776a967667c665798"
		"98cdddddddddddddcdddddddddcddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddddddddddddddddddddddddddddddddcddddddddddddd"
		"ddddddddddddddddac4556777788877998aab9abbbcccc99868555563444"
		"4444445555789999",
		"7776543433445376300"},
	{NULL, NULL}, /* the standard's own */
};
