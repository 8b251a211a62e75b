"""Who may do what, on the pages and over the API alike: roles, and the rules that give them."""

from dataclasses import dataclass
from enum import IntEnum

WRITE_VARIABLE = "BROWNOUT_PAGES_MAY_WRITE"
"""`true` or `false`: whether those may write who need no login. Else: on this machine alone."""


class Role(IntEnum):
    """What somebody may do; each role may do what those before it may."""

    NOBODY = 0
    """Nothing but log in."""
    PUBLIC = 1
    """See how providers are: no words of theirs, nothing of our own account, no configuration."""
    VIEWER = 2
    """See everything but the text of the configuration."""
    OPERATOR = 3
    """Say what they know, run probes, and, where that is allowed too, edit the configuration."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has logged in; `email` is None where the issuer does not vouch for one."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The rules: who is what with a login, and what everybody is without one.

    `operators` and `viewers` are addresses, `*@example.com` for all of a domain, or `*`.
    `may_edit` is whether operators may change probes and try them out from the pages.
    """

    has_login: bool = False
    operators: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    everybody: Role = Role.NOBODY
    may_edit: bool = False

    def role_of(self, account: Account | None) -> Role:
        """Return what an account may do, or whoever has none."""
        if account is None:
            return self.everybody
        if _names(self.operators, account):
            return Role.OPERATOR
        if _names(self.viewers, account):
            return Role.VIEWER
        return self.everybody


def _names(rules: tuple[str, ...], account: Account) -> bool:
    if account.email is None:
        return "*" in rules
    # Domains are the same however they are written; that the rest is, too, holds in practice.
    email = account.email.casefold()
    _, _, domain = email.rpartition("@")
    return any(rule in ("*", email, f"*@{domain}") for rule in map(str.casefold, rules))
