/** The frame of the application: menu, header, footer, help. */
import { of } from './of'

export const shell = {
  'shell.name': 'Ardoise',
  'shell.menu': 'Menu principal',
  'shell.skip': 'Aller au contenu',
  'shell.help': 'Aide',
  'shell.account': (name: string) => `Compte ${of(name)}`,
  'shell.sign_out': 'Se déconnecter',
  'shell.theme': 'Thème',
  'shell.theme.system': 'Comme l’appareil',
  'shell.theme.light': 'Clair',
  'shell.theme.dark': 'Sombre',
  'shell.density': 'Densité',
  'shell.density.compact': 'Serrée',
  'shell.density.normal': 'Normale',
  'shell.density.comfort': 'Aérée',
  'shell.language': 'Langue',
  'shell.language.fr': 'Français',
  'shell.language.en': 'English',
  'shell.actions': 'Actions rapides',
  'shell.search': 'Rechercher un patient, une action…',
  'shell.people': (n: number) => (n < 2 ? `${n} collègue en ligne` : `${n} collègues en ligne`),
  'shell.footer': 'Pied de page',
  'shell.contact': 'Contact',
  'shell.terms': 'CGU',
  'shell.legal': 'Mentions légales',
  'shell.demo': 'Démonstration',
  'shell.demo.mailbox': 'Ses e-mails',
  'shell.demo.live': 'Collègues fictifs au travail',
  'shell.demo.failed': 'Les collègues fictifs n’ont pas changé d’avis',
  'shell.live': 'En direct',
  'shell.connecting': 'Connexion…',
  'shell.cut.title': 'Le serveur ne répond plus.',
  'shell.cut.since': (time: string) => `Dernières nouvelles à ${time}.`,
  'shell.cut.reading': 'Vous pouvez lire l’agenda ; les réservations et déplacements sont refusés jusqu’au retour.',
  'shell.cut.queued': (n: number) =>
    n < 2 ? `${n} changement attend le retour du serveur.` : `${n} changements attendent le retour du serveur.`,
  'shell.cut.retry': (seconds: number) => `Nouvel essai dans ${seconds} s`,
  'shell.cut.trying': 'Nouvel essai…',
  'shell.cut.now': 'Réessayer maintenant',
  'shell.reload.title': 'L’application a été mise à jour.',
  'shell.reload.text': 'Rechargez la page pour continuer.',
  'shell.reload.now': 'Recharger',
  'shell.start.failed': 'Le serveur est injoignable.',
  'shell.missing.title': 'Cette page n’existe pas',
  'shell.missing.text': 'L’adresse est peut-être ancienne.',
  'shell.missing.action': 'Ouvrir l’agenda',
  'shell.keys': 'Partout',
  'shell.keys.help': 'Ouvrir cette aide',
  'shell.keys.escape': 'Fermer, abandonner',
  'shell.help.title': 'Aide',
  'shell.help.keyboard': 'Raccourcis clavier',
  'shell.help.first': 'Premiers pas',
  'shell.help.book.title': 'Donner un rendez-vous',
  'shell.help.book':
    'Cliquez un créneau vert, cherchez le patient par son mobile, son nom ou son e-mail, puis confirmez. Une plage blanche donne un rendez-vous hors horaires.',
  'shell.help.move.title': 'Déplacer ou allonger',
  'shell.help.move':
    'Faites glisser le rendez-vous, ou son bord inférieur pour changer sa durée. Au clavier : M, les flèches, puis Entrée. Sur téléphone : appui long.',
  'shell.help.undo.title': 'Revenir en arrière',
  'shell.help.undo':
    'Chaque changement s’annule : « Annuler » dans l’avis pendant huit secondes, puis Ctrl-Z ou l’historique du rendez-vous, même après avoir rechargé la page.',
  'shell.help.live.title': 'À plusieurs',
  'shell.help.live':
    'L’agenda est le même sur tous les écrans. Les initiales d’un collègue sur un créneau disent qu’il est en train de le réserver, et pour combien de temps.',
  'shell.help.cut.title': 'Quand la connexion tombe',
  'shell.help.cut':
    'Un bandeau donne l’heure des dernières nouvelles. La lecture continue ; ce qui pourrait donner deux fois le même créneau est refusé, le reste attend le retour du serveur.',
  'shell.help.contact.title': 'Une question',
  'shell.help.contact': 'L’administrateur de votre cabinet vous répond ; ses coordonnées sont sur la page Contact.',
  'shell.legal.contact.title': 'Contact',
  'shell.legal.contact.intro':
    'Pour toute question sur l’agenda, vos accès ou vos données, adressez-vous à votre cabinet :',
  'shell.legal.contact.none':
    'Le cabinet n’a pas encore indiqué ses coordonnées. Un administrateur peut le faire dans les réglages.',
  'shell.legal.terms.title': 'Conditions générales d’utilisation',
  'shell.legal.terms.1':
    'Ardoise est réservé aux personnes que le cabinet a autorisées. Les accès sont personnels : ne prêtez ni votre mot de passe ni votre appareil ouvert.',
  'shell.legal.terms.2':
    'Les informations sur les patients sont couvertes par le secret professionnel. Consultez uniquement celles dont votre travail a besoin : chaque consultation, recherche et modification est inscrite dans un journal.',
  'shell.legal.terms.3':
    'Le cabinet décide des droits de chacun et peut les retirer à tout moment, avec effet immédiat sur les écrans ouverts.',
  'shell.legal.notice.title': 'Mentions légales',
  'shell.legal.notice.1':
    'Cette application est exploitée par le cabinet, responsable du traitement des données au sens du RGPD. Les droits d’accès, de rectification et d’effacement s’exercent auprès de lui.',
  'shell.legal.notice.2':
    'Ardoise est un logiciel libre, diffusé sous licence Apache 2.0. Il ne dépose aucun traceur et ne charge rien depuis d’autres sites ; un seul cookie, nécessaire, garde votre session.',
}
