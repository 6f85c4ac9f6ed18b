// The words of the guided tour.

export const TOUR = {
  fr: {
    "tour": "Visite guidée", "tour.start": "Visite guidée (8 étapes)", "tour.step": "Étape {step} sur {count}", "tour.skip": "Quitter la visite", "tour.next": "Suivant", "tour.end": "Terminer",
    "tour.command.title": "Quelqu’un a besoin de 6xpos", "tour.command": "Au quotidien, c’est un collègue qui demande. Devenez {requester}, tapez {command} dans #{channel}, puis Entrée.", "tour.command.help": "L’écrire pour moi",
    "tour.form.title": "La demande", "tour.form": "Une marque, ses restaurants et leurs slugs, trois cases cochées. Remplissez, puis envoyez.", "tour.form.help": "Remplir pour moi",
    "tour.lead.title": "À vous, responsable", "tour.lead": "La carte de la demande est arrivée dans #{channel}. Prenez la place de {lead}.",
    "tour.approve.title": "Valider", "tour.approve": "Lisez la carte : qui demande, quels restaurants, ce que la feuille en sait déjà. Tout va bien ? Cliquez sur « Valider ».",
    "tour.issue.title": "Émettre le token", "tour.issue": "Le token se crée dans le back-office de Hey Pongo, simulé à droite. Émettez celui de {brand} : il est copié aussitôt.",
    "tour.paste.title": "Le coller", "tour.paste": "Collez le token dans le formulaire, puis « Valider ». Le bot demande à Hey Pongo s’il est bon, puis continue tout seul.", "tour.paste.help": "Coller pour moi",
    "tour.sheet.title": "Le bot écrit, et vérifie", "tour.sheet": "Le token est dans la feuille à côté de chaque slug, chaque ligne relue. La carte le dit aussi. Ce que d’autres ont tapé n’a pas bougé.", "tour.sheet.waiting": "Le bot écrit dans la feuille…",
    "tour.told.title": "Le demandeur est prévenu", "tour.told": "Redevenez {requester} et ouvrez la conversation avec {bot} : le résultat y est, avec un texte prêt pour 6xpos.",
    "tour.done.title": "C’est tout !", "tour.done": "Vous savez tenir votre rôle. Essayez maintenant « Faire modifier » et « Refuser », mettez un autre token dans la feuille avant de valider, provoquez une panne, avancez l’horloge : rien ne peut se casser ici.",
    "tour.brand": "Maison Tournesol",
  },
  en: {
    "tour": "Guided tour", "tour.start": "Guided tour (8 steps)", "tour.step": "Step {step} of {count}", "tour.skip": "Leave the tour", "tour.next": "Next", "tour.end": "Finish",
    "tour.command.title": "Somebody needs 6xpos", "tour.command": "In daily work a colleague asks. Become {requester}, type {command} in #{channel}, and press Enter.", "tour.command.help": "Type it for me",
    "tour.form.title": "The request", "tour.form": "A brand, its restaurants with their slugs, three boxes ticked. Fill it in, then submit.", "tour.form.help": "Fill it in for me",
    "tour.lead.title": "Your turn, lead", "tour.lead": "The request’s card has arrived in #{channel}. Take {lead}’s place.",
    "tour.approve.title": "Approve", "tour.approve": "Read the card: who asks, which restaurants, what the sheet knows of them. All well? Press “Approve”.",
    "tour.issue.title": "Issue the token", "tour.issue": "The token is made in Hey Pongo’s back office, simulated on the right. Issue the one of {brand}: it is copied at once.",
    "tour.paste.title": "Paste it", "tour.paste": "Paste the token into the form, then press “Approve”. The bot asks Hey Pongo whether it is good, then goes on by itself.", "tour.paste.help": "Paste it for me",
    "tour.sheet.title": "The bot writes, and checks", "tour.sheet": "The token is in the sheet next to each slug, every row read back. The card says so too. What others typed has not moved.", "tour.sheet.waiting": "The bot is writing to the sheet…",
    "tour.told.title": "The requester is told", "tour.told": "Become {requester} again and open the conversation with {bot}: the outcome is there, with a text ready for 6xpos.",
    "tour.done.title": "That is all!", "tour.done": "You know your part. Now try asking for changes and rejecting, put another token into the sheet before you approve, switch a trouble on, move the clock: nothing can break here.",
    "tour.brand": "Sunflower House",
  },
};
