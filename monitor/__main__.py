"""`python -m monitor` is `brownout`, for where the console script is not on the path."""

import sys

from monitor.cli import main

sys.exit(main())
