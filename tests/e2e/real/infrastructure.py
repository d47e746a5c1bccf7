# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Names, logs, logins and relays."""

from lab import EC, RSA, Door, server


@server("unbound", "OpenSSL", "/usr/sbin/unbound", [Door(853, kinds=(RSA,))])
def unbound(at):
    config = at.write("unbound.conf", f"""server:
 interface: {at.address}@853
 tls-port: 853
 tls-service-key: "{at.key()}"
 tls-service-pem: "{at.pem()}"
 do-daemonize: no
 username: ""
 chroot: ""
 pidfile: "{at.path('pid')}"
 use-syslog: no
 module-config: "iterator"
remote-control:
 control-enable: no
""")
    return ["unbound", "-d", "-c", config]


@server("bind", "OpenSSL", "/usr/sbin/named", [Door(853, kinds=(EC,)), Door(443, kinds=(EC,))],
        ["bind9"])
def bind(at):
    config = at.write("named.conf", f"""tls lab {{ cert-file "{at.pem(EC)}"; key-file "{at.key(EC)}"; }};
options {{ directory "{at.folder}"; pid-file "{at.path('pid')}"; session-keyfile "{at.path('session')}";
 lock-file none; recursion no; dnssec-validation no; managed-keys-directory "{at.folder}";
 listen-on port 5353 {{ {at.address}; }}; listen-on port 853 tls lab {{ {at.address}; }};
 listen-on port 443 tls lab http default {{ {at.address}; }}; listen-on-v6 {{ none; }}; }};
controls {{ }};
""")
    return ["named", "-g", "-n", "1", "-c", config]


@server("nsd", "OpenSSL", "/usr/sbin/nsd", [Door(853, kinds=(RSA,))])
def nsd(at):
    config = at.write("nsd.conf", f"""server:
 ip-address: {at.address}@853
 tls-port: 853
 tls-service-key: "{at.key()}"
 tls-service-pem: "{at.pem()}"
 username: ""
 chroot: ""
 server-count: 1
 pidfile: "{at.path('pid')}"
 zonesdir: "{at.folder}"
 zonelistfile: "{at.path('zone.list')}"
 xfrdfile: "{at.path('xfrd.state')}"
 database: ""
remote-control:
 control-enable: no
""")
    return ["nsd", "-d", "-c", config]


@server("dnsdist", "OpenSSL", "/usr/bin/dnsdist", [Door(853)])
def dnsdist(at):
    config = at.write("dnsdist.conf", f"""setLocal("{at.address}:5300")
setSecurityPollSuffix("")
newServer({{address="127.0.0.1:5301", healthCheckMode="up"}})
addTLSLocal("{at.address}:853", {{"{at.pem(RSA)}", "{at.pem(EC)}"}},
            {{"{at.key(RSA)}", "{at.key(EC)}"}}, {{provider="openssl"}})
""")
    return ["dnsdist", "--supervised", "--disable-syslog", "-C", config]


@server("dnsdist-gnutls", "GnuTLS", "/usr/bin/dnsdist", [Door(853, kinds=(EC,))], ["dnsdist"])
def dnsdist_gnutls(at):
    config = at.write("dnsdist.conf", f"""setLocal("{at.address}:5300")
setSecurityPollSuffix("")
newServer({{address="127.0.0.1:5301", healthCheckMode="up"}})
addTLSLocal("{at.address}:853", "{at.pem(EC)}", "{at.key(EC)}", {{provider="gnutls"}})
""")
    return ["dnsdist", "--supervised", "--disable-syslog", "-C", config]


@server("coturn", "OpenSSL", "/usr/bin/turnserver", [Door(5349, kinds=(RSA,))])
def coturn(at):
    config = at.write("turn.conf", f"""listening-ip={at.address}
listening-port=3478
tls-listening-port=5349
cert={at.pem()}
pkey={at.key()}
pidfile={at.path('pid')}
log-file=stdout
userdb={at.path('users.db')}
no-cli
realm=lab
""")
    return ["turnserver", "-c", config]


@server("freeradius", "OpenSSL", "/usr/sbin/freeradius", [Door(2083, kinds=(RSA,))])
def freeradius(at):
    at.write("radiusd.conf", f"""prefix = /usr
libdir = /usr/lib/freeradius
logdir = {at.folder}
run_dir = {at.folder}
db_dir = {at.folder}
log {{ destination = stdout }}
thread pool {{
 start_servers = 1
}}
modules {{
}}
security {{ allow_vulnerable_openssl = yes }}
clients lab {{ client any {{ ipaddr = 127.0.0.0/8
  proto = tls
  secret = radsec }} }}
server lab {{
 listen {{
  type = auth
  ipaddr = {at.address}
  port = 2083
  proto = tcp
  clients = lab
  tls {{
   private_key_file = {at.key()}
   certificate_file = {at.pem()}
   ca_file = {at.pem()}
   require_client_cert = no
   tls_max_version = "1.2"
  }}
 }}
 authorize {{
 }}
}}
""")
    return ["freeradius", "-f", "-l", "stdout", "-d", at.folder, "-n", "radiusd",
            "-D", "/usr/share/freeradius"]


def rsyslog(at, driver):
    config = at.write("rsyslog.conf", f"""global(workDirectory="{at.folder}"
 defaultNetstreamDriverCAFile="{at.pem()}" defaultNetstreamDriverCertFile="{at.pem()}"
 defaultNetstreamDriverKeyFile="{at.key()}")
module(load="imtcp" streamDriver.name="{driver}" streamDriver.mode="1" streamDriver.authMode="anon")
input(type="imtcp" address="{at.address}" port="6514")
*.* action(type="omfile" file="{at.path('out')}")
""")
    return ["rsyslogd", "-n", "-f", config, "-i", at.path("pid")]


@server("rsyslog-openssl", "OpenSSL", "/usr/sbin/rsyslogd", [Door(6514, kinds=(RSA,))],
        ["rsyslog", "rsyslog-openssl"])
def rsyslog_openssl(at):
    return rsyslog(at, "ossl")


@server("rsyslog-gnutls", "GnuTLS", "/usr/sbin/rsyslogd", [Door(6514, kinds=(RSA,))],
        ["rsyslog", "rsyslog-gnutls"])
def rsyslog_gnutls(at):
    return rsyslog(at, "gtls")


@server("syslog-ng", "OpenSSL", "/usr/sbin/syslog-ng", [Door(6514, kinds=(EC,))], ["syslog-ng-core"])
def syslog_ng(at):
    config = at.write("syslog-ng.conf", f"""@version: current
source s {{ network(ip("{at.address}") port(6514) transport("tls")
 tls(key-file("{at.key(EC)}") cert-file("{at.pem(EC)}") peer-verify(optional-untrusted))); }};
destination d {{ file("{at.path('out')}"); }};
log {{ source(s); destination(d); }};
""")
    return ["syslog-ng", "-F", "-f", config, "-R", at.path("persist"), "-p", at.path("pid"),
            "-c", at.path("control"), "--no-caps"]
