/*
 * Codes in the text count glyphs, so a font's ToUnicode map alone tells a
 * reader what they mean. It maps each glyph to its own character; a glyph
 * without one maps to U+FFFD, and the text that uses it says what it stands for
 * (glyphs.c). Most typefaces are cut down to so few glyphs that a byte is
 * enough for each. They are simple TrueType fonts (ISO 32000-1, 9.6.3), which
 * halves the text. Others are five objects (9.7), the Type 0 font, its CID
 * font, descriptor, program and ToUnicode map, with glyph ids of two bytes for
 * codes.
 */
#include "pdf/embed.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/deflate.h"
#include "pdf/glyphs.h"
#include "pdf/palette.h"
#include "pdf/syntax.h"
#include "pdf/vector.h"

#define EMBED_LIMIT 32	 /* streams remembered of each kind */
#define EMBED_LEVEL 10	 /* of compression: once a batch, so thorough; 12 takes
			    2.7 times as long for a scanned signature to make
			    it 2 % smaller, and leaves fonts as large */
#define CMAP_BLOCK  100	 /* ranges that a block may have */
#define NO_CHARACTER 0xFFFD

/* What is remembered of a font or a picture. */
struct embedded {
	unsigned serial;
	unsigned long used;  /* when last; 0: free */
	struct text stream;  /* compressed */
	struct text unicode; /* of a font: its map, compressed, */
	unsigned long file;  /* last written to this file */
	unsigned object;     /* with this number */
	struct text widths;  /* of a font: its W or Widths array */
	struct text name;    /* of a font: with its subset's tag */
	struct text samples; /* of a picture: what its samples are */
};

struct embed {
	struct deflater *deflater;
	struct written *written;
	struct text scratch;
	unsigned long clock; /* counts uses */
	unsigned long file;  /* counts files */
	struct embedded fonts[EMBED_LIMIT], images[EMBED_LIMIT];
	const struct font_program **programs; /* of this file */
	size_t program_count, program_room;
	const struct image **pictures; /* of this file */
	size_t picture_count, picture_room;
	unsigned resources; /* object of this file */
};

struct embed *embed_new(size_t memory)
{
	struct embed *embed = memory_new(sizeof(*embed));

	embed->deflater = deflater_new(EMBED_LEVEL);
	embed->written = written_new(memory);
	return embed;
}

static void embedded_clear(struct embedded *entries)
{
	for (size_t i = 0; i < EMBED_LIMIT; i++) {
		text_clear(&entries[i].stream);
		text_clear(&entries[i].unicode);
		text_clear(&entries[i].widths);
		text_clear(&entries[i].name);
		text_clear(&entries[i].samples);
	}
}

void embed_free(struct embed *embed)
{
	if (embed == NULL)
		return;
	embedded_clear(embed->fonts);
	embedded_clear(embed->images);
	deflater_free(embed->deflater);
	written_free(embed->written);
	text_clear(&embed->scratch);
	free(embed->programs);
	free(embed->pictures);
	free(embed);
}

void embed_begin(struct embed *embed, struct haru *haru)
{
	embed->resources = haru_add(haru);
	embed->file++;
	embed->program_count = 0;
	embed->picture_count = 0;
}

unsigned embed_resources(const struct embed *embed)
{
	return embed->resources;
}

struct written *embed_written(struct embed *embed)
{
	return embed->written;
}

size_t embed_font(struct embed *embed, const struct font_program *program)
{
	for (size_t i = 0; i < embed->program_count; i++)
		if (embed->programs[i] == program)
			return i + 1;
	ARRAY_RESERVE(embed->programs, embed->program_count,
		embed->program_room);
	embed->programs[embed->program_count++] = program;
	return embed->program_count;
}

size_t embed_image(struct embed *embed, const struct image *image)
{
	for (size_t i = 0; i < embed->picture_count; i++)
		if (embed->pictures[i] == image)
			return i + 1;
	ARRAY_RESERVE(embed->pictures, embed->picture_count,
		embed->picture_room);
	embed->pictures[embed->picture_count++] = image;
	return embed->picture_count;
}

/* The entry of `serial`; an emptied one, longest unused, when it is unknown. */
static struct embedded *lookup(struct embed *embed, struct embedded *entries,
	unsigned serial, bool *is_known)
{
	struct embedded *oldest = entries;

	for (size_t i = 0; i < EMBED_LIMIT; i++) {
		*is_known = entries[i].used != 0 && entries[i].serial == serial;
		if (entries[i].used < oldest->used)
			oldest = &entries[i];
		if (*is_known) {
			oldest = &entries[i];
			break;
		}
	}
	oldest->serial = serial;
	oldest->used = ++embed->clock;
	return oldest;
}

