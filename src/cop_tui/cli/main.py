"""The command `cop-tui`: its global options and the table of its commands.

Every command lives in a module that is imported when the command is called, so that `--version` and `--help` stay
quick; the table therefore carries the line that `--help` shows for each.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click
from click.exceptions import NoSuchCommand

from cop_tui import __version__
from cop_tui.cli import diagnostics
from cop_tui.cli.app_start import mouse_option
from cop_tui.cli.options import chosen_file, db_option

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROG: Final = "cop-tui"
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "open": ("cop_tui.cli.app:open_command", "Open the app where that assessment was left."),
    "demo": ("cop_tui.cli.app:demo", "Open a filled sample assessment, or write its reports."),
    "scope": ("cop_tui.cli.analysis:scope_command", "Say what binds a provider, since when and why."),
    "new": ("cop_tui.cli.assessments:new", "Make an assessment and print its id."),
    "list": ("cop_tui.cli.listing:list_command", "List the assessments of the file."),
    "show": ("cop_tui.cli.assessments:show", "Show an assessment with its facts and answers."),
    "duplicate": ("cop_tui.cli.assessments:duplicate", "Copy an assessment with its answers and print the new id."),
    "delete": ("cop_tui.cli.assessments:delete", "Move an assessment to the bin, take it out, or remove it for good."),
    "answer": ("cop_tui.cli.answering:answer", "Answer one criterion."),
    "walk": ("cop_tui.cli.answering:walk", "Answer the questionnaire line by line."),
    "gaps": ("cop_tui.cli.analysis:gaps", "Show the gap analysis; can fail on gaps, for scripts."),
    "obligations": ("cop_tui.cli.analysis:obligations", "Show the verdict on each duty of the AI Act."),
    "deadlines": ("cop_tui.cli.deadlines:deadlines", "Show every dated duty, or write a calendar file."),
    "what-if": ("cop_tui.cli.comparing:what_if_command", "Show the figures as if criteria were implemented."),
    "explain": ("cop_tui.cli.comparing:explain", "Show the calculation behind a figure line by line."),
    "check": ("cop_tui.cli.checking:check", "List contradictions and weak spots; can fail on them, for scripts."),
    "evidence": ("cop_tui.cli.evidence:evidence", "Register evidence, link, replace, withdraw it."),
    "action": ("cop_tui.cli.actions:action", "Plan and follow what is done about gaps."),
    "event": ("cop_tui.cli.events:event", "Record what happened that starts or stops a clock."),
    "account": ("cop_tui.cli.signing:account", "Show or write the account of other means for a duty."),
    "signoff": ("cop_tui.cli.signing:signoff", "Sign a chapter off, or list the sign-offs."),
    "baseline": ("cop_tui.cli.signing:baseline", "Freeze an assessment under a name, list and verify."),
    "compare": ("cop_tui.cli.comparing:compare", "Show what differs between assessments, baselines or days."),
    "history": ("cop_tui.cli.analysis:history", "Show who changed what and when."),
    "report": ("cop_tui.cli.reporting:report", "Write reports of an assessment."),
    "export": ("cop_tui.cli.portable:export", "Write an assessment with its history to one file."),
    "import": ("cop_tui.cli.portable:import_command", "Take in an assessment from such a file."),
    "merge": ("cop_tui.cli.portable:merge_command", "Bring two copies of an assessment together."),
    "verify": ("cop_tui.cli.checking:verify", "Check histories, baselines and files of evidence."),
    "backup": ("cop_tui.cli.backups:backup", "Copy the assessment file, whole and checked."),
    "restore": ("cop_tui.cli.backups:restore", "Put a backup in the place of the assessment file."),
    "doctor": ("cop_tui.cli.doctor:doctor", "Look at what the program relies on; save what a damaged file holds."),
    "keys": ("cop_tui.cli.keys:keys", "List the keys of the app, as they are set."),
    "questionnaire": ("cop_tui.cli.questionnaires:questionnaire", "List and check questionnaire packs."),
}


class Program(click.Group):
    """A group whose commands are imported when they are called, and which never shows a traceback."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy:
            return None
        module, _, name = self.lazy[cmd_name][0].partition(":")
        found = getattr(importlib.import_module(module), name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table: importing them all would take too long."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.lazy.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from the table too: importing those that fit took 30 times as long as a bare Python."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(n, help=words) for n, (_, words) in self.lazy.items() if n.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            raise NoSuchCommand(error.command_name, possibilities=self.lazy, ctx=ctx) from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run and end the process with the exit code; see `diagnostics` for its meaning."""
        extra = {"prog_name": PROG, **extra, "standalone_mode": False}
        run: Callable[..., object] = super().main
        raise SystemExit(diagnostics.guarded(lambda: run(*args, **extra)))


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"{PROG} {__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Files: --db, else COP_TUI_DB, else the user's data folder. Exit codes: 0 done, 1 the asked condition "
    "holds (gaps and check with --fail-on, verify, merge, doctor), 2 wrong use or bad input, 3 the file cannot be "
    "used.",
)
@db_option
@mouse_option
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@click.pass_context
def program(ctx: click.Context) -> int | None:
    """Self-assessment against the EU General-Purpose AI Code of Practice and the AI Act.

    Without a command the terminal app starts. ID is an assessment's id, the beginning of it (four characters or
    more) or its exact name. ID@BASELINE and ID@DATE read it as it was then.
    """
    if ctx.invoked_subcommand is not None:
        return None
    from cop_tui.cli.app_start import start

    return start(chosen_file(ctx))
