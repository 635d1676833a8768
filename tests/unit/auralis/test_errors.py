import inspect
import re

from auralis import errors


def test_the_tree_at_the_top_of_the_file_is_the_real_one() -> None:
    """Parents and children of the drawing are those of the classes."""
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"    ([|` -]*)(\w+Error)\b", line):
            depth = len(match[1]) // 4
            path[depth:] = [match[2]]
            drawn[match[2]] = path[depth - 1] if depth else "Exception"
    classes = inspect.getmembers(errors, inspect.isclass)
    assert drawn == {name: each.__bases__[0].__name__ for name, each in classes}
