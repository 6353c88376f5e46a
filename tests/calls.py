"""Calls of the command line that stand in texts: parsed as typed, without running them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

import click

from kizuna.cli import cli

_END = re.compile(r"\s(?:\d?>|\||&&|#)|;")  # where the shell takes over


def resolve(words: Sequence[str]) -> click.Command:
    """The command of these words."""
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None, f"no command {word!r}"
        command = found
    return command


def fault_of(line: str) -> str | None:
    """What the command line would say against a call; ``None`` if it can be run.

    Files that the reader has and we have not are no fault.
    """
    words = shlex.split(_END.split(line, maxsplit=1)[0])[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="kizuna")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        if found is None:
            return f"no such command in {line!r}"
        command = found
    try:
        command.make_context(command.name, words)
    except click.exceptions.Exit:  # --help and --version end here
        return None
    except click.BadParameter as error:
        return None if "does not exist" in error.message else error.format_message()
    except click.UsageError as error:
        return error.format_message()
    return None
