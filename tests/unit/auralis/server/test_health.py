import httpx

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineUnavailableError
from served import served


async def test_ready_follows_the_engine_and_has_it_revived() -> None:
    engine = FakeEngine(failure=EngineUnavailableError("xtts_gpt does not answer", "xtts_gpt"))
    async with served(engine) as url, httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/health/live")).json() == {"status": "alive"}
        dead = await client.get("/health/ready")
        assert dead.status_code == 503
        assert dead.json()["error"]["message"] == "xtts_gpt does not answer"
        assert dead.json()["error"]["code"] == "engine_unavailable"
        assert (await client.get("/health/ready")).json() == {"status": "ready"}


async def test_the_models_are_listed() -> None:
    async with served(FakeEngine(releases=(2, 1))) as url, httpx.AsyncClient(base_url=url) as client:
        models = (await client.get("/v1/models")).json()
    assert models["object"] == "list"
    assert [model["id"] for model in models["data"]] == ["xttsv2", "xttsv2@1", "xttsv2@2"]
