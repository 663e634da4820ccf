"""Speed and memory, measured as whole processes and in-process: ``python -m benchmarks``."""
