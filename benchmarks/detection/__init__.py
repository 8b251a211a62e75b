"""How soon and how surely trouble is found: our judge beside the rules that others use."""
