"""TELL: what leaves the house for programs and files."""
