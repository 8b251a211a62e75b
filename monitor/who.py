"""Who is at the keyboard, for what is signed with a name."""

import getpass

from monitor.mistake import Mistake


def login_name() -> str:
    """Return the name that the user is logged in under.

    Raises:
        Mistake: where this machine knows none, as in many containers.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise Mistake("this machine does not know who you are: say it with `--by NAME`") from None
