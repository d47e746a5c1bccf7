# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Who is revoked, as real responders and lists say: `openssl ocsp` with right and wrong responder's
certificates, lists of nginx that hold and lists that do not, staples; each answer its own. Then the
whole way: a certificate in use is revoked, an incident opens and ends when it is replaced.
nginx is unpacked below build/revocation-servers, nothing is installed."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.environ.get("CERTSTEWARD_SOURCE", os.path.join(HERE, "..", "..")))
BUILD = os.path.abspath(os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build", "check")))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "real"), os.path.join(SOURCE, "scripts", "trial")]

import _checks  # noqa: E402  (no byte code is written from here on)
import box  # noqa: E402  (found by the paths above)
import pki  # noqa: E402
import revocation_pki  # noqa: E402
import revocation_servers  # noqa: E402
import story  # noqa: E402
import trial  # noqa: E402
from packages import Packages  # noqa: E402

FOLDER = os.path.join(SOURCE, "build", "revocation-servers")
PACKAGES = ["nginx-light"]
LONG_LIST = 60000  # entries: more than a megabyte
DIRECT, DELEGATE, STRANGE, ENDED, NOT_MEANT, NOBODY = range(8881, 8887)
LISTS = ("good-list", "revoked-list", "held-list", "delta", "expired-list", "long-list", "indirect-list",
         "strange-list", "page", "elsewhere", "slow", "missing", "other-point")
FIELDS = ("status", "source", "reason", "problem", "revoked_at", "way", "via")
PROXIED = "http://lists.corp.example/proxied.crl"  # a name that only the proxy can lead to


class Lab:
    """The CA, what it publishes, and a server for each of its leaves."""

    def __init__(self, folder):
        self.authority = revocation_pki.Authority(os.path.join(folder, "ca"))
        self.other = revocation_pki.Authority(os.path.join(folder, "other-ca"), "Other")
        self.nginx = revocation_servers.Nginx(os.path.join(folder, "nginx"))
        self.addresses, self.responders = {}, {}

    def leaf(self, name, staple=None, **more):
        path = self.authority.leaf(name, **more)
        self.addresses[name] = box.add_address(len(self.addresses) + 1)
        return path

    def serve(self, name, staple=""):
        self.nginx.serve(self.addresses[name], self.authority.path(name), staple)

    def make_leaves(self):
        at = "http://127.0.0.1:"
        for name, port in (("good-ocsp", DIRECT), ("good-delegate", DELEGATE),
                           ("revoked-ocsp", DIRECT), ("strange-signer", STRANGE),
                           ("ended-signer", ENDED), ("not-meant-signer", NOT_MEANT),
                           ("no-answer", NOBODY)):
            self.leaf(name, ocsp=f"{at}{port}")
        self.leaf("unknown", ocsp=f"{at}{DIRECT}", indexed=False)
        self.leaf("post-only", ocsp="http://127.2.1.1/post")
        self.leaf("proxied", crl=PROXIED)
        # Each list at a host of its own: who answers wrongly three times is left alone for a while.
        for number, name in enumerate(LISTS, 1):
            self.leaf(name, crl=f"http://127.2.0.{number}/{name}.crl")
        self.leaf("staple-good")
        self.leaf("staple-revoked")
        self.leaf("nowhere")
        self.leaf("file-address", crl="file:///etc/passwd")

    def make_lists(self):
        ca, nginx = self.authority, self.nginx
        base = ca.crl("delta.crl", "freshestCRL = URI:http://127.3.0.1/changes.crl")
        nginx.publish(base)
        with open(ca.path("crlnumber")) as file:
            number = int(file.read(), 16) - 1
        for name, reason in (("revoked-ocsp", "keyCompromise"), ("revoked-list", "superseded"),
                             ("held-list", "certificateHold"), ("delta", "cessationOfOperation"),
                             ("staple-revoked", "affiliationChanged")):
            ca.revoke(name, reason)
        nginx.publish(ca.crl("changes.crl", f"2.5.29.27 = critical,ASN1:INTEGER:{number}"))
        for name in ("good-list", "revoked-list", "held-list"):
            nginx.publish(ca.crl(name + ".crl"))
        nginx.publish(ca.old_crl("expired-list.crl"))
        nginx.publish(ca.crl("long-list.crl", index=ca.index_of_many("many.txt", LONG_LIST)))
        nginx.publish(ca.crl("indirect-list.crl", "issuingDistributionPoint = critical,@point\n"
                             "[point]\nindirectCRL = TRUE"))
        nginx.publish(ca.crl("other-point.crl", "issuingDistributionPoint = critical,@point\n"
                             "[point]\nfullname = URI:http://127.0.0.1/another.crl"))
        nginx.publish(self.other.crl("strange-list.crl"))
        nginx.publish(ca.crl("proxied.crl"))
        # Without the question in its address: whoever asks by GET gets 404 elsewhere.
        nginx.place("post", f"proxy_pass http://127.0.0.1:{DIRECT}/;")
        nginx.place("page.crl", "default_type text/html; return 200 '<html>Welcome</html>';")
        nginx.place("elsewhere.crl", "return 302 http://127.0.0.1/good-list.crl;")
        nginx.publish(ca.path("good-list.crl"), "slow.crl")
        nginx.place("slow.crl", "limit_rate 20;")

    def start(self):
        ca = self.authority
        delegate, ended = ca.responder("delegate"), ca.responder("ended", days=-1)
        plain, strange = ca.responder("plain", "clientAuth"), self.other.responder("strange")
        for port, path in ((DIRECT, ""), (DELEGATE, delegate), (STRANGE, strange), (ENDED, ended),
                           (NOT_MEANT, plain)):
            self.responders[port] = revocation_servers.Responder(
                ca, port, *((path + ".pem", path + ".key") if path else ()))
        staples = {name: ca.staple(name, delegate) for name in ("staple-good", "staple-revoked")}
        for name in self.addresses:
            self.serve(name, staples.get(name, ""))
        self.nginx.start()


class Run:
    """certsteward with a store of its own over all servers of a lab."""

    def __init__(self, lab, name, settings):
        self.folder = os.path.join(box.FOLDER, "run-" + name)
        os.makedirs(self.folder)
        configuration = {
            "store": {"path": os.path.join(self.folder, "store.db"), "trial": "yes"},
            "discovery": [{"name": "servers", "type": "tls", "zone": "lab",
                           "targets": [f"{address}:443" for address in lab.addresses.values()],
                           "ca_file": lab.authority.root}],
            "revocation": {"networks": ["127.0.0.0/8"], "confirm": "1s",
                           "limits": {"timeout": "2s", "pass_time": "5m"}, **settings}}
        with open(os.path.join(self.folder, "c.yaml"), "w") as file:
            json.dump(configuration, file)
        self.later = 0

    def command(self, *words, good=(0, 3)):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.later))
        done = subprocess.run([os.path.join(BUILD, "certsteward"), "-c",
                               os.path.join(self.folder, "c.yaml"), "--now", now, *words],
                              capture_output=True, text=True, timeout=300)
        if done.returncode not in good:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: "
                               f"{done.stdout}{done.stderr}")
        return done.stdout

    def rows(self):
        """{common name: what is known of it}"""
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "store.db"))) as store:
            found = store.execute("SELECT c.subject_dn, " +
                                  ", ".join("r." + field for field in FIELDS) + ", l.problem FROM "
                                  "revocation r JOIN certificate c ON c.id = r.certificate_id "
                                  "LEFT JOIN crl l ON l.id = r.crl_id").fetchall()
        rows = {}
        for name, *values, list_problem in found:
            name = name.split("CN=")[1]
            rows[name] = dict(zip(FIELDS, values))
            rows[name]["problem"] = rows[name]["problem"] or list_problem or ""
        return rows


