/*
 * Letters by libharu's public functions alone, as its examples use them: a new
 * document and TrueType faces loaded for each, no tags, no signature.
 *
 *	peer_haru LETTERS.txt FOLDER COUNT FONTS
 *
 * LETTERS.txt is run.py's form of letters.py's: a line a block, "ROLE\tTEXT";
 * "Letter\tFILE" begins a letter, "Figure\tOWN AVERAGE" is drawn as a bar.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hpdf.h>

#define MARGIN 71.0f
#define WIDTH  453.0f
#define FOOT   71.0f

struct letter {
	HPDF_Doc document;
	HPDF_Page page;
	HPDF_Font regular, bold;
	float y;
	char path[4096];
};

static void fail(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
	(void)context;
	fprintf(stderr, "libharu: %04X %u\n", (unsigned)error,
		(unsigned)detail);
	exit(1);
}

static void new_page(struct letter *letter)
{
	letter->page = HPDF_AddPage(letter->document);
	HPDF_Page_SetSize(letter->page, HPDF_PAGE_SIZE_A4,
		HPDF_PAGE_PORTRAIT);
	letter->y = HPDF_Page_GetHeight(letter->page) - MARGIN;
}

static HPDF_Font face(HPDF_Doc document, const char *fonts, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", fonts, name);
	return HPDF_GetFont(document, HPDF_LoadTTFontFromFile(document, path,
		HPDF_TRUE), "UTF-8");
}

static void begin(struct letter *letter, const char *folder, const char *file,
	const char *fonts)
{
	letter->document = HPDF_New(fail, NULL);
	HPDF_SetCompressionMode(letter->document, HPDF_COMP_ALL);
	HPDF_UseUTFEncodings(letter->document);
	HPDF_SetInfoAttr(letter->document, HPDF_INFO_TITLE,
		"Annual review letter 2020");
	letter->regular = face(letter->document, fonts, "Lato-Regular.ttf");
	letter->bold = face(letter->document, fonts, "Lato-Bold.ttf");
	snprintf(letter->path, sizeof(letter->path), "%s/%s.pdf", folder, file);
	new_page(letter);
}

static void end(struct letter *letter)
{
	HPDF_SaveToFile(letter->document, letter->path);
	HPDF_Free(letter->document);
	letter->document = NULL;
}

static void set_text(struct letter *letter, const char *text, HPDF_Font font,
	float size)
{
	const char *at = text;
	char line[1024];

	while (*at != '\0') {
		HPDF_UINT fit;

		if (letter->y - 1.3f * size < FOOT)
			new_page(letter);
		HPDF_Page_SetFontAndSize(letter->page, font, size);
		fit = HPDF_Page_MeasureText(letter->page, at, WIDTH,
			HPDF_TRUE, NULL);
		if (fit == 0 || fit >= sizeof(line))
			break;
		memcpy(line, at, fit);
		line[fit] = '\0';
		letter->y -= 1.3f * size;
		HPDF_Page_BeginText(letter->page);
		HPDF_Page_TextOut(letter->page, MARGIN, letter->y, line);
		HPDF_Page_EndText(letter->page);
		at += fit;
	}
	letter->y -= 6;
}

static void draw_bars(struct letter *letter, const char *numbers)
{
	char *rest;
	float own = strtof(numbers, &rest), average = strtof(rest, NULL);

	letter->y -= 24;
	HPDF_Page_SetRGBFill(letter->page, 0.04f, 0.33f, 0.39f);
	HPDF_Page_Rectangle(letter->page, MARGIN, letter->y + 12, own * WIDTH,
		10);
	HPDF_Page_Fill(letter->page);
	HPDF_Page_SetRGBFill(letter->page, 0.35f, 0.4f, 0.44f);
	HPDF_Page_Rectangle(letter->page, MARGIN, letter->y, average * WIDTH,
		10);
	HPDF_Page_Fill(letter->page);
	HPDF_Page_SetRGBFill(letter->page, 0, 0, 0);
}

static void add_block(struct letter *letter, const char *role,
	const char *text)
{
	if (strcmp(role, "Page") == 0)
		new_page(letter);
	else if (strcmp(role, "Figure") == 0)
		draw_bars(letter, text);
	else if (strcmp(role, "H1") == 0)
		set_text(letter, text, letter->bold, 18);
	else if (strcmp(role, "H2") == 0)
		set_text(letter, text, letter->bold, 13);
	else if (strcmp(role, "Rate") == 0)
		set_text(letter, text, letter->regular, 28);
	else
		set_text(letter, text, letter->regular, 11);
}

int main(int argc, char **argv)
{
	struct letter letter = {0};
	char *line = NULL, *text;
	size_t room = 0;
	long left;
	FILE *file;

	if (argc != 5) {
		fputs("usage: peer_haru LETTERS.txt FOLDER COUNT FONTS\n",
			stderr);
		return 2;
	}
	left = atol(argv[3]);
	file = fopen(argv[1], "r");
	if (file == NULL) {
		perror(argv[1]);
		return 1;
	}
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		text = strchr(line, '\t');
		if (text == NULL)
			continue;
		*text++ = '\0';
		if (strcmp(line, "Letter") != 0) {
			add_block(&letter, line, text);
			continue;
		}
		if (letter.document != NULL)
			end(&letter);
		if (left-- == 0)
			break;
		begin(&letter, argv[2], text, argv[4]);
	}
	if (letter.document != NULL)
		end(&letter);
	free(line);
	fclose(file);
	return 0;
}
