#!/usr/bin/env python3
"""e401 in a root file system that holds nothing but e401: no libc, no shell, no certificates, no nsswitch.conf.

    bare_root.py E401

Runs in a network of its own (unshare), where a name server and registries answer on loopback. What this machine does not allow is
said and left out; exit 77 if nothing is left.
"""
import fcntl
import http.server
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading

KNOWN = 'registry.corp.example'
failed = []
run_count = 0


def main():
    if len(sys.argv) == 2:
        with open(sys.argv[1], 'rb') as f:
            if b'/ld-linux' in f.read(8192):
                print('left out: this build of e401 is not static')
                return 77
        # A user namespace lets anybody be root in it; where it is forbidden, root can do without.
        for way in (['unshare', '-r', '-n'], ['unshare', '-n']):
            if shutil.which('unshare') and subprocess.run([*way, 'true'], capture_output=True).returncode == 0:
                return subprocess.run([*way, sys.executable, __file__, '--inside', sys.argv[1]]).returncode
        if os.geteuid() == 0:
            print('left out: names and TLS (no network namespace here)')
            return inside(sys.argv[1], network=False)
        print('left out: neither unshare nor chroot is allowed here')
        return 77
    return inside(sys.argv[2], network=bring_up_loopback())


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            request = struct.pack('16sH14x', b'lo', 1 | 0x40)  # IFF_UP | IFF_RUNNING
            fcntl.ioctl(s, 0x8914, request)  # SIOCSIFFLAGS
            return True
        except OSError as problem:
            print(f'left out: names and TLS (loopback: {problem})')
            return False


def name_server():
    """Answers A questions for KNOWN with 127.0.0.1, everything else with "no such name"."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', 53))

    def serve():
        while True:
            query, who = s.recvfrom(2048)
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += query[at] + 1
            question = query[12:at + 5]
            kind = struct.unpack('>H', query[at + 1:at + 3])[0]
            known = '.'.join(labels).lower() == KNOWN
            answer = b'\xc0\x0c' + struct.pack('>HHIH4s', 1, 1, 60, 4, socket.inet_aton('127.0.0.1')) if known and kind == 1 else b''
            flags = 0x8180 if known else 0x8183
            s.sendto(query[:2] + struct.pack('>HHHHH', flags, 1, 1 if answer else 0, 0, 0) + question + answer, who)
    threading.Thread(target=serve, daemon=True).start()


def registry(tls=None):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == '/-/ping' else 404)
            self.send_header('content-length', '2')
            self.end_headers()
            self.wfile.write(b'{}')

        def log_message(self, *args):
            pass
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Root:
    def __init__(self, e401, files=()):
        self.folder = tempfile.TemporaryDirectory(prefix='e401-root-')
        shutil.copy(e401, self.folder.name + '/e401')
        for name, text in dict(files).items():
            path = f'{self.folder.name}/{name}'
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text)

    def run(self, *words, **env):
        def enter():
            os.chroot(self.folder.name)
            os.chdir('/')
        return subprocess.run(['/e401', *words], preexec_fn=enter, env={'HOME': '/', **env}, capture_output=True, text=True, timeout=30)


def expect(what, got, code, *texts):
    global run_count
    run_count += 1
    said = got.stdout + got.stderr
    if got.returncode == code and all(t in said for t in texts):
        print(f'ok    {what}')
        return
    print(f'FAIL  {what}: exit {got.returncode}, wanted {code} and {texts}\n{said}')
    failed.append(what)


def inside(e401, network):
    try:
        Root(e401).run('--version')
    except (OSError, subprocess.SubprocessError) as problem:
        print(f'left out: chroot is not allowed here ({problem})')
        return 77
    expect('starts in an empty root', Root(e401).run('--version'), 0, 'e401 ')
    expect('explains itself', Root(e401).run('--help'), 0, 'doctor')
    if network:
        names_and_tls(e401)
    print(f'{run_count - len(failed)} of {run_count} as expected')
    return 1 if failed else 0


def names_and_tls(e401):
    name_server()
    plain = f'http://{KNOWN}:{registry()}/'
    dns = {'etc/resolv.conf': 'nameserver 127.0.0.1\n'}
    expect('takes a name from the hosts file', Root(e401, {'etc/hosts': f'127.0.0.1 {KNOWN}\n'}).run('ping', '--registry', plain), 0, 'PONG')
    expect('asks the name server', Root(e401, dns).run('ping', '--registry', plain), 0, 'PONG')
    expect('says that a name is unknown', Root(e401, dns).run('ping', '--registry', 'http://nothing.corp.example/'), 1, 'ENOTFOUND')
    expect('says so without any name server', Root(e401).run('ping', '--registry', 'http://nothing.corp.example/'), 1, 'getaddrinfo')
    # A name service module of the target machine would be code for another libc.
    foreign = {**dns, 'etc/nsswitch.conf': 'hosts: resolve [!UNAVAIL=return] mdns4_minimal\npasswd: sss\n'}
    expect('loads no name service module', Root(e401, foreign).run('ping', '--registry', plain), 0, 'PONG')
    expect('knows localhost without a hosts file', Root(e401).run('ping', '--registry', plain.replace(KNOWN, 'localhost')), 0, 'PONG')
    if not shutil.which('openssl'):
        print('left out: TLS (no openssl to make a certificate with)')
        return
    with tempfile.TemporaryDirectory(prefix='e401-tls-') as folder:
        files = (folder + '/cert.pem', folder + '/key.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
                        '/CN=' + KNOWN, '-addext', 'subjectAltName=DNS:' + KNOWN, '-out', files[0], '-keyout', files[1]], check=True, capture_output=True)
        secure = f'https://{KNOWN}:{registry(files)}/'
        with open(files[0], encoding='utf-8') as f:
            trusting = Root(e401, {**dns, 'ca.pem': f.read(), 'etc/ssl/openssl.cnf': '[broken', 'usr/lib/ssl/openssl.cnf': '[broken'})
        expect('does not trust just anybody', trusting.run('ping', '--registry', secure), 1, 'self-signed certificate')
        expect('speaks TLS with what it is told to trust', trusting.run('ping', '--registry', secure, NODE_EXTRA_CA_CERTS='/ca.pem', OPENSSL_CONF='/ca.pem'), 0, 'PONG')


if __name__ == '__main__':
    sys.exit(main())
