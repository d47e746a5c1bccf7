# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""What holds writing back, with the real binary on a store that is no trial: the clock, a kept plan that
no longer fits, a choice, a stage that was lowered, and CIs that people took away."""

import json
import os
import re
import subprocess
import time

import _trial


class Scene:
    def __init__(self, stage):
        self.stage, self.checks = stage, _trial.Checks(stage)
        with open(stage.configuration) as file:
            text = file.read()
        text = text.replace("trial: yes", "trial: no") + \
            "daemon: {follow_every: 1s, read_every: 1s}\n"
        with open(stage.configuration, "w") as file:
            file.write(text)

    def run(self, *words, status=(0,), says="", never=None):
        stage = self.stage
        done = subprocess.run(
            [os.path.join(stage.build, "certsteward"), "-c", stage.configuration, *words],
            env=stage.environment, capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL)
        said = done.stdout + done.stderr
        self.checks.that(done.returncode in status and re.search(says, said) and
                         not (never and re.search(never, said)),
                         f"{words}: {done.returncode}, not '{says}': {said}")
        return done.stdout

    def wait_for(self, *words, says):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            done = subprocess.run(
                [os.path.join(self.stage.build, "certsteward"), "-c", self.stage.configuration,
                 *words], env=self.stage.environment, capture_output=True, text=True, timeout=60,
                stdin=subprocess.DEVNULL)
            if re.search(says, done.stdout + done.stderr):
                return
            time.sleep(0.2)
        self.that(False, f"{words} never said '{says}': {done.stdout}{done.stderr}")

    def that(self, holds, what):
        self.checks.that(holds, what)

    def certificates(self):
        return self.stage.dump()["certificates"]

    def clock(self, seconds):
        self.stage.control("clock", {"offset": seconds})


def the_clock_holds(scene):
    scene.run("stage", "sandbox", "automate", status=(2,), says="needs --reason")
    scene.run("stage", "sandbox", "automate", "--reason", "test")
    scene.run("discover")
    scene.clock(7200)
    scene.run("apply", status=(1,), says="the clock of 'sandbox' is 7(199|200|201) s ahead of ours")
    scene.that(scene.certificates() == [], "nothing is written by a clock in doubt")
    scene.run("brake", "list", says="clock")
    scene.run("brake", "release", "clock", status=(2,), says="needs --reason")
    scene.clock(0)
    scene.run("plan", says="create")
    scene.run("apply", "--only", "cis", "--limit", "1", "--wait", "0s", status=(0, 3))
    scene.run("brake", "list", says="no brake holds")
    # On a copy, at a time that somebody chose: there is no clock to judge.
    for days in (-30, 30):
        then = time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(time.time() + days * 86400))
        scene.run("--now", then, "plan", says="sandbox: [0-9]+ to create", never="our clock")
    scene.run("brake", "list", says="no brake holds")
    trail = os.path.join(scene.stage.folder, "trail")
    scene.run("audit", "export", trail)
    with open(trail) as file:
        kinds = [json.loads(line)["kind"] for line in file]
    scene.that("brake pulled" in kinds and "brake released" in kinds, f"the trail tells: {kinds}")


def a_kept_plan_binds(scene):
    plan = os.path.join(scene.stage.folder, "plan.json")
    scene.run("plan", "-o", plan)
    scene.run("apply", plan, "--only", "cis", status=(2,), says="say --only and --limit")
    with open(plan) as file:
        kept = json.load(file)
    kinds = [item["kind"] for item in kept["items"]]
    scene.that("certificate" in kinds and "ticket" in kinds, f"the plan holds: {set(kinds)}")
    one = next(item for item in kept["items"] if item["kind"] == "certificate")
    other = next(item for item in kept["items"] if item["kind"] == "relation")
    one["payload"] = "0" * 64
    other["verb"] = "delete"
    kept["items"].append(dict(other, key="relation:nobody:nothing"))
    with open(plan, "w") as file:
        json.dump(kept, file)
    said = scene.run("apply", plan, "--wait", "20s", status=(3,))
    scene.run("apply", plan, "--wait", "0s", status=(3,),
              says=f"(?s){one['key']}: what is filled in once.*make a new plan")
    scene.run("apply", plan, "--wait", "0s", status=(3,),
              says=f"{other['key']}: the plan says delete, now it would be create")
    scene.run("apply", plan, "--wait", "0s", status=(3,),
              says="relation:nobody:nothing: it is not to be written any more")
    digest = one["key"].split(":")[1]
    scene.that(digest not in json.dumps(scene.certificates()).lower().replace(":", ""),
               f"what differs is not written: {said}")
    scene.run("apply", "--wait", "60s", status=(0, 3))
    scene.that(digest in json.dumps(scene.certificates()).lower().replace(":", ""),
               "a new decision writes it")


def a_lowered_stage_holds(scene):
    scene.run("stage", "sandbox", "inventory", says="inventory")
    number = scene.stage.tickets("renewal:")[0]["number"]
    scene.stage.act("note", number=number, user="alice", text="who looks after it?")
    before = scene.stage.tickets("renewal:")
    scene.run("sync", status=(0, 3))
    scene.that(scene.stage.tickets("renewal:") == before, "a ticket is left alone")
    scene.run("stage", "sandbox", "automate", "--reason", "test")


def what_was_taken_away_is_told(scene):
    row = scene.certificates()[0]
    digest = re.sub("[^0-9a-f]", "", row["fingerprint"].lower())
    scene.stage.act("delete", table="cmdb_ci_certificate", sys_id=row["sys_id"])
    count = len(scene.certificates())
    # A read of the very second in which the row was read before cannot miss it yet.
    scene.wait_for("discover", "--read-all", says="1 of ours not there any more")
    scene.run("list", "--missing", says=digest[:12])
    scene.run("plan", says="(?s)held: not there any more.*1 held")
    scene.run("outbox", "list", says=f"missing +certificate +.*certificate:{digest[:8]}")
    scene.run("outbox", "retry", "all")
    scene.run("sync", status=(0, 3))
    scene.that(len(scene.certificates()) == count, "it is not made anew by itself")
    scene.run("outbox", "retry", f"certificate:{digest}", says="1 will be tried again")
    scene.run("apply", "--wait", "20s", status=(0, 3))
    scene.that(len(scene.certificates()) == count + 1, "a person has it made anew")
    scene.run("list", "--missing", says="no certificate fits")
    scene.run("discover", "--read-all", never="not there any more")
    scene.run("audit", "verify", says="the chain is whole")


def a_service_waits_for_the_clock(scene):
    """It goes on living, and a person beside it says that the clock is right."""
    scene.clock(-7200)
    words = [os.path.join(scene.stage.build, "certsteward"), "-c", scene.stage.configuration, "run"]
    log = os.path.join(scene.stage.folder, "service.log")
    with open(log, "w") as file:
        service = subprocess.Popen(words, env=scene.stage.environment, stderr=file,
                                   stdin=subprocess.DEVNULL)
    try:
        scene.wait_for("brake", "list", says="clock")
        scene.run("brake", "release", "clock", "--reason", "the sandbox is wrong",
                  says="is taken for right")
        scene.wait_for("brake", "list", says="no brake holds")
        scene.that(service.poll() is None, "the service lives")
    finally:
        service.terminate()
        scene.that(service.wait(60) == 0, "it ends by SIGTERM")
    with open(log) as file:
        told = file.read()
    scene.that("is 7200 s behind ours" in told or "is 7201 s behind ours" in told,
               f"it says why it waits: {told}")
    scene.run("apply", "--wait", "0s", never="clock of")
    scene.clock(0)


def main():
    with _trial.open_trial() as stage:
        scene = Scene(stage)
        for case in (the_clock_holds, a_kept_plan_binds, a_lowered_stage_holds,
                     what_was_taken_away_is_told, a_service_waits_for_the_clock):
            case(scene)
            print(f"told {case.__name__}")
        scene.checks.dump = stage.dump()
        scene.checks.no_twins()
        scene.checks.finish()


if __name__ == "__main__":
    main()
