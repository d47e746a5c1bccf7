# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The renew hook of a trial: gets a new certificate from the trial's CA and puts it where the
server reads it. Arguments: folder of the trial, fingerprint of the certificate to renew. The names
come as JSON on standard input, as for every hook."""

import json
import os
import sys

import pki


def main():
    folder, old = sys.argv[1], sys.argv[2]
    asked = json.load(sys.stdin)
    authority = pki.Authority.__new__(pki.Authority)
    authority.folder = os.path.join(folder, "ca")
    authority.root = os.path.join(authority.folder, "root.pem")
    authority.issuer = os.path.join(authority.folder, "issuer.pem")
    names = [name["text"] for name in asked["names"] if name["type"] == "dns"]
    served = os.path.join(folder, "served")
    for file in sorted(os.listdir(served)):
        path = os.path.join(served, file)
        if file.endswith(".pem") and pki.fingerprint(path) == old:
            with open(os.path.join(folder, "now")) as clock:
                now = int(clock.read())
            authority.issue(path[:-4], names, 397, now=now)
            print(f"renewed {', '.join(names)}: {pki.fingerprint(path)}")
            return 0
    print(f"nothing here serves {old}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
