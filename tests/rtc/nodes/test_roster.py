"""Who is believed to forward."""

from rtc.nodes.roster import SILENT, Roster


def test_the_least_busy_comes_first_and_names_settle_the_rest() -> None:
    roster = Roster()
    for name, connections in (("c", 1), ("b", 4), ("a", 1)):
        roster.hear(name, connections, 10.0)
    assert roster.fit(10.0) == ["a", "c", "b"]


def test_whoever_is_silent_gets_nobody_new_and_is_not_called_gone() -> None:
    roster = Roster()
    roster.hear("a", 0, 10.0)
    assert roster.fit(10.0 + SILENT) == ["a"]
    assert roster.fit(10.1 + SILENT) == []
    assert not roster.is_gone("a")


def test_whoever_is_gone_comes_back_by_being_heard() -> None:
    roster = Roster()
    roster.hear("a", 0, 10.0)
    roster.lose("a", 10.0)
    assert (roster.fit(10.0), roster.is_gone("a")) == ([], True)
    roster.hear("a", 0, 10.5)
    assert (roster.fit(10.5), roster.is_gone("a")) == (["a"], False)


def test_of_a_stranger_nothing_is_known_until_he_is_lost() -> None:
    roster = Roster()
    assert not roster.is_gone("a")
    roster.lose("a", 1.0)
    assert roster.is_gone("a")


def test_whoever_was_not_heard_for_an_hour_is_forgotten() -> None:
    roster = Roster()
    roster.lose("a", 0.0)
    roster.hear("b", 0, 4000.0)
    assert not roster.is_gone("a")
