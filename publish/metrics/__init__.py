"""Figures for the monitoring that already stands: one set of them, told in several formats."""
