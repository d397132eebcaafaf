"""The runner behind `make` and `polycloud.py`: standard library only, syntax of Python 3.7.

One noun a file: pythons, environment (.venv), packages, ports, doors, child, step, doctor, machine,
browsers, stages, results, chores; `commands` is the table that names them all.
"""
