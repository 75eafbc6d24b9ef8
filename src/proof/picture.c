/*
 * pdftoppm reads the PDF from standard input and writes its pages one behind
 * the other as PPM (P6). Such a picture becomes a PNG of few colours: text and
 * flat charts lose nothing that an eye could tell, and it is a tenth of the
 * size of one in full colour.
 */
#include "proof/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <png.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000 /* for the next bytes of a page */
#define LARGEST	    20000 /* pixels of a side */
#define COLOURS	    12	  /* of a picture: four bits a pixel */
#define LEVELS	    16	  /* of red, green and blue before they are counted */
#define CELLS	    (LEVELS * LEVELS * LEVELS)

#define TO_TEXT(x)  TO_TEXT_(x)
#define TO_TEXT_(x) #x

extern char **environ;

struct raster {
	size_t width, height;
	const unsigned char *pixels; /* red, green, blue */
};

/* ---- the program ---- */

struct drawing {
	pid_t pid;
	int pages;    /* what it draws, to be read */
	int messages; /* what it says, kept in memory */
};

static bool fail(const char *what, struct report *report)
{
	return report_error(report, (struct place){0},
		"pages cannot be drawn: %s", what);
}

static void end_drawing(struct drawing *drawing)
{
	if (drawing->pages >= 0)
		close(drawing->pages);
	if (drawing->messages >= 0)
		close(drawing->messages);
}

/* Takes `input` for its standard input. */
static bool start(const char *const *arguments, int input, struct drawing *out,
	struct report *report)
{
	posix_spawn_file_actions_t actions;
	int ends[2], code;

	*out = (struct drawing){.pages = -1,
		.messages = memfd_create("messages", MFD_CLOEXEC)};
	if (out->messages < 0 || pipe2(ends, O_CLOEXEC) != 0) {
		end_drawing(out);
		return fail(strerror(errno), report);
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out->messages,
		STDERR_FILENO);
	code = posix_spawnp(&out->pid, arguments[0], &actions, NULL,
		(char *const *)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	out->pages = ends[0];
	if (code == 0)
		return true;
	end_drawing(out);
	if (code == ENOENT)
		return fail("there is no pdftoppm on the PATH: install "
			"poppler (Debian's package is poppler-utils)", report);
	return fail(strerror(code), report);
}

static bool finish(struct drawing *drawing, bool is_good,
	struct report *report)
{
	char words[200] = "";
	int status = 0;

