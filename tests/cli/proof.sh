#!/bin/bash
# The page that letters are reviewed with; how it behaves in a browser is
# tests/proof/test_browser.py's to tell.
. tests/cli/lib
copy_job tiny "$work/proof"
page=$out/proof.html

shows() { "$PYTHON" - "$page" "$@" <<'PY'
import json, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
data = json.loads(re.search('id="data">(.*?)</script>', text, re.S).group(1))
letters = {letter["key"]: letter for letter in data["letters"]}
assert eval(f"({sys.argv[2]})"), json.dumps(data, indent=1, ensure_ascii=False)
PY
}
pictures() { find "$out/proof" -name '*.png' -printf '%f %i\n' | sort; }
picture_of() { "$PYTHON" - "$page" "$1" <<'PY'
import json, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
data = json.loads(re.search('id="data">(.*?)</script>', text, re.S).group(1))
print(next(letter["picture"] for letter in data["letters"]
           if letter["key"] == sys.argv[2]))
PY
}

mill proof
check 'nothing to show is an error' exits 2
check 'that says what to do' warns "nothing was made here yet: 'render' makes"
mill render
mill proof
check 'the page is written' exits 0
check 'and told of' says "$page: 4 letters, 0 changed, 0 with remarks, 4 drawn"
others() { find "$page" "$out/proof" -perm /077; }
check 'its owner alone may read it' same "$(others)" ''
check 'it has every letter' shows 'len(letters) == 4'
check 'with its figure as printed' shows \
	'letters["ash"]["figures"][0]["now"] == "88%"'
check 'as a number' shows 'letters["ash"]["figures"][0]["number"] == 87.5'
check 'beside the average' shows \
	'letters["ash"]["figures"][0]["average"] == "63%"'
check 'and how far from the mean of its group' shows \
	'0.5 < letters["ash"]["figures"][0]["score"] < 2'
check 'which nobody has without a group' shows \
	'"score" not in letters["yew"]["figures"][0]'
check 'a rate of nothing is undefined' shows \
	'[l["key"] for l in letters.values()
	if l["figures"][0].get("state") == "undefined"] == ["oak"]'
check 'with its digest' shows \
	'all(len(letter["sha256"]) == 64 for letter in letters.values())'
check 'and what happened to it' shows \
	'letters["ash"]["events"][0][1::2] == ["made", "new"]'
check 'nothing has changed' shows \
	'not any(letter["changes"] for letter in letters.values())'
pictures >"$work/pictures"
check 'its pages are drawn' same "$(wc -l <"$work/pictures")" "$(
	"$PYTHON" -c 'import csv, sys
print(sum(int(r["pages"]) for r in csv.DictReader(open(sys.argv[1]))))' \
		"$out/manifest.csv")"
check 'each in its place' test -s "$out/$(picture_of ash)1.png"
cp "$page" "$work/page"
mill proof
check 'a second time nothing is drawn' says '0 drawn anew'
check 'and the page has the same bytes' cmp "$page" "$work/page"
check 'as have the pictures' same "$(pictures)" "$(cat "$work/pictures")"

# A figure is corrected.
old=$(picture_of ash)
sed -i 's/^ash,.*/ash,8,6/' results.csv
mill proof
check 'what is not made again says so' shows \
	'"run '"'render'"'" in letters["ash"]["notes"][0]'
check 'and keeps the figure that it has' shows \
	'letters["ash"]["figures"][0]["now"] == "88%"'
mill render
mill proof
check 'the letters of its group are drawn anew' says '3 drawn anew'
check 'old and new figure stand side by side' shows \
	'[letters["ash"]["figures"][0][k] for k in ("before", "now", "was")] ==
	["88%", "75%", 87.5]'
check 'with what changed' shows \
	'["pass.value", "88%", "75%"] in letters["ash"]["changes"]'
earlier() { test -s "$out/superseded/ash-lane-school.pdf" && shows \
	'letters["ash"]["earlier"] == "superseded/ash-lane-school.pdf"'; }
check 'and the way to the issue before' earlier
check 'a letter that has not changed says nothing' shows \
	'letters["yew"]["issue"] == 1 and letters["yew"]["changes"] == []'
check 'pictures of what is no letter any more are gone' absent \
	"$out/${old}1.png"
rm -r "$out/proof"
mill proof --jobs 3
check 'several processes draw what one would' says '4 drawn anew'
(cd "$out/proof" && sha256sum ./*) >"$work/several"
rm -r "$out/proof"
mill proof --jobs 1
alone() { (cd "$out/proof" && sha256sum ./*) | cmp - "$work/several"; }
check 'to the same bytes' alone
touch "$out/proof/notes.txt"
mill approve ash --by Ada
mill proof
check 'who approved a letter is told' shows \
	'letters["ash"]["approval"] == "approved by Ada"'
check 'and that nobody did' shows 'letters["yew"]["approval"] == ""'
check 'what is not ours stays' test -e "$out/proof/notes.txt"

# A file that somebody changed is not shown as the letter.
echo >>"$out/letters/ash-lane-school.pdf"
mill proof
check 'a file of other bytes is told of' shows \
	'any("not the one" in n or "another size" in n
	for n in letters["ash"]["notes"])'
check 'and cannot be marked' shows 'letters["ash"]["sha256"] == ""'
check 'nor has pictures' shows 'letters["ash"]["pictures"] == 0'
mill render

# A recipient whose letter cannot be made.
sed -i 's/^elm,.*/elm,1,x/' results.csv
mill render
mill proof
check 'a letter that cannot be made is there' shows \
	'"cannot be made" in letters["elm"]["notes"][0]'
check 'and the exit status says so' exits 1
sed -i 's/^elm,.*/elm,0,0/' results.csv
mill render

# Names are text.
sed -i 's/^\(yew\),[^,]*/\1,<\/script><img src=x onerror=alert(1)>/' \
	recipients.csv
mill render
mill proof
check 'a name like markup is shown as it is' shows \
	'letters["yew"]["name"] == "</script><img src=x onerror=alert(1)>"'
check 'and is no markup' fails grep -qi '<img' "$page"

# Without poppler.
rm -r "$out/proof"
mkdir "$work/bin"
for tool in timeout env; do ln -s "$(command -v $tool)" "$work/bin/"; done
PATH=$work/bin mill proof
check 'without pdftoppm it does not start' exits 2
check 'and says what to install' warns \
	'there is no pdftoppm on the PATH: install poppler'
cat >"$work/bin/pdftoppm" <<'TOOL'
#!/bin/sh
[ "$1" = -v ] && exit
printf 'P6\n3 3\n255\nabc'
TOOL
chmod +x "$work/bin/pdftoppm"
PATH=$work/bin:$PATH mill proof
check 'half a page is no page' warns 'pdftoppm gave half a page'
check 'and is told on the letter' shows \
	'"could not all be drawn" in letters["ash"]["notes"][0]'
check 'and by the exit status' exits 1
mill proof
check 'which the next time mends' says '4 drawn anew'
exec 9>"$out/.lock"
flock 9
mill proof
check 'while a run holds the job it waits or says so' warns 'pass --wait'
exec 9>&-
[ "$failures" = 0 ]
