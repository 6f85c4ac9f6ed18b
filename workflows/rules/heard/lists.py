"""Families of words that tell names and slugs from the rest of a sentence. Lower case, without accents.

An indented text for each: its name stands out, its words are indented below it.
"""

import re


def families(text: str) -> dict[str, list[str]]:
    """The families of an indented text: name -> words, in their order."""
    return {name: body.split() for name, body in indented(text)}


def indented(text: str) -> list[tuple[str, str]]:
    """The entries of an indented text: the line that stands out, and what is indented below it."""
    return [(head.strip(), " ".join(body.split())) for head, body in re.findall(r"(?m)^(\S.*)\n((?: .*\n)+)", text)]


# What is no brand, and ends one that is written in lower case.
_NO_BRAND = """
the product
    6xpos heypongo pongo slack partnerships partenariats partenariat jagueneau token tokens jeton jetons slug slugs
    api bot app sheet feuille key cle
other makers
    zelty lightspeed innovorder cashpad popina tiller sumup square laddition clyo tactill zettle deliverect
    deliveroo ubereats uber
greetings
    bonjour bonsoir hello hi hey salut slt coucou cc bjr bsr yo re rebonjour merci mrc thanks thank thx please pls
    plz svp stp ok oui non yes no okay ah oh eh hum bravo cordialement cdt bav regards cheers bises hop bref pardon
    sorry desole desolee dsl team all everyone everybody tous toutes ps fyi
days and times
    lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march
    april may june july august september october november december noel demain aujourdhui hier today tomorrow
    yesterday matin soir midi morning evening noon week month semaine mois jour jours days day now depuis since vite
    rapidement soon quickly tot asap urgent urgence urgente important deadline date eta delai delais retard late
    next last prochaine prochain suivant suivante rappel dernier derniere fin end debut start tard later
what requests speak of
    demande demandes demander demandee request requests requested integration integrations caisse caisses till tills
    pos info infos note attention rappel nom name marque marques brand brands enseigne enseignes client clients
    cliente clientes customer customers restaurant restaurants resto restos stores store magasin magasins boutique
    boutiques shop shops etablissement etablissements point points vente ventes site sites adresse address statut
    status tbd tbc na question questions priorite contexte objectif besoin todo compte comptes account accounts
    equipe group groupe partie part news nouvelles update updates retour retours suite cidessus cidessous dessus
    dessous help aide gerant gerante patron patronne owner manager directeur directrice franchise mise place fichier
    file liste list mail email lien link ouverture opening activation connexion connection setup onboarding
    raccordement liaison deploiement rollout contact tel telephone phone prix tarif stock ticket objet subject
    reference ref token dossier dossiers avancement relance identifiant identifiants id ids tableau table message
what people do
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait wants want needs need peut peux pouvez pouvons
    can could would will faut faudrait active activer activate connecter connect connecte connectes brancher branche
    branches integrer integre ajouter ajoute add lancer launch mettre faire do does make get set hook link voir see
    voila voici connected fait faite done ready pret prete prets live bloque bloquee bloques attente attend
    attendent pending avance is are was were be been est sont etait sera serait a ont avoir have has had va vont
    passe passent bascule ouvre demarre signe utilise uses using confirme confirmer say says dit disent get getting
    go going tell know sais savez sait avez avons pense penser checked check verifier regarder pourrais pourriez
    pourrait tourne marche fonctionne work works working fonctionnent equiper gere back check bloque manque repond
    repondu faisable envoie envoyer recu
small words
    et and or ou mais but car so donc alors pour for chez at with avec sans without sur on in into onto dans de du
    des of en d l le la les the un une an notre nos our mon ma mes my leur leurs their son sa ses his its ce cet
    cette ces qui que quoi quand who what when where which how comment quel quelle quels quelles si if je tu il elle
    ils elles on i lui moi nous vous toi eux ca cela this that it them him her us me you we they y se s ne n pas
    plus toujours encore still just already deja possible cote via par by to from jusqu comme like as new nouveau
    nouvelle nouveaux next tout toute ci top super ici here there la bas bon bien good great up any some bout au aux
    te vos ton ta tes votre quelquun someone anyone compris meilleurs plait eu aussi also too then puis not jamais
    rien really vraiment enfin apres avant about concernant regarding re ainsi egalement c j m t qu vs pr
"""
# Which of them may stand inside a name in lower case ("la mie du port", "bar a soupe").
_MAY_BE_INSIDE = """
inside
    le la les the en du de des l d n of and et a au aux bon point top super mars mai may bar ma mon my son shop new
    nouveau store resto restaurant boutique ta nom pos chez marche table bas good day you me it we all site go
"""
NO_BRAND = frozenset(word for words in families(_NO_BRAND).values() for word in words)
# What people do to a brand, in any form: "ajout", "rattacher", "déploiement" are no names either.
_DONE_TO_BRANDS = re.compile(
    r"(?:conn?ect|activ|branch|integr|ajout|rajout|rattach|racc?ord|reli|lanc|configur|parametr|deploy|deploi|import|install?"
    r"|basc?ul|gener|prepar|synchro|migr|cre)(?:er|ez|ent|ons|e|ee|es|ees|ation|ations|ement|ements|ant|ed|ing|ion|s|r|nis\w+)?"
)


