# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Servers from Debian, unpacked into a folder: nothing is installed, no script of a package runs."""

import contextlib
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess
import time

DOWNLOAD_SECONDS = 300  # for all that comes from outside
# Below /usr, of no use to a running server.
UNREAD = ("share/doc", "share/man", "share/locale", "include")


class Packages:
    """Archives and the tree that they are unpacked into, both below one folder of the build."""

    def __init__(self, folder):
        self.archives = os.path.join(folder, "archives")
        self.tree = os.path.join(folder, "root")
        self.stamp = os.path.join(folder, "unpacked")
        self.lock = os.path.join(os.path.dirname(os.path.abspath(folder)), "apt-lock")
        self.missing = {}  # package: why it cannot be had
        self.deadline = time.monotonic() + DOWNLOAD_SECONDS
        os.makedirs(self.archives, exist_ok=True)

    @contextlib.contextmanager
    def _lists_alone(self):
        """Another test may be fetching package lists: apt would refuse a second one and read half of them."""
        with open(self.lock, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _closure(self, names):
        """What apt would install for these packages: ["name=version"], or None with its reason."""
        with self._lists_alone():
            done = subprocess.run(["apt-get", "-s", "--no-install-recommends", "install", *names],
                                  capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.startswith("E:")]
            return None, lines[0][3:] if lines else "apt-get cannot choose packages"
        found = re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+) ", done.stdout, re.M)
        return ["=".join(pair) for pair in found], ""

    def _choose(self, groups):
        """All packages of all groups. Some exclude each other (two mail servers): then each half is
        asked for by itself."""
        chosen, reason = self._closure(sorted({name for group in groups for name in group}))
        if chosen is not None:
            return set(chosen)
        if len(groups) == 1:
            self.missing.update({name: reason for name in groups[0]})
            return set()
        half = len(groups) // 2
        return self._choose(groups[:half]) | self._choose(groups[half:])

    def _seconds_left(self):
        return max(1, self.deadline - time.monotonic())

    def _choose_anew(self, groups):
        """Package lists may be old or absent: then what they name cannot be had."""
        with self._lists_alone(), contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(["apt-get", "-q", "update"], capture_output=True,
                           timeout=self._seconds_left())
        self.missing = {}
        return sorted(self._choose(groups))

    def _archive(self, package):
        """File of "name=version", or None."""
        name, version = package.split("=", 1)
        escaped = glob.escape(version.replace(":", "%3a"))
        found = glob.glob(os.path.join(self.archives, f"{name}_{escaped}_*.deb"))
        return found[0] if found else None

    def _download(self, chosen):
        wanted = [package for package in chosen if not self._archive(package)]
        if wanted:
            print(f"downloading {len(wanted)} packages", flush=True)
        while wanted and self._seconds_left() > 1:
            part, wanted = wanted[:40], wanted[40:]
            try:
                done = subprocess.run(["apt-get", "-q", "download", *part], cwd=self.archives,
                                      capture_output=True, text=True,
                                      timeout=self._seconds_left())
            except subprocess.TimeoutExpired:
                break
            if done.returncode:
                print(done.stderr.strip()[-300:], flush=True)

    def _unpack_one(self, archive):
        data = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE)
        done = subprocess.run(["tar", "-x", "--keep-directory-symlink", "--no-same-owner",
                               *(f"--exclude=./usr/{name}" for name in UNREAD),
                               "-C", self.tree], stdin=data.stdout, capture_output=True, text=True)
        data.stdout.close()
        if data.wait() or done.returncode:
            os.unlink(archive)
            print(f"cannot unpack {archive}: {done.stderr.strip()[-200:]}", flush=True)

    def _unpack(self, archives):
        state = "\n".join(map(os.path.basename, archives))
        if os.path.exists(self.stamp):
            with open(self.stamp) as file:
                if file.read() == state:
                    return
        shutil.rmtree(self.tree, ignore_errors=True)
        # Debian's /bin, /lib, /sbin are links into /usr, and packages still fill both.
        for name in ("bin", "lib", "lib64", "sbin"):
            os.makedirs(os.path.join(self.tree, "usr", name))
            os.symlink(os.path.join("usr", name), os.path.join(self.tree, name))
        os.makedirs(os.path.join(self.tree, "etc"))
        print(f"unpacking {len(archives)} packages", flush=True)
        for archive in archives:
            self._unpack_one(archive)
        with open(self.stamp, "w") as file:
            file.write(state)

    def prepare(self, groups):
        """Empty when there is something to work with, else the reason. The list of packages is kept,
        so that a second run asks nobody."""
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            return "this is no Debian system"
        key = hashlib.sha256(repr(sorted(map(sorted, groups))).encode()).hexdigest()[:16]
        listed = os.path.join(os.path.dirname(self.stamp), "packages-" + key)
        if os.path.exists(listed):
            with open(listed) as file:
                chosen = file.read().split()
        else:
            chosen = sorted(self._choose(groups))
        self._download(chosen)
        if self.missing or not all(map(self._archive, chosen)):
            chosen = self._choose_anew(groups)
            self._download(chosen)
        archives = sorted(filter(None, map(self._archive, chosen)))
        if not archives:
            return "no package could be downloaded"
        if len(archives) == len(chosen) and not self.missing:
            with open(listed, "w") as file:
                file.write("\n".join(chosen))
        self._unpack(archives)
        return ""
