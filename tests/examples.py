"""The programs in examples/, as modules."""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).parents[1] / "examples"


def example(name: str) -> ModuleType:
    """Import one without running it."""
    spec = spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells(name: str) -> list[str]:
    """Return the code of a notebook, cell by cell."""
    document = json.loads((EXAMPLES / f"{name}.ipynb").read_text())
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]
