"""The reference of all commands as Markdown, generated from the commands themselves (docs/cli.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from cop_tui.cli.main import PROG, program

HEAD: Final = """# Command line

Generated from the commands; do not edit. Data goes to stdout, words to stderr. Commands that print data take `--json`.
`--db FILE` may stand before or after the command; without it the file is `COP_TUI_DB`, else `assessments.db` in the
user's data folder. Reading commands never make a file. Output has no colours and no control characters.

| Exit code | Meaning |
|---|---|
| 0 | done |
| 1 | the asked condition holds (`--fail-on`), `verify` or `doctor` found what is wrong, or `merge` has open conflicts |
| 2 | wrong use or bad input; nothing was changed |
| 3 | the assessment file cannot be used |
| 70 | a fault in the program; a log without any answers in it was written |
| 130 | stopped with ctrl+c; what was said to be saved is saved |

`gaps --fail-on must` fails on any gap (partial, planned or missing) of a must criterion, `should` on one of a must or
should criterion, `any` on any gap. Criteria that are not answered are no gaps and never fail it; their number is said
on stderr, and `gaps --json` names them in `not_answered`.

Where a command reads an assessment, `ID@BASELINE` (name or id) reads it as a baseline froze it and `ID@2026-10-01` as
it was at the end of that day (UTC); everything is then derived for that day.

Changes are on disk when a command says "Saved". If somebody else changes the same at that moment, the command tries
again on what they left, and else says that nothing was stored.

A file of facts (YAML or JSON) holds one fact per line by its id, and may hold `provider_name` and `model_name`:

```yaml
provider_name: Harrowmere Labs
model_name: Atlas-70B
actor: developer
training_compute_flop: 3.2e25
placement_mode: api
placed_date: 2026-03-17
established_in_eu: unknown
```
"""


def render() -> str:
    """The whole reference."""
    ctx = click.Context(program, info_name=PROG)
    parts = [HEAD, *_command(program, ctx)]
    for name in program.list_commands(ctx):
        parts += _tree(program, ctx, name)
    return "\n".join(parts).rstrip() + "\n"


def _tree(group: click.Group, parent: click.Context, name: str) -> Iterator[str]:
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(f"{name} is listed but is no command")
    ctx = click.Context(command, info_name=name, parent=parent)
    yield from _command(command, ctx)
    if isinstance(command, click.Group):
        for below in command.list_commands(ctx):
            yield from _tree(command, ctx, below)


def _command(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield f"## {ctx.command_path}\n"
    yield f"    {' '.join((ctx.command_path, *command.collect_usage_pieces(ctx)))}\n"
    yield f"{_paragraphs(command.help or '')}\n"
    rows = [
        record
        for param in command.get_params(ctx)
        if isinstance(param, click.Option) and "--help" not in param.opts and (record := param.get_help_record(ctx))
    ]
    if rows:
        yield "| Option | Meaning |\n|---|---|"
        for options, words in rows:
            yield f"| `{_cell(options)}` | {_cell(words)} |"
        yield ""


def _paragraphs(text: str) -> str:
    """Help text with each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(render(), end="")
