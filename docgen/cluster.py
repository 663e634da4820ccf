"""Packages made by the workers of a Dask cluster and written here. The only user of distributed.

Workers get the bytes of a workbook and send back the bytes of its documents: they share no disk
with this machine, never see the key, and write nothing. So each package is written exactly
once, whatever happens to a worker.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen import batch, pipeline
from docgen._version import __version__
from docgen.batch import Builder, Outcome, Stopping
from docgen.looking import Settings, Task
from docgen.problems import DocgenError, OutputFault, Problem, RequestError

if TYPE_CHECKING:
    from distributed import Client, Future

    from docgen.pipeline import Made

_AHEAD = 4  # workbooks for each thread of the workers that are given out
_CONNECT = 10.0  # seconds
_LOOK = 0.5  # seconds between two looks whether to stop
_PATIENCE = 10.0  # seconds without a worker before that is said
_INSTALL = '请先安装：pip install "docgen[cluster]"。'


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is sent: a workbook, and what else goes into the package it is for."""

    data: bytes
    suffix: str
    settings: Settings
    templates: tuple[tuple[str, bytes], ...] = ()
    recorded: tuple[tuple[str, Any], ...] = ()


def builder(
    scheduler: str, settings: Settings, stopping: Stopping, say: Callable[[str], None]
) -> Builder:
    """Builds in the cluster of a scheduler (``tcp://10.0.0.5:8786``); ``say`` tells of waiting.

    Raises:
        RequestError: distributed is not installed, the scheduler does not answer, or a worker
            has another version of docgen.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise RequestError("没有安装Dask，不能交给集群生成", _INSTALL) from error
    try:
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise RequestError(
            f"连接不上“{scheduler}”",
            "请核对地址，形如 tcp://10.0.0.5:8786，并确认调度程序已经启动。",
        ) from error
    try:
        _require_same_version(client)
    except BaseException:
        client.close()
        raise

    def build(tasks: Iterable[Task]) -> Iterator[Outcome]:
        try:
            yield from _Cluster(client, settings, stopping, say).build(tasks)
        finally:
            client.close()

    return build


def _require_same_version(client: Client) -> None:
    """A worker of another version would make other documents."""
    found: Mapping[str, str] = client.run(version, on_error="return")
    wrong = {name: each for name, each in found.items() if each != __version__}
    if wrong:
        name, each = next(iter(wrong.items()))
        told = f"版本是{each}" if isinstance(each, str) else "没有安装docgen，或者不能使用"
        raise RequestError(
            f"集群中的“{name}”{told}，本机是{__version__}", "请在所有机器上安装同一个版本。"
        )


def version() -> str:
    """That of the worker."""
    return __version__


class _Cluster:
    """Orders under way, oldest first."""

    def __init__(
        self, client: Client, settings: Settings, stopping: Stopping, say: Callable[[str], None]
    ) -> None:
        self._client, self._settings, self._stopping, self._say = client, settings, stopping, say
        self._key = pipeline.private_key(settings.sign)
        self._templates = _own_templates(settings.templates)
        self._flying: deque[tuple[Task, Future]] = deque()

    def build(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes in order; fewer than tasks once it stops."""
        waiting = iter(tasks)
        while not self._stopping():
            while len(self._flying) < self._room():
                task = next(waiting, None)
                if task is None:
                    break
                try:
                    self._flying.append((task, self._order(task)))
                except OSError as error:
                    yield from self._landed(len(self._flying))
                    yield batch.outcome_of(task, _failing(error))
            if not self._flying:
                return
            yield from self._landed(1)
        for _, future in self._flying:
            future.cancel()

    def _room(self) -> int:
        """How many workbooks may be under way: the more threads there are, the more."""
        threads: int = sum(self._client.nthreads().values())
        return max(2, threads * _AHEAD)

    def _order(self, task: Task) -> Future:
        from docgen.package import recorded_files

        folder = self._settings.output / task.package
        recorded = recorded_files(folder) if task.community and folder.exists() else {}
        order = Order(
            task.path.read_bytes(),
            task.path.suffix,
            Settings(Path(), self._settings.folder_date),
            self._templates,
            tuple(recorded.items()),
        )
        # The same work twice is not the same future: each workbook is its own.
        return self._client.submit(fulfilled, order, pure=False, retries=0)

    def _landed(self, number: int) -> Iterator[Outcome]:
        """The oldest of the workbooks under way, finished and written."""
        for _ in range(number):
            task, future = self._flying[0]
            if not self._awaited(future):
                return
            self._flying.popleft()
            yield self._written(task, future)
            future.release()

    def _awaited(self, future: Future) -> bool:
        """Wait for an answer; False when it shall stop."""
        waited = 0.0
        while not future.done():
            if self._stopping():
                return False
            if self._client.nthreads():
                waited = 0.0
            elif (waited := waited + _LOOK) == _PATIENCE:
                self._say("集群中没有可用的工作机，正在等待；按Ctrl+C停止。")
            with suppress(TimeoutError):
                future.exception(timeout=_LOOK)
        return True

    def _written(self, task: Task, future: Future) -> Outcome:
        from distributed import KilledWorker

        def write() -> tuple[int, tuple[Problem, ...]]:
            made: Made | DocgenError = future.result()
            if isinstance(made, DocgenError):
                raise made
            return self._write(task, made)

        try:
            if isinstance(future.exception(), KilledWorker):
                return batch.died(task)
        except Exception:  # told by ``write``, too
            return batch.outcome_of(task, write)
        return batch.outcome_of(task, write)

    def _write(self, task: Task, made: Made) -> tuple[int, tuple[Problem, ...]]:
        from docgen.package import locked

        if task.community and made.name != task.package:
            raise RequestError("工作簿刚刚被改动过，社区名称或者成文日期不同了", "请再运行一次。")
        with locked(self._settings.output, made.name):
            pipeline.write(made, self._settings.output, self._key)
        return len(made.files) - 1, made.problems


def _failing(error: OSError) -> Callable[[], tuple[int, tuple[Problem, ...]]]:
    def fail() -> tuple[int, tuple[Problem, ...]]:
        from docgen.resources import reason

        raise OutputFault(f"无法读取（{reason(error)}）", "请关闭文件，核对权限后再试。")

    return fail


def _own_templates(folder: Path | None) -> tuple[tuple[str, bytes], ...]:
    from docgen.template_files import own_templates, read_template

    paths = own_templates(folder) if folder else {}
    return tuple((path.name, read_template(path)) for path in paths.values())


# --- at the worker -----------------------------------------------------------------------


def fulfilled(order: Order) -> Made | DocgenError:
    """Make a package; what is wrong with the workbook comes back and is no failure of the worker."""
    try:
        return pipeline.make(
            order.data,
            order.suffix,
            folder_date=order.settings.folder_date,
            templates=_laid_out(order.templates) if order.templates else None,
            recorded=dict(order.recorded),
        )
    except DocgenError as error:
        return error


@lru_cache(maxsize=2)
def _laid_out(templates: tuple[tuple[str, bytes], ...]) -> Path:
    """The user's own templates in a folder of this worker."""
    folder = Path(tempfile.mkdtemp(prefix="docgen-"))
    for name, data in templates:
        (folder / Path(name).name).write_bytes(data)
    return folder
