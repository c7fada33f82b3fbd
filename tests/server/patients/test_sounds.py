"""Names that are said alike meet; names that are not stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.rules.names import fold
from server.patients.rules.sounds import consonants, sound

ALIKE = """
Lefebvre Lefèvre Lefebure Lefevre Lefébvre
Thibault Thibaut Thibaud Tibo Thibo Tibault Thibeau
Dupont Dupond Dupon Duppont
Gauthier Gautier Gaultier Gotier Gauthié
Philippe Filip Philipe Filippe
Schmitt Schmidt Schmit Chmit
Mathieu Matthieu Mathieux Mattieu
Moreau Morot Moro Moraud Moreaux
Renault Renaud Renaux Reno Reynaud Raynaud
Lemaire Lemaires Lemère
Gérard Jerard
Durand Durant Duran
Laurent Loran Lorent Laurant
Vincent Vinsent Vincens
Martin Martain Martins Marthin
Benoît Benoit Benois
François Francois Franssois
Georges Jorge Georje
Leroy Leroi Leroix
Guillot Guyot
Gaillard Gayard
Christophe Kristof Cristophe
Baptiste Batiste
Hélène Elene Helenne
Schwartz Schwarz Chwarz
Djamel Jamel
Karim Carim
Youssef Yusef
Rousseau Roussau Rousso
René Renée Rene
Marie Mari Marye
Lambert Lamber Lembert
Dupuy Dupuis Dupui
Picard Piccard Pikard Picart
Chevalier Chevallier Chevalié
Leblanc Leblan
Henry Henri Anri
Cécile Sécile Cecille
Jacques Jaques Jak
Wagner Vagner
Perrin Perin Perain
Boucher Bouchez Bouché
Clément Clemment Clemant
Mohamed Mohammed Moamed
Aurélie Orélie Aurelly
Sophie Sofie Sofi
Thérèse Terese
Giraud Girault Girot
Sébastien Sebastien Cébastien
Lemoine Lemoyne
Leclerc Leclercq Leclerk
Beaumont Baumont Bomon
Chloé Cloé Kloe
Élodie Elodi
Boulanger Boulangé Boulenger
"""
APART = """
Martin Marin Morin Moreau Dupont Dupuis Dubois Bernard Bertrand Lambert Laurent Durand Girard Giraud Gérard Petit Perrin Blanc Blanchard
Roux Roy Rey Simon Michel Leroy Leroux Lefort Legrand Lemoine Lemaire Leclerc Roussel Rousseau Marie Maire Anne Jean Jeanne Paul Paulette
Louis Louise Hamon Hamelin Lefebvre Leblanc Lebrun Brun Colin Caron Carré
"""


@pytest.mark.parametrize("line", ALIKE.strip().splitlines())
def test_spellings_of_one_name_have_one_sound(line: str) -> None:
    assert len({sound(fold(name)) for name in line.split()}) == 1, [(name, sound(fold(name))) for name in line.split()]


def test_names_that_are_said_differently_keep_different_sounds() -> None:
    sounds = [sound(fold(name)) for name in APART.split()]
    assert len(set(sounds)) == len(sounds), sorted(zip(sounds, APART.split(), strict=True))


@pytest.mark.parametrize(("typed", "meant"), [("Martni", "Martin"), ("Duopnt", "Dupont"), ("Maritn", "Martin")])
def test_a_slip_on_a_vowel_leaves_the_consonants(typed: str, meant: str) -> None:
    assert consonants(sound(fold(typed))) == consonants(sound(fold(meant)))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_every_word_has_a_sound_made_of_letters_and_digits(word: str) -> None:
    for folded in fold(word).split():
        assert sound(folded).isalnum()