# What must be known: status, source, part of the problem, reason.
WANTED = {
    "good-ocsp": ("good", "ocsp", "", ""),
    "good-delegate": ("good", "ocsp", "", ""),
    "revoked-ocsp": ("revoked", "ocsp", "", "keyCompromise"),
    "unknown": ("unknown", "ocsp", "", ""),
    "post-only": ("good", "ocsp", "", ""),
    "proxied": ("unavailable", "", "", ""),
    "strange-signer": ("unavailable", "", "was not issued by the issuer", ""),
    "ended-signer": ("unavailable", "", "responder's certificate is out of date", ""),
    "not-meant-signer": ("unavailable", "", "not meant for OCSP", ""),
    "no-answer": ("unavailable", "", "connect", ""),
    "good-list": ("good", "crl", "", ""),
    "revoked-list": ("revoked", "crl", "", "superseded"),
    "held-list": ("revoked", "crl", "", "certificateHold"),
    "delta": ("revoked", "crl", "", "cessationOfOperation"),
    "expired-list": ("unavailable", "", "out of date", ""),
    "long-list": ("unavailable", "", "larger than allowed", ""),
    "indirect-list": ("unavailable", "", "indirect", ""),
    "strange-list": ("unavailable", "", "of another issuer", ""),
    "other-point": ("unavailable", "", "another distribution point", ""),
    "page": ("unavailable", "", "no revocation list", ""),
    "elsewhere": ("unavailable", "", "redirects (HTTP 302)", ""),
    "slow": ("unavailable", "", "", ""),
    "missing": ("unavailable", "", "HTTP 404", ""),
    "staple-good": ("good", "staple", "", ""),
    "staple-revoked": ("revoked", "staple", "", "affiliationChanged"),
}


