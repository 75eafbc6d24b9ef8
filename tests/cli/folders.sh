#!/bin/bash
# Letters spread over folders: where each stands, that every command finds it
# there, and that a change of the setting moves letters and nothing else.
. tests/cli/lib
copy_job tiny "$work/tiny"
add_messages
final='--set job.status=final'
by() { # by SETTING COMMAND...: with letters spread so
	local folders=$1
	shift
	# shellcheck disable=SC2086
	mill "$@" $final --set "output.folders=$folders"
}
# Where sha256sum says that they stand: DEPTH folders of two digits.
stand_by_digest() { # stand_by_digest DEPTH
	local file name digest want
	[ "$(count_letters)" -gt 0 ] || return 1
	for file in $(letters); do
		name=${file##*/}
		digest=$(printf %s "$name" | sha256sum)
		want=$out/letters
		[ "$1" -gt 0 ] && want=$want/${digest:0:2}
		[ "$1" -gt 1 ] && want=$want/${digest:2:2}
		same "$file" "$want/$name" || return 1
	done
}
by_name() { # digests without their folders
	sums | sed -E 's#letters/(.*/)?#letters/#' | sort
}
states() { by "$1" list; cut -d' ' -f1 "$said/out" | sort | uniq -c | xargs; }

by 37 render
check 'another number of folders is refused' exits 2
check 'with those that there are' warns 'flat 256 65536'
by flat render
check 'flat: all stand in letters/' stand_by_digest 0
by_name >"$work/sums"
rm -rf out
for depth in 1 2; do
	folders=$([ $depth = 1 ] && echo 256 || echo 65536)
	by "$folders" render
	check "$folders: all are made" says '4 made'
	check 'each stands where its name says' stand_by_digest $depth
	check 'the judge tells other places' fails stand_by_digest $((3 - depth))
	check 'they are the same letters' same "$(by_name)" "$(cat "$work/sums")"
	check 'the manifest tells where' manifest_is_right
	by "$folders" render
	check 'a second run is content' says '0 made, 4 unchanged'
	by "$folders" render --force --quiet
	check 'made again they are the same' same "$(by_name)" \
		"$(cat "$work/sums")"
	check 'and nothing is superseded' absent "$out/superseded"
	by "$folders" verify
	check 'verify finds them' exits 0
	by "$folders" approve --all --by Ada
	check 'they can be approved' exits 0
	by "$folders" mail
	check 'and mailed' says '4 written'
	check 'the spool is spread likewise' same \
		"$(find "$out/mail" -name '*.eml' -printf '%P\n' | sort)" \
		"$(find "$out/letters" -name '*.pdf' -printf '%P\n' |
			sed 's/pdf$/eml/' | sort)"
	by "$folders" send
	check 'and send takes them from there' says '4 to send'
	by "$folders" unapprove elm --because 'a trial' --by Ada
	by "$folders" mail
	check 'one that is approved no more leaves the spool' same \
		"$(find "$out/mail" -name '*.eml' | wc -l)" 3
	by "$folders" proof --quiet
	check 'the page links to each' same \
		"$(grep -oE 'letters/[^"]*\.pdf' "$out/proof.html" | sort -u)" \
		"$(cd "$out" && find letters -name '*.pdf' | sort)"
	by "$folders" export "$work/$folders.tar"
	check 'the archive has them in their folders' same \
		"$(tar tf "$work/$folders.tar" | grep -o 'letters/.*pdf$' |
			sort)" "$(cd "$out" && find letters -name '*.pdf' | sort)"
	rm "$(letters | head -1)"
	by "$folders" verify
	check 'verify misses one that is gone' says 'the file is gone'
	rm -rf out
done

