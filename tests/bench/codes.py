#!/usr/bin/env python3
"""Makes the codes of src/pdf/codes.c from letters: how long the code of each
symbol is (RFC 1951), so that pages, and dictionaries and other words, take as
few bits as they can.

    codes.py FILE.pdf... > src/pdf/codes.c

Counted are the symbols that the streams were written with: what squeeze.c finds
does not depend on the code. Where the codes are good, a letter that they were
not made from is hardly larger. They need not be made again but where what is
written changes a lot.
"""

import re
import sys
import zlib
from collections import Counter

LITERALS, DISTANCES = 286, 30
LONGEST = 13            # bits of a symbol's code
# A symbol that is not met may come all the same: as if all of those took so
# much of the text.
UNMET = 1 / 20
ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
EXTRA = [0] * 8 + [n for n in range(1, 6) for _ in range(4)] + [0]


class Bits:
    """A stream's bits, the lowest of each byte first."""

    def __init__(self, data):
        self.bits = "".join(f"{byte:08b}"[::-1] for byte in data)
        self.at = 0

    def number(self, count):
        word = self.bits[self.at:self.at + count]
        self.at += count
        return int(word[::-1] or "0", 2)

    def symbol(self, code):
        start = self.at
        while self.bits[start:self.at] not in code:
            self.at += 1
        return code[self.bits[start:self.at]]


def code_of(lengths):
    """The symbols by their bits (RFC 1951, 3.2.2)."""
    code, bits = {}, 0
    for length in range(1, 16):
        for symbol, its_length in enumerate(lengths):
            if its_length == length:
                code[f"{bits:0{length}b}"] = symbol
                bits += 1
        bits <<= 1
    return code


def read_codes(bits):
    """Of a block that brings its own (3.2.7)."""
    counts = [bits.number(5) + 257, bits.number(5) + 1, bits.number(4) + 4]
    of_lengths = [0] * 19
    for symbol in ORDER[:counts[2]]:
        of_lengths[symbol] = bits.number(3)
    code, lengths = code_of(of_lengths), []
    while len(lengths) < counts[0] + counts[1]:
        symbol = bits.symbol(code)
        if symbol < 16:
            lengths.append(symbol)
        elif symbol == 16:
            lengths += lengths[-1:] * (3 + bits.number(2))
        else:
            lengths += [0] * (3 + bits.number(3) if symbol == 17
                              else 11 + bits.number(7))
    return code_of(lengths[:counts[0]]), code_of(lengths[counts[0]:])


def count_symbols(data, literals, distances):
    """Those of a stream that is one block with a code of its own; the others
    were not written with a code that was made here."""
    bits = Bits(data[2:])
    if bits.number(3) != 0b101:
        return
    of_literals, of_distances = read_codes(bits)
    while True:
        symbol = bits.symbol(of_literals)
        literals[symbol] += 1
        if symbol == 256:
            return
        if symbol > 256:
            bits.number(EXTRA[symbol - 257])
            symbol = bits.symbol(of_distances)
            distances[symbol] += 1
            bits.number(max(0, symbol // 2 - 1))


def streams(path):
    """Each compressed stream of a file, its dictionary and what it holds."""
    with open(path, "rb") as file:
        data = file.read()
    for match in re.finditer(rb"obj\n<<(.*?)>>\nstream\n", data, re.S):
        if b"/FlateDecode" in match[1]:
            stream = data[match.end():]
            yield stream, match[1], zlib.decompressobj().decompress(stream)


def kind_of(dictionary, held):
    if b"/ObjStm" in dictionary or b"/EmbeddedFile" in dictionary:
        return "words"
    if re.search(rb" Tf\n", held) and b"/Length1" not in dictionary:
        return "content"
    return None


def code_lengths(counts, count, longest):
    """The best code of no more than so many bits (package-merge)."""
    total = sum(counts.values()) or 1
    single = sorted((counts[symbol] + UNMET * total / count, (symbol,))
                    for symbol in range(count))
    packages = single
    for _ in range(longest - 1):
        pairs = [(a[0] + b[0], a[1] + b[1])
                 for a, b in zip(packages[::2], packages[1::2])]
        packages = sorted(single + pairs)
    lengths = Counter()
    for _, symbols in packages[:2 * count - 2]:
        lengths.update(symbols)
    return [lengths[symbol] for symbol in range(count)]


def said(lengths):
    """The symbols that say them: 16 says the one before 3 to 6 times more."""
    at = 0
    while at < len(lengths):
        again = 0
        while (at > 0 and again < 6 and at + again < len(lengths)
               and lengths[at + again] == lengths[at - 1]):
            again += 1
        yield 16 if again >= 3 else lengths[at]
        at += again if again >= 3 else 1


def digits(lengths):
    return "".join("0123456789abcdef"[length] for length in lengths)


def lines(text):
    return "\n".join(f'\t\t"{text[i:i + 60]}"'
                     for i in range(0, len(text), 60))


def main():
    counts = {name: (Counter(), Counter()) for name in ("content", "words")}
    for path in sys.argv[1:]:
        for stream, dictionary, held in streams(path):
            name = kind_of(dictionary, held)
            if name is not None:
                count_symbols(stream, *counts[name])
    print("/* Made by tests/bench/codes.py; see codes.h. */\n"
          '#include "pdf/codes.h"\n\n#include <stddef.h>\n\n'
          "const struct known_code known_codes[] = {")
    for name, (literals, distances) in counts.items():
        lengths = (code_lengths(literals, LITERALS, LONGEST)
                   + code_lengths(distances, DISTANCES, LONGEST))
        met = Counter(said(lengths))
        used = [met[symbol] + 1 if symbol <= 16 else 0
                for symbol in range(19)]
        of_lengths = code_lengths(Counter(dict(enumerate(used))), 17, 7)
        print(f"\t{{ /* {name} */\n{lines(digits(lengths))},\n"
              f'\t\t"{digits(of_lengths)}00"}},')
    print("\t{NULL, NULL}, /* the standard's own */\n};")


if __name__ == "__main__":
    main()
