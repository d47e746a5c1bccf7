# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Tells the whole story in a fresh folder and shows what the sandbox holds at the end.
Arguments: build folder, source folder, and --keep to leave everything running."""

import os
import signal
import sys
import tempfile

import story
import trial


def table(title, rows):
    """Aligned columns; rows of equal length, the first one is the head."""
    print(f"\n{title}")
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


def show_certificates(dump):
    rows = [("CERTIFICATE CI", "STATE", "VALID TO", "SERIAL")]
    for ci in sorted(dump["certificates"], key=lambda ci: ci.get("valid_to", "")):
        rows.append((ci.get("name", ""), ci.get("state", ""), ci.get("valid_to", ""),
                     ci.get("serial_number", "")[:20]))
    table("Certificates in the CMDB", rows)


def show_relations(dump):
    names = {ci["sys_id"]: ci.get("name", "") for ci in dump["cis"] + dump["certificates"]}
    certificates = {ci["sys_id"] for ci in dump["certificates"]}
    rows = [("USED BY", "CERTIFICATE")]
    rows += sorted((names.get(row["parent"], "?"), names.get(row["child"], "?"))
                   for row in dump["relations"] if row["child"] in certificates)
    table("Relations", rows)


def show_tickets(dump):
    rows = [("NUMBER", "KIND", "STATE", "TITLE")]
    for ticket in sorted(dump["tickets"], key=lambda ticket: ticket["number"]):
        rows.append((ticket["number"], ticket.get("type", ticket["sys_class_name"]),
                     ticket["state_name"], ticket["short_description"]))
    table("Tickets", rows)


def show_text(dump, start):
    for ticket in dump["tickets"]:
        if not ticket.get("correlation_id", "").startswith(start):
            continue
        print(f"\n---- {ticket['number']}: {ticket['short_description']}\n")
        print(ticket.get("description", ""))
        for note in ticket["notes"]:
            print(f"\n-- note {note.get('at', note.get('sys_created_on', ''))}\n"
                  f"{note.get('value', note.get('text', ''))}")
        return


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    signal.signal(signal.SIGTERM, interrupt)
    build, source = (os.path.abspath(word) for word in sys.argv[1:3])
    keep = "--keep" in sys.argv[3:]
    folder = tempfile.mkdtemp(prefix="certsteward-quickstart-")
    stage = None
    try:
        stage = trial.Trial(folder, build, source)
        stage.start_hook_runner()
        told = story.Story(stage)
        told.tell()
        dump = stage.dump()
        show_certificates(dump)
        show_relations(dump)
        show_tickets(dump)
        print("\nTwo tickets as people read them:")
        show_text(dump, "renewal:")
        show_text(dump, "expired:")
        print(f"\nThe sandbox's page: {stage.url}/  (with --keep it stays; open it in a browser)")
        print("quickstart: ok")
        if keep:
            print(f"Everything keeps running; the folder is {folder}. Ctrl-C ends it.")
            sys.stdout.flush()
            signal.pause()
        return 0
    except KeyboardInterrupt:
        if keep:
            return 0
        print("quickstart: interrupted", file=sys.stderr)
        return 128 + signal.SIGINT
    except story.Failed as failure:
        print(f"quickstart: failed: {failure}", file=sys.stderr)
        return 1
    finally:
        if stage:
            stage.close()


if __name__ == "__main__":
    sys.exit(main())
