"""A real mail server for the tests: Postfix with all of its files in one
folder, STARTTLS, a login, and rules to refuse by. Needs root."""

import contextlib
import email
import os
import pwd
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from pathlib import Path

DAEMONS = "/usr/lib/postfix/sbin"
SETTINGS = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydomain = localhost.test
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
mynetworks =
alias_maps =
smtpd_peername_lookup = no
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
cyrus_sasl_config_path = {folder}/conf/sasl
smtpd_sasl_local_domain = example.org
smtpd_recipient_restrictions =
    check_recipient_access regexp:{folder}/conf/refused,
    check_policy_service inet:127.0.0.1:{policy},
    reject_unauth_destination
smtpd_relay_restrictions = reject_unauth_destination
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
local_recipient_maps =
fast_flush_domains =
"""
# Two ways in: as is usual, and one that neither encrypts nor lets log in.
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{plain} inet n - n - - smtpd
    -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Unavailable(Exception):
    """No server can be started here, and why."""


def check_needs():
    if os.geteuid() != 0:
        raise Unavailable("a mail server can be started by root alone")
    for need in ("/usr/sbin/postfix", "/usr/sbin/saslpasswd2"):
        if not os.path.exists(need):
            raise Unavailable(f"there is no {need}")


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60,
                          **more)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def make_certificates(folder):
    """A root, and a server's certificate for the name localhost alone."""
    folder = Path(folder)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
    for name in ("root", "other"):
        run("openssl", "req", "-x509", *key, "-subj", f"/CN=Test {name}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2",
            cwd=folder)
    run("openssl", "req", *key, "-subj", "/CN=localhost", "-keyout",
        "server.key", "-out", "server.csr", cwd=folder)
    (folder / "san").write_text("subjectAltName = DNS:localhost\n")
    run("openssl", "x509", "-req", "-in", "server.csr", "-CA", "root.pem",
        "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile",
        "san", "-out", "server.pem", cwd=folder)


class Greylist(socketserver.StreamRequestHandler):
    """Of a recipient called grey..., the first attempt is not taken."""

    def handle(self):
        asked = {}
        for line in self.rfile:
            name, _, value = line.decode().strip().partition("=")
            asked[name] = value
            if name:
                continue
            to = asked.get("recipient", "")
            known = self.server.known
            grey = to.startswith("grey") and to not in known
            known.add(to)
            self.wfile.write(b"action=" + (b"450 4.2.0 Come back later"
                                           if grey else b"DUNNO") + b"\n\n")
            asked = {}


class Policy(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


class Postfix:
    """`more` settings go before those above."""

    def __init__(self, folder, more):
        self.folder = folder = Path(folder)
        self.port, self.plain = free_port(), free_port()
        self.policy = Policy(("127.0.0.1", 0), Greylist)
        self.policy.known = set()
        threading.Thread(target=self.policy.serve_forever,
                         daemon=True).start()
        for name in ("spool", "data", "boxes", "log", "conf/sasl"):
            (folder / name).mkdir(parents=True)
        owner = pwd.getpwnam("postfix")
        for name in ("data", "boxes"):
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        make_certificates(folder)
        (folder / "conf/main.cf").write_text(SETTINGS.format(
            folder=folder, daemons=DAEMONS, uid=owner.pw_uid,
            gid=owner.pw_gid, policy=self.policy.server_address[1]))
        self.change(more)
        (folder / "conf/master.cf").write_text(SERVICES.format(
            port=self.port, plain=self.plain))
        (folder / "conf/refused").write_text(
            "/^gone/ 550 5.1.1 No such person here\n")
        (folder / "conf/sasl/smtpd.conf").write_text(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
            f"mech_list: PLAIN\nsasldb_path: {folder}/users\n")
        run("saslpasswd2", "-c", "-p", "-f", folder / "users", "-u",
            "example.org", "mill", input="sesame")
        os.chown(folder / "users", owner.pw_uid, owner.pw_gid)
        try:
            self.control("start")
            self.wait_for_port()
        except RuntimeError as why:
            self.close()
            raise Unavailable(f"Postfix does not start: {why}") from why

    def control(self, *words):
        run("/usr/sbin/postfix", "-c", self.folder / "conf", *words)

    def wait_for_port(self):
        for _ in range(200):
            with contextlib.suppress(OSError), \
                    socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError("Postfix does not answer")

    def change(self, settings):
        """As main.cf has them: a line that begins with a blank goes on."""
        for one in re.split(r"\n(?=\S)", settings.strip("\n")):
            if one:
                run("postconf", "-c", self.folder / "conf", "-e",
                    " ".join(one.split()))

    def set(self, setting):
        self.change(setting)
        self.control("reload")
        self.wait_for_port()

    def give(self, path):
        """By the way of this machine's own programs, with what becomes of it
        reported to the office."""
        run("sendmail", "-C", self.folder / "conf", "-i", "-t", "-f",
            "office@example.org", "-N", "success,failure",
            input=path.read_text())

    @property
    def log(self):
        return self.folder / "log/mail.log"

    def delivered(self):
        """How often each Message-ID lies in the maildir."""
        count = {}
        for path in self.folder.glob("boxes/all/new/*"):
            with path.open("rb") as file:
                one = email.message_from_binary_file(file)["message-id"]
            count[one.strip("<>")] = count.get(one.strip("<>"), 0) + 1
        return count

    def messages(self):
        return [email.message_from_bytes(path.read_bytes())
                for path in self.folder.glob("boxes/all/new/*")]

    def wait_for(self, box, count):
        """Until so many messages lie in it."""
        for _ in range(600):
            if len(list(self.folder.glob(f"boxes/{box}/new/*"))) >= count:
                return
            time.sleep(0.05)
        raise RuntimeError(f"Postfix does not deliver: {self.log.read_text()}")

    def settle_down(self):
        """Until nothing is in its queue."""
        for _ in range(600):
            if not run("postqueue", "-c", self.folder / "conf", "-j"):
                return
            time.sleep(0.05)
        raise RuntimeError("Postfix does not deliver")

    def close(self):
        with contextlib.suppress(RuntimeError):
            self.control("stop")
        self.policy.shutdown()


def fast_folder():
    """Whoever waits for the disk with each message takes its time."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


@contextlib.contextmanager
def server(more=""):
    check_needs()
    folder = tempfile.mkdtemp(prefix="lettermill-post", dir=fast_folder())
    os.chmod(folder, 0o755)  # Postfix's own user has to get in
    one = None
    try:
        one = Postfix(folder, more)
        yield one
    finally:
        if one:
            one.close()
        shutil.rmtree(folder, ignore_errors=True)
