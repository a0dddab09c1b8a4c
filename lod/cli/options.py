"""The options that commands share, and the settings that follow from them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lod import config
from lod.config import Settings

EXIT_FINDINGS = 1
EXIT_USAGE = 2

config_option = click.option(
    "--config", "file", type=click.Path(path_type=Path), envvar="LOD_CONFIG", help="TOML file of settings."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
site_option = click.option("--site", type=click.Path(), help="Folder of the releases [./site].")
wait_option = click.option("--wait", is_flag=True, help="Wait for another build that is at work in the same site.")
host_option = click.option("--host", help="Address to listen on [127.0.0.1].")
port_option = click.option("--port", help="Port to listen on [8000]; 0 for any free one.")


def settings_of(file: Path | None, options: Mapping[str, Any]) -> Settings:
    """The settings in force when *options* were given beside *file*; None counts as not given."""
    return config.load(file, os.environ, options)
