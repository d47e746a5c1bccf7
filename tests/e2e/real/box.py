# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""A room of our own on this machine: own mounts, own network with nothing but loopback, own processes.
Unpacked packages lie over /usr and /etc there, every port is free, and all that runs in it ends with
it. Nothing of it is seen outside."""

import contextlib
import fcntl
import os
import pwd
import random
import socket
import struct
import subprocess
import sys

INSIDE = "CERTSTEWARD_BOX"
FOLDER = "/run/lab"  # on a file system of the room, readable by every account
SKIPPED = 77

# Accounts that the packages' own scripts would make.
ACCOUNTS = ["postfix", "postdrop", "dovecot", "dovenull", "Debian-exim", "postgres", "mysql", "openldap",
            "rabbitmq", "ejabberd", "epmd", "prosody", "news", "proftpd", "ftp", "redis", "mosquitto",
            "bind", "unbound", "nsd", "turnserver", "freerad", "irc", "memcache", "_dnsdist", "_hitch",
            "h2o", "tomcat", "lp", "lpadmin", "xrdp", "caddy", "stunnel4", "haproxy", "etcd", "nats",
            "prometheus"]
FIRST_ID = 61000
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFADDR, IFF_UP = 0x8913, 0x8914, 0x8916, 1


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def free_port():
    """Nobody listens there; and as the kernel gives no client a port of these, none takes it before we do."""
    while True:
        port = random.randrange(29001, 32000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def words(network=True):
    """Puts the program that follows into a room; without a network of its own it is the machine's."""
    return ["unshare", "--mount", *(["--net"] if network else []), "--pid", "--fork", "--kill-child",
            "--mount-proc"]


def need_room():
    """Ends the test as skipped where there can be no such room."""
    if os.geteuid() != 0:
        skip("only root can start servers under accounts of their own")
    try:
        done = subprocess.run([*words(), "true"], capture_output=True, text=True)
    except OSError as error:
        skip(f"unshare: {error}")
    if done.returncode:
        skip(f"this machine gives us no room of our own: {done.stderr.strip()}")


def enter(script):
    """Goes on inside; comes back only there."""
    if os.environ.get(INSIDE):
        return
    environment = dict(os.environ, **{INSIDE: "yes"})
    sys.stdout.flush()
    os.execvpe("unshare", [*words(), sys.executable, "-B", os.path.abspath(script), *sys.argv[1:]],
               environment)


def _mount(*words):
    done = subprocess.run(["mount", *words], capture_output=True, text=True)
    if done.returncode:
        skip(f"mount {' '.join(words)}: {done.stderr.strip()}")


def _loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def _add_address(number, address):
    """Some servers take only addresses that an interface has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sHH4s8x", b"lo:%d" % number, socket.AF_INET, 0,
                              socket.inet_aton(address))
        fcntl.ioctl(control, SIOCSIFADDR, request)


def add_address(number):
    """An address of this room for a server; its number in the list makes it."""
    address = f"127.1.0.{number}"
    _add_address(number, address)
    return address


def _write_accounts():
    with open("/etc/passwd") as file:
        users = file.read()
    with open("/etc/group") as file:
        groups = file.read()
    known_users = {line.split(":")[0]: line.split(":")[3] for line in users.splitlines()}
    known_groups = {line.split(":")[0] for line in groups.splitlines()}
    for number, name in enumerate(ACCOUNTS, FIRST_ID):
        if name not in known_groups:
            groups += f"{name}:x:{number}:\n"
        if name not in known_users:
            users += f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n"
    with open("/etc/passwd", "w") as file:
        file.write(users)
    with open("/etc/group", "w") as file:
        file.write(groups)


def lay_over(tree):
    """Lays the unpacked tree over the system's folders."""
    _mount("-t", "tmpfs", "-o", "mode=755", "lab", "/run")
    for name in ("usr", "etc"):
        upper, work = f"/run/{name}-upper", f"/run/{name}-work"
        os.makedirs(upper)
        os.makedirs(work)
        options = f"lowerdir={tree}/{name}:/{name},upperdir={upper},workdir={work}"
        _mount("-t", "overlay", "overlay", "-o", options, "/" + name)


def furnish(tree):
    """Lays the unpacked tree over the system's folders and makes the lab's own."""
    lay_over(tree)
    os.makedirs(FOLDER)
    _write_accounts()
    _loopback_up()
    # Accounts without rights may take any port here, as nobody else is there.
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as file:
        file.write("0")


def identity(user):
    """Words for Popen that make a program run as this account."""
    if not user:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
