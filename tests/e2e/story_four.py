# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story with four far sides in one configuration: ServiceNow, Jira Cloud and Jira Data Center with
Assets, and a real Request Tracker. Certificates stand on all of them, tickets on one. One is down when it
is first asked for anything, another while the certificate is renewed, a third is let in late: none of it
stops the rest, and each catches up.

Told with tickets on Request Tracker, and its beginning with tickets on ServiceNow under faults on all four.
TICKETS=NAME,NAME (rt, sandbox, jira_cloud, jira_dc) tells all of it, with a decommission, once with tickets on
each; FAULTS=NAME,NAME or FAULTS=all under these switches of the sandbox at 10 % on all four at once, FAULT_RATE
is another rate. FAULTS=each tells all of it under each handful of _four_weather.py, so that every switch of every
far side strikes, with the same end as without faults; TICKETS=NAME only those with tickets there."""

import json
import os
import sys
import time

import _fault_proxy
import _four_weather
import _jira
import _request_tracker
import _trial
import sandbox
import story_jira_faults

SAMPLE = ["lost-reply", "half-json"]
SEEDS = {"random_seed": 7, "seed_cis": 5}
STATES = {"sandbox": ("installed", "retired"), "rt": ("in-use", "recycled"),
          "jira_cloud": ("In use", "Retired"), "jira_dc": ("In use", "Retired")}


Tracker = _fault_proxy.behind(_request_tracker.RequestTracker)


class Four:
    """All of them as one far side of a trial."""

    def __init__(self, folder, build, tickets="rt", handful=None):
        self.sides, self.down, self.weather = {}, set(), None
        makers = {
            "sandbox": lambda where: sandbox.Sandbox(where, build, **SEEDS),
            "rt": lambda where: Tracker(where, build)}
        for name, site in _four_weather.SITES.items():
            faults = _four_weather.faults_on(handful or {}, name)
            makers[name] = lambda where, site=site, faults=faults: \
                story_jira_faults.far_side_of(site, faults)(where, build, **SEEDS)
        try:
            for name, make in makers.items():
                where = os.path.join(folder, name)
                os.makedirs(where)
                self.sides[name] = make(where)
        except BaseException:
            self.close()
            raise
        self.name, self.ticketing = tickets, self.sides[tickets]

    def __getattr__(self, name):
        """Of tickets only one knows."""
        return getattr(self.__dict__["ticketing"], name)

    def close(self):
        for name, side in self.sides.items():
            if name not in self.down:
                side.close()

    def configuration(self, secret):
        parts = [side.configuration(f"{secret}-{name}") if name == self.name else
                 side.configuration(f"{secret}-{name}").replace("tickets: yes", "tickets: no")
                 for name, side in self.sides.items()]
        return "".join(parts)

    def servers_listen(self, port):
        for side in self.sides.values():
            side.servers_listen(port)

    def set_clock(self, now):
        self.now = now
        for name, side in self.sides.items():
            if name not in self.down:
                side.set_clock(now)

    def retire(self, host):
        for side in self.sides.values():
            side.retire(host)

    def stop(self, name):
        """Nobody answers there any more."""
        self.weather.keep(name)
        self.down.add(name)
        self.sides[name].close()

    def start(self, name, now):
        side = self.sides[name]
        side._spawn(side.url.split("//", 1)[1])
        self.down.remove(name)
        side.set_clock(now)
        if self.weather.on:
            self.weather.begin_on(name)


class Roles:
    """Who is down when, and who is let in late."""

    def __init__(self, tickets):
        others = [name for name in ("jira_dc", "jira_cloud", "sandbox", "rt") if name != tickets]
        self.down_first, self.down_later, self.late = others

    @staticmethod
    def is_jira(name):
        return name.startswith("jira")


def certificates(side):
    """What it holds of ours by fingerprint; of a Request Tracker without its tickets, which takes long."""
    if isinstance(side, _request_tracker.RequestTracker):
        rows = side.rows("assets", "Catalog = 'Certificates'", _request_tracker.ASSET)
        held = [dict(_request_tracker.values(row), state=row["Status"], sys_id=f"asset/{row['id']}")
                for row in rows]
        return {one["SHA-256"]: one for one in held if "SHA-256" in one}
    return {ci["fingerprint"].lower(): ci for ci in side.dump()["certificates"]}


def state_of(ci):
    return ci["state"][0] if isinstance(ci["state"], list) else ci["state"]


class Chapters:
    """What the story does not tell of itself when there are four."""

    def __init__(self, stage, story, weather):
        self.stage, self.story, self.weather, self.far = stage, story, weather, stage.far
        self.roles, self.failed, self.count = Roles(stage.far.name), [], 0
        self.faults = not weather.is_fair()
        stage.far.weather = weather

    @property
    def old(self):
        return self.story.fingerprint("shop.example.com")

    def that(self, holds, what):
        self.count += 1
        if not holds:
            self.failed.append(what)
            print(f"FAILED: {what}", flush=True)

    def run(self, *words, good=(0, 3)):
        return self.story.command(*words, good=(*good, 1) if self.faults else good, quiet=True)

    def held(self, name):
        return certificates(self.far.sides[name])

    def let_in(self, name):
        """The far side is asked who it is, and gets our mark: what fails is said again."""
        for _ in range(10):
            if self.run("stage", name, "automate", "--reason", "trial").returncode == 0:
                return
        self.that(False, f"{name} is let in")

    def begin(self):
        checked = self.run("check").stdout
        for name in self.far.sides:
            self.that(f"✓ {name}: " in checked, f"check tells of {name}")
            stage = "observe" if name == self.roles.late else "automate"
            self.run("stage", name, stage, "--reason", "trial")
        self.far.stop(self.roles.down_first)
        if self.faults:
            self.story.patience = 6
            self.weather.begin()

    def read_as_people_do(self):
        """One is down and another let in nowhere: what is printed says so. Over a bad line not all was read."""
        if self.faults:
            return
        checked = self.run("check", good=(1, 3))
        self.that(f"✗ {self.roles.down_first}: " in checked.stdout, "check tells who is down")
        planned = self.run("plan").stdout.split("\n")
        for name in set(self.far.sides) - {self.roles.down_first}:
            self.that(name in planned, f"plan has a heading for {name}")
            self.that(any(line.startswith(f"{name}: ") for line in planned), f"plan counts for {name}")
        items = self.stage.json("plan")
        self.that(all(item["held"] for item in items if item["target"] == self.roles.late) and
                  any(item["target"] == self.roles.late for item in items),
                  "what the stage does not allow is planned, and held")
        explained = self.run("explain", self.old).stdout
        shown = self.run("show", self.old).stdout
        for name in set(self.far.sides) - {self.roles.down_first}:
            self.that(f"{name}: CI by address" in explained, f"explain tells the CI on {name}")
            self.that(f"({name})" in shown, f"show tells the CI on {name}")

    def two_of_four(self):
        """Those that answer and are let in hold all of it, the late one nothing, not even a mark."""
        listed = {row["fingerprint"] for row in self.stage.json("list")}
        names = set(self.far.sides) - {self.roles.down_first, self.roles.late}
        if self.faults:
            self.story.pass_until(lambda: all(set(self.held(name)) == listed for name in names),
                                  "certificates on two of four")
        for name in names:
            self.that(set(self.held(name)) == listed, f"{name} holds all: {len(self.held(name))}")
        self.that(not self.held(self.roles.late), f"{self.roles.late} got something below its stage")
        waiting = self.run("outbox", "list").stdout
        self.that(self.roles.late not in waiting, f"nothing waits for {self.roles.late}: {waiting}")

    def all_four(self):
        self.far.start(self.roles.down_first, self.stage.now)
        self.let_in(self.roles.late)
        self.story.pass_until(lambda: all(len(self.held(name)) >= 11 for name in self.far.sides),
                              "certificates on all four")
        self.story.pass_until(self.story.is_quiet, "an empty outbox with all four")
        self.far.stop(self.roles.down_later)

    def caught_up(self):
        self.that(self.far.is_done(self.story.change("shop.example.com")), "renewed while one was down")
        self.far.start(self.roles.down_later, self.stage.now)
        new = self.story.served_now()
        self.story.pass_until(lambda: all(new in self.held(name) for name in self.far.sides),
                              "the new certificate on all four", wait=900)

    def decommission(self):
        """Its change waits for people's plan where the workflow asks for one before approval."""
        self.story.decommission()
        change = self.stage.tickets("decommission:" + self.story.fingerprint("old.test.example.com"))[0]
        if self.roles.is_jira(self.far.name):
            self.far.plan(change["number"], self.stage.now + 86400, self.stage.now + 90000)

    def retired(self):
        """Thirty days after it was last in use the old one is retired, on all four. A far side that could not
        be written to then gets hours, not weeks: in those the next certificates would come due."""
        old, month_over = self.old, self.stage.now + 31 * 86400
        def over():
            return all(state_of(self.held(name)[old]) == STATES[name][1] for name in self.far.sides)
        self.story.pass_until(lambda: over() or self.stage.now >= month_over, "a month over", wait=6 * 86400)
        self.story.pass_until(over, "the old certificate retired everywhere", passes=15, wait=900)
        self.weather.clear()
        self.story.pass_until(self.story.is_quiet, "an empty outbox", wait=300)

    def look_at_all(self):
        new, old = self.story.served_now(), self.old
        listed = {row["fingerprint"] for row in self.stage.json("list")}
        for name, side in self.far.sides.items():
            dump = side.dump()
            held = {ci["fingerprint"].lower(): ci for ci in dump["certificates"]}
            self.that(len(held) == len(dump["certificates"]), f"{name}: two CIs of one certificate")
            self.that(set(held) == listed, f"{name}: {len(held)} certificates, not {len(listed)}")
            wanted = STATES[name][0] if new == old else STATES[name][1]
            self.that(state_of(held[new]) == STATES[name][0], f"{name}: new {state_of(held[new])}")
            self.that(state_of(held[old]) == wanted, f"{name}: old {state_of(held[old])}")
            self.that(name == self.far.name or
                      not [one for one in dump["tickets"] if one.get("correlation_id")],
                      f"{name}: has tickets of ours")
            self.hosts(name, dump, held[new]["sys_id"])
            self.owner(name, dump, held[new])

    def hosts(self, name, dump, shop):
        """The CI at the shop's address is another one on each."""
        names = {ci["sys_id"]: ci["name"] for ci in dump["cis"]}
        parents = {names.get(row["parent"]) for row in dump["relations"] if row["child"] == shop}
        self.that(parents == {{"rt": "shop"}.get(name, "web-01")}, f"{name}: hosts of the shop: {parents}")

    def owner(self, name, dump, shop):
        """Told to each in its own ids, though it was decided where tickets are."""
        if name == "sandbox":
            groups = {row["sys_id"]: row["name"] for row in dump["groups"]}
            owner = groups.get(shop.get("assignment_group"))
            self.that(owner == "Web Team", f"{name}: owner {shop.get('assignment_group')}")
        elif name == "rt":
            self.that(shop.get("Support Group") == "Web Team", f"{name}: owner {shop.get('Support Group')}")
        else:
            marks = self.far.sides[name].marks()
            self.that(len(marks) == 1, f"{name}: {marks}")


