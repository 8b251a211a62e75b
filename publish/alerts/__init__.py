"""Alerts: what changed, told to whom it concerns, once, whatever breaks in between."""
