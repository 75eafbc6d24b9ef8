/* The table of phrases; see phrases.h. */
#include "language/phrases.h"

#include <string.h>
#include <strings.h>

#define NBSP  "\xC2\xA0"
#define DASH  "\xE2\x80\x93"
#define QUOTE "\xE2\x80\x99"

const struct phrase_kind phrase_kinds[PHRASE_COUNT] = {
	[PHRASE_PAGE] = {"page", "{page}", false},
	[PHRASE_SPECIMEN] = {"specimen", NULL, false},
	[PHRASE_NOT_APPLICABLE] = {"not_applicable", NULL, false},
	[PHRASE_MORE_THAN] = {"more_than", "{value}", false},
	[PHRASE_LESS_THAN] = {"less_than", "{value}", false},
	[PHRASE_SIGNATURE_OF] = {"signature_of", "{name}", false},
	[PHRASE_SIGNED] = {"signed", NULL, false},
	[PHRASE_SIGNATURE] = {"signature", NULL, false},
	[PHRASE_FIGURES] = {"figures_file", NULL, false},
	[PHRASE_ROW] = {"row_file", NULL, false},
	[PHRASE_ROWS] = {"rows_file", NULL, false},
	[PHRASE_ENCLOSED] = {"enclosed", NULL, false},
	[PHRASE_COPIES] = {"copies", NULL, false},
	[PHRASE_FIRST_DAY] = {"first_day", NULL, true},
	[PHRASE_TOTAL] = {"total", NULL, true},
};

const char *const phrase_languages[] = {"en", "cy", "de", "fr", "pl"};
const size_t phrase_language_count =
	sizeof(phrase_languages) / sizeof(phrase_languages[0]);

/* In the order of phrase_languages. */
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
