"""`python -m simulators`: all simulated systems as one process."""

from simulators.options import parse
from simulators.server import main

if __name__ == "__main__":
    main(parse())
