#!/usr/bin/env python3
"""Measures hangup against a bare libpcap loop and other programs, and holds it to its budgets.

    python3 Benchmarks/run.py                 prints Markdown tables
    CHECK=1 python3 Benchmarks/run.py         exit status 1 if a budget is broken
    SCALE=0.05 python3 Benchmarks/run.py      a quick run on small inputs

The inputs are made here, the same on every machine (generate.c). Programs run in turn, REPEATS times over; figures are medians of CPU
seconds (user + system) and of peak memory; ratios are medians of the ratios within each turn, since machines are noisy. Below SCALE 1 the
CPU seconds of an empty capture are taken off each program's first, since on small inputs starting would be most of the work.

Environment: SCALE (1), REPEATS (5), SEED (1), CHECK, HANGUP (.build/release/hangup), BENCH_DIR (a directory in which the inputs are kept;
else a temporary one, and each input is removed after its use), ONLY (names of works, separated by spaces).
"""
import collections
import contextlib
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCALE = float(os.environ.get('SCALE', 1))
REPEATS = int(os.environ.get('REPEATS', 5))
SEED = os.environ.get('SEED', '1')
CHECK = os.environ.get('CHECK', '') not in ('', '0')
HANGUP = os.environ.get('HANGUP', str(HERE.parent / '.build/release/hangup'))
MB = 1_000_000

# Megabytes of each input at SCALE 1.
INPUTS = {'http-mix': 885, 'http-mix-double': 1770, 'bulk': 500, 'syns': 180, 'short-flows': 865, 'sessions': 2150, 'sessions-half': 1075,
          'redis-pipeline': 139}
SAMPLE_SCALE = min(SCALE, 0.05)                               # of the http-mix that tshark reads, which takes it seconds
COMMANDS = 1_000_000                                          # in redis-pipeline
FLOWS = {'syns': 2_000_000, 'short-flows': 1_000_000, 'sessions': 1_000_000}
STARTS = 20                                                   # runs of `--help`

BASE_MB = 64                                                  # memory that any analysis may take
SESSION_BYTES = 2_000                                         # and for each session it keeps
MIX_SESSIONS = 3_000                                          # in http-mix, however long it is

PEERS = {
    'tcpdump -w /dev/null': lambda path: ['tcpdump', '-n', '-r', path, '-w', '/dev/null'],
    'argus': lambda path: ['argus', '-r', path, '-w', '/dev/null'],
    'ndpiReader': lambda path: ['ndpiReader', '-q', '-i', path],
    'httpry': lambda path: ['httpry', '-q', '-r', path],
    'tcptrace': lambda path: ['tcptrace', '-n', path],
}
FASTER_THAN = ('ndpiReader', 'httpry', 'tcptrace')
TSHARK = 'tshark, cookies'

Run = collections.namedtuple('Run', 'cpu wall memory status')


def tshark(path):
    return ['tshark', '-n', '-r', path, '-Y', 'http', '-T', 'fields', '-e', 'http.cookie', '-e', 'http.set_cookie']


def hangup(path, form='text'):
    return [HANGUP, 'analyze', '--format', form, path]


def median(values):
    return statistics.median(values)


