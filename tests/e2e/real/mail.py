# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Mail servers."""

import os
import pwd
import shutil

from lab import EC, RSA, Door, server


@server("postfix", "OpenSSL", "/usr/sbin/postfix",
        [Door(25, "smtp"), Door(465), Door(8025, "smtp", odd=True)])
def postfix(at):
    queue, data = at.make_folder("queue"), at.make_folder("data")
    account = pwd.getpwnam("postfix")
    os.chown(data, account.pw_uid, account.pw_gid)
    chains = ", ".join(part for kind in (RSA, EC) for part in (at.key(kind), at.pem(kind)))
    at.write("conf/main.cf", f"""compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
myhostname = {at.host_name}
inet_interfaces = {at.address}
inet_protocols = ipv4
mydestination =
smtpd_tls_chain_files = {chains}
smtpd_tls_security_level = may
maillog_file = /dev/stdout
smtputf8_enable = no
alias_maps =
alias_database =
""")
    at.write("conf/master.cf", f"""{at.address}:25 inet n - n - - smtpd
{at.address}:8025 inet n - n - - smtpd
{at.address}:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
""")
    for name in ("postfix-files", "dynamicmaps.cf"):
        for source in ("/etc/postfix", "/usr/share/postfix"):
            if os.path.exists(os.path.join(source, name)):
                shutil.copy(os.path.join(source, name), at.path("conf"))
    return ["postfix", "-c", at.path("conf"), "start-fg"]


@server("exim", "GnuTLS", "/usr/sbin/exim4", [Door(25, "smtp", kinds=(RSA,)), Door(587, "smtp",
                                                                                  kinds=(RSA,))],
        ["exim4-daemon-light"])
def exim(at):
    spool = at.make_folder("spool")
    account = pwd.getpwnam("Debian-exim")
    os.chown(spool, account.pw_uid, account.pw_gid)
    config = at.write("exim.conf", f"""primary_hostname = {at.host_name}
spool_directory = {spool}
log_file_path = {spool}/%slog
pid_file_path = {spool}/pid
daemon_smtp_ports = 25 : 587
local_interfaces = {at.address}
tls_advertise_hosts = *
tls_certificate = {at.pem()}
tls_privatekey = {at.key()}
acl_smtp_rcpt = deny
""")
    return ["exim4", "-C", config, "-bdf"]


@server("dovecot", "OpenSSL", "/usr/sbin/dovecot",
        [Door(143, "imap"), Door(993), Door(110, "pop3"), Door(995), Door(4190, "sieve"),
         Door(24, "lmtp"), Door(8143, "imap", odd=True), Door(8110, "pop3", odd=True)],
        ["dovecot-imapd", "dovecot-pop3d", "dovecot-managesieved", "dovecot-lmtpd"])
def dovecot(at):
    config = at.write("dovecot.conf", f"""base_dir={at.path('run')}
state_dir={at.path('state')}
log_path=/dev/stderr
listen={at.address}
protocols=imap pop3 lmtp sieve
ssl=yes
ssl_cert=<{at.pem(RSA)}
ssl_key=<{at.key(RSA)}
ssl_alt_cert=<{at.pem(EC)}
ssl_alt_key=<{at.key(EC)}
passdb {{
 driver=static
 args=nopassword=y
}}
userdb {{
 driver=static
 args=uid=nobody gid=nogroup home=/tmp
}}
mail_location=maildir:{at.path('mail')}
service imap-login {{
 inet_listener imap {{
  port=143
 }}
 inet_listener imap-odd {{
  port=8143
 }}
 inet_listener imaps {{
  port=993
 }}
}}
service pop3-login {{
 inet_listener pop3 {{
  port=110
 }}
 inet_listener pop3-odd {{
  port=8110
 }}
 inet_listener pop3s {{
  port=995
 }}
}}
service managesieve-login {{
 inet_listener sieve {{
  port=4190
 }}
}}
service lmtp {{
 inet_listener lmtp {{
  port=24
 }}
}}
""")
    return ["dovecot", "-F", "-c", config]
