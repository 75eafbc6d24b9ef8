/* Pictures as figures of the letter; see picture.h. */
#include "layout/picture.h"

struct picture_size picture_fit(const struct layout_options *options,
	const struct picture *picture, double width)
{
	const struct image *image = picture->image;
	struct picture_size size;
	double most = options->page_height / 5;

	size.width = picture->width < width ? picture->width : width;
	size.height = size.width * (double)image->height /
		(double)image->width;
	if (size.height > most) {
		size.width *= most / size.height;
		size.height = most;
	}
	return size;
}

void picture_draw(const struct setter *setter, const struct picture *picture,
	const char *alt, double x, double y, double width, size_t parent,
	size_t first, struct pages *pages, struct sketch *sketch)
{
	struct picture_size size = picture_fit(setter->options, picture, width);
	struct item *item = sketch_add(sketch, ITEM_IMAGE, TAG_ARTIFACT);
	struct element *figure;
	size_t element;

	item->x = x;
	item->y = y - size.height;
	item->x2 = x + size.width;
	item->y2 = y;
	item->image = picture->image;
	if (alt == NULL)
		return;
	element = pages_add_element(pages, setter->arena, ROLE_FIGURE, parent);
	item->tag = (int)(element - first);
	figure = &pages->elements[element];
	figure->alt = alt;
	figure->has_box = true;
	figure->x = item->x;
	figure->y = item->y;
	figure->x2 = item->x2;
	figure->y2 = item->y2;
}
