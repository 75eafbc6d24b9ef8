#!/bin/bash
# A job as an array of a real Slurm, on this machine alone: one task is killed
# half-way and queued again, and the letters are those of one run.
. tests/cli/lib
for program in sbatch scontrol sinfo slurmctld slurmd munged; do
	PATH=$PATH:/usr/sbin command -v $program >/dev/null ||
		{ echo "# skip: no $program: make test-slurm installs it"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo '# skip: slurmd has to run as root'; exit 0; }
PATH=$PATH:/usr/sbin
shards=2 killed=1

started=()
end_all() { # what was started here, the last first
	for ((i = ${#started[@]} - 1; i >= 0; i--)); do
		kill "${started[$i]}" 2>/dev/null
		wait "${started[$i]}" 2>/dev/null
	done
	cd /
	rm -rf "$work"
}
trap end_all EXIT
wait_for() { # wait_for SECONDS COMMAND ...
	local left=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $((left--)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# ---- a cluster of one machine, in a folder that goes ----
mkdir -p "$work"/slurm/{state,spool}
chmod 755 "$work" "$work/slurm"
free_port() {
	"$PYTHON" -c 'import socket
with socket.socket() as s:
    s.bind(("", 0))
    print(s.getsockname()[1])'
}
head -c 1024 /dev/urandom >"$work/slurm/munge.key"
chmod 600 "$work/slurm/munge.key"
export SLURM_CONF=$work/slurm/slurm.conf
# A task that is queued again waits until its credential has ended.
cat >"$SLURM_CONF" <<END
ClusterName=here
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/slurm/munge,cred_expire=5
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1
KillWait=1
MpiDefault=none
ReturnToService=2
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/spool
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/slurmd.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/slurmd.log
NodeName=$(hostname) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
munged --foreground --force --socket="$work/slurm/munge" \
	--key-file="$work/slurm/munge.key" --pid-file="$work/slurm/munge.pid" \
	--log-file="$work/slurm/munge.log" --seed-file="$work/slurm/seed" \
	>"$work/slurm/munged.out" 2>&1 &
started+=($!)
wait_for 20 [ -S "$work/slurm/munge" ]
slurmctld -D >"$work/slurm/slurmctld.out" 2>&1 &
started+=($!)
slurmd -D >"$work/slurm/slurmd.out" 2>&1 &
started+=($!)
is_idle() { [ "$(sinfo -h -o %T)" = idle ]; }
if ! wait_for 60 is_idle; then
	echo "# skip: no cluster on this machine: $(tail -qn 2 "$work"/slurm/*.log \
		"$work"/slurm/*.out | tr '\n' ' ')"
	exit 0
fi

# ---- the array ----
copy_job review "$work/review"
mill render --out whole
sums "whole/$name" >"$work/sums"
# Of half the letters: 64 may be on their way, and 64 are recorded at once.
halt_at 150
cat >array.sh <<END
#!/bin/sh
#SBATCH --array=0-$((shards - 1)) --requeue --output=task-%a.txt --open-mode=append
shard=\$SLURM_ARRAY_TASK_ID/$shards
set -- $LETTERMILL render --config $config --shard "\$shard" --jobs 1
if [ \$SLURM_ARRAY_TASK_ID = $killed ] && [ -z "\$SLURM_RESTART_COUNT" ]; then
	env ${halt[*]} "\$@" &
	echo \$! >half-way
	sleep 600
fi
exec "\$@"
END
job=$(sbatch --parsable array.sh)
check 'the array is taken' [ -n "$job" ]
is_half_way() { # some of its letters are recorded, and it stands still
	run=$(cat half-way) && halted 1 && [ "$(sqlite3 \
		"$out/shards/$killed-of-$shards/job.db" \
		'SELECT count(*) FROM letter')" -gt 0 ]
}
wait_for 120 is_half_way
check "task $killed came half-way" is_half_way
others_ended() {
	[ "$(cat task-*.txt 2>/dev/null | grep -c ' 0 failed')" = \
		$((shards - 1)) ]
}
wait_for 120 others_ended
check 'the others came to their end' others_ended
mill list
check 'it is told as running' grep -qE "^shard $killed/$shards: running, " \
	"$said/out"
is_lost() { # once its worker is gone, too
	mill list
	grep -qE "^shard $killed/$shards: did not end, [0-9]+ to make: " \
		"$said/out"
}
worker=$(pgrep -P "$run")
kill -9 "$run"
kill -CONT "$worker"
wait_for 20 is_lost
check 'killed, it is told as lost' is_lost
waiting=$(sed -n 's/.*did not end, \([0-9]*\) to make.*/\1/p' "$said/out")
stamps >"$work/stamps"
scontrol requeue "${job}_$killed"
check 'its task can be queued again' [ $? = 0 ]
has_ended() { grep -q ' 0 failed' "task-$killed.txt"; }
wait_for 180 has_ended
check 'and makes what was left' grep -q \
	"shard $killed/$shards: $waiting made, " "task-$killed.txt"
check 'and replaces no letter' same "$(replaced "$work/stamps" | wc -l)" \
	$((354 - $(wc -l <"$work/stamps")))
mill list
check 'no shard is lost any more' fails says shard
check 'the letters are those of one run' same "$(sums)" "$(cat "$work/sums")"
mill verify
check 'and all are good' exits 0
mill render
check 'one run of all has nothing to make' says ' 0 made, 354 unchanged'
check 'and leaves the list of one' cmp "$out/manifest.csv" \
	"whole/$name/manifest.csv"
check 'each letter was made once' same "$(sqlite3 "$out/job.db" "SELECT
	count(*), count(DISTINCT letter) FROM event WHERE kind = 1")" '354|354'
[ "$failures" = 0 ]
