"""A branch of a Git repository as a target.

The new state is one commit, made beside the branch and pushed in one step: the host sees the
old site or the new one. What others keep in the branch's root (CNAME, README …) stays: a file
`.broadsheet` in the branch names the top folders that are ours.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadsheet.problems import NewspaperError, problem
from broadsheet.publish.programs import find, run
from broadsheet.targets import Git

HOW = "on Debian and Ubuntu: apt install git; elsewhere from git-scm.com"
OURS = ".broadsheet"
NO_JEKYLL = ".nojekyll"
"""Tells GitHub Pages to serve the files as they are; it would leave out names with `_`."""
WHO = {
    "GIT_AUTHOR_NAME": "broadsheet",
    "GIT_AUTHOR_EMAIL": "broadsheet@localhost",
    "GIT_COMMITTER_NAME": "broadsheet",
    "GIT_COMMITTER_EMAIL": "broadsheet@localhost",
}


@dataclass(frozen=True, slots=True)
class Commit:
    """A publication that waits to be pushed."""

    name: str
    old: str | None
    """The branch's commit before; None where there is no branch."""
    sent: tuple[str, ...]
    removed: tuple[str, ...]


class Branch:
    """A branch elsewhere, and the bare repository here that its commits are made in."""

    def __init__(self, where: Git, root: Path, cache: Path, target: str) -> None:
        self._where, self._target = where, target
        self._git = find("git", target, HOW)
        local = (root / where.repository).is_dir() and "://" not in where.repository
        self._remote = str((root / where.repository).resolve()) if local else where.repository
        self._repository = cache / f"{target}.git"
        self._ref = f"refs/heads/{where.branch}"
        if not (self._repository / "HEAD").is_file():
            cache.mkdir(parents=True, exist_ok=True)
            self._call("init", "--quiet", "--bare", str(self._repository), bare=False)

    def prepare(self, site: Path, paths: Collection[str], extra: Path) -> Commit:
        """Makes the commit; `extra` has compressed files in the same places as in the site."""
        old = self._fetch()
        index = self._repository / "index-of-site"
        tops = sorted({path.partition("/")[0] for path in paths} | {OURS, NO_JEKYLL})
        (extra / OURS).write_text("".join(f"{top}\n" for top in tops), encoding="utf-8")
        (extra / NO_JEKYLL).touch()
        lying = [p.relative_to(extra).as_posix() for p in extra.rglob("*") if p.is_file()]
        wanted = {*paths, *lying}
        foreign = self._foreign(old, wanted)
        text = b"".join(entry + b"\0" for entry in foreign.values())
        self._call(
            "update-index", "--add", "--replace", "-z", "--index-info", index=index, text=text
        )
        # git's own index knows by size and time which files it has seen
        self._add(site, index, [path for path in paths if (site / path).is_file()])
        self._add(extra, index, lying)
        self._drop(index, wanted | foreign.keys())
        tree = self._call("write-tree", index=index).decode().strip()
        if old is not None and self._tree(old) == tree:
            return Commit(old, old, (), ())
        parents = ["-p", old] if old is not None and self._where.history else []
        name = self._call("commit-tree", tree, *parents, "-m", "Publish the site").decode().strip()
        sent, removed = self._difference(old, name)
        return Commit(name, old, sent, removed)

    def push(self, commit: Commit) -> None:
        """Moves the branch, if it still is where it was. Raises `target-locked` otherwise."""
        lease = f"--force-with-lease={self._ref}:{commit.old or ''}"
        push = ["push", "--quiet", lease, "--", self._remote, f"{commit.name}:{self._ref}"]
        try:
            self._call(*push)
        except NewspaperError as error:
            if self._head() != commit.old:
                raise self._overtaken() from error
            raise
        if self._head() != commit.name:
            raise self._overtaken()

    def _overtaken(self) -> NewspaperError:
        fields = {"target": self._target, "holder": "somebody else", "lock": "nothing"}
        return NewspaperError([problem("target-locked", **fields)])

    def _head(self) -> str | None:
        listed = self._call("ls-remote", "--", self._remote, self._ref).decode().split()
        return listed[0] if listed else None

    def _fetch(self) -> str | None:
        """The branch's commit, brought here; one that we made is here already."""
        old = self._head()
        if old is not None:
            known = self._call("cat-file", "-t", old, good=(0, 128)).strip() == b"commit"
            if not known:
                self._call(
                    "fetch", "--quiet", "--no-tags", "--depth=1", "--", self._remote, self._ref
                )
            self._call("update-ref", "refs/published", old)
        return old

    def _tree(self, commit: str) -> str:
        return self._call("rev-parse", f"{commit}^{{tree}}").decode().strip()

    def _foreign(self, old: str | None, wanted: Collection[str]) -> dict[str, bytes]:
        """What others keep in the branch: path to an entry as git's index takes it."""
        if old is None:
            return {}
        ours = self._call("cat-file", "blob", f"{old}:{OURS}", good=(0, 128)).decode().split("\n")
        found: dict[str, bytes] = {}
        for entry in self._call("ls-tree", "-r", "-z", old).split(b"\0"):
            path = os.fsdecode(entry.partition(b"\t")[2])
            top = path.partition("/")[0]
            if path and path not in wanted and top not in (*ours, OURS):
                found[path] = entry
        return found

    def _add(self, folder: Path, index: Path, paths: Sequence[str]) -> None:
        text = b"\0".join(os.fsencode(path) for path in paths)
        self._call(
            "update-index", "--add", "--replace", "-z", "--stdin",
            index=index, text=text, tree=folder,
        )  # fmt: skip

    def _drop(self, index: Path, wanted: Collection[str]) -> None:
        listed = self._call("ls-files", "-z", index=index).split(b"\0")
        names = (os.fsdecode(name) for name in listed if name)
        gone = [os.fsencode(name) for name in names if name not in wanted]
        if gone:
            self._call(
                "update-index", "--force-remove", "-z", "--stdin",
                index=index, text=b"\0".join(gone), tree=self._repository,
            )  # fmt: skip

    def _difference(self, old: str | None, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if old is None:
            listed = self._call("ls-tree", "-r", "-z", "--name-only", new).split(b"\0")
            names = sorted(os.fsdecode(name) for name in listed if name)
            return tuple(name for name in names if name not in (OURS, NO_JEKYLL)), ()
        changes = self._call(
            "diff-tree", "-r", "-z", "--no-renames", "--name-status", old, new
        ).split(b"\0")
        pairs = [
            (status, os.fsdecode(name))
            for status, name in zip(changes[::2], changes[1::2], strict=False)
            if os.fsdecode(name) not in (OURS, NO_JEKYLL)
        ]
        return (
            tuple(sorted(name for status, name in pairs if status != b"D")),
            tuple(sorted(name for status, name in pairs if status == b"D")),
        )

    def _call(
        self,
        *arguments: str,
        bare: bool = True,
        index: Path | None = None,
        tree: Path | None = None,
        text: bytes = b"",
        good: Collection[int] = (0,),
    ) -> bytes:
        settings = ["core.quotePath=false", "core.autocrlf=false", "gc.auto=0", "core.bare=false"]
        command = [self._git, *(part for name in settings for part in ("-c", name))]
        command += [f"--git-dir={self._repository}"] if bare else []
        command += [f"--work-tree={tree}"] if tree is not None else []
        variables: Mapping[str, str] = {
            **WHO,
            # a helper or an agent may answer, a person at a prompt never does here
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
            # an address may not name a program to run
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
            **({"GIT_INDEX_FILE": str(index)} if index is not None else {}),
        }
        return run(
            [*command, *arguments], self._target, variables=variables, text=text, good=good,
            folder=tree,
        )  # fmt: skip
