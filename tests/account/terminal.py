#!/usr/bin/env python3
"""What a terminal and the rest of the machine see of a secret that a person types: nothing.

e401 runs in a terminal of its own (pty). While it asks, and while it asks the registry, /proc/PID/cmdline and /proc/PID/environ of e401 and
of everything it started are read, as another program of this user could; afterwards all that was written to the terminal is looked through,
and every file below the home folder. The registry is a few lines on loopback.
   python3 tests/account/terminal.py build/release/e401
"""
import base64
import http.server
import json
import os
import pty
import select
import shutil
import signal
import stat
import sys
import tempfile
import termios
import threading
import time

TOOL = os.path.abspath(sys.argv[1])
DEADLINE_S = 60  # of one step: a busy machine is slow, not wrong
PASSWORD = "correct-horse-battery-99"
TYPED = "typedByAPerson0123456789abcdefABCDEF"
GIVEN = "givenByTheRegistry9876543210fedcbaXYZ"
OTP = "271828"


class Registry(http.server.BaseHTTPRequestHandler):
    """Web login, legacy login with a one-time password, whoami, the token API. Holds each answer until `look` has looked."""
    protocol_version = "HTTP/1.1"
    look = staticmethod(lambda: None)
    polls = 0

    def log_message(self, *_):
        pass

    def reply(self, status, body, **headers):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def answer(self):
        Registry.look()
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        known = self.headers.get("authorization", "") in ("Bearer " + TYPED, "Bearer " + GIVEN)
        here = "http://127.0.0.1:%d/" % self.server.server_port
        if self.path == "/-/v1/login":
            return self.reply(200, {"loginUrl": here + "login/1", "doneUrl": here + "-/v1/done/1"})
        if self.path == "/-/v1/done/1":
            Registry.polls += 1
            return self.reply(202, {}, retry_after="1") if Registry.polls < 2 else self.reply(200, {"token": GIVEN})
        if self.path.startswith("/-/user/org.couchdb.user:"):
            if json.loads(body)["password"] != PASSWORD:
                return self.reply(401, {"error": "wrong"})
            if self.headers.get("npm-otp") != OTP:
                return self.reply(401, {"error": "You must provide a one-time pass."}, www_authenticate="OTP")
            return self.reply(201, {"ok": True, "token": GIVEN})
        if self.path == "/-/whoami":
            return self.reply(200, {"username": "alice"}) if known else self.reply(401, {})
        if self.path == "/-/npm/v1/tokens" and known:
            return self.reply(200, {"objects": [], "urls": {}})
        self.reply(404, {"error": "not found"})

    do_GET = do_POST = do_PUT = do_DELETE = answer


class Failed(Exception):
    pass


def demand(true, what):
    if not true:
        raise Failed(what)


