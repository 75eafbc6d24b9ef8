#!/bin/bash
# Letters packed in ZIP stores: unpacked they are the letters that are not
# packed, every command reads them where they are, and whatever happens to a run
# nothing is lost or there twice.
. tests/cli/lib
copy_job tiny "$work/tiny"
add_messages
final='--set job.status=final'
by() { # by FOLDERS PACK COMMAND...: with letters stored so
	local folders=$1 pack=$2
	shift 2
	# shellcheck disable=SC2086
	mill "$@" $final --set "output.folders=$folders" \
		--set "output.pack=$pack"
}
packs() { (cd "$out" && find letters letters.zip shards -name '*.zip' \
	2>/dev/null | sort); }
# What Python finds in the packs, each entry held against its CRC, and in files,
# as sha256sum prints it. Nothing may be there twice.
all_sums() { # all_sums [FOLDER]
	"$PYTHON" - "${1:-$out}" <<'END'
import hashlib, pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
found = {}
def add(name, data):
    assert name not in found, f"{name} is there twice"
    found[name] = hashlib.sha256(data).hexdigest()
for path in (folder / "letters").glob("**/*.pdf"):
    add(str(path.relative_to(folder)), path.read_bytes())
for path in folder.glob("**/*.zip"):
    with zipfile.ZipFile(path) as pack:
        assert pack.testzip() is None, path
        names = pack.namelist()
        assert names == sorted(names), names
        for name in names:
            within = path.relative_to(folder).with_suffix("")
            if within.parts[0] == "shards":
                within = pathlib.Path(*within.parts[2:])
            assert str(pathlib.Path(name).parent) == str(within), name
            add(name, pack.read(name))
for name, digest in sorted(found.items()):
    print(f"{digest}  {name}")
END
}
# Each letter of a list is somewhere, whatever it is called there.
has_all() { # has_all SUMS
	"$PYTHON" - "$1" "$out" <<'END'
import hashlib, pathlib, sys, zipfile
wanted = {line.split()[0] for line in open(sys.argv[1])}
for path in pathlib.Path(sys.argv[2]).glob("letters*/**/*.pdf"):
    wanted.discard(hashlib.sha256(path.read_bytes()).hexdigest())
for path in pathlib.Path(sys.argv[2]).glob("**/*.zip"):
    with zipfile.ZipFile(path) as pack:
        for name in pack.namelist():
            wanted.discard(hashlib.sha256(pack.read(name)).hexdigest())
assert not wanted, wanted
END
}
all_packed() { same "$(count_letters)" 0 && [ "$(packs | wc -l)" -gt 0 ]; }
digests() { # of the packs themselves
	(cd "$out" && find . -name '*.zip' | sort | xargs -r sha256sum)
}
superseded() { find "$out/superseded" -name '*.pdf' 2>/dev/null | wc -l; }

# ---- the same letters ----
for folders in flat 256 65536; do
	rm -rf out
	by "$folders" none render --quiet
	sums >"$work/sums"
	cp "$out/manifest.csv" "$work/manifest"
	rm -rf out
	by "$folders" zip render
	check "$folders: all are made" says '4 made'
	check 'and packed' all_packed
	check 'they are the letters that are not packed' same "$(all_sums)" \
		"$(cat "$work/sums")"
	check 'the manifest is the same' cmp "$out/manifest.csv" \
		"$work/manifest"
	check 'nothing is left over' no_leftovers
	digests >"$work/digests"
	mkdir "$work/unpacked"
	for pack in $(packs); do
		check "unzip takes $pack" unzip -qq -t "$out/$pack"
		bsdtar -x -f "$out/$pack" -C "$work/unpacked"
	done
	check 'bsdtar unpacks all of them' same "$(sums "$work/unpacked")" \
		"$(cat "$work/sums")"
	rm -rf "$work/unpacked"
	by "$folders" zip render
	check 'a second run is content' says '0 made, 4 unchanged'
	rm "$out/manifest.csv"
	by "$folders" zip render
	check 'and one that looks at every letter' says '0 made, 4 unchanged'
	check 'none is packed' fails says 'packed'
	check 'packs are not touched' same "$(digests)" "$(cat "$work/digests")"
	by "$folders" zip render --force --quiet --jobs 2
	check 'made again they are the same packs' same "$(digests)" \
		"$(cat "$work/digests")"
	check 'and nothing is superseded' absent "$out/superseded"
	by "$folders" zip list
	check 'list finds them' same "$(cut -d' ' -f1 "$said/out" | sort |
		uniq -c | xargs)" '4 made'
	by "$folders" zip verify
	check 'verify finds them' exits 0
	by "$folders" zip proof --quiet
	check 'proof draws them' exits 0
	check 'all of them' [ "$(find "$out/proof" -name '*.png' | wc -l)" \
		-ge 4 ]
	by "$folders" zip approve --all --by Ada
	check 'they can be approved' exits 0
	by "$folders" zip mail
	check 'and mailed' says '4 written'
	check 'with the letter' same "$("$PYTHON" - "$out" <<'END'
