"""Kills, stops, starves and misleads Brownout at random by a seed, and counts what that cost."""
