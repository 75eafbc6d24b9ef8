/*
 * The records of a ZIP archive, as far as packs have them (pack.h): APPNOTE
 * 4.3.7 (of a local file), 4.3.12 (of the directory), 4.3.14 to 4.3.16 (its
 * end, in ZIP64 and before). Private to pack_read.c and pack_write.c.
 */
#ifndef OUTPUT_PACK_FORMAT_H
#define OUTPUT_PACK_FORMAT_H

#define LOCAL_SIGNATURE	    0x04034b50
#define ENTRY_SIGNATURE	    0x02014b50
#define END64_SIGNATURE	    0x06064b50
#define LOCATOR64_SIGNATURE 0x07064b50
#define END_SIGNATURE	    0x06054b50

/* Bytes of each, without a name. */
#define LOCAL_SIZE     30
#define ENTRY_SIZE     46
#define OFFSET64_SIZE  12 /* more of an entry that is past 4 GiB */
#define END64_SIZE     56
#define LOCATOR64_SIZE 20
#define END_SIZE       22

#define FULL_16 0xFFFFu	    /* the number is in the ZIP64 record */
#define FULL_32 0xFFFFFFFFu

#define VERSION_STORED 10 /* of ZIP that has what is needed */
#define VERSION_64     45
#define MADE_BY	       (3 << 8 | VERSION_64) /* of a Unix */
#define NO_DATE	       0x21		     /* 1 January 1980 */
#define MODE	       0100644		     /* of a plain file */

#endif
