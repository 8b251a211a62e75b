"""A shape for each look, different from all others, so that none is told by colour alone."""

from publish.palette import Look

_DISC = "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Z"
_SHAPES = {
    "check": f"{_DISC}m5.7 7.2-7 7.3-4.4-4.1 1.9-2 2.4 2.3 5.1-5.4Z",
    "triangle": "M12 2 23.4 22H.6ZM10.6 8.6l.5 6.6h1.8l.5-6.6Z"
    "M12 16.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8Z",
    "octagon": "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9Z"
    "M8.4 6.6 6.6 8.4l3.6 3.6-3.6 3.6 1.8 1.8 3.6-3.6 3.6 3.6 1.8-1.8-3.6-3.6 3.6-3.6-1.8-1.8"
    "-3.6 3.6Z",
    "ring": f"{_DISC}M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM7 10.6v2.8h10v-2.8Z",
    "wrench": "M22.3 6.2a6.4 6.4 0 0 1-8.5 7.7l-7.6 7.7a2.7 2.7 0 0 1-3.8-3.8l7.7-7.6"
    "a6.4 6.4 0 0 1 7.7-8.5l-3.7 3.7.7 3.1 3.1.7Z",
    "pause": f"{_DISC}M8 7h2.8v10H8ZM13.2 7H16v10h-2.8Z",
}


def icon(look: Look) -> str:
    """Return a look's shape as SVG; its words stand beside it, so that it is silent."""
    return (
        f'<svg class="icon {look.name}" viewBox="0 0 24 24" aria-hidden="true">'
        f'<path fill-rule="evenodd" d="{_SHAPES[look.shape]}"/></svg>'
    )
