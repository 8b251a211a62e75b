"""What the user asked for cannot be done."""


class Mistake(Exception):
    """The message says what is wrong with what was asked, and what to do instead."""