def is_no_name(key: str) -> bool:
    """Whether a word, as `brand_key` writes it, is none that a brand is called by."""
    return key in NO_BRAND or bool(_DONE_TO_BRANDS.fullmatch(key))


ENDS_CAPITALS = frozenset(
    word for name in ("the product", "greetings", "days and times") for word in families(_NO_BRAND)[name]
)
ENDS_BRAND = NO_BRAND - frozenset(families(_MAY_BE_INSIDE)["inside"])

_OTHERS = """
joins
    de du des la le les l d of the & et and d' l' à a au aux en sur by + n n' sous the
articles
    le la les l' l the un une notre nos our mon ma mes an ce cet cette leur ses son sa
begins
    chez mon ma bar le la les l the au aux new good my o point top super bon table
dangling
    et and & de du des d of en sur au aux by + - – — for pour or ou a à
heads
    slug slugs slugpongo slugheypongo nom name restaurantname restaurant restaurants store stores storename
    identifiant magasin magasins token tokenpongo tokens id ids resto restos nomdurestaurant etablissement
    etablissements boutique pointdevente pointsdevente ville city
in a sentence
    6xpos pour for client clients marque brand enseigne customer please stp svp besoin need veut wants avec with
    slug slugs bonjour hello integration connecter activer connexion c'est est is are merci thanks faut peux peut
    can could voici here demande request
pronouns
    on vous il ils je moi nous tu elle elles ce la le les ci y en t toi lui leur meme memes dessus dessous apres vis
    joint jointe
compounds
    rendez-vous week-end e-mail e-mails mini-site apres-midi go-live follow-up set-up check-in check-list check-up
    start-up stand-by au-dessus au-dessous la-bas peut-etre vis-a-vis c-est-a-dire titre-resto titres-resto
    ticket-resto tickets-resto click-and-collect click-collect multi-sites multi-site multi-caisses sous-domaine
    mise-a-jour pre-prod non-urgent semi-urgent ex-client avant-hier aujourd-hui quelques-uns compte-rendu
    back-office front-office point-of-sale plug-in log-in sign-up roll-out kick-off add-on on-boarding co-founder
    wi-fi qr-code re-bonjour re-hello long-term short-term real-time end-to-end one-shot face-to-face up-to-date
    high-priority low-priority top-priority all-in to-do b-to-b post-it tout-en-un porte-parole savoir-faire mot-cle
    non-stop self-service pop-up drive-in fast-food fast-casual hey-pongo 6x-pos six-pos est-ce peut-on a-t-il
    sur-place faire-part pick-up take-away all-set double-check well-known so-called user-friendly no-code
    step-by-step day-to-day re-coucou sous-traitant chef-lieu demi-journee fin-de-semaine mi-journee grand-chose
    tout-a-fait tout-de-suite bien-sur co-gerant vice-versa e-commerce e-learning in-store on-site off-site
    pre-launch post-mortem work-around hand-over head-up heads-up call-back lead-time part-time full-time
    ready-to-go good-to-go plug-and-play all-hands sub-brand key-account first-class in-house third-party read-only
    opt-in opt-out drop-off top-up sur-mesure clef-en-main mid-day mid-week mid-month year-end last-minute
    semi-annuel ci-apres ci-avant non-stop ras-le-bol quelqu-un
"""
_FAMILIES = families(_OTHERS)
JOINS = frozenset(_FAMILIES["joins"])  # between the words of a name
ARTICLES = frozenset(_FAMILIES["articles"])
BEGINS = (
    frozenset(_FAMILIES["begins"]) | JOINS
)  # a name with a capital may begin with them, though they are in NO_BRAND
DANGLING = frozenset(_FAMILIES["dangling"])  # no name ends with them
HEADS = frozenset(_FAMILIES["heads"])  # of a table or a list, as `brand_key` writes them
IN_A_SENTENCE = frozenset(_FAMILIES["in a sentence"])  # what holds one of them is more than a restaurant's name
PRONOUNS = frozenset(_FAMILIES["pronouns"])  # what verbs are joined with by a hyphen
COMPOUNDS = frozenset(_FAMILIES["compounds"])  # words of everyday language that have the form of a slug

