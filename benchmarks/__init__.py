"""Speed and size: our stages beside peers with the same answers, and how all of it grows; see docs/performance.md."""
