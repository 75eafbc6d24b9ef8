/* WCAG 2.2: relative luminance and contrast ratio, of sRGB; see contrast.h. */
#include "batch/contrast.h"

#include <math.h>

#define FLARE 0.05 /* light that the paper, or the screen, throws back */

static double linear(double part)
{
	return part <= 0.04045 ? part / 12.92
			       : pow((part + 0.055) / 1.055, 2.4);
}

double contrast_on_white(struct colour colour)
{
	double luminance = 0.2126 * linear(colour.red) +
		0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);

	return (1 + FLARE) / (luminance + FLARE);
}

static double shade(double part, int step)
{
	return floor(part * step + 0.5) / 255;
}

struct colour contrast_darken(struct colour colour, double ratio)
{
	struct colour darker = colour;

	for (int step = 255; step > 0 && contrast_on_white(darker) < ratio;
		step--)
		darker = (struct colour){shade(colour.red, step - 1),
			shade(colour.green, step - 1),
			shade(colour.blue, step - 1)};
	return darker;
}
