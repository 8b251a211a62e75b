"""JUDGE: results over time become states and incidents; pure, so live judging equals replay."""
