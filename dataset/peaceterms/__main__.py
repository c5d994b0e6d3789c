"""The command line as a module: `python -m peaceterms`."""

from __future__ import annotations

from peaceterms._cli import main

if __name__ == "__main__":
    raise SystemExit(main())
