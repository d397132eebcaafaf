"""`python -m steps.step1_websocket`: runs the server of step 1."""

from steps.step1_websocket.server import main

main()
