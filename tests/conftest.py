"""Fixtures of the whole house, and the rule that a skip is a failure where everything must run."""

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# The same examples at every run, however slow the machine: what a run finds is what the change did.
settings.register_profile("house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.redis",
    "tests.support.databases",
    "tests.support.clock",
    "tests.support.core",
    "tests.support.actors",
    "tests.support.serving",
    "tests.journeys.consulting",
    "tests.support.clamd",
]

EVERYTHING_MUST_RUN = os.environ.get("CI") == "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under `CI=true` a skipped test failed."""
    report = yield
    if EVERYTHING_MUST_RUN and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and under CI=true a skip is a failure: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    report = yield
    if EVERYTHING_MUST_RUN and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} skipped itself, and under CI=true a skip is a failure: {report.longrepr}"
    return report
