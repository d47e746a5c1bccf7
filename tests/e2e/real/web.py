# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
"""Web servers and TLS fronts."""

import json
import os

from lab import EC, RSA, Door, server


@server("nginx", "OpenSSL", "/usr/sbin/nginx", [Door(443)], ["nginx-light"])
def nginx(at):
    places = "".join(f"{name}_temp_path {at.path(name)};\n" for name in
                     ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = at.write("nginx.conf", f"""pid {at.path('pid')}; error_log stderr; events {{}}
http {{ access_log off; {places}
server {{ listen {at.address}:443 ssl; return 204;
 ssl_certificate {at.pem(RSA)}; ssl_certificate_key {at.key(RSA)};
 ssl_certificate {at.pem(EC)}; ssl_certificate_key {at.key(EC)}; }} }}
""")
    return ["nginx", "-p", at.folder, "-c", config, "-g", "daemon off;"]


@server("apache", "OpenSSL", "/usr/sbin/apache2", [Door(443)], ["apache2-bin"])
def apache(at):
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                      for name in ("mpm_event", "authz_core", "ssl"))
    config = at.write("apache.conf", f"""ServerName {at.host_name}
PidFile {at.path('pid')}
ErrorLog /dev/stderr
{modules}Mutex file:{at.folder} default
User nobody
Group nogroup
Listen {at.address}:443
SSLEngine on
SSLCertificateFile {at.pem(RSA)}
SSLCertificateKeyFile {at.key(RSA)}
SSLCertificateFile {at.pem(EC)}
SSLCertificateKeyFile {at.key(EC)}
DocumentRoot {at.folder}
""")
    return ["apache2", "-d", at.folder, "-f", config, "-DFOREGROUND"]


@server("haproxy", "OpenSSL", "/usr/sbin/haproxy", [Door(443, name=True)])
def haproxy(at):
    for kind, end in ((RSA, "rsa"), (EC, "ecdsa")):
        os.rename(at.bundle(kind), at.path("site.pem." + end))
    config = at.write("haproxy.cfg", f"""defaults
 mode http
 timeout client 5s
 timeout server 5s
 timeout connect 5s
frontend f
 bind {at.address}:443 ssl crt {at.path('site.pem')}
 http-request return status 200
""")
    return ["haproxy", "-db", "-f", config]


def lighttpd(at, module, kind):
    config = at.write("lighttpd.conf", f"""server.modules = ("{module}")
server.document-root = "{at.folder}"
server.bind = "{at.address}"
server.port = 443
ssl.engine = "enable"
ssl.pemfile = "{at.pem(kind)}"
ssl.privkey = "{at.key(kind)}"
""")
    return ["lighttpd", "-D", "-f", config]


LIGHTTPD = "/usr/sbin/lighttpd"


@server("lighttpd-openssl", "OpenSSL", LIGHTTPD, [Door(443, kinds=(EC,))],
        ["lighttpd", "lighttpd-mod-openssl"])
def lighttpd_openssl(at):
    return lighttpd(at, "mod_openssl", EC)


@server("lighttpd-gnutls", "GnuTLS", LIGHTTPD, [Door(443, kinds=(RSA,))],
        ["lighttpd", "lighttpd-mod-gnutls"])
def lighttpd_gnutls(at):
    return lighttpd(at, "mod_gnutls", RSA)


@server("lighttpd-nss", "NSS", LIGHTTPD, [Door(443, kinds=(RSA,))], ["lighttpd", "lighttpd-mod-nss"])
def lighttpd_nss(at):
    return lighttpd(at, "mod_nss", RSA)


@server("lighttpd-mbedtls", "Mbed TLS", LIGHTTPD, [Door(443, kinds=(EC,))],
        ["lighttpd", "lighttpd-mod-mbedtls"])
def lighttpd_mbedtls(at):
    return lighttpd(at, "mod_mbedtls", EC)


@server("lighttpd-wolfssl", "wolfSSL", LIGHTTPD, [Door(443, kinds=(RSA,))],
        ["lighttpd", "lighttpd-mod-wolfssl"])
def lighttpd_wolfssl(at):
    return lighttpd(at, "mod_wolfssl", RSA)


@server("caddy", "Go", "/usr/bin/caddy", [Door(443)])
def caddy(at):
    files = [{"certificate": at.pem(kind), "key": at.key(kind)} for kind in (RSA, EC)]
    config = at.write("caddy.json", json.dumps({
        "admin": {"disabled": True},
        "storage": {"module": "file_system", "root": at.folder},
        "apps": {
            "tls": {"certificates": {"load_files": files}},
            "http": {"servers": {"lab": {
                "listen": [at.address + ":443"],
                "tls_connection_policies": [{"default_sni": at.host_name}],
                "automatic_https": {"disable": True}}}}}}))
    return ["caddy", "run", "--config", config]


