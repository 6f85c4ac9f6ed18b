"""Finds the brand that a message speaks of: marked, named as one, introduced, known, or what its slugs begin with. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from rapidfuzz import fuzz, process

from workflows.rules.heard_stores import FoundStore, common_beginning
from workflows.rules.store_lines import LONGEST_BRAND, brand_key, clean

_KIND = r"(?:marques?|brands?|enseignes?|clients?|clientes?|customers?|franchises?|chaînes?|groupes?)"
_LABELLED = re.compile(rf"\b{_KIND}\b\s*(?:[:=]|\s(?:is|est|c'est|=)\s)\s*(\S[^\n]*)", re.IGNORECASE)
_MARKS = re.compile(
    r"\*([^*\n]{2,80})\*|«\s*([^«»\n]{2,80}?)\s*»|“([^“”\n]{2,80})”|\"([^\"\n]{2,80})\"|(?<!\w)_([^_\n]{2,80})_(?!\w)|(?<![\w])'([^'\n]{2,80})'(?!\w)"
)
_ACCOUNT = re.compile(r"jagueneau\+([a-z0-9]+)@", re.IGNORECASE)
_PLACES = r"(?:restaurants?|restos?|magasins?|stores?|boutiques?|points? de vente|établissements?|etablissements?|shops?|sites?|pizzerias?)"
_ARTICLE = r"(?:(?-i:notre|nos|le|la|les|the|our|un|une|a|mon|ce|cet|cette|leur|all)\s+)?"
_FRESH = r"(?:(?-i:nouveau|nouvelle|nouveaux|nouvelles|new|futur|gros|petit)\s+)?"
# What introduces a brand: surely, and perhaps.
_INTRO = re.compile(
    rf"(?<![\w'])(?:(?-i:pour|for|chez|pr|concernant|auprès de|[Pp]our|[Ff]or)\s+{_ARTICLE}{_FRESH}(?:l'\s?)?(?:{_KIND}\s+|{_PLACES}\s+(?:de\s+|d'|of\s+)?)?"
    rf"|{_FRESH}(?:l'\s?)?\b{_KIND}\s+|\b{_PLACES}\s+(?:(?-i:de|of|d')\s?)?"
    r"|(?:connecter|connecte[rz]?|connect|activer|active[rz]?|activate|brancher|branche[rz]?|intégrer|integrer|intègre|ajouter|ajoute[rz]?|add|onboard|hook up|link|équiper|equiper|raccorder|lancer|"
    r"demande|request|statut|status|suivi)\s+(?:(?:de|d'|of|for|pour|on)\s+)?)",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"(?<![\w'])(?:(?:de|du|at|with|avec|sur|on|of|re|about|côté|cote|à|from|vers|to|par)\s+|d')(?:(?-i:la|le|les|the|l'|our|notre)\s*)?",
    re.IGNORECASE,
)
# What somebody or something named before it does or is; and where the name of it begins.
_DOES = re.compile(
    r"\s+(?:(?:nous|me|m'|te|ne|n'|se|s'|y|aussi|also|just|now|enfin|really|vraiment|is|are|has|have|a|ont|vient|viennent|va|vont|will|would|est|sont)\s+){0,4}"
    r"(?:veut|veulent|voudrait|voudraient|souhaite|souhaitent|souhaiterait|souhaiteraient|demande|demandent|aimerait|aimeraient|passe|passent|passera|bascule|basculent|migre|signe|signé|rejoint|démarre|demarre|ouvre|attend|relance|tanne|insiste|"
    r"de signer|de choisir|de prendre|de passer|de nous|wants?|needs?|requests?|requested|asks?|asked|would like|moving|switching|migrating|going|moved|switched|signed|joined|joining|chose|chosen|à connecter|a connecter|à ajouter|à activer|à brancher|to be|to connect|ça|ca|c'est|dit|stp|svp|please|pls|prêt|pret|ready|\?)(?![\w-])",
    re.IGNORECASE,
)
_BEGINS_AT = re.compile(
    r"[\n.!?:,;(]|\b(?:que|that|car|hello|hi|hey|bonjour|salut|coucou|bjr|yo|team|all|tous|alors|donc|so|et|and|bon)\s",
    re.IGNORECASE,
)
_6XPOS = re.compile(r"\b6\s?x\s?-?pos\b", re.IGNORECASE)
_BEFORE_6XPOS = re.compile(r"\s*(?:[/x+&-]|\bet|\band|==?>|→|\bcôté|\bcote)\s*(?:à\s+)?$", re.IGNORECASE)
_AFTER_6XPOS = re.compile(r"\s*(?:[/x+&:-]\s*|→\s*)?([^\n]{2,80})")
_ENDS = re.compile(r"[,;:()?!\n\"«»“”*`|→]|\.(?:\s|$)|\s[-–—]+\s|=|>|\s(?:/|\|)\s")
_JOINING = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "of",
        "the",
        "&",
        "et",
        "and",
        "d'",
        "l'",
        "à",
        "au",
        "aux",
        "en",
        "sur",
        "by",
        "+",
        "n",
        "n'",
    ]
)
_ARTICLES = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "l",
        "the",
        "un",
        "une",
        "notre",
        "nos",
        "our",
        "mon",
        "ma",
        "mes",
        "a",
        "an",
        "ce",
        "cet",
        "cette",
        "leur",
        "ses",
        "son",
        "sa",
    ]
)
# Words that end a name written in lower case, or are none where one might stand (as `brand_key` writes them).
# fmt: off
_NO_NAME = frozenset(["6xpos", "heypongo", "pongo", "slack", "partnerships", "partenariats", "partenariat", "token", "tokens", "slug", "slugs", "urgent", "urgence", "important", "asap", "bonjour", "bonsoir", "hello", "hi", "hey", "salut", "coucou", "bjr", "bsr", "yo", "merci", "mrc", "thanks", "thank", "thx", "ty", "please", "pls", "plz", "svp", "stp", "demande", "demandes", "request", "requests", "integration", "integrations", "caisse", "caisses", "till", "tills", "pos", "sheet", "feuille", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "noel", "info", "infos", "note", "attention", "rappel", "ps", "fyi", "nom", "name", "marque", "marques", "brand", "brands", "enseigne", "enseignes", "client", "clients", "cliente", "customer", "customers", "restaurant", "restaurants", "resto", "restos", "stores", "store", "magasin", "magasins", "boutique", "boutiques", "shop", "shops", "etablissement", "etablissements", "point", "points", "vente", "ventes", "lui", "moi", "nous", "vous", "toi", "eux", "elle", "elles", "ils", "tous", "toutes", "tout", "ca", "cela", "this", "that", "it", "them", "him", "her", "us", "me", "you", "we", "they", "demain", "aujourdhui", "today", "tomorrow", "tbd", "tbc", "na", "question", "questions", "deadline", "priorite", "contexte", "objectif", "besoin", "statut", "status", "date", "todo", "ok", "oui", "non", "yes", "no", "now", "week", "month", "semaine", "mois", "jour", "jours", "days", "day", "asap", "is", "are", "was", "be", "been", "est", "sont", "etait", "sera", "a", "ont", "avoir", "have", "has", "had", "et", "and", "or", "ou", "mais", "but", "car", "so", "donc", "alors", "pour", "for", "chez", "at", "with", "avec", "sans", "without", "sur", "on", "in", "dans", "de", "du", "des", "of", "d", "l", "le", "la", "les", "the", "un", "une", "an", "notre", "nos", "our", "mon", "ma", "mes", "my", "leur", "leurs", "their", "son", "sa", "ses", "his", "its", "ce", "cet", "cette", "ces", "qui", "que", "quoi", "quand", "ou", "who", "what", "when", "where", "which", "quel", "quelle", "si", "if", "je", "tu", "il", "on", "i", "veut", "veulent", "voudrait", "souhaite", "souhaitent", "wants", "want", "needs", "need", "peut", "peux", "pouvez", "can", "could", "would", "will", "faut", "il", "y", "se", "s", "ne", "n", "pas", "plus", "toujours", "encore", "still", "just", "already", "deja", "vite", "rapidement", "soon", "possible", "quickly", "new", "nouveau", "nouvelle", "nouveaux", "nouvelles", "next", "last", "prochaine", "prochain", "dernier", "derniere", "cote", "via", "par", "by", "to", "from", "depuis", "since", "jusqu", "comme", "like", "active", "activer", "activate", "connecter", "connect", "connecte", "connexion", "connection", "brancher", "branche", "integrer", "ajouter", "add", "lancer", "launch", "mettre", "faire", "do", "make", "get", "set", "up", "hook", "link", "compte", "account", "accounts", "api", "bot", "app", "equipe", "team", "group", "groupe", "partie", "part", "news", "update", "updates", "retour", "retours", "suite", "voir", "see", "ci", "cidessus", "cidessous", "dessus", "dessous", "fin", "end", "debut", "start", "hier", "yesterday", "matin", "soir", "midi", "morning", "evening", "noon", "tu", "te", "vos", "ton", "ta", "tes", "votre", "tout", "toute", "meilleurs", "delais", "plait", "quelquun", "someone", "anyone", "everybody", "everyone", "help", "aide", "eta", "delai", "retard", "late", "gerant", "patron", "owner", "manager", "directeur", "franchise", "jagueneau", "ca", "va", "dit", "quoi", "where", "news", "besoin", "mise", "place", "fichier", "file", "liste", "list", "compris", "okay", "top", "super", "ici", "here", "there", "la", "bas", "mail", "email", "lien", "link", "ah", "oh", "eh", "hum", "bon", "bien", "good", "great", "fait", "done", "ready", "pret", "prete", "live", "token", "jeton", "jetons", "key", "cle", "bloque", "bloquee", "bloques", "attente", "pending", "ouverture", "opening", "activation", "setup", "onboarding", "raccordement", "liaison", "eu"])
_STOPS = _NO_NAME - frozenset(["le", "la", "les", "the", "du", "de", "des", "l", "d", "of", "and", "et", "a", "au", "bon", "point", "top", "super", "mars", "mai", "may", "bar", "ma", "mon", "my", "son", "shop", "new", "nouveau", "store", "resto", "restaurant", "boutique", "ta", "la", "nom", "pos"])
# fmt: on
# What a name may begin with where it has a capital.
_BEGINS = _JOINING | frozenset(
    ["chez", "mon", "ma", "bar", "le", "la", "les", "l", "the", "au", "aux", "new", "good", "my"]
)
_CAPITAL = re.compile(r"\d*[A-ZÀ-ÖØ-ÞŒÆ]|\d+[a-z]|[dlDLOoNn]['’][A-ZÀ-ÖØ-Þ]")
_NEAR, _LONGEST_KNOWN, _MOST_ALIKE = 86, 6, 5_000
_TRIES = 40  # places that are looked at for each way of naming a brand


def find_brand(text: str, stores: Sequence[FoundStore], brands: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The brand, as written or as known; empty where nothing says which.

    `brands`: `brand_key` -> known brand; `names`: `brand_key` -> name of a restaurant that waits for a token.
    """
    account = _ACCOUNT.search(text)
    ways = (
        _labelled(text),
        _introduced_and_marked(text),
        _known(text, brands),
        _marked(text),
        _introduced(text),
        _subjects(text),
        _beside(text),
        _perhaps_introduced(text),
        _lines(text),
    )
    for way in ways:
        for name in way:
            if account and brand_key(name) != account[1].lower() and not brand_key(name).startswith(account[1].lower()):
                continue
            return _as_known(name, brands)
    if account:
        return brands.get(account[1].lower()) or _as_written(text, account[1].lower()) or account[1].capitalize()
    if waits := next(iter(_known(text, names)), ""):
        return waits
    return _of_stores(stores, brands)


