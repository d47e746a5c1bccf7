# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Chat, news and messages between programs."""

import os
import pwd

from lab import EC, RSA, Door, server


@server("prosody", "OpenSSL", "/usr/bin/prosody",
        [Door(5222, "xmpp", (RSA,), name=True), Door(5223, "", (RSA,), name=True),
         Door(5269, "xmpp-server", (RSA,), name=True)], user="prosody")
def prosody(at):
    data, keys = at.make_folder("data"), at.make_folder("certs")
    ssl = f'{{ certificate = "{at.pem()}"; key = "{at.key()}" }}'
    config = at.write("prosody.cfg.lua", f"""run_as_root = true
pidfile = "{at.path('data/pid')}"
data_path = "{data}"
interfaces = {{ "{at.address}" }}
c2s_ports = {{ 5222 }}
c2s_direct_tls_ports = {{ 5223 }}
s2s_ports = {{ 5269 }}
http_ports = {{}}
https_ports = {{}}
modules_enabled = {{ "tls"; "saslauth"; "s2s"; "c2s" }}
modules_disabled = {{ "http" }}
certificates = "{keys}"
log = {{ info = "*console" }}
ssl = {ssl}
c2s_direct_tls_ssl = {ssl}
VirtualHost "{at.host_name}"
 ssl = {ssl}
""")
    return ["prosody", "-F", "--config", config]


@server("ejabberd", "OpenSSL under Erlang", "/usr/sbin/ejabberdctl",
        [Door(5222, "xmpp", (RSA,), name=True), Door(5223, "", (RSA,), name=True),
         Door(5269, "xmpp-server", (RSA,), name=True)], user="ejabberd")
def ejabberd(at):
    config = at.write("ejabberd.yml", f"""hosts: ["{at.host_name}"]
loglevel: info
certfiles: ["{at.bundle(RSA)}"]
s2s_use_starttls: optional
listen:
 - {{port: 5222, ip: "{at.address}", module: ejabberd_c2s, starttls: true}}
 - {{port: 5223, ip: "{at.address}", module: ejabberd_c2s, tls: true}}
 - {{port: 5269, ip: "{at.address}", module: ejabberd_s2s_in}}
modules: {{}}
""")
    at.give("rsa.bundle")
    control = at.write("ejabberdctl.cfg", f"""INET_DIST_INTERFACE={at.address}
ERL_DIST_PORT=15438
ERLANG_NODE=ejabberd@localhost
ERL_OPTIONS=""
""")
    return ["ejabberdctl", "--ctl-config", control, "--config", config,
            "--logs", at.make_folder("logs"), "--spool", at.make_folder("spool"), "foreground"]


@server("ngircd", "GnuTLS", "/usr/sbin/ngircd", [Door(6697, kinds=(RSA,))])
def ngircd(at):
    config = at.write("ngircd.conf", f"""[Global]
Name=irc.lab.example
Info=lab
Listen={at.address}
Ports=6667
MotdPhrase=hi
[SSL]
CertFile={at.pem()}
KeyFile={at.key()}
Ports=6697
""")
    return ["ngircd", "-n", "-f", config]


@server("inspircd", "GnuTLS", "/usr/sbin/inspircd",
        [Door(6667, "irc", (RSA,)), Door(6697, "", (RSA,)), Door(8667, "irc", (RSA,), odd=True)],
        user="irc")
def inspircd(at):
    data = at.make_folder("data")
    config = at.write("inspircd.conf", f"""<server name="irc.lab.example" network="Lab">
<admin nick="lab" email="lab@lab.example" description="lab" name="lab">
<module name="ssl_gnutls">
<module name="starttls">
<sslprofile name="lab" provider="gnutls" certfile="{at.pem()}" keyfile="{at.key()}">
<starttls provider="lab">
<bind address="{at.address}" port="6667" type="clients">
<bind address="{at.address}" port="8667" type="clients">
<bind address="{at.address}" port="6697" type="clients" sslprofile="lab">
<path configdir="{at.folder}" datadir="{data}" logdir="{data}" runtimedir="{data}">
<log method="stderr" type="* -USERINPUT -USEROUTPUT" level="default" target="stderr">
<connect allow="*" timeout="60">
<options hostintopic="yes">
""")
    at.give("rsa.key")
    return ["inspircd", "--config", config, "--nofork", "--nopid"]


