"""What the rounds say together: medians, their ratios, and the lines that other programs read."""

from statistics import median

from bench.realtime.load import Run

ENOUGH = 3
"""Undisturbed rounds that are needed to leave the disturbed ones out."""


def settled(runs: list[Run]) -> list[Run]:
    """Keep the rounds in which the machine was ours, if there are enough of them."""
    calm = [run for run in runs if not run.is_disturbed]
    return calm if len(calm) >= ENOUGH else runs


class Report:
    """Collects the runs of each server and prints `figure NAME VALUE` and `ratio NAME VALUE`."""

    def __init__(self) -> None:
        self.memory: dict[str, list[Run]] = {}
        self.fan: dict[str, list[Run]] = {}
        self.slow: list[Run] = []

    def kilobytes(self, server: str) -> float:
        """Memory of one idle connection."""
        return median(run.number("connect", "kb_each") for run in self.memory[server])

    def cpu(self, server: str) -> float:
        """Microseconds of the server's core for one delivery at the fixed rate."""
        return median(run.number("rate", "cpu_us") for run in settled(self.fan[server]))

    def p99(self, server: str) -> float:
        """Milliseconds at the fixed rate."""
        return median(run.number("rate", "p99_ms") for run in settled(self.fan[server]))

    def rate(self, server: str) -> float:
        """Events a second that are sustained."""
        return median(run.number("max", "per_second") for run in settled(self.fan[server]))

    @property
    def has_rates(self) -> bool:
        """Whether the highest rates were searched."""
        return all(run.has("max") for runs in self.fan.values() for run in runs)

    def healthy(self) -> float:
        """Part of the deliveries that readers got beside stopped ones, at worst; 0 if a stopped one was not cut."""
        parts = [run.step("rate")["delivered"] / run.step("rate")["wanted"] for run in self.slow]
        is_cut = all(run.step("end")["cut"] == run.step("end")["stalled"] for run in self.slow)
        return min(parts) if is_cut else 0.0

    def print(self) -> None:
        """Print everything, the ratios last."""
        for server, runs in self.fan.items():
            calm = sum(not run.is_disturbed for run in runs)
            print(f"{server}: {len(runs)} rounds, {calm} undisturbed, {len(settled(runs))} counted")
            if self.has_rates:
                _line("figure", f"realtime.{server}.max_rate", self.rate(server))
            _line("figure", f"realtime.{server}.cpu_us_per_delivery", self.cpu(server))
            _line("figure", f"realtime.{server}.p99_ms", self.p99(server))
        for server in self.memory:
            _line("figure", f"realtime.{server}.kb_per_connection", self.kilobytes(server))
        if self.slow:
            _line("figure", "realtime.healthy_delivery", self.healthy())
        for peer in self.fan if "ardoise" in self.fan else ():
            if peer != "ardoise":
                if self.has_rates:
                    _line("ratio", f"realtime.max_rate_vs_{peer}", self.rate("ardoise") / self.rate(peer))
                _line("ratio", f"realtime.cpu_vs_{peer}", self.cpu("ardoise") / self.cpu(peer))
        for peer in self.memory if "ardoise" in self.memory else ():
            if peer != "ardoise":
                _line("ratio", f"realtime.memory_vs_{peer}", self.kilobytes("ardoise") / self.kilobytes(peer))


def _line(kind: str, name: str, value: float) -> None:
    print(f"{kind} {name} {value:.3f}")