def _of_stores(stores: Sequence[FoundStore], brands: Mapping[str, str]) -> str:
    named = [store.name for store in stores if store.name]
    if named and len(named) == len(stores):
        if len(named) == 1:
            return _as_known(named[0], brands)
        common: list[str] = []
        for words in zip(*(name.split() for name in named), strict=False):
            if len({brand_key(word) for word in words}) > 1:
                break
            common.append(words[0])
        while common and common[-1].lower() in _JOINING | {"-", "–", "—"}:
            common.pop()
        if common and brand_key(" ".join(common)) not in _NO_NAME:
            return _as_known(" ".join(common).strip(" -–—,"), brands)
    return _as_known(common_beginning(store.slug for store in stores), brands) if stores else ""


def _as_known(name: str, brands: Mapping[str, str]) -> str:
    """The known brand that is meant, also where it is spelled a little otherwise; else the name as written."""
    key = brand_key(name)
    if key in brands:
        return brands[key]
    if len(key) >= 5 and brands:
        alike = [one for one in islice(brands, _MOST_ALIKE) if one[:1] == key[:1]]
        if found := process.extractOne(key, alike, scorer=fuzz.ratio, score_cutoff=_NEAR):
            return brands[found[0]]
    return name


def _as_written(text: str, key: str) -> str:
    """The words of the text that make this key, as they are written."""
    words = re.findall(r"[\w'&.+-]+", text)
    for size in range(_LONGEST_KNOWN, 0, -1):
        for at in range(len(words) - size + 1):
            run = " ".join(words[at : at + size])
            if brand_key(run) == key and "@" not in run and "jagueneau" not in run.lower():
                return run
    return ""


