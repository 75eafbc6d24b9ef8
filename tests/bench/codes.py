#!/usr/bin/env python3
"""Makes the codes of src/pdf/codes.c from letters: how long the code of each
symbol is (RFC 1951), so that pages, and dictionaries and other words, take as
few bits as they can.

    codes.py FILE.pdf... > src/pdf/codes.c

Where the codes are good, a letter that they were not made from is hardly
larger. They need not be made again but where what is written changes a lot.
"""

import re
import sys
import zlib
from collections import Counter

LEAST, MOST, FAR = 4, 258, 32768
LITERALS, DISTANCES = 286, 30
LONGEST = 13            # bits of a symbol's code
# A symbol that is not met may come all the same: as if all of those took so much of the text.
UNMET = 1 / 20
EXTRA = [0] * 8 + [n for n in range(1, 6) for _ in range(4)] + [0]


def streams(path):
    """What each compressed stream of a file holds, and its dictionary."""
    with open(path, "rb") as file:
        data = file.read()
    for match in re.finditer(rb"obj\n<<(.*?)>>\nstream\n", data, re.S):
        if b"/FlateDecode" in match[1]:
            yield match[1], zlib.decompressobj().decompress(
                data[match.end():])


def kind_of(dictionary, held):
    if b"/ObjStm" in dictionary or b"/EmbeddedFile" in dictionary:
        return "words"
    if re.search(rb" Tf\n", held) and b"/Length1" not in dictionary:
        return "content"
    return None


def first_length(symbol):
    return 258 if symbol == 28 else 3 + sum(1 << EXTRA[i]
                                            for i in range(symbol))


def distance_symbol(distance):
    symbol = 0
    while symbol < 29 and distance >= first_distance(symbol + 1):
        symbol += 1
    return symbol


def first_distance(symbol):
    if symbol < 4:
        return symbol + 1
    return ((2 + symbol % 2) << (symbol // 2 - 1)) + 1


def count_symbols(held, literals, distances):
    """As squeeze.c finds them: the latest that begins with the same four bytes,
    though here without ever missing one."""
    latest, at = {}, 0
    while at < len(held):
        four = held[at:at + LEAST]
        before = latest.get(four) if len(four) == LEAST else None
        latest[four] = at
        if before is None or at - before > FAR:
            literals[held[at]] += 1
            at += 1
            continue
        length = LEAST
        while (length < MOST and at + length < len(held)
               and held[at + length] == held[before + length]):
            length += 1
        symbol = max(s for s in range(29) if first_length(s) <= length)
        literals[257 + symbol] += 1
        distances[distance_symbol(at - before)] += 1
        for i in range(at + 1, at + length):
            latest[held[i:i + LEAST]] = i
        at += length
    literals[256] += 1


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
        for dictionary, held in streams(path):
            name = kind_of(dictionary, held)
            if name is not None:
                count_symbols(held, *counts[name])
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
