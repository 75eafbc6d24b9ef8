/*
 * Ctrl-C and the like (SIGINT, SIGTERM, SIGHUP), read as a file is: what is
 * being done is done to its end first.
 *
 *	int stop = stop_open();		-1 and errno
 *	...poll() it for POLLIN...
 *	close(stop);
 *
 * From then on these signals do nothing else. SIGHUP is none of them where it
 * was ignored: nohup has the program go on.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

int stop_open(void);

#endif
