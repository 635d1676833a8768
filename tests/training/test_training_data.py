"""The data: sentences, speakers, shards, codes and batches, made for real but few."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import training.corpus
from training.alphabet import Alphabet
from training.batches import Batches
from training.codes import Codebook, fit
from training.corpus import CorpusWriter
from training.dataset import Corpus, phoneme_at
from training.gpt import START_CODE, STOP_CODE
from training.judges import word_errors
from training.mel import from_bytes, to_bytes
from training.sentences import SentenceWriter
from training.speakers import Speaker, draw_speaker
from training.teacher import HOP, Teacher, change_pitch, render


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    directory = tmp_path_factory.mktemp("shards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training.corpus, "SHARD", 12)
        writer = CorpusWriter(directory)
        assert writer.write(0)
        assert not writer.write(0)
    return Corpus(directory)


@pytest.fixture(scope="module")
def codebook(corpus: Corpus) -> Codebook:
    return fit(corpus.training(), np.random.default_rng(0), rounds=2)


def test_sentences_are_many_and_repeatable() -> None:
    writer = SentenceWriter(["zebu", "quaint"])
    texts = [writer.write(number) for number in range(300)]
    assert texts == [SentenceWriter(["zebu", "quaint"]).write(number) for number in range(300)]
    assert len(set(texts)) > 280
    assert not any("{" in text for text in texts)


def test_a_speaker_changes_pitch_and_formants_but_not_timing() -> None:
    teacher = Teacher()
    speech = teacher.speak(teacher.phonemize("We were away a year ago."), 1)
    assert speech.durations.sum() == len(speech.pitch)
    sounds = [
        render(speech, x, np.random.default_rng(0)) for x in (Speaker(formant=1.12), Speaker(formant=0.8))
    ]
    assert len(sounds[0]) == len(sounds[1]) == HOP * len(speech.pitch)
    low = change_pitch(speech.pitch, Speaker(0.5))
    voiced = speech.pitch > 40
    assert np.median(low[voiced]) == pytest.approx(np.median(speech.pitch[voiced]) / 2, rel=0.01)
    centroids = [_centroid(x) for x in sounds]
    assert centroids[1] < 0.9 * centroids[0]


def _centroid(sound: NDArray[Any]) -> float:
    spectrum = np.square(np.abs(np.fft.rfft(sound)))
    return float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())


def test_mels_survive_their_storage() -> None:
    mel = np.random.default_rng(0).uniform(-13, 9, 1000).astype(np.float32)
    assert np.abs(from_bytes(to_bytes(mel)) - mel).max() < 0.051


def test_a_shard_holds_what_was_said(corpus: Corpus) -> None:
    (shard,) = corpus.training()
    sentence = shard.sentence(3)
    assert sentence.audio is not None
    assert sentence.audio.shape == (2, HOP * len(sentence.pitch))
    assert len(sentence.durations) == len(sentence.ids) + 2
    assert sentence.durations.sum() == len(sentence.pitch)
    assert sentence.mels.shape[1:] == sentence.neutral.shape
    assert all(
        draw_speaker(int(x)).pace == draw_speaker(int(sentence.speakers[0])).pace for x in sentence.speakers
    )


def test_batches_line_up(corpus: Corpus, codebook: Codebook) -> None:
    alphabet = Alphabet(Teacher().alphabet)
    batch = Batches(corpus.training(), codebook, alphabet).batch(np.random.default_rng(0))
    for row in range(len(batch.ids)):
        targets = batch.targets[row][batch.targets[row] != -100]
        assert batch.inputs[row, 0] == START_CODE
        assert targets[-1] == STOP_CODE
        assert batch.inputs[row, 1 : len(targets)].tolist() == targets[:-1].tolist()
        assert targets[-2] == codebook.silence  # the place whose latent is the sound of the code before
        spoken = batch.spoken[row, : len(targets)]
        assert (spoken.diff() >= 0).all()
        assert spoken.max() == batch.lengths[row] - 1
    assert (batch.mel[:, :4] == batch.mel.min()).all()  # the sound is one code late


def test_phonemes_are_found_by_time() -> None:
    assert phoneme_at(np.array([8, 4, 4], np.int16), np.array([0.0, 0.11, 0.16, 9.0])).tolist() == [
        0,
        1,
        2,
        2,
    ]


def test_word_errors_count_changes() -> None:
    assert word_errors("The cat sat.", "the cat sat") == (0, 3)
    assert word_errors("the cat sat on", "a cat on it") == (3, 4)
