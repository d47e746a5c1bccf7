# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Includes point down the layers only, and each library is seen in its one home only."""

import re
from pathlib import Path

import _guard

ABOVE_NOTHING = ("flow", "mapping", "trust", "store", "contract", "model", "base")
MAY_INCLUDE = {
    "main": ("service",) + ABOVE_NOTHING,
    "service": ABOVE_NOTHING,
    "flow": ("mapping", "trust", "store", "contract", "model", "base"),
    "adapters": ("contract", "trust", "model", "base"),
    "mapping": ("model", "base"),
    "store": ("model", "base"),
    "contract": ("model", "base"),
    "trust": ("model", "base"),
    "model": ("base",),
    "base": (),
    "worker": ("base",),
    "hook": ("base",),
    "sandbox": (),
}

# Header of a library -> the files that may see it, even through another header.
HOMES = {
    r"sqlite3\.h|sqlite3ext\.h": r"connector/store/|sandbox/",
    r"curl/.*": r"connector/base/http_curl\w*\.[ch]",
    r"yajl/.*": r"connector/base/json\w*\.",
    r"libxml/.*": r"connector/base/xml\w*\.",
    r"yaml\.h": r"connector/base/yaml\w*\.",
    r"openssl/.*": r"connector/model/certificate|connector/trust/|connector/base/digest"
                   r"|adapters/discovery/(tls|files)/|sandbox/",
    r"ares\w*\.h": r"adapters/discovery/tls/",
    r"ldns/.*": r"adapters/discovery/tls/tls_zone\.c",
    r"j[qv]\.h": r"worker/",
    r"seccomp\.h": r"worker/",
    r"microhttpd\.h": r"sandbox/",
    r"jansson\.h": r"sandbox/",
}

# The C library, the kernel and the compiler; any other header is a library that needs a home above.
SYSTEM = re.compile(
    r"(sys|linux|netinet|arpa|net|asm|asm-generic|sanitizer)/.*"
    r"|(assert|ctype|dirent|dlfcn|endian|err|errno|fcntl|fenv|float|fnmatch|getopt|glob|grp|iconv"
    r"|ifaddrs|inttypes|langinfo|libgen|limits|locale|malloc|math|mqueue|netdb|paths|poll|pthread"
    r"|pwd|regex|resolv|sched|search|semaphore|setjmp|shadow|signal|spawn|stdalign|stdarg|stdatomic"
    r"|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|syslog|termios|threads|time"
    r"|uchar|ucontext|unistd|utime|wchar|wctype)\.h")


def layer_of(path):
    """(layer, own folder) of a file; the own folder is what it may include freely."""
    parts = path.parts
    if parts[0] == "connector":
        return ("main", "connector") if len(parts) == 2 else (parts[1], f"connector/{parts[1]}")
    if parts[0] == "adapters":
        return "adapters", "/".join(parts[:3])
    return parts[0], parts[0]


def check_direction(path):
    layer, own = layer_of(path)
    if layer not in MAY_INCLUDE:
        return [f"{path}: 'connector/{layer}' is no layer of the design"]
    complaints = []
    for is_system, name in _guard.includes(path):
        if is_system:
            continue
        if ".." in Path(name).parts:
            complaints.append(f"{path}: '{name}' climbs out of its folder")
            continue
        target = _guard.resolve(path, name)
        if target is None:
            complaints.append(f"{path}: '{name}' is not in the tree")
            continue
        target_layer, target_own = layer_of(target)
        if target_own != own and target_layer not in MAY_INCLUDE[layer]:
            allowed = ", ".join(MAY_INCLUDE[layer]) or "nothing else"
            complaints.append(f"{path}: '{name}' is of {target_layer}; {layer} may include {allowed}")
    return complaints


def chain(origin, path):
    steps = [str(path)]
    while origin[path] is not None:
        path = origin[path]
        steps.append(str(path))
    return " <- ".join(steps)


def check_homes(path):
    complaints = []
    origin = _guard.closure(path)
    for seen in origin:
        for is_system, name in _guard.includes(seen):
            if not is_system or SYSTEM.fullmatch(name):
                continue
            homes = [home for header, home in HOMES.items() if re.fullmatch(header, name)]
            if not homes:
                complaints.append(f"{seen}: <{name}> has no home; name one in tests/guard/layers.py")
            elif not re.match(homes[0], str(path)):
                complaints.append(f"{path}: sees <{name}> away from its home, by {chain(origin, seen)}")
    return complaints


def main():
    sources = [path for path in _guard.files(".c", ".h", below=_guard.CODE)
               if "tests" not in path.parts]
    complaints = []
    for path in sources:
        complaints += check_direction(path) + check_homes(path)
    _guard.finish(sorted(set(complaints)), f"{len(sources)} files include downwards only")


main()
