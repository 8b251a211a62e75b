"""`python -m monitor` is `brownout`, for where the console script is not on the path."""

import sys

from monitor.cli import main

# Processes that judge side by side import this file again, and are not to run a command.
if __name__ == "__main__":
    sys.exit(main())
