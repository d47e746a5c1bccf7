# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Measures what Jira's Assets costs: calls for new certificates with one relation each, and how long a first
fill takes while the sandbox holds the documented limits of Jira Cloud (500 searches, 2,000 new objects a
minute): one by one, and through an import source.

Limits count real minutes: filling 20,000 objects one by one takes eleven of them."""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import _jira  # noqa: E402  (found by the path above)
import bench  # noqa: E402

MARGIN = 1.1  # of the floor
OWNERS = ("Owner", "Owner group")  # people and groups cannot be imported: they cost an update each
CREATES_A_MINUTE = 2000
HOSTS = 1000
SUITES = ("calls", "fill", "import")
USER = "certsteward@example.com"
bench.LIMITS.update(jira_calls_per_1000=round(HOSTS * MARGIN), jira_writes_unchanged=0,
                    jira_import_mended=0)

CONFIGURATION = """store: {{path: {folder}/store.db, trial: yes}}
discovery:
  - {{name: bench, type: bench, certificates: {certificates}, deployments: {certificates}, hosts: {hosts},
     seed: {seed}, start: {start}}}
itsm:
  - name: sandbox
    type: jira
    url: {url}
    gateway: {url}
    auth: {{user: {user}, token: {{file: {folder}/secret}}}}
    project: ITSM
    types: {{task: "", mark: "[System] Service request"}}
    assets: text
    assets_limit: 0
{more}    stage: inventory
    tickets: no
"""


class Jira(bench.Bench):
    """Far side is the sandbox's Jira Cloud with Assets; nothing but certificates is written."""

    seed = 0

    def assets(self, path, body=None, method=None):
        return self.request(f"/jsm/assets/workspace/{self.workspace}/v1{path}", body, method)

    def request(self, path, body=None, method=None, user=USER + ":certsteward-token"):
        return super().request(path, body, method, user)

    def make_type(self):
        """The object type and its attributes, as an administrator makes them."""
        workspaces = self.request("/rest/servicedeskapi/assets/workspace")
        self.workspace = workspaces["values"][0]["workspaceId"]
        found = self.assets("/objectschema/list")["values"][0]
        self.schema, schema = found["objectSchemaKey"], found["id"]
        types = self.assets(f"/objectschema/{schema}/objecttypes/flat")
        hosts, applications = (next(str(one["id"]) for one in types if one["name"] == name)
                               for name in ("Hosts", "Applications"))
        own = self.assets("/objecttype/create", {"name": "Certificate", "iconId": "1",
                                                 "objectSchemaId": str(schema)})["id"]
        for name, more in _jira.attributes(hosts, applications, str(own)):
            if name not in OWNERS:
                self.assets(f"/objecttypeattribute/{own}", dict(more, name=name))

    def make_source(self):
        """An import source with the mapping that `certsteward init` prints; its settings."""
        source = self.control("jira/act", {"site": "cloud", "action": "import-source", "user": "admin",
                                           "schema": self.schema})["result"]["id"]
        self.configure_site(0, "")
        self.run("init", "--target", "sandbox")
        with open(self.path("output")) as file:
            printed = file.read()
        document = json.JSONDecoder().raw_decode(printed[printed.index("\n{") + 1:])[0]
        self.assets(f"/importsource/{source}/mapping", document, "PUT")
        return f"    assets_import_source: {source}\n"

    def configure_site(self, certificates, more):
        with open(self.path("certsteward.yaml"), "w") as file:
            file.write(CONFIGURATION.format(folder=self.folder, url=self.url, user=USER, hosts=HOSTS,
                                            certificates=certificates or 1, seed=Jira.seed,
                                            start=self.start, more=more))

    def begin(self, certificates, importing=False):
        """An empty store and a new site; everything is found, nothing is written yet."""
        self.forget_store()
        self.stop_sandbox()
        self.start_sandbox()
        self.make_type()
        more = self.make_source() if importing else ""
        Jira.seed += 1
        self.configure_site(certificates, more)
        with open(self.path("secret"), "w") as file:
            file.write("certsteward-token")
        self.run("discover")
        self.control("stats/reset", {})

    def control(self, what, body=None):
        return self.request(f"/_sandbox/{what}", body)

    def apply(self, cpu):
        """Seconds until nothing waits any more, and the calls of it; CPU seconds as a figure."""
        before = time.monotonic()
        run = self.run("apply", "--wait", "120s")
        stats = self.control("stats")
        self.tell(f"apply: {json.dumps(stats)}")
        left = self.sql("SELECT count(*) FROM record WHERE desired <> sent")[0][0]
        if left:
            raise RuntimeError(f"{left} records are not there")
        self.figure(cpu, round(run.cpu, 1))
        return time.monotonic() - before, stats

    def calls(self):
        self.begin(HOSTS)
        stats = self.apply("jira_1000_cpu_s")[1]
        made = self.sql("SELECT count(*) FROM record WHERE kind = 'certificate'")[0][0]
        related = self.sql("SELECT count(*) FROM record WHERE kind = 'relation'")[0][0]
        self.tell(f"{made} certificates, {related} relations")
        # A create each; nothing less tells Assets of a certificate.
        self.figure("jira_floor_per_1000", HOSTS)
        self.figure("jira_calls_per_1000", round(stats["total"] * HOSTS / made))
        self.run("sync", "--scan")
        self.figure("jira_writes_unchanged", self.writes_of_a_sync())

    def writes_of_a_sync(self):
        self.control("stats/reset", {})
        self.run("sync", "--scan")
        stats = self.control("stats")
        self.tell(f"sync: {json.dumps(stats)}")
        return stats["writes"]

    def fill(self):
        objects = self.options.objects
        self.begin(objects)
        self.control("fault", {"name": "rate-limits", "rate": 1})
        seconds, _ = self.apply("jira_fill_cpu_s")
        made = self.sql("SELECT count(*) FROM record WHERE kind = 'certificate'")[0][0]
        floor = made / CREATES_A_MINUTE * 60
        bench.LIMITS[f"jira_fill_{objects}_s"] = round(floor * MARGIN)
        self.figure("jira_fill_floor_s", round(floor))
        self.figure(f"jira_fill_{objects}_s", round(seconds))

    def bulk(self):
        """The same through an import source."""
        objects = self.options.objects
        self.begin(objects, importing=True)
        self.control("fault", {"name": "rate-limits", "rate": 1})
        seconds, stats = self.apply("jira_import_cpu_s")
        self.figure(f"jira_import_{objects}_s", round(seconds))
        self.figure(f"jira_import_{objects}_calls", stats["total"])
        # Whatever the mapping did not fill would be put right now.
        self.control("fault", {"clear": True})
        self.figure("jira_import_mended", self.writes_of_a_sync())


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh jira", description=__doc__)
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("source", help=argparse.SUPPRESS)
    parser.add_argument("name", nargs="?", choices=SUITES, metavar="NAME", help=", ".join(SUITES))
    parser.add_argument("--json", action="store_true", help="print the figures as one object")
    parser.add_argument("--objects", type=int, default=20000, metavar="N", help="of the fill (20000)")
    parser.add_argument("--scratch", metavar="FOLDER", help="where stores are made")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder")
    options = parser.parse_args()
    measured = Jira(options.build, options.source, options)
    try:
        for suite in SUITES:
            if options.name in (None, suite):
                getattr(measured, suite.replace("import", "bulk"))()
                measured.stop_sandbox()
    finally:
        measured.close()
    return bench.tell_figures(measured.figures, options.json)


if __name__ == "__main__":
    sys.exit(main())
