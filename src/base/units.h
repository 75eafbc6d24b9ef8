/* Lengths are points (1/72 inch) in double, unless a name ends in _mm. */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#define POINTS_PER_MM (72.0 / 25.4)

/* A colour of the sRGB space, each part 0 to 1. */
struct colour {
	double red, green, blue;
};

#endif
