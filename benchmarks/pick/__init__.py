"""How soon a program hears whom to use, against what reading and showing everything costs."""
