"""What stands in `python -m fenjin.table`: build, verify, report."""

import sys

from fenjin.table.build import main

if __name__ == "__main__":
    sys.exit(main())