# ---- the setting changes ----
by flat render
by flat approve --all --by Ada
by flat mail
stamps | cut -d' ' -f1 | sort >"$work/inodes"
check 'before a run: letters are to move' same "$(states 256)" '4 changed'
check 'which is told' says "file 'letters/"
by 256 mail
check 'none is mailed meanwhile' warns 'the letter is out of date'
by flat mail
by 256 render
check 'they move' says '0 made, 4 unchanged, 0 failed, 4 moved'
check 'to where they belong' stand_by_digest 1
check 'the very files' same "$(stamps | cut -d' ' -f1 | sort)" \
	"$(cat "$work/inodes")"
check 'the manifest follows' manifest_is_right
check 'nothing of them is superseded' same \
	"$(find "$out/superseded" -name '*.pdf' 2>/dev/null)" ''
check 'they stay approved' same "$(by 256 status; \
	sed -nE 's/^approved +([0-9]+).*/\1/p' "$said/out")" 4
mill history elm $final
check 'the history knows' says 'letters/elm-on-the-hill-school.pdf -> letters/'
by 256 render
check 'and then all is at rest' says '0 made, 4 unchanged, 0 failed'
check 'none moves twice' fails says moved
by 256 mail
check 'messages follow' same "$(cd "$out" && find mail -name '*.eml' |
	sed 's/eml$/pdf/; s/^mail/letters/' | sort)" \
	"$(cd "$out" && find letters -name '*.pdf' | sort)"
by 65536 render --only oak
check 'one alone moves when it is asked for' says '1 unchanged, 0 failed, 1 moved'
check 'and no other' same "$(letters | grep -c '/../../')" 1
by flat render
check 'all come back' says '4 moved'
check 'to one folder' stand_by_digest 0
check 'as they were' same "$(by_name)" "$(cat "$work/sums")"

# ---- killed in between, and what stands in the way ----
digest=$(printf oak-school.pdf | sha256sum)
mkdir -p "$out/letters/${digest:0:2}"
mv "$out/letters/oak-school.pdf" "$out/letters/${digest:0:2}/"
by 256 render
check 'moved and not recorded: found' exits 0
check 'and all others move' says '0 made, 4 unchanged, 0 failed, 4 moved'
check 'all stand' stand_by_digest 1
check 'with their bytes' same "$(by_name)" "$(cat "$work/sums")"
check 'the list is right' manifest_is_right
digest=$(printf elm-on-the-hill-school.pdf | sha256sum)
stranger=$out/letters/${digest:0:2}/${digest:2:2}/elm-on-the-hill-school.pdf
mkdir -p "${stranger%/*}"
echo 'not a letter' >"$stranger"
by 65536 render
check 'something in the way is no reason to stop' exits 0
check 'each letter is in its place' stand_by_digest 2
check 'with its bytes' same "$(by_name)" "$(cat "$work/sums")"
check 'and what stood there is kept' grep -rqx 'not a letter' \
	"$out/superseded"

# ---- two of one name ----
rm -rf out
sed -i 's/^yew,Yew Tree School/yew,Oak School/' recipients.csv
by 65536 render
check 'two letters of one name are refused as ever' exits 1
check 'by name' warns "the letter would be written over the one of 'oak'"

# ---- killed at any moment ----
copy_job review "$work/review"
final=
by flat render
by_name >"$work/sums"
RANDOM=11 lost=0
for turn in $(seq 12); do
	"$LETTERMILL" render --quiet --wait --config "$config" --set \
		"output.folders=$([ $((turn % 2)) = 1 ] && echo 256 || \
		echo 65536)" >"$said/out" 2>"$said/err" </dev/null &
	kill_sometime $!
	[ "$(by_name)" = "$(cat "$work/sums")" ] || lost=$((lost + 1))
done
check 'killed while letters move, none is lost or there twice' same $lost 0
by flat render --wait
check 'and at last all are where they should be' stand_by_digest 0
check 'with their bytes' same "$(by_name)" "$(cat "$work/sums")"
check 'and the manifest is right' manifest_is_right
exit $((failures > 0))
