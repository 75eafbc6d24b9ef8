/* Made by tests/bench/codes.py; see codes.h. */
#include "pdf/codes.h"

#include <stddef.h>

const struct known_code known_codes[] = {
	{ /* content */
		"d59baaaabb7bcdbaba9ca9accabbc687558866c96776665655555566668c"
		"8998da8898999aacb6ca9888799a8aa9dac998999899a8aca899ab8d8ada"
		"dadddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"dddddddddddddccccccccccccccccccccccccccccccccccccccccccccccc"
		"ccccccccccccccccac45556666678789999bbbcccccccc99996875665545"
		"4434344445689999",
		"7776544533343476300"},
	{ /* words */
		"dddddddddd8ddddddddddddddddddddd4d9ddadc88ba69765555555556ab"
		"7b7dd888898a99b9999a8c888aaaaba8d8dad686658776a967667d665798"
		"98ddddddddddddddcdddddddddcddddddddddddddddddddddddddddddddd"
		"ddddddddddddddddddddddddddddddddddddddddddddddcddddddddddddd"
		"ddddddddddddddddad4556777787978998a9baabbbdcdd99878656664445"
		"4344354546689999",
		"7776443434444376300"},
	{NULL, NULL}, /* the standard's own */
};
