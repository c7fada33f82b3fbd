"""Runs jobs until told to stop. A job that fails is logged, waits longer each time, and keeps no other from running."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog
from prometheus_client import Counter

from server.core.unit import Core

LOG = structlog.get_logger("worker")
LONGEST_PAUSE = 60.0
_RUNS = Counter("ardoise_job_runs", "Runs of a job, by how they ended.", ["job", "ended"])


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again every so many seconds. `run` tells whether there is more to do at once."""

    name: str
    every: float
    run: Callable[[Core], Awaitable[bool]]


async def work(core: Core, jobs: Iterable[Job]) -> None:
    """Run the jobs side by side until cancelled."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(core, job), name=job.name)


async def _repeat(core: Core, job: Job) -> None:
    failures = 0
    while True:
        try:
            pause = 0.0 if await job.run(core) else job.every
            failures = 0
            _RUNS.labels(job.name, "well").inc()
        except Exception as error:
            failures += 1
            pause = min(LONGEST_PAUSE, job.every * 2.0**failures)
            _RUNS.labels(job.name, "badly").inc()
            LOG.error("job_failed", job=job.name, failures=failures, exc_info=error)
        await asyncio.sleep(pause)
