// The page's own words, in French and English. The bot's words come from the bot.

import { TOUR } from "./tour_words.js";

const PAGE = {
  fr: {
    "title": "Espace d’essai 6xpos",
    "banner": "Espace d’essai : rien ne quitte cette machine. Slack, Google Sheets et les personnes sont simulés ici.",
    "banner.preparing": "Préparation en cours : ce que vous faites attend qu’elle soit finie.",
    "banner.lost": "Connexion à l’espace d’essai perdue. Nouvelle tentative…",
    "skip": "Aller aux messages",
    "who": "Vous êtes", "who.switch": "Agir en tant que {name} ({role})",
    "role.requester": "demande", "role.lead": "responsable", "role.second_lead": "2ᵉ responsable", "role.outsider": "extérieur",
    "language": "Langue de {name} dans Slack",
    "clock": "Horloge", "clock.move": "Avancer l’horloge",
    "clock.hour": "+1 heure", "clock.morning": "prochain matin ouvré", "clock.week": "+1 semaine",
    "clock.ahead": "en avance de {span}", "clock.real": "à l’heure",
    "span.days": "{days} j", "span.hours": "{hours} h", "span.minutes": "{minutes} min",
    "troubles": "Pannes", "troubles.title": "Pannes à provoquer", "troubles.on": "{count} panne(s) en cours",
    "trouble.slack_429": "Slack freine les messages", "trouble.slack_429.hint": "chat.* répond 429, à réessayer dans 3 s",
    "trouble.google_429": "Google freine", "trouble.google_429.hint": "Sheets répond 429, à réessayer dans 5 s",
    "trouble.google_500": "Google en panne", "trouble.google_500.hint": "Sheets répond 500",
    "trouble.google_lost": "Réponse de Google perdue", "trouble.google_lost.hint": "l’écriture est faite, la connexion coupée avant la réponse",
    "trouble.blanks_not_matched": "Google ne trouve pas les cellules vides", "trouble.blanks_not_matched.hint": "rechercher-remplacer passe à côté",
    "trouble.hidden_rows_skipped": "Google saute les lignes masquées", "trouble.hidden_rows_skipped.hint": "rechercher-remplacer n’y touche pas",
    "trouble.find_replace_refused": "Google refuse rechercher-remplacer", "trouble.find_replace_refused.hint": "alors rien n’est écrit",
    "trouble.slack_lost": "Réponse de Slack perdue", "trouble.slack_lost.hint": "le message est posté, la connexion coupée avant la réponse",
    "trouble.slow": "Réseau lent", "trouble.slow.hint": "chaque appel attend 1,5 s",
    "reset": "Recommencer", "reset.title": "Tout recommencer ?",
    "reset.text": "Les messages, les demandes et les changements dans la feuille sont effacés. L’espace repart de son état initial.",
    "reset.confirm": "Recommencer", "reset.done": "L’espace est reparti de zéro.",
    "restart": "Tuer le bot et le relancer", "restart.done": "Le bot a été tué net, puis relancé.",
    "theme.dark": "Passer en sombre", "theme.light": "Passer en clair", "help": "Par où commencer",
    "panes": "Volets", "pane.sheet": "Feuille", "pane.pongo": "Hey Pongo", "pane.calls": "Appels", "pane.mailbox": "Courrier", "pane.outbox": "À envoyer", "pane.audit": "Journal",
    "pane.close": "Masquer ce volet", "pane.resize": "Largeur des volets", "pane.resize.height": "Hauteur des volets",
    "pane.slack": "Slack",
    "channels": "Canaux", "apps": "Applications", "menu": "Canaux et applications",
    "tab.messages": "Messages", "tab.home": "Accueil", "app": "APP",
    "members": "{count} membres", "unread": "{count} non lus",
    "bot.absent": "6xpos n’est pas membre de ce canal.",
    "empty.channel": "Début de #{name}", "empty.channel.text": "Tout ce qui s’écrit ici reste sur cette machine.",
    "empty.im": "Votre conversation avec {name}", "empty.im.text": "Le bot vous écrit ici quand votre demande avance. Tapez {command} pour en faire une.",
    "empty.home": "Le bot n’a rien publié dans l’accueil.", "not_member": "{name} n’est pas membre de ce canal.",
    "composer.channel": "Écrire dans #{name}", "composer.im": "Écrire à {name}", "composer.send": "Envoyer",
    "composer.hint": "Entrée envoie, Maj + Entrée va à la ligne, / montre les commandes",
    "composer.shortcuts": "Raccourcis", "composer.attach": "Joindre un fichier", "composer.commands": "Commandes", "composer.thread": "Répondre…",
    "thread": "Fil", "thread.close": "Fermer le fil", "thread.reply": "Répondre dans le fil", "thread.replies_1": "1 réponse", "thread.replies_n": "{count} réponses",
    "only_you": "Visible par vous uniquement", "dismiss": "Masquer", "edited": "(modifié)", "more": "Autres actions", "no_shortcuts": "Aucun raccourci",
    "today": "Aujourd’hui", "yesterday": "Hier", "new_below": "Nouveaux messages", "today_at": "aujourd’hui à {time}",
    "modal.close": "Fermer", "modal.cancel": "Annuler", "modal.submit": "Envoyer",
    "required": "Ce champ est obligatoire.", "optional": "(facultatif)", "too_long": "{over} caractères de trop.", "too_short": "Au moins {least} caractères.",
    "left": "{count} caractères restants", "choose": "Choisir…", "choose.many": "Choisir une ou plusieurs options", "choose.search": "Chercher…", "remove": "Retirer {label}",
    "file.choose": "Choisir un fichier", "file.drop": "ou déposez-le ici", "file.uploading": "Envoi de {name}…", "file.limit": "{count} fichier(s) au plus.",
    "confirm.yes": "Oui", "confirm.no": "Annuler", "unsupported": "Bloc non pris en charge : {type}",
    "toast.refused": "Slack refuse : {why}", "toast.bot": "Le bot n’a pas répondu correctement ({status}).",
    "toast.bot_slow": "Le bot n’a pas répondu en 3 secondes.",
    "toast.bot_down": "Le bot ne répond pas. Est-il démarré ?", "toast.command": "{command} a échoué : « dispatch_failed ».", "toast.offline": "L’espace d’essai ne répond pas.",
    "sheet.row_above": "Insérer une ligne au-dessus", "sheet.row_below": "Insérer une ligne en dessous", "sheet.row_delete": "Supprimer la ligne {row}",
    "sheet.row_menu": "Ligne {row} : actions", "sheet.column_menu": "Colonne {column} : actions", "sheet.sort": "Trier de A à Z", "sheet.sort_back": "Trier de Z à A",
    "sheet.cell": "Cellule {cell}", "sheet.bar": "Contenu de {cell}", "sheet.shared": "Google Sheets simulé", "sheet.rows": "{count} lignes",
    "sheet.by_bot": "Écrit par le bot : {count} cellule(s)",
    "sheet.conflict": "Conflit avec {reference} : un autre token est déjà ici. À une personne de décider, puis « Réessayer » sur la carte.",
    "sheet.conflicts_1": "1 conflit", "sheet.conflicts_n": "{count} conflits",
    "pongo.simulated": "back-office simulé", "pongo.filter": "Chercher un restaurant", "pongo.waiting": "En attente d’un token", "pongo.none_waiting": "Aucune demande n’attend de token.",
    "pongo.tokens": "Tokens émis", "pongo.stores": "Restaurants", "pongo.issue": "Émettre un token", "pongo.copy": "Copier",
    "pongo.lives": "Un token émis ici est valable", "pongo.days": "{count} jours", "pongo.revoke": "Révoquer", "pongo.revoked": "révoqué", "pongo.pass_on": "Changer de compte", "pongo.other": "Un autre compte",
    "pongo.copied": "Token copié : collez-le dans le formulaire du bot.", "pongo.not_copied": "Le navigateur a refusé de copier.",
    "pongo.count_1": "1 restaurant", "pongo.count_n": "{count} restaurants", "pongo.away": "{count} inconnu(s)", "pongo.known": "Hey Pongo connaît {name}", "pongo.more": "… et {count} autres : cherchez par le nom.",
    "calls.empty": "Aucun appel pour l’instant. Chaque appel du bot à Slack et à Google apparaîtra ici.", "calls.request": "Demande", "calls.answer": "Réponse",
    "calls.all": "Tous", "calls.clear": "Vider", "calls.filter": "Filtrer par service", "calls.count": "{count} appels", "ms": "{count} ms",
    "mailbox.empty": "Aucun courrier. Les e-mails du bot à 6xpos arriveront ici.", "mailbox.to": "À", "mailbox.cc": "Copie", "mailbox.from": "De",
    "outbox.empty": "Rien en attente : tout ce que le bot devait faire est fait.", "audit.empty": "Aucune transition pour l’instant.",
    "welcome.title": "Par où commencer",
    "welcome.text": "Vous voici dans un Slack d’essai. Trois gestes suffisent pour voir une demande aller jusqu’au bout :",
    "welcome.1": "En tant que {requester}, tapez {command} dans #{channel}, remplissez le formulaire et envoyez-le.",
    "welcome.2": "Passez à {lead} en haut de la page : la carte de la demande est dans #{channel}. Validez-la et collez un token.",
    "welcome.3": "Regardez la feuille à droite : le token s’inscrit à côté de chaque restaurant, et {requester} reçoit la nouvelle.",
    "welcome.more": "Ensuite, essayez de gêner le bot : triez la feuille pendant qu’il écrit, coupez Google, avancez l’horloge, cliquez à deux.",
    "welcome.go": "Écrire la commande pour moi", "welcome.close": "J’ai compris",
    "person.switched": "Vous êtes maintenant {name}.",
  },
  en: {
    "title": "6xpos workspace",
    "banner": "Practice workspace: nothing leaves this machine. Slack, Google Sheets and the people are simulated here.",
    "banner.preparing": "Getting ready: whatever you do waits until that is done.",
    "banner.lost": "Lost the workspace. Trying again…",
    "skip": "Go to the messages",
    "who": "You are", "who.switch": "Act as {name} ({role})",
    "role.requester": "requester", "role.lead": "lead", "role.second_lead": "second lead", "role.outsider": "outsider",
    "language": "Slack language of {name}",
    "clock": "Clock", "clock.move": "Move the clock",
    "clock.hour": "+1 hour", "clock.morning": "next working morning", "clock.week": "+1 week",
    "clock.ahead": "{span} ahead", "clock.real": "on time",
    "span.days": "{days} d", "span.hours": "{hours} h", "span.minutes": "{minutes} min",
    "troubles": "Troubles", "troubles.title": "Troubles to switch on", "troubles.on": "{count} trouble(s) on",
    "trouble.slack_429": "Slack slows messages down", "trouble.slack_429.hint": "chat.* answers 429, retry after 3 s",
    "trouble.google_429": "Google over quota", "trouble.google_429.hint": "Sheets answers 429, retry after 5 s",
    "trouble.google_500": "Google is down", "trouble.google_500.hint": "Sheets answers 500",
    "trouble.google_lost": "Google’s answer is lost", "trouble.google_lost.hint": "the write is done, the connection cut before the answer",
    "trouble.blanks_not_matched": "Google does not find blank cells", "trouble.blanks_not_matched.hint": "find and replace passes them by",
    "trouble.hidden_rows_skipped": "Google skips hidden rows", "trouble.hidden_rows_skipped.hint": "find and replace leaves them alone",
    "trouble.find_replace_refused": "Google refuses find and replace", "trouble.find_replace_refused.hint": "nothing is written then",
    "trouble.slack_lost": "Slack’s answer is lost", "trouble.slack_lost.hint": "the message is posted, the connection cut before the answer",
    "trouble.slow": "Slow network", "trouble.slow.hint": "every call waits 1.5 s",
    "reset": "Start again", "reset.title": "Start all over?",
    "reset.text": "Messages, requests and changes in the sheet are erased. The workspace goes back to how it began.",
    "reset.confirm": "Start again", "reset.done": "The workspace has started afresh.",
    "restart": "Kill the bot and start it again", "restart.done": "The bot was killed on the spot, then started again.",
    "theme.dark": "Switch to dark", "theme.light": "Switch to light", "help": "What to do first",
    "panes": "Panes", "pane.sheet": "Sheet", "pane.pongo": "Hey Pongo", "pane.calls": "Calls", "pane.mailbox": "E-mails", "pane.outbox": "Outbox", "pane.audit": "Audit",
    "pane.close": "Hide this pane", "pane.resize": "Width of the panes", "pane.resize.height": "Height of the panes",
    "pane.slack": "Slack",
    "channels": "Channels", "apps": "Apps", "menu": "Channels and apps",
    "tab.messages": "Messages", "tab.home": "Home", "app": "APP",
    "members": "{count} members", "unread": "{count} unread",
    "bot.absent": "6xpos is not a member of this channel.",
    "empty.channel": "The beginning of #{name}", "empty.channel.text": "Whatever is written here stays on this machine.",
    "empty.im": "Your conversation with {name}", "empty.im.text": "The bot writes to you here as your request moves on. Type {command} to make one.",
    "empty.home": "The bot has published nothing on its Home tab.", "not_member": "{name} is not a member of this channel.",
    "composer.channel": "Message #{name}", "composer.im": "Message {name}", "composer.send": "Send",
    "composer.hint": "Enter sends, Shift + Enter starts a new line, / shows the commands",
    "composer.shortcuts": "Shortcuts", "composer.attach": "Attach a file", "composer.commands": "Commands", "composer.thread": "Reply…",
    "thread": "Thread", "thread.close": "Close the thread", "thread.reply": "Reply in thread", "thread.replies_1": "1 reply", "thread.replies_n": "{count} replies",
    "only_you": "Only visible to you", "dismiss": "Dismiss", "edited": "(edited)", "more": "More actions", "no_shortcuts": "No shortcuts",
    "today": "Today", "yesterday": "Yesterday", "new_below": "New messages", "today_at": "today at {time}",
    "modal.close": "Close", "modal.cancel": "Cancel", "modal.submit": "Submit",
    "required": "Please complete this required field.", "optional": "(optional)", "too_long": "{over} characters too many.", "too_short": "At least {least} characters.",
    "left": "{count} characters left", "choose": "Choose…", "choose.many": "Choose one or more options", "choose.search": "Search…", "remove": "Remove {label}",
    "file.choose": "Choose a file", "file.drop": "or drop it here", "file.uploading": "Uploading {name}…", "file.limit": "At most {count} file(s).",
    "confirm.yes": "Yes", "confirm.no": "Cancel", "unsupported": "Unsupported block: {type}",
    "toast.refused": "Slack refuses: {why}", "toast.bot": "The bot did not answer properly ({status}).",
    "toast.bot_slow": "The bot did not answer within 3 seconds.",
    "toast.bot_down": "The bot does not answer. Is it running?", "toast.command": "{command} failed with the error “dispatch_failed”.", "toast.offline": "The workspace does not answer.",
    "sheet.row_above": "Insert a row above", "sheet.row_below": "Insert a row below", "sheet.row_delete": "Delete row {row}",
    "sheet.row_menu": "Row {row}: actions", "sheet.column_menu": "Column {column}: actions", "sheet.sort": "Sort A to Z", "sheet.sort_back": "Sort Z to A",
    "sheet.cell": "Cell {cell}", "sheet.bar": "Content of {cell}", "sheet.shared": "simulated Google Sheets", "sheet.rows": "{count} rows",
    "sheet.by_bot": "Written by the bot: {count} cell(s)",
    "sheet.conflict": "In conflict with {reference}: another token is here already. A person decides, then presses “Try again” on the card.",
    "sheet.conflicts_1": "1 conflict", "sheet.conflicts_n": "{count} conflicts",
    "pongo.simulated": "simulated back office", "pongo.filter": "Find a restaurant", "pongo.waiting": "Waiting for a token", "pongo.none_waiting": "No request waits for a token.",
    "pongo.tokens": "Tokens issued", "pongo.stores": "Restaurants", "pongo.issue": "Issue a token", "pongo.copy": "Copy",
    "pongo.lives": "A token issued here is good for", "pongo.days": "{count} days", "pongo.revoke": "Revoke", "pongo.revoked": "revoked", "pongo.pass_on": "Change account", "pongo.other": "Another account",
    "pongo.copied": "Token copied: paste it into the bot’s form.", "pongo.not_copied": "The browser refused to copy.",
    "pongo.count_1": "1 restaurant", "pongo.count_n": "{count} restaurants", "pongo.away": "{count} unknown", "pongo.known": "Hey Pongo knows {name}", "pongo.more": "… and {count} more: find them by name.",
    "calls.empty": "No calls yet. Each call that the bot makes to Slack and Google will appear here.", "calls.request": "Request", "calls.answer": "Answer",
    "calls.all": "All", "calls.clear": "Clear", "calls.filter": "Filter by service", "calls.count": "{count} calls", "ms": "{count} ms",
    "mailbox.empty": "No e-mail. The bot’s e-mails to 6xpos will arrive here.", "mailbox.to": "To", "mailbox.cc": "Copy", "mailbox.from": "From",
    "outbox.empty": "Nothing waits: all that the bot owed is done.", "audit.empty": "No transition yet.",
    "welcome.title": "What to do first",
    "welcome.text": "This is a practice Slack. Three moves show a request all the way through:",
    "welcome.1": "As {requester}, type {command} in #{channel}, fill the form and send it.",
    "welcome.2": "Become {lead} at the top of the page: the request’s card is in #{channel}. Approve it and paste a token.",
    "welcome.3": "Watch the sheet on the right: the token appears next to each restaurant, and {requester} is told.",
    "welcome.more": "Then try to get in the bot’s way: sort the sheet while it writes, cut Google off, move the clock, press from two tabs.",
    "welcome.go": "Type the command for me", "welcome.close": "Got it",
    "person.switched": "You are now {name}.",
  },
};

