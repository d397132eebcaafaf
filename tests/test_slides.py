"""The slides: they build without a warning, promise only what is there, and fit the screen."""

import html
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bench.browsers import CHROMIUM, launched
from tests.bed.step import ROOT, Step
from tests.bed.waiting import until_async

STEPS = [1, 2, 3, 4]  # whose live slides are shown
SLIDES = ROOT / "slides"
PARTS = ["index", "step_1", "step_2", "step_3", "step_4", "conclusion"]  # in the order of the talk
FIGURES = sorted((SLIDES / "figures").glob("*.svg"))
WRITTEN = [*SLIDES.glob("*.md"), *SLIDES.glob("_static/*"), *FIGURES]
WIDTH, HEIGHT = 1280, 720
CODE_ON_SLIDES = 6  # quoted pieces there must be at least: a deck without code proves nothing
FAR_AWAY = re.compile(r"https?://(?!localhost:800[1-4]\b|www\.w3\.org/2000/svg\b)[^\s)>\"']+")
# Shows a slide with all its fragments and returns what lies outside of the frame or is cut off.
OVERFLOW = """async (number) => {
  const slide = Reveal.getSlides()[number];
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99);
  await document.fonts.ready;
  const frame = document.querySelector('.slides').getBoundingClientRect();
  const outside = (element, limits) => {
    const { left, top, right, bottom, width } = element.getBoundingClientRect();
    return width > 0 && (left < limits.left - 1 || top < limits.top - 1
      || right > limits.right + 1 || bottom > limits.bottom + 1);
  };
  const name = (element) => `${element.tagName} ${element.textContent.trim().slice(0, 40)}`;
  const found = [...slide.querySelectorAll(':not(aside, aside *)')].filter((element) =>
    outside(element, element.closest('svg')?.getBoundingClientRect() ?? frame)
    || (element.matches('pre') && element.scrollHeight > element.clientHeight)
    || (element.matches('pre code') && element.scrollWidth > element.clientWidth));
  if (slide.scrollHeight > slide.clientHeight) found.push(slide);
  return found.map(name);
}"""
# Two blocks of a slide, or two texts of a figure, that lie on each other.
OVERLAP = """() => {
  const slide = Reveal.getCurrentSlide();
  const groups = [[...slide.children], ...[...slide.querySelectorAll('svg')].map(
    (figure) => [...figure.querySelectorAll('text')])];
  const boxes = (group) => group
    .filter((element) => element.tagName !== 'ASIDE' && element.textContent.trim())
    .map((element) => [element, element.getBoundingClientRect()]);
  const cross = (a, b) => a.left < b.right - 2 && b.left < a.right - 2
    && a.top < b.bottom - 9 && b.top < a.bottom - 9;
  return groups.flatMap((group) => boxes(group).flatMap(([one, a], index, all) =>
    all.slice(index + 1).filter(([, b]) => cross(a, b))
      .map(([other]) => `${one.textContent.trim()} | ${other.textContent.trim()}`)));
}"""


