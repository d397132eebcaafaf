"""What a step's page shows before its scripts have come: the lobby in one's language. [pure]

The scripts make the same lobby some hundred milliseconds later, or seconds on a slow line, and take
over what was written in it meanwhile (frontend/lib/sight.js).
"""

FILES = {"en": "first-sight.html", "de": "first-sight.de.html"}
ENGLISH = '<html lang="en">'
PLACE = "<main hidden></main>"  # first-sight.js shows it to those who will see a lobby


def with_sight(page: str, sight: str, step: int, language: str) -> str:
    """The HTML of a step's page, with that of the sight in its place, and its language told."""
    shown = f"<main hidden>\n{sight.replace('{step}', str(step))}    </main>"
    return page.replace(ENGLISH, f'<html lang="{language}">', 1).replace(PLACE, shown, 1)
