"""The steps; the number of a file is its revision."""
