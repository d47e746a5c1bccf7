# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Directories, databases, files and desktops."""

import glob
import os
import sys

from lab import EC, RSA, Door, server


@server("slapd", "GnuTLS", "/usr/sbin/slapd",
        [Door(389, "ldap", (RSA,)), Door(636, "", (RSA,))])
def slapd(at):
    config = at.write("slapd.conf", f"""include /etc/ldap/schema/core.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {at.path('pid')}
TLSCertificateFile {at.pem()}
TLSCertificateKeyFile {at.key()}
database mdb
suffix "dc=lab"
rootdn "cn=admin,dc=lab"
directory {at.make_folder('db')}
""")
    return ["slapd", "-d", "0", "-f", config,
            "-h", f"ldap://{at.address}:389 ldaps://{at.address}:636"]


@server("postgresql", "OpenSSL", "/usr/lib/postgresql/*/bin/postgres",
        [Door(5432, "postgres", (EC,))], user="postgres")
def postgresql(at):
    programs = os.path.dirname(sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))[-1])
    at.give("")
    at.run(os.path.join(programs, "initdb"), "-D", at.path("data"), "-A", "trust", "--no-sync",
           "-E", "UTF8", "--locale=C")
    os.chmod(at.key(EC), 0o600)
    at.give("ec.key")
    settings = {"listen_addresses": at.address, "unix_socket_directories": at.folder, "ssl": "on",
                "ssl_cert_file": at.pem(EC), "ssl_key_file": at.key(EC), "shared_buffers": "8MB"}
    words = [os.path.join(programs, "postgres"), "-D", at.path("data")]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


@server("mariadb", "OpenSSL", "/usr/sbin/mariadbd", [Door(3306, "mysql", (RSA,))],
        ["mariadb-server"], user="mysql")
def mariadb(at):
    data = at.make_folder("data")
    at.give("")
    at.run("mariadb-install-db", "--no-defaults", "--datadir=" + data,
           "--auth-root-authentication-method=normal", "--skip-test-db")
    return ["mariadbd", "--no-defaults", "--datadir=" + data, "--socket=" + at.path("socket"),
            "--pid-file=" + at.path("pid"), "--port=3306", "--bind-address=" + at.address,
            "--innodb-buffer-pool-size=8M", "--ssl-cert=" + at.pem(), "--ssl-key=" + at.key()]


@server("redis", "OpenSSL", "/usr/bin/redis-server", [Door(6379, kinds=(EC,))], ["redis-server"])
def redis(at):
    return ["redis-server", "--port", "0", "--bind", at.address, "--tls-port", "6379",
            "--tls-cert-file", at.pem(EC), "--tls-key-file", at.key(EC),
            "--tls-ca-cert-file", at.pem(EC), "--tls-auth-clients", "no", "--save", "",
            "--dir", at.folder]


@server("memcached", "OpenSSL", "/usr/bin/memcached", [Door(11211, kinds=(RSA,))])
def memcached(at):
    return ["memcached", "-u", "nobody", "-U", "0", "-Z", "-l", f"{at.address}:11211",
            "-o", f"ssl_chain_cert={at.pem()},ssl_key={at.key()}"]


@server("etcd", "Go", "/usr/bin/etcd", [Door(2379, kinds=(EC,))], ["etcd-server"])
def etcd(at):
    clients, peers = f"https://{at.address}:2379", f"http://{at.address}:2380"
    return ["etcd", "--data-dir", at.path("data"), "--listen-client-urls", clients,
            "--advertise-client-urls", clients, "--listen-peer-urls", peers,
            "--initial-advertise-peer-urls", peers, "--initial-cluster", f"default={peers}",
            "--cert-file", at.pem(EC), "--key-file", at.key(EC)]


@server("vsftpd", "OpenSSL", "/usr/sbin/vsftpd",
        [Door(21, "ftp", (RSA,))])
def vsftpd(at):
    config = at.write("vsftpd.conf", f"""listen=YES
listen_address={at.address}
listen_port=21
background=NO
anonymous_enable=YES
allow_anon_ssl=YES
ssl_enable=YES
rsa_cert_file={at.pem()}
rsa_private_key_file={at.key()}
secure_chroot_dir={at.make_folder('empty')}
""")
    return ["vsftpd", config]


@server("proftpd", "OpenSSL", "/usr/sbin/proftpd", [Door(21, "ftp")],
        ["proftpd-core", "proftpd-mod-crypto"])
def proftpd(at):
    config = at.write("proftpd.conf", f"""ServerName lab
ServerType standalone
DefaultAddress {at.address}
SocketBindTight on
Port 21
User nobody
Group nogroup
PidFile {at.path('pid')}
ScoreboardFile {at.path('score')}
DelayTable none
ModulePath /usr/lib/proftpd
LoadModule mod_tls.c
TLSEngine on
TLSLog {at.path('tls.log')}
TLSRSACertificateFile {at.pem(RSA)}
TLSRSACertificateKeyFile {at.key(RSA)}
TLSECCertificateFile {at.pem(EC)}
TLSECCertificateKeyFile {at.key(EC)}
""")
    return ["proftpd", "-n", "-q", "-c", config]


@server("xrdp", "OpenSSL", "/usr/sbin/xrdp", [Door(3389, "rdp", (RSA,))])
def xrdp(at):
    config = at.write("xrdp.ini", f"""[Globals]
port=tcp://{at.address}:3389
security_layer=negotiate
crypt_level=high
certificate={at.pem()}
key_file={at.key()}
ssl_protocols=TLSv1.2, TLSv1.3
allow_channels=true
[Logging]
LogFile={at.path('xrdp.log')}
LogLevel=INFO
[Xorg]
name=Xorg
lib=libxup.so
username=ask
password=ask
port=-1
code=20
""")
    at.run("xrdp-keygen", "xrdp", "/etc/xrdp/rsakeys.ini")
    return ["xrdp", "--nodaemon", "--config", config]


@server("sql-server", "a stand-in, OpenSSL", "/usr/bin/openssl", [Door(1433, "mssql")], ["openssl"])
def sql_server(at):
    stand_in = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tds_stand_in.py")
    return [sys.executable, "-B", stand_in, at.address, "1433",
            at.pem(RSA), at.key(RSA), at.pem(EC), at.key(EC)]
