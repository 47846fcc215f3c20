"""Pieces of templates: what a template includes, and the macros that it prints, put in place.

The first half of linking (linked.py). An include or a macro that might see other names in its new
place is left for Jinja to call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from jinja2 import Environment, meta, nodes

from broadsheet.jinja import Rewriter, copied, walk

_OWN = (nodes.Extends, nodes.Block)
"""What makes a template more than a piece of another one."""


@lru_cache(maxsize=128)
def pieced(env: Environment, name: str, within: tuple[str, ...]) -> nodes.Template:
    """A template with what it includes and the macros that it prints; not to be changed."""
    return _Linker(env, name, within).tree()


class _Linker(Rewriter):
    """Puts in place what one template includes, and the macros that it prints."""

    def __init__(self, env: Environment, name: str, within: tuple[str, ...] = ()) -> None:
        self._env, self._name = env, name
        self._within = (*within, name)
        self._macros: dict[str, tuple[str, nodes.Macro]] = {}
        self._calls: tuple[tuple[str, str], ...] = ()

    def tree(self) -> nodes.Template:
        """The template, parsed and linked."""
        tree: nodes.Template = copied(_parsed(self._env, self._name))
        stored = {n.name for n in walk(tree) if isinstance(n, nodes.Name) and n.ctx != "load"}
        for node in tree.body:
            if isinstance(node, nodes.FromImport) and isinstance(node.template, nodes.Const):
                if node.with_context:
                    continue
                for pair in node.names:
                    own, other = (pair, pair) if isinstance(pair, str) else (pair[1], pair[0])
                    macro = _macros(self._env, node.template.value).get(other)
                    if macro is not None and own not in stored:
                        self._macros[own] = (node.template.value, macro)
        self.generic_visit(tree)
        return tree

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - Jinja's
        if (
            not isinstance(node.template, nodes.Const)
            or not isinstance(node.template.value, str)
            or node.ignore_missing
            or not node.with_context
            or node.template.value in self._within
            or not _alike(self._env, self._name, node.template.value)
        ):
            return node
        tree = pieced(self._env, node.template.value, self._within)
        names = names_in(tree)
        if "self" in names or any(isinstance(one, _OWN) for one in walk(tree)):
            return node
        # what is included has no loop around it
        if "loop" in names and "loop" in _undeclared(self._env, tree.body):
            return node
        return nodes.Scope(copied(tree.body), lineno=node.lineno)

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - Jinja's
        parts: list[nodes.Node] = []
        for child in node.nodes:
            inlined = self._macro(child, self._macros)
            parts.append(inlined or nodes.Output([child], lineno=node.lineno))
        return parts if len(parts) > 1 else parts[0] if parts else node

    def _macro(
        self, node: nodes.Node, known: Mapping[str, tuple[str, nodes.Macro]]
    ) -> nodes.Node | None:
        """The body of a macro that is called here, with its arguments; None for all else."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        if node.dyn_args or node.dyn_kwargs or node.node.name not in known:
            return None
        file, macro = known[node.node.name]
        if (file, macro.name) in self._calls or not _alike(self._env, self._name, file):
            return None
        values = _arguments(node, macro)
        if values is None or not _is_closed(self._env, file, macro):
            return None
        around, self._calls = self._calls, (*self._calls, (file, macro.name))
        others = {name: (file, one) for name, one in _macros(self._env, file).items()}
        body: list[nodes.Node] = copied(macro.body)
        body = _Calls(self, others).lists(body)
        self._calls = around
        left = set(others) & {name for one in body for name in names_in(one)}
        if left - {arg.name for arg in macro.args}:
            return None
        if not values:
            return nodes.Scope(body, lineno=node.lineno)
        targets = [nodes.Name(name, "param", lineno=node.lineno) for name in values]
        return nodes.With(targets, list(values.values()), body, lineno=node.lineno)


class _Calls(Rewriter):
    """Puts macros in the places where another macro of their file prints them."""

    def __init__(self, linker: _Linker, known: Mapping[str, tuple[str, nodes.Macro]]) -> None:
        self._linker, self._known = linker, known

    def lists(self, body: Iterable[nodes.Node]) -> list[nodes.Node]:
        """A list of nodes with the calls in them answered."""
        holder = nodes.Scope(list(body))
        self.generic_visit(holder)
        return holder.body

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - Jinja's
        parts: list[nodes.Node] = []
        for child in node.nodes:
            inlined = self._linker._macro(child, self._known)
            parts.append(inlined or nodes.Output([child], lineno=node.lineno))
        return parts if len(parts) > 1 else parts[0] if parts else node


def _arguments(call: nodes.Call, macro: nodes.Macro) -> dict[str, nodes.Expr] | None:
    """The value of each parameter; None where the call does not fit plainly."""
    names = [arg.name for arg in macro.args]
    if len(call.args) > len(names):
        return None
    values: dict[str, nodes.Expr] = dict(zip(names, call.args, strict=False))
    for word in call.kwargs:
        if word.key not in names or word.key in values:
            return None
        values[word.key] = word.value
    for name, default in zip(reversed(names), reversed(macro.defaults), strict=False):
        if name not in values:
            if not isinstance(default, nodes.Const):
                return None
            values[name] = default
    return values if len(values) == len(names) else None


@lru_cache(maxsize=64)
def _is_closed(env: Environment, file: str, macro: nodes.Macro) -> bool:
    """Whether a macro prints only what it is given, and sets nothing."""
    stored = (nodes.Assign, nodes.AssignBlock, nodes.Include, nodes.CallBlock, nodes.Macro)
    if any(isinstance(one, stored) for part in macro.body for one in walk(part)):
        return False
    free = _undeclared(env, macro.body) - {arg.name for arg in macro.args}
    if free & {"caller", "varargs", "kwargs", "self", "super"}:
        return False
    return free <= {*_macros(env, file), *env.globals}


def _undeclared(env: Environment, body: list[nodes.Node]) -> set[str]:
    """Names that are asked of what stands around."""
    holder = nodes.Template(copied(body), lineno=1)
    holder.set_environment(env)
    return meta.find_undeclared_variables(holder)


@lru_cache(maxsize=8)
def _macros(env: Environment, file: str) -> Mapping[str, nodes.Macro]:
    """The macros of a file that has nothing else."""
    tree = _parsed(env, file)
    found: dict[str, nodes.Macro] = {}
    for node in tree.body:
        if isinstance(node, nodes.Macro) and node.name not in found:
            found[node.name] = node
        elif not isinstance(node, nodes.Output) or node.find(nodes.Name):
            return {}
    return found


def _parsed(env: Environment, name: str) -> nodes.Template:
    assert env.loader is not None
    return env.parse(env.loader.get_source(env, name)[0], name)


def _alike(env: Environment, one: str, other: str) -> bool:
    """Whether texts are escaped in both templates or in neither."""
    escapes = env.autoescape
    return not callable(escapes) or escapes(one) == escapes(other)


def names_in(tree: nodes.Node) -> set[str]:
    """Every name in a tree."""
    return {name.name for name in walk(tree) if isinstance(name, nodes.Name)}


def forget() -> None:
    """Drops the trees that linking several templates has in common."""
    for kept in (pieced, _macros, _is_closed):
        kept.cache_clear()
