"""Measurements against named baselines, each made in one run."""
