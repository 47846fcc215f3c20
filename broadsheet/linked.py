"""Templates linked into one: what a page extends, includes and calls stands in one function.

Jinja asks for every block, include and macro by its name each time it prints a page, with a
context of its own; for thousands of stories that takes longer than all that is printed. Here
the pieces are put in their places once, as a linker does it, where that can change nothing.
What cannot be linked stays as it is, and where a linked template fails, the page is printed by
Jinja's own way, which also says in which file the mistake is. That both ways give the same
bytes is held by tests of every template in every language, with full and with empty contexts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import CodeType
from typing import Any

from jinja2 import Environment, Template, TemplateError, nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.utils import missing

from broadsheet.jinja import WHOLE, LinkedCode, Rewriter, copied, walk
from broadsheet.pieces import names_in, pieced

ENOUGH = 100
"""Sheets of one template that are worth linking it: it takes 40 ms and saves 0.1 to 0.9 for each.
What was linked once is kept in the folder of compiled templates."""

_FRAMES = (nodes.Template, nodes.If, nodes.FilterBlock, nodes.Scope)
"""What a block may stand in and still see no other names than by itself."""
_BEFORE = (nodes.FromImport, nodes.Import, nodes.Assign, nodes.AssignBlock, nodes.Macro)
"""What a template that extends another one may have beside its blocks."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_NAMING = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro)
"""What gives names to the rest of a scope."""


class Unlinkable(Exception):  # noqa: N818 - no error: Jinja's own way is there
    """A template uses what linking might change."""


class Linked:
    """The linked templates of an environment, as far as they are kept with the compiled ones.

    `digests` are those of render.template_digests: of a template with all that it refers to.
    """

    def __init__(self, env: Environment, digests: Mapping[str, str]) -> None:
        self._env, self._digests = env, digests
        self._found: dict[str, LinkedTemplate | None] = {}

    def template(self, name: str) -> LinkedTemplate | None:
        """The linked template; None where there is none."""
        if name not in self._found:
            bucket = self._bucket(name)
            code = bucket.code if bucket is not None else None
            self._found[name] = _template(self._env, code) if code is not None else None
        return self._found[name]

    def drop(self, name: str) -> None:
        """Prints by Jinja's own way from now on."""
        self._found[name] = None

    def link(self, name: str) -> None:
        """Links a template and keeps it, where that can be and has not been done."""
        bucket = self._bucket(name)
        if bucket is None or bucket.code is not None or self._env.bytecode_cache is None:
            return
        try:
            bucket.code = _compiled(self._env, name)
        except (Unlinkable, TemplateError, RecursionError):
            return
        self._env.bytecode_cache.set_bucket(bucket)

    def _bucket(self, name: str) -> Bucket | None:
        cache = self._env.bytecode_cache
        if cache is None or name not in self._digests:
            return None
        return cache.get_bucket(self._env, f"linked {name}", None, self._digests[name])


class _Names(dict[str, object]):
    """What a template is given, as Jinja's code asks for it: by name, or it is missing."""

    def __missing__(self, name: str) -> object:
        return missing


class LinkedTemplate(Template):
    """A template with all that it refers to in one function."""

    @cached_property
    def start(self) -> tuple[dict[str, object], dict[str, object]]:
        """The names that all templates know, and a context that has them alone.

        Made for each sheet, they would take a tenth of a story's time.
        """
        names = dict(self.globals)
        return names, Context(self.environment, names, self.name, {}).__dict__


def link(env: Environment, name: str) -> LinkedTemplate:
    """A template with all that it refers to in one. Raises Unlinkable where that cannot be."""
    return _template(env, _compiled(env, name))


def _template(env: Environment, code: CodeType) -> LinkedTemplate:
    found = LinkedTemplate.from_code(env, code, env.make_globals(None))
    assert isinstance(found, LinkedTemplate)
    return found


def print_linked(template: LinkedTemplate, values: Mapping[str, object]) -> str:
    """A sheet with these values."""
    names, others = template.start
    given = _Names(names)
    given.update(values)
    context = object.__new__(Context)
    context.__dict__.update(others, parent=given, vars={})
    return "".join(template.root_render_func(context))


def _compiled(env: Environment, name: str) -> CodeType:
    tree = nodes.Template(_flat(env, name), lineno=1)
    tree.set_environment(env)
    generator = LinkedCode(env, name, None, optimized=env.optimized)
    generator.visit(tree)
    source: str = generator.stream.getvalue()  # type: ignore[attr-defined]
    return compile(source, f"linked {name}", "exec")


def _flat(env: Environment, name: str) -> list[nodes.Node]:
    """The body of a template without blocks, and without includes and macros where it can be."""
    before: list[nodes.Node] = []
    blocks: dict[str, list[nodes.Block]] = {}
    at: str | None = name
    names: list[str] = []
    while True:
        if at in names:
            raise Unlinkable(name)
        assert at is not None
        names.append(at)
        tree = pieced(env, at, ())
        parent = next((n for n in tree.body if isinstance(n, nodes.Extends)), None)
        _refuse(tree, parent is not None)
        for block in _blocks(tree):
            blocks.setdefault(block.name, []).append(block)
        if parent is None:
            body = copied(tree.body)
            break
        if not isinstance(parent.template, nodes.Const):
            raise Unlinkable(name)
        # of two templates that define a name, the nearer one is asked last and wins
        before = [copied(n) for n in tree.body if isinstance(n, _BEFORE)] + before
        at = parent.template.value
    body = _Blocks(blocks).lists(body)
    whole = nodes.Filter(None, WHOLE, [], [], None, None, lineno=1)
    holder = nodes.Scope([*before, *body])
    _Imports(names_in(holder)).generic_visit(holder)
    _Printed(env).generic_visit(holder)
    _join(holder)
    return [nodes.FilterBlock(holder.body, whole, lineno=1)]


