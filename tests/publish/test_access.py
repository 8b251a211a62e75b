"""Roles: who is named gets theirs, nobody gets more by the look of a name."""

import pytest

from publish.access import Access, Account, Role

RULES = Access(
    has_login=True,
    operators=("ana@example.com", "*@ops.example.com"),
    viewers=("*@example.com",),
)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("ana@example.com", Role.OPERATOR),
        ("Ana@Example.COM", Role.OPERATOR),
        ("ben@ops.example.com", Role.OPERATOR),
        ("ben@example.com", Role.VIEWER),
        ("ben@sub.example.com", Role.NOBODY),
        ("ana@example.com.evil", Role.NOBODY),
        ("ops.example.com@evil", Role.NOBODY),
        ("a@ops.example.com@evil", Role.NOBODY),
        ("*@example.com", Role.VIEWER),
        ("*", Role.NOBODY),
        ("", Role.NOBODY),
        (None, Role.NOBODY),
    ],
)
def test_a_login_gets_the_role_that_its_address_is_given(email: str | None, role: Role) -> None:
    assert RULES.role_of(Account("Ana", email)) is role


def test_without_a_login_everybody_is_what_the_rules_say() -> None:
    assert RULES.role_of(None) is Role.NOBODY
    assert Access(everybody=Role.PUBLIC).role_of(None) is Role.PUBLIC


def test_a_star_lets_in_whoever_can_log_in_even_without_an_address() -> None:
    everybody = Access(has_login=True, viewers=("*",))

    assert everybody.role_of(Account("Ana")) is Role.VIEWER
    assert everybody.role_of(None) is Role.NOBODY


def test_whoever_is_not_named_still_sees_what_the_public_sees() -> None:
    rules = Access(has_login=True, operators=("ana@example.com",), everybody=Role.PUBLIC)

    assert rules.role_of(Account("Eve", "eve@example.com")) is Role.PUBLIC
