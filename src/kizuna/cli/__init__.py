"""The command line: parse, call the public API, render.

Commands are imported when they are called, so that ``kizuna --help`` and ``kizuna table`` start
at once. Results go to standard output, progress and problems to standard error. Exit codes:
0 done, 1 the record or the data is at fault (or ``check`` found something), 2 the call is.
"""

from __future__ import annotations

import importlib
import sys

import click

from kizuna import __version__
from kizuna.errors import InputError, KizunaError

COMMANDS: dict[str, tuple[str, str]] = {
    "table": ("kizuna.cli.table:table", "The overview of an actor's partnerships as of a date."),
    "compare": ("kizuna.cli.table:compare", "What changed between two dates."),
    "profile": ("kizuna.cli.profile:profile", "One partnership, both sides next to each other."),
    "timeline": ("kizuna.cli.profile:timeline", "A picture of one partnership over time."),
    "why": ("kizuna.cli.why:why", "The evidence behind a cell or a criterion."),
    "criteria": (
        "kizuna.cli.criteria:criteria",
        "What kind of relationship: six criteria and an archetype.",
    ),
    "debate": ("kizuna.cli.debate:debate", "Who at home is for and against a partner."),
    "agreement": (
        "kizuna.cli.agreement:agreement",
        "How far coders agree, and what to adjudicate.",
    ),
    "check": (
        "kizuna.cli.check:check",
        "Hold the record against its rules; list conflicting claims.",
    ),
    "salience": (
        "kizuna.cli.salience:salience",
        "How salient threats are, as coded or as measured in texts.",
    ),
    "convergence": (
        "kizuna.cli.convergence:convergence",
        "How far two sides see the same threats.",
    ),
    "aims": ("kizuna.cli.convergence:aims", "A policy document's aims, and what followed."),
    "init": ("kizuna.cli.study:init", "Start a study of your own."),
    "import": ("kizuna.cli.study:import_", "Bring tables into a record, all or nothing."),
    "export": ("kizuna.cli.study:export", "Write a record as CSV, xlsx, Parquet or JSON."),
    "migrate": ("kizuna.cli.study:migrate", "Bring an older record up to date."),
    "codebook": ("kizuna.cli.codebook:codebook", "What the words mean: actors, kinds, topics."),
    "read": ("kizuna.cli.read:read", "Candidate evidence from documents, for a person to judge."),
    "review": ("kizuna.cli.review:review", "Judge candidates: accept, edit or reject them."),
    "depth": ("kizuna.cli.depth:depth", "How deep partnerships are, how sure, and why."),
    "atlas": ("kizuna.cli.atlas:atlas", "The web atlas: served, or as a folder of pages."),
    "panel": ("kizuna.cli.panel:panel", "State-years and dyad-years with data joined on."),
    "reviews": (
        "kizuna.cli.reviews:reviews",
        "Readers' reviews of sources: list, delete, sign in.",
    ),
    "data": ("kizuna.cli.data:data", "Public data sets: list, fetch, show, cite."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order in which a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest name when a command is unknown."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: kizuna table JPN · kizuna why JPN AUS acsa · kizuna COMMAND --help",
)
@click.version_option(__version__, prog_name="kizuna")
def cli() -> None:
    """Security partnerships as a measured, sourced record, seen from both sides."""


def main() -> None:
    """Run the command line; errors become one line (or a list of problems) and an exit code."""
    try:
        cli.main(prog_name="kizuna", standalone_mode=True)
    except KizunaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2 if isinstance(error, InputError) else 1)
    except BrokenPipeError:
        # The reader of a pipe has seen enough (head, less); that is no error of ours.
        sys.stderr.close()
        sys.exit(0)
