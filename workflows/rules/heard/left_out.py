"""What is said beside a slug when it is none of the request: an old one, a wrong one, one that is done or comes later,
or no slug at all. Pure."""

import re

ARE = re.compile(r"[`'\"»)*]*\s+(?:are|were|have been|sont|étaient|ont|restent|gardent)\b", re.IGNORECASE)  # of several
_WITHIN = 50  # characters before a slug in which it may be denied
_DENIED = re.compile(
    r"\b(?=[abcdefhijlnoprsuà])(?:"  # how its words begin: most places are soon told
    r"(?<!oubliez )(?<!oublie )(?:(?:pas|not)(?: (?:le|la|the))?|(?<=et )non|(?<=, )non|"
    r"plutôt que|rather than|instead of|au lieu d[eu'])|"
    r"n(?:e\s+|'\s*)(?!oubli|omet)(?:(?:pas|plus|jamais)\s+)?\w+\s+(?:(?:pas|plus|jamais)\s+)?(?:à\s+)?|"
    r"(?:don't|do not|never|please not)\s+(?!forget|miss|omit|skip)\w+\s+(?:(?:[\w'&-]+\s+){1,3}\()?|"
    r"(?<!n't )(?<!not )(?<!never )(?<!ai )(?:"
    r"ignor(?:e[rz]?|ing)|oubli(?:e[rz]?|ons)|skip(?:ping)?|forget|exclud(?:e|ing)|exclu(?:re|ez|s)|leave out|"
    r"omit|laisse[rz]? (?:de côté|tomber)|laissons)\s+(?:about\s+)?|"
    r"(?:ancien|old|former|previous|ex|used to be|formerly|anciennement)s?(?:,\s+|\s+(?:slugs?\s*)?"
    r"(?:(?:était|etait|c'était|was|is|est|c'est)\s+)?[:=]?)|"
    r"(?:already|déjà)\s+(?:have|has|had|got|did|done|live|connected|fait|connecté|actif|en place)s?\s*[:=]?|"
    r"(?:same as|like|comme|as)(?: we did| on (?:l'|les )?(?:a|avait|avons) fait)? (?:for|pour) "
    r"(?:(?:[\w'&-]+\s+){1,3}\()?|"
    r"(?:fait|did|done)(?: \w+)? (?:pour|for) (?:[\w'&-]+\s+){1,3}\(|en plus de|in addition to|on top of|besides|outre|"
    r"(?:reste(?:nt)?|garde(?:nt)?|stay(?:s|ing)?|keeps?) (?:(?:chez|sur|avec|on|with|at) )?(?:[\w'&-]+\s+){1,3}\(|"
    r"(?:pas (?:la peine|besoin)|inutile|no need) (?:de |d'|to )\w+|"
    r"(?:c'est|n'est) plus(?: le)? |j'avais (?:mis|écrit|noté|donné|tapé)|i had (?:put|typed)|"
    r"(?:sauf|except|hors|but not|à part))\s*[`'\"«(*]*\Z",
)  # what is no slug of the request; in lower case
_DENIED_BEHIND = re.compile(
    r"[`'\"»)*]*(?:\s(?:in|dans|on|sur) (?:the|le|la|our|notre) \w+)?\s*[,(:–-]?\s*(?:(?:which|that|qui|it|ce|ça)\s+)?"
    r"(?:(?:it's|is|was|est|c'est|c'était|était|were|are|sont)\s+)?"
    r"(?:(?:the|my|a|an|our|their|its|le|la|un|une|mon|leur|son|just|juste|only|for|pour)\s+|l'|d')?"
    r"(?:(?:mine|old|former|wrong|incorrect|tests?|demo|démo|obsolete|dead|duplicate|ancien(?:ne|s)?|vieux|faux|mauvais|"
    r"erroné|obsolète|périmé|doublon|bidon|caduc|essai|compte de (?:test|démo))\b(?:\s+one\b)?+"
    r"(?!\s+(?:street|bridge|town|port|quai|moulin|slugs?|is|was|était)|\s*[(:`«\"]\s*\w|,?\s*[\w-]*[\d_-])"
    r"|(?:not|pas|isn't|n'est pas|is not)\s+(?:the|le|la)?\s*(?:right|good|bon|bonne|correct)\b"
    r"|(?:(?:has|have|is|are|was|a|est)\s+)?(?:already\s+|déjà\s+|since\s+|now\s+)?"
    r"(?:closed|shut|gone|fermée?s?|supprimée?s?|deleted|removed)\b"
    r"(?!\s+(?:le|les|on|until|jusqu\w*|today|aujourd\w*|demain|tomorrow|for|pour)\b)"
    r"|(?:old|former|previous|wrong|ancien|mauvais) (?:one|slugs?|id)\b(?!\s*[,:(`«\"]?\s*[\w-]*[-_\d])"
    r"|(?:mais (?:ça |il )?)?n'existe (?:plus|pas)|no longer (?:exists?|used|open)"
    r"|n'est plus (?:le )?(?:bon|valable|valide|utilisé)|ne (?:marche|sert|fonctionne) plus|doesn't work"
    r"|(?:please\s+)?(?:don't|do not|never)\s+use|(?:à )?ne (?:surtout )?pas (?:l')?utiliser(?!\s+[\w-]*[-_\d])|"
    r"n'utilise[rz]? (?:surtout )?pas|(?:surtout )?ne l'utilise[rz]? pas|à ignorer|à oublier"
    r"|(?:(?:is|are|est|sont|was)\s+(?:\w+\s+){0,2}(?:already|déjà)|c'est (?:déjà )?fait|(?:is )?already done|"
    r"(?:has been|have been|is|are|est|sont|a été|tourne)\s+(?:(?:connect|branch|reli|activ|act|liv|runn)\w+\s+)?"
    r"(?:since|depuis))\b(?![^.!?\n]{0,100}\?)"
    r"|(?:était|devait|was|were)\s+(?:\w+\s+)?(?:prévu|planned|supposed|meant|être)\b"
    r"|(?:isn't|is not|aren't|n'est pas|n'est|not|pas)\s+(?:(?:encore|yet)\s+)?"
    r"(?:concernée?|concerned|in scope|(?:ready|prête?)(?:\s+yet)?(?=\s*(?:[,.;)!]|$)))"
    r"|(?:will|'ll) (?:come|follow) (?:later|in|next)|(?:ce sera|viendra|on verra) (?:pour )?plus tard"
    r"|(?:later on|plus tard|dans un (?:second|deuxième) temps|(?:mais )?pas (?:maintenant|tout de suite)|"
    r"(?:but )?not (?:right )?now)\b(?! (?:today|dans la|this|ce|cet|cette)\b)"
    r"|(?:suivra|suivront|viendra|viendront)(?=\s*(?:[,.;)!]|$)|\s+(?:en|dans|plus|ensuite|après)\b)"
    r"|(?:ce sera|ça sera|it'll be|it will be) (?:en|dans|in|next|le mois|l'an)\b"
    r"|en impayé\b|unpaid\b|(?:on attend|nous attendons|we wait|we(?:'re| are) waiting)\b"
    r"|ne (?:bouge|change|passe|part|migre|suit)(?:nt)? pas\b|(?:doesn't|don't|won't) (?:move|change|switch)\b"
    r"|(?:mais|but)\s+[^.!?\n]{0,50}\b(?:c'était|it was)\s+(?:(?:le compte de|the account of)\s+)?(?:l'|the\s+)?"
    r"(?:ancien|mauvais|old|wrong)\b"
    r"|(?:mais|but)\s+(?:c'est|it's|il est|it is|ils sont|they are)\s+(?:closed|fermée?s?)\b"
    r"|(?:pas (?:d'\w+ )?avant|not (?:\w+ )?(?:before|until))\s+(?!\d|demain|tomorrow|midi|noon|\w+(?:di|day)\b)"
    r"|(?:(?:mais|but)\s+)?(?:(?:celui-là|celui-ci|celle-là|lui|that one|this one)\s+)?"
    r"(?:il |elle )?(?:reste|garde|stays|keeps|is staying|restera|gardera)\b"
    r"(?!\s+(?:à|a|plus|to)\b)(?![^.!?\n)]{0,60}\b6xpos\b)"
    r"|(?:tourne|marche|fonctionne|roule|runs|works|is running)\s+(?:déjà|already|très bien|bien|nickel|fine|well)\b"
    r"(?![^.!?\n)]{0,40}\bpongo\b)"
    r"|(?:nous )?(?:avait|avaient|a|ont|had|has) (?:quitt|ferm|arrêt|résili|left|closed|stopped)\w*)|"
    r"[`'\"»)*]*\s*(?:[-–—:→]\s*)?(?:pas\s+)?(?:non|ko|nope)\b(?=\s*(?:$|[.;!)\n]|,?\s*(?:finalement|ils?\b|elles?\b|they\b)))|"
    r"\s*(?:is|was|est|c'est|c'était)\s+(?:\w+\s+)?(?:promo|code|wi-?fi|legal|handle|réseau|network)\b",
    re.IGNORECASE,
)
_SOMETHING_ELSE = re.compile(
    r"\b(?:wi-?fi|ssid|promo|parrainage|referral|coupon|voucher|mot de passe|mdp|password|passcode)\b[^.!?;\n]{0,60}\Z|"
    r"\b(?:docs?|documents?|fichiers?|files?|folder|logins?|user(?:name)?|pseudo|handle|insta(?:gram)?|facebook|tiktok|"
    r"skype|teamviewer|anydesk|linkedin|contacts?|domaine?|url|channel|canal|hashtag|mod[eè]le|model|imprimante|printer|"
    r"serveur|server|r[ée]seau|network|mac|commande|order (?:ref|no|number)|facture|invoice|tickets?|jira|repo|version|"
    r"code|table)\s*(?:(?:address|name|nom)\s+)?(?:(?:s'appelle|est|is|c(?:'est)?\b|called|named|nommé|appelé|:)\s*){0,2}[`'\"«(*]*\Z|"
    r"\b(?:contact|skype|insta|login|code)\s*:\s*\Z",
)  # what is named like a slug; in lower case
# "J'ai donné gino-lyon au lieu de gino-bron": the second one is right.
_GAVE = (
    r"\b(?:donné|envoyé|mis|écrit|noté|indiqué|collé|gave|given|sent|wrote|put|typed|pasted)\s+(?:(?:le|the) slug\s+)?"
)
_INSTEAD = r"[`'\"]*\s+(?:au lieu de|à la place de|instead of)\b"
_GIVEN = re.compile(_GAVE + r"[`'\"]*\Z")
_INSTEAD_OF = re.compile(_INSTEAD)
_MISTOOK = re.compile(rf"{_GAVE}[`'\"]*[\w-]+{_INSTEAD}\s*[`'\"]*\Z")


