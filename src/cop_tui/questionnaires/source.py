"""YAML files of strangers, read safely: no tags, no aliases, no doubled keys, bounded size, lines remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cop_tui.questionnaires.regular import NoFileError, open_regular

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_NODES = 400_000
"""Values and keys of one file: a report with a long history has some ten thousand."""


class _Loader(yaml.CSafeLoader):
    """The safe loader in C, without tags of any kind. Days stay text: whoever reads one can name where it stood."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    _depth = _nodes = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: Any) -> None:
        """Called for each node before what is in it: the composer in C goes down without looking at its stack."""
        self._depth += 1
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise yaml.MarkedYAMLError(problem=f"holds more than {MAX_NODES:,} values")
        if self._depth > 5 * MAX_DEPTH:
            raise RecursionError

    def ascend_resolver(self) -> None:
        self._depth -= 1


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One YAML file: its name within the pack, its data, and its nodes for finding lines."""

    name: str
    data: Any
    root: yaml.Node | None

    def line(self, path: Sequence[str | int]) -> int:
        """The line (from 1) of the deepest part of `path` that exists."""
        node, line = self.root, 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def ids(self) -> Iterator[tuple[str, int]]:
        """Every value of a key `id`, with its line."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == "id" and isinstance(value, yaml.ScalarNode):
                        yield value.value, value.start_mark.line + 1
                    else:
                        stack.append(value)
            elif isinstance(node, yaml.SequenceNode):
                stack.extend(node.value)


def read_source(path: Path, name: str, problems: list[str]) -> SourceFile:
    """Read a file; what is wrong with it is added to `problems` and its data is None."""
    try:
        with open_regular(path) as file:
            content = file.read(MAX_BYTES + 1)
    except NoFileError:
        problems.append(f"{name}:1: is no file")
        return SourceFile(name, None, None)
    except OSError as error:
        problems.append(f"{name}:1: cannot be read: {error.strerror}")
        return SourceFile(name, None, None)
    if len(content) > MAX_BYTES:
        problems.append(f"{name}:1: is larger than {MAX_BYTES} bytes")
        return SourceFile(name, None, None)
    try:
        loader = _Loader(content.decode("utf-8"))
        root = loader.get_single_node()
        found = list(_node_problems(root, name))
        if found:
            problems.extend(found)
            return SourceFile(name, None, root)
        return SourceFile(name, None if root is None else loader.construct_document(root), root)
    except UnicodeDecodeError as error:
        problems.append(f"{name}:1: is not UTF-8 text (byte {error.start})")
    except RecursionError:
        problems.append(f"{name}:1: is nested too deeply; at most {MAX_DEPTH} levels")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problems.append(f"{name}:{line}: {getattr(error, 'problem', None) or error}")
    except ValueError as error:  # a date that does not exist, a number that is none
        problems.append(f"{name}:1: {'holds a number that is too long' if 'digits' in str(error) else error}")
    return SourceFile(name, None, None)


def _node_problems(root: yaml.Node | None, name: str) -> Iterator[str]:
    """Doubled keys, aliases, tags and too deep nesting, with their lines."""
    seen: set[int] = set()
    stack: list[tuple[yaml.Node, int]] = [(root, 0)] if root is not None else []
    while stack:
        node, depth = stack.pop()
        line = node.start_mark.line + 1
        if id(node) in seen:
            yield f"{name}:{line}: anchors and aliases are not allowed"
            continue
        seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
            yield f"{name}:{line}: the tag {node.tag} is not allowed"
            continue
        if depth > MAX_DEPTH:
            yield f"{name}:{line}: is nested too deeply; at most {MAX_DEPTH} levels"
            continue
        if isinstance(node, yaml.MappingNode):
            yield from _doubled(node, name)
            stack.extend((value, depth + 1) for pair in node.value for value in pair)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend((item, depth + 1) for item in node.value)


def _doubled(node: yaml.MappingNode, name: str) -> Iterator[str]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield f"{name}:{line}: a key must be a plain word"
        elif key.value == "<<":
            yield f"{name}:{line}: merge keys are not allowed"
        elif key.value in first:
            yield f"{name}:{line}: {key.value}: key given twice, first in line {first[key.value]}"
        else:
            first[key.value] = line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None
