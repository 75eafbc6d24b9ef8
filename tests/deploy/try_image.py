#!/usr/bin/env python3
"""Run the image of `make image`, as a cluster would: no network, its own user,
the job mounted read-only. What the tasks of config/deploy leave must be, byte
for byte, the letters of the program that was built here.

    LETTERMILL=... tests/deploy/try_image.py FOLDER VERSION

as root; FOLDER and VERSION as config/deploy/make-image was given.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import clusters
from clusters import HOUSE, JOB, letters

USER = 10001
TYPEFACES = "/usr/local/share/lettermill/fonts/"  # the image's own


class Image:
    def __init__(self, folder, version):
        self.buildah = ["buildah", "--root", folder / "store", "--runroot",
                        folder / "run"]
        self.container = self.call("from", "--pull-never",
                                   f"lettermill:{version}").strip()

    def call(self, *words):
        env = dict(os.environ, BUILDAH_ISOLATION="chroot",
                   STORAGE_DRIVER="vfs")
        done = subprocess.run([str(word) for word in (*self.buildah, *words)],
                              env=env, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.exit(f"buildah {words[0]}: {done.stdout}")
        return done.stdout

    def run(self, job, out, words, variables):
        env = [part for name, value in variables.items()
               for part in ("--env", f"{name}={value}")]
        return self.call("run", "--network", "none",
                         "--volume", f"{job}:/job:ro", "--volume",
                         f"{out}:/out", *env, self.container, "--", *words)

    def close(self):
        self.call("rm", self.container)


def make_job(folder):
    """The job where a cluster expects it, readable for the image's user."""
    job = folder / "job"
    for part in ("config", "data"):
        shutil.copytree(HOUSE / part, job / part)
    settings = (job / "config" / f"{JOB}.ini").read_text(encoding="utf-8")
    (job / "config/lettermill.ini").write_text(
        settings.replace("../fonts/", TYPEFACES), encoding="utf-8")
    return job


def main():
    store, version = Path(sys.argv[1]).resolve(), sys.argv[2]
    clusters.set_up()
    image, wrong = Image(store, version), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        job = make_job(folder)
        whole = folder / "whole"
        subprocess.run([os.environ["LETTERMILL"], "render", "--quiet",
                        "--config", HOUSE / "config" / f"{JOB}.ini", "--out",
                        whole], check=True)
        subprocess.run(["chown", "-R", f"{USER}:{USER}", job], check=True)
        for cluster, tasks in clusters.TASKS.items():
            out = folder / cluster.replace(" ", "-")
            out.mkdir()
            os.chown(out, USER, USER)
            for words, variables in tasks():
                words = [word.replace("/job/", "/job/config/")
                         for word in words]
                image.run(job, out, words, variables)
            same = letters(out) == letters(whole) != {}
            wrong += not same
            print(f"{'ok' if same else 'not ok'} - in the image, as "
                  f"{cluster} would run it: the letters of one run here")
    image.close()
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
