#!/usr/bin/env python3
"""Measures `hangup live` on a wire between two network namespaces, beside tcpdump and dumpcap. Needs root.

    python3 Benchmarks/live.py                rates, leaks and soak, as Markdown
    ONLY="rates leaks" python3 …              some of them
    CHECK=1 python3 …                         exit status 1 if a budget is broken

rates   The packets of an HTTP mix (generate.c, the same on every machine) are sent at rising rates (blast.c). For each program: the highest
        rate at which nothing was lost, by the kernel or on the way to analysis, and CPU (user + system) a packet. What the kernel does for
        a packet before it is in the program's buffer is the sender's, and the same for all.
leaks   A short run under valgrind, if that is installed: memory that nobody knows of at the end.
soak    2,000 new connections a second, each with a login and its session, for ten minutes: memory has to be flat.

Environment: SECONDS (4) a rate, RATES (packets a second), SOAK (600) seconds, SEED (1), CHECK, ONLY, HANGUP (.build/release/hangup),
WITH ("text", the format of the soak).
"""
import collections
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from run import HANGUP, HERE, MB, SEED, CHECK, machine

SECONDS = float(os.environ.get('SECONDS', 4))
SOAK = int(os.environ.get('SOAK', 600))
FORMAT = os.environ.get('WITH', 'text')
RATES = [int(rate) for rate in os.environ.get('RATES', '').split()] or [
    50_000, 100_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 600_000, 800_000, 1_000_000]
ONLY = os.environ.get('ONLY', 'rates leaks soak').split()
BUFFER_KIB = 16_384                                           # the kernel's buffer, of each program
LEVEL = 100_000                                               # the rate at which CPU a packet is read
CONNECTIONS = 2_000                                           # a second, in the soak: what `generate sessions` makes
WINDOW = 300                                                  # of the soak, so that it forgets within it
FLAT = 1.05                                                   # the last quarter of the soak may take so much more than the one before

Outcome = collections.namedtuple('Outcome', 'captured lost cpu')


