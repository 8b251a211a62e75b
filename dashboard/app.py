"""The frame: finds the pages in `views/`, dresses them, and runs the one that was asked for."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import streamlit as st

from dashboard import theme, views, wall

_HERE = Path(__file__).resolve().parent


def discover() -> list[ModuleType]:
    """Return the pages, one per file of `views/`, in their order in the navigation."""
    found = [
        importlib.import_module(f"{views.__name__}.{module.name}")
        for module in pkgutil.iter_modules(views.__path__)
    ]
    return sorted(found, key=lambda page: (page.ORDER, page.TITLE))


def main() -> None:
    """Draw the frame, then the page in it."""
    st.set_page_config(
        page_title="Brownout", page_icon=str(_HERE / "static" / "icon.svg"), layout="wide"
    )
    st.logo(str(_HERE / "static" / "logo.svg"))
    st.html(f"<style>{theme.css_variables()}{_stylesheet()}</style>")
    modules = discover()
    pages = [
        st.Page(
            page.render,
            title=page.TITLE,
            icon=f":material/{page.ICON}:",
            url_path=page.__name__.rpartition(".")[2],
            default=index == 0,
        )
        for index, page in enumerate(modules)
    ]
    st.navigation(pages, position="hidden" if wall.is_asked_for() else "top").run()


@st.cache_resource
def _stylesheet() -> str:
    return (_HERE / "static" / "brownout.css").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