def check_answers(checks, rows):
    for name, (status, source, problem, reason) in WANTED.items():
        row = rows.get(name, dict.fromkeys(FIELDS, ""))
        found = (row["status"], row["source"], row["reason"])
        checks.that(found == (status, source, reason) and problem in row["problem"],
                    f"{name}: {status} {source} {reason}" +
                    ("" if found == (status, source, reason) and problem in row["problem"]
                     else f", but it is {row}"))
        if status == "revoked":
            checks.that(abs(row["revoked_at"] - time.time()) < 3600, f"{name}: when")
    for name, how in (("good-ocsp", f"GET http://127.0.0.1:{DIRECT}"),
                      ("post-only", "POST http://127.2.1.1/post")):
        checks.that(rows[name]["via"].startswith(how), f"{name}: by {how}: {rows[name]['via']}")
    for name in ("nowhere", "file-address"):
        row = rows.get(name, dict.fromkeys(FIELDS, ""))
        checks.that(row["way"] in ("none", "") and row["status"] in ("", "unavailable"),
                    f"{name}: nobody is asked ({row['problem']})")


def check_questions(checks, lab):
    asked = lab.nginx.asked()
    for path in ("/good-list.crl", "/revoked-list.crl", "/delta.crl", "/changes.crl", "/page.crl",
                 "/elsewhere.crl", "/expired-list.crl"):
        checks.that(len(asked.get(path, [])) == 1, f"{path} was fetched once: {asked.get(path)}")


def answers(checks, lab):
    run = Run(lab, "all", {"crl": {"megabytes": 1}})
    print(run.command("discover").strip(), flush=True)
    check_answers(checks, run.rows())
    check_questions(checks, lab)
    before = lab.nginx.asked(), lab.responders[DIRECT].words()
    run.command("discover")
    asked = lab.nginx.asked()
    checks.that(all(asked[path] == before[0][path] for path in
                    ("/good-list.crl", "/page.crl", "/expired-list.crl")),
                "what is not due is not fetched again")
    return run


