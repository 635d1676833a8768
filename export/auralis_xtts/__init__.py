"""XTTS v2 as a Triton model repository: networks, exporter, serving backends and launcher."""