def is_denied(before: str) -> bool:
    """Whether words, in lower case, end with what says that whatever follows is none."""
    return bool(_DENIED.search(before))


def left_out(line: str, slug: re.Match[str], before: str, *, sure: bool) -> tuple[int, int] | None:
    """Where in its line it is said that a slug is none of the request, with the brackets that it is said in; None where
    it is not said.

    `before`: what stands before it, in lower case. `sure`: it is certain that it is a slug, and not the name of
    something else.
    """
    if ("lieu" in before or "instead" in before or "place" in before) and _MISTOOK.search(before):
        return None
    if (instead := _INSTEAD_OF.match(line, slug.end())) and _GIVEN.search(before):
        return slug.start(), instead.end()
    denied = _DENIED.search(before, max(0, len(before) - _WITHIN))
    behind = _DENIED_BEHIND.match(line, slug.end()) if slug.end() < len(line) else None
    elsewhere = not sure and (_SOMETHING_ELSE.search(before) or _is_town(slug[0], before))
    if not (denied or behind or elsewhere):
        return None
    begin = slug.start() - len(denied[0]) if denied else slug.start()
    end = behind.end() if behind else slug.end()
    opens, closes = line.rfind("(", 0, begin + 1), line.find(")", end)
    in_brackets = opens >= 0 and closes >= 0 and ")" not in line[opens:begin]
    return (opens, closes + 1) if in_brackets else (begin, end)


def _is_town(word: str, before: str) -> bool:
    """Whether it is where something is: "à saint-jean-de-luz"."""
    return word.startswith(("saint-", "sainte-", "st-", "ste-")) and before.endswith((" à ", " a ", " in ", " de "))