import email, hashlib, pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("mail/**/*.eml"):
    for part in email.message_from_bytes(path.read_bytes()).walk():
        if part.get_content_type() == "application/pdf":
            print(hashlib.sha256(part.get_payload(decode=True)).hexdigest())
END
	)" "$("$PYTHON" -c 'print(open("'"$work/sums"'").read(), end="")' |
		sort -k2 | cut -d' ' -f1 >"$work/want"; "$PYTHON" - "$out" \
		"$work/sums" <<'END'
import pathlib, sys
sums = dict(reversed(line.split()) for line in open(sys.argv[2]))
for path in pathlib.Path(sys.argv[1]).glob("mail/**/*.eml"):
    name = path.relative_to(sys.argv[1]).with_suffix(".pdf")
    print(sums["letters/" + str(pathlib.Path(*name.parts[1:]))])
END
	)"
	by "$folders" zip send
	check 'and sent' says '4 to send'
	by "$folders" zip history elm
	check 'the history knows the file' exits 0
	by "$folders" zip export "$work/$folders.tar"
	check 'and put into an archive' exits 0
	check 'as packs' same "$(tar tf "$work/$folders.tar" |
		grep -oE 'letters.*\.(pdf|zip)$' | sort)" "$(packs)"
	"$LETTERMILL" import "$work/$folders.tar" "$work/$folders" \
		>"$said/out" 2>"$said/err"
	check 'of which each is proved' says '4 letters'
	check 'and laid out' same "$(all_sums "$work/$folders/$out")" \
		"$(cat "$work/sums")"
done

# ---- more letters than are packed at once ----
copy_job tiny "$work/many"
many() { # many NAME: 1500 recipients called so
	"$PYTHON" - "$1" <<'END'
import sys
rows = [f"k{i},{sys.argv[1]} {i},primary," for i in range(1500)]
open("recipients.csv", "w").write("\n".join(["id,Name,Kind,Head"] + rows))
rows = [f"k{i},10,{i % 11}" for i in range(1500)]
open("results.csv", "w").write("\n".join(["id,Entered,Passed"] + rows))
END
}
many School
by 256 zip render --jobs 2
check 'letters are made on when some have been packed' says '1500 made, 0 unch'
check 'all are packed' all_packed
check 'each is there once' same "$(all_sums | wc -l)" 1500
many Academy
by 256 zip render --quiet --jobs 2
check 'all have another name: the old ones leave their packs' \
	same "$(all_sums | grep -c academy) of $(all_sums | wc -l)" \
	'1500 of 1500'
sed -i 's/Academy 7,/Skool 7,/' recipients.csv
by 256 zip render --quiet --only k7
check 'so does one that was made alone' same "$(all_sums | grep -c academy) \
of $(all_sums | wc -l)" '1499 of 1500'
(ulimit -n 64; by 256 zip verify; exit "$status")
check 'few files can be open: none is taken for gone' same $? 0

# ---- letters change ----
cd "$work/tiny" || exit 2
rm -rf out
by 256 zip render --quiet
all_sums >"$work/sums"
digests >"$work/digests"
cp recipients.csv all.csv
sed -i 's/^oak,Oak School/oak,Oak Hill School/' recipients.csv
by 256 zip render
check 'one whose file is another is made' says '1 made, 3 unchanged'
check 'the old one leaves its pack' same "$(superseded)" 1
check 'with its bytes' same "$(sha256sum "$out"/superseded/*/oak-school.pdf |
	cut -d' ' -f1)" "$(grep oak-school "$work/sums" | cut -d' ' -f1)"
check 'all is packed' all_packed
cp all.csv recipients.csv
by 256 zip render --quiet
check 'back again, the packs are what they were' same "$(digests)" \
	"$(cat "$work/digests")"
by 256 zip render --only oak --set job.date=2021-05-01
check 'one alone is made' says '1 made'
check 'and packed' all_packed
check 'verify takes them' same "$(by 256 zip verify --quiet; echo $status)" 0
by 256 zip render
check 'it is made again' says '1 made'
check 'to the packs that there were' same "$(digests)" "$(cat "$work/digests")"
check 'the other issue is kept' ls "$out"/superseded/*/oak-school.pdf
grep -v '^oak' all.csv >recipients.csv
by 256 zip render
check 'who is no recipient any more' warns 'is no longer a recipient'
check 'leaves the packs' same "$(all_sums | cut -d/ -f3 | xargs)" \
	"$(cut -d/ -f3 "$work/sums" | grep -v oak-school | xargs)"
check 'for superseded/, where it is once' same "$(cat \
	"$out"/superseded/*/oak-school*.pdf | grep -c '^%PDF')" 2