static void compress(struct deflater *deflater, const void *bytes,
	size_t length, struct text *out)
{
	deflate_bytes(deflater, bytes, length);
	text_reset(out);
	text_append(out, deflater->bytes, deflater->length);
}

void embed_compress(struct embed *embed, const void *bytes, size_t length,
	struct text *out)
{
	compress(embed->deflater, bytes, length, out);
}

/* Six capitals that tell subsets apart: a hash (FNV-1a) of the program. */
static void name_subset(const struct font_program *program, struct text *name)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < program->length; i++)
		hash = (hash ^ program->bytes[i]) * 1099511628211u;
	text_reset(name);
	for (int i = 0; i < 6; i++, hash /= 26)
		text_add_char(name, (char)('A' + hash % 26));
	text_add_char(name, '+');
	text_add(name, program->name);
}

/* Glyphs from `first` on with the same width. */
static size_t equal_widths(const struct font_program *program, size_t first)
{
	size_t last = first;

	while (last + 1 < program->glyph_count &&
		program->widths[last + 1] == program->widths[first])
		last++;
	return last - first + 1;
}

/* "0 [500 610 480] 3 90 556": a list of widths, or a range of one width. */
static void write_widths(const struct font_program *program, struct text *out)
{
	bool in_list = false;
	size_t glyph = 0;

	text_reset(out);
	while (glyph < program->glyph_count) {
		size_t count = equal_widths(program, glyph);

		if (count > 4) {
			pdf_add_integer(out, in_list ? "]" : " ", glyph);
			pdf_add_integer(out, " ", glyph + count - 1);
			pdf_add_integer(out, " ", program->widths[glyph]);
			in_list = false;
			glyph += count;
			continue;
		}
		if (!in_list)
			pdf_add_integer(out, " ", glyph);
		pdf_add_integer(out, in_list ? " " : "[",
			program->widths[glyph++]);
		in_list = true;
	}
	if (in_list)
		text_add_char(out, ']');
}

static void write_all_widths(const struct font_program *program,
	struct text *out)
{
	text_reset(out);
	for (uint32_t id = 0, code = 0; id < program->glyph_count; code++) {
		bool is_used = code == font_program_code(id);

		pdf_add_integer(out, code > 0 ? " " : "",
			is_used ? program->widths[id++] : 0);
	}
}

static uint32_t character(const struct font_program *program, size_t glyph)
{
	uint32_t character = program->characters[glyph];

	return character == 0 ? NO_CHARACTER : character;
}

static uint32_t code_of(const struct font_program *program, size_t glyph)
{
	return glyphs_are_bytes(program) ? font_program_code((uint32_t)glyph) :
		(uint32_t)glyph;
}

static void add_code(const struct font_program *program, size_t glyph,
	struct text *out)
{
	uint32_t number = code_of(program, glyph);
	const unsigned char code[] = {(unsigned char)(number >> 8),
		(unsigned char)number};
	size_t unused = glyphs_are_bytes(program) ? 1 : 0;

	pdf_add_hex(out, code + unused, sizeof(code) - unused);
}

/*
 * The last glyph of a range whose codes and characters follow each other. The
 * low bytes, all that a reader counts up, do not overflow.
 */
static size_t end_of_range(const struct font_program *program, size_t first)
{
	size_t end = first;

	while (end + 1 < program->glyph_count && (end & 0xFF) != 0xFF &&
		(character(program, end) & 0xFF) != 0xFF &&
		code_of(program, end + 1) == code_of(program, end) + 1 &&
		character(program, end + 1) == character(program, end) + 1)
		end++;
	return end;
}

static size_t add_range(const struct font_program *program, size_t first,
	struct text *out)
{
	size_t end = end_of_range(program, first);

	add_code(program, first, out);
	add_code(program, end, out);
	text_add_char(out, '<');
	pdf_add_utf16_unit(out, character(program, first));
	text_add(out, ">\n");
	return end + 1;
}

/* .notdef is left out: it is never drawn. */
static void write_unicode(const struct font_program *program, struct text *out)
{
	struct text ranges = {0};

	text_reset(out);
	text_add(out, "/CIDInit/ProcSet findresource begin\n"
		"12 dict begin\nbegincmap\n"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>"
		"def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
		"1 begincodespacerange\n");
	text_add(out, glyphs_are_bytes(program) ? "<00><FF>" : "<0000><FFFF>");
	text_add(out, "\nendcodespacerange\n");
	for (size_t glyph = 1; glyph < program->glyph_count;) {
		size_t count = 0;

		text_reset(&ranges);
		for (; count < CMAP_BLOCK && glyph < program->glyph_count;
			count++)
			glyph = add_range(program, glyph, &ranges);
		pdf_add_integer(out, "", count);
		text_add(out, " beginbfrange\n");
		text_append(out, ranges.data, ranges.length);
		text_add(out, "endbfrange\n");
	}
	text_add(out, "endcmap\nCMapName currentdict/CMap defineresource pop\n"
		"end\nend\n");
	text_clear(&ranges);
}

