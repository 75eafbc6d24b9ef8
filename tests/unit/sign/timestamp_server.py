"""A time-stamp server for tests: timestamp_server.py FOLDER

Prints its port, and answers until its standard input ends. In FOLDER stands
what make_keys.sh made. Of the paths, /good answers as RFC 3161 wants; /stale
gives the answer before once more, /nonce answers another request for the same,
/other stamps something else, /untrusted stamps in the name of a stranger,
/refuse says no, /rubbish answers with no time-stamp at all, /html with a page,
/empty with nothing, /cut with half of it, /huge with more than anybody needs,
/broken fails, /redirect sends elsewhere, /hang says nothing, /drip never ends,
/endless never ends either, and faster. /count tells how many have asked.
"""
import http.server
import subprocess
import sys
import threading
import time

folder = sys.argv[1]
last = b""
asked = 0
# One at a time: the tool writes its serial number to a file.
lock = threading.Lock()


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", "ts", *arguments], input=data,
                          cwd=folder, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def answer(path, query):
    global last
    if path == "/stale":
        return last
    if path == "/rubbish":
        return b"0\x03\x02\x01\x07"
    if path == "/empty":
        return b""
    if path == "/huge":
        return b"\x30\x84\x00\x98\x96\x80" + bytes(10000000)
    if path == "/nonce":
        start = query.index(b"\x04\x20") + 2
        query = openssl("-query", "-digest", query[start:start + 32].hex(),
                        "-sha256", "-cert")
    if path == "/other":
        query = openssl("-query", "-data", "ca.cnf", "-sha256", "-cert")
    if path == "/refuse":
        query = openssl("-query", "-data", "ca.cnf", "-sha512", "-cert")
    with open(folder + "/query.tsq", "wb") as file:
        file.write(query)
    last = openssl("-reply", "-config", "ca.cnf", "-queryfile", "query.tsq",
                   "-section", "strangers" if path == "/untrusted"
                   else "stamps")
    return last


class Handler(http.server.BaseHTTPRequestHandler):
    def begin(self, kind="application/timestamp-reply", length=None):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send(self, body, kind="application/timestamp-reply"):
        self.begin(kind, len(body))
        self.wfile.write(body)

    def go_on(self, piece, seconds):
        try:
            while True:
                self.wfile.write(piece)
                time.sleep(seconds)
        except OSError:
            pass # whoever asked has had enough

    def do_GET(self):
        self.send(b"%d" % asked, "text/plain")

    def do_POST(self):
        global asked
        query = self.rfile.read(int(self.headers["Content-Length"]))
        path = "/" + self.path.rsplit("/", 1)[1] # a proxy gets all of it
        with lock:
            asked += 1
        if path == "/broken":
            self.send_error(500)
        elif path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
        elif path == "/hang":
            self.rfile.read(1)
        elif path == "/drip":
            self.begin()
            self.go_on(b"\x30", 0.3)
        elif path == "/endless":
            self.begin()
            self.go_on(b"\x30\x80" * 5000, 0)
        elif path == "/html":
            self.send(b"<p>Please log in.</p>", "text/html")
        else:
            with lock:
                body = answer(path, query)
            if path == "/cut":
                self.begin(length=len(body))
                self.wfile.write(body[:len(body) // 2])
            else:
                self.send(body)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass # whoever asked went away


server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