cp all.csv recipients.csv
by 256 zip render
check 'and comes again' same "$(digests)" "$(cat "$work/digests")"

# ---- what is wrong with a pack ----
pack=$out/$(packs | head -1)
cp "$pack" "$work/pack"
"$PYTHON" - "$pack" <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 2] ^= 1
open(sys.argv[1], "wb").write(data)
END
by 256 zip verify
check 'a flipped byte in a pack is seen' exits 1
check 'as that letter' says 'its digest is another'
check 'by unzip as well' fails unzip -qq -t "$pack"
by 256 zip approve --all --by Ada
check 'it cannot be approved' exits 1
head -c 5000 "$work/pack" >"$pack"
by 256 zip verify
check 'a pack that is cut off is told' exits 1
check 'with a way out' warns "is not as letters were packed here: it is no ZIP\
 archive, or cut off: move it away, and 'render' makes its letters again"
by 256 zip render
check 'render does not write over it' exits 2
check 'but tells it' warns 'is not as letters were packed here'
rm "$out/manifest.csv"
by 256 zip render --force
check 'once' same "$(grep -c 'is not as letters were packed' "$said/err")" 1
cp "$work/manifest" "$out/manifest.csv"
mv "$pack" "$work/away"
by 256 zip render
check 'moved away, all is as it was' exits 0
check 'in full' same "$(digests)" "$(cat "$work/digests")"
rm "$pack"
by 256 zip list
check 'of one that is gone, letters are missing' grep -q '^missing' \
	"$said/out"
by 256 zip render
check 'they are made again' same "$(digests)" "$(cat "$work/digests")"
"$PYTHON" - "$pack" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as pack:
    pack.writestr("letters/../../../etc/x.pdf", "b" * 100000)
END
by 256 zip verify
check 'a pack of a stranger is refused' warns 'is not as letters were packed'
rm "$pack"
mkfifo "$pack"
by 256 zip verify
check 'a pipe is refused as well' warns 'is not as letters were packed'
rm "$pack"
ln -s "$work/pack" "$pack"
by 256 zip verify
check 'a link is no pack' warns 'letters are not looked for behind a link'
by 256 zip render --force
check 'nor is it written over' [ -L "$pack" ]
check 'but told' warns 'put the file itself there'
rm "$pack"
cp "$work/pack" "$pack"
by 256 zip render --force --quiet
check 'the pack itself is' same "$(digests)" "$(cat "$work/digests")"

# ---- the setting changes ----
by 256 zip approve --all --by Ada
by 256 none render
check 'unpacked: none is made' says '0 made, 4 unchanged, 0 failed, 4 unpacked'
check 'all are files' same "$(sums)" "$(cat "$work/sums")"
check 'and no pack is left' same "$(packs)" ''
by 256 zip render --log json
check 'a log knows that they are packed again' warns '"packed": 4, "unpacked": 0'
check 'packed again' same "$(digests)" "$(cat "$work/digests")"
by 256 zip status
check 'approvals stay' same \
	"$(sed -nE 's/^approved +([0-9]+).*/\1/p' "$said/out")" 4
before=$(superseded)
for way in flat\ zip 65536\ zip 256\ none flat\ zip 65536\ none 256\ zip; do
	# shellcheck disable=SC2086
	by $way render
	check "to $way: all move" says '0 made, 4 unchanged, 0 failed, 4 moved'
	check 'none is lost or there twice' same "$(all_sums |
		sed 's#letters/.*/#letters/#' | sort)" \
		"$(sed 's#letters/.*/#letters/#' "$work/sums" | sort)"
	check 'and none superseded' same "$(superseded)" "$before"
	check 'the others are not there' same "$(packs | grep -c .)" \
		"$(case $way in flat\ zip) echo 1;; *none) echo 0;;
			*) all_sums | wc -l;; esac)"
done
check 'at last they are where they were' same "$(digests)" \
	"$(cat "$work/digests")"

# ---- signed later ----
copy_job tiny "$work/later"
mkdir keys && (cd keys && bash "$root/tests/unit/sign/make_keys.sh") \
	>"$said/out" 2>&1 || exit 2
cat >>job.ini <<'INI'
[signature]
certificates = keys/rsa.pem, keys/middle.pem
roots = keys/root.pem
key = keys/rsa.key
INI
by 256 none render --quiet
sums >"$work/sums"
rm -rf out
by 256 zip render --set signature.sign=later
check 'letters that await a signature are packed' all_packed
check 'and are not the signed ones' fails same "$(all_sums)" \
	"$(cat "$work/sums")"
