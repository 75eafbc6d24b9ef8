/* The table of phrases; see phrases.h. */
#include "language/phrases.h"

#include <string.h>
#include <strings.h>

#define NBSP  "\xC2\xA0"
#define DASH  "\xE2\x80\x93"
#define QUOTE "\xE2\x80\x99"

#define UNSEEN .is_unseen = true
#define SELDOM .may_lack = true

const struct phrase_kind phrase_kinds[PHRASE_COUNT] = {
	[PHRASE_PAGE] = {.key = "page", .holds = {"{page}"}},
	[PHRASE_SPECIMEN] = {.key = "specimen"},
	[PHRASE_NOT_APPLICABLE] = {.key = "not_applicable"},
	[PHRASE_MORE_THAN] = {.key = "more_than", .holds = {"{value}"}},
	[PHRASE_LESS_THAN] = {.key = "less_than", .holds = {"{value}"}},
	[PHRASE_SIGNATURE_OF] = {.key = "signature_of", .holds = {"{name}"},
		UNSEEN},
	[PHRASE_SIGNED] = {.key = "signed"},
	[PHRASE_SIGNATURE] = {.key = "signature", UNSEEN},
	[PHRASE_FIGURES] = {.key = "figures_file", UNSEEN},
	[PHRASE_ROW] = {.key = "row_file", UNSEEN},
	[PHRASE_ROWS] = {.key = "rows_file", UNSEEN},
	[PHRASE_ENCLOSED] = {.key = "enclosed"},
	[PHRASE_COPIES] = {.key = "copies"},
	[PHRASE_FIRST_DAY] = {.key = "first_day", SELDOM},
	[PHRASE_TOTAL] = {.key = "total", SELDOM},
	[PHRASE_TREND] = {.key = "trend", .holds = {"{label}", "{course}"},
		UNSEEN, SELDOM},
	[PHRASE_TREND_POINT] = {.key = "trend_point",
		.holds = {"{value}", "{at}"}, UNSEEN, SELDOM},
	[PHRASE_TREND_COURSE] = {.key = "trend_course",
		.holds = {"{first}", "{last}"}, UNSEEN, SELDOM},
	[PHRASE_TREND_HIGHEST] = {.key = "trend_highest", .holds = {"{point}"},
		UNSEEN, SELDOM},
	[PHRASE_TREND_LOWEST] = {.key = "trend_lowest", .holds = {"{point}"},
		UNSEEN, SELDOM},
	[PHRASE_TREND_AVERAGE] = {.key = "trend_average",
		.holds = {"{own}", "{average}"}, UNSEEN, SELDOM},
	[PHRASE_TREND_COMPARED] = {.key = "trend_compared", UNSEEN, SELDOM},
	[PHRASE_TREND_AND] = {.key = "trend_and",
		.holds = {"{before}", "{last}"}, UNSEEN, SELDOM},
	[PHRASE_TREND_NO_VALUE] = {.key = "trend_no_value",
		.holds = {"{points}"}, UNSEEN, SELDOM},
	[PHRASE_TREND_GAP] = {.key = "trend_gap",
		.holds = {"{before}", "{after}"}, UNSEEN, SELDOM},
};

const char *const phrase_languages[] = {"en", "cy", "de", "fr", "pl"};
const size_t phrase_language_count =
	sizeof(phrase_languages) / sizeof(phrase_languages[0]);

/*
 * In the order of phrase_languages. Of a trend the forms are such that no
 * value and no name of a month need bend to what stands around it.
 */
