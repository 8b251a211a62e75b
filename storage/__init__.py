"""KEEP: the only room that speaks SQL."""