by 256 zip sign
check 'they are signed' says '4 signed'
check 'and packed again' all_packed
check 'to what is signed at once' same "$(all_sums)" "$(cat "$work/sums")"
check 'what was not signed was no issue' absent "$out/superseded"
by 256 zip verify
check 'verify takes them' exits 0
by 256 zip render --set signature.sign=later
check 'none is made again' says '0 made, 4 unchanged'

# ---- shards ----
final=
copy_job review "$work/review"
by 256 none render --quiet
sums >"$work/sums"
cp "$out/manifest.csv" "$work/manifest"
rm -rf out
by 256 zip render --quiet --jobs 2
digests >"$work/digests"
rm -rf out
for i in 2 0 1; do
	by 256 zip render --shard $i/3
	check "shard $i packs its letters" exits 0
done
check 'apart from those of others' same "$(packs | cut -d/ -f2 | sort -u |
	xargs)" '0-of-3 1-of-3 2-of-3'
check 'all of them' same "$(all_sums)" "$(cat "$work/sums")"
by 256 zip verify
check 'verify reads them as one' says '354 letters, 0 not good'
by 256 zip list
check 'so does list' same "$(grep -c '^made' "$said/out")" 354
by 256 zip mail
check 'and who takes the records together' fails warns 'cannot be read'
by 256 zip verify
check 'letters are found then as well' says '354 letters, 0 not good'
by 256 zip render --shard 0/2
check 'shards of another number are refused' exits 2
check 'with a way out' warns "letters are packed in 3 shards, not in 2: go on\
 with --shard I/3, or have one 'lettermill render' put them together"
by 256 zip render --only wigan --force
check 'one of them made by hand' exits 0
check 'is no reason to lose others' same "$(all_sums)" "$(cat "$work/sums")"
by 256 zip render
check 'one run puts them together' same "$(digests)" "$(cat "$work/digests")"
check 'and makes none' says '0 made, 354 unchanged, 0 failed, 352 packed'
# Two shared a folder with the one made by hand, or were it.
check 'the manifest is the one of all' cmp "$out/manifest.csv" \
	"$work/manifest"
check 'nothing of shards is left' absent "$out/shards"
cp data/annual-review-2020/decisions.csv decisions.csv
"$PYTHON" - data/annual-review-2020/decisions.csv <<'END'
import re, sys
lines = open(sys.argv[1], newline="").read().split("\n")
for i in range(3, 60):
    lines[i] = re.sub(r",(\d)(?=,|\r|$)", r",9", lines[i], count=1)
open(sys.argv[1], "w", newline="").write("\n".join(lines))
END
rm -rf whole
mill render --quiet --out whole
sums "whole/$name" >"$work/changed"
sed 's# .*# letters/#' "$work/changed" | sort >"$work/changed-bytes"
for i in 0 1; do by 256 zip render --shard $i/2; done
check 'shards take over what one machine packed' exits 0
by 256 zip verify
check 'each finds its letters' says '354 letters, 0 not good'
by 256 zip render
check 'together they are what one machine makes' same \
	"$(all_sums | sed 's# .*# letters/#' | sort)" \
	"$(cat "$work/changed-bytes")"
check 'the earlier issues are kept' same \
	"$(find "$out/superseded" -name '*.pdf' | wc -l)" \
	"$(cut -d' ' -f1 "$work/sums" | sort | comm -13 - \
		<(cut -d' ' -f1 "$work/changed" | sort) | wc -l)"
mv decisions.csv data/annual-review-2020/decisions.csv

# ---- killed at any moment ----
rm -rf out
by 256 zip render --quiet
sed 's# .*# letters/#' "$work/sums" | sort >"$work/bytes"
RANDOM=23 lost=0
for turn in $(seq 16); do
	case $((turn % 4)) in
	0) set -- 256 zip --force;;
	1) set -- 256 none;;
	2) set -- flat zip;;
	3) set -- 65536 zip;;
	esac
	"$LETTERMILL" render --quiet --wait --config "$config" --set \
		"output.folders=$1" --set "output.pack=$2" ${3:+"$3"} \
		>"$said/out" 2>"$said/err" </dev/null &
	kill_sometime $!
	has_all "$work/sums" || lost=$((lost + 1))
done
check 'killed again and again, no letter is lost' same $lost 0
check 'the judge misses one that is' fails has_all <(echo "0  x")
check 'the kills came while it worked' [ $kills -ge 4 ]
by 256 zip render --wait
check 'the next run makes what is left' exits 0
check 'and ends where it would have' same "$(digests)" "$(cat "$work/digests")"
check 'with no letter superseded' same "$(superseded)" 0
check 'and nothing left over' no_leftovers
check 'nor any file' all_packed
exit $((failures > 0))