class Wire:
    """Two namespaces with a wire between them, `near` and `far`; gone when it is left."""

    def __init__(self):
        self.near, self.far = (f'hangup-bench-{os.getpid()}-{end}' for end in ('near', 'far'))

    def __enter__(self):
        for space in (self.near, self.far):
            ip('netns', 'add', space)
            self.run(space, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1')
        ip('link', 'add', 'name', 'wire', 'netns', self.near, 'type', 'veth', 'peer', 'name', 'wire', 'netns', self.far)
        for space in (self.near, self.far):
            ip('-n', space, 'link', 'set', 'wire', 'up', 'arp', 'off')
        return self

    def __exit__(self, *_):
        for space in (self.near, self.far):
            subprocess.run(['ip', 'netns', 'delete', space], check=False)

    @staticmethod
    def run(space, *command, **more):
        return subprocess.run(['ip', 'netns', 'exec', space, *command], check=True, **more)

    @staticmethod
    def start(space, *command, **more):
        return subprocess.Popen(['ip', 'netns', 'exec', space, *command], **more)


def ip(*words):
    subprocess.run(['ip', *words], check=True)


def number(pattern, text):
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


class Listener:
    """A program that captures on the far end; its losses are read from what it says at the end."""

    def __init__(self, bench, command):
        self.log = bench.directory / 'listener.log'
        with open(self.log, 'wb') as log:
            self.process = bench.wire.start(bench.wire.far, *command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        for _ in range(1_200):                                # valgrind takes its time
            if re.search(r'listening on|Capturing on|File: ', self.text):
                break
            time.sleep(0.05)
        else:
            sys.exit(f'bench: {" ".join(command)} does not listen: {self.text}')
        time.sleep(0.3)

    @property
    def text(self):
        return self.log.read_text(errors='replace')

    def resident(self):
        """Memory that it holds, MB."""
        return number(r'VmRSS:\s*(\d+)', pathlib.Path(f'/proc/{self.process.pid}/status').read_text()) * 1024 / MB

    def end(self):
        self.process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        text = self.text
        pair = re.search(r"received/dropped on interface '[^']*': (\d+)/(\d+)", text)  # dumpcap
        captured, lost = (int(pair[1]), int(pair[2])) if pair else (
            number(r'(\d+) packets? captured', text),
            number(r'(\d+) packets? dropped by kernel', text) + number(r'(\d+) packets? not analyzed', text)
            + number(r'(\d+) packets? not written', text))
        return Outcome(captured, lost, usage.ru_utime + usage.ru_stime)


class Bench:
    def __init__(self, directory, wire):
        self.directory, self.wire = directory, wire
        self.generate, self.blast = (self.compile(name) for name in ('generate', 'blast'))
        (directory / 'key').write_bytes(b'the key of a benchmark')
        self.budgets = []

    def compile(self, name):
        compiler = next((c for c in ('cc', 'clang', 'gcc') if shutil.which(c)), None) or sys.exit('bench: no C compiler')
        program = str(self.directory / name)
        subprocess.run([compiler, '-O2', '-Wall', '-Wextra', '-o', program, str(HERE / f'{name}.c')], check=True)
        return program

    def hangup(self, *words):
        return [HANGUP, 'live', '-i', 'wire', '-B', str(BUFFER_KIB), '--label-key', str(self.directory / 'key'), '-o', '/dev/null', *words]

    def hold(self, what, value, limit, unit=''):
        self.budgets.append((what, f'{value:.3g} {unit}'.strip(), f'≤ {limit:.4g} {unit}'.strip(), value <= limit))

    # ---- rates

    def rates(self):
        programs = {
            'tcpdump -w /dev/null': ['tcpdump', '-i', 'wire', '-n', '-B', str(BUFFER_KIB), '-Z', 'root', '-w', '/dev/null'],
            'dumpcap -w /dev/null': ['dumpcap', '-q', '-i', 'wire', '-B', str(BUFFER_KIB // 1_024), '-w', '/dev/null'],
            'hangup live': self.hangup(),
            'hangup live -w /dev/null': self.hangup('-w', '/dev/null'),
        }
        programs = {name: command for name, command in programs.items() if shutil.which(command[0])}
        mix = self.directory / 'mix.pcap'
        with open(mix, 'wb') as file:
            subprocess.run([self.generate, 'http-mix', '1', SEED], stdout=file, stderr=subprocess.DEVNULL, check=True)
        results = {name: {} for name in programs}
        for rate in RATES:
            for name, command in programs.items():
                if any(lost > 0.05 * captured for captured, lost, _ in results[name].values()):
                    continue                                  # it was over its limit before
                results[name][rate] = outcome = self.at_rate(command, rate, mix)
                if outcome is None:                           # the sender does not come so far
                    del results[name][rate]
                    return self.print_rates(results)
        return self.print_rates(results)

    def at_rate(self, command, rate, mix):
        listener = Listener(self, command)
        with open(mix, 'rb') as file:
            told = self.wire.run(self.wire.near, self.blast, 'wire', str(rate), str(SECONDS), stdin=file, capture_output=True, text=True)
        sent, took = re.match(r'(\d+) sent, .* ([\d.]+) s', told.stdout).groups()
        time.sleep(1)
        outcome = listener.end()
        missing = max(0, int(sent) - outcome.captured)        # what was lost is not captured, but for what hangup could not analyze
        return outcome._replace(lost=max(outcome.lost, missing)) if int(sent) / float(took) > 0.93 * rate else None

    def print_rates(self, results):
        print(f'### Packets a second, of an HTTP mix ({SECONDS:g} s a rate, kernel buffer {BUFFER_KIB // 1024} MiB)\n')
        rates = sorted({rate for outcomes in results.values() for rate in outcomes})
        print('| lost at | ' + ' | '.join(f'{rate // 1000} k/s' for rate in rates) + ' | without loss up to | CPU a packet |')
        print('|---' * (len(rates) + 3) + '|')
        best = {}
        for name, outcomes in results.items():
            cells = [share(outcomes.get(rate)) for rate in rates]
            clean = [rate for rate in rates if rate in outcomes and outcomes[rate].lost == 0]
            best[name] = max(clean, default=0)
            level = outcomes.get(LEVEL) or next(iter(outcomes.values()))
            print(f'| {name} | {" | ".join(cells)} | {best[name] // 1000} k/s | {level.cpu / max(1, level.captured) * 1e6:.2f} µs |')
        print(flush=True)
        if 'tcpdump -w /dev/null' in best:                    # budget: half of what it takes without loss
            self.hold('packets/s of tcpdump, × of hangup live', best['tcpdump -w /dev/null'] / max(1, best['hangup live']), 2)

    # ---- leaks

    def leaks(self):
        if not shutil.which('valgrind') or not shutil.which('strip'):
            return print('Leaks: valgrind or strip is not installed, nothing was measured.\n')
        bare = str(self.directory / 'stripped')               # valgrind does not understand all that compilers say of a program
        subprocess.run(['strip', '-o', bare, HANGUP], check=True)
        log = self.directory / 'valgrind.log'
        listener = Listener(self, ['valgrind', '--leak-check=full', '--show-leak-kinds=definite', f'--log-file={log}', bare, *self.hangup()[1:]])
        self.play('sessions', 4_000)
        time.sleep(15)                                        # the flows are told, in slow motion
        outcome = listener.end()
        text = log.read_text(errors='replace')
        lost = number(r'definitely lost: ([\d,]+) bytes', text.replace(',', '')) if 'definitely lost' in text else 0
        print(f'### Leaks\n\n{outcome.captured:,} packets under valgrind: {lost:,} bytes definitely lost.\n', flush=True)
        self.hold('memory definitely lost', lost, 0, 'B')

    def play(self, workload, connections, wait=True):
        """Sends a workload at its own pace."""
        making = subprocess.Popen([self.generate, workload, f'{connections / 1e6:g}', SEED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        sending = self.wire.start(self.wire.near, self.blast, 'wire', 'times', stdin=making.stdout, stdout=subprocess.DEVNULL)
        making.stdout.close()
        if wait:
            sending.wait()
        return sending

    # ---- soak

    def soak(self):
        found = self.directory / 'found'
        found.mkdir(mode=0o777)
        found.chmod(0o777)
        listener = Listener(self, self.hangup('--format', FORMAT, '--window', str(WINDOW), '--write-findings', str(found)))
        sending = self.play('sessions', SOAK * CONNECTIONS, wait=False)
        began, samples = time.monotonic(), []
        while sending.poll() is None and time.monotonic() - began < SOAK + 60:
            samples.append((time.monotonic() - began, listener.resident()))
            time.sleep(1)
        outcome = listener.end()
        peaks = [max(size for moment, size in samples if quarter * SOAK / 4 <= moment < (quarter + 1) * SOAK / 4) for quarter in range(4)]
        print(f'### Soak: {SOAK} s, {CONNECTIONS:,} new connections a second, --format {FORMAT}\n')
        print('| packets | lost | CPU a packet | memory: peak of each quarter |\n|---|---|---|---|')
        print(f'| {outcome.captured:,} | {outcome.lost:,} | {outcome.cpu / max(1, outcome.captured) * 1e6:.2f} µs '
              f'| {" · ".join(f"{peak:.0f}" for peak in peaks)} MB |\n', flush=True)
        self.hold('soak: memory of the last quarter, × the one before', peaks[3] / peaks[2], FLAT)
        self.hold('soak: packets lost', outcome.lost, 0)

    def print_budgets(self):
        print('### Budgets\n\n| work | measured | budget | |\n|---|---|---|---|')
        for work, value, limit, is_kept in self.budgets:
            print(f'| {work} | {value} | {limit} | {"pass" if is_kept else "**FAIL**"} |')


def share(outcome):
    if outcome is None:
        return ''
    return '0' if outcome.lost == 0 else f'{outcome.lost / max(1, outcome.lost + outcome.captured) * 100:.2g} %'


def main():
    if os.geteuid() != 0:
        sys.exit('bench: a wire of its own takes root')
    if shutil.which(HANGUP) is None:
        sys.exit(f'bench: {HANGUP} is not there (swift build -c release)')
    with tempfile.TemporaryDirectory(prefix='hangup-bench-') as directory, Wire() as wire:
        os.chmod(directory, 0o755)
        bench = Bench(pathlib.Path(directory), wire)
        print(f'{machine()}\n', flush=True)
        for work in (bench.rates, bench.leaks, bench.soak):
            if work.__name__ in ONLY:
                work()
        bench.print_budgets()
    return 1 if CHECK and not all(budget[3] for budget in bench.budgets) else 0


if __name__ == '__main__':
    sys.exit(main())
