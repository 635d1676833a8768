"""The recipe's tests need its packages (requirements/training.txt): `make test-training`."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("scipy") else ["test_*.py"]
