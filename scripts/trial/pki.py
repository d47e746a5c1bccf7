# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Keys and certificates for a trial, made by the openssl program."""

import os
import subprocess
import time


def run(*words, text=None):
    done = subprocess.run(["openssl", *words], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr.strip()}")
    return done.stdout


def stamp(seconds):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


class Authority:
    """A root and an issuing CA in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.root = os.path.join(folder, "root.pem")
        self.issuer = os.path.join(folder, "issuer.pem")
        self._self_signed("root", "/O=Example Ltd/CN=Example Root CA", 3650)
        self._issuer()
        with open(os.path.join(folder, "index.txt"), "w"):
            pass
        with open(os.path.join(folder, "serial"), "w") as serial:
            serial.write(os.urandom(8).hex() + "\n")
        self._configure()

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _self_signed(self, name, subject, days):
        run("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-keyout", self._path(name + ".key"),
            "-out", self._path(name + ".pem"), "-subj", subject, "-days", str(days),
            "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def _issuer(self):
        request = self._path("issuer.csr")
        extensions = self._path("issuer.ext")
        with open(extensions, "w") as file:
            file.write("basicConstraints=critical,CA:TRUE,pathlen:0\n"
                       "keyUsage=critical,keyCertSign,cRLSign\n")
        run("req", "-newkey", "rsa:3072", "-nodes", "-keyout", self._path("issuer.key"),
            "-out", request, "-subj", "/C=CH/O=Example Ltd/CN=Example Issuing CA 3")
        run("x509", "-req", "-in", request, "-CA", self.root, "-CAkey", self._path("root.key"),
            "-CAcreateserial", "-days", "3000", "-extfile", extensions, "-out", self.issuer)

    def _configure(self):
        with open(self._path("ca.conf"), "w") as file:
            file.write(f"""[ca]
default_ca = trial
[trial]
database = {self._path('index.txt')}
serial = {self._path('serial')}
new_certs_dir = {self.folder}
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
x509_extensions = leaf
[any]
countryName = optional
organizationName = optional
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
""")

    def issue(self, path, names, days_left, lifetime=398, key="rsa:2048", now=None, extensions=()):
        """A leaf for these names at PATH.pem (with its chain) and PATH.key. Extensions in the words of
        openssl's configuration."""
        now = int(now or time.time())
        end = now + days_left * 86400
        options = ["-newkey", key] if ":" in key else \
            ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{key}"]
        run("req", "-new", *options, "-nodes", "-keyout", path + ".key.new", "-out", path + ".csr",
            "-subj", f"/C=CH/O=Example Ltd/CN={names[0]}",
            "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names),
            *(word for extension in extensions for word in ("-addext", extension)))
        run("ca", "-config", self._path("ca.conf"), "-batch", "-notext", "-in", path + ".csr",
            "-cert", self.issuer, "-keyfile", self._path("issuer.key"), "-out", path + ".leaf",
            "-startdate", stamp(end - lifetime * 86400), "-enddate", stamp(end))
        with open(path + ".pem.new", "w") as chain:
            for part in (path + ".leaf", self.issuer):
                with open(part) as file:
                    chain.write(file.read())
        os.replace(path + ".key.new", path + ".key")
        os.replace(path + ".pem.new", path + ".pem")
        return path

    def revoke(self, path, reason):
        self._ca("-revoke", path + ".leaf", "-crl_reason", reason)

    def crl(self, path, days):
        """Who is revoked, for so many days, as DER."""
        self._ca("-gencrl", "-crldays", str(days), "-out", path + ".pem")
        run("crl", "-in", path + ".pem", "-outform", "DER", "-out", path)

    def _ca(self, *words):
        run("ca", "-config", self._path("ca.conf"), "-batch", "-cert", self.issuer,
            "-keyfile", self._path("issuer.key"), *words)


def self_signed(path, name, days=300, key="rsa:2048"):
    run("req", "-x509", "-newkey", key, "-nodes", "-keyout", path + ".key", "-out", path + ".pem",
        "-subj", f"/CN={name}", "-days", str(days), "-addext", f"subjectAltName=DNS:{name}",
        "-addext", "basicConstraints=critical,CA:FALSE")
    return path


def fingerprint(path):
    line = run("x509", "-in", path, "-noout", "-fingerprint", "-sha256")
    return line.split("=", 1)[1].strip().replace(":", "").lower()
