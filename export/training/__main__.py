"""`python -m training STAGE`."""

from training.cli import app

app()