@server("stunnel", "OpenSSL", "/usr/bin/stunnel4", [Door(443, kinds=(EC,))], ["stunnel4"])
def stunnel(at):
    config = at.write("stunnel.conf", f"""foreground=yes
pid=
[s]
accept={at.address}:443
connect=127.0.0.1:1
cert={at.pem(EC)}
key={at.key(EC)}
""")
    return ["stunnel4", config]


@server("hitch", "OpenSSL", "/usr/sbin/hitch", [Door(443, kinds=(RSA,))])
def hitch(at):
    config = at.write("hitch.conf", f"""frontend = "[{at.address}]:443"
backend = "[127.0.0.1]:1"
pem-file = "{at.bundle(key_first=True)}"
user = "nobody"
group = "nogroup"
workers = 1
""")
    return ["hitch", "--config=" + config]


@server("h2o", "OpenSSL", "/usr/bin/h2o", [Door(443, kinds=(RSA,))])
def h2o(at):
    config = at.write("h2o.conf", f"""user: nobody
num-threads: 1
listen:
  host: {at.address}
  port: 443
  ssl:
    certificate-file: {at.pem()}
    key-file: {at.key()}
    ocsp-update-interval: 0
hosts:
  default:
    paths:
      /:
        file.dir: {at.make_folder('pages')}
""")
    return ["h2o", "-c", config]


@server("gnutls-serv", "GnuTLS", "/usr/bin/gnutls-serv", [Door(5556)], ["gnutls-bin"])
def gnutls_serv(at):
    words = ["gnutls-serv", "--echo", "-p", "5556"]
    for kind in (RSA, EC):
        words += ["--x509certfile", at.pem(kind), "--x509keyfile", at.key(kind)]
    return words


@server("s_server", "OpenSSL", "/usr/bin/openssl", [Door(443)], ["openssl"])
def s_server(at):
    return ["openssl", "s_server", "-www", "-quiet", "-accept", at.address + ":443",
            "-cert", at.pem(RSA), "-cert_chain", at.pem(RSA), "-key", at.key(RSA),
            "-dcert", at.pem(EC), "-dcert_chain", at.pem(EC), "-dkey", at.key(EC)]


@server("prometheus", "Go", "/usr/bin/prometheus", [Door(9090, kinds=(EC,))])
def prometheus(at):
    web = at.write("web.yml", f"tls_server_config: {{cert_file: {at.pem(EC)}, "
                              f"key_file: {at.key(EC)}}}\n")
    return ["prometheus", "--config.file", at.write("prometheus.yml", "global: {}\n"),
            "--web.config.file", web, "--web.listen-address", at.address + ":9090",
            "--storage.tsdb.path", at.path("data")]


@server("tomcat", "JSSE", "/usr/share/tomcat10/bin/bootstrap.jar", [Door(8443)],
        ["tomcat10", "openjdk-17-jre-headless"])
def tomcat(at):
    certificates = "".join(
        f'<Certificate type="{kind.upper()}" certificateFile="{at.pem(kind)}" '
        f'certificateKeyFile="{at.key(kind)}"/>' for kind in (RSA, EC))
    at.write("conf/server.xml", f"""<Server port="-1"><Service name="Catalina">
<Connector address="{at.address}" port="8443" SSLEnabled="true" scheme="https" secure="true">
<SSLHostConfig>{certificates}</SSLHostConfig></Connector>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
</Service></Server>
""")
    for name in ("webapps", "logs", "temp", "work"):
        at.make_folder(name)
    home = "/usr/share/tomcat10"
    return ["/usr/lib/jvm/java-17-openjdk-amd64/bin/java", "-Xmx128m",
            "-cp", f"{home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar",
            "-Dcatalina.home=" + home, "-Dcatalina.base=" + at.folder,
            "-Djava.io.tmpdir=" + at.path("temp"),
            "org.apache.catalina.startup.Bootstrap", "start"]


@server("cups", "GnuTLS", "/usr/sbin/cupsd", [Door(631, kinds=(EC,), name=True)],
        ["cups-daemon"])
def cups(at):
    keys = at.make_folder("ssl")
    for end, source in (("crt", at.pem(EC)), ("key", at.key(EC))):
        os.symlink(source, os.path.join(keys, f"{at.host_name}.{end}"))
    config = at.write("cupsd.conf", f"""ServerName {at.host_name}
ServerAlias *
SSLListen {at.address}:631
DefaultEncryption IfRequested
Browsing No
<Location />
 Allow all
</Location>
""")
    files = at.write("cups-files.conf", f"""ServerKeychain {keys}
CreateSelfSignedCerts no
ServerRoot {at.make_folder('root')}
RequestRoot {at.make_folder('spool')}
CacheDir {at.make_folder('cache')}
StateDir {at.make_folder('state')}
TempDir {at.make_folder('temp')}
ErrorLog stderr
AccessLog {at.path('access')}
PageLog {at.path('page')}
SystemGroup lpadmin
""")
    return ["cupsd", "-f", "-c", config, "-s", files]
