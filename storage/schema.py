"""Bring a database to the tables this Brownout knows, once, whoever opens it first."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage import dialect
from storage.backup import back_up_before_migration
from storage.errors import Refused
from storage.location import file_of
from storage.side_steps import SideStep, mend, side_step

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"


def known_revisions() -> list[str]:
    """Return the revisions this Brownout knows, oldest first: the numbers of their files."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_current(connection: Connection) -> bool:
    """Return whether nothing needs migrating.

    Spares the usual start the import of alembic, which takes longer than all else here.
    """
    found = revision(connection)
    return found == known_revisions()[-1] and side_step(connection, found) is None


def migrate(connection: Connection, name: str, target: str = "head") -> None:
    """Upgrade the database called `name` to `target` within the transaction of `connection`.

    An older SQLite file is copied beside itself first. Raises `DatabaseError` where that fails,
    and `Refused` where it holds another program's tables or a newer Brownout's.
    """
    dialect.lock_for_migration(connection)
    found = revision(connection)
    known = known_revisions()
    if found is None:
        refuse_strangers(connection, name)
    elif found not in known:
        raise Refused(
            f"{name} was written by a newer Brownout (schema {found}, this one knows up to "
            f"{known[-1]}): upgrade Brownout, or choose another database with --database"
        )
    aside = side_step(connection, found)
    if found != known[-1] or aside is not None:
        if found is not None:
            _keep_a_copy(connection, found)
        from alembic import command

        if aside is not None:
            _join(connection, aside)
        command.upgrade(alembic_config(connection), target)


def _join(connection: Connection, aside: SideStep) -> None:
    """Take the steps that a database lacks, beside the one that it took ahead of them."""
    from alembic import command

    config = alembic_config(connection)
    mend(connection)
    command.stamp(config, aside.after)
    for step, is_taken in aside.steps(known_revisions()):
        (command.stamp if is_taken else command.upgrade)(config, step)


def alembic_config(connection: Connection) -> "Config":
    """Return alembic's configuration for our migrations; there is no alembic.ini to find."""
    from alembic.config import Config

    config = Config()
    # Alembic interpolates percent signs, which may stand in a path.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str | None:
    """Return the number of the schema that a database has, None where it has none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if number is None else str(number)


def _keep_a_copy(connection: Connection, revision: str) -> None:
    if file := file_of(connection.engine.url):
        copy = back_up_before_migration(file, revision)
        log.warning("%s is brought up to date; as it was it is kept in %s", file, copy)


def refuse_strangers(connection: Connection, name: str) -> None:
    """Raise `Refused` where the database called `name` is a file with another program's tables."""
    strangers = [table for table in inspect(connection).get_table_names() if table != _OWN]
    # A PostgreSQL database may be shared; a SQLite file belongs to one program.
    if strangers and connection.dialect.name == "sqlite":
        raise Refused(
            f"{name} is another program's database (it has a table {strangers[0]!r}): "
            "choose another file with --database"
        )


_OWN = "alembic_version"
