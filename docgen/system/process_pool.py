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
class Died(Generic[T]):
    """A task whose process died, though it was alone there."""

    task: T


def in_order(
    tasks: Iterable[T],
    do: Callable[[T], R],
    jobs: int,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[R | Died[T]]:
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
    flying: deque[tuple[T, Future[R]]] = deque()
    while True:
        yield from _in_pool(flying, waiting, do, jobs, stopping)
        if not flying or stopping():
            return
        yield from _one_by_one(flying, do, stopping)  # a process died, of one of these


def _in_pool(
    flying: deque[tuple[T, Future[R]]],
    waiting: Iterator[T],
    do: Callable[[T], R],
    jobs: int,
    stopping: Callable[[], bool],
) -> Iterator[R]:
    """Results until all is done; leaves in ``flying`` what was under way when a process died."""
    pool = _pool(jobs)
    try:
        while True:
            room = 0 if stopping() else jobs * _AHEAD - len(flying)
            for task in islice(waiting, room):
                flying.append((task, Future()))  # before the pool can break over it
                flying[-1] = task, pool.submit(do, task)
            while stopping() and flying and flying[-1][1].cancel():
                flying.pop()
            if not flying:
                break
            result = flying[0][1].result()
            flying.popleft()
            yield result
    except BrokenProcessPool:
        pass
    except BaseException:
        _end(pool)
        raise
    pool.shutdown()


def _one_by_one(
    flying: deque[tuple[T, Future[R]]], do: Callable[[T], R], stopping: Callable[[], bool]
) -> Iterator[R | Died[T]]:
    """The results of a broken pool, and, with nothing beside it, what it has not done."""
    pool = None
    while flying and not stopping():
        task, future = flying.popleft()
        if future.done() and future.exception() is None:
            yield future.result()
            continue
        pool = pool or _pool(1)
        try:
            result: R | Died[T] = pool.submit(do, task).result()
        except BrokenProcessPool:
            pool.shutdown()
            result, pool = Died(task), None
        except BaseException:
            _end(pool)
            raise
        yield result
    flying.clear()
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
