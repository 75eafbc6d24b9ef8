/* The chapter on a job that several machines share. */
#include "manual/chapters.h"
#include "manual/roff.h"

static const char array_script[] =
	"#!/bin/sh\n"
	"#SBATCH --array=0-7 --requeue\n"
	"exec lettermill render --shard \"$SLURM_ARRAY_TASK_ID/8\" --wait\n";

void chapter_shards(struct text *out)
{
	roff_chapter(out, "SHARDS");
	roff_words(out, "Machines that see one folder share a job: render "
		"--shard I/N makes the letters of shard I of N, numbered from "
		"0 and to be run in any order, at once or not. Whose letter it "
		"is depends on its key alone, the first 64 bits of the key's "
		"SHA-256 modulo N; the averages are of all rows, which each "
		"shard reads. So any N leaves the same bytes as one machine.");
	roff_block(out, "run",
		"$ lettermill render --shard 0/3 --out shared\n"
		"shared/gym, shard 0/3: 2 made, 0 unchanged, 0 failed\n"
		"$ lettermill render --shard 1/3 --out shared\n"
		"shared/gym, shard 1/3: 1 made, 0 unchanged, 0 failed\n"
		"$ lettermill list --out shared | tail -n 1\n"
		"shard 2/3: not run, 1 to make: 'lettermill render --shard "
		"2/3'\n"
		"$ lettermill render --shard 2/3 --out shared\n"
		"shared/gym, shard 2/3: 1 made, 0 unchanged, 0 failed\n"
		"$ lettermill render --out shared\n"
		"shared/gym: 0 made, 4 unchanged, 0 failed\n");
	roff_words(out, "A shard writes into a folder of its own, "
		"DIR/JOB/shards/I-of-N, with its record and its lists, so that "
		"no two machines write one file; the letters go where all are. "
		"One that was lost, killed or not run is found by list, and is "
		"run again alone: it makes what is left. Nothing has to be "
		"merged: all commands read the records of shards as one, and "
		"those that write (render and sign without --shard, approve, "
		"mail, send) first take them into DIR/JOB/job.db, and wait or "
		"are refused while a shard is being made. The lists of all, "
		"manifest.csv and failed.csv, are written by the next render "
		"without --shard. As long as the job stands in N shards, none "
		"of another N are made of it.\n\n"
		"The number is the scheduler's to give: SLURM_ARRAY_TASK_ID, "
		"JOB_COMPLETION_INDEX of a Kubernetes Indexed Job, "
		"AWS_BATCH_JOB_ARRAY_INDEX. The folder needs locks that hold "
		"between the machines, as NFS from version 4 has them. With "
		"Slurm, array.sh, given to sbatch:");
	roff_block(out, "file array.sh", array_script);
}
