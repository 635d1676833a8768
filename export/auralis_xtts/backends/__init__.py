"""Triton's backends: a directory `<name>/model.py` serves every model that says `backend: "<name>"`.

They are copied into Triton's backend directory, and are no part of any import.
"""
