"""Who works with a run sheet, and at which tablet."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from clinic.models import Role
from tests.conftest import Faults
from tests.journeys.tablet import PORTRAIT, Room, Tablet, sign_in
from tests.world import a_user


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def tablet(page: Page, room: Room, live_server: LiveServer) -> Tablet:
    sign_in(page, room.pia, live_server).set_viewport_size(PORTRAIT)
    return Tablet(page, room)


@pytest.fixture
def other(browser: Browser, room: Room, live_server: LiveServer) -> Iterator[Tablet]:
    """Zoe at another tablet, with the same sheet."""
    faults = Faults(urlsplit(live_server.url).netloc)
    context = browser.new_context(base_url=live_server.url, viewport=PORTRAIT)
    page = context.new_page()
    faults.watch(page)
    zoe = a_user(Role.PRACTITIONER, name="Zoe Brandt")
    yield Tablet(sign_in(page, zoe, live_server), room)
    context.close()
    assert [fault for fault in faults.seen if "409" not in fault] == []


@pytest.fixture
def netless(browser: Browser, room: Room, live_server: LiveServer) -> Iterator[Tablet]:
    """A tablet whose net may fail: a browser says so in its console, which is no fault of ours."""
    with browser.new_context(base_url=live_server.url, viewport=PORTRAIT) as context:
        yield Tablet(sign_in(context.new_page(), room.pia, live_server), room)
