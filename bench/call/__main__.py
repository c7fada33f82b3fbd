"""`make bench-call`: the first picture, directly and through a relay; the way back after a kill, loss, and a cut."""

import socket
import statistics
import threading
import time

from playwright.sync_api import Page

from bench.call.network import enter, losing
from bench.call.parties import PATIENCE, Call, arrive, consulting, sees
from bench.realtime import machine

CALLS = 5
HEAVY = 0.25
"""Share of all UDP lost that leaves a line the sound alone."""
LOSSY = 30
"""Seconds under 3 % loss."""
SETTLING = 2
"""Seconds until a line has noticed that it loses."""
LISTENED = 10
"""Seconds of sound looked at while the picture is paused."""
CUT = 5
"""Seconds without any UDP."""
DOWN = 1
"""Seconds from the kill to the new start."""


def main() -> None:
    enter()
    print(machine.describe(), flush=True)
    with consulting() as call:
        firsts = {"": "call.first_frame_ms", "udp": "call.first_frame_turn_udp_ms", "tcp": "call.first_frame_turn_tcp_ms"}
        lines = [f"figure {name} {_first_frame(call, by):.0f}" for by, name in firsts.items()]
        call = call._replace(patient=arrive(call.browsers[1], call.link))
        sees(call.patient)
        lines += _loss(call)
        lines += _sound_alone(call)
        lines += [f"figure call.frozen_after_blackout_ms {_blackout(call):.0f}"]
        lines += _kill(call)
    print(*lines, sep="\n")


def _first_frame(call: Call, relay_by: str) -> float:
    """From the tap that joins to the first picture: the patient hangs up and comes back."""
    patient = arrive(call.browsers[1], call.link, relay_by)
    sees(patient)
    taken = []
    for _ in range(CALLS):
        patient.get_by_role("button", name="Raccrocher").click()
        back = patient.get_by_role("button", name="Revenir")
        back.wait_for()
        taken.append(float(back.evaluate("(button) => untilPicture(button)")))
        sees(patient)
    way = patient.evaluate("received()")["way"]
    if relay_by and way != relay_by:
        raise SystemExit(f"Meant to come by the relay over {relay_by}, and came by {way}.")
    print(f"first picture ({way}): " + ", ".join(f"{each:.0f}" for each in taken) + " ms", flush=True)
    patient.context.close()
    return statistics.median(taken)


def _loss(call: Call) -> list[str]:
    """Three packets of a hundred lost each way."""
    with losing(0.03):
        time.sleep(SETTLING)
        before = [page.evaluate("received()") for page in (call.patient, call.doctor)]
        time.sleep(LOSSY)
        after = [page.evaluate("received()") for page in (call.patient, call.doctor)]
    seen = [(now["frames"] - was["frames"]) / LOSSY for was, now in zip(before, after, strict=True)]
    frozen = [now["freezes"] - was["freezes"] for was, now in zip(before, after, strict=True)]
    return [f"figure call.fps_at_3pct_loss {min(seen):.1f}", f"figure call.freezes_at_3pct_loss {max(frozen)}"]


def _sound_alone(call: Call) -> list[str]:
    """A quarter of everything lost each way: until both pictures are paused, and how much of the sound plays then; both are put back."""
    both = (call.patient, call.doctor)
    began = time.time()
    with losing(HEAVY):
        for page in both:
            page.get_by_role("button", name="Remettre l’image").wait_for(timeout=PATIENCE * 2)
        paused = time.time() - began
        before = [page.evaluate("sounded()") for page in both]
        time.sleep(LISTENED)
        after = [page.evaluate("sounded()") for page in both]
    for page in both:
        page.get_by_role("button", name="Remettre l’image").click()
    for page in both:
        sees(page)
    shares = [
        1 - (now["concealed"] - was["concealed"]) / max(1, now["samples"] - was["samples"]) for was, now in zip(before, after, strict=True)
    ]
    return [f"figure call.sound_alone_after_s {paused:.0f}", f"figure call.sound_played_at_25pct_loss {min(shares):.2f}"]


def _blackout(call: Call) -> float:
    """How long the longer of two pictures stood when all UDP was cut for five seconds."""
    began = time.time() * 1000
    with losing(1):
        time.sleep(CUT)
    return max(_back(page, began + CUT * 1000) - began for page in (call.patient, call.doctor))


def _kill(call: Call) -> list[str]:
    """The server killed and started again: until both see each other."""
    call.served.kill()
    killed = time.time() * 1000
    time.sleep(DOWN)
    heard = threading.Thread(target=lambda: times.append(_listens(call.served.port)))
    times: list[float] = []
    heard.start()
    call.served.start()
    heard.join()
    back = max(_back(page, killed + DOWN * 1000) for page in (call.patient, call.doctor))
    return [f"figure call.back_after_listen_ms {back - times[0]:.0f}", f"figure call.back_after_kill_ms {back - killed:.0f}"]


def _listens(port: int) -> float:
    """When somebody answers there."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return time.time() * 1000
        time.sleep(0.005)


def _back(page: Page, until: float) -> float:
    """When the pictures that came after `until` began to follow each other again; a lone one is the last that was left."""
    found = "(until) => pictures.find((at, index) => at > until && pictures[index + 10] - at < 1500)"
    return float(page.wait_for_function(found, arg=until, timeout=PATIENCE).json_value())


if __name__ == "__main__":
    main()