def people(checks, run):
    """What people see, after the revocation was said again."""
    run.later = 7200
    run.command("discover")
    shown = run.command("show", "revoked-ocsp")
    checks.that("revoked" in shown and "keyCompromise" in shown, f"show tells it: {shown[-600:]}")
    checks.that(time.strftime("%Y-%m-%d", time.gmtime()) in shown, "show tells since when")
    proof = os.path.join(run.folder, "answer.der")
    run.command("audit", "proof", "revoked-ocsp", "-o", proof)
    said = subprocess.run(["openssl", "ocsp", "-noverify", "-resp_text", "-respin", proof],
                          capture_output=True, text=True, check=False).stdout
    checks.that("Cert Status: revoked" in said, f"openssl reads the kept answer: {said[-300:]}")
    run.command("audit", "proof", "good-list", "-o", proof + ".none", good=(1,))
    checks.that(not os.path.exists(proof + ".none"), "nothing is written where nobody said so")
    states = {row["subject"]: row["state"] for row in json.loads(run.command("--json", "list"))}
    checks.that(states.get("revoked-list") == "revoked",
                f"list tells it: {states.get('revoked-list')}")
    checks.that(states.get("good-list") != "revoked", "and only of those")


def long_lists(checks, lab):
    run = Run(lab, "large", {"crl": {"megabytes": 1, "large": "yes"}})
    run.command("discover")
    row = run.rows()["long-list"]
    checks.that((row["status"], row["source"]) == ("good", "crl"),
                f"a list over the ceiling is read where the settings say so: {row}")
    with contextlib.closing(sqlite3.connect(os.path.join(run.folder, "store.db"))) as store:
        kept = store.execute("SELECT l.entries, length(b.body) FROM crl l JOIN crl_body b ON "
                             "b.crl_id = l.id WHERE l.url LIKE '%/long-list.crl'").fetchone()
    checks.that(kept == (LONG_LIST, 0), f"and not kept: {kept}")


def nonces(checks, lab):
    before = lab.responders[DELEGATE].words().count("OCSP Nonce")
    run = Run(lab, "nonce", {"ocsp": {"nonce": "yes"}})
    run.command("discover")
    row = run.rows()["good-delegate"]
    checks.that(row["status"] == "good", f"answered with a nonce: {row}")
    checks.that(before == 0 and lab.responders[DELEGATE].words().count("OCSP Nonce") > 0,
                "the responder saw a nonce, and none before")


def proxied(checks, lab):
    """Everything goes through the proxy, whole addresses and all: nginx tells what it was asked for."""
    run = Run(lab, "proxied", {"proxy": "http://127.0.0.1:80"})
    run.command("discover")
    row = run.rows()["proxied"]
    checks.that((row["status"], row["via"]) == ("good", PROXIED), f"answered by the proxy: {row}")
    checks.that(lab.nginx.asked().get(PROXIED) == [200], "which was asked for it once")


def guarded(checks, lab):
    """Without leave, nobody on this machine is spoken to."""
    before = lab.nginx.asked()
    run = Run(lab, "guarded", {"networks": []})
    run.command("discover")
    rows = run.rows()
    checks.that(rows["good-list"]["status"] in ("", "unavailable") and
                "127.2.0.1" in rows["good-list"]["problem"], f"refused: {rows['good-list']}")
    checks.that(rows["staple-good"]["status"] == "good", "a staple needs nobody's leave")
    checks.that(lab.nginx.asked() == before, "no list was fetched")


def ailing(checks, run):
    """An authority that says nothing for long is told once, however often it is asked."""
    said = []
    for days in (3, 4, 5):
        run.later = days * 86400
        said.append(run.command("discover"))
        checks.that("1 authorities ail" in said[-1], f"after {days} days it is told: {said[-1][-300:]}")
    shown = run.command("show", "Revoking CA")
    lines = [line for line in shown.splitlines() if "revocation-ailing" in line]
    checks.that(len(lines) == 1, f"the authority has one finding: {shown[-800:]}")
    trail = [line for line in run.command("audit", "export").splitlines()
             if "revocation service" in line]
    checks.that(len(trail) == 1, f"the trail has it once: {trail}")