	if (!is_good)
		kill(drawing->pid, SIGKILL);
	while (waitpid(drawing->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (is_good && status != 0) {
		if (pread(drawing->messages, words, sizeof(words) - 1, 0) < 0)
			words[0] = '\0';
		words[strcspn(words, "\n")] = '\0';
		fail(*words ? words : "pdftoppm ended early", report);
	}
	end_drawing(drawing);
	return is_good && status == 0;
}

/* Appends what comes until there are `wanted` bytes; false: there are not. */
static bool read_up_to(struct drawing *drawing, size_t wanted,
	struct text *out)
{
	char part[65536];

	while (out->length < wanted) {
		struct pollfd ready = {drawing->pages, POLLIN, 0};
		size_t left = wanted - out->length;
		ssize_t got;

		if (poll(&ready, 1, PATIENCE_MS) == 0)
			return false;
		got = read(drawing->pages, part,
			left < sizeof(part) ? left : sizeof(part));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		text_append(out, part, (size_t)got);
	}
	return true;
}

bool pictures_available(struct report *report)
{
	const char *const arguments[] = {"pdftoppm", "-v", NULL};
	struct drawing drawing;

	return start(arguments, STDIN_FILENO, &drawing, report) &&
		finish(&drawing, true, report);
}

/* ---- few colours ---- */

static size_t cell_of(const unsigned char *pixel)
{
	size_t step = 256 / LEVELS;

	return (pixel[0] / step * LEVELS + pixel[1] / step) * LEVELS +
		pixel[2] / step;
}

static long distance(const unsigned char *a, const unsigned char *b)
{
	long sum = 0;

	for (int i = 0; i < 3; i++)
		sum += (long)(a[i] - b[i]) * (a[i] - b[i]);
	return sum;
}

struct colours {
	size_t seen[CELLS];		 /* how many pixels */
	unsigned char mean[CELLS][3];	 /* their colour */
	unsigned char chosen[COLOURS][3];
	size_t count;
	unsigned char nearest[CELLS];
};

static void count_colours(const struct raster *raster, struct colours *colours)
{
	size_t (*sums)[3] = memory_new(CELLS * sizeof(*sums));

	for (size_t i = 0; i < raster->width * raster->height; i++) {
		const unsigned char *pixel = raster->pixels + 3 * i;
		size_t cell = cell_of(pixel);

		colours->seen[cell]++;
		for (int part = 0; part < 3; part++)
			sums[cell][part] += pixel[part];
	}
	for (size_t i = 0; i < CELLS; i++)
		for (int part = 0; part < 3 && colours->seen[i] > 0; part++)
			colours->mean[i][part] = (unsigned char)
				(sums[i][part] / colours->seen[i]);
	free(sums);
}

/*
 * The most frequent first, then each time the one that is worst served by
 * those before: many pixels, far from all of them. By the root of how many
 * they are, or a heading's colour would go under in the greys of the text.
 */
static void choose_colours(struct colours *colours)
{
	long *far = memory_new(CELLS * sizeof(*far));

	for (size_t i = 0; i < CELLS; i++)
		far[i] = 3 * 255 * 255;
	while (colours->count < COLOURS) {
		double most = 0;
		size_t best = CELLS;

		for (size_t i = 0; i < CELLS; i++) {
			double need = sqrt((double)colours->seen[i]) *
				(double)far[i];

			if (need > most) {
				most = need;
				best = i;
			}
		}
		if (best == CELLS)
			break;
		memcpy(colours->chosen[colours->count], colours->mean[best], 3);
		for (size_t i = 0; i < CELLS; i++) {
			long here = distance(colours->mean[i],
				colours->chosen[colours->count]);

			if (colours->seen[i] == 0 || here >= far[i])
				continue;
			far[i] = here;
			colours->nearest[i] = (unsigned char)colours->count;
		}
		colours->count++;
	}
	free(far);
}

static bool write_png(const struct raster *raster, struct text *out,
	struct report *report)
{
	struct colours *colours = memory_new(sizeof(*colours));
	size_t pixels = raster->width * raster->height;
	unsigned char *indexes = memory_new(pixels);
	png_image image = {.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)raster->width,
		.height = (png_uint_32)raster->height,
		.format = PNG_FORMAT_RGB_COLORMAP};
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	bool done;

	count_colours(raster, colours);
	choose_colours(colours);
	image.colormap_entries = (png_uint_32)colours->count;
	for (size_t i = 0; i < pixels; i++)
		indexes[i] = colours->nearest[cell_of(raster->pixels + 3 * i)];
	text_reset(out);
	out->data = memory_resize(out->data, size + 1, 1);
	out->room = size + 1;
	done = png_image_write_to_memory(&image, out->data, &size, 0, indexes,
		0, colours->chosen);
	out->length = done ? size : 0;
	free(indexes);
	free(colours);
	return done || fail(image.message, report);
}

/* ---- page by page ---- */

/* "P6\n680 962\n255\n", a byte at a time as no more may be taken. */
static bool read_header(struct drawing *drawing, struct raster *out)
{
	struct text header = {0};
	bool is_good = false;
	int lines = 0;

	while (lines < 3 && header.length < 64 &&
		read_up_to(drawing, header.length + 1, &header))
		lines += header.data[header.length - 1] == '\n';
	if (lines == 3)
		is_good = sscanf(header.data, "P6 %zu %zu 255", &out->width,
			&out->height) == 2 && out->width > 0 &&
			out->height > 0 && out->width <= LARGEST &&
			out->height <= LARGEST;
	text_clear(&header);
	return is_good;
}

static bool take_pages(struct drawing *drawing, picture_handler *handler,
	void *context, struct report *report)
{
	struct text pixels = {0}, png = {0};
	struct raster raster;
	bool done = true;

	for (size_t page = 1; done && read_header(drawing, &raster); page++) {
		text_reset(&pixels);
		if (!read_up_to(drawing, 3 * raster.width * raster.height,
			    &pixels)) {
			done = fail("pdftoppm gave half a page", report);
			break;
		}
		raster.pixels = (const unsigned char *)pixels.data;
		done = write_png(&raster, &png, report) &&
			handler(context, page, &png);
	}
	text_clear(&pixels);
	text_clear(&png);
	return done;
}

bool pictures_draw(const struct text *pdf, size_t most,
	picture_handler *handler, void *context, struct report *report)
{
	char last[24];
	const char *const arguments[] = {"pdftoppm", "-l", last, "-scale-to-x",
		TO_TEXT(PICTURE_WIDTH), "-scale-to-y", "-1", "-", NULL};
	int input = memfd_create("letter", MFD_CLOEXEC);
	struct drawing drawing;
	bool done;

	snprintf(last, sizeof(last), "%zu", most);
	if (input < 0 || write(input, pdf->data, pdf->length) !=
		(ssize_t)pdf->length || lseek(input, 0, SEEK_SET) != 0)
		done = fail(strerror(errno), report);
	else
		done = start(arguments, input, &drawing, report) &&
			finish(&drawing, take_pages(&drawing, handler, context,
				report), report);
	if (input >= 0)
		close(input);
	return done;
}
