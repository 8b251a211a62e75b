"""Opens what a command names, the configuration and the database, or says what is wrong with it."""

import argparse
import os
import sys
from pathlib import Path

from monitor.config import Config, ConfigError, load_config
from monitor.mistake import Mistake
from storage.database import (
    Database,
    DatabaseError,
    Refused,
    database_at,
    default_database_path,
    existing_database,
    open_database,
)
from storage.location import spool_folder
from storage.spool import was_used
from storage.spool_state import SpoolState, states


def configuration(args: argparse.Namespace) -> Config:
    """Return the configuration that `--config` names, or what standard input says in its place.

    Raises:
        Mistake: with every mistake in it, one a line.
    """
    try:
        text = sys.stdin.read() if getattr(args, "stdin", False) else None
        return load_config(args.config, os.environ, text)
    except ConfigError as error:
        raise Mistake(str(error)) from error


def database(args: argparse.Namespace, *, may_be_new: bool = False) -> Database:
    """Return the database that `--database` names, migrated to what this version needs.

    Raises:
        Mistake: where it cannot be opened, or is a file that is missing and may not be new.
    """
    opened = open_database if may_be_new else existing_database
    try:
        return opened(args.database or default_database_path())
    except DatabaseError as error:
        raise Mistake(str(error)) from error


def worker_database(args: argparse.Namespace) -> tuple[Database, Path]:
    """Return the database that a worker writes to, not opened yet, and the folder of its spool.

    Raises:
        Mistake: where there can be none of that name.
    """
    url = args.database or default_database_path()
    try:
        database = database_at(url)
        database.open_later()
        return database, spool_folder(url)
    except DatabaseError as error:
        raise Mistake(str(error)) from error


def spools(args: argparse.Namespace) -> list[SpoolState]:
    """Return what this machine's workers tell of results that wait for that database."""
    return states(spool_folder(args.database or default_database_path()))


def check_worker_database(args: argparse.Namespace) -> str:
    """Open and migrate the database that a worker will write to; return its name.

    One that was written before may be away for the moment: that is said, and no mistake.

    Raises:
        Mistake: where it cannot be opened, and never could.
    """
    database, folder = worker_database(args)
    try:
        database.open()
    except DatabaseError as error:
        if isinstance(error, Refused) or not was_used(folder):
            raise Mistake(str(error)) from error
        sys.stderr.write(f"{error}\nResults wait in {folder} until it can be used.\n")
    finally:
        database.close()
    return database.name
