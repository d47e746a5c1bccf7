# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""The story on both Jira sites with Assets: certificates are objects that refer to their hosts, what stands above
those says how much they matter, tickets and objects name each other, a second pass writes nothing; an
expired one becomes an incident beside its change; a host is retired and its certificate too. On Cloud places
are objects of their own, and the licence has room for so many; on Data Center they are text."""

import sys
import urllib.request

import _jira
import _trial

DAY = 86400
SHOP, ERP, OLD = "shop.example.com", "erp.example.com", "old.test.example.com"
CLASSES = {SHOP: "critical", "www.shop.example.com": "critical", "mail.example.com": "important", ERP: "low", OLD: "low"}


def objects_of(far):
    return {one["attributes"]["SHA-256"][0]: one for one in far._held()["objects"]
            if one["attributes"].get("SHA-256")}


def issue_of(far, number):
    return next(one for one in far._held()["issues"] if one["key"] == number)


def page(far, path):
    with urllib.request.urlopen(f"{far.url}/sites/{far.site}/{path}", timeout=60) as answer:
        return answer.read().decode()


def look_at_object(stage, checks, story, change):
    held = objects_of(stage.far)
    mine = held.get(story.fingerprint(SHOP))
    checks.that(mine is not None, f"the shop's certificate is an object: {sorted(held)}")
    if not mine:
        return
    checks.that(mine["attributes"].get("Used by") == ["web-01"], f"it names its host: {mine['attributes']}")
    checks.that(mine["attributes"].get("Issued by"), "and its issuer")
    checks.that(change in mine["tickets"], f"it shows its ticket: {mine['tickets']}")
    checks.that(f"/{change}\"" in page(stage.far, f"objects/{mine['key']}"), "so does its page")
    checks.that(mine["key"] in page(stage.far, change), "and the ticket's page shows the object")
    service = next(one for one in stage.far._held()["objects"] if one["label"] == "Shop Production")
    checks.that(change in service["tickets"], f"the service shows the ticket: {service['tickets']}")


def look_at_balancer(stage, checks, story):
    held = objects_of(stage.far)[story.fingerprint("www.shop.example.com")]["attributes"]
    checks.that(held.get("Used by applications") == ["shop"], f"a load balancer is no host: {held}")


def look_at_change(stage, checks, change):
    issue = issue_of(stage.far, change)
    fields = issue["fields"]
    checks.that(fields.get("Affected services", "").startswith("Shop Production ("),
                f"the service above its host: {fields.get('Affected services')}")
    checks.that(fields.get("Change risk") == "High", f"risk of a critical one: {fields.get('Change risk')}")
    checks.that(fields.get("Due date"), f"it is due: {fields}")
    checks.that(fields.get("Approvers") == ["alice"], f"somebody may approve: {fields.get('Approvers')}")
    checks.that("clients of Shop Production refuse" in fields["Description"], f"what breaks: {fields['Description']}")
    pages = [one["object"]["url"] for one in issue["pages"]]
    checks.that(pages == ["https://wiki.example.com/runbooks/web-01"], f"its runbook is a page: {pages}")


def places_of(far):
    return {one["key"]: one["attributes"] for one in far._held()["objects"]
            if one["attributes"].get("Deployment key")}


def look_at_places(stage, checks, story):
    """Places that serve, each once; what they serve leads to objects that are there."""
    held = places_of(stage.far)
    if stage.far.assets == "text":
        text = objects_of(stage.far)[story.fingerprint(SHOP)]["attributes"]
        checks.that(text.get("Deployments") and not held, f"places are text: {text}, {held}")
        return
    keys = [tuple(one["Deployment key"]) for one in held.values()]
    checks.that(len(keys) == len(set(keys)) > 3, f"each place is one object: {sorted(held)}")
    mine = [one for one in held.values() if one["Certificates"] == [SHOP] and one.get("Host") == ["web-01"]]
    checks.that(len(mine) == 1 and mine[0]["State"] == ["In use"] and mine[0]["First seen"],
                f"the shop's place, its host and its state: {held}")
    text = objects_of(stage.far)[story.fingerprint(SHOP)]["attributes"]
    checks.that("Deployments" not in text, f"and no text besides: {text}")


class Licence:
    """What the licence has no room for is told and waits; then it goes on by itself."""

    def __init__(self, stage, story):
        self.stage, self.story = stage, story

    def _set(self, limit):
        with open(self.stage.configuration) as file:
            lines = [line for line in file if "assets_limit:" not in line]
        place = next(i for i, line in enumerate(lines) if line.strip().startswith("assets:"))
        lines.insert(place, f"    assets_limit: {limit}\n")
        with open(self.stage.configuration, "w") as file:
            file.writelines(lines)

    def _room(self):
        return next(one for one in self.stage.json("plan") if one["kind"] == "room")

    def keep(self):
        self.story.step("The licence has room for two more objects only")
        first = self._room()
        self._set(first["now"] + 2)
        self.story.command("apply", "--only", "cis", good=(0, 3), quiet=True)
        held = [one for one in self.stage.json("plan") if "room" in (one.get("held") or "")]
        full = self._room()
        checks = _trial.Checks(self.stage)
        checks.that(first["limit"] == 50000 and first["after"] > first["now"] + 8 and first["over"] == 0,
                    f"told before anything is written: {first}")
        checks.that((full["now"], full["after"], full["over"]) ==
                    (first["now"] + 2, first["after"], first["after"] - first["now"] - 2),
                    f"kept, and nothing lost: {first}, {full}")
        count = len([one for one in self.stage.far._held()["objects"]
                     if one["attributes"].get("SHA-256") or one["attributes"].get("Deployment key")])
        checks.that(count == 2, f"no more than fit are made: {count}")
        checks.that({one["kind"] for one in held} == {"certificate", "relation", "deployment"},
                    f"the rest is held with its reason: {held}")
        said = self.story.command("check", good=(0, 1), quiet=True).stdout
        checks.that(full["text"].split(";")[0] in said, f"check says the same: {full['text']} {said}")
        said = self.story.command("plan", "--brief", quiet=True).stdout
        checks.that(f"objects: {full['text'].split(';')[0]}" in said, f"plan in a line: {said}")
        self._set(50000)
        return checks


def look(stage, checks, story):
    look_at_places(stage, checks, story)
    change = story.change(SHOP)["number"]
    look_at_object(stage, checks, story, change)
    look_at_change(stage, checks, change)
    look_at_balancer(stage, checks, story)
    found = {row["subject"]: row["class"] for row in stage.json("list")}
    checks.that({name: found[name] for name in CLASSES} == CLASSES, f"classes by services above: {found}")
    renewals = [one for one in checks.dump["tickets"] if one["correlation_id"].startswith("renewal:")]
    checks.that(all(one["cis"] for one in renewals), f"changes name the objects: {renewals}")


class Ending:
    """What comes when nobody renews, and when nobody needs it any more."""

    def __init__(self, stage, story):
        self.stage, self.story = stage, story

    def _wait(self, days):
        self.stage.move_time(int(days * DAY))
        self.story.command("discover", good=(0, 3), quiet=True)
        self.story.command(*self.story.sync, good=(0, 3), quiet=True)

    def _place(self, name):
        return next(key for key, one in places_of(self.stage.far).items() if one["Certificates"] == [name])

    def meddle(self):
        """People change what stands in the object of one place and take another one away."""
        self.changed, self.deleted = self._place(SHOP), self._place("mail.example.com")
        self.stage.act("set", object=self.changed, user="bob", attributes={"State": "Elsewhere", "Port": "1"})
        self.stage.act("delete", object=self.deleted, user="bob")

    def _check_put_back(self, checks):
        held = places_of(self.stage.far)[self.changed]
        checks.that(held["State"] == ["In use"] and held["Port"] != ["1"], f"put back: {held}")
        trail = self.story.command("audit", "export", quiet=True).stdout
        checks.that('"kind":"drift"' in trail.replace(" ", ""), f"and told: {trail[-2000:]}")

    def check_deleted(self, checks):
        held = places_of(self.stage.far)
        checks.that(self.deleted not in held, f"what people delete is not made anew: {sorted(held)}")
        rows = [one for one in self.stage.json("outbox", "list") if one["state"] == "missing"]
        checks.that([one["kind"] for one in rows] == ["deployment"], f"but told: {rows}")
        self.story.command("outbox", "retry", rows[0]["key"], quiet=True)
        self.story.command(*self.story.sync, good=(0, 3), quiet=True)
        again = [one for one in places_of(self.stage.far).values() if one["Certificates"] == ["mail.example.com"]]
        checks.that(len(again) == 1, f"until a person asks for it: {again}")

    def matter_more(self):
        self.story.step("A service matters more than was said: so do the certificates below it")
        objects = self.stage.far.assets == "objects"
        self.stage.act("set", object="Legacy ERP", user="bob", attributes={"Criticality": "1 - most critical"})
        if objects:
            self.meddle()
        self.stage.move_time(300)
        self.story.command(*self.story.sync, good=(0, 3), quiet=True)
        found = {row["subject"]: row["class"] for row in self.stage.json("list")}
        checks = _trial.Checks(self.stage)
        checks.that(found[ERP] == "critical", f"read and judged anew: {found[ERP]}")
        if objects:
            self._check_put_back(checks)
        return checks

    def expire(self):
        self.story.step("Nobody renews it: it expires, and the incident is linked to the change")
        change = self.story.change(SHOP)["number"]
        for _ in range(4):
            self._wait(5.5)

        def linked():
            found = self.stage.tickets("expired:" + self.story.fingerprint(SHOP))
            return [one["issue"] for issue in found
                    for one in issue_of(self.stage.far, issue["number"])["links"]]
        links = self.story.pass_until(linked, "an incident that is linked")
        checks = _trial.Checks(self.stage)
        if self.stage.far.assets == "objects":
            self.check_deleted(checks)
        checks.no_twins()
        checks.that(links == [change], f"linked to {change}: {links}")
        incident = self.stage.tickets("expired:" + self.story.fingerprint(SHOP))[0]
        issue = issue_of(self.stage.far, incident["number"])
        checks.that(issue["type"] == "[System] Incident", f"an incident: {issue['type']}")
        text = issue["fields"]["Description"].replace("\\", "")  # of wiki markup
        checks.that(f"renewal change: {change}" in text, f"its text names the change: {text}")
        held = objects_of(self.stage.far)[self.story.fingerprint(SHOP)]["tickets"]
        checks.that(set(held) == {change, incident["number"]}, f"the object shows both: {held}")
        return checks

    def replace_expired(self):
        self.story.step("The one that had expired before anybody looked is replaced")
        self.stage._issue("erp", [ERP], 300)

    def _check_texts(self, checks):
        """With places as text each stands at the certificate that it serves, and nowhere after it; a further pass
        writes nothing."""
        held = objects_of(self.stage.far)
        for name in (SHOP, ERP):
            old = held[self.story.fingerprint(name)]
            texts = [one["attributes"].get("Deployments") for one in held.values()
                     if one is not old and one["attributes"]["Name"] == [name]]
            checks.that(not old["attributes"].get("Deployments") and [bool(text) for text in texts] == [True],
                        f"places of {name}: {old['attributes']}, {texts} on the new one")
        gone = held[self.story.fingerprint(OLD)]["attributes"]
        checks.that(not gone.get("Deployments"), f"nor where the place is gone: {gone}")
        before = self.stage.far._held()["objects"]
        self.story.command(*self.story.sync, good=(0, 3), quiet=True)
        checks.that(self.stage.far._held()["objects"] == before, "and nothing is written again")

    def _check_incident(self, checks):
        incident = self.stage.tickets("expired:" + self.story.fingerprint(ERP))[0]
        checks.that(incident["state"] == "Resolved", f"its incident is resolved: {incident['state']}")
        files = [one["file_name"] for one in incident["attachments"]]
        checks.that("proof.json" in files, f"with the proof: {files}")

    def _status(self):
        return objects_of(self.stage.far)[self.story.fingerprint(OLD)]["attributes"]["Certificate status"]

    def decommission(self):
        self.story.decommission()
        start = "decommission:" + self.story.fingerprint(OLD)
        change = self.stage.tickets(start)[0]
        checks = _trial.Checks(self.stage)
        checks.no_twins()
        checks.story_is_told()
        checks.that(change["cis"], f"it names what is retired: {change}")
        ended = [one for one in places_of(self.stage.far).values() if one["State"] == ["Gone"]]
        checks.that([one["Certificates"] for one in ended] == [[OLD]] or self.stage.far.assets == "text",
                    f"its place stays and is marked as gone: {ended}")
        if self.stage.far.assets == "text":
            self._check_texts(checks)
        checks.that(self._status() == ["Issued"], f"not retired by that alone: {self._status()}")
        self.story.step("People decide and close it; after thirty days the object is retired")
        self.stage.act("status", issue=change["number"], user="bob", status="Completed")
        for _ in range(5):
            self._wait(6.5)
        self.story.pass_until(lambda: self._status() == ["Retired"], "its object retired")
        self._check_incident(checks)
        after = self.stage.tickets(start)
        checks.that([one["number"] for one in after] == [change["number"]], f"no second ticket: {after}")
        return checks


def tell(far_side, assets):
    def with_assets(*words, **options):
        return far_side(*words, assets=assets, **options)

    with _trial.open_trial(warm=True, far_side=with_assets) as stage:
        story = _trial.story_of(stage, hurried=True, shown=False)
        ending = Ending(stage, story)
        done = []
        for chapter in (story.begin, story.discover):
            chapter()
        if assets == "objects":
            done.append(Licence(stage, story).keep())
        story.write()
        before = stage.far._held()["objects"]
        story.command("sync")
        checks = _trial.Checks(stage)
        checks.no_twins()
        checks.that(stage.far._held()["objects"] == before, "a second pass changes no object")
        look(stage, checks, story)
        written = stage.picture("written")
        done += [checks, ending.matter_more(), ending.expire()]
        stage.come_back(written)
        for chapter in (story.approve, story.renew, ending.replace_expired, story.prove):
            chapter()
        done.append(ending.decommission())
        story.audit()
    failed = sum(len(one.failed) for one in done)
    print(f"{sum(one.count for one in done)} checks, {failed} failed")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    tell(_jira.Jira, "objects")
    tell(_jira.DataCenter, "text")
