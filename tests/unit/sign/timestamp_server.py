"""A time-stamp server for test_sign.c: timestamp_server.py FOLDER

Prints its port, and answers until its standard input ends. In FOLDER stands
what make_keys.sh made. Of the paths, /good answers as RFC 3161 wants; /stale
gives the answer before once more, /nonce answers another request for the same,
/other stamps something else, /refuse says no, /broken fails, /rubbish answers with no time-stamp at all.
"""
import http.server
import subprocess
import sys
import threading

folder = sys.argv[1]
last = b""


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
    last = openssl("-reply", "-config", "ca.cnf", "-queryfile", "query.tsq")
    return last


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/broken":
            self.send_error(500)
            return
        body = answer(self.path, query)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
