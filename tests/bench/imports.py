# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Measures how a large file of nmap is taken over: CPU seconds of the command, and its memory for a tenth
of the file beside all of it.

The file has the shape that nmap 7.93 writes with --script ssl-cert: every host up, port 443 open, the
certificate spelled out and as PEM with its line ends escaped, some 4 KB a host."""

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

LIMITS = {"nmap100k_s": 10}
HOSTS, CERTIFICATES = 100_000, 10_000
SERIAL = bytes.fromhex("02145a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a")

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - {{name: scans, type: nmap, paths: [{file}]}}
"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -n -Pn -p 443 -&#45;script ssl-cert -oX scan.xml 10.0.0.0/8" \
start="1760000000" startstr="x" version="7.93" xmloutputversion="1.05">
<scaninfo type="connect" protocol="tcp" numservices="1" services="443"/>
<verbose level="0"/>
<debugging level="0"/>
"""
TAIL = """<runstats><finished time="1760003600" timestr="x" elapsed="3600" exit="success"/>\
<hosts up="1" down="0" total="1"/>
</runstats>
</nmaprun>
"""
HOST = """<host starttime="1760000100" endtime="1760000200"><status state="up" reason="user-set" \
reason_ttl="0"/>
<address addr="%s" addrtype="ipv4"/>
<hostnames>
</hostnames>
<ports><port protocol="tcp" portid="443"><state state="open" reason="syn-ack" reason_ttl="0"/>\
<service name="https" method="table" conf="3"/>%s</port>
</ports>
<times srtt="6904" rttvar="5184" to="100000"/>
</host>
"""
NAME = """<elem key="commonName">shop.example</elem>
<elem key="organizationName">Example &amp; Co</elem>
</table>
"""
EXTENSION = """<table>
<elem key="name">X509v3 Key Identifier</elem>
<elem key="value">B2:CD:E0:AE:F6:85:A9:8E:C4:FD:DF:06:EA:13:DC:76:1B:0F:A4:B2</elem>
</table>
"""
SCRIPT = ("""<script id="ssl-cert" output="Subject: commonName=shop.example/organizationName=Example \
&amp; Co&#xa;Subject Alternative Name: DNS:shop.example&#xa;Issuer: commonName=shop.example&#xa;\
Public Key type: rsa&#xa;Public Key bits: 2048&#xa;Signature Algorithm: sha256WithRSAEncryption&#xa;\
Not valid before: 2026-11-21T02:49:35&#xa;Not valid after:  2026-12-21T02:49:35&#xa;\
MD5:   393758bf826ae55d0d9cdb2d8d912b73&#xa;SHA-1: e834de374c55fbe51f742617a9875aa738737578">\
<table key="subject">
""" + NAME + """<table key="issuer">
""" + NAME + """<table key="pubkey">
<elem key="type">rsa</elem>
<elem key="bits">2048</elem>
<elem key="modulus">""" + "DB56A32C" * 64 + """</elem>
<elem key="exponent">65537</elem>
</table>
<table key="extensions">
""" + EXTENSION * 4 + """</table>
<elem key="sig_algo">sha256WithRSAEncryption</elem>
<table key="validity">
<elem key="notBefore">2026-11-21T02:49:35</elem>
<elem key="notAfter">2026-12-21T02:49:35</elem>
</table>
<elem key="md5">393758bf826ae55d0d9cdb2d8d912b73</elem>
<elem key="sha1">e834de374c55fbe51f742617a9875aa738737578</elem>
<elem key="pem">%s</elem>
</script>""")


def certificate(folder):
    """DER of a certificate whose serial number is patched to make others of it."""
    key, pem, der = (os.path.join(folder, name) for name in ("c.key", "c.pem", "c.der"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "397",
                    "-set_serial", "0x" + SERIAL[2:].hex(), "-subj", "/O=Example Co/CN=shop.example",
                    "-addext", "subjectAltName=DNS:shop.example", "-keyout", key, "-out", pem],
                   check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-in", pem, "-outform", "DER", "-out", der], check=True)
    with open(der, "rb") as file:
        return file.read()


def as_nmap_writes(der):
    encoded = base64.b64encode(der).decode()
    lines = [encoded[at:at + 64] for at in range(0, len(encoded), 64)]
    lines = ["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""]
    return "&#xa;".join(lines).replace("--", "-&#45;")


def write_scan(path, der, hosts, certificates):
    at = der.index(SERIAL) + len(SERIAL) - 8
    scripts = [SCRIPT % as_nmap_writes(der[:at] + number.to_bytes(8, "big") + der[at + 8:])
               for number in range(certificates)]
    with open(path, "w") as file:
        file.write(HEAD)
        for host in range(hosts):
            address = f"10.{host >> 16}.{host >> 8 & 255}.{host & 255}"
            file.write(HOST % (address, scripts[host % certificates]))
        file.write(TAIL)


def take_over(build, folder, path):
    """(CPU seconds, megabytes, what it printed)."""
    config, output = os.path.join(folder, "c.yaml"), os.path.join(folder, "output")
    with open(config, "w") as file:
        file.write(CONFIGURATION.format(folder=folder, file=path))
    with open(output, "w") as file:
        process = subprocess.Popen([os.path.join(build, "certsteward"), "-c", config, "discover",
                                    "--facts-only"], stdin=subprocess.DEVNULL, stdout=file)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    with open(output) as file:
        said = file.read()
    if process.returncode:
        raise RuntimeError(f"certsteward discover ended with {process.returncode}: {said}")
    return round(usage.ru_utime + usage.ru_stime, 2), round(usage.ru_maxrss / 1024), said


def forget(folder):
    for name in os.listdir(folder):
        if name.startswith("store.db"):
            os.unlink(os.path.join(folder, name))


def measure(build, scratch=None, tell=lambda text: None):
    """All figures by name."""
    folder = tempfile.mkdtemp(prefix="certsteward-bench-imports-", dir=scratch)
    path = os.path.join(folder, "scan.xml")
    figures = {}
    try:
        der = certificate(folder)
        write_scan(path, der, HOSTS // 10, CERTIFICATES)
        seconds, figures["nmap10k_rss_mb"], said = take_over(build, folder, path)
        forget(folder)
        write_scan(path, der, HOSTS, CERTIFICATES)
        figures["nmap100k_file_mb"] = os.path.getsize(path) >> 20
        figures["nmap100k_s"], figures["nmap100k_rss_mb"], said = take_over(build, folder, path)
        tell(said.strip())
        if f"{HOSTS} served" not in said or f"{CERTIFICATES} new certificates" not in said:
            raise RuntimeError(f"not all was taken over: {said}")
        figures["nmap100k_again_s"], _, said = take_over(build, folder, path)
        os.utime(path)
        figures["nmap100k_reread_s"], figures["nmap100k_reread_mb"], said = \
            take_over(build, folder, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh imports", description=__doc__)
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("source", help=argparse.SUPPRESS)
    parser.add_argument("name", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print the figures as one object")
    parser.add_argument("--scratch", metavar="FOLDER", help="where the file is made (about 1 GB)")
    options = parser.parse_args()
    figures = measure(options.build, options.scratch,
                      lambda text: print(f"bench: {text}", file=sys.stderr, flush=True))
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            limit = f"   (at most {LIMITS[name]})" if name in LIMITS else ""
            print(f"{name:24}{value}{limit}")
    return 1 if any(value > LIMITS.get(name, value) for name, value in figures.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
