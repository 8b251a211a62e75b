"""What a test of a page may rely on, beside the database that every test may fill."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def seen() -> Callable[[Any], str]:
    """All that a page shows, as one text."""

    def text(app: Any) -> str:
        assert not app.exception, app.exception
        return "\n".join(element.value for element in app.html)

    return text
