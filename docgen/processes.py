"""Work done in several processes, results in order, little of it under way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 4  # tasks for each process that are given out


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
    left: deque[T] = deque()  # given out when a process died
    while True:
        yield from _in_pool(left, waiting, do, jobs, stopping)
        if not left or stopping():
            return
        for _ in range(len(left)):
            yield _alone(left.popleft(), do)


def _in_pool(
    left: deque[T],
    waiting: Iterator[T],
    do: Callable[[T], R],
    jobs: int,
    stopping: Callable[[], bool],
) -> Iterator[R]:
    """Results until all is done; leaves in ``left`` what was under way when a process died."""
    from concurrent.futures.process import BrokenProcessPool

    pool = _pool(jobs)
    flying: deque[tuple[T, Future[R]]] = deque()
    refused: list[T] = []
    try:
        while True:
            if not stopping():
                for task in islice(waiting, max(0, jobs * _AHEAD - len(flying))):
                    refused = [task]  # until the pool has taken it
                    flying.append((task, pool.submit(do, task)))
                    refused = []
            if not flying:
                return
            future = flying[0][1]
            if stopping() and future.cancel():
                flying.popleft()
                continue
            result = future.result()
            flying.popleft()
            yield result
    except BrokenProcessPool:
        left.extend((*(task for task, _ in flying), *refused))
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(task: T, do: Callable[[T], R]) -> R | Died[T]:
    from concurrent.futures.process import BrokenProcessPool

    pool = _pool(1)
    try:
        return pool.submit(do, task).result()
    except BrokenProcessPool:
        return Died(task)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, initializer=leave_interrupts)


def leave_interrupts() -> None:
    """Ctrl+C is for the process that waits; the others finish what they are at."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