def family(pid):
    """pid and all that it started, however deep."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name) as f:
                parents[int(name)] = int(f.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            pass
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def forms(secret):
    """The secret, its pieces of half its length, and what Basic would make of it."""
    half = len(secret) // 2
    pieces = {secret} if len(secret) < 12 else {secret, secret[:half], secret[-half:]}
    return {p.encode() for p in pieces} | {base64.b64encode(secret.encode())[:-4]}


class Session:
    """e401 in a terminal of its own, in a fresh home."""

    def __init__(self, top, port, args, secrets):
        self.home = os.path.join(top, "home")
        self.project = os.path.join(top, "project")
        shutil.rmtree(top, ignore_errors=True)
        for folder in (self.home, self.project, os.path.join(top, "bin")):
            os.makedirs(folder)
        with open(os.path.join(self.home, ".npmrc"), "w") as f:
            f.write("registry=http://127.0.0.1:%d/\n" % port)
        self.opened = os.path.join(top, "opened")
        opener = os.path.join(top, "bin", "xdg-open")
        with open(opener, "w") as f:  # the browser: stays until the login is over
            f.write("#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline > '%s'; env >> '%s'; exec sleep 5\n" % (self.opened, self.opened))
        os.chmod(opener, 0o755)
        self.secrets = set().union(*(forms(s) for s in secrets))
        self.seen = b""
        self.looked = 0
        self.betrayed = set()
        env = {"HOME": self.home, "PATH": os.path.join(top, "bin") + ":/usr/bin:/bin", "TERM": "xterm", "npm_config_globalconfig": "/nonexistent"}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(self.project)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's "&" has it ignored
            os.execve(TOOL, ["e401", *args], env)
        Registry.look = self.look
        Registry.polls = 0

    def look(self):
        """What other programs can see of the processes right now."""
        for pid in family(self.pid):
            for name in ("cmdline", "environ"):
                try:
                    with open("/proc/%d/%s" % (pid, name), "rb") as f:
                        text = f.read()
                except OSError:
                    continue
                if any(s in text for s in self.secrets):  # also seen from the registry's threads, whose exceptions nobody gets
                    self.betrayed.add("a secret is in /proc/PID/%s of %s" % (name, "e401" if pid == self.pid else "what it started"))
                self.looked += 1

    def read(self, until):
        end = time.monotonic() + DEADLINE_S
        while until.encode() not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], 0.2)
            demand(time.monotonic() < end, "it never said %r but:\n%s" % (until, self.seen.decode(errors="replace")))
            if ready:
                try:
                    self.seen += os.read(self.terminal, 4096)
                except OSError:  # the terminal is closed
                    demand(until.encode() in self.seen, "it ended without saying %r:\n%s" % (until, self.seen.decode(errors="replace")))

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def type_hidden(self, question, text):
        self.read(question)
        end = time.monotonic() + DEADLINE_S
        while self.echoes():
            demand(time.monotonic() < end, "the echo is on at %r" % question)
            time.sleep(0.01)
        for c in text:  # as a person types: e401 is looked at in between
            os.write(self.terminal, c.encode())
            self.look()
        os.write(self.terminal, b"\n")

    def end(self, code):
        end = time.monotonic() + DEADLINE_S
        while True:
            ready, _, _ = select.select([self.terminal], [], [], 0.1)
            if ready:
                try:
                    self.seen += os.read(self.terminal, 4096)
                    continue
                except OSError:
                    pass
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                break
            demand(time.monotonic() < end, "it does not end:\n" + self.seen.decode(errors="replace"))
        os.close(self.terminal)
        shown = self.seen.decode(errors="replace")
        got = os.waitstatus_to_exitcode(status)
        demand(got == code, "exit code %d and not %d:\n%s" % (got, code, shown))
        demand(not any(s in self.seen for s in self.secrets), "a secret is on the screen:\n" + shown)
        demand(not self.betrayed, "; ".join(self.betrayed))
        demand(self.looked > 3, "nothing was looked at")
        return shown

    def files_with_secrets(self):
        found = []
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as f:
                    text = f.read()
                if any(s in text for s in self.secrets):
                    found.append((os.path.relpath(path, self.home), stat.S_IMODE(os.stat(path).st_mode)))
        return found


def a_token_is_typed(start):
    s = start(["login", "--auth-type=token"], [TYPED])
    s.type_hidden("Token for", TYPED)
    s.read("Logged in as alice")
    s.end(0)
    demand(s.files_with_secrets() == [(".npmrc", 0o600)], "it lies in %s" % s.files_with_secrets())


def exec_asks_for_a_value_without_echo(start):
    # The child's environment holds it: that is what exec is for. So it may be seen there, once the child runs.
    s = start(["exec", "--with-credential", "//127.0.0.1/:_authToken=-", "--", "sh", "-c", "read answer; echo heard $answer"], [TYPED])
    s.type_hidden("_authToken: ", TYPED)
    s.look = Registry.look = lambda: None
    s.read("lifecycle script")
    os.write(s.terminal, b"a-word\n")
    s.read("heard a-word")  # the terminal is the child's now
    s.end(0)
    demand(s.files_with_secrets() == [], "it lies in %s" % s.files_with_secrets())


def a_password_and_a_one_time_password_are_typed(start):
    s = start(["login", "--auth-type=legacy"], [PASSWORD, GIVEN, OTP])
    s.read("User name at")
    os.write(s.terminal, b"alice\n")
    s.type_hidden("Password: ", PASSWORD)
    s.type_hidden("One-time password", OTP)
    s.read("Logged in as alice")
    s.end(0)
    demand(s.files_with_secrets() == [(".npmrc", 0o600)], "it lies in %s" % s.files_with_secrets())


def the_browser_gets_an_address_only(start):
    s = start(["login"], [GIVEN])
    s.read("opened in your browser")
    s.read("Logged in as alice")
    s.end(0)
    with open(s.opened, "rb") as f:
        seen = f.read()
    demand(b"/login/1" in seen, "the browser was not given the page")
    demand(not any(x in seen for x in s.secrets), "the browser was given the token")


def the_echo_comes_back_when_it_is_interrupted(start):
    s = start(["login", "--auth-type=token"], [TYPED])
    s.read("Token for")
    while s.echoes():
        time.sleep(0.01)
    for c in TYPED[:20]:
        os.write(s.terminal, c.encode())
        s.look()
    os.write(s.terminal, b"\x03")
    end = time.monotonic() + DEADLINE_S
    while os.waitid(os.P_PID, s.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        demand(time.monotonic() < end, "^C does not end it")
        time.sleep(0.01)
    demand(s.echoes(), "the echo stays off")
    s.end(-signal.SIGINT)
    demand(s.files_with_secrets() == [], "what was typed lies in %s" % s.files_with_secrets())


def a_token_on_the_command_line_is_refused_without_repeating_it(start):
    # The person has put it there; the answer must not put it on the screen, into a log or into a suggestion once more.
    for args in (["exec", "--with-credential", "//127.0.0.1/:_authToken=" + TYPED, "--", "true"], ["token", "revoke", "npm_" + TYPED]):
        s = start(args, [TYPED])
        s.looked, s.look = 9, lambda: None  # argv holds it: that is what it is told
        shown = s.end(2)
        demand("command line" in shown, "it does not say why:\n" + shown)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    top = tempfile.mkdtemp(prefix="e401-terminal-")
    failed = 0
    for story in (a_token_is_typed, exec_asks_for_a_value_without_echo, a_password_and_a_one_time_password_are_typed, the_browser_gets_an_address_only,
                  the_echo_comes_back_when_it_is_interrupted, a_token_on_the_command_line_is_refused_without_repeating_it):
        name = story.__name__.replace("_", " ")
        try:
            story(lambda args, secrets: Session(os.path.join(top, "machine"), server.server_port, args, secrets))
            print("ok    ", name)
        except Failed as problem:
            failed += 1
            print("FAILED", name + ":", problem)
    shutil.rmtree(top)
    return 1 if failed else 0


sys.exit(main())
