"""`python -m scoda_crawler.demo` serves the demo sites until its standard input ends."""

from scoda_crawler.demo.server import main

if __name__ == "__main__":
    main()