const WORDS = { fr: { ...PAGE.fr, ...TOUR.fr }, en: { ...PAGE.en, ...TOUR.en } };
let language = "fr";

/** Chooses the language of the page: anything that is not French reads English. */
export function speak(wanted) {
  language = wanted === "fr" ? "fr" : "en";
  document.documentElement.lang = language;
}

export const spoken = () => language;

/** The words for `key`, with {named} values filled in; a missing key shows itself. */
export function t(key, values = {}) {
  const words = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The words for `key` split where `{name}` stands, so that a node can stand there. */
export function around(key, nodes, values = {}) {
  return t(key, values).split(/\{(\w+)\}/).map((part, index) => (index % 2 ? nodes[part] ?? `{${part}}` : part));
}

const ZONE = "Europe/Paris";
const formats = new Map();

function format(options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { timeZone: ZONE, ...options }));
  }
  return formats.get(key);
}

/** Times are shown as the seeded people's Slack would: in Paris, whatever the viewer's own zone. Moments in milliseconds. */
export const time = (at) => format({ hour: "2-digit", minute: "2-digit" }).format(at);
export const seconds = (at) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
export const shortDay = (at) => format({ weekday: "short", day: "numeric", month: "short" }).format(at);
export const longDay = (at) => format({ weekday: "long", day: "numeric", month: "long" }).format(at);
export const fullDay = (at) => format({ day: "numeric", month: "long", year: "numeric" }).format(at);
export const numericDay = (at) => format({ day: "2-digit", month: "2-digit", year: "numeric" }).format(at);
export const dayKey = (at) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
