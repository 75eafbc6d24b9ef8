"""What a test says: a line a check, as TAP has it.

    from tap import check, same
    check("the letters are made", done.returncode == 0, done.stderr)
    same("three of them", len(letters), 3)
    sys.exit(tap.failed > 0)
"""

failed = 0


def check(what, good, trouble=""):
    global failed
    print(f"{'ok' if good else 'not ok'} - {what}", flush=True)
    if not good:
        failed += 1
        print("\n".join("    " + line
                        for line in str(trouble).split("\n")[:20]))


def same(what, seen, wanted):
    check(what, seen == wanted, f"{seen!r}, not {wanted!r}")
