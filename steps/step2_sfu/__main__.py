"""`python -m steps.step2_sfu`: runs the server of step 2."""

from steps.step2_sfu.server import main

main()