def whole(stage, story, four, decommission):
    chapters = [four.begin, story.discover, four.read_as_people_do, story.write, four.two_of_four,
                four.all_four, story.approve, story.renew, story.prove, four.caught_up,
                *([four.decommission] if decommission else []), four.retired, story.audit,
                four.look_at_all]
    for chapter in chapters:
        began = time.monotonic()
        chapter()
        print(f"   {chapter.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    checks = _trial.Checks(stage)
    checks.no_twins()
    if decommission:
        checks.story_is_told()
    change = next(one for one in checks.dump["tickets"]
                  if one.get("correlation_id", "").startswith("renewal:" + four.old))
    checks.that(stage.far.is_done(change), f"the change is done: {change['state']}")
    checks.that(any(file["file_name"] == "proof.json" for file in change["attachments"]),
                "the proof is attached")
    return checks


def beginning(stage, story, four):
    """Found, CIs on all four, a change on one."""
    for name in stage.far.sides:
        four.run("stage", name, "automate", "--reason", "trial")
    four.weather.begin()
    story.patience = 6
    for chapter in (story.discover, story.write):
        chapter()
    four.weather.clear()
    story.pass_until(story.is_quiet, "an empty outbox", wait=300)
    four.look_at_all()
    checks = _trial.Checks(stage)
    checks.no_twins()
    return checks


def end_of(far):
    """What people see at the end on each, without what depends on how many weeks it took."""
    ends = {}
    for name, side in far.sides.items():
        seen = _trial.without_run(_trial.far_side(side.dump()))
        tickets = [(key, words, files, cis) for key, words, _, _, files, cis in seen["tickets"]]
        ends[name] = dict(seen, tickets=sorted(tickets), certificates=sorted(
            certificate for certificate, _ in seen["certificates"]))
    return ends


def take_time(stage, story):
    """A far side that refuses a login or a right is left alone for up to an hour: more passes are made, and
    people plan a day for the work."""
    until, approve = story.pass_until, stage.far.approve

    def pass_until(reached, what, passes=12, wait=0):
        return until(reached, what, passes * 2, max(wait, 900) if wait else 0)
    story.pass_until, story.pause = pass_until, 900
    stage.far.approve = lambda number, start, end: approve(number, start, end + 86400)


def tell(tickets, handful, how, wanted=None, each=False):
    """The story: (what failed, what people see at its end). Each: of these switches every one must strike."""
    begun = time.monotonic()
    print(f"-- {how}, tickets on {tickets}", flush=True)
    with _trial.open_trial(warm=True, far_side=Four, tickets=tickets, handful=handful) as stage:
        if Roles.is_jira(tickets):
            _jira.without_assets(stage)
        story = _trial.story_of(stage, say=lambda text: None, shown=False, hurried=True, pause=300)
        weather = _four_weather.Weather(stage, handful)
        four = Chapters(stage, story, weather)
        story.command = excused(story.command, four.faults)
        if each:
            take_time(stage, story)
        for name, faults in weather.faults.items() if four.faults else ():
            print(f"   {name} at {_four_weather.RATE:.0%} each: {', '.join(faults) or 'none'}", flush=True)
        checks = beginning(stage, story, four) if how == "beginning" else \
            whole(stage, story, four, how == "long")
        left = json.loads(stage.run("--json", "outbox", "list").stdout or "[]")
        checks.that(not left, f"left in the outbox: {left}")
        end, struck = end_of(stage.far), weather.struck()
        for name in stage.far.sides if wanted else ():
            checks.that(end[name] == wanted[name],
                        f"{name}: {_trial.difference(wanted[name], end[name])}")
        look_at_weather(checks, weather, struck, each)
        print(f"   {checks.count + four.count} checks, {time.monotonic() - begun:.0f} s, {weather.passes} passes, "
              f"{weather.orders} orders by people; struck: {struck}", flush=True)
        return checks.failed + four.failed, end


def look_at_weather(checks, weather, struck, each):
    if weather.is_fair():
        _four_weather.check_switches(weather.stage.far, checks.that)
    for name, faults in weather.faults.items():
        never = [fault for fault in faults if not struck[name].get(fault)]
        for fault in never if each else ():
            if fault in _four_weather.UNSURE:
                print(f"   {name}: {fault} did not strike: {_four_weather.UNSURE[fault]}", flush=True)
            else:
                checks.that(False, f"{name}: {fault} never struck")
        checks.that(not faults or len(never) < len(faults), f"{name}: no fault struck")


def excused(command, faults):
    """One far side that cannot be used makes a pass one in part; under faults it may be refused, too."""
    more = (1, 3) if faults else (3,)

    def run(*words, good=(0,), **options):
        return command(*words, good=(*good, *more) if words[0] in ("sync", "discover") else good, **options)
    return run


def tell_each(chosen):
    """Every handful, and before the first with tickets somewhere the same without faults."""
    failed, wanted = [], {}
    for handful in _four_weather.HANDFULS:
        tickets = handful["tickets"]
        if chosen and tickets not in chosen:
            continue
        if tickets not in wanted:
            some, wanted[tickets] = tell(tickets, {}, "long")
            failed += some
        failed += tell(tickets, handful, "long", wanted[tickets], each=True)[0]
    return failed


def main():
    tickets = [name for name in os.environ.get("TICKETS", "").split(",") if name]
    faults = os.environ.get("FAULTS", "")
    names = list(_four_weather.OF_PROXY) if faults == "all" else [name for name in faults.split(",") if name]
    failed = []
    if faults == "each":
        failed = tell_each(tickets)
    elif tickets:
        for name in tickets:
            failed += tell(name, _four_weather.named(names), "long")[0]
    else:
        failed = tell("rt", {}, "whole")[0] + \
            tell("sandbox", _four_weather.named(SAMPLE), "beginning")[0]
    print(f"{len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
