/*
 * A small job that is whole: the one that the manual begins with and explains
 * everything by, and that `lettermill init` leaves in a new folder. It needs a
 * folder fonts beside it.
 */
#ifndef START_STARTER_H
#define START_STARTER_H

#define STARTER_CONFIG	 "lettermill.ini"
#define STARTER_LETTER	 "letter.md"
#define STARTER_DATA	 "members.csv"
#define STARTER_PAYMENTS "payments.csv"

/* What these files hold, UTF-8. */
extern const char starter_config[], starter_letter[], starter_data[],
	starter_payments[];

#endif
