"""Stands between lettermill and a mail server, understands what is said, and
at one step of the dialogue cuts the connection, or kills who is sending."""

import contextlib
import os
import signal
import socket
import ssl
import threading

# In the order of the dialogue; each is what happens just before it goes on.
STEPS = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "body",
         "dot", "answer", "after", "QUIT")


class Cut(Exception):
    pass


class Proxy:
    def __init__(self, port, certificate, key):
        self.upstream = port
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        self.aim(None)
        threading.Thread(target=self.accept, daemon=True).start()

    def aim(self, step, after=0, kill=False):
        """At this step, when it was passed so often; once."""
        self.step, self.left, self.kill = step, after, kill
        self.process, self.fired = None, threading.Event()

    def at(self, step):
        if step != self.step or self.fired.is_set():
            return
        if self.left > 0:
            self.left -= 1
            return
        self.fired.set()
        if self.kill:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
        raise Cut

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(client,),
                             daemon=True).start()

    def serve(self, client):
        server = socket.create_connection(("127.0.0.1", self.upstream))
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        files = [client, server]
        try:
            self.relay(client, server, files)
        except (Cut, OSError):
            pass
        finally:
            for file in files:
                # A file made of a socket keeps it open.
                with contextlib.suppress(OSError):
                    file.close()

    def relay(self, client, server, files):
        there = server.makefile("rwb")
        files.append(there)
        here = client.makefile("rwb")
        files.append(here)
        self.at("connect")
        send(here, reply(there))
        encrypted = False
        while True:
            line = here.readline()
            if not line:
                return
            verb = line.split()[0].decode().upper()
            self.at(verb)
            if verb == "STARTTLS":
                send(here, b"220 2.0.0 Ready to start TLS\r\n")
                client = self.tls.wrap_socket(client, server_side=True)
                files.append(client)
                here = client.makefile("rwb")
                files.append(here)
                encrypted = True
                continue
            send(there, line)
            answer = reply(there)
            if verb == "EHLO":
                answer = offers(answer, encrypted)
            send(here, answer)
            if verb == "DATA" and answer.startswith(b"354"):
                self.body(here, there)
            if verb == "QUIT":
                return

    def body(self, here, there):
        lines = []
        while not lines or lines[-1] != b".\r\n":
            line = here.readline()
            if not line:
                raise Cut
            lines.append(line)
            if len(lines) == 20:
                send(there, b"".join(lines))
                self.at("body")
        send(there, b"".join(lines[20:-1]))
        self.at("dot")
        send(there, lines[-1])
        answer = reply(there)
        self.at("answer")
        send(here, answer)
        self.at("after")

    def close(self):
        self.listener.close()


def send(file, words):
    file.write(words)
    file.flush()


def reply(file):
    lines = []
    while not lines or lines[-1][3:4] == b"-":
        lines.append(file.readline())
        if not lines[-1]:
            raise Cut
    return b"".join(lines)


def offers(answer, encrypted):
    """What a server that encrypts offers: a login only once it does."""
    word = b"STARTTLS" if encrypted else b"AUTH"
    lines = [line for line in answer.splitlines(True) if word not in line]
    return b"".join([b"250-" + line[4:] for line in lines[:-1]] +
                    [b"250 " + lines[-1][4:]])
