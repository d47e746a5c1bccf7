# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A CA made by the openssl program that revokes: leaves that name responders and lists, lists of every kind,
responses to staple. Uses scripts/trial/pki.py."""

import os
import time

import pki

DAY = 86400


class Authority:
    """A root, and below it the CA that issues and revokes, in a folder of its own."""

    def __init__(self, folder, name="Revoking"):
        self.folder, self.name, self.requests = folder, name, 0
        os.makedirs(folder)
        self.root, self.issuer, self.key = (self.path(file) for file in
                                            ("root.pem", "issuer.pem", "issuer.key"))
        pki.run("req", "-x509", *self._new_key(self.path("root.key")), "-out", self.root,
                "-subj", f"/CN={name} Root", "-days", "900",
                "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self._sign(self.issuer, self.key, f"/CN={name} CA",
                   "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n",
                   self.root, self.path("root.key"))
        self.write("index.txt", "")
        self.write("serial", "1000\n")
        self.write("crlnumber", "10\n")
        self._configure("ca.conf", "index.txt")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    @staticmethod
    def _new_key(path):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]

    def _sign(self, path, key, subject, extensions, issuer, issuer_key, *more):
        """Outside of the index: whatever it shall be."""
        request, config = path + ".csr", path + ".ext"
        with open(config, "w") as file:
            file.write(extensions)
        pki.run("req", "-new", *self._new_key(key), "-out", request, "-subj", subject)
        pki.run("x509", "-req", "-in", request, "-CA", issuer, "-CAkey", issuer_key,
                "-CAcreateserial", "-extfile", config, "-out", path, *(more or ("-days", "300")))

    def _configure(self, name, index, extensions=""):
        return self.write(name, f"""[ca]
default_ca = own
[own]
database = {self.path(index)}
serial = {self.path('serial')}
crlnumber = {self.path('crlnumber')}
new_certs_dir = {self.folder}
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[lists]
authorityKeyIdentifier = keyid
{extensions}
""")

    def _by(self, config="ca.conf"):
        return ["-config", self.path(config), "-cert", self.issuer, "-keyfile", self.key, "-batch"]

    @staticmethod
    def _leaf_extensions(name, ocsp, crl, more):
        lines = ["basicConstraints = CA:FALSE", "keyUsage = critical,digitalSignature",
                 "extendedKeyUsage = serverAuth", f"subjectAltName = DNS:{name}"]
        lines += [f"authorityInfoAccess = OCSP;URI:{ocsp}"] if ocsp else []
        lines += [f"crlDistributionPoints = URI:{crl}"] if crl else []
        return "\n".join(lines + list(more)) + "\n"

    def leaf(self, name, ocsp="", crl="", indexed=True, more=()):
        """PATH.pem with its chain and PATH.key; not indexed: the responder does not know it."""
        path, extensions = self.path(name), self._leaf_extensions(name, ocsp, crl, more)
        if not indexed:
            self._sign(path + ".leaf", path + ".key", f"/CN={name}", extensions, self.issuer,
                       self.key)
        else:
            config = self.write(name + ".ext", extensions)
            pki.run("req", "-new", *self._new_key(path + ".key"), "-out", path + ".csr",
                    "-subj", f"/CN={name}")
            pki.run("ca", *self._by(), "-notext", "-extfile", config, "-days", "300",
                    "-in", path + ".csr", "-out", path + ".leaf")
        with open(path + ".pem", "w") as chain:
            for part in (path + ".leaf", self.issuer):
                with open(part) as file:
                    chain.write(file.read())
        return path

    def revoke(self, name, reason="unspecified"):
        pki.run("ca", *self._by(), "-revoke", self.path(name) + ".leaf", "-crl_reason", reason)

    def index_of_many(self, name, count):
        """An index of so many revoked certificates that nobody has."""
        with open(self.path(name), "w") as file:
            for serial in range(count):
                file.write(f"R\t351231235959Z\t260101000000Z\t{serial + 0x10000000:X}\tunknown\t/CN=x\n")
        return name

    def crl(self, name, extensions="", index="index.txt", more=("-crldays", "7")):
        """A list at NAME, DER."""
        config = self._configure(name + ".conf", index, extensions)
        path = self.path(name)
        pki.run("ca", *self._by(os.path.basename(config)), "-gencrl", "-crlexts", "lists",
                *more, "-out", path + ".pem")
        pki.run("crl", "-in", path + ".pem", "-outform", "DER", "-out", path)
        return path

    def old_crl(self, name):
        now = time.time()
        return self.crl(name, more=("-crl_lastupdate", pki.stamp(now - 9 * DAY),
                                    "-crl_nextupdate", pki.stamp(now - 2 * DAY)))

    def responder(self, name, purpose="OCSPSigning", days=30):
        """A responder's certificate and key; fewer than no days: it has ended."""
        path = self.path(name)
        now = time.time()
        ends = pki.stamp(now + days * DAY)
        config = self.write(name + ".ext", "keyUsage = critical,digitalSignature\n"
                            f"extendedKeyUsage = {purpose}\n")
        pki.run("req", "-new", *self._new_key(path + ".key"), "-out", path + ".csr",
                "-subj", f"/CN={name} of {self.name}")
        pki.run("ca", *self._by(), "-notext", "-extfile", config,
                "-startdate", pki.stamp(now - 30 * DAY), "-enddate", ends,
                "-in", path + ".csr", "-out", path + ".pem")
        return path

    def staple(self, name, signer):
        """What the responder would say of a leaf, DER."""
        path = self.path(name) + ".ocsp"
        pki.run("ocsp", "-index", self.path("index.txt"), "-CA", self.issuer,
                "-rsigner", signer + ".pem", "-rkey", signer + ".key", "-ndays", "3",
                "-issuer", self.issuer, "-cert", self.path(name) + ".leaf", "-respout", path,
                "-no_nonce", "-noverify")
        return path
