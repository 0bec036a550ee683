"""Every test that takes `hook` runs under each hook that this Python has."""

from __future__ import annotations

import pytest

from .trees import HOOKS


@pytest.fixture(params=HOOKS)
def hook(request: pytest.FixtureRequest) -> str:
    return str(request.param)
