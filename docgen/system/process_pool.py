"""Work done in several processes, results in order, little of it under way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 32  # tasks for each process that are given out: a slow one must not keep others waiting


@dataclass(frozen=True, slots=True)
class WorkerDied(Generic[T]):
    """A task whose process died, though it was alone there."""

    task: T


def map_in_order(
    tasks: Iterable[T],
    do: Callable[[T], R],
    jobs: int,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[R | WorkerDied[T]]:
    """What ``do`` makes of each task, in order; in this process when there is one job only.

    Once ``stopping`` says so no more tasks are begun: what is under way still comes, the rest
    does not. A task whose process dies, alone, comes back as such; it stops no other.
    """
    waiting = iter(tasks)
    if jobs <= 1:
        for task in waiting:
            if stopping():
                return
            yield do(task)
        return
    in_flight: deque[tuple[T, Future[R]]] = deque()
    while True:
        yield from _in_pool(in_flight, waiting, do, jobs, stopping)
        if not in_flight or stopping():
            return
        yield from _one_by_one(in_flight, do, stopping)  # a process died, of one of these


def _in_pool(
    in_flight: deque[tuple[T, Future[R]]],
    waiting: Iterator[T],
    do: Callable[[T], R],
    jobs: int,
    stopping: Callable[[], bool],
) -> Iterator[R]:
    """Results until all is done; leaves in ``in_flight`` what was under way when a process died."""
    pool = _pool(jobs)
    try:
        while True:
            room = 0 if stopping() else jobs * _AHEAD - len(in_flight)
            for task in islice(waiting, room):
                in_flight.append((task, Future()))  # before the pool can break over it
                in_flight[-1] = task, pool.submit(do, task)
            while stopping() and in_flight and in_flight[-1][1].cancel():
                in_flight.pop()
            if not in_flight:
                break
            result = in_flight[0][1].result()
            in_flight.popleft()
            yield result
    except BrokenProcessPool:
        pass
    except BaseException:
        _end(pool)
        raise
    pool.shutdown()


def _one_by_one(
    in_flight: deque[tuple[T, Future[R]]], do: Callable[[T], R], stopping: Callable[[], bool]
) -> Iterator[R | WorkerDied[T]]:
    """The results of a broken pool, and, with nothing beside it, what it has not done."""
    pool = None
    while in_flight and not stopping():
        task, future = in_flight.popleft()
        if future.done() and future.exception() is None:
            yield future.result()
            continue
        pool = pool or _pool(1)
        try:
            result: R | WorkerDied[T] = pool.submit(do, task).result()
        except BrokenProcessPool:
            pool.shutdown()
            result, pool = WorkerDied(task), None
        except BaseException:
            _end(pool)
            raise
        yield result
    in_flight.clear()
    if pool:
        pool.shutdown()


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool at once, whatever they are at."""
    import multiprocessing

    pool.shutdown(wait=False, cancel_futures=True)
    for child in multiprocessing.active_children():
        child.kill()


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_prepare)


def _prepare() -> None:
    """Ctrl+C and telling the user are for the process that waits; the others do their work."""
    import logging
    import signal

    logging.disable(logging.INFO)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