static struct embedded *embedded_font(struct embed *embed,
	const struct font_program *program)
{
	bool is_known;
	struct embedded *font = lookup(embed, embed->fonts, program->serial,
		&is_known);

	if (is_known)
		return font;
	embed_compress(embed, program->bytes, program->length, &font->stream);
	write_unicode(program, &embed->scratch);
	embed_compress(embed, embed->scratch.data, embed->scratch.length,
		&font->unicode);
	if (glyphs_are_bytes(program))
		write_all_widths(program, &font->widths);
	else
		write_widths(program, &font->widths);
	name_subset(program, &font->name);
	return font;
}

/* A stream that deflate_bytes() made, with `body` in its dictionary. */
static unsigned add_shared(struct haru *haru, const struct text *stream,
	struct text *body)
{
	unsigned object;

	text_add(body, "/Filter/FlateDecode");
	object = haru_add_stream(haru, FRAME_COMMON, body, stream->data,
		stream->length);
	text_reset(body);
	return object;
}

static unsigned add_dictionary(struct haru *haru, struct text *body)
{
	unsigned object = haru_add(haru);

	haru_set_body(haru, object, FRAME_COMMON, body);
	text_reset(body);
	return object;
}

static void describe_number(struct text *body, const char *key, double number)
{
	text_add(body, key);
	text_add_number(body, number, 2);
}

static unsigned write_descriptor(struct haru *haru, struct text *body,
	const struct font_program *program, const char *name, unsigned file)
{
	/* ISO 32000-1, table 123: symbolic, as its glyphs have no names. */
	size_t flags = 4;

	if (program->is_fixed)
		flags |= 1;
	if (program->is_serif)
		flags |= 2;
	if (program->italic_angle < 0)
		flags |= 64;

	text_add(body, "/Type/FontDescriptor");
	pdf_add_name(body, "/FontName", name);
	pdf_add_integer(body, "/Flags ", flags);
	text_add(body, "/FontBBox[");
	pdf_add_numbers(body, program->box, 4);
	describe_number(body, "]/ItalicAngle ", program->italic_angle);
	describe_number(body, "/Ascent ", program->ascent);
	describe_number(body, "/Descent ", program->descent);
	describe_number(body, "/CapHeight ", program->cap_height);
	describe_number(body, "/StemV ", program->stem_weight);
	pdf_add_reference(body, "/FontFile2", file);
	return add_dictionary(haru, body);
}

/* Typefaces cut to the same characters share their map. */
static unsigned add_unicode(struct embed *embed, struct haru *haru,
	struct embedded *font, struct text *body)
{
	font->object = 0;
	for (size_t i = 0; i < EMBED_LIMIT && font->object == 0; i++) {
		const struct embedded *other = &embed->fonts[i];

		if (other->file == embed->file && other != font &&
			other->unicode.length == font->unicode.length &&
			memcmp(other->unicode.data, font->unicode.data,
				font->unicode.length) == 0)
			font->object = other->object;
	}
	if (font->object == 0)
		font->object = add_shared(haru, &font->unicode, body);
	font->file = embed->file;
	return font->object;
}

/* ISO 32000-1, 9.6.3: a symbolic TrueType font, as its codes are its own. */
static unsigned write_small_font(struct haru *haru, struct text *body,
	const struct font_program *program, const struct embedded *font,
	unsigned descriptor, unsigned unicode)
{
	text_add(body, "/Type/Font/Subtype/TrueType");
	pdf_add_name(body, "/BaseFont", text_string(&font->name));
	pdf_add_reference(body, "/FontDescriptor", descriptor);
	pdf_add_reference(body, "/ToUnicode", unicode);
	pdf_add_integer(body, "/FirstChar 0/LastChar ",
		font_program_code((uint32_t)program->glyph_count - 1));
	text_add(body, "/Widths[");
	text_append(body, font->widths.data, font->widths.length);
	text_add_char(body, ']');
	return add_dictionary(haru, body);
}

