"""A Django app in the page: it is used like any app, each request is a call, and its pages reach nothing."""

from textwrap import dedent

import pytest
from playwright.sync_api import FrameLocator, Request, expect

from .driver import Playground

pytestmark = pytest.mark.same_page


def browser(playground: Playground) -> FrameLocator:
    button = playground.page.get_by_role("button", name="Browser", exact=True)
    expect(button).to_be_visible()
    if button.get_attribute("aria-pressed") == "false":  # it stays chosen from run to run
        button.click()
    return playground.page.frame_locator('iframe[title="The app\'s page"]')


def test_an_app_is_used_after_its_run_and_each_request_is_a_call(playground: Playground):
    playground.open("#example=django_todo")
    before = playground.run()
    assert "calls" in before
    calls = playground.calls()
    frame = browser(playground)
    expect(playground.page.get_by_label("Path")).to_have_value("/login/?next=/")  # the redirect is followed
    frame.get_by_label("Name").fill("ada")
    frame.get_by_label("Password").fill("lovelace")
    frame.get_by_role("button", name="Log in").click()
    expect(frame.get_by_role("heading")).to_have_text("Ada has 2 things to do")
    frame.get_by_label("New task").fill("Write <b>tests</b>")
    frame.get_by_label("New task").press("Enter")
    expect(frame.get_by_text("Write <b>tests</b>")).to_be_visible()
    frame.get_by_role("link", name="home").click()
    expect(playground.page.get_by_label("Path")).to_have_value("/?label=home")
    playground.page.get_by_role("button", name="Back", exact=True).click()
    expect(playground.page.get_by_label("Path")).to_have_value("/")
    playground.page.get_by_label("Path").fill("/nowhere/")
    playground.page.get_by_role("button", name="Send").click()
    expect(playground.page.get_by_text("404 Not Found")).to_be_visible()
    assert playground.calls() > calls
    assert any(line.strip().startswith("request('GET', '/nowhere/'") for line in playground.outline())
    # Another run has the app anew, and without this page.
    playground.run("print('no app')")
    expect(playground.page.get_by_role("button", name="Browser", exact=True)).to_have_count(0)


HOSTILE = """
    import time

    import django
    from django.conf import settings
    from django.http import HttpResponse, HttpResponseRedirect
    from django.urls import path

    TAKEN = "parent.document.title='taken'"
    PAGE = f'''<!doctype html><title>Bad</title>
    <base href="https://example.com/"><meta http-equiv="refresh" content="0;url=https://example.com/">
    <link rel="stylesheet" href="https://example.com/x.css"><script>{TAKEN}</script>
    <style>@import "https://example.com/y.css"; body {{ background: url(https://example.com/z.png) }}</style>
    </iframe><img src="x" onerror="{TAKEN}"><svg onload="{TAKEN}"><script>{TAKEN}</script></svg>
    <iframe srcdoc="<script>{TAKEN}</script>"></iframe><object data="https://example.com"></object>
    <a href="javascript:{TAKEN}" target="_top">run</a> <a href="https://example.com/" target="_top">away</a>
    <a href="/next" onclick="{TAKEN}" ping="https://example.com/ping">next</a>
    <form action="https://example.com/steal"><button>steal</button></form>
    <style><img src=x onerror="{TAKEN}"></style><p>the end</p>'''

    def bad(request): return HttpResponse(PAGE)
    def next_page(request): return HttpResponse("<p>the next page</p>")
    def circle(request): return HttpResponseRedirect("/circle")
    def leaves(request): return HttpResponseRedirect("https://example.com/elsewhere")
    def large(request): return HttpResponse("<p>large</p>" + "x" * 50_000_000)
    def never(request):
        while True: time.sleep(0.01)

    urlpatterns = [path("", bad), path("next", next_page), path("circle", circle), path("leaves", leaves),
                   path("large", large), path("never", never)]
    settings.configure(DEBUG=True, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="x")
    django.setup()
    print("ready")
"""


# The browser tells the console of all that it refuses in the answer; that nobody is asked is looked at below.
@pytest.mark.other_hosts
def test_an_answer_full_of_scripts_runs_nothing_and_asks_nobody(playground: Playground):
    page = playground.open().page
    asked: list[str] = []

    def note(request: Request) -> None:
        if "example.com" in request.url:
            asked.append(request.url)

    page.on("request", note)
    playground.run(dedent(HOSTILE))
    title, address = page.title(), page.url.partition("#")[0]
    frame = browser(playground)
    path, refusal = page.get_by_label("Path"), page.get_by_role("region", name="Output").get_by_role("alert")
    expect(frame.get_by_text("the end")).to_be_visible()
    assert (
        frame.locator(
            "script, base, meta[http-equiv=refresh], link, iframe, object, [onerror], [ping]"
        ).count()
        == 0
    )
    for name in ("run", "away"):
        frame.get_by_role("link", name=name).click()
        expect(refusal).to_contain_text("leads out of the app")
    frame.get_by_role("button", name="steal").click()
    expect(refusal).to_contain_text("leads out of the app")
    frame.get_by_role("link", name="next").click()
    expect(frame.get_by_text("the next page")).to_be_visible()
    for asked_for, said in (("/circle", "10 times"), ("/leaves", "leads out of the app")):
        path.fill(asked_for)
        page.get_by_role("button", name="Send").click()
        expect(refusal).to_contain_text(said)
    path.fill("/large")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Only the first 1 MB")).to_be_visible()
    assert (page.title(), page.url.partition("#")[0]) == (title, address)
    assert asked == []
    # A view that never returns is stopped, and with it the app.
    path.fill("/never")
    page.get_by_role("button", name="Send").click()
    playground.stop_button.click()
    expect(page.get_by_role("button", name="Browser", exact=True)).to_have_count(0)
    expect(playground.status).to_contain_text("stopped in line")
