#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Installs with apt what building (build), building and testing (test) or measuring beside other
# programs (bench) needs and is missing.

set -euo pipefail

build_packages=(gcc libc6-dev cmake ninja-build pkg-config libcurl4-openssl-dev libssl-dev libyajl-dev
	libxml2-dev libsqlite3-dev libcmocka-dev libyaml-dev libjq-dev libonig-dev libmicrohttpd-dev
	libjansson-dev libc-ares-dev libldns-dev libseccomp-dev ca-certificates openssl python3 jq)
test_packages=(clang clang-format clang-tidy cppcheck libclang-rt-14-dev llvm universal-ctags
	lld sqlite3 ccache)
bench_packages=(nmap curl)

usage() {
	echo "usage: $0 [build|test|bench]" >&2
	exit 2
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
	elif command -v sudo >/dev/null && [ -t 0 ]; then
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	else
		echo "cannot install: run as root, or give this user sudo, or install by hand:" >&2
		echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
}

is_installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Nothing in the lists is a daemon. In CI a policy of 101 makes sure that no package starts one.
policy=/usr/sbin/policy-rc.d
policy_is_ours=no
put_policy() {
	if [ "${CI:-}" = true ] && [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
		as_root chmod 755 "$policy"
		policy_is_ours=yes
	fi
}
take_policy() {
	if [ "$policy_is_ours" = yes ]; then
		as_root rm -f "$policy"
	fi
}

install_missing() {
	as_root apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 \
		install --no-install-recommends "${missing[@]}" </dev/null
}

case "${1:-test}" in
build) wanted=("${build_packages[@]}") ;;
test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
bench) wanted=("${build_packages[@]}" "${bench_packages[@]}") ;;
*) usage ;;
esac

missing=()
for package in "${wanted[@]}"; do
	is_installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
	echo "all ${#wanted[@]} packages are installed already"
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	echo "this is no Debian system; install what these packages hold: ${missing[*]}" >&2
	exit 1
fi

echo "installing with apt: ${missing[*]}"
trap take_policy EXIT
put_policy
# Package lists may be old or absent: they are fetched anew only when they do not serve.
install_missing || { as_root apt-get -q update </dev/null && install_missing; }
