#!/usr/bin/env python3
"""What pyHanko says of signatures, many files a call.

    build/pyhanko/bin/python tests/judge/validate.py ROOT.pem FILE...

Prints "good FILE", or the words "refused FILE: WHY". A good letter has one
signature, which is sound, leads to the root, covers the whole file, and
certifies it with no change allowed.
"""

import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


def complaint(path, root):
    with open(path, "rb") as file:
        signatures = PdfFileReader(file).embedded_signatures
        if len(signatures) != 1:
            return f"{len(signatures)} signatures"
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        status = validate_pdf_signature(signatures[0], context)
    if not status.bottom_line:
        return status.summary()
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return f"covers no more than {status.coverage.name}"
    if signatures[0].docmdp_level != MDPPerm.NO_CHANGES:
        return f"certifies {signatures[0].docmdp_level}"
    return None


def main():
    root = load_cert_from_pemder(sys.argv[1])
    for path in sys.argv[2:]:
        try:
            why = complaint(path, root)
        except Exception as error:  # whatever a broken file makes it raise
            why = f"{type(error).__name__}: {error}"
        print(f"refused {path}: {why}" if why else f"good {path}")


if __name__ == "__main__":
    main()