class WholeWay:
    """The trial organisation, whose shop has a certificate that names a list."""

    LIST = "http://127.4.0.1/trial.crl"
    SETTINGS = """revocation:
  networks: [127.4.0.0/16]
  confirm: 10m
  every: {list: 30m}
"""

    def __init__(self, checks, lab):
        self.checks, self.nginx = checks, lab.nginx
        self.stage = trial.Trial(os.path.join(box.FOLDER, "trial"), BUILD, SOURCE)
        with open(self.stage.configuration, "a") as file:
            file.write(self.SETTINGS)
        self.issue()
        self.publish()
        self.stage.start_hook_runner()
        self.story = story.Story(self.stage, shown=False, say=lambda line: None)

    def issue(self):
        self.path = self.stage._issue("shop", ["shop.example.com"], 300,
                                      extensions=[f"crlDistributionPoints=URI:{self.LIST}"])
        self.fingerprint = pki.fingerprint(self.path + ".pem")

    def publish(self):
        path = os.path.join(self.stage.folder, "trial.crl")
        self.stage.authority.crl(path, 20)
        self.nginx.publish(path)

    def incidents(self, fingerprint):
        return self.stage.tickets("revoked:" + fingerprint)

    def tell(self):
        checks, story, stage = self.checks, self.story, self.stage
        story.command("stage", stage.far.name, "automate", "--reason", "trial")
        story.discover()
        story.pass_until(story.is_quiet, "a plan with nothing to do", passes=40)
        old = self.fingerprint
        checks.that(not stage.tickets("revoked:"), "no incident for what is good")
        stage.authority.revoke(self.path, "keyCompromise")
        self.publish()
        self.revoked = time.strftime("%Y-%m-%d", time.gmtime())
        found = story.pass_until(lambda: self.incidents(old), "an incident", passes=30, wait=600)
        story.pass_until(story.is_quiet, "a plan with nothing to do", passes=40)
        self.check_incident(self.incidents(old))
        self.issue()
        story.pass_until(lambda: self.is_ended(self.incidents(old)[0]), "the incident's end",
                         passes=20, wait=3 * 3600)
        print(f"{found[0]['number']} ended when the certificate was replaced", flush=True)
        checks.that(not self.incidents(self.fingerprint), "and none opened for the new one")

    @staticmethod
    def is_ended(incident):
        return incident["state"] in ("6", "7")  # resolved, closed

    def check_incident(self, found):
        checks = self.checks
        checks.that(len(found) == 1 and found[0]["sys_class_name"] == "incident",
                    f"one incident for the revoked certificate: {[t['number'] for t in found]}")
        text = json.dumps(found[0])
        checks.that("keyCompromise" in text, f"it tells why: {text[:1500]}")
        checks.that(self.revoked in text, "and since when")

    def close(self):
        self.stage.close()


def main():
    if not os.environ.get(box.INSIDE):
        box.need_room()
        if not shutil.which("openssl"):
            box.skip("there is no openssl program")
        packages = Packages(FOLDER)
        reason = packages.prepare([PACKAGES])
        if reason or not os.path.exists(os.path.join(packages.tree, "usr", "sbin", "nginx")):
            box.skip(f"nginx cannot be had: {reason or packages.missing}")
    box.enter(__file__)
    box.furnish(os.path.join(FOLDER, "root"))
    checks = _checks.Checks()
    lab = Lab(os.path.join(box.FOLDER, "revocation"))
    lab.make_leaves()
    lab.make_lists()
    lab.start()
    run = answers(checks, lab)
    people(checks, run)
    long_lists(checks, lab)
    nonces(checks, lab)
    guarded(checks, lab)
    proxied(checks, lab)
    ailing(checks, run)
    way = WholeWay(checks, lab)
    try:
        way.tell()
    except story.Failed as failure:
        checks.that(False, str(failure))
    finally:
        way.close()
    checks.finish()


if __name__ == "__main__":
    main()
