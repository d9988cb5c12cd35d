"""``python -m jlhy_xl`` is ``jlhy``."""

from jlhy_xl.cli import main

if __name__ == "__main__":
    main()