static unsigned write_large_font(struct haru *haru, struct text *body,
	const struct embedded *font, unsigned descriptor, unsigned unicode)
{
	const char *name = text_string(&font->name);
	unsigned cid_font;

	text_add(body, "/Type/Font/Subtype/CIDFontType2");
	pdf_add_name(body, "/BaseFont", name);
	text_add(body, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
		"/Supplement 0>>/CIDToGIDMap/Identity");
	pdf_add_reference(body, "/FontDescriptor", descriptor);
	text_add(body, "/W[");
	text_append(body, font->widths.data, font->widths.length);
	text_add_char(body, ']');
	cid_font = add_dictionary(haru, body);

	text_add(body, "/Type/Font/Subtype/Type0");
	pdf_add_name(body, "/BaseFont", name);
	pdf_add_reference(body, "/Encoding/Identity-H/DescendantFonts[",
		cid_font);
	pdf_add_reference(body, "]/ToUnicode", unicode);
	return add_dictionary(haru, body);
}

static unsigned write_font(struct embed *embed, struct haru *haru,
	const struct font_program *program)
{
	struct embedded *font = embedded_font(embed, program);
	const char *name = text_string(&font->name);
	struct text *body = &embed->scratch;
	unsigned file, unicode, descriptor;

	text_reset(body);
	pdf_add_integer(body, "/Length1 ", program->length);
	file = add_shared(haru, &font->stream, body);
	unicode = add_unicode(embed, haru, font, body);
	descriptor = write_descriptor(haru, body, program, name, file);

	if (glyphs_are_bytes(program))
		return write_small_font(haru, body, program, font, descriptor,
			unicode);
	return write_large_font(haru, body, font, descriptor, unicode);
}

/* Its compressed stream, and what the dictionary says of it but its size. */
static void prepare_image(struct embed *embed, const struct image *image,
	struct embedded *picture)
{
	struct text *bytes = &embed->scratch;

	text_reset(&picture->samples);
	text_reset(bytes);
	if (image->jpeg != NULL) {
		/* ISO 32000-1, 7.4.8: the file's own word on it goes first. */
		text_add(&picture->samples, image->is_grey ?
			"/ColorSpace/DeviceGray" : "/ColorSpace/DeviceRGB");
		text_add(&picture->samples, "/BitsPerComponent 8"
			"/Filter/DCTDecode");
		if (image->is_plain_rgb)
			text_add(&picture->samples,
				"/DecodeParms<</ColorTransform 0>>");
		text_reset(&picture->stream);
		text_append(&picture->stream, (const char *)image->jpeg,
			image->jpeg_length);
		return;
	}
	if (image->vector != NULL)
		vector_write(image, &picture->samples, bytes);
	else
		write_samples(image, &picture->samples, bytes);
	text_add(&picture->samples, "/Filter/FlateDecode");
	embed_compress(embed, bytes->data, bytes->length, &picture->stream);
}

static struct embedded *embedded_image(struct embed *embed,
	const struct image *image)
{
	bool is_known;
	struct embedded *picture = lookup(embed, embed->images, image->serial,
		&is_known);

	if (!is_known)
		prepare_image(embed, image, picture);
	return picture;
}

void embed_prepare_image(struct embed *embed, const struct image *image)
{
	embedded_image(embed, image);
}

static unsigned write_image(struct embed *embed, struct haru *haru,
	const struct image *image)
{
	const struct embedded *picture = embedded_image(embed, image);
	struct text *body = &embed->scratch;

	text_reset(body);
	text_add(body, "/Type/XObject");
	text_append(body, picture->samples.data, picture->samples.length);
	if (image->vector == NULL) {
		text_add(body, "/Subtype/Image");
		pdf_add_integer(body, "/Width ", image->width);
		pdf_add_integer(body, "/Height ", image->height);
	}
	return haru_add_stream(haru, FRAME_COMMON, body, picture->stream.data,
		picture->stream.length);
}

void embed_write(struct embed *embed, struct haru *haru)
{
	struct text body = {0};

	text_add(&body, "/Font<<");
	for (size_t i = 0; i < embed->program_count; i++) {
		pdf_add_integer(&body, "/F", i + 1);
		pdf_add_reference(&body, "",
			write_font(embed, haru, embed->programs[i]));
	}
	text_add(&body, ">>/XObject<<");
	for (size_t i = 0; i < embed->picture_count; i++) {
		pdf_add_integer(&body, "/I", i + 1);
		pdf_add_reference(&body, "",
			write_image(embed, haru, embed->pictures[i]));
	}
	text_add(&body, ">>");
	haru_set_body(haru, embed->resources, FRAME_COMMON, &body);
	text_clear(&body);
}
