#!/usr/bin/env python3
"""Records conversations of OpenSSL's client with nginx (or OpenSSL's server), with their secrets: record.py [NAME...]

Each goes to NAME.conversation beside this script, a line for each piece in the order in which a relay between the two saw them:
    client HEX    what the client sent          keys LINE    a line of the client's key log
    server HEX    what the server sent          key LINE     a line of the server's private key (PEM)
Needs nginx and OpenSSL 3; everything stays on the loopback interface.
"""
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
REQUEST = 'GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: shop_session=0123456789abcdef\r\n\r\n'
LAST = REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n').replace('/cart', '/last')
OLD = ['-cipher', 'AES128-SHA:@SECLEVEL=0']

# name: (certificate, client's options, what the client's user types, server)
CASES = {
    'tls13-aes128-gcm': ('ec', ['-tls1_3', '-ciphersuites', 'TLS_AES_128_GCM_SHA256'], [REQUEST, LAST], 'nginx'),
    'tls13-aes256-gcm': ('ec', ['-tls1_3', '-ciphersuites', 'TLS_AES_256_GCM_SHA384'], [REQUEST, LAST], 'nginx'),
    'tls13-chacha20': ('ec', ['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'], [REQUEST, LAST], 'nginx'),
    'tls13-aes128-ccm': ('ec', ['-tls1_3', '-ciphersuites', 'TLS_AES_128_CCM_SHA256'], [REQUEST, LAST], 'nginx'),
    'tls13-aes128-ccm8': ('ec', ['-tls1_3', '-ciphersuites', 'TLS_AES_128_CCM_8_SHA256'], [REQUEST, LAST], 'nginx'),
    'tls13-hello-retry': ('ec', ['-tls1_3', '-groups', 'P-521:P-256'], [REQUEST, LAST], 'nginx'),
    'tls13-key-update': ('ec', ['-tls1_3'], [REQUEST, 'K\n', REQUEST, 'k\n', 'K\n', LAST], 'nginx'),
    'tls13-early-data': ('ec', ['-tls1_3', 'EARLY', '-groups', 'P-256'], [LAST], 'nginx'),
    'tls13-early-data-refused': ('ec', ['-tls1_3', 'EARLY', '-groups', 'P-521:P-256'], [LAST], 'nginx'),
    'tls12-aes128-gcm': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'], [REQUEST, LAST], 'nginx'),
    'tls12-aes256-gcm': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384'], [REQUEST, LAST], 'nginx'),
    'tls12-chacha20': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305'], [REQUEST, LAST], 'nginx'),
    'tls12-aes128-ccm': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-CCM'], [REQUEST, LAST], 'nginx'),
    'tls12-aes256-ccm8': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-CCM8'], [REQUEST, LAST], 'nginx'),
    'tls12-cbc-sha': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-SHA', '-no_etm'], [REQUEST, LAST], 'nginx'),
    'tls12-cbc-sha256-etm': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA256'], [REQUEST, LAST], 'nginx'),
    'tls12-cbc-sha384': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-SHA384', '-no_etm'], [REQUEST, LAST], 'nginx'),
    'tls12-rsa': ('rsa', ['-tls1_2', '-cipher', 'AES128-GCM-SHA256'], [REQUEST, LAST], 'nginx'),
    'tls12-rsa-no-ems': ('rsa', ['-tls1_2', '-cipher', 'AES256-SHA256', '-no_etm', 'NO_EMS'], [REQUEST, LAST], 'nginx'),
    'tls12-renegotiation': ('rsa', ['-tls1_2', '-cipher', 'AES128-GCM-SHA256'], ['first\n', 'R\n', 'second\n', 'Q\n'], 'openssl'),
    'tls12-camellia': ('ec', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-CAMELLIA128-SHA256'], [REQUEST, LAST], 'nginx'),
    'tls11-cbc': ('rsa', ['-tls1_1', *OLD, '-no_etm'], [REQUEST, LAST], 'nginx'),
    'tls10-cbc': ('rsa', ['-tls1', *OLD, '-no_etm'], [REQUEST, LAST], 'nginx'),
    'tls10-cbc-etm': ('rsa', ['-tls1', *OLD], [REQUEST, LAST], 'nginx'),
}

NGINX = '''
events {{}}
http {{
    access_log off;
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name shop.example;
        ssl_certificate {kind}.pem;
        ssl_certificate_key {kind}.key;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0;
        ssl_conf_command Ciphersuites {suites};
        ssl_conf_command Options {flags};
        ssl_ecdh_curve prime256v1;
        ssl_early_data on;
        location / {{ add_header Set-Cookie "seen=$uri"; return 200 "cart of $uri\\n"; }}
    }}
}}
'''
SUITES = ':'.join(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256',
                   'TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'])


