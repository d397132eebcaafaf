"""What a result was measured on: enough to judge it, nothing that names the computer."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import psutil

CPUINFO = Path("/proc/cpuinfo")


def describe() -> dict[str, str | int | float]:
    """The processor, the system and the versions of what was measured."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "node": _version("node"),
        "chromium": _version("chromium", "google-chrome", "chrome"),
        "firefox": _version("firefox-esr", "firefox"),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
    }


def _processor() -> str:
    if CPUINFO.exists():
        found = re.search(r"model name\s*:\s*(.+)", CPUINFO.read_text())
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def _version(*commands: str) -> str:
    """The version that the first installed one of these commands prints, or an empty text."""
    found = next((path for name in commands if (path := shutil.which(name))), None)
    if found is None:
        return ""
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+(\.\d+)+", done.stdout)
    return number[0] if number else ""
