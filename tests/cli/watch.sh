#!/bin/bash
# watch: one letter, made again with every change of what it is made of, and
# nothing else touched.
. tests/cli/lib
copy_job tiny "$work/tiny"
preview=$out/preview.pdf
running=
trap '[ -z "$running" ] || kill -9 "$running"; cd /; rm -rf "$work"' EXIT

start() { # start ARGUMENTS: in the background, as $running
	"$LETTERMILL" watch --config "$config" "$@" \
		>"$said/out" 2>"$said/err" </dev/null &
	running=$!
}
end() { # end SIGNAL: the exit status; one that does not end is killed
	kill "-$1" "$running"
	soon is_gone || kill -9 "$running"
	wait "$running" 2>/dev/null
	status=$?
	running=
}
is_gone() { ! kill -0 "$running" 2>/dev/null; }
stamp() { stat -c '%i %Y %s' "$preview"; }
lines() { wc -l <"$said/out"; }
has_lines() { [ "$(lines)" -ge "$1" ]; }
answered() { has_lines $((told + 1)); }
# Before a change; after it `soon answered`.
mark() { told=$(lines) before=$(sha256sum "$preview"); }
text_of() { pdftotext "$preview" - | tr '\n' ' '; }
reads() { text_of | grep -qF -- "$1"; }
is_new() { [ "$(sha256sum "$preview")" != "$before" ]; }
is_kept() { [ "$(sha256sum "$preview")" = "$before" ]; }
others() { # letters/, the record, the lists
	find "$out" -type f ! -name preview.pdf -exec sha256sum {} + | sort
}
last_says() { tail -1 "$said/out" | grep -qF -- "$1"; }

mill render
name=$(sed -n '2s/^[^,]*,\([^,]*\),.*/\1/p' recipients.csv)
third=$(sed -n 4p recipients.csv | cut -d, -f1)

# ---- the text ----
start
check 'a first preview is made' soon has_lines 1
check 'it is the letter of the first recipient' last_says "$preview: $name, "
check 'a whole PDF' qpdf --check "$preview"
mark
echo 'A sentence more.' >>letter.md
check 'the text saved: made again' soon answered
check 'with what was written' reads 'A sentence more.'
check 'one line tells it' last_says ', made 2 times'
mark
sed 's/A sentence more/Another sentence/' letter.md >letter.md.new
mv letter.md.new letter.md
check 'a file put in its place: made again' soon answered
check 'with what it says' reads 'Another sentence.'

# ---- a text with errors ----
mark
echo '{{nonsense}}' >>letter.md
check 'a text with an error: told' soon answered
check 'by its place' soon warns 'letter.md:'
check 'and its name' warns 'nonsense'
check 'the last good preview stays' is_kept
check 'and says so' last_says "$preview: 1 error, shows the last good letter"
mark
sed -i '/nonsense/d; s/Another sentence/A mended one/' letter.md
check 'mended: made again' soon answered
check 'with the mended text' reads 'A mended one.'

# ---- data, configuration, fonts ----
mark
sed -i "2s/$name/Renamed School/" recipients.csv
check 'data changed: made again' soon answered
check 'with the new data' last_says ': Renamed School, '
mark
sed -i 's/^label = Passed/label = Went through/; s/^footer = .*/footer = Below/' \
	"$config"
check 'configuration changed: made again' soon answered
check 'with the new setting' reads 'Below'
mark
sed -i 's/^date *=.*/date = yesterday/' "$config"
check 'a wrong configuration: told' soon warns 'yesterday'
check 'the last good preview stays' is_kept
mark
sed -i 's/^date *=.*/date = 2021-03-02/' "$config"
check 'mended: made again' soon answered
check 'as good as before' is_new
cp results.csv other.csv
mark
sed -i 's/^file = results.csv/file = other.csv/' "$config"
soon answered
mark
sed -i 's/^\([^,]*\),[0-9]*,/\1,97,/' other.csv
check 'a file that is named only now is watched' soon answered
check 'and read' is_new
mark
rm fonts # a link; the files are elsewhere
check 'the fonts gone: told' soon warns 'fonts/'
check 'and kept' is_kept
mark
ln -s "$root/fonts" fonts
check 'the fonts back: made again' soon answered
check 'as they were' last_says ', made'

# ---- beside a run ----
mill render
check 'a run is not kept out' exits 0
mark
made=$(others)
exec 8<"$out/.lock"
flock 8
echo 'Beside a run.' >>letter.md
check 'a run does not keep the preview waiting' soon answered
check 'it is made' soon reads 'Beside a run.'
exec 8<&-
check 'nothing else was touched' same \
	"$(others)" "$made"
kept=$(stamp) told=$(lines)
touch unrelated
echo >unrelated
sleep 0.3
check 'other files are none of its business' same "$(stamp) $(lines)" \
	"$kept $told"
end INT
check 'Ctrl-C: status 0' exits 0
check 'no temporary file is left' no_leftovers

# ---- one letter of choice ----
start --only "$third"
check '--only chooses the letter' soon has_lines 1
mark
sed -i "/^$third,/d" recipients.csv
check 'its row gone: told' soon warns "no recipient is called '$third'"
check 'and kept' is_kept
end TERM
check 'SIGTERM: status 0' exits 0
trap '' HUP # as nohup does
start
trap - HUP
soon has_lines 1
kill -HUP "$running"
mark
echo 'One more paragraph.' >>letter.md
check 'where it is to outlive its terminal, it does' soon answered
end TERM
check 'and ends when it is told to' exits 0
rm "$preview"
start --quiet
soon [ -f "$preview" ]
end INT
check '--quiet says nothing' says_nothing
check 'and ends well' exits 0

# ---- from nothing ----
rm -rf out
start
soon has_lines 1
end INT
check 'without a run before: only the preview is made' same \
	"$(find out -type f)" "$preview"
mill list
check 'the job is as one that was never run' exits 0
mill watch --only a --only b
check 'two letters are refused' exits 2
config=nowhere.ini
mill watch
check 'no configuration: status 2' exits 2
check 'and its name' warns 'nowhere.ini: error: there is no such file'

# ---- on a terminal ----
cd "$work" && copy_job tiny "$work/terminal"
"$PYTHON" - "$LETTERMILL" "$config" >"$work/screen" 2>&1 <<'END'
import os, pty, select, signal, sys, time
pid, screen = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "watch", "--config", sys.argv[2]])
seen = b""
def until(words):
    global seen
    end = time.monotonic() + 60
    while words not in seen and time.monotonic() < end:
        if select.select([screen], [], [], 0.1)[0]:
            seen += os.read(screen, 65536)
    assert words in seen, (words, seen)
until(b"made 1 time")
with open("letter.md", "a") as text:
    text.write("{{nonsense}}\n")
until(b"last good letter")
until(b"nonsense")
assert seen.count(b"\x1b[H\x1b[2J") == 2, seen
os.write(screen, b"\x03")
end = time.monotonic() + 60
while time.monotonic() < end:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        break
    time.sleep(0.01)
else:
    os.kill(pid, signal.SIGKILL)
    sys.exit("does not end")
assert status == 0, status
END
check 'on a terminal the screen is cleared and written again' same \
	"$? $(cat "$work/screen")" '0 '
