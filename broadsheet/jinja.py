"""What the press adds to Jinja, so that a page of a newspaper costs little.

A story's page is a story in a frame of some two hundred texts, which are the same on thousands of
pages: words of the interface are put in when a template is compiled, and what depends on the paper
or the issue alone is rendered once, where the template says so.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.filters import do_replace
from jinja2.lexer import (
    TOKEN_LPAREN,
    TOKEN_NAME,
    TOKEN_RPAREN,
    TOKEN_STRING,
    Token,
    TokenStream,
)
from jinja2.parser import Parser
from markupsafe import Markup, escape
from markupsafe._speedups import _escape_inner

_CALL = (TOKEN_NAME, TOKEN_LPAREN, TOKEN_STRING, TOKEN_RPAREN)

MOST = 512
"""Pieces that are kept; those of an issue are of no use when its sheets are printed."""


WHOLE = "whole"
"""Names the block around a linked template: its pieces are gathered in a list and joined once."""


class Templates(Environment):
    """Templates whose files are parsed once, for their digests, to be linked and to be compiled."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._trees: dict[tuple[str | None, str], nodes.Template] = {}

    def parse(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> nodes.Template:
        """The tree of a template; not to be changed."""
        tree = self._trees.get((name, source))
        if tree is None:
            tree = self._trees[name, source] = super().parse(source, name, filename)
        return tree

    def compile(self, source: Any, name: str | None = None, *args: Any, **options: Any) -> Any:
        """Jinja's; a tree is changed by it, so that it is given a copy."""
        tree = self._trees.get((name, source)) if isinstance(source, str) else None
        return super().compile(source if tree is None else copied(tree), name, *args, **options)

    def forget_trees(self) -> None:
        """Drops what was parsed: no more is to be linked or compiled."""
        self._trees.clear()


def copied(value: Any) -> Any:
    """A tree, or a list of trees, that may be changed; the environment stays what it is."""
    if isinstance(value, list):
        return [copied(one) for one in value]
    if not isinstance(value, nodes.Node):
        return value
    new = object.__new__(value.__class__)
    inside = new.__dict__
    for name, item in value.__dict__.items():
        plain = name == "environment" or not isinstance(item, list | nodes.Node)
        inside[name] = item if plain else copied(item)
    return new


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """All nodes of a tree, itself first; Jinja's own ways ask for every field by its name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, item in node.__dict__.items():
            if item.__class__ is list:
                waiting += [one for one in item if isinstance(one, nodes.Node)]
            elif name != "environment" and isinstance(item, nodes.Node):
                waiting.append(item)


class Rewriter:
    """What Jinja's NodeTransformer does, in a third of the time: `visit_Name` and its like.

    They return a node, a list of nodes where one of a list was, or None for nothing.
    """

    def visit(self, node: nodes.Node) -> Any:
        """The node, or what takes its place."""
        own = getattr(self.__class__, f"visit_{node.__class__.__name__}", None)
        return self.generic_visit(node) if own is None else own(self, node)

    def generic_visit(self, node: nodes.Node) -> nodes.Node:
        """The node with all below it visited."""
        for field in node.fields:
            old = node.__dict__.get(field)
            if old.__class__ is list:
                row: list[Any] = []
                for one in old:
                    new = self.visit(one) if isinstance(one, nodes.Node) else one
                    if new.__class__ is list:
                        row += new
                    elif new is not None or one is None:
                        row.append(new)
                old[:] = row
            elif isinstance(old, nodes.Node):
                new = self.visit(old)
                if new is None:
                    delattr(node, field)
                else:
                    setattr(node, field, new)
        return node


class FixedWords(Extension):
    """Puts the translation of `_("Archive")` into the template when it is compiled.

    A page has dozens of such words, and the language does not change while it is printed; a call
    for each would cost more than all else in a story's sheet.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The words of a template, with calls of `_` answered."""
        say: Callable[[str], str] = getattr(self.environment, "say_fixed")  # noqa: B009
        held: list[Token] = []
        for token in stream:
            if not held and token.value != "_":
                yield token
                continue
            held.append(token)
            shape = tuple(t.type for t in held)
            if shape == _CALL[: len(shape)] and held[0].value == "_":
                if len(held) < len(_CALL):
                    continue
                held = [Token(held[2].lineno, TOKEN_STRING, say(held[2].value))]
            yield from held
            held = []
        yield from held


class Shared(Extension):
    """`{% shared site, head.kind %} … {% endshared %}`: rendered once for each of these values.

    What is printed inside may depend on nothing else; that is looked at when the template is
    compiled, with all that is included.
    """

    tags = {"shared"}  # noqa: RUF012 - as Jinja declares it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.kept: dict[object, tuple[object, Markup]] = {}
        """Pieces by their place and the identities of their values, with the values: so no other
        object gets their identity. Looking into the values would take longer."""

    def parse(self, parser: Parser) -> nodes.Node:
        """The piece as a call that is given a way to render it."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endshared",), drop_needle=True)
        allowed = {_dotted(value) for value in values}
        for name, at in self._used(nodes.Template(body)):
            if not any(name == one or name.startswith(f"{one}.") for one in allowed):
                parser.fail(f"what is shared depends on {name}, which is not named there", at)
        where = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("_piece", [where, nodes.Tuple(values, "load")], lineno=line)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _piece(
        self, where: str, values: tuple[object, ...], caller: Callable[[], Markup]
    ) -> Markup:
        key = (where, *map(id, values))
        found = self.kept.get(key) or self.keep(key, values, caller())
        return found[1]

    def keep(self, key: object, values: tuple[object, ...], piece: Markup) -> tuple[object, Markup]:
        """Keeps a piece as it was rendered for these values."""
        if len(self.kept) >= MOST:
            self.kept.clear()
        self.kept[key] = found = (values, piece)
        return found

    def _used(self, tree: nodes.Node) -> Iterator[tuple[str, int]]:
        """Every name that a piece reads from outside, with its attributes, and its line."""
        own: set[str] = set()
        for one in walk(tree):
            if isinstance(one, nodes.Macro) or (isinstance(one, nodes.Name) and one.ctx != "load"):
                own.add(one.name)
            elif isinstance(one, nodes.FromImport):
                own |= {name if isinstance(name, str) else name[1] for name in one.names}
        waiting: list[nodes.Node] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.Name | nodes.Getattr) and (name := _dotted(node)):
                root = name.partition(".")[0]
                if root not in own and root not in self.environment.globals and root != "loop":
                    yield name, node.lineno
                continue
            if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
                assert self.environment.loader is not None
                source = self.environment.loader.get_source(self.environment, node.template.value)
                yield from self._used(self.environment.parse(source[0], node.template.value))
            waiting += node.iter_child_nodes()


def _dotted(node: nodes.Node) -> str:
    """`head.kind` for that expression; empty for any that is no name."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (root := _dotted(node.node)):
        return f"{root}.{node.attr}"
    return ""


class QuickEscape(CodeGenerator):
    """Escapes what is printed into plain strings: it is only joined, so it need not be Markup."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: object) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.quick_escape(")
        else:
            super()._output_child_pre(node, frame, finalize)  # type: ignore[arg-type]


class LinkedCode(QuickEscape):
    """Asks for attributes directly; whatever has none fails, and Jinja's own way is taken."""

    def write_commons(self) -> None:
        """With what every sheet calls at hand."""
        super().write_commons()
        self.writeline("resolve = context.parent.__getitem__")
        self.writeline("plain, quick = environment.escape_plain, environment.quick_escape")
        self.writeline(f"shared = environment.extensions[{Shared.identifier!r}]")

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """A whole template is joined, and no filter called."""
        if node.filter.name != WHOLE:
            super().visit_FilterBlock(node, frame)
            return
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self.start_write(frame, node)
        self.write(f"concat({inner.buffer})")
        self.end_write(frame)
        self.leave_frame(inner)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """An attribute as Python asks for it."""
        if not node.attr.isidentifier() or keyword.iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("(plain(value) if (value := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(").__class__ is str else quick(value))")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """A shared piece is looked up here, and its body is only run where it is not kept."""
        call = node.call.node
        if not isinstance(call, nodes.ExtensionAttribute) or call.identifier != Shared.identifier:
            super().visit_CallBlock(node, frame)
            return
        where, values = node.call.args
        assert isinstance(values, nodes.Tuple)
        key, piece = self.temporary_identifier(), self.temporary_identifier()
        self.writeline(f"{key} = (", node)
        self.visit(where, frame)
        for value in values.items:
            self.write(", id(")
            self.visit(value, frame)
            self.write(")")
        self.write(",)")
        self.writeline(f"{piece} = shared.kept.get({key})")
        self.writeline(f"if {piece} is None:")
        self.indent()
        inner = frame.inner()
        inner.symbols.analyze_node(nodes.Scope(node.body))
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self.writeline(f"{piece} = shared.keep({key}, ")
        self.visit(values, frame)
        self.write(f", Markup(concat({inner.buffer})))")
        self.leave_frame(inner)
        self.outdent()
        self.start_write(frame, node)
        self.write(f"{piece}[1]")
        self.end_write(frame)


@pass_eval_context
def replace(
    context: nodes.EvalContext, text: str, old: str, new: str, count: int | None = None
) -> str:
    """Jinja's filter of that name, without its questions where all is plain."""
    if type(text) is str and type(old) is str and type(new) is str and count is None:
        return text.replace(old, new)
    return do_replace(context, text, old, new, count)


escape_plain = _escape_inner
"""What `quick_escape` does with a plain string."""


def quick_escape(value: object) -> str:
    """The value as it may stand in HTML."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    return value if kind is Markup else escape(value)  # type: ignore[return-value]
