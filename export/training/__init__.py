"""The recipe that trains `mini`, the bundled voice model.  Not part of the wheel.

Stages, in order: data, codes, gpt, speaker, vocoder, joint, evaluate, checkpoint
(`python -m training --help`).
"""