def _refuse(tree: nodes.Template, child: bool) -> None:
    """Raises Unlinkable for what would see other names, or be printed elsewhere."""
    if child:
        for node in tree.body:
            if not isinstance(node, (*_BEFORE, nodes.Extends, nodes.Block, nodes.Output)):
                raise Unlinkable(tree)
    elif any(isinstance(node, nodes.Extends) for node in walk(tree)):
        raise Unlinkable(tree)
    if "self" in names_in(tree):
        raise Unlinkable(tree)
    for block in _blocks(tree):
        inner = len(_blocks(block)) > 1  # it is the first itself
        if block.scoped or block.required:
            raise Unlinkable(tree)
        if inner and any(isinstance(n, nodes.Name) and n.ctx != "load" for n in walk(block)):
            raise Unlinkable(tree)
    _look_at_frames(tree)


def _blocks(tree: nodes.Node) -> list[nodes.Block]:
    return [node for node in walk(tree) if isinstance(node, nodes.Block)]


def _look_at_frames(node: nodes.Node) -> None:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block) and not isinstance(node, (*_FRAMES, nodes.Block)):
            raise Unlinkable(child)
        _look_at_frames(child)


class _Blocks(Rewriter):
    """Puts the bodies of blocks in their places."""

    def __init__(self, blocks: Mapping[str, Sequence[nodes.Block]]) -> None:
        self._blocks = blocks
        self._open: list[tuple[str, int]] = []

    def lists(self, body: Iterable[nodes.Node]) -> list[nodes.Node]:
        """A list of nodes with all blocks in them answered."""
        holder = nodes.Scope(list(body))
        self.generic_visit(holder)
        return holder.body

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802 - Jinja's
        return self._body(node.name, 0)

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - Jinja's
        parts: list[nodes.Node] = []
        for child in node.nodes:
            if _is_super(child):
                name, depth = self._open[-1]
                parts.append(self._body(name, depth + 1))
            else:
                parts.append(nodes.Output([child], lineno=node.lineno))
        if any("super" in names_in(one) for one in parts):
            raise Unlinkable(node)
        return parts

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802 - Jinja's
        if node.name == "super":
            raise Unlinkable(node)
        return node

    def _body(self, name: str, depth: int) -> nodes.Node:
        chain = self._blocks[name]
        if depth >= len(chain) or (name, depth) in self._open:
            raise Unlinkable(name)
        self._open.append((name, depth))
        body = self.lists(copied(chain[depth].body))
        self._open.pop()
        return nodes.Scope(body, lineno=chain[depth].lineno)


def _is_super(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "super"
        and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
    )


def _join(node: nodes.Node) -> None:
    """Opens scopes that hold no names of their own, and puts what is printed in a row together."""
    for field, value in node.__dict__.items():
        # statements stand in lists, and what an Output prints is none
        if not isinstance(value, list) or field == "nodes":
            continue
        for one in value:
            if isinstance(one, nodes.Node):
                _join(one)
        row: list[Any] = []
        for item in value:
            opened = isinstance(item, nodes.Scope) and not any(
                isinstance(one, _NAMING) for one in item.body
            )
            for one in item.body if opened else [item]:
                if row and isinstance(one, nodes.Output) and isinstance(row[-1], nodes.Output):
                    row[-1] = nodes.Output([*row[-1].nodes, *one.nodes], lineno=row[-1].lineno)
                else:
                    row.append(one)
        value[:] = row


class _Printed(Rewriter):
    """Prints without a call what Jinja makes a value of first."""

    def __init__(self, env: Environment) -> None:
        self._say: Callable[[str], str] = getattr(env, "say_fixed")  # noqa: B009 - ours

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's
        children = [one for child in node.nodes for one in self._plain(child)]
        return nodes.Output(children, lineno=node.lineno)

    def _plain(self, node: nodes.Expr) -> list[nodes.Expr]:
        if isinstance(node, nodes.CondExpr) and node.expr2 is None:
            # what is not there is printed as nothing
            return [nodes.CondExpr(node.test, node.expr1, nodes.Const(""), lineno=node.lineno)]
        if (
            not isinstance(node, nodes.Call)
            or not isinstance(node.node, nodes.Name)
            or node.node.name != "_"
            or [type(arg) for arg in node.args] != [nodes.Const]
            or node.dyn_args
            or node.dyn_kwargs
        ):
            return [node]
        # `_("Also on %(page)s", page=…)`: the words of the language, and the value between them
        values = {word.key: word.value for word in node.kwargs}
        pieces = _PLACEHOLDER.split(self._say(node.args[0].value))  # type: ignore[attr-defined]
        if any("%" in words for words in pieces[::2]) or not values.keys() >= set(pieces[1::2]):
            return [node]
        return [
            values[piece] if index % 2 else nodes.TemplateData(piece, lineno=node.lineno)
            for index, piece in enumerate(pieces)
        ]


class _Imports(Rewriter):
    def __init__(self, used: set[str]) -> None:
        self._used = used

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node | None:  # noqa: N802 - Jinja's
        names = [n for n in node.names if (n if isinstance(n, str) else n[1]) in self._used]
        if not names:
            return None
        return nodes.FromImport(node.template, names, node.with_context, lineno=node.lineno)
