#!/usr/bin/env python3
"""`export` and `import`: what goes in comes out and works; what is hostile, or
not whole, is refused with words and leaves nothing."""

import fcntl
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                                          # noqa: E402
from program import HOUSE, LETTERMILL, told         # noqa: E402
from tap import check                               # noqa: E402

BASE = "tiny/"
LETTER = BASE + "data/out/tiny/letters/"

def mill(*words, cwd, before="", **env):
    """By a shell, which does something before."""
    return told("bash", "-c", before + 'exec "$0" "$@"', LETTERMILL, *words,
                cwd=cwd, env={**os.environ, **env})


def make_job(folder, **settings):
    shutil.copytree(HOUSE / "tests/jobs/tiny", folder)
    (folder / "fonts").symlink_to(HOUSE / "fonts")
    config = folder / "job.ini"
    text = config.read_text()
    for section, lines in settings.items():
        text += f"\n[{section}]\n{lines}\n"
    config.write_text(text)
    return folder


def sign(folder):
    for name in ("signer.key", "signer.pem", "root.pem"):
        shutil.copy(HOUSE / "config/specimen-authority" / name, folder)
    return "key = signer.key\ncertificates = signer.pem\nroots = root.pem"


# ---- a whole job, there and back ----

def tour(work):
    job = make_job(work / "job")
    text = sign(job)
    with open(job / "job.ini", "a") as config:
        config.write(f"\n[signature]\n{text}\n")
    words = ["--config", "job.ini"]
    mill("render", *words, cwd=job)
    mill("approve", "--all", "--by", "Ada Lovelace", *words, cwd=job)
    with open(job / "letter.md", "a") as letter:
        letter.write("\nOne more line.\n")
    mill("render", *words, cwd=job)
    status, said = mill("export", *words, cwd=job)
    check("a job is exported", status == 0, said)
    check("and the key left out, which is told",
          "left out: signature.key (signer.key)" in said, said)
    file = job / "tiny.tar.zst"
    check("the archive is its owner's alone",
          file.stat().st_mode & 0o777 == 0o600)
    once = file.read_bytes()
    check("nothing is written over", mill("export", *words, cwd=job)[0] == 2
          and file.read_bytes() == once)
    for path in job.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (1, 1))
    status, said = mill("export", job / "again.tar.zst", "--config",
                        job / "job.ini", "--out", job / "out", cwd="/",
                        before="umask 0; ", LC_ALL="C", TZ="Asia/Tokyo")
    check("the same job gives the same bytes, from anywhere, at any time",
          (job / "again.tar.zst").read_bytes() == once, said)
    names, data = zip(*[(info.name, data) for info, data in unpack(file)])
    check("no private key is in it", not any(b"PRIVATE KEY" in piece
                                             for piece in data))
    check("but what it is made of, and all that it left", {
        BASE + "data/" + name for name in (
            "job.ini", "letter.md", "results.csv", "signer.pem",
            "out/tiny/job.db", "out/tiny/approvals.csv",
            "out/tiny/manifest.csv")} <= set(names) and
        sum("/superseded/" in name for name in names) == 4, "\n".join(names))
    status, said = mill("import", file, "new", cwd=work)
    check("it is imported", status == 0 and "4 letters, 0 not good" in said,
          said)
    new = work / "new"
    check("into a folder for its owner alone",
          new.stat().st_mode & 0o777 == 0o700)
    status, said = mill("verify", *words, cwd=new)
    check("where verify takes it", status == 0, said)
    shutil.copy(job / "signer.key", new)
    status, said = mill("render", *words, cwd=new)
    check("and with its key nothing is to be made", status == 0 and
          "0 made, 4 unchanged" in said, said)
    status, said = mill("import", file, "new", cwd=work)
    check("nothing is laid over what is there", status == 2 and
          "it is there" in said, said)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Other",
                    "-keyout", "/dev/null", "-out", work / "other.pem"],
                   check=True, stderr=subprocess.DEVNULL)
    status, said = mill("import", "--check", file, "--roots", "other.pem",
                        cwd=work)
    check("by roots of others the letters are not good", status == 1 and
          "4 not good" in said, said)
    return file


def unpack(file):
    """[(TarInfo, bytes)] of an archive, in its order."""
    done = subprocess.run(["zstd", "-qdc", file], check=True,
                          stdout=subprocess.PIPE)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]


def pack(path, entries):
    with tarfile.open(path, "w") as tar:
        for info, data in entries:
            if data is not None:
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data or b""))


# ---- what export refuses, and where things lie ----

