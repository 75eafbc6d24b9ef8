/* The table of windows; see window.h. */
#include "layout/window.h"

const struct window windows[WINDOW_COUNT] = {
	[WINDOW_NONE] = {.name = "none"},
	[WINDOW_DIN5008A] = {.name = "din5008a", .x = 20, .y = 27, .x2 = 105,
		.y2 = 72, .text_x = 25, .return_y2 = 32, .address_y = 44.7,
		.clear_y = 27, .side_x = 125, .side_y = 32, .letter_y = 80.46,
		.folds = {87, 192}},
	[WINDOW_DIN5008B] = {.name = "din5008b", .x = 20, .y = 45, .x2 = 105,
		.y2 = 90, .text_x = 25, .return_y2 = 50, .address_y = 62.7,
		.clear_y = 45, .side_x = 125, .side_y = 50, .letter_y = 98.46,
		.folds = {105, 210}},
	[WINDOW_UK_C5] = {.name = "uk-c5", .x = 24.6, .y = 39.5, .x2 = 120,
		.y2 = 66.3, .text_x = 25, .address_y = 41.5, .clear_y = 34.5,
		.side_x = 125, .side_y = 41.5, .letter_y = 95,
		.folds = {148.5}},
	[WINDOW_UK_DL] = {.name = "uk-dl", .x = 20, .y = 57, .x2 = 100,
		.y2 = 81, .text_x = 25, .address_y = 57, .clear_y = 46,
		.side_x = 125, .side_y = 57, .letter_y = 95,
		.folds = {99, 198}},
};
