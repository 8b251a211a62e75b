"""Opens what a command names, the configuration and the database, or says what is wrong with it."""

import argparse
import os

from monitor.config import Config, ConfigError, load_config
from monitor.mistake import Mistake
from storage.database import Database, DatabaseError, default_database_path, open_database


def configuration(args: argparse.Namespace) -> Config:
    """Return the configuration that `--config` names.

    Raises:
        Mistake: with every mistake in it, one a line.
    """
    try:
        return load_config(args.config, os.environ)
    except ConfigError as error:
        raise Mistake(str(error)) from error


def database(args: argparse.Namespace) -> Database:
    """Return the database that `--database` names, migrated to what this version needs.

    Raises:
        Mistake: where it cannot be opened.
    """
    try:
        return open_database(args.database or default_database_path())
    except DatabaseError as error:
        raise Mistake(str(error)) from error
