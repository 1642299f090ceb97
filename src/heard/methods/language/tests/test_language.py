"""English is never called foreign, other languages are; which one it is, lingua says where it is installed."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from heard.methods.language import languages
from heard.methods.language.gate import Gate, gate

# Sentences of our own.
OTHERS = {
    "pl": "Pielęgniarki były bardzo miłe, ale czekałam trzy godziny na lekarza.",
    "ro": "Asistentele au fost foarte amabile, dar am așteptat trei ore la doctor.",
    "fr": "Les infirmières étaient très gentilles mais j'ai attendu trois heures.",
    "es": "Las enfermeras fueron muy amables pero esperé tres horas al médico.",
    "pt": "As enfermeiras foram muito simpáticas, mas não tive nenhuma informação.",
    "it": "Gli infermieri sono stati molto gentili ma ho aspettato tre ore.",
    "tr": "Hemşireler çok nazikti ama doktoru üç saat bekledim.",
    "cy": "Roedd y nyrsys yn garedig iawn ond bu rhaid i mi aros am oriau.",
    "pa": "ਨਰਸਾਂ ਬਹੁਤ ਚੰਗੀਆਂ ਸਨ ਪਰ ਮੈਨੂੰ ਤਿੰਨ ਘੰਟੇ ਉਡੀਕ ਕਰਨੀ ਪਈ।",
    "ur": "نرسیں بہت مہربان تھیں لیکن مجھے ڈاکٹر کا تین گھنٹے انتظار کرنا پڑا۔",
    "ar": "كانت الممرضات لطيفات جدا ولكنني انتظرت الطبيب ثلاث ساعات.",
    "zh": "护士们非常友善，但是我等医生等了三个小时。",
    "uk": "Медсестри були дуже привітні, але я чекала на лікаря три години.",
    "so": "Kalkaaliyayaashu aad bay u fiicnaayeen laakiin waxaan sugay saddex saacadood.",
    "ta": "செவிலியர்கள் மிகவும் அன்பானவர்கள் ஆனால் நான் மூன்று மணி நேரம் காத்திருந்தேன்.",
}
SHORT = ["Bardzo dobrze", "Muy bien", "Très bien", "Molto bene", "Muito bom", "Çok iyi", "Foarte bine", "Labai gerai"]
TRICKY = [
    "Excelent", "Excelent servise verry frendly", "NHS 111 gr8", "THE NURSE WAS BRILLIANT", "RUDE", "GP surgery", "A&E",
    "Reyt gud lass", "Nowt to grumble about", "Canny bairns, champion like", "Aye it wis braw", "Ta pet", "Mint!",
    "Thx 4 ur help", "brill x", "OK", "ok ok", "Dr Kowalski", "Siobhán", "José and Zoë", "Nurse Agnieszka Nowak",
    "Café was shut", "Good 😀", "Très good!", "Physio", "Parking", "wating time", "Mr Nguyen", "CPN Oluwaseun Adeyemi",
    "nice ppl", "wheres my meds", "dunno", "Naff all", "Ward 12b", "5* service", "Sarah", "Thank-you", "innit", "Y",
    "Lush mun", "Dead good them", "Yous are class", "Diagnosed w/ MS", "Gud", "N0thing", "no", "Non", "Super", "Fab",
]  # fmt: skip


@pytest.mark.parametrize("text", TRICKY)
def test_dialect_slips_capitals_and_names_are_english(text: str) -> None:
    assert languages(pa.array([text])).to_pylist() == ["en"]


@pytest.mark.parametrize("text", [*OTHERS.values(), *SHORT])
def test_other_languages_are_not_called_english(text: str) -> None:
    assert languages(pa.array([text])).to_pylist() != ["en"]


def test_where_no_words_are_there_is_no_language() -> None:
    assert languages(pa.array(["", None, "10/10", "👍👍", "?!", " \n"])).to_pylist() == [""] * 6


def test_without_the_extra_it_says_that_it_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heard.methods.language.detect._detector", lambda: None)
    assert set(languages(pa.array(list(OTHERS.values()))).to_pylist()) == {"und"}


@pytest.mark.skipif(find_spec("lingua") is None, reason="the extra `text` (lingua) is not installed")
def test_with_the_extra_it_says_which() -> None:
    assert languages(pa.array(list(OTHERS.values()))).to_pylist() == list(OTHERS)


def test_of_the_public_comments_none_is_called_foreign(shared_data: Path) -> None:
    with (shared_data / "fft" / "fft_labelled.csv").open(encoding="utf-8", newline="") as file:
        said = pa.array([row["FFT answer"] for row in csv.DictReader(file)])
    assert set(gate(said).tolist()) <= {Gate.ENGLISH, Gate.NO_WORDS}