def exporting(work):
    job = make_job(work / "export")
    words = ["--config", "job.ini"]
    status, said = mill("export", *words, cwd=job)
    check("a job without letters is refused", status == 2 and
          "nothing was made here yet" in said, said)
    check("and no folder made for it", not (job / "out").exists())
    mill("render", *words, cwd=job)
    (job / "out/tiny/.lock").touch()
    with open(job / "out/tiny/.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = mill("export", *words, cwd=job)
    check("so is one that another run holds", status == 2 and
          "another run" in said, said)
    status, said = mill("export", *words, cwd=job, before="ulimit -f 40; "
                        "trap '' XFSZ; ")
    check("a full disk is told", status == 2 and "make room" in said, said)
    check("and nothing left half-written", not list(job.glob("*.tar.zst")) +
          list(job.glob(".*.tmp")))
    letter = next((job / "out/tiny/letters").iterdir())
    bytes_before = letter.read_bytes()
    letter.write_bytes(bytes_before + b" ")
    status, said = mill("export", *words, cwd=job)
    check("a letter that was changed is told", status == 2 and
          "is not the one that was made" in said and letter.name in said, said)
    letter.unlink()
    status, said = mill("export", *words, cwd=job)
    check("one that is gone, too", status == 2 and "is gone" in said, said)
    letter.symlink_to("/etc/passwd")
    status, said = mill("export", *words, cwd=job)
    check("a link is refused", status == 2 and "it is a link" in said, said)
    letter.unlink()
    letter.write_bytes(bytes_before)
    key = (HOUSE / "config/specimen-authority/signer.key").read_text()
    for before in ("", "x" * 65530):
        (job / "out/tiny/note.txt").write_text(before + key)
        status, said = mill("export", *words, cwd=job)
        check("a private key among other files is refused", status == 2 and
              "holds a private key" in said, said)
    (job / "out/tiny/note.txt").unlink()
    away = work / "away"
    shutil.move(job / "results.csv", away)
    status, said = mill("export", "--set", f"data results.file={away}", *words,
                        cwd=job)
    check("a file of an absolute path goes elsewhere", status == 0 and
          f"data/elsewhere{away}" in "\n".join(
              info.name for info, _ in unpack(job / "tiny.tar.zst")), said)
    status, said = mill("import", "tiny.tar.zst", "back", cwd=job)
    check("which import tells, with the --set", f"elsewhere{away}" in said and
          f"made with --set: data results.file={away}" in said, said)


def in_folders(work):
    """Configuration and data in folders of their own, as the bundled jobs."""
    job = work / "folders"
    make_job(job / "a/config")
    (job / "a/data").mkdir()
    for path in list((job / "a/config").glob("*.csv")):
        path.rename(job / "a/data" / path.name)
    config = job / "a/config/job.ini"
    config.write_text(re.sub(r"= (\w+\.csv)", r"= ../data/\1",
                             config.read_text()))
    words = ["--config", "a/config/job.ini"]
    mill("render", *words, cwd=job)
    status, said = mill("export", *words, cwd=job)
    check("folders keep their places", status == 0, said)
    status, said = mill("import", "tiny.tar.zst", "back", cwd=job)
    check("seen from the one that they share", "--config config/job.ini" in
          said and (job / "back/data/results.csv").exists(), said)
    status, said = mill("render", "--config", "config/job.ini",
                        cwd=job / "back")
    check("and the job works there", "0 made, 4 unchanged" in said, said)


# ---- hostile archives ----

def more(name, data=b"x", **fields):
    def change(entries):
        info = tarfile.TarInfo(name)
        for key, value in fields.items():
            setattr(info, key, value)
        return entries + [(info, data)]
    return change


def edit(name, how):
    def change(entries):
        return [(info, how(data) if info.name.startswith(BASE + name)
                 else data) for info, data in entries]
    return change


def drop(name):
    return lambda entries: [(info, data) for info, data in entries
                            if not info.name.startswith(BASE + name)]


def relist(change):
    """A forger's: the lists and sums are made anew."""
    def forge(entries):
        entries = change(entries)
        payload = [(info, data) for info, data in entries
                   if info.name.startswith(BASE + "data/")]
        manifest = "".join(f"{hashlib.sha256(data).hexdigest()}  "
                           f"{info.name[len(BASE):]}\n"
                           for info, data in payload).encode()
        size = sum(len(data) for _, data in payload)
        entries = edit("manifest", lambda _: manifest)(edit(
            "bag-info", lambda data: re.sub(
                rb"Oxum: .*", b"Oxum: %d.%d" % (size, len(payload)), data))(
                    entries))
        tags = "".join(f"{hashlib.sha256(data).hexdigest()}  "
                       f"{info.name[len(BASE):]}\n" for info, data in entries
                       if "/data/" not in info.name
                       and "tagmanifest" not in info.name).encode()
        return edit("tagmanifest", lambda _: tags)(entries)
    return forge


def flip(data):
    return data[:40] + bytes([data[40] ^ 1]) + data[41:]


def swap_letters(entries):
    first, second, *_ = [i for i, (info, _) in enumerate(entries)
                         if info.name.startswith(LETTER)]
    entries = list(entries)
    entries[first], entries[second] = (
        (entries[first][0], entries[second][1]),
        (entries[second][0], entries[first][1]))
    return entries


def oxum(text):
    return lambda data: re.sub(rb"Oxum: .*", b"Oxum: " + text, data)


HOSTILE = [
    ("a way up", more(BASE + "data/../../evil"), "leads elsewhere"),
    ("a way up from the start", more("../evil"), "leads elsewhere"),
    ("an absolute name", more("/tmp/lettermill-evil"), "name is absolute"),
    ("an empty part", more(BASE + "data//evil"), "empty"),
    ("a control character", more(BASE + "data/a\x1b[31mb"), "control"),
    ("a backslash", more(BASE + "data/..\\evil"), "backslash"),
    ("a name that is not UTF-8", more(BASE + "data/a\udcffb"), "UTF-8"),
    ("a name too long", more(BASE + "data/" + "x" * 300), "too long"),
    ("a symbolic link", more(BASE + "data/a", None, type=tarfile.SYMTYPE,
                             linkname="/etc"), "is a link"),
    ("a hard link", more(BASE + "data/a", None, type=tarfile.LNKTYPE,
                         linkname=BASE + "bagit.txt"), "is a link"),
    ("a device", more(BASE + "data/a", None, type=tarfile.CHRTYPE, devmajor=1,
                      devminor=5), "no plain file"),
    ("a pipe", more(BASE + "data/a", None, type=tarfile.FIFOTYPE),
     "no plain file"),
    ("a file twice", more(BASE + "data/job.ini"), "two files of this name"),
    ("a file twice but for capitals", more(BASE + "data/JOB.ini", b""),
     "capital letters alone"),
    ("a file and a folder", more(BASE + "data/job.ini/a"), "file and a folder"),
    ("a file more", more(BASE + "data/a"), "more bytes than its bag-info"),
    ("an empty file more", more(BASE + "data/a", b""),
     "data/a: a file more than the manifest lists"),
    ("a file beside data/", more(BASE + "fetch.txt"), "a file more"),
    ("a file beside the bag", more("other/a"), "a file more"),
    ("a file alone", more("alone"), "a file more"),
    ("a byte changed", edit("data/letter.md", flip), "its SHA-256 is another"),
    ("a record changed", edit("data/out/tiny/job.db", flip),
     "its SHA-256 is another"),
    ("a file missing", drop("data/letter.md"), "letter.md: it is missing"),
    ("a list that was changed", edit("manifest", lambda data: data[66:]),
     "SHA-256  NAME"),
    ("a list with a line twice", edit("manifest", lambda data: data +
                                      data[:data.index(b"\n") + 1]),
     "listed twice"),
    ("a list that lists its own", edit("manifest", lambda data: data +
                                       b"0" * 64 + b"  bagit.txt\n"),
     "does not belong"),
    ("no list", drop("manifest"), "manifest-sha256.txt: it is missing"),
    ("no list of its own files", drop("tagmanifest"), "it is missing"),
    ("no bag-info.txt", drop("bag-info"), "bag-info.txt is missing"),
    ("no bagit.txt", drop("bagit"), "bagit.txt is missing"),
    ("a bag of another kind", relist(edit("bagit", lambda data: data.replace(
        b"1.0", b"9.9"))), "not that of BagIt 1.0"),
    ("a bag-info.txt that was changed", edit(
        "bag-info", lambda data: data + b"More: x\n"),
     "bag-info.txt: it is not the file"),
    ("a bag that says less", edit("bag-info", oxum(b"5.1")), "more bytes than"),
    ("a bag that says nothing", edit("bag-info", oxum(b"many")), "how much"),
    ("no configuration named", relist(edit(
        "bag-info", lambda data: data.replace(b"Configuration: job.ini",
                                              b"Configuration: ../job.ini"))),
     "names no configuration"),
    ("roots that it does not hold", relist(edit(
        "data/job.ini", lambda data: data.replace(b"= root.pem",
                                                  b"= /etc/hostname"))),
     "does not hold the roots"),
    ("another letter, listed anew", relist(swap_letters),
     "not those of its record"),
    ("a letter dropped, listed anew", relist(drop("data/out/tiny/letters/a")),
     "not those of its record"),
    ("an approval changed, listed anew", relist(edit(
        "data/out/tiny/approvals", lambda data: data.replace(b"Ada", b"Eve"))),
     "this line is not the one"),
    ("a record dropped, listed anew", relist(drop("data/out/tiny/job.db")),
     "nothing was made here yet"),
]


def refuse(work, what, file, words):
    """Refused with words, and nothing left: neither way."""
    def seen():
        return sorted(str(path) for path in work.iterdir())
    before = seen()
    temporary = work / "tmp"
    status, said = mill("import", file, "target", cwd=work)
    check(f"{what}: refused", status == 2 and words in said and
          "\x1b" not in said, said)
    check(f"{what}: nothing is left", seen() == before and
          not Path("/tmp/lettermill-evil").exists())
    status, said = mill("import", "--check", file, cwd=work,
                        TMPDIR=str(temporary))
    check(f"{what}: told by --check, which leaves nothing", status == 2 and
          words in said and not list(temporary.iterdir()), said)


def hostile(work, file):
    work.mkdir()
    (work / "tmp").mkdir()
    pack(work / "plain.tar", unpack(file))
    status, said = mill("import", "--check", "plain.tar", cwd=work)
    check("an archive packed anew by others is taken", status == 0, said)
    check("and nothing is kept", not (work / "target").exists())
    for what, change, words in HOSTILE:
        pack(work / "bad.tar", change(unpack(file)))
        refuse(work, what, "bad.tar", words)
    whole = file.read_bytes()
    (work / "bad.tar").write_bytes(whole[:len(whole) // 2])
    refuse(work, "half an archive", "bad.tar", "cut short")
    (work / "bad.tar").write_bytes(whole[:-1])
    refuse(work, "a last byte missing", "bad.tar", "cut short")
    (work / "bad.tar").write_bytes(whole + whole)
    refuse(work, "an archive behind it", "bad.tar", "behind its end")
    (work / "bad.tar").write_bytes(b"")
    refuse(work, "an empty file", "bad.tar", "no archive")
    subprocess.run("gzip -c | gzip >bad.tar", shell=True, cwd=work, check=True,
                   input=(work / "plain.tar").read_bytes())
    refuse(work, "an archive packed twice", "bad.tar", "more than once")
    info = tarfile.TarInfo(BASE + "data/zero")
    info.size = 256 << 20
    (work / "head").write_bytes(info.tobuf())
    subprocess.run("(cat head; head -c 256M /dev/zero; head -c 1024 /dev/zero)"
                   " | zstd -qf -o bad.tar", shell=True, cwd=work, check=True)
    refuse(work, "a bomb", "bad.tar", "a thousand times its size")
    status, said = mill("import", "--check", "nowhere", cwd=work)
    check("a file that is not there is told", status == 2 and
          "No such file" in said, said)
    status, said = mill("import", file, "no/such/place", cwd=work)
    check("so is a place that is not there", status == 2 and
          "No such file" in said, said)
    status, said = mill("import", file, "target", cwd=work, before="ulimit -f "
                        "500; trap '' XFSZ; ")
    check("a full disk leaves nothing", status == 2 and "make room" in said and
          not (work / "target").exists(), said)


# ---- memory ----

def most_memory(work, *words):
    """Of one run, in KB."""
    script = ("import resource, subprocess, sys; done = subprocess.run("
              "sys.argv[1:], stdout=subprocess.DEVNULL); print(resource."
              "getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); "
              "sys.exit(done.returncode)")
    done = subprocess.run([sys.executable, "-c", script, LETTERMILL,
                           *map(str, words)], cwd=work, text=True, check=True,
                          stdout=subprocess.PIPE)
    return int(done.stdout)


def memory(work):
    job = make_job(work / "memory")
    words = ["--config", "job.ini"]
    mill("render", *words, cwd=job)
    few = [most_memory(job, "export", "few.tar.zst", *words),
           most_memory(job, "import", "--check", "few.tar.zst")]
    for number in range(20000):
        Path(job, f"out/tiny/letters/letter-of-a-recipient-{number:05}.pdf"
             ).write_text(f"{number}\n")
    many = [most_memory(job, "export", "many.tar.zst", *words),
            most_memory(job, "import", "--check", "many.tar.zst")]
    check("20,000 files need no more memory than 20",
          all(b < a + 6000 for a, b in zip(few, many)), f"{few} {many} KB")
    print(f"# {few} {many} KB")


def main():
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        file = tour(work)
        exporting(work)
        in_folders(work)
        hostile(work / "hostile", file)
        if "sanitize" not in os.environ.get("CFLAGS", "") and \
                "asan" not in str(LETTERMILL):
            memory(work)
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
