#!/bin/bash
# A disk that fills up in the middle of a run. Needs root, for a small disk.
. tests/cli/lib
mkdir "$work/disk"
if ! mount -t tmpfs -o size=6m tmpfs "$work/disk" 2>/dev/null; then
	echo '# skipped: a small disk cannot be mounted here'
	echo 'ok - full_disk (skipped)'
	exit 0
fi
trap 'cd /; umount "$work/disk"; rm -rf "$work"' EXIT
copy_job review "$work/review"
mill render
sums >"$work/sums"
out=$work/disk/$name

mill render --out "$work/disk"
check 'a full disk ends the run' exits 2
check 'and says so in a few lines' [ "$(wc -l <"$said/err")" -le 4 ]
check 'and what to do' warns 'make room and run again'
check 'letters were made' [ "$(count_letters)" -gt 20 ]
check 'none is half-written' same "$(sums | grep -vxF -f "$work/sums")" ''
check 'no temporary file fills the disk' no_leftovers
mount -o remount,size=64m "$work/disk"
mill render --out "$work/disk"
check 'with room, the next run ends well' exits 0
check 'and all letters are there' same "$(sums)" "$(cat "$work/sums")"
check 'the manifest is right' manifest_is_right

# ---- where letters are files, and there is no room for their packs ----
rm -rf "${work:?}/disk/$name"
mount -o remount,size=20m "$work/disk"
packed='--set output.folders=256 --set output.pack=zip'
# shellcheck disable=SC2086
mill render --out "$work/disk" $packed
check 'no room to pack ends the run' exits 2
check 'with what to do' warns 'make room and run again'
check 'all letters are there, as files' same \
	"$(sums | cut -d' ' -f1 | sort)" "$(cut -d' ' -f1 "$work/sums" | sort)"
check 'and no half of a pack' same "$(find "$out" -name '*.zip')" ''
check 'nor anything that grew' no_leftovers
mount -o remount,size=64m "$work/disk"
# shellcheck disable=SC2086
mill render --out "$work/disk" $packed
check 'with room, they are packed' says '0 made, 354 unchanged, 0 failed'
check 'all of them' same "$(count_letters)" 0
for pack in "$out"/letters/*.zip; do unzip -l "$pack"; done |
	grep -c '\.pdf$' >"$work/count"
check 'each once' same "$(cat "$work/count")" 354
check 'and none is superseded' absent "$out/superseded"
exit $((failures > 0))