def _known(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Known brands that stand in the text, the longest first."""
    if not known:
        return
    keys = [key for word in re.findall(r"[\w&+]+", text.replace("'", " ")) if (key := brand_key(word))]
    for size in range(_LONGEST_KNOWN, 0, -1):
        for at in range(len(keys) - size + 1):
            key = "".join(keys[at : at + size])
            if key in known and len(key) > 2 and key not in _NO_NAME:
                yield known[key]


def _labelled(text: str) -> Iterator[str]:
    """`Marque : Boulangerie Léa`, `brand is Flunch`."""
    for match in islice(_LABELLED.finditer(text), _TRIES):
        name = _tidy(_ENDS.split(match[1].strip('*_`"«“ '))[0])
        short = " ".join(name.split()[:5]) if _CAPITAL.match(name) else _lower_run(name)
        if name := _plausible(_capitalised(name) or short):
            yield name


def _introduced_and_marked(text: str) -> Iterator[str]:
    for match in islice(_INTRO.finditer(text), _TRIES):
        if (marked := _MARKS.match(text, match.end())) and (name := _plausible(_tidy(_first(marked)))):
            yield name


def _marked(text: str) -> Iterator[str]:
    """`*Boulangerie Léa*`, `« Les Burgers de Papa »`: what is written like a name."""
    for match in islice(_MARKS.finditer(text), _TRIES):
        name = _tidy(_first(match))
        if len(name.split()) <= 6 and _CAPITAL.match(name) and (name := _plausible(name)):
            yield name


def _introduced(text: str) -> Iterator[str]:
    """`pour Boulangerie Léa`, `chez gino`: capitalised words first, then those in lower case."""
    found = [text[match.end() : match.end() + 90] for match in islice(_INTRO.finditer(text), _TRIES)]
    for rest in found:
        if name := _plausible(_capitalised(_without_article(rest))):
            yield name
    for rest in found:
        if name := _plausible(_lower_run(rest)):
            yield name


def _perhaps_introduced(text: str) -> Iterator[str]:
    """`l'intégration de Pitaya`, `avec Marie`: less sure than any other way."""
    for match in islice(_PERHAPS.finditer(text), _TRIES):
        if name := _plausible(_capitalised(_without_article(text[match.end() : match.end() + 90]))):
            yield name


def _subjects(text: str) -> Iterator[str]:
    """`Cojean wants …`, `Poke House vient de signer`."""
    for match in islice(_DOES.finditer(text), _TRIES):
        name = _tidy(_BEGINS_AT.split(text[max(0, match.start() - 60) : match.start()])[-1])
        for one in (_last_capitalised(name), _lower_run(name) if len(name.split()) <= 3 else ""):
            if found := _plausible(one):
                yield found


def _beside(text: str) -> Iterator[str]:
    """`6xpos Pitaya`, `Poke House / 6xpos`."""
    mentions = list(islice(_6XPOS.finditer(text), _TRIES))
    for match in mentions:
        before = text[max(0, match.start() - 60) : match.start()]
        if (mark := _BEFORE_6XPOS.search(before)) and (
            name := _plausible(_last_capitalised(_ENDS.split(before[: mark.start()])[-1]))
        ):
            yield name
    for match in mentions:
        if after := _AFTER_6XPOS.match(text, match.end()):
            name = after[1]
            if name := _plausible(_capitalised(name) or (_lower_run(name) if len(name.split()) <= 5 else "")):
                yield name


def _lines(text: str) -> Iterator[str]:
    """A line that is a name and nothing else."""
    for line in text.split("\n"):
        bare = _tidy(re.split(r"[;\t|(]", line)[0])
        if bare and _capitalised(bare) == bare and len(bare.split()) <= 5 and (name := _plausible(bare)):
            yield name


def _without_article(text: str) -> str:
    """Articles in lower case before a name are none of it: "pour le Fournil" says Fournil."""
    word, _, rest = text.lstrip().partition(" ")
    return rest if word in _ARTICLES and _CAPITAL.match(rest) else text


def _capitalised(text: str) -> str:
    """The capitalised words that `text` begins with, and what joins them."""
    kept: list[str] = []
    end = 0
    for word in _ENDS.split(text.lstrip('*_`"«“ '))[0].split()[:8]:
        own = word.strip("*_`").rstrip(".,")
        if (
            own
            and (_CAPITAL.match(own) or (kept and own.isdecimal()) or (not kept and own in ("O'", "Ô")))
            and not (kept and brand_key(own) in ("6xpos",))
        ):
            if brand_key(own) in _NO_NAME and not kept and own.lower() not in _BEGINS:
                break
            kept.append(own)
            end = len(kept)
        elif own.lower() in _JOINING and kept:
            kept.append(own)
        else:
            break
    return " ".join(kept[:end])


def _last_capitalised(text: str) -> str:
    """The capitalised words that `text` ends with."""
    kept: list[str] = []
    for word in reversed(text.split()[-7:]):
        own = word.strip('*_`,;:"«»“”()')
        if (own and (_CAPITAL.match(own) or own.isdecimal()) and brand_key(own) not in _NO_NAME - _BEGINS) or (
            own.lower() in _JOINING and kept
        ):
            kept.append(own)
        else:
            break
    while (kept and kept[-1] in _JOINING | {"à", "a", "et", "and"}) or (
        kept and kept[-1].lower() in {"et", "and", "&", "de", "du", "des", "d", "of"}
    ):
        kept.pop()
    return " ".join(reversed(kept))


def _lower_run(text: str) -> str:
    """Up to four words in whatever case, until one that is no part of a name."""
    kept: list[str] = []
    for word in _ENDS.split(text.lstrip('*_`"«“ '))[0].split()[:5]:
        own = word.strip("*_`.,")
        key = brand_key(own)
        if not key or key in _STOPS or (own.lower() in ("a", "et", "and") and not kept) or "@" in own or len(kept) == 4:
            break
        kept.append(own)
    while kept and (kept[-1].lower() in _JOINING | {"et", "and"}):
        kept.pop()
    while kept and kept[0].lower() in {"l", "notre", "our", "the"} and len(kept) > 1:
        kept = kept[1:]
    return " ".join(kept)


def _first(match: re.Match[str]) -> str:
    return next(part for part in match.groups() if part)


def _tidy(name: str) -> str:
    return clean(name).strip(" .,:;-–—*_~`'’\"«»“”()")


def _plausible(name: str) -> str:
    """The name, if it can be a brand; else nothing."""
    name = _tidy(name)
    words = {brand_key(word) for word in name.split()}
    sound = (
        len(brand_key(name)) > 1
        and len(name) <= LONGEST_BRAND
        and brand_key(name) not in _NO_NAME
        and not words <= _NO_NAME | {""}
    )
    return name if sound and not brand_key(name).isdecimal() and not re.search(r"https?:|www\.|@|6X-\d", name) else ""
