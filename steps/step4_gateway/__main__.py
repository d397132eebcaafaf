"""`python -m steps.step4_gateway`: runs step 4, all its programs on this computer."""

from steps.step4_gateway.stage import main

main()
