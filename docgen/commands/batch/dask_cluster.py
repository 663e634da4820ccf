"""Packages made by the workers of a Dask cluster and written here. The only user of distributed.

Workers get the bytes of a workbook and send back the bytes of its documents: they share no disk
with this machine, never see the key, and write nothing. So each package is written exactly
once, whatever happens to a worker.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen._version import __version__
from docgen.commands.batch import batch
from docgen.commands.batch.batch import Builder, Outcome, Stopping
from docgen.commands.batch.discovery import Settings, Task
from docgen.commands.build import build as build_command
from docgen.errors import DocgenError, OutputFault, Problem, RequestError
from docgen.system import resources

if TYPE_CHECKING:
    from distributed import Client, Future

    from docgen.commands.build.build import Made

_AHEAD = 4  # workbooks for each thread of the workers that are given out
_MAX_IN_FLIGHT = 128  # of them altogether: the scheduler holds them
_CONNECT = 10.0  # seconds
_LOOK = 0.5  # seconds between two looks whether to stop
_PATIENCE = 10.0  # seconds without a worker before that is said
_INSTALL = f"{resources.installing('cluster')}。"


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is sent: a workbook, and what else goes into the package it is for."""

    version: str
    data: bytes
    suffix: str
    folder_date: date | None
    templates: tuple[tuple[str, bytes], ...] = ()
    recorded: tuple[tuple[str, Any], ...] = ()
    today: date | None = None


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
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it speaks to programmers
    warnings.filterwarnings("ignore", module="distributed")
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
        raise _refused(*min(wrong.items(), key=lambda item: item[0]))


def _refused(worker: str, other: object) -> RequestError:
    state = f"docgen的版本是{other}" if isinstance(other, str) else "没有安装docgen，或者不能使用"
    return RequestError(
        f"集群中的“{worker}”{state}，本机是{__version__}", "请在所有机器上安装同一个版本。"
    )


class _Gone(Exception):
    """The scheduler does not answer any more."""


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """The answer of a worker that joined later and has another version."""

    worker: str
    version: str


def version() -> str:
    """That of the worker."""
    return __version__


class _Cluster:
    """Orders under way, oldest first."""

    def __init__(
        self, client: Client, settings: Settings, stopping: Stopping, say: Callable[[str], None]
    ) -> None:
        self._client, self._settings, self._stopping, self._say = client, settings, stopping, say
        self._key = build_command.private_key(settings.sign)
        self._templates = _own_templates(settings.templates)
        self._flying: deque[tuple[Task, Future]] = deque()

    def build(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes in order; fewer than tasks once it stops or the scheduler is gone."""
        try:
            yield from self._outcomes(tasks)
        except _Gone:
            self._say("与集群的连接已经断开，其余的没有处理；请确认调度程序还在运行，再运行一次。")
        for _, future in self._flying:
            with suppress(Exception):  # nobody may be there to be told
                future.cancel()

    def _outcomes(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        waiting = iter(tasks)
        while not self._stopping():
            while len(self._flying) < self._room():
                task = next(waiting, None)
                if task is None:
                    break
                try:
                    self._flying.append((task, self._order(task)))
                except (OSError, DocgenError) as error:
                    yield from self._landed(len(self._flying))
                    if self._flying:  # it has stopped meanwhile
                        return
                    yield batch.outcome_of(task, partial(_fail, error))
            if not self._flying:
                return
            yield from self._landed(1)

    def _room(self) -> int:
        """How many workbooks may be under way: the more threads there are, the more."""
        return min(_MAX_IN_FLIGHT, max(2, self._threads() * _AHEAD))

    def _threads(self) -> int:
        """How many threads the workers have together now.

        Raises:
            _Gone: the scheduler does not answer.
        """
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:  # of many kinds, by the moment at which it went
            raise _Gone from error

    def _order(self, task: Task) -> Future:
        from docgen.package.writer import recorded_files

        folder = self._settings.output / task.package
        found = recorded_files(folder) if task.package else {}
        recorded = {name: replace(file, data=b"") for name, file in found.items()}
        order = Order(
            __version__,
            task.path.read_bytes(),
            task.path.suffix,
            self._settings.folder_date,
            self._templates,
            tuple(recorded.items()),
            self._settings.today,
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
            if self._threads():
                waited = 0.0
            elif (waited := waited + _LOOK) == _PATIENCE:
                self._say("集群中没有可用的工作机，正在等待；按Ctrl+C停止。")
            with suppress(TimeoutError):
                future.exception(timeout=_LOOK)
        return True

    def _written(self, task: Task, future: Future) -> Outcome:
        """Put what a worker has made on disk.

        Raises:
            RequestError: the worker has another version.
            _Gone: the scheduler has forgotten it.
        """
        from distributed import KilledWorker

        if future.status in ("cancelled", "lost"):
            raise _Gone
        try:
            answer = future.result()
        except KilledWorker:
            return batch.died(task)
        except Exception as error:  # a fault of ours, there, or of the way
            return batch.outcome_of(task, partial(_fail, error))
        if isinstance(answer, OtherVersion):
            raise _refused(answer.worker, answer.version)
        if isinstance(answer, DocgenError):
            return batch.outcome_of(task, partial(_fail, answer))
        return batch.outcome_of(task, partial(self._write, task, answer))

    def _write(self, task: Task, made: Made) -> tuple[int, tuple[Problem, ...]]:
        from docgen.package.writer import locked

        build_command.require_name(made.name, task.package)
        with locked(self._settings.output, made.name):
            written = build_command.write(made, self._settings.output, self._key)
        return len(made.files) - 1, (*made.problems, *batch.kept_problems(written.kept))


def _fail(error: Exception) -> tuple[int, tuple[Problem, ...]]:
    if isinstance(error, OSError):
        raise OutputFault(
            f"无法读取或者写入（{resources.os_error_text(error)}）", "请关闭文件，核对权限后再试。"
        ) from error
    raise error


def _own_templates(folder: Path | None) -> tuple[tuple[str, bytes], ...]:
    from docgen.documents.template_files import own_templates, read_template

    paths = own_templates(folder) if folder else {}
    return tuple((path.name, read_template(path)) for path in paths.values())


# --- at the worker -----------------------------------------------------------------------


def fulfilled(order: Order) -> Made | DocgenError | OtherVersion:
    """Make a package; what is wrong with the workbook comes back and is no failure of the worker."""
    if order.version != __version__:
        from distributed import get_worker

        return OtherVersion(get_worker().address, __version__)
    try:
        return build_command.make(
            order.data,
            order.suffix,
            folder_date=order.folder_date,
            templates=_laid_out(order.templates) if order.templates else None,
            recorded=dict(order.recorded),
            today=order.today,
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
