"""`make bench-realtime`: the product's push side by side with Socket.IO, nginx + nchan and a C loop, in one run.

Rounds are interleaved (A B C D, A B C D, …), so that a machine that slows down slows all of them.
"""

import argparse
import signal
import sys

from bench.realtime import machine, servers
from bench.realtime.load import Run, measure
from bench.realtime.report import Report
from bench.realtime.target import ardoise


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.realtime", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--payload", type=int, default=250, help="bytes of one event, envelope included")
    parser.add_argument("--rate", type=float, default=50, help="events a second at which CPU is compared")
    parser.add_argument("--seconds", type=float, default=4, help="length of the fixed-rate step")
    parser.add_argument("--idle", type=int, default=2000, help="idle connections whose memory is weighed")
    parser.add_argument("--tries", type=int, default=9, help="steps in the search for the highest rate; 0 = no search")
    parser.add_argument("--priority", type=int, default=-10, help="nice value of the measured processes: a machine is rarely idle")
    parser.add_argument("--only", nargs="*", default=["ardoise", "socketio", "nchan", "floor"])
    return parser.parse_args()


def say(kind: str, run: Run) -> None:
    print(f"# {run.server} {kind}{' (machine busy)' if run.is_disturbed else ''}")
    for line in run.lines:
        print("   ", " ".join(f"{key}={value}" for key, value in line.items()), flush=True)


def main() -> None:
    asked = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what was started is ended
    machine.prepare()
    print(machine.describe(), flush=True)
    client = servers.build("load.c")
    makers = {
        "ardoise": lambda: ardoise(machine.free_port(), asked.payload),
        "socketio": lambda: servers.socketio(machine.free_port()),
        "nchan": lambda: servers.nchan(machine.free_port()),
        "floor": lambda: servers.floor(machine.free_port()),
    }
    report = Report()
    for number in range(asked.rounds):
        print(f"== round {number + 1} of {asked.rounds}", flush=True)
        for name in asked.only:
            fan = ["--subscribers", str(asked.subscribers), "--steps", f"{asked.rate}:{asked.seconds}"]
            if asked.tries:
                fan += ["--saturate", "2", "--tries", str(asked.tries)]
            run = measure(client, makers[name](), asked.payload, asked.priority, fan)
            say("fan-out", run)
            report.fan.setdefault(name, []).append(run)
            if name != "floor":
                idle = ["--warm", "200", "--subscribers", str(asked.idle + 200), "--idle", "2"]
                run = measure(client, makers[name](), asked.payload, asked.priority, idle)
                say("idle", run)
                report.memory.setdefault(name, []).append(run)
        if "ardoise" in asked.only:
            stalled = ["--subscribers", "98", "--stalled", "2", "--steps", "500:8"]
            run = measure(client, makers["ardoise"](), asked.payload, asked.priority, stalled)
            say("stopped readers", run)
            report.slow.append(run)
    report.print()


if __name__ == "__main__":
    main()
