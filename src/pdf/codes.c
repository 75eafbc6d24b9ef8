/* Made by tests/bench/codes.py; see codes.h. */
#include "pdf/codes.h"

#include <stddef.h>

const struct known_code known_codes[] = {
	{ /* content */
		"d59baaaabb7bcdabb9cb9accacbc687648876c97667a755655556566668b"
		"8dacba89999a9a6ca888899978babdc969aaa8aa9899b9dca999ab8d8ada"
		"dadddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddad45555666688799999bbaccdcdddd99997865665545"
		"4444343445689999",
		"7776444443334476300"},
	{ /* words */
		"dddddddddd9ddddddddddddddddddddd4daddadc88ba69765555555556ac"
		"7b8dd898897a99b9999a8b888aaabbb8d8dad686657776a967667d665798"
		"98ddddddddddddddcdddddddddcddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddddddddddddddddddddddddddddddddcddddddddddddd"
		"ddddddddddddddddad4556777787878998aab9abbbdcdd99868655564445"
		"4444354446789999",
		"7776443434444376300"},
	{NULL, NULL}, /* the standard's own */
};
