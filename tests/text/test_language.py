import subprocess
import sys

import pytest

from scoda_crawler.text.language import guess, identify

TEXTS = {
    "en": "The mayor opened the new bridge on Friday and thanked the engineers for their patience.",
    "de": "Der Bürgermeister eröffnete am Freitag die neue Brücke und dankte den Ingenieuren.",
    "fr": "Le maire a inauguré vendredi le nouveau pont et a remercié les ingénieurs de leur patience.",
    "nb": "Ordføreren åpnet den nye broen på fredag og takket ingeniørene for tålmodigheten deres.",
    "ru": "Мэр открыл новый мост в пятницу и поблагодарил инженеров за их терпение.",
    "uk": "Міський голова відкрив новий міст у п'ятницю та подякував інженерам за їхнє терпіння.",
    "zh": "市长周五为新桥揭幕，并感谢工程师们的耐心。",
    "ja": "市長は金曜日に新しい橋を開通させ、技術者たちの忍耐に感謝した。",
    "ko": "시장은 금요일에 새 다리를 개통하고 기술자들의 인내심에 감사를 표했다.",
    "th": "นายกเทศมนตรีเปิดสะพานใหม่เมื่อวันศุกร์และขอบคุณวิศวกรที่อดทน",
    "el": "Ο δήμαρχος εγκαινίασε τη νέα γέφυρα την Παρασκευή και ευχαρίστησε τους μηχανικούς.",
    "he": "ראש העיר חנך את הגשר החדש ביום שישי והודה למהנדסים על סבלנותם.",
    "ar": "افتتح رئيس البلدية الجسر الجديد يوم الجمعة وشكر المهندسين على صبرهم.",
    "fa": "شهردار روز جمعه پل جدید را افتتاح کرد و از مهندسان برای صبرشان تشکر کرد.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_told(language: str) -> None:
    found, certainty = identify(TEXTS[language])
    assert found == language
    assert 0.6 < certainty <= 1


@pytest.mark.parametrize("text", ["", " \n", "2022-10-25 14:24", "https://example.org/a", "…!?", "\ud800"])
def test_no_letters_no_language(text: str) -> None:
    assert identify(text) == (None, 0.0)


def test_short_and_mixed_text_is_less_certain() -> None:
    assert identify("ไทย")[1] < identify(TEXTS["th"])[1]
    assert identify(TEXTS["ru"] + TEXTS["th"])[1] < 0.7
    assert identify("ok")[1] < 0.5


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("รัสเซีย", "th"),
        ("спасибо", "ru"),
        ("欢迎", "zh"),
        ("Київ", "uk"),
        ("پاکستان", "fa"),
        ("ようこそ", "ja"),
        ("hello", None),
        ("", None),
    ],
)
def test_guess(word: str, language: str | None) -> None:
    assert guess(word) == language


def test_the_model_is_loaded_only_when_it_is_needed() -> None:
    code = (
        "import sys; from scoda_crawler.text import scripts; scripts.repair('plain'); print('py3langid' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
