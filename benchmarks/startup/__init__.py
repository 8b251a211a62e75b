"""How soon a command is there, against a bare interpreter."""
