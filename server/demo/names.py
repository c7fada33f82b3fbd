"""Words of the demo. Everybody is fictional; phone numbers are those reserved for fiction in France (ARCEP)."""

LAST_NAMES = (
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Lefèvre Leroy Roux David Bertrand "
    "Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefort Faure André Mercier Blanc Guérin Boyer Garnier "
    "Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval "
    "Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez "
    "Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe "
    "Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier "
    "Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot "
    "Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le_Gall Collet Léger Bouvier Julien "
    "Prévost Millet Perrot Daniel Le_Roux Cousin Germain Breton Besson Langlois Rémy Le_Goff Pelletier Lévêque Perrier Leblanc Barré "
    "Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier "
    "Chevallier Collin Chauvin Da_Silva Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune "
    "Traoré Diallo Benali Nguyen Ben_Salah Haddad Cissé Ouattara Kaya Yilmaz Rossi Ferreira Pereira Kowalski Novak Tran Chen Amrani"
).split()
LAST_NAMES = [name.replace("_", " ") for name in LAST_NAMES]

WOMEN = (
    "Élodie Fatou Jeanne Camille Lucie Inès Amina Zoé Marie Léa Manon Chloé Emma Sarah Louise Alice Juliette Nathalie Isabelle Sylvie "
    "Catherine Françoise Monique Nicole Jacqueline Sandrine Stéphanie Céline Aurélie Émilie Hélène Anne-Sophie Marie-Claude Yasmine "
    "Aïcha Mireille Odette Simone Agathe Romane Lina Jade Rose Anna Mila Ambre Éva Clara Margaux Mathilde Pauline Noémie"
).split()
MEN = (
    "Louis Hugo Bernard Nicolas Ahmed Yanis Marc Jean Pierre Michel Alain Philippe Patrick Daniel Christian Laurent Éric David Thierry "
    "Olivier Sébastien Julien Thomas Alexandre Antoine Maxime Lucas Léo Gabriel Raphaël Arthur Jules Adam Noah Ethan Mohamed Karim Rayan "
    "Mathis Nathan Paul Victor Émile Marcel René Gérard Jean-Luc Jean-Pierre François Théo Enzo Tom Gaston Félix Oscar Aurélien"
).split()

STREETS = (
    "rue des Tilleuls|rue de la République|avenue Jean-Jaurès|place du Marché|rue Victor-Hugo|chemin des Vignes|allée des Platanes|"
    "boulevard Gambetta|rue de l’Église|impasse du Moulin|rue Pasteur|quai de la Liberté|rue du Port|rue des Écoles|avenue de la Gare"
).split("|")
TOWNS = ("69003 Lyon", "69006 Lyon", "69100 Villeurbanne", "69500 Bron", "69300 Caluire-et-Cuire", "69120 Vaulx-en-Velin")

REASONS = {
    "Médecin généraliste": (
        "Renouvellement d’ordonnance|Fièvre depuis deux jours|Certificat de sport|Douleur au genou|Suivi de tension|Toux persistante|"
        "Bilan sanguin à commenter|Vaccin grippe|Mal de dos|Fatigue|Allergie saisonnière|Contrôle après hospitalisation|Arrêt de travail"
    ).split("|"),
    "Gynécologue": "Suivi annuel|Frottis|Contraception|Échographie du 2e trimestre|Suivi de grossesse|Pose de stérilet".split("|"),
    "Masseur-kinésithérapeute": "Séance épaule|Rééducation du genou|Lombalgie|Cheville, séance 6 sur 15|Kiné respiratoire".split("|"),
    "Sage-femme": "Préparation à la naissance|Suivi de grossesse|Visite post-natale|Rééducation du périnée|Monitoring".split("|"),
    "Dermatologue": "Grain de beauté à surveiller|Acné|Eczéma|Contrôle annuel|Petite chirurgie|Verrue plantaire".split("|"),
    "Cardiologue": "Suivi d’hypertension|Palpitations|Bilan avant opération|Contrôle après stent|Essoufflement".split("|"),
    "Infirmière": "Prise de sang|Pansement|Vaccin|Injection|Retrait de fils".split("|"),
}
NOTES = (
    "Apporte ses résultats|Vient avec sa fille|Préfère la fin de matinée|Arrivera avec dix minutes d’avance|Ordonnance à préparer|"
    "Fauteuil roulant : salle du bas|Parle peu français, vient avec un proche"
).split("|")
REMARKS = (
    "Préfère être appelée le matin|Allergie à la pénicilline signalée|Malentendant : parler fort|Accès par la rampe|"
    "Toujours rappeler pour confirmer|Souhaite rester avec le même médecin"
).split("|")
