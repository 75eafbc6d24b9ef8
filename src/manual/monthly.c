/* The chapter EVERY MONTH: runs that nobody watches. */
#include "manual/chapters.h"

#include "manual/roff.h"

void chapter_monthly(struct text *out)
{
	roff_chapter(out, "EVERY MONTH");
	roff_words(out, "A run makes what is missing or changed, so the same "
		"line does for each month's figures, and nobody has to watch "
		"it. With --log it says nothing where nothing is new. Else it "
		"tells which letters were made and which failed, by their "
		"keys, and of each problem its place and what kind it is, "
		"without the values: a log is read by others than letters "
		"are. 'lettermill check' tells the rest to whoever may know.");
	roff_block(out, "run", "$ lettermill render --log plain --out signed; "
		"echo status $?\n"
		"status 0\n"
		"$ lettermill render --log plain --out signed --force "
		"--only 101\n"
		"signed/gym: 1 made, 0 unchanged, 0 failed\n"
		"made: 101\n");
	roff_words(out, "With systemd, put the job into "
		"/etc/lettermill/JOB/lettermill.ini, with its data and text "
		"beside it, and say\n\n"
		"systemd-sysusers && systemctl enable --now "
		"lettermill@JOB.timer\n\n"
		"On the first of each month lettermill@JOB.service runs as the "
		"user lettermill, without the network, and can write nothing "
		"but /var/lib/lettermill/JOB, where the letters are. Its log "
		"is 'journalctl -u lettermill@JOB'. When letters failed, "
		"lettermill-failed@JOB.service mails that log to root. What "
		"is other for a job, as a server of time-stamps, belongs into "
		"a drop-in; the unit says which lines.\n\n"
		"Without systemd, share/doc/lettermill/cron holds the same as "
		"a line for /etc/cron.d: cron mails what a run says.\n\n"
		"Neither approves or sends: 'lettermill status' tells what "
		"waits for a person, and its exit status is for monitoring.");
}
