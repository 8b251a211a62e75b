from pydantic import SecretStr

from probes.tokens import Lifetimes, Tokens

TOKEN = SecretStr("t-1")


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    now = [0.0]
    tokens = Tokens(lambda: now[0])
    tokens.keep(TOKEN, 3600, "endpoint", "client")

    assert tokens.find("endpoint", "client") == TOKEN
    assert tokens.find("endpoint", "other") is None
    now[0] = 3500
    assert tokens.find("endpoint", "client") is None


def test_a_token_without_a_lifetime_is_kept_for_minutes() -> None:
    now = [0.0]
    tokens = Tokens(lambda: now[0])
    tokens.keep(TOKEN, None, "endpoint")

    now[0] = 400
    assert tokens.find("endpoint") == TOKEN
    now[0] = 600
    assert tokens.find("endpoint") is None


def test_a_forgotten_token_is_gone_and_the_others_stay() -> None:
    tokens = Tokens(lambda: 0.0)
    tokens.keep(TOKEN, 3600, "a")
    tokens.keep(SecretStr("t-2"), 3600, "b")
    tokens.forget(TOKEN)

    assert tokens.find("a") is None
    assert tokens.find("b") is not None


def test_what_is_left_of_the_last_token_is_known_by_its_login() -> None:
    now = [0.0]
    lifetimes = Lifetimes(lambda: now[0])
    lifetimes.note(3600, "endpoint", "client")
    lifetimes.note(None, "endpoint", "other")

    now[0] = 3000
    assert lifetimes.left_s("endpoint", "client") == 600
    assert lifetimes.left_s("endpoint", "other") is None
    now[0] = 3700
    assert lifetimes.left_s("endpoint", "client") == -100
