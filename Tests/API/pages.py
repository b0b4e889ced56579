"""Opens the service's pages in a real browser, as a holder with a phone and as a programmer, and
reads the code from the picture by another program than drew it."""

import base64
import subprocess
from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

PAGE_BYTES = 100_000
PHONE = {"width": 360, "height": 640}
OLD_PHONE = (
    "Mozilla/5.0 (Linux; Android 6.0; M5 Build/MRA58K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/44.0.2403.147 Mobile Safari/537.36 MicroMessenger/8.0.1"
)


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@contextmanager
def phone(chromium, language="zh-CN"):
    """A page of a phone that keeps nothing of another's, and what it asked for."""
    context = chromium.new_context(viewport=PHONE, locale=language, user_agent=OLD_PHONE)
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append((request.url, request.headers)))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text))
    yield page
    context.close()


def text_of(picture):
    """What zbarimg reads from the picture that a page shows."""
    source = picture.get_attribute("src")
    png = base64.b64decode(source.removeprefix("data:image/png;base64,"))
    read = subprocess.run(
        ["zbarimg", "--raw", "-q", "-"], input=png, capture_output=True, check=True
    )
    return read.stdout.decode().rstrip("\n")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def holder(chromium, office, address, pictures):
    """A pass with a code of its own: shown, kept to itself, said to be wrong, reissued."""
    number, code = office.codes()[0]
    link = office.link(number, address)
    secret = link.partition("#")[2]
    with phone(chromium) as page:
        answer = page.goto(link)
        check(len(answer.body()) <= PAGE_BYTES, "the holder's page is too large")
        expect(page.locator("#state")).to_have_text("有效")
        check(text_of(page.locator("#picture")) == code, "the page shows another code")
        expect(page.locator("#facts")).to_contain_text(number)
        expect(page.locator("#live")).to_be_hidden()
        width = page.evaluate("document.documentElement.scrollWidth")
        check(width <= PHONE["width"], f"the page is {width} wide")
        for url, headers in page.asked:
            check(secret not in url and secret not in str(headers), f"{url} tells the secret")
        page.screenshot(path=pictures / "holder.png", full_page=True)
        page.click("#wrong")
        page.fill("#text", "部门写错了")
        page.click("#correction button")
        expect(page.locator("#sent")).to_contain_text("已提交")
        page.click("#language")
        expect(page.locator("#state")).to_have_text("Valid")
        page.screenshot(path=pictures / "holder-en.png", full_page=True)
        office.run("pass", "reissue", "--number", number)
        page.reload()
        expect(page.locator("#state")).to_contain_text("已作废")
        expect(page.locator("#picture")).to_be_hidden()
        page.screenshot(path=pictures / "holder-void.png", full_page=True)
        check(not page.complaints, page.complaints)


def live(chromium, office, address, pictures):
    """A pass on which only live codes count: on the first phone, and on no other."""
    number = office.live_pass()
    link = office.link(number, address)
    with phone(chromium) as first, phone(chromium, "en-US") as second:
        first.clock.install()
        first.goto(link)
        expect(first.locator("#live")).to_be_visible()
        expect(first.locator("#save")).to_be_hidden()
        shown = text_of(first.locator("#picture"))
        check(shown.startswith("GL1"), "the picture holds no live code")
        asked = len(first.asked)
        first.clock.fast_forward(31_000)
        expect(first.locator("#picture")).to_be_visible()
        first.wait_for_timeout(300)
        check(len(first.asked) > asked, "the live code is not renewed")
        first.screenshot(path=pictures / "live.png", full_page=True)
        first.reload()
        expect(first.locator("#live")).to_be_visible()
        second.goto(link)
        expect(second.locator("#told")).to_contain_text("on the phone that opened this link first")
        expect(second.locator("#picture")).to_be_hidden()
        second.screenshot(path=pictures / "other.png", full_page=True)


def unknown(chromium, address):
    with phone(chromium) as page:
        page.goto(f"{address}/p#{'A' * 43}")
        expect(page.locator("#told")).to_contain_text("链接不对")
        page.goto(f"{address}/p")
        expect(page.locator("#told")).to_contain_text("链接不完整")


def description(chromium, address, pictures):
    """The description of the API: all of it there, nothing run, readable on a phone too."""
    with phone(chromium) as page:
        page.goto(f"{address}/api")
        expect(page.locator("article#issuePasses")).to_contain_text("live_required")
        check(page.locator("script").count() == 0, "the description has a script")
        width = page.evaluate("document.documentElement.scrollWidth")
        check(width <= PHONE["width"], f"the description is {width} wide")
        page.set_viewport_size({"width": 1100, "height": 900})
        page.screenshot(path=pictures / "api.png")
        page.locator("article#issuePasses").screenshot(path=pictures / "api-issue.png")
        check(not page.complaints, page.complaints)


def try_pages(office, address, pictures):
    """All of them; the pictures stay for whoever wants to look."""
    with browser() as chromium:
        holder(chromium, office, address, pictures)
        live(chromium, office, address, pictures)
        unknown(chromium, address)
        description(chromium, address, pictures)