def build(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Builds the slides as make does, warnings being errors."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "revealjs"]
    command += ["-d", str(folder / "doctrees"), *options, str(SLIDES), str(folder / "slides")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built slides."""
    folder = tmp_path_factory.mktemp("deck")
    built = build(folder)
    assert built.returncode == 0, built.stderr
    return folder / "slides"


@pytest.fixture(scope="module")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    """A browser for the slides."""
    async with async_playwright() as playwright, launched(playwright, CHROMIUM) as browser:
        yield browser


def slides_of(deck: Path, part: str) -> list[str]:
    """The HTML of each slide of a part."""
    text = (deck / f"{part}.html").read_text(encoding="utf-8")
    return [slide for slide in text.split("<section")[1:] if re.search(r"<h[123]>", slide)]


def commands(text: str) -> set[str]:
    """The make targets that a Markdown text asks for, in code blocks and between backticks."""
    return set(re.findall(r"(?:^\$ |`)(?:[A-Z]+=\S+ )*make ([a-z0-9-]+)", text, re.MULTILINE))


def test_code_is_quoted_from_the_source(deck: Path) -> None:
    quoted = sum(slide.count('class="quoted-from"') for p in PARTS for slide in slides_of(deck, p))
    assert quoted >= CODE_ON_SLIDES
    pasted = [path.name for path in WRITTEN if re.search(r"```(python|javascript)", text_of(path))]
    assert not pasted


def test_each_slide_has_notes_and_they_go_on_in_time(deck: Path) -> None:
    minutes: list[tuple[int, int]] = []
    for slide in [slide for part in PARTS for slide in slides_of(deck, part)]:
        title = re.search(r"<h[123]>(.+?)<", slide)
        found = re.search(r'data-minute="(\d+):(\d\d)"', slide)
        assert title and found, slide[:200]
        assert "<b>Say:</b>" in slide and "<b>Ask:</b>" in slide, title[1]
        minutes.append((int(found[1]), int(found[2])))
    assert minutes == sorted(set(minutes))


def test_each_command_is_a_make_target() -> None:
    rules = re.findall(r"^([a-z0-9 -]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
    asked = set().union(*(commands(text_of(path)) for path in SLIDES.glob("*.md")))
    assert "step-1" in asked
    assert asked <= {target for rule in rules for target in rule.split()}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_only_a_step_on_this_computer_is_linked(path: Path) -> None:
    assert FAR_AWAY.findall(text_of(path)) == []


def test_figures_speak_one_visual_language() -> None:
    looks = {re.search(r"<style>.*?</style>", text_of(path), re.DOTALL) for path in FIGURES}
    assert None not in looks and len({look[0] for look in looks if look}) == 1


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_can_be_read_aloud_and_is_shown(path: Path) -> None:
    text, name = text_of(path), path.stem
    assert f'<title id="{name}-title">' in text and f'<desc id="{name}-desc">' in text
    assert f'aria-labelledby="{name}-title {name}-desc"' in text
    assert any(f"{{drawing}} {name}\n" in text_of(part) for part in SLIDES.glob("*.md"))


def test_a_number_that_was_not_measured_stops_the_build(tmp_path: Path) -> None:
    empty = build(tmp_path, "-D", f"measured_results={tmp_path}")
    assert empty.returncode != 0
    assert "step1.json is not in bench/results: make bench writes it." in empty.stderr
    (tmp_path / "step1.json").write_text('{"fan_out": {"date": null}}')
    again = build(tmp_path, "-D", f"measured_results={tmp_path}")
    assert again.returncode != 0
    assert "step1.json has no number at 'fan_out.date': run make bench again." in again.stderr


@pytest.mark.browser
@pytest.mark.anyio
@pytest.mark.parametrize("part", PARTS)
async def test_nothing_overflows_and_nothing_is_loaded_from_elsewhere(
    deck: Path, chromium: Browser, part: str
) -> None:
    page = await chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    await open_part(page, deck, part)
    for number in range(await page.evaluate("Reveal.getTotalSlides()")):
        overflowing = await page.evaluate(OVERFLOW, number)
        assert overflowing == [], await title_of(page)
        assert await page.evaluate(OVERLAP) == [], await title_of(page)
    assert errors == []
    assert [u for u in asked if not re.match(r"(file://|http://localhost:800[1-4]/)", u)] == []
    assert await page.evaluate("document.fonts.check('20px \"Source Sans Pro\"')")
    await page.close()


@pytest.mark.browser
@pytest.mark.anyio
@pytest.mark.parametrize(("part", "following"), list(pairwise(PARTS)))
async def test_the_talk_goes_on_from_part_to_part(
    deck: Path, chromium: Browser, part: str, following: str
) -> None:
    page = await chromium.new_page()
    await open_part(page, deck, part)
    await page.evaluate("Reveal.slide(Reveal.getHorizontalSlides().length - 1)")
    await page.keyboard.press("ArrowRight")
    await page.wait_for_url(re.compile(rf"/{following}\.html(#|$)"))  # Reveal adds where it is
    await page.close()


@pytest.mark.browser
@pytest.mark.anyio
async def test_a_running_step_is_live_in_its_slide(
    deck: Path, chromium: Browser, step: Step
) -> None:
    text = text_of(deck / f"step_{step.number}.html")
    text = text.replace(f"http://localhost:{8000 + step.number}", step.url)
    (deck / "here.html").write_text(text, encoding="utf-8")
    page = await chromium.new_page()
    await open_part(page, deck, "here")
    await page.evaluate("Reveal.slide(Reveal.getIndices(document.getElementById('run')).h)")

    async def is_live() -> bool:
        state = "body[data-state='live']"
        return await page.frame_locator("iframe").locator(state).count() == 1

    await until_async(is_live, seconds=20.0, what="the call in the slide")
    assert await page.locator(".not-running").is_hidden()
    await page.close()


def test_the_difference_of_two_servers_is_that_of_the_source(deck: Path) -> None:
    (shown,) = [slide for slide in slides_of(deck, "step_2") if 'id="the-difference"' in slide]
    text, server = html.unescape(re.sub(r"<[^>]+>", "", shown)), ROOT / "steps/step2_sfu/server.py"
    added = re.findall(r"^\+(    .+)$", text, re.MULTILINE)
    assert added and all(f"\n{line}\n" in text_of(server) for line in added)


def text_of(path: Path) -> str:
    """What is written in a file."""
    return html.unescape(path.read_text(encoding="utf-8"))


async def open_part(page: Page, deck: Path, part: str) -> None:
    """Opens a part as a reader would, from its file."""
    await page.goto((deck / f"{part}.html").as_uri())
    await page.wait_for_function("Reveal.isReady()")


async def title_of(page: Page) -> str:
    """The heading of the slide that is shown."""
    title: str = await page.evaluate("Reveal.getCurrentSlide().querySelector('h1,h2,h3').innerText")
    return title
