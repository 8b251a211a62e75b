"""Finds the channel that reaches a target: the file of its name."""

from typing import cast

import probes.plugins
import publish.channels
from publish.alerts.target import Target
from publish.channels import Channel


def channel_of(target: Target) -> Channel:
    """Return the channel that reaches `target`."""
    return cast("Channel", probes.plugins.load(publish.channels, target.channel))
