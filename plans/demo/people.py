"""Who comes to the demo clinic: made-up people with names as the world writes them."""

import datetime as dt
from dataclasses import dataclass

NAMES = """
Amira Haddad|Jonas Weber|Sofia Rossi|Priya Nair|Ade Bello|Mei Tanaka|Leo Marsh|Ida Holm
Zoë Lindqvist|Mateo García López|Nguyễn Thị Lan|Oluwaseun Adeyemi|Katarzyna Wiśniewska|Björn Sæther
Fatima Zahra El Idrissi|Chloé Dubois|Hana Kim|Ravi|Élodie Marchand|Giulia Conti|Tomáš Novotný
Yusuf Demir|Anneliese von Berg|Carmen Ortega|Noah Becker|Lena Fischer|Marta Kowalczyk|Samuel Okoro
Ana-Maria Popescu|Ingrid Solberg|Paul Schneider|Deniz Yılmaz|Clara Hoffmann|Emma Richter|王小明
Svetlana Petrova|Ибрагим Алиев|Rosa Álvarez|Theo Krüger|Maja Jovanović|Grace Mensah|Lukas Braun
Nadia Rahman|Olivia Hart|Finn O’Connor|Marie-Luise Vogt|Aisha Karim|Stella Papadopoulou|Jan de Vries
Miriam Cohen|Linh Tran|Valentina Silva|Hugo Lefèvre|Eszter Nagy|Rania Saleh|Kwame Asante|Julia Maier
Nils Andersson|Beatriz Costa|Tara Singh
"""
ALERTS = {
    3: "Cold sores now and then",
    9: "Allergic to lidocaine",
    14: "Anticoagulant: ask Dr Novak",
}
GERMAN = (1, 23, 25, 26, 36, 39)
"""The numbers of those who are written to in German."""


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up patient; `number` makes her phone and mail."""

    number: int
    name: str

    @property
    def email(self) -> str:
        if self.number == 0:
            return "amira@demo.example"
        return "" if self.number % 9 == 5 else f"patient{self.number:02d}@demo.example"

    @property
    def phone(self) -> str:
        return f"+4930555{self.number:02d}42"

    @property
    def birth_date(self) -> dt.date | None:
        if self.number == 0:
            return dt.date(1991, 3, 4)
        if self.number % 11 == 7:
            return None
        return dt.date(1966 + self.number * 7 % 38, 1 + self.number * 5 % 12, 1 + self.number % 27)

    @property
    def fitzpatrick(self) -> int | None:
        return None if self.number % 8 == 6 else 1 + (self.number * 5 + 2) % 6

    @property
    def language(self) -> str:
        return "de" if self.number in GERMAN else "en"

    @property
    def may_sms(self) -> bool:
        return self.number % 3 == 2

    @property
    def channel(self) -> str:
        return "sms" if self.number % 6 == 5 else "email"

    @property
    def alerts(self) -> str:
        return ALERTS.get(self.number, "")


def people() -> list[Person]:
    """Sixty of them; the first is Amira, whose portal the demo opens."""
    names = [name for line in NAMES.split("\n") for name in line.split("|") if name]
    return [Person(number, name) for number, name in enumerate(names)]
