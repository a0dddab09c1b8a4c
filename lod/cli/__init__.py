"""The ``lod`` command: settings in, one function call, prints.

Exit codes: 0 all is well, 1 the data has violations (or the check found something), 2 a wrong setting, a missing
file, a port in use: one plain sentence.
"""

import sys
from typing import Any

import click

import lod
from lod.cli import checking, making, publishing, releases
from lod.cli.options import EXIT_FINDINGS, EXIT_USAGE
from lod.errors import ProparError, RejectedError


class _Plain(click.Group):
    """A group whose troubles are one plain sentence and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except RejectedError as error:
            click.echo(f"lod: {error}", err=True)
            sys.exit(EXIT_FINDINGS)
        except ProparError as error:
            click.echo(f"lod: {error}", err=True)
            sys.exit(EXIT_USAGE)


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(lod.__version__, prog_name="propar")
def main() -> None:
    """Publish participatory processes as linked open data."""


for _command in (
    publishing.build,
    publishing.serve,
    checking.validate,
    checking.check,
    making.reference,
    making.profile,
    making.w3id,
    publishing.demo,
    releases.release,
):
    main.add_command(_command)