# What stands around brands. `_` is a space, `?` behind a letter: it may be missing; accents or none.
_AROUND = """
kinds
    marques? brands? enseignes? clients? clientes? customers? franchises? chaines? groupes? comptes? accounts?
places
    restaurants? restos? magasins? stores? boutiques? points?_de_vente etablissements? shops? sites? locations?
    adresses?
introduces
    pour for chez pr concernant aupres_de onboarding
connects
    connecter connectez connecte conecter conecte connect activer activez active activate brancher branchez branche
    integrer integrez integre rajouter ajouter ajoutez ajoute add raccorder raccordez raccorde lancer lancez lance
    passer passez passe deployer deployez deploie equiper equipez equipe configurer configurez configure onboard
    hook_up link get set_up enable plug_in faire mettre statut status suivi
perhaps introduces
    de du des au aux at with sur on of re about cote a from vers to par and et is are est
says
    nous me m' te ne n' se s' y aussi also just now enfin really vraiment is are has have a ont vient viennent va
    vont will would est sont
does
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait souhaiteraient demande demandent aimerait
    aimeraient passe passent passera bascule basculent migre signe rejoint demarre ouvre attend attendent relance
    tanne insiste de_signer de_choisir de_prendre de_passer de_nous wants? needs? requests? requested asks? asked
    would_like moving switching migrating going moved switched signed joined joining chose chosen a_connecter
    a_ajouter a_activer a_brancher to_be to_connect to_go ca sa c'est dit says? stp svp please pls pret ready live
    connected connecte is are est sont has have ont opens? went goes on en sur onto done avance
begins a clause
    que that car hello hi hey bonjour salut coucou bjr yo team all tous alors donc so et and bon is are did does has
    was est-ce_que mais but do
takes back
    pardon oups oops euh plutot i_mean i_meant je_voulais_dire correction sorry erratum
aside
    sauf hormis except contact cordialement regards comme_pour same_as like_we_did as_for contrairement unlike
begins an aside
    merci thanks thank_you thx bravo comme like as
before persons
    bonjour hello hi hey salut coucou bjr merci thanks thank_you dear cher chere cc m mr mme ms avec with par by
    voir ask demander_a dixit
goodbye
    cordialement cdt bien_a_vous bien_a_toi regards cheers bises best, bonne_journee
"""
_ACCENTS = {"a": "[aàâ]", "c": "[cç]", "e": "[eéèê]", "i": "[iî]", "o": "[oô]", "u": "[uùû]"}


def one_of(family: str) -> str:
    """A regular expression for any word of a family in `_AROUND`, with or without its accents."""
    words = families(_AROUND)[family]
    spelled = "|".join("".join(_ACCENTS.get(c, c) for c in word) for word in words)
    return "(?:" + spelled.replace("_", r"\s+") + ")"
