#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Runs a command in a fresh clone inside a minimal Debian root below build/: what a newcomer meets.
#
# usage: clean-root.sh [COMMAND...]    default: scripts/check.sh; needs root and debootstrap
#
# Packages come from the Debian sources that this machine is configured for. Mounts and processes of
# the run live in namespaces of their own and end with it. Only what is committed is cloned.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

suite=bookworm
roots=$PWD/build/clean-root
[ $# -gt 0 ] || set -- scripts/check.sh

if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
	echo "needs root and the package 'debootstrap'" >&2
	exit 2
fi

# The files of /etc/apt that name the suite itself, not some vendor's archive built for it.
debian_sources() {
	grep -lE "(^|[[:space:]])$suite(-security|-updates)?([[:space:]]|\$)" \
		/etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true
}

first_archive() {
	debian_sources | xargs cat | awk '
		$1 == "URIs:" { print $2; exit }
		$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\//) { print $i; exit } }'
}

make_base() {
	echo "making a minimal root in $roots/base"
	rm -rf "$roots/base.part"
	mkdir -p "$roots"
	debootstrap --variant=minbase "$suite" "$roots/base.part" "$(first_archive)" >"$roots/debootstrap.log" 2>&1 || {
		tail -20 "$roots/debootstrap.log" >&2
		exit 1
	}
	local file
	rm -f "$roots/base.part/etc/apt/sources.list"
	for file in $(debian_sources); do
		install -D -m 644 "$file" "$roots/base.part$file"
	done
	cp -a /etc/apt/apt.conf.d/. "$roots/base.part/etc/apt/apt.conf.d/"
	mv "$roots/base.part" "$roots/base"
}

make_run() {
	rm -rf "$roots/run"
	cp -a --reflink=auto "$roots/base" "$roots/run"
	cp -L /etc/resolv.conf /etc/hosts "$roots/run/etc/"
	git clone -q --no-hardlinks . "$roots/run/certsteward"
	if [ -n "${CERTSTEWARD_CORPORA:-}" ]; then
		mkdir -p "$roots/run/corpora"
		cp -a "$CERTSTEWARD_CORPORA/." "$roots/run/corpora/"
	fi
}

# shellcheck disable=SC2016 # expanded by the inner shell
inside='
	set -e
	root=$1
	shift
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs tmpfs "$root/tmp"
	exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
		CI="${CI:-}" CERTSTEWARD_CORPORA="${CERTSTEWARD_CORPORA:+/corpora}" \
		sh -c "cd /certsteward && exec \"\$@\"" sh "$@"'

[ -d "$roots/base" ] || make_base
make_run
exec unshare --mount --pid --fork --kill-child --propagation private \
	bash -c "$inside" bash "$roots/run" "$@" </dev/null
