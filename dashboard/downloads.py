"""Buttons that hand out a file, made when it is asked for."""

from collections.abc import Callable
from itertools import cycle
from typing import Any

import streamlit as st
from streamlit import runtime

# Far more than are fetched at one time, and few enough to be held in memory.
KEPT = 32

_places = cycle(range(KEPT))


def download_button(
    label: str,
    written: Callable[[], bytes],
    file_name: str,
    media_type: str = "application/octet-stream",
    **layout: Any,
) -> None:
    """Draw a button that downloads what `written` returns once it is pressed.

    `layout` is what `st.download_button` takes beside. The script does not run again.
    """

    def kept() -> bytes:
        # Streamlit forgets a file that no page shows after two more runs of any viewer's
        # script, so that beside a few others who watch the file would often be gone before
        # the browser came for it.
        content = written()
        runtime.get_instance().media_file_mgr.add(
            content,
            media_type,
            f"download {next(_places)}",
            file_name=file_name,
            is_for_static_download=True,
        )
        return content

    st.download_button(label, kept, file_name, media_type, on_click="ignore", **layout)
