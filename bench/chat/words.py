"""What people of a practice write to each other: half of the words are those of every day, the others are rarer the later they stand."""

from bisect import bisect
from itertools import accumulate
from random import Random

_TYPED = (
    "le la les un une de du des et est a pour avec dans sur pas que qui ce il elle on je vous nous merci bonjour "
    "oui non bien demain matin midi soir lundi mardi mercredi jeudi vendredi patient patiente rendez-vous "
    "ordonnance résultats appel téléphone salle consultation docteur secrétariat dossier rappeler urgence vaccin "
    "certificat courrier laboratoire pharmacie analyse bilan radio contrôle retard annulé déplacé confirmé papiers "
    "carte mutuelle signature famille enfant mère père semaine prochaine heure minutes disponible absent arrivé "
    "attend "
)
EVERY_DAY = _TYPED.split()
_ONSETS = [*"bcdfgjlmnprstv", "br", "cr", "dr", "tr", "pl", "ch", "gu"]
_NUCLEI = [*"aeiou", "ou", "ai", "en", "on", "é"]
_CODAS = ["", "", "r", "l", "t", "s"]
_RARE = 12_000
_SHORTEST, _LONGEST = 4, 13


class Writer:
    """Writes the same for the same chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        made = (
            "".join(chance.choice(_ONSETS) + chance.choice(_NUCLEI) for _ in range(chance.randint(2, 4))) + chance.choice(_CODAS)
            for _ in range(_RARE)
        )
        self._rare = list(dict.fromkeys(made))
        self._usual = list(accumulate(1 / (rank + 5) for rank in range(len(EVERY_DAY))))
        self._weights = list(accumulate(1 / (rank + 50) for rank in range(len(self._rare))))

    def text(self) -> str:
        """A message of four to thirteen words."""
        return " ".join(self.word() for _ in range(self._chance.randint(_SHORTEST, _LONGEST)))

    def word(self) -> str:
        """One word, as often as it comes."""
        draw = self._chance.random
        if draw() < 0.5:
            return EVERY_DAY[bisect(self._usual, draw() * self._usual[-1])]
        return self._rare[bisect(self._weights, draw() * self._weights[-1])]
