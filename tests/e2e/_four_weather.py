# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What befalls four far sides at once: each is struck by switches that it knows, as the stories of faults of
each product strike it alone."""

import collections
import json
import random

import story_faults
import story_jira_faults
import story_request_tracker_faults

RATE = story_faults.RATE
# The proxy's name of what the sandbox calls so.
OF_PROXY = {"lost-reply": "lost_reply", "reset": "reset", "half-json": "half_reply", "429": "too_many",
            "500": "error_before", "500-after": "error_after", "503": "unavailable", "html-200": "page"}
# Every switch that some far side knows, once at least on each that knows it; those about tickets where tickets
# are. At most two of those that end a login on one far side.
HANDFULS = [
    {"tickets": "rt",
     "sandbox": ["lost-reply", "reset", "half-json"],
     "jira": ["lost-reply", "reset", "half-json", "500-after", "unique-clash", "aql-lag"],
     "rt": ["lost_reply", "reset", "half_reply", "too_many"]},
    {"tickets": "sandbox",
     "sandbox": ["429", "429-bare", "202", "html-200", "list-result", "worker-error"],
     "jira": ["429", "html-429", "rate-limits"],
     "rt": ["error_before", "error_after", "page", "slow"]},
    {"tickets": "jira_cloud",
     "sandbox": ["500", "500-after", "503"],
     "jira": ["429-bare", "html-200"],
     "jira_cloud": ["lost-reply", "transition-409", "per-issue-limit", "search-lag", "partial-bulk"],
     "rt": ["unavailable", "bad_gateway", "gateway_timeout", "stall"]},
    {"tickets": "jira_dc",
     "sandbox": ["deep-json", "token-expired"],
     "jira": ["500", "503"],
     "jira_dc": ["transition-409", "issue-full", "approval-two", "search-lag", "partial-bulk"],
     "rt": ["no_login", "error_after"]},
    {"tickets": "jira_cloud",
     "sandbox": ["ire-lock-timeout", "ire-partial", "trimmed-pages", "latency"],
     "jira": ["login-302", "token-expired"],
     "jira_cloud": ["issue-full", "approval-two"],
     "rt": ["lost_reply", "slow"]},
    {"tickets": "sandbox",
     "sandbox": ["timeout", "huge-body", "query-acl-403", "token-life", "drop-unknown"],
     "jira": ["dead-token", "token-life"],
     "rt": ["half_reply", "stall"]},
    {"tickets": "jira_dc",
     "sandbox": ["business-rule-403", "archive-row", "unauthorized-change"],
     "jira": ["timeout", "latency", "deep-json"],
     "jira_dc": ["approval-all"],
     "rt": ["reset", "page"]},
    {"tickets": "jira_cloud",
     "sandbox": ["cim", "clone"],
     "jira": ["huge-body"],
     "jira_cloud": ["approval-all"],
     "rt": ["bad_gateway", "error_before"]},
]
# With the reason why a switch need not strike on a far side that knows it.
UNSURE = {"unauthorized-change": "strikes CIs right below a service only; certificates stand below hosts",
          "search-lag": "tickets are searched for only where the answer to one of the few creations was lost"}
SITES = {"jira_cloud": "cloud", "jira_dc": "dc"}
LASTING = story_request_tracker_faults.STATES
MENDED = story_faults.MENDED + story_jira_faults.MENDED


def named(names):
    """The same names on each that knows them."""
    return {"sandbox": names, "jira": names, "rt": [OF_PROXY[name] for name in names if name in OF_PROXY]}


def faults_on(handful, name):
    site = SITES.get(name)
    if not site:
        return handful.get(name, [])
    return story_jira_faults.possible(site, handful.get("jira", []) + handful.get(name, []))


def check_switches(far, that):
    """None is forgotten here on any far side, and none missing here without a reason."""
    for name, side in far.sides.items():
        used = {fault for handful in HANDFULS for fault in faults_on(handful, name)}
        if name == "rt":
            known = {fault for handful in story_request_tracker_faults.HANDFULS for fault in handful}
        else:
            switches = side.control("fault")["faults"]
            known = {fault for fault, switch in switches.items()
                     if fault not in story_jira_faults.CANNOT.get(SITES.get(name), ()) and
                     (name in SITES or not switch["help"].startswith("Jira: "))}
        that(known == used, f"{name}: switches in no handful: {sorted(known ^ used)}")


class Shim:
    """A stage as the other stories' weathers ask it."""

    def __init__(self, side):
        self.control, self.run = side.control, None


class Weather:
    """Stands before the trial's run(). A far side that was down comes back with all its switches off."""

    def __init__(self, stage, handful):
        self.stage, self.run, self.sides, self.orders = stage, stage.run, stage.far.sides, 0
        self.faults = {name: faults_on(handful, name) for name in self.sides}
        self.kept = {name: collections.Counter() for name in self.sides}
        self.random, self.passes, self.on = random.Random(5), 0, False
        makers = {"sandbox": story_faults.Weather, **dict.fromkeys(SITES, story_jira_faults.Weather)}
        self.of = {name: makers[name](Shim(self.sides[name]), self.faults[name]) for name in makers}
        stage.run = self.run_pass

    def is_fair(self):
        return not any(self.faults.values())

    def begin(self):
        self.on = True
        for name in self.sides:
            if name not in self.stage.far.down:
                self.begin_on(name)

    def begin_on(self, name):
        if name == "rt":
            self.sides["rt"].proxy.faults = {fault: RATE for fault in self.faults["rt"]
                                             if fault not in LASTING}
        else:
            self.of[name].begin()

    def clear(self):
        self.on = False
        self.sides["rt"].proxy.faults, self.sides["rt"].proxy.shut = {}, False
        for name in self.of:
            self.keep(name)
            self.sides[name].control("fault", {"clear": True})

    def keep(self, name):
        """It is about to forget what struck."""
        if name != "rt":
            self.kept[name].update(self._fired(name))

    def _fired(self, name):
        if name == "rt":
            return self.sides["rt"].proxy.struck
        return story_faults.fired(self.sides[name])

    def struck(self):
        found = {name: self.kept[name] + collections.Counter(self._fired(name)) for name in self.sides}
        found["sandbox"].update(self.of["sandbox"].on)
        return {name: {fault: count for fault, count in struck.items() if fault in self.faults[name]}
                for name, struck in found.items()}

    def run_pass(self, *words, **options):
        if words[0] not in ("sync", "discover") or not self.on:
            return self.run(*words, **options)
        self.passes += 1
        states = self.of["sandbox"]
        is_down = "sandbox" in self.stage.far.down
        # Of thirty passes one in ten may be none: one is sure for each.
        for number, fault in enumerate([] if is_down else story_faults.STATES, 4):
            if fault not in self.faults["sandbox"]:
                continue
            on = self.passes == number or self.random.random() < RATE
            states.on[fault] = states.on.get(fault, 0) + on
            states.switch(fault, 1 if on else 0)
        shut = set(LASTING) & set(self.faults["rt"])
        self.sides["rt"].proxy.shut = bool(shut) and (self.passes == 2 or self.random.random() < RATE)
        done = self.run(*words, **options)
        self.sides["rt"].proxy.shut = False
        self.order_again()
        return done

    def order_again(self):
        """What people do when they have mended what was refused."""
        for row in json.loads(self.run("--json", "outbox", "list").stdout or "[]"):
            if row["state"] == "refused" and any(why in row["reason"] for why in MENDED):
                self.orders += 1
                self.run("outbox", "retry", str(row["id"]), "--reason", "mended")
