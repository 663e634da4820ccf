"""What a template's code may cost: a Jinja environment that counts, and stops what runs away.

Templates come by e-mail. Jinja's own sandbox keeps their code away from Python; here loops,
calls, texts and numbers get limits far above what any document needs. A template is counted
by changing its syntax tree before it is compiled (``metered``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2 import TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MAX_PRINTED = (
    30_000_000  # characters of one document; the longest of the full sample prints 0.27 million
)
MAX_STEPS = 2_000_000  # turns of all loops together, calls and conversions
MAX_TEXT = 4_000_000  # characters of one value, those of its items among them
MAX_BITS = 4096  # of a whole number
_MAX_ARGUMENT = 10_000  # of a filter: places after the point, items in a row

# Filters that lay out text for screens or the web, or take any width; documents need none.
_NOT_OFFERED = (
    *("center", "indent", "wordwrap", "filesizeformat", "pprint", "tojson", "urlencode"),
    *("urlize", "xmlattr", "striptags"),
)
_OF_LISTS = frozenset(
    ("length", "count", "first", "last", "list", "map", "select", "reject", "selectattr",
     "rejectattr", "sort", "unique", "groupby", "batch", "slice", "sum", "min", "max", "default",
     "d", "attr", "items", "dictsort", "reverse")
)  # fmt: skip
_ANY_NUMBER = frozenset(("default", "d", "int", "float"))
_WIDENING = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs", "translate"))
_WIDE_FORMAT = re.compile(r"\d{4}|\*|\{[^}]*\{")


_CALL = 8  # steps that a call takes as long as
_NODES_A_STEP = 8
SHORT = 64  # characters of a value that is counted with the text around it
_OF_DICT = frozenset(dir(dict))
_OF_LOOP = frozenset(("index", "index0", "first", "last", "length", "revindex", "revindex0"))


class Endless(Exception):
    """The loops of a template turn too often."""


class TooBig(Exception):
    """A template makes a text or list that is too long."""


class Budget:
    """What is left to one rendering."""

    def __init__(self) -> None:
        self._steps, self._printed = MAX_STEPS, MAX_PRINTED

    def step(self, count: int = 1) -> None:
        """Count turns of loops, or work that takes as long."""
        self._steps -= count
        if self._steps < 0:
            raise Endless

    def printed(self, characters: int) -> None:
        """Count what goes into the document."""
        self._printed -= characters
        if self._printed < 0:
            raise TooBig


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


def budget() -> Budget:
    """That of the rendering under way; while a template is compiled, one for each question."""
    return _budget.get() or Budget()


@contextmanager
def one_rendering() -> Iterator[None]:
    """Everything that is rendered within shares one budget."""
    token = _budget.set(Budget())
    try:
        yield
    finally:
        _budget.reset(token)


class _Generator(CodeGenerator):
    """Prints what ``finalize`` makes of a value: it escapes all that is no ``Markup``."""

    def _output_child_to_const(self, node: Any, frame: Any, finalize: Any) -> str:
        const = node.as_const(frame.eval_ctx)
        return str(const if isinstance(node, nodes.TemplateData) else finalize.const(const))

    # As jinja2.nativetypes does it; without this, Jinja escapes everything once more.
    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:  # noqa: ARG002
        self.write(finalize.src)

    def _output_child_post(self, node: Any, frame: Any, finalize: Any) -> None:  # noqa: ARG002
        self.write(")")


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with limits to calls, operators and filters."""

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name in _NOT_OFFERED:
            del self.filters[name]

    def finish(self) -> None:
        """Put limits to all filters there are; then no more may be added."""
        self.filters = {name: _bounded(name, each) for name, each in self.filters.items()}
        self.filters |= _METERS

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A value of a row; whatever else, as the sandbox allows it."""
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICT:
            return obj[attribute]
        if type(obj) is LoopContext and attribute in _OF_LOOP:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """An operator whose result may be large."""
        budget().step()
        _require_small(operator, left, right)
        result = super().call_binop(context, operator, left, right)
        return result if isinstance(result, str) else _within_bounds(result)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """A function, macro or method of a value."""
        budget().step(_CALL)
        method = getattr(__obj, "__wrapped__", __obj)  # the sandbox's own str.format
        text = getattr(method, "__self__", None)
        if isinstance(text, str):
            args = _require_small_text(text, str(getattr(method, "__name__", "")), args, kwargs)
        return _within_bounds(super().call(__context, __obj, *args, **kwargs))


def metered(syntax: nodes.Template, environment: TemplateEnvironment) -> nodes.Template:
    """The same template, counting what it does; it prints the same.

    Raises:
        TemplateSyntaxError: a loop calls itself (``recursive``).
    """
    changed: nodes.Template = _Meter().visit(syntax)
    changed.set_environment(environment)
    return changed


class _Meter(NodeTransformer):
    def __init__(self) -> None:
        # Of each loop or macro that is being looked at: nodes, characters of its own text and
        # of its values if all are short; those of loops within it are their own.
        self._bodies: list[list[int]] = []

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Change a node; every one takes its time when what it stands in is repeated."""
        if self._bodies:
            self._bodies[-1][0] += 1
        return super().visit(node, *args, **kwargs)

    # The names are Jinja's: visit_ and the kind of node.
    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        if node.recursive:
            raise TemplateSyntaxError("recursive loop", node.lineno)
        work, text = self._measured(node)
        node.iter = _through(" each", node.iter, work, text)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(" joined", nodes.List(node.nodes, lineno=node.lineno))

    def visit_List(self, node: nodes.List | nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(" bounded", node) if node.items else node

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(" bounded", node) if node.ctx == "load" else node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if self._bodies:
            self._bodies[-1][1] += sum(
                len(each.data) if isinstance(each, nodes.TemplateData) else SHORT
                for each in node.nodes
            )
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802
        node.test = self.visit(node.test)
        before = longest = self._bodies[-1][1] if self._bodies else 0
        others: list[list[nodes.Node]] = [[each] for each in node.elif_]
        for branch in (node.body, *others, node.else_):
            branch[:] = [self.visit(each) for each in branch]
            if self._bodies:  # one branch is printed
                longest = max(longest, self._bodies[-1][1])
                self._bodies[-1][1] = before
        if self._bodies:
            self._bodies[-1][1] = longest
        return node

    def visit_Macro(self, node: nodes.Macro | nodes.CallBlock | nodes.Block) -> nodes.Node:  # noqa: N802
        work, text = self._measured(node)
        counted = _through(" called", nodes.Const(work, lineno=node.lineno), text)
        node.body.insert(0, nodes.Output([counted], lineno=node.lineno))
        return node

    visit_CallBlock = visit_Block = visit_Macro  # noqa: N815

    def _measured(self, node: nodes.Node) -> tuple[int, int]:
        self._bodies.append([0, 0])
        self.generic_visit(node)
        work, text = self._bodies.pop()
        return 1 + work // _NODES_A_STEP, text


def _through(name: str, value: nodes.Node, *figures: int) -> nodes.Filter:
    arguments = [nodes.Const(figure, lineno=value.lineno) for figure in figures]
    return nodes.Filter(value, name, arguments, [], None, None, lineno=value.lineno)


# --- meters: filters whose names no template can write ---------------------------------------


@pass_context  # so that none is worked out while compiling
def _each(_context: object, value: Any, work: int, text: int) -> Any:
    """What a loop goes through; each turn takes so many steps and prints so many characters."""
    if isinstance(value, Sized):
        budget().step(len(value) * work)
        budget().printed(len(value) * text)
        return value
    return _counted(value, work, text) if isinstance(value, Iterator) else value


@pass_context
def _joined(_context: object, values: list[Any]) -> str:
    _weight(values)
    return markup_join(values)


@pass_context
def _bounded_literal(_context: object, value: Any) -> Any:
    return _within_bounds(value)


@pass_context
def _called(_context: object, work: int, text: int) -> str:
    """Count what a macro or block does each time."""
    budget().step(work)
    budget().printed(text)
    return ""


_METERS: dict[str, Callable[..., Any]] = {
    " each": _each,
    " joined": _joined,
    " bounded": _bounded_literal,
    " called": _called,
}


# --- limits ------------------------------------------------------------------------------


def _counted(values: Iterable[Any], work: int = 1, text: int = 0) -> Iterator[Any]:
    for value in values:
        budget().step(work)
        budget().printed(text)
        yield value


def _within_bounds(value: Any) -> Any:
    """A value that is no larger than it may be."""
    if isinstance(value, (list, tuple, dict)):
        budget().step(_weight(value) // 64)
    return value


def _weight(value: object) -> int:
    """Characters and items of a value, those within its items too.

    Raises:
        TooBig: there are more than ``MAX_TEXT``.
    """
    total = 0
    waiting = [value]
    while waiting:
        each = waiting.pop()
        total += len(each) if isinstance(each, (str, list, tuple, dict)) else 1
        if total > MAX_TEXT:
            raise TooBig
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, (list, tuple)):
            waiting.extend(each)
    return total


def _require_small(operator: str, left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _require_few_bits(operator, left, right)
    elif operator == "%" and isinstance(left, str):
        _require_narrow(left, right)
    elif operator == "*":
        for values, times in ((left, right), (right, left)):
            if isinstance(values, (str, list, tuple)) and isinstance(times, int):
                _require_length(len(values) * times)
    elif operator == "+" and isinstance(left, (str, list, tuple)) and isinstance(right, Sized):
        _require_length(len(left) + len(right))


def _require_few_bits(operator: str, left: int, right: int) -> None:
    bits = {
        "**": left.bit_length() * abs(right),
        "*": left.bit_length() + right.bit_length(),
    }
    if bits.get(operator, 0) > MAX_BITS:
        raise OverflowError


def _require_length(length: int) -> None:
    if length > MAX_TEXT:
        raise TooBig


def _require_narrow(text: str, *values: object) -> None:
    """A format of text may not print a value thousands of places wide, nor too often."""
    if _WIDE_FORMAT.search(text):
        raise TooBig
    _require_length((text.count("%") + text.count("{") + 1) * (_weight(values) + 1_000))


def _require_small_text(
    text: str, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The arguments for a method of a text, unless it would make a long one of it."""
    if method in _WIDENING:
        raise SecurityError(method)
    if method in ("format", "format_map"):
        _require_narrow(text, args, dict(kwargs))
    elif method == "join" and args:
        items = list(_counted(args[0]))
        _require_length(_weight(items) + len(items) * len(text))
        args = (items, *args[1:])
    elif method == "replace":
        _require_replacement(text, args)
    budget().step(len(text) // 64)
    return args


def _require_replacement(text: str, args: tuple[Any, ...]) -> None:
    old, new = (*map(str, args), "", "")[:2]
    _require_length(len(text) + text.count(old) * len(new))


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter with limits to what it is given and what it makes."""
    own = int(hasattr(function, "jinja_pass_arg"))  # Jinja's argument before the value

    @wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        before, value, more = args[:own], args[own], args[own + 1 :]
        if name == "join" and isinstance(value, Iterator):
            value = list(value)
        _require_fair(name, value, (*more, *kwargs.values()))
        result = function(*before, value, *more, **kwargs)
        return _counted(result) if isinstance(result, Iterator) else result

    return bounded


def _require_fair(name: str, value: Any, options: tuple[Any, ...]) -> None:
    if isinstance(value, Undefined):  # for the filter to make something of, or to refuse
        return
    size = len(value) if isinstance(value, Sized) else 0
    budget().step(1 + size // 16)
    if name not in _OF_LISTS and not isinstance(value, str):
        size = _weight(value)
    if name not in _ANY_NUMBER and any(
        isinstance(each, int) and abs(each) > _MAX_ARGUMENT for each in options
    ):
        raise TooBig
    if name in ("batch", "slice", "sum") and any(
        isinstance(each, (list, tuple, dict)) for each in options
    ):
        raise SecurityError(name)
    if name == "join":
        _require_length(size + len(value) * _weight(options))
    elif name == "replace":
        _require_replacement(str(value), options)
    elif name == "format":
        _require_narrow(str(value), options)
