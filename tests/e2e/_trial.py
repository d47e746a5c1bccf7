# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What the story tests share: the trial organisation of scripts/trial and checks of its end."""

import collections
import contextlib
import os
import re
import sys
import tempfile

SOURCE = os.environ.get("CERTSTEWARD_SOURCE",
                        os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILD = os.environ.get("CERTSTEWARD_BUILD", os.path.join(SOURCE, "build"))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "scripts", "trial"))

import _checks  # noqa: E402  (no byte code is written from here on)
import _killed  # noqa: E402
import _warm_mapper  # noqa: E402
import story  # noqa: E402  (found by the path above)
import trial  # noqa: E402


@contextlib.contextmanager
def open_trial(warm=False, **options):
    """Warm: for tests that run hundreds of commands (_warm_mapper.py). KILL_EVERY in the environment: the story
    is killed (_killed.py)."""
    folder = tempfile.mkdtemp(prefix="certsteward-story-")
    build, broker, torture = os.path.abspath(BUILD), None, None
    if warm or _killed.EVERY:
        options["worker"], broker = _warm_mapper.start(folder, build)
    try:
        stage = trial.Trial(folder, build, os.path.abspath(SOURCE), **options)
    except BaseException:
        if broker:
            broker.terminate()
        raise
    stage.processes += [broker] if broker else []
    try:
        stage.start_hook_runner()
        torture = _killed.Torture(stage, far_side, difference) if _killed.EVERY else None
        yield stage
        if torture:
            torture.finish()
    except SystemExit as ended:
        if torture and not ended.code:
            torture.finish()
        raise
    except story.Failed as failure:
        print(f"FAILED: {failure}")
        sys.exit(1)
    finally:
        stage.close(keep_folder=bool(os.environ.get("CERTSTEWARD_KEEP")))


def story_of(stage, **options):
    return story.Story(stage, **options)


class Checks(_checks.Checks):
    """Looks at the far side as its people would."""

    def __init__(self, stage):
        super().__init__()
        self.far, self.dump = stage.far, stage.dump()

    def _once(self, what, values):
        twice = [value for value, count in collections.Counter(values).items() if count > 1]
        self.that(not twice, f"{what} more than once: {twice}")

    def no_twins(self):
        dump = self.dump
        self._once("certificate CI", [ci["fingerprint"].lower() for ci in dump["certificates"]])
        self._once("name", [row.get("domain", row.get("name")) for row in dump["domains"]])
        self._once("relation", [(row["parent"], row["child"], row.get("type"))
                                for row in dump["relations"]])
        self._once("ticket", [ticket["correlation_id"] for ticket in dump["tickets"]
                              if ticket.get("correlation_id")])
        for ticket in dump["tickets"]:
            self._once(f"note on {ticket['number']}",
                       [note.get("value", note.get("text")) for note in ticket["notes"]])
            self._once(f"attachment on {ticket['number']}",
                       [(file["file_name"], file.get("hash")) for file in ticket["attachments"]])
            self._once(f"affected CI on {ticket['number']}",
                       [ci.get("ci_item", ci.get("sys_id")) for ci in ticket["cis"]])

    def story_is_told(self):
        reasons = collections.Counter(ticket["correlation_id"].split(":")[0]
                                      for ticket in self.dump["tickets"]
                                      if ticket.get("correlation_id"))
        self.that(reasons == {"renewal": 1, "expired": 1, "decommission": 1},
                  f"one ticket for each reason: {dict(reasons)}")
        self.that(len(self.dump["certificates"]) >= 10, "every certificate has its CI")
        for ticket in self.dump["tickets"]:
            if ticket.get("correlation_id", "").startswith("renewal:"):
                self.that(self.far.is_done(ticket), f"{ticket['number']} is in Review")
                self.that(any(file["file_name"] == "proof.json"
                              for file in ticket["attachments"]), "the proof is attached")


def choose_faults(handfuls, every):
    """By FAULTS in the environment: NAME,NAME those; each all handfuls, one after the other; all `every` one at
    once; without it the first handful, which could make things twice."""
    chosen = os.environ.get("FAULTS")
    return {None: handfuls[:1], "each": handfuls, "all": [every]}.get(chosen, [(chosen or "").split(",")])


def tell_under_faults(tell, handfuls, every, rate):
    """tell(faults) gives (what people see at the end, the checks): the same end under faults as without."""
    checks = _checks.Checks()
    print("-- no faults", flush=True)
    wanted, found_out = tell([])
    checks.add(found_out)
    for faults in choose_faults(handfuls, every):
        print(f"-- {', '.join(faults)} at {rate:.0%} each", flush=True)
        found, found_out = tell(faults)
        checks.add(found_out)
        checks.that(found == wanted, difference(wanted, found))
    checks.finish()


def note_subject(note):
    """The first line of a note without its mark, digests, times and numbers of runs."""
    line = note.get("value", note.get("text", "")).strip().split("\n")[0].replace("\\", "")
    return re.sub(r"[0-9a-f]{8,}(-[0-9]+)*|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]+", "#", line)[:60]


def far_side(dump):
    """What people see there of ours, without what differs from run to run (ids, keys, times)."""
    names = {ci["sys_id"]: ci.get("name") for ci in dump["cis"] + dump["certificates"]}
    certificates = {ci["sys_id"] for ci in dump["certificates"]}
    tickets = []
    for ticket in dump["tickets"]:
        if not ticket.get("correlation_id"):
            continue  # opened by the far side's own robots
        tickets.append((
            ticket.get("correlation_id"), ticket["short_description"], ticket["state"],
            sorted(note_subject(note) for note in ticket["notes"]),
            sorted(file["file_name"] for file in ticket["attachments"]),
            sorted(names.get(ci.get("ci_item"), "?") for ci in ticket["cis"])))
    return {
        "certificates": sorted((ci["name"], ci.get("state")) for ci in dump["certificates"]),
        "domains": sorted(row.get("domain", "") for row in dump["domains"]),
        "relations": sorted((names.get(row["parent"]), names.get(row["child"]))
                            for row in dump["relations"] if row["child"] in certificates),
        "tickets": sorted(tickets),
    }


def without_run(value):
    """The same without what every trial has anew: fingerprints, ports, times, days."""
    if isinstance(value, str):
        value = re.sub(r"[0-9a-f]{32,}|[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:]+)?|[0-9]{2}:[0-9]{2}", "#",
                       value)
        return re.sub(r":[0-9]{5}", ":#", value)
    if isinstance(value, dict):
        return {key: without_run(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(without_run(item) for item in value)
    return value


def difference(wanted, found):
    """The first thing that differs, in one line."""
    for part, values in wanted.items():
        missing, more = [], list(found[part])
        for value in values:
            if value in more:
                more.remove(value)
            else:
                missing.append(value)
        if part == "tickets" and missing and more and missing[0][0] == more[0][0]:
            return f"ticket {missing[0][0][:20]}…: wanted {missing[0][2:]}, found {more[0][2:]}"
        if missing or more:
            return f"{part}: missing {missing[:2]}, more {more[:2]}"
    return "equal but for order"
