"""One page per file: `TITLE`, `ICON` (a Material symbol), `ORDER` in the navigation, `render()`."""
