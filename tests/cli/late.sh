#!/bin/bash
# Libraries that not every run needs are loaded when they are called, not before.
. tests/cli/lib
cd "$root" || exit 2
readelf -p .note.dlopen "$LETTERMILL" 2>/dev/null |
	sed -n 's/.*"soname":\["\([^"]*\)".*/\1/p' >"$work/late"
[ -s "$work/late" ] || { echo '# skip: all libraries are linked'; exit 0; }

copy_job tiny "$work/job"
traced() { # as mill, and what was loaded in $work/loaded
	rm -f "$work"/files.*
	LD_DEBUG=files LD_DEBUG_OUTPUT=$work/files mill "$@"
	sed -n 's|.*calling init: .*/||p' "$work"/files.* | sort -u |
		grep -xF -f "$work/late" >"$work/loaded"
}
loads() { grep -q "^lib$1" "$work/loaded"; }
loads_no_more() { same "$(grep -v '^libicu' "$work/loaded")" ''; }

traced --version
check 'what opens no job loads none' same "$(cat "$work/loaded")" ''
traced render
check 'letters are made' exits 0
check 'in a language' loads icui18n
check 'and no other library is loaded late' loads_no_more
traced list
check 'nor to list them' loads_no_more
cp "$root/tests/golden/window_uk/mark.svg" .
printf '[letterhead]\nimage = mark.svg\nimage_alt = Board\n' >>job.ini
traced render
check 'a drawing is drawn' exits 0
check 'by its library' loads rsvg-2
check 'and by none that mails' fails loads curl
traced export "$work/job.tar"
check 'an archive is written' exits 0
check 'by its library' loads archive

# A library that is no library.
mkdir "$work/broken"
: >"$work/broken/$(grep archive "$work/late")"
LD_LIBRARY_PATH=$work/broken mill render
check 'where one is broken, what does not need it is done' exits 0
LD_LIBRARY_PATH=$work/broken mill export "$work/other.tar"
check 'what needs it ends' exits 2
check 'saying which' warns "lettermill: $work/broken/libarchive"
check 'and leaves nothing' absent "$work/other.tar"

# A stand-in hands on the arguments of its first call, and of later ones.
build() {
	"${CC:-cc}" -shared -fPIC -Wl,-soname,libsums.so.1 -DLIBRARY \
		-o "$work/libsums.so.1" "$root/tests/cli/late_sums.c" &&
		printf 'stand_in %s\n' sum mixed wide >"$work/functions" &&
		"${CC:-cc}" -I"$root/src" -o "$work/sums" \
			-DLATE_FUNCTIONS="\"$work/functions\"" \
			-DLATE_SONAME='"libsums.so.1"' \
			"$root/tests/cli/late_sums.c" \
			"$root/src/late/stand_ins.S" "$root/src/late/late.c"
}
check 'stand-ins for any library can be built' build
for first in sum mixed wide; do
	check "arguments arrive, $first() called first" same \
		"$(LD_LIBRARY_PATH=$work "$work/sums" $first)" \
		'285 617.5 90, then 285 617.5 90'
done
# The linker gives up tracking branches for all where one object does not do so.
if [ "$(uname -m)" = x86_64 ]; then
	"${CC:-cc}" -fcf-protection -I"$root/src" -c -o "$work/tracked.o" \
		-DLATE_FUNCTIONS="\"$work/functions\"" \
		-DLATE_SONAME='"libsums.so.1"' "$root/src/late/stand_ins.S"
	check 'branches to them can be tracked, as can those that they make' \
		same "$(objdump -d "$work/tracked.o" | grep -c endbr64)" 6
	check 'and they say so' grep -q IBT <(readelf -n "$work/tracked.o")
fi
"${CC:-cc}" -shared -x c -o "$work/broken/libsums.so.1" - </dev/null
LD_LIBRARY_PATH=$work/broken "$work/sums" >"$said/out" 2>"$said/err"
status=$?
check 'a library that lacks a function ends the program' exits 2
check 'with its name' warns 'undefined symbol: sum'
[ "$failures" -eq 0 ]
