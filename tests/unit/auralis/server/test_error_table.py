import inspect
import json

import pytest

from auralis import errors
from auralis.server.errors import TABLE, answer

TREE = [
    each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.AuralisError)
]


@pytest.mark.parametrize("kind", TREE)
def test_every_error_has_its_row(kind: type[errors.AuralisError]) -> None:
    assert kind in TABLE


def test_the_table_has_nothing_else() -> None:
    assert set(TABLE) == set(TREE)


def test_an_answer_is_the_protocols_error_object() -> None:
    response = answer(errors.NotFoundError("there is no model 'x'", "model"))
    assert response.status_code == 404
    assert json.loads(bytes(response.body)) == {
        "error": {
            "message": "there is no model 'x'",
            "type": "invalid_request_error",
            "param": "model",
            "code": "model_not_found",
        }
    }


def test_an_overload_says_when_to_come_back() -> None:
    assert answer(errors.OverloadedError("full", 2.2)).headers["retry-after"] == "3"
