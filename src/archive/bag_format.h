/* What the writing and the reading of bags share; private to archive/. */
#ifndef ARCHIVE_BAG_FORMAT_H
#define ARCHIVE_BAG_FORMAT_H

#define BAG_DECLARATION                                                        \
	"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define BAG_FILE     "bagit.txt"
#define BAG_INFO     "bag-info.txt"
#define BAG_MANIFEST "manifest-sha256.txt"
#define BAG_TAGS     "tagmanifest-sha256.txt"
#define BAG_DATA     "data/"
#define BAG_OXUM     "Payload-Oxum" /* BYTES.FILES */
#define BAG_BLOCK    65536	   /* bytes of a file read at once */

#endif
