# Thin on purpose: every target is one command of polycloud.py, which also works where there is no make.
# Settings travel in the environment: PORT=8011 OPEN=1 make step-1  (make step-1 PORT=8011 works too).

PYTHON ?= python3
RUN = $(PYTHON) polycloud.py

export PORT OPEN LAN KEYS KEYS_ROOM KEYS_SECRET NETNS ARGS LEVEL EVERY

.DEFAULT_GOAL = help

help:
	@$(RUN) help

step-1 step-2 step-3 step-4:
	@$(RUN) step $(subst step-,,$@)

turn gateway:
	@$(RUN) $@ $(ARGS)

diff-1-2 diff-2-3 diff-3-4:
	@$(RUN) diff $(subst -, ,$(subst diff-,,$@))

test test-quick check notebooks test-notebooks slides bench doctor wheelhouse lock:
	@$(RUN) $@

.PHONY: help step-1 step-2 step-3 step-4 turn gateway diff-1-2 diff-2-3 diff-3-4 \
	test test-quick check notebooks test-notebooks slides bench doctor wheelhouse lock
