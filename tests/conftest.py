"""What every test may rely on."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--run-e2e",
        action="store_true",
        help="also run what needs servers and SDKs from public registries",
    )
