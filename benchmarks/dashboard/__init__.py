"""How soon pages are there and how many may look at them, beside a static page."""
