import asyncio

import pytest

from auralis.engine.fake import FakeEngine
from auralis.errors import EngineUnavailableError
from auralis.server.readiness import Readiness


class Counted(FakeEngine):
    """Counts its checks and recoveries, and checks only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_check = asyncio.Event()
        self.checks = 0
        self.recovered = asyncio.Event()

    async def check(self) -> None:
        self.checks += 1
        await self.may_check.wait()
        await super().check()

    async def recover(self) -> None:
        await super().recover()
        self.recovered.set()


async def test_all_who_ask_at_once_share_one_check() -> None:
    engine = Counted()
    readiness = Readiness(engine, seconds=1000)
    asking = [asyncio.create_task(readiness.check()) for _ in range(5)]
    engine.may_check.set()
    await asyncio.gather(*asking)
    await readiness.check()
    assert engine.checks == 1
    await readiness.close()


async def test_an_asker_who_leaves_does_not_end_the_check_of_the_others() -> None:
    engine = Counted()
    readiness = Readiness(engine, seconds=1000)
    leaving, staying = (asyncio.create_task(readiness.check()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    engine.may_check.set()
    await staying
    assert engine.checks == 1


async def test_a_suspicion_leads_to_recovery_though_nobody_asks() -> None:
    engine = Counted()
    engine.may_check.set()
    engine.failure = EngineUnavailableError("dead", "xtts_gpt")
    readiness = Readiness(engine, seconds=1000)
    readiness.suspect()
    await engine.recovered.wait()
    await asyncio.sleep(0)
    await readiness.check()
    await readiness.close()


async def test_a_failure_is_remembered_for_the_while_it_holds() -> None:
    engine = Counted()
    engine.may_check.set()
    engine.failure = EngineUnavailableError("Triton is away")

    async def in_vain() -> None:
        await asyncio.Event().wait()

    engine.recover = in_vain  # type: ignore[method-assign]
    readiness = Readiness(engine, seconds=1000)
    for _ in range(2):
        with pytest.raises(EngineUnavailableError, match="away"):
            await readiness.check()
    assert engine.checks == 1
    await readiness.close()