def relay(listener, port, log):
    """Passes one connection on, and writes down what passes."""
    inner, _ = listener.accept()
    outer = socket.create_connection(('127.0.0.1', port))
    lock = threading.Lock()

    def pump(source, sink, name):
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b''
            if not data:
                break
            with lock:
                log.append((name, data))
            try:
                sink.sendall(data)
            except OSError:
                break
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    pumps = [threading.Thread(target=pump, args=arguments) for arguments in
             [(inner, outer, 'client'), (outer, inner, 'server')]]
    for thread in pumps:
        thread.start()
    for thread in pumps:
        thread.join()
    inner.close()
    outer.close()


def converse(port, options, lines, keys):
    log = []
    listener = socket.create_server(('127.0.0.1', 0))
    relaying = threading.Thread(target=relay, args=(listener, port, log))
    relaying.start()
    address = '127.0.0.1:%d' % listener.getsockname()[1]
    quiet = [] if any(len(line) == 2 for line in lines) else ['-quiet']
    client = subprocess.Popen(
        ['openssl', 's_client', '-connect', address, '-servername', 'shop.example', *quiet, '-no_ign_eof', '-keylogfile', keys, *options],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for line in lines:
        time.sleep(0.4)
        client.stdin.write(line.encode())
        client.stdin.flush()
    time.sleep(0.8)
    client.stdin.close()
    client.wait(10)
    relaying.join(10)
    return log


def record(name, folder, port):
    kind, options, lines, server = CASES[name]
    keys = folder / (name + '.keys')
    if server == 'nginx':
        (folder / 'nginx.conf').write_text(NGINX.format(port=port, kind=kind, suites=SUITES,
            flags='-ExtendedMasterSecret' if 'NO_EMS' in options else 'ExtendedMasterSecret'))
        options = [option for option in options if option != 'NO_EMS']
        command = ['nginx', '-p', str(folder), '-c', str(folder / 'nginx.conf'), '-e', str(folder / 'error.log'),
                   '-g', f'daemon off; pid {folder}/nginx.pid;']
    else:
        command = ['openssl', 's_server', '-accept', str(port), '-cert', f'{kind}.pem', '-key', f'{kind}.key', '-rev', '-client_renegotiation']
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.6)
        if 'EARLY' in options:
            index = options.index('EARLY')
            session = ['-sess_out', folder / 'session']
            converse(port, [*options[:index], *session, '-groups', 'P-256'], [LAST], folder / 'other.keys')
            (folder / 'early').write_text(REQUEST)
            options = [*options[:index], '-sess_in', folder / 'session', '-early_data', folder / 'early', *options[index + 1:]]
        log = converse(port, [str(option) for option in options], lines, str(keys))
    finally:
        process.terminate()
        process.wait()
    text = [f'keys {line}' for line in keys.read_text().splitlines() if not line.startswith('#')]
    if kind == 'rsa':
        text += [f'key {line}' for line in (folder / 'rsa.key').read_text().splitlines()]
    text += [f'{side} {data.hex()}' for side, data in log]
    (HERE / (name + '.conversation')).write_text('\n'.join(text) + '\n')
    print(name, sum(len(data) for _, data in log), 'bytes')


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for kind, algorithm in [('ec', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']), ('rsa', ['rsa:2048'])]:
            subprocess.run(['openssl', 'req', '-x509', '-newkey', *algorithm, '-nodes', '-days', '3650', '-subj', '/CN=shop.example',
                            '-keyout', folder / (kind + '.key'), '-out', folder / (kind + '.pem')], check=True, capture_output=True)
        for number, name in enumerate(sys.argv[1:] or CASES):
            record(name, folder, 20443 + number)


main()
