"""The wire under httpx's words: aiohttp for HTTP/1.1, httpx's own for HTTP/2, one pool for each host."""