class Bench:
    def __init__(self, directory, is_kept):
        self.directory, self.is_kept = directory, is_kept
        self.tools = {name: self.compile(name, *flags) for name, *flags in (('generate',), ('measure',), ('bare', '-lpcap'))}
        self.empty = str(directory / 'empty.pcap')
        pathlib.Path(self.empty).write_bytes(bytes.fromhex('d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000'))
        self.budgets, self.broken = [], []
        self.has_hangup = shutil.which(HANGUP) is not None

    def compile(self, name, *flags):
        compiler = next((c for c in ('cc', 'clang', 'gcc') if shutil.which(c)), None)
        if compiler is None:
            sys.exit('bench: no C compiler (cc, clang or gcc)')
        program = str(self.directory / name)
        subprocess.run([compiler, '-O2', '-Wall', '-Wextra', '-o', program, str(HERE / f'{name}.c'), *flags], check=True)
        return program

    @contextlib.contextmanager
    def input(self, name, scale=SCALE):
        """The path of an input, made if need be, and read once so that it is in the page cache; and its packets."""
        path = self.directory / f'{name}-{scale:g}-{SEED}.pcap'
        if not path.exists():
            need = INPUTS[name] * scale * MB * 1.05
            free = shutil.disk_usage(self.directory).free
            if free < need + 100 * MB:
                sys.exit(f'bench: {name} needs {need / MB:.0f} MB in {self.directory}, {free / MB:.0f} MB are free')
            unfinished = path.with_suffix('.part')
            with open(unfinished, 'wb') as file:
                subprocess.run([self.tools['generate'], name, f'{scale:g}', SEED], stdout=file, stderr=subprocess.DEVNULL, check=True)
            unfinished.rename(path)
        try:
            told = subprocess.run([self.tools['bare'], str(path)], capture_output=True, text=True, check=True)
            yield str(path), int(told.stdout.split()[0])
        finally:
            if not self.is_kept:
                path.unlink(missing_ok=True)

    def run(self, command):
        """Runs a program with its output thrown away."""
        result = self.directory / 'result'
        result.unlink(missing_ok=True)
        subprocess.run([self.tools['measure'], str(result), *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        user, system, wall, memory, status = result.read_text().split()
        return Run(float(user) + float(system), float(wall), int(memory) * 1024 / MB, int(status))

    def turns(self, programs):
        """Runs programs ({name: command}) in turn, after one turn that does not count."""
        runs = {name: [] for name in programs}
        for turn in range(REPEATS + 1):
            for name, command in programs.items():
                run = self.run(command)
                if turn > 0:
                    runs[name].append(run)
                if name.startswith('hangup') and run.status not in (0, 1) and name not in self.broken:
                    self.broken.append(name)
                    print(f'bench: {" ".join(command)} ended with status {run.status}', file=sys.stderr)
        return runs

    def starts(self, programs):
        """CPU seconds that each program takes for an empty capture, where they are to be taken off."""
        if SCALE >= 1:
            return {name: 0 for name in programs}
        empty = {name: [self.empty if argument.endswith('.pcap') else argument for argument in command]
                 for name, command in programs.items()}
        return {name: median(run.cpu for run in runs) for name, runs in self.turns(empty).items()}

    def measure(self, name, programs, packets):
        """Measures programs on an input, prints the table, and returns {program: (CPU seconds of each turn, peak memory)}."""
        runs, starts = self.turns(programs), self.starts(programs)
        figures = {program: ([max(run.cpu - starts[program], 1e-4) for run in turns], median(run.memory for run in turns))
                   for program, turns in runs.items()}
        if TSHARK in figures:                                 # it read a sample, and starts slowly
            start = median(self.run(tshark(self.empty)).cpu for _ in range(3)) if SCALE >= 1 else 0
            cpus, memory = figures[TSHARK]
            figures[TSHARK] = [(cpu - start) * SCALE / SAMPLE_SCALE for cpu in cpus], memory
        print(f'### {name}: {os.path.getsize(programs["bare loop"][-1]) / MB:,.0f} MB, {packets:,} packets\n')
        print('| program | CPU s | × bare loop | packets/s | peak memory MB |\n|---|---|---|---|---|')
        for program, (cpus, memory) in figures.items():
            sampled = f', a sample × {SCALE / SAMPLE_SCALE:.0f}' if program == TSHARK and SAMPLE_SCALE < SCALE else ''
            print(f'| {program}{sampled} | {median(cpus):.3f} | {ratio(figures, program, "bare loop"):.2f} '
                  f'| {packets / median(cpus) / 1e6:.2f} M | {memory:.0f} |')
        print(flush=True)
        return figures

    def programs(self, path, **more):
        programs = {'bare loop': [self.tools['bare'], path]}
        if self.has_hangup:
            programs['hangup'] = hangup(path)
        return programs | more

    def hold(self, work, value, limit, moonshot=None, unit='', at_least=False):
        """Holds a figure to its budget."""
        passes = (lambda bound: value >= bound) if at_least else (lambda bound: value <= bound)
        self.budgets.append((work, f'{value:.3g} {unit}'.strip(), f'{"≥" if at_least else "≤"} {limit:.4g} {unit}'.strip(),
                             passes(limit), moonshot is not None and passes(moonshot)))

    # ---- works

    def http_mix(self):
        with self.input('http-mix') as (path, packets), self.input('http-mix', SAMPLE_SCALE) as (sample, _):
            peers = {name: command(path) for name, command in PEERS.items() if shutil.which(command(path)[0])}
            if shutil.which('tshark'):
                peers[TSHARK] = tshark(sample)
            figures = self.measure('http-mix', self.programs(path, **peers), packets)
            if not self.has_hangup:
                return
            self.hold('http-mix: CPU, × bare loop', ratio(figures, 'hangup', 'bare loop'), 4, 2.5)
            for peer in FASTER_THAN:
                if peer in figures:
                    self.hold(f'http-mix: CPU, × {peer}', ratio(figures, 'hangup', peer), 1)
            if TSHARK in figures:
                self.hold('http-mix: times faster than tshark', ratio(figures, TSHARK, 'hangup'), 30, at_least=True)
            with self.input('http-mix-double') as (double, _):
                self.hold_flat(path, double)

    def hold_flat(self, path, double):
        """A capture twice as long, of the same users, takes no more memory."""
        forms = ('text', 'jsonl')
        runs = self.turns({f'hangup {form} {count}': hangup(file, form) for form in forms for count, file in ((1, path), (2, double))})
        for form in forms:
            once, twice = (median(run.memory for run in runs[f'hangup {form} {count}']) for count in (1, 2))
            self.hold(f'http-mix: memory, {form}', once, BASE_MB + MIX_SESSIONS * SESSION_BYTES / MB, unit='MB')
            self.hold(f'http-mix twice as long: memory, {form}', twice, once * 1.05 + 1, unit='MB')

    def bulk(self):
        with self.input('bulk') as (path, packets):
            figures = self.measure('bulk', self.programs(path), packets)
            if self.has_hangup:
                self.hold('bulk: CPU, × bare loop', ratio(figures, 'hangup', 'bare loop'), 2, 1.3)

    def syns(self):
        with self.input('syns') as (path, packets):
            figures = self.measure('syns', self.programs(path), packets)
            if self.has_hangup:
                self.hold_per_flow('syns', figures, 1.2)
                grown = figures['hangup'][1] - median(run.memory for run in self.turns({'hangup': hangup(self.empty)})['hangup'])
                self.hold('syns: memory a live flow', grown * MB / (FLOWS['syns'] * SCALE), 400, 200, 'B')

    def short_flows(self):
        with self.input('short-flows') as (path, packets):
            figures = self.measure('short-flows', self.programs(path), packets)
            if self.has_hangup:
                self.hold_per_flow('short-flows', figures, 4)

    def hold_per_flow(self, name, figures, limit):
        self.hold(f'{name}: CPU a flow', median(figures['hangup'][0]) * 1e6 / (FLOWS[name] * SCALE), limit, limit / 2, 'µs')

    def sessions(self):
        with self.input('sessions') as (path, packets), self.input('sessions-half') as (half, _):
            more = {'hangup, half of it': hangup(half)} if self.has_hangup else {}
            figures = self.measure('sessions', self.programs(path, **more), packets)
            if self.has_hangup:
                count = FLOWS['sessions'] * SCALE
                self.hold('sessions: CPU', median(figures['hangup'][0]), 10 * SCALE, 5 * SCALE, 's')
                self.hold('sessions: memory', figures['hangup'][1], BASE_MB + count * SESSION_BYTES / MB, unit='MB')
                self.hold('sessions: CPU, × half as many', ratio(figures, 'hangup', 'hangup, half of it'), 2.3)

    def redis_pipeline(self):
        with self.input('redis-pipeline') as (path, packets):
            figures = self.measure('redis-pipeline', self.programs(path), packets)
            if self.has_hangup:
                self.hold('redis-pipeline: CPU a command', median(figures['hangup'][0]) * 1e6 / (COMMANDS * SCALE), 1, 0.5, 'µs')

    def start(self):
        if self.has_hangup:
            walls = [self.run([HANGUP, '--help']).wall * 1000 for _ in range(STARTS)]
            self.hold('hangup --help', median(walls), 15, 5, 'ms')

    def print_budgets(self):
        if not self.budgets:
            print(f'No budget was measured: {HANGUP} is not there (swift build -c release).')
            return
        print('### Budgets\n\n| work | measured | budget | |\n|---|---|---|---|')
        for work, value, limit, is_kept, is_moonshot in self.budgets:
            print(f'| {work} | {value} | {limit} | {"pass, moonshot" if is_kept and is_moonshot else "pass" if is_kept else "**FAIL**"} |')


def ratio(figures, program, base):
    return median(cpu / other for cpu, other in zip(figures[program][0], figures[base][0]))


def machine():
    """The machine, in a line."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        names = [line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')]
        model = names[0] if names else model
    return f'{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}'


def main():
    kept = os.environ.get('BENCH_DIR')
    roomy = '/var/tmp' if os.path.isdir('/var/tmp') else None  # /tmp may be memory
    with contextlib.ExitStack() as stack:
        directory = kept or stack.enter_context(tempfile.TemporaryDirectory(prefix='hangup-bench-', dir=roomy))
        pathlib.Path(directory).mkdir(parents=True, exist_ok=True)
        bench = Bench(pathlib.Path(directory), bool(kept))
        print(f'{machine()}; SCALE {SCALE:g}, {REPEATS} turns, medians\n', flush=True)
        works = [bench.start, bench.http_mix, bench.bulk, bench.syns, bench.short_flows, bench.sessions,
                 bench.redis_pipeline]
        only = os.environ.get('ONLY', '').split()
        for work in works:
            if not only or work.__name__.replace('_', '-') in only:
                work()
        bench.print_budgets()
    is_kept = bench.budgets and all(budget[3] for budget in bench.budgets) and not bench.broken
    return 1 if CHECK and not is_kept else 0


if __name__ == '__main__':
    sys.exit(main())
