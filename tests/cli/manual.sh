#!/bin/bash
# The manual page, and the installation.
. tests/cli/lib
page=$work/lettermill.1
"$LETTERMILL" manual >"$page"
status=$?
check 'the manual is printed' exits 0
if command -v man >/dev/null; then
	man --warnings -E UTF-8 -l -Tutf8 -P cat "$page" \
		>"$said/out" 2>"$said/err"
	check 'man has no warnings' warns_nothing
	sed 's/.\x08//g; s/\x1b\[[0-9;]*m//g' "$said/out" >"$work/read"
	check 'it can be read' grep -q 'EXIT STATUS' "$work/read"
fi
if command -v groff >/dev/null; then
	groff -ww -man -Tutf8 -k "$page" >/dev/null 2>"$said/err"
	check 'groff -ww has no warnings' warns_nothing
fi
# Every option of the table, as the source has it.
sed 's/\\-/-/g; s/\\&//g' "$page" >"$work/plain"
"$PYTHON" - "$root/src/config/option.c" >"$work/options" <<'END'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
text = text[text.index("option_table["):]
text = text[:text.index("\n};")].replace("*", "NAME")
for section, key in re.findall(r'\{\s*"([a-zA-Z ]+)",\s*"([^"]+)"', text):
    print(section, key, sep="\t")
END
check 'the options are found' [ "$(wc -l <"$work/options")" -gt 40 ]
missing=$(while IFS=$'\t' read -r section key; do
	section=".SS \"[$section]\"" key="\\fB$key\\fR" awk '
		/^\.SS/ { within = $0 == ENVIRON["section"] }
		within && index($0, ENVIRON["key"]) == 1 { found = 1 }
		END { exit !found }' "$work/plain" || echo "[$section] $key"
done <"$work/options")
check 'each option is in its section' same "$missing" ''
for flag in $("$LETTERMILL" render --help | grep -oE '^  --[a-z]+'); do
	check "$flag is in it" grep -qF "\\fB$flag" "$work/plain"
done

cd "$root" || exit 2
case $LETTERMILL in */asan/*) exit ;; esac
make -s install PREFIX=/usr DESTDIR="$work/stage" >"$said/out" 2>"$said/err"
status=$?
check 'make install' exits 0
check 'the program is there' same "$("$work/stage/usr/bin/lettermill" --version)" \
	"$("$LETTERMILL" --version)"
check 'and its manual' cmp "$work/stage/usr/share/man/man1/lettermill.1" "$page"
check 'with the typefaces of a new job' same 6 \
	"$(find "$work/stage/usr/share/lettermill/fonts" -type f | wc -l)"
check 'and the files of clusters' same 3 \
	"$(find "$work/stage/usr/share/doc/lettermill" -name '*.yaml' | wc -l)"
check 'and nothing else' same "$(find "$work/stage" -type f | wc -l)" 17
