"""The frame: lets people in, finds the pages in `views/`, and runs the one that was asked for."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import streamlit as st

from dashboard import access, login_page, theme, views, wall
from dashboard.first_paint import stylesheet
from dashboard.pulse import pulse
from publish.access import Role

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
    st.html(f"<style>{theme.css_variables()}{stylesheet()}</style>")
    role = access.role()
    modules = discover()
    # All of them, whoever looks: a page that is gone when the role of its viewer changes goes
    # blank, where one of its fragments was just about to run.
    pages = [
        _page(page, is_open=role >= getattr(page, "ROLE", Role.PUBLIC), is_first=index == 0)
        for index, page in enumerate(modules)
    ]
    if role is Role.NOBODY:
        st.navigation(pages, position="hidden").run()
        return
    chosen = st.navigation(
        pages, position="hidden" if wall.is_asked_for(st.query_params) else "top"
    )
    login_page.account_line()
    pulse(role, says_so_itself=_says_so_itself(_name(modules[pages.index(chosen)])))
    chosen.run()


def _page(page: ModuleType, *, is_open: bool, is_first: bool) -> st.Page:
    return st.Page(
        page.render if is_open else login_page.render,
        title=page.TITLE,
        icon=f":material/{page.ICON}:",
        url_path=_name(page),
        default=is_first,
        visibility="visible" if is_open else "hidden",
    )


def _name(page: ModuleType) -> str:
    return page.__name__.rpartition(".")[2]


def _says_so_itself(page: str) -> bool:
    """Return whether a page's own headline tells that nothing is being probed."""
    return page in ("now", "about") or (page == "incident" and "incident" in st.query_params)


if __name__ == "__main__":
    main()
