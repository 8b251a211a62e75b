"""Which Brownout this is."""

from importlib.metadata import version

VERSION = version("brownout")
