# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites, with certificates as objects of Assets, under faults at 10 %: the same end as
without them, no second object, ticket or note, nothing left in the outbox. What a person must do under some
of them is done: what Jira refused is ordered again, and an expired login is one again in the next pass.

FAULTS=NAME,NAME chooses the switches, FAULTS=each runs one handful after the other and wants every switch of
the sandbox's Jira sites to have struck, FAULTS=all every switch at once; SITE=cloud or dc only that one.
FAULT_RATE is another rate for each. Without any: the handful that could make things twice."""

import collections
import json
import os
import re
import sys
import time

import _jira
import _trial
import story_faults

# At most two of those that end a pass: it takes twenty calls in a row to read what there is.
HANDFULS = [
    ["lost-reply", "reset", "half-json", "500-after", "unique-clash", "aql-lag"],
    ["429", "html-429", "per-issue-limit", "rate-limits"],
    ["429-bare", "html-200", "transition-409"],
    ["500", "503", "issue-full", "approval-two"],
    ["login-302", "token-expired", "partial-bulk"],
    ["dead-token", "token-life"],
    ["search-lag", "lost-reply", "timeout", "latency", "partial-bulk"],
    ["deep-json", "huge-body", "approval-all"],
]
# Milliseconds: search never shows what was made in the last ten minutes, or in two passes.
LAGS = {"search-lag": 600000, "aql-lag": 400000}
# Of the documented limits: a story is small, and must meet them.
SHARE = 0.03
# What a site is, not what befalls a call.
STATES = ["approval-two", "approval-all"]
# Too few calls for one in ten to be sure: the first is struck as well.
SELDOM = ["unique-clash", "transition-409", "partial-bulk", "issue-full", "per-issue-limit"]
# What people mend on the far side before they order it again.
MENDED = ["reached its limit", "can't create this issue"]
# Why a switch of the wire, or of Jira, cannot strike here.
ALONE = {
    "202": "Jira never answers that a queue is full",
    "approval-open": "lets reporter and assignee approve: our account, the reporter, is never asked to",
    **{name: "ServiceNow's own" for name in (
        "trimmed-pages", "ire-lock-timeout", "ire-partial", "business-rule-403", "drop-unknown", "list-result",
        "worker-error", "archive-row", "query-acl-403", "cim", "clone", "unauthorized-change")},
}
CANNOT = {
    "cloud": ALONE,
    "dc": dict(ALONE, **{
        "per-issue-limit": "only the Cloud counts the writes of one issue",
        "rate-limits": "the Data Center has those of its administrator: 429 and html-429 stand for them"}),
}


class Cloud(_jira.Jira):
    approvers = ("alice", "dave")


class ServiceAccount(Cloud):
    """By the gateway, with a login of OAuth: its tokens can end."""

    def secret(self):
        return "certsteward-secret"

    def login_settings(self, secret):
        return {"client_id": "certsteward", "client_secret": {"file": secret},
                "token_url": f"{self.url}/oauth/token"}

    def configuration(self, secret):
        return super().configuration(secret) + f"    cloud_id: {self.api('/_edge/tenant_info')['cloudId']}\n"


class DataCenter(_jira.DataCenter):
    approvers = ("alice", "dave")


def far_side_of(site, faults):
    base = DataCenter if site == "dc" else \
        ServiceAccount if {"token-expired", "token-life"} & set(faults) else Cloud
    return lambda *words, **options: base(*words, assets="text", **options)


class Weather(story_faults.Weather):
    mended, seldom = MENDED, SELDOM

    def switch(self, name, rate):
        if name in LAGS:
            self.stage.control("fault", {"name": name, "rate": 1, "ms": LAGS[name]})
        elif name == "rate-limits":
            self.stage.control("fault", {"name": name, "rate": SHARE})
        elif name in STATES:
            self.stage.control("fault", {"name": name, "rate": 1})
        else:
            super().switch(name, rate)


def tell(site, faults):
    """The story under these faults: (what people see at its end, the checks, what struck)."""
    begun = time.monotonic()
    with _trial.open_trial(random_seed=7, seed_cis=5, warm=True, far_side=far_side_of(site, faults)) as stage:
        _jira.without_assets(stage)
        story = _trial.story_of(stage, say=lambda text: None, shown=False, patience=6, hurried=True)
        story.begin()
        weather = Weather(stage, faults)
        weather.begin()
        for chapter in (story.discover, story.write, story.approve, story.renew, story.prove,
                        story.audit):
            chapter()
        struck = story_faults.fired(stage)
        weather.clear()
        story.pass_until(story.is_quiet, "an empty outbox", passes=10, wait=300)
        checks = _trial.Checks(stage)
        checks.that(not faults or sum(struck.values()) > 0, "faults struck")
        checks.no_twins()
        checks.that(len(stage.far.marks()) == 1, f"one mark: {stage.far.marks()}")
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        if not faults:
            check_switches(checks, stage, site)
        print(f"   {sum(struck.values())} faults struck in {weather.passes} passes, "
              f"{weather.orders} orders by people, {time.monotonic() - begun:.0f} s: {struck}", flush=True)
        return without_approver(_trial.without_run(_trial.far_side(checks.dump))), checks, struck


def without_approver(found):
    """Where two must agree, the second one's name stands in the note."""
    for number, (key, words, state, notes, *more) in enumerate(found["tickets"]):
        notes = sorted(re.sub(r"^Approved by \w+ \w+", "Approved by #", note) for note in notes)
        found["tickets"][number] = (key, words, state, notes, *more)
    return found


def check_switches(checks, stage, site):
    """None of the sandbox's switches is forgotten here."""
    known = set(stage.control("fault")["faults"])
    named = {name for handful in HANDFULS for name in handful} | set(CANNOT[site])
    checks.that(known == named, f"switches in no handful: {known ^ named}")


def possible(site, faults):
    return [name for name in faults if name not in CANNOT[site]]


def tell_site(site, handfuls, count):
    """Adds checks and failures; the switches that struck."""
    struck = collections.Counter()
    print(f"-- {site}, no faults", flush=True)
    wanted, checks, _ = tell(site, [])
    count["checks"] += checks.count
    count["failed"] += len(checks.failed)
    for faults in handfuls:
        faults = possible(site, faults)
        print(f"-- {site}, {', '.join(faults)} at {story_faults.RATE:.0%}", flush=True)
        found, checks, some = tell(site, faults)
        struck.update(some)
        checks.that(found == wanted, _trial.difference(wanted, found))
        count["checks"] += checks.count
        count["failed"] += len(checks.failed)
    return struck


def main():
    chosen = os.environ.get("FAULTS")
    every = sorted({name for handful in HANDFULS for name in handful} - {"approval-all"})
    handfuls = _trial.choose_faults(HANDFULS, every)
    count = {"checks": 0, "failed": 0}
    for site in [os.environ["SITE"]] if os.environ.get("SITE") else ("cloud", "dc"):
        struck = tell_site(site, handfuls, count)
        print(f"-- {site}: {dict(sorted(struck.items()))}")
        never = [name for handful in handfuls for name in possible(site, handful) if not struck[name]]
        if chosen in (None, "each"):
            count["checks"] += 1
            count["failed"] += bool(never)
            print(f"FAILED: never struck on {site}: {never}" if never else f"   all of them struck on {site}")
        for name, why in CANNOT[site].items() if chosen == "each" else ():
            print(f"   not on {site}: {name}: {why}")
    print(f"{count['checks']} checks, {count['failed']} failed")
    sys.exit(1 if count["failed"] else 0)


if __name__ == "__main__":
    main()
