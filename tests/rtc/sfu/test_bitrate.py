"""What a browser may send."""

from rtc.sfu.bitrate import FIRST, LEAST, MOST, Estimate, allowed


def sent(now: float) -> int:
    return int(now % 64 * 262_144) & 0xFFFFFF


def a_second(estimate: Estimate, begin: float, delay: float, grows: float = 0.0) -> None:
    for step in range(25):
        now = begin + step / 25
        estimate.arrive(sent(now), now + delay + grows * step / 25)


def test_it_grows_slowly_while_all_is_well_and_never_beyond_its_bounds() -> None:
    estimate = Estimate()
    for second in range(60):
        a_second(estimate, 40 + second, 0.03)
        before = estimate.rate
        assert estimate.step(0.0, estimate.rate) <= before * 1.08 + 1
    assert estimate.rate == MOST


def test_it_falls_with_heavy_loss_and_stays_with_a_little() -> None:
    estimate = Estimate()
    assert estimate.step(0.05, FIRST) == FIRST
    assert estimate.step(0.40, FIRST) == int(FIRST * 0.8)
    for _ in range(60):
        estimate.step(0.5, FIRST)
    assert estimate.rate == LEAST


def test_it_falls_below_what_arrives_when_packets_queue_up() -> None:
    estimate = Estimate()
    a_second(estimate, 0, 0.03)
    estimate.step(0.0, 800_000)
    a_second(estimate, 1, 0.03, grows=0.6)
    assert estimate.step(0.0, 800_000) == int(800_000 * 0.85)


def test_clocks_of_any_origin_are_understood_across_their_wrap() -> None:
    estimate = Estimate()
    for second in range(140):
        for step in range(10):
            now = second + step / 10
            estimate.arrive(sent(now + 17.3), now)
        estimate.step(0.0, estimate.rate)
    assert estimate.rate == MOST


def test_nobody_sends_more_than_the_best_of_those_who_see_it() -> None:
    assert allowed(1_000_000, []) == 1_000_000
    assert allowed(1_000_000, [300_000, 500_000]) == 500_000
    assert allowed(200_000, [300_000, 500_000]) == 200_000