@server("inn", "OpenSSL", "/usr/lib/news/bin/nnrpd",
        [Door(119, "nntp", (RSA,))], ["inn2"])
def inn(at):
    account = pwd.getpwnam("news")
    folders = "".join(f"path{name}: {at.make_folder(name + 's')}\n" for name in
                      ("news", "db", "log", "run", "tmp", "spool", "archive", "articles", "overview"))
    for name in ("newss", "dbs", "logs", "runs", "tmps", "spools", "articless", "overviews", "rsa.key"):
        os.chown(at.path(name), account.pw_uid, account.pw_gid)
    os.chmod(at.key(), 0o600)
    config = at.write("inn.conf", f"""mta: "/bin/true"
hismethod: hisv6
ovmethod: tradindexed
domain: lab.example
pathhost: {at.host_name}
fromhost: {at.host_name}
server: {at.address}
tlscertfile: {at.pem()}
tlskeyfile: {at.key()}
tlscapath: {at.folder}
pathetc: {at.folder}
pathbin: /usr/lib/news/bin
{folders}""")
    at.write("readers.conf", """auth "all" { hosts: "*" default: "<lab>" }
access "all" { users: "<lab>" newsgroups: "*" }
""")
    at.write("storage.conf", """method tradspool {
    class: 0
    newsgroups: *
}
""")
    at.write("dbs/active", "control 0000000000 0000000001 n\n")
    at.write("dbs/newsgroups", "")
    at.environment["INNCONF"] = config
    # Makes the empty overview that readers need.
    at.run("/usr/lib/news/bin/makehistory", "-O", "-x", user="news")
    return ["/usr/lib/news/bin/nnrpd", "-D", "-f", "-b", at.address, "-p", "119"]


@server("nats", "Go", "/usr/sbin/nats-server", [Door(4222, "nats", (EC,))], ["nats-server"])
def nats(at):
    config = at.write("nats.conf", f"""host: {at.address}
port: 4222
tls {{ cert_file: "{at.pem(EC)}", key_file: "{at.key(EC)}" }}
""")
    return ["nats-server", "-c", config]


@server("rabbitmq", "Erlang", "/usr/lib/rabbitmq/bin/rabbitmq-server", [Door(5671, kinds=(RSA,))],
        ["rabbitmq-server"], user="rabbitmq")
def rabbitmq(at):
    config = at.write("rabbitmq.conf", f"""listeners.tcp = none
listeners.ssl.1 = {at.address}:5671
ssl_options.certfile = {at.pem()}
ssl_options.keyfile = {at.key()}
ssl_options.cacertfile = {at.pem()}
""")
    at.environment.update({
        "RABBITMQ_CONFIG_FILE": config,
        "RABBITMQ_MNESIA_BASE": at.make_folder("mnesia"),
        "RABBITMQ_LOG_BASE": at.make_folder("logs"),
        "RABBITMQ_NODENAME": "rabbit@localhost",
        "RABBITMQ_DIST_PORT": "15672",
        "RABBITMQ_ENABLED_PLUGINS_FILE": at.path("plugins"),
        "RABBITMQ_PID_FILE": at.path("mnesia/pid"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    })
    return ["/usr/lib/rabbitmq/bin/rabbitmq-server"]


@server("mosquitto", "OpenSSL", "/usr/sbin/mosquitto", [Door(8883, kinds=(RSA,))])
def mosquitto(at):
    config = at.write("mosquitto.conf", f"""user root
listener 8883 {at.address}
certfile {at.pem()}
keyfile {at.key()}
allow_anonymous true
""")
    return ["mosquitto", "-c", config]
