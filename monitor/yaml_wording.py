"""What is wrong with the YAML itself, in the words of people who write it."""

import yaml

from monitor.mistakes import Mistake, Place


def syntax_mistake(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Return the mistake that a YAML error tells of, in words that need no knowledge of parsers."""
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else None
    problem = error.problem or "cannot be read"
    mend = ""
    if "'\\t'" in problem:
        problem, mend = "a tab cannot indent YAML", "use spaces"
    elif mark and "but got '{'" in problem and text[: mark.index].endswith("$"):
        problem, mend = "inside braces a variable needs quotes", 'write `"${NAME}"`'
    elif "expected <block end>" in problem:
        problem = "this does not line up with what stands above it"
        mend = "indent it like its neighbours"
    elif "<stream end>" in problem or "end of stream" in problem:
        problem, mend = "the file ends inside a quote or bracket", "close it"
    elif "mapping values are not allowed" in problem:
        problem = "a `:` that starts no key here"
        mend = "indent the line above like this one, or quote the text that holds the `:`"
    elif error.context:
        problem = f"{problem}, {error.context}"
    return Mistake(f"not valid YAML: {problem}", place=place, mend=mend)
