"""Chance that falls the same way every time: a number drawn from words."""

import hashlib

_SPAN = 2**64


def draw(*words: object) -> float:
    """Return a number in [0, 1) that looks random and depends on `words` alone."""
    seed = "/".join(map(str, words)).encode()
    digest = hashlib.blake2b(seed, digest_size=8).digest()
    return int.from_bytes(digest, "big") / _SPAN


def name(*words: object) -> str:
    """Return 24 hexadecimal digits that depend on `words` alone, to serve as an id."""
    seed = "/".join(map(str, words)).encode()
    return hashlib.blake2b(seed, digest_size=12).hexdigest()
