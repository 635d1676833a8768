import pytest

from auralis.chat.policy import Policy
from auralis.chat.target import Target
from auralis.errors import InvalidRequestError


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("http://LLM.local:8001/v1/chat/completions", "http://llm.local:8001/v1/chat/completions"),
        ("https://llm.example/v1", "https://llm.example:443/v1/chat/completions"),
        ("https://llm.example/v1/", "https://llm.example:443/v1/chat/completions"),
        ("http://[::1]:8001", "http://[::1]:8001/v1/chat/completions"),
        (
            "https://a.example/d/x/chat/completions?api-version=1",
            "https://a.example:443/d/x/chat/completions?api-version=1",
        ),
    ],
)
def test_an_endpoint_or_its_base_is_a_target(url: str, whole: str) -> None:
    assert Target.parse(url).url == whole


@pytest.mark.parametrize(
    "url",
    [
        "",
        "llm.local:8001",
        "ftp://llm.local/v1",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://user@llm.local/v1",
        "http://allowed.example\\@evil.example/v1",
        "http://allowed.example#@evil.example/v1",
        "http://llm.local:0/v1",
        "http://llm.local:65536/v1",
        "http://llm.local:port/v1",
        "http://[::1/v1",
        "http://[zz]/v1",
        "http://llm.local/v1/../admin",
        "http://llm.local/v1/%2e%2e/admin",
        "http://llm.local/v1%2Fadmin",
        "http://llm.local/v1 /x",
        "http://llm.local/v1\r\nhost: evil",
        "http://llm.local/v1#fragment",
        "http://l\u0131m.local/v1",
        "http://llm.local/" + "x" * 3000,
    ],
)
def test_what_parsers_may_read_differently_is_none(url: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Target.parse(url)
    assert caught.value.param == "openai_api_url"


@pytest.mark.parametrize(
    ("pattern", "allowed", "refused"),
    [
        (
            "http://10.0.0.7:8001",
            ["http://10.0.0.7:8001/v1", "http://10.0.0.7:8001/any/chat/completions"],
            ["http://10.0.0.7/v1", "https://10.0.0.7:8001/v1", "http://10.0.0.77:8001/v1"],
        ),
        (
            "https://*.example.com/v1",
            ["https://a.example.com/v1", "https://a.b.example.com/v1/chat/completions?x=1"],
            [
                "https://example.com/v1",
                "https://evil.com/.example.com/v1",
                "https://a.example.com.evil.com/v1",
                "https://a.example.com:8443/v1",
                "https://a.example.com/v2",
            ],
        ),
        (
            "http://127.0.0.1:*/v1",
            ["http://127.0.0.1:1/v1", "http://127.0.0.1/v1"],
            ["http://127.0.0.2:1/v1"],
        ),
        ("http://[::1]:8001/a/*", ["http://[::1]:8001/a/b"], ["http://[::1]:8001/b"]),
    ],
)
def test_a_pattern_covers_what_it_says(pattern: str, allowed: list[str], refused: list[str]) -> None:
    policy = Policy([pattern], anywhere=True)  # a list leaves no "anywhere"
    for url in allowed:
        assert policy.target(url)
    for url in refused:
        with pytest.raises(InvalidRequestError, match="--llm-url"):
            policy.target(url)


def test_keys_go_to_what_they_are_for_and_nowhere_else() -> None:
    policy = Policy(["http://a:1", "http://b:1"], ["http://a:1=for=a", "others"])
    assert policy.key(policy.target("http://a:1/v1")) == "for=a"
    assert policy.key(policy.target("http://b:1/v1")) == "others"
    assert policy.key(Target.parse("http://c:1/v1")) is None
    assert policy.target(None).url == "http://a:1/v1/chat/completions"


@pytest.mark.parametrize(
    ("urls", "keys"),
    [
        (["llm"], []),
        (["http://a/?x"], []),
        ([], ["alone"]),
        (["http://a"], ["http://a="]),
        (["http://a"], ["k y"]),
    ],
)
def test_what_makes_no_policy_is_refused_at_once(urls: list[str], keys: list[str]) -> None:
    with pytest.raises(InvalidRequestError):
        Policy(urls, keys, anywhere=True)
