"""Identifiers."""

import uuid

from server.core.ids import new_id


def test_an_identifier_is_greater_than_those_before_it() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(set(made))


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