static const char *const phrases[][PHRASE_COUNT] = {
	{
		"Page {page} of {pages}",
		"Specimen " DASH " not an official letter",
		"not applicable",
		"more than {value}",
		"less than {value}",
		"Signature of {name}",
		"This letter is signed digitally. Any change to it makes the "
		"signature invalid.",
		"Digital signature",
		"Every figure of this letter, and how to work it out",
		"The row that figures were read from, under its header",
		"The rows that figures were read from, under their header",
		"Enclosed",
		"Copies to",
		"",
		"Total",
		"{label}: {course}",
		"{value} in {at}",
		"from {first} to {last}",
		"highest {point}",
		"lowest {point}",
		"{own}; {average}",
		"in comparison",
		"{before} and {last}",
		"No value for {points}.",
		"Nothing between {before} and {after}.",
	},
	{
		"Tudalen {page} o {pages}",
		"Sampl " DASH " nid llythyr swyddogol",
		"ddim yn berthnasol",
		"dros {value}",
		"o dan {value}",
		"Llofnod {name}",
		"Mae" QUOTE "r llythyr hwn wedi" QUOTE "i lofnodi" QUOTE "n "
		"ddigidol. Mae unrhyw newid iddo yn gwneud y llofnod yn "
		"annilys.",
		"Llofnod digidol",
		"Pob ffigur yn y llythyr hwn, a sut i" QUOTE "w gyfrifo",
		"Y rhes y darllenwyd y ffigurau ohoni, o dan ei phennawd",
		"Y rhesi y darllenwyd y ffigurau ohonynt, o dan eu pennawd",
		"Amgaeir",
		"Cop\xC3\xAF" "au at",
		"",
		"Cyfanswm",
		"{label}: {course}",
		"{value} ({at})",
		"o {first} i {last}",
		"uchafbwynt o {point}",
		"isafbwynt o {point}",
		"{own}; {average}",
		"mewn cymhariaeth",
		"{before}, {last}",
		"Dim gwerth ar gyfer {points}.",
		"Bwlch: {before} " DASH " {after}.",
	},
	{
		"Seite {page} von {pages}",
		"Muster " DASH " kein amtliches Schreiben",
		"nicht zutreffend",
		"mehr als {value}",
		"weniger als {value}",
		"Unterschrift: {name}",
		"Dieses Schreiben ist digital signiert. Jede \xC3\x84nderung "
		"daran macht die Signatur ung\xC3\xBCltig.",
		"Digitale Signatur",
		"Alle Zahlen dieses Schreibens und wie sie berechnet sind",
		"Die Zeile, aus der Zahlen gelesen wurden, unter ihrer "
		"Kopfzeile",
		"Die Zeilen, aus denen Zahlen gelesen wurden, unter ihrer "
		"Kopfzeile",
		"Anlagen",
		"Verteiler",
		"",
		"Summe",
		"{label}: {course}",
		"{value} ({at})",
		"von {first} auf {last}",
		"H\xC3\xB6" "chstwert {point}",
		"Tiefstwert {point}",
		"{own}; {average}",
		"im Vergleich",
		"{before} und {last}",
		"Kein Wert f\xC3\xBCr {points}.",
		"Keine Angaben zwischen {before} und {after}.",
	},
	{
		"Page {page} sur {pages}",
		"Sp\xC3\xA9" "cimen " DASH " lettre sans valeur officielle",
		"sans objet",
		"plus de {value}",
		"moins de {value}",
		"Signature" NBSP ": {name}",
		"Cette lettre est sign\xC3\xA9" "e num\xC3\xA9riquement. Toute "
		"modification rend la signature invalide.",
		"Signature num\xC3\xA9rique",
		"Tous les chiffres de cette lettre et leur calcul",
		"La ligne d" QUOTE "o\xC3\xB9 les chiffres ont \xC3\xA9t\xC3"
		"\xA9 lus, sous son en-t\xC3\xAAte",
		"Les lignes d" QUOTE "o\xC3\xB9 les chiffres ont \xC3\xA9t\xC3"
		"\xA9 lus, sous leur en-t\xC3\xAAte",
		"Pi\xC3\xA8" "ces jointes",
		"Copie \xC3\xA0",
		"1er",
		"Total",
		"{label}" NBSP ": {course}",
		"{value} ({at})",
		"de {first} \xC3\xA0 {last}",
		"maximum de {point}",
		"minimum de {point}",
		"{own}" NBSP "; {average}",
		"en comparaison",
		"{before} et {last}",
		"Pas de valeur pour {points}.",
		"Aucune donn\xC3\xA9" "e entre {before} et {after}.",
	},
	{
		"Strona {page} z {pages}",
		"Wz\xC3\xB3r " DASH " to nie jest pismo urz\xC4\x99" "dowe",
		"nie dotyczy",
		"ponad {value}",
		"poni\xC5\xBC" "ej {value}",
		"Podpis: {name}",
		"To pismo jest podpisane cyfrowo. Ka\xC5\xBC" "da jego zmiana "
		"uniewa\xC5\xBCnia podpis.",
		"Podpis cyfrowy",
		"Wszystkie liczby z tego pisma i spos\xC3\xB3" "b ich "
		"obliczenia",
		"Wiersz, z kt\xC3\xB3rego odczytano liczby, pod jego "
		"nag\xC5\x82\xC3\xB3wkiem",
		"Wiersze, z kt\xC3\xB3rych odczytano liczby, pod ich "
		"nag\xC5\x82\xC3\xB3wkiem",
		"Za\xC5\x82\xC4\x85" "czniki",
		"Do wiadomo\xC5\x9B" "ci",
		"",
		"Razem",
		"{label}: {course}",
		"{value} ({at})",
		"od {first} do {last}",
		"najwy\xC5\xBCsza warto\xC5\x9B\xC4\x87: {point}",
		"najni\xC5\xBCsza warto\xC5\x9B\xC4\x87: {point}",
		"{own}; {average}",
		"dla por\xC3\xB3wnania",
		"{before} i {last}",
		"Brak warto\xC5\x9B" "ci dla: {points}.",
		"Przerwa: {before} " DASH " {after}.",
	},
};

const char *const *phrases_of(const char *tag)
{
	size_t length = strcspn(tag, "-");

	for (size_t i = 0; i < phrase_language_count; i++)
		if (strlen(phrase_languages[i]) == length &&
			strncasecmp(phrase_languages[i], tag, length) == 0)
			return phrases[i];
	return NULL;
}
