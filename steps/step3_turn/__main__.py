"""`python -m steps.step3_turn`: runs the server of step 3."""

from steps.step3_turn.server import main

main()
