"""Families of words that tell names and slugs from the rest of a sentence. Lower case, without accents.

An indented text for each: its name stands out, its words are indented below it.
"""

import re

from workflows.rules.heard.everyday import EVERYDAY


def families(text: str) -> dict[str, list[str]]:
    """The families of an indented text: name -> words, in their order."""
    return {name: body.split() for name, body in indented(text)}


def indented(text: str) -> list[tuple[str, str]]:
    """The entries of an indented text: the line that stands out, and what is indented below it."""
    return [(head.strip(), " ".join(body.split())) for head, body in re.findall(r"(?m)^(\S.*)\n((?: .*\n)+)", text)]


# What is no brand, and ends one that is written in lower case.
_NO_BRAND = """
the product
    6xpos heypongo pongo slack partnerships partenariats partenariat jagueneau token tokens jeton jetons slug slugs api
    bot app sheet feuille key cle
numbers
    one deux trois quatre cinq six sept huit dix two three four five seven eight ten
other products
    linkedin notion whatsapp excel google teams zoom drive salesforce hubspot gmail outlook instagram facebook jira
    trello docusign calendly stripe
other makers
    zelty lightspeed innovorder cashpad popina tiller sumup square laddition clyo tactill zettle deliverect deliveroo
    ubereats uber
greetings
    adieu hola bonjour bonsoir hello hi hey salut slt coucou cc bjr bsr yo re rebonjour ok oui non yes no okay ah oh eh
    hum bravo hop bref fwd fw tr guys folks gang love he she madame monsieur messieurs mesdames team all everyone
    everybody tous toutes ps fyi bienvenue welcome careful attention oups oops euh
farewells
    merci mrc thanks thank thx please pls plz svp stp cordialement cdt bav regards cheers bises pardon sorry desole
    desolee dsl asap
days and times
    lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday janvier
    fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april may june
    july august september october november december noel demain aujourdhui hier today tomorrow yesterday matin soir midi
    morning evening noon week month semaine mois jour jours days day now depuis since vite rapidement soon quickly tot
    asap easter christmas xmas paques ramadan urgent urgence urgente important deadline date eta delai delais retard
    late next last prochaine prochain suivant suivante rappel dernier derniere fin end debut start tard later
what requests speak of
    demande demandes demander demandee request requests requested connections connexions integrations activations
    integration integrations caisse caisses till tills pos info infos note attention rappel nom name marque marques
    brand brands enseigne enseignes client clients cliente clientes customer customers restaurant restaurants resto
    restos stores store magasin magasins boutique boutiques shop shops prospect prospects etablissement etablissements
    point points vente ventes site sites adresse address statut status tbd tbc na question questions priorite contexte
    objectif besoin todo compte comptes account accounts equipe group groupe partie part news nouvelles update updates
    retour retours suite cidessus cidessous dessus dessous help aide gerant gerante patron patronne owner manager
    directeur directrice franchise mise place fichier file liste list mail email lien link ouverture opening activation
    connexion connection restaurateur restaurateurs slide slides reseau half moitie credite credites credited setup
    onboarding raccordement liaison deploiement rollout contact tel telephone phone prix tarif stock ticket objet
    subject hs ko reference ref token dossier dossiers avancement relance identifiant identifiants id ids tableau table
    message
what people do
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait wants want needs need peut peux pouvez pouvons can
    could would will faut faudrait active activer activate connecter connect connecte connectes brancher branche
    branches integrer integre ajouter ajoute add lancer launch mettre faire do does make get set hook link voir see
    voila voici did connected fait faite done ready pret prete prets live bloque bloquee bloques attente attend
    attendent pending avance is are was were be been est sont etait sera serait a ont avoir have has had va vont passe
    passent bascule ouvre demarre signe utilise uses using confirme confirmer say says dit disent get getting go going
    tell know sais savez sait avez avons pense penser checked check verifier regarder pourrais pourriez pourrait tourne
    marche fonctionne work works working fonctionnent equiper gere back check bloque manque repond repondu faisable
    envoie envoyer recu faites onboard onboards
small words
    et and or ou mais but car so donc alors pour for chez at with avec sans without sur on in into onto dans de du des
    of en d l le la les the un une an notre nos our mon ma mes my leur leurs their son sa ses his its ce cet cette ces
    qui que quoi quand who what when where which how comment quel quelle quels quelles si if je tu il elle ils elles on
    i lui moi nous vous toi eux ca cela this that these those it them him her us me you we they y se s ne n pas plus
    toujours encore still just already deja possible cote via par by to from jusqu comme like as new nouveau nouvelle
    nouvo nvo nveau nvelle nouveaux next tout toute ci top super ici here there la bas bon bien good great up any some
    bout au aux te vos ton ta tes votre quelquun someone anyone compris meilleurs plait eu aussi also too then puis not
    jamais rien really vraiment enfin apres avant about concernant regarding re ainsi egalement c j m t qu vs pr
"""
# Which of them may stand inside a name in lower case ("la mie du port", "bar a soupe").
_MAY_BE_INSIDE = """
inside
    le la les the en du de des l d n of and et a au aux bon point top super mars mai may bar ma mon my son shop new
    nouveau store resto restaurant boutique ta nom pos chez marche table bas good coin day days you me it we all site go
"""
NO_BRAND = frozenset(word for words in families(_NO_BRAND).values() for word in words) | frozenset(EVERYDAY.split())
# What people do to a brand, in any form: "ajout", "rattacher", "déploiement" are no names either.
_DONE_TO_BRANDS = re.compile(
    r"(?:conn?ect|activ|branch|integr|ajout|rajout|rattach|racc?ord|reli|lanc|configur|parametr|deploy|deploi|import|install?"
    r"|basc?ul|gener|prepar|synchro|migr|cre)(?:er|ez|ent|ons|e|ee|es|ees|ation|ations|ement|ements|ant|ed|ing|ion|s|r|nis\w+)?"
)


_NO_NAMES_END = re.compile(
    r"s[tv]p+|.{3,}(?:ations?|itions?|ements?|aient|erait|eront|eraient|issant|ably|ively|fully|ingly|ously)"
)


def connects(key: str) -> bool:
    """Whether a word, as `brand_key` writes it, is what people do to a brand."""
    return key in AROUND["connects"] or bool(_DONE_TO_BRANDS.fullmatch(key))


_LONG_DRAWN = re.compile(r"(.)\1{2,}\Z")  # "merciii"


def is_no_name(key: str) -> bool:
    """Whether a word, as `brand_key` writes it, is none that a brand is called by."""
    return (
        key in NO_BRAND
        or _LONG_DRAWN.sub(r"\1", key) in NO_BRAND
        or bool(_DONE_TO_BRANDS.fullmatch(key) or _NO_NAMES_END.fullmatch(key))
    )


OTHER_PRODUCTS = frozenset(
    word for name in ("other products", "other makers") for word in families(_NO_BRAND)[name]
)  # what brands have beside our own
ENDS_CAPITALS = frozenset(word for name in ("the product", "farewells") for word in families(_NO_BRAND)[name])
ENDS_SHORT = NO_BRAND - frozenset(EVERYDAY.split())
ENDS_BRAND = NO_BRAND - frozenset(families(_MAY_BE_INSIDE)["inside"])

_OTHERS = """
joins
    de du des la le les l d of the & et and y d' l' à a au aux en sur by + n n' sous the
glue
    de du des la le les l d of the & d' l' à a au aux en sur by + n n' sous dans sans di del della da al y e in von van
    dell' c' c el
articles
    le la les l' l the un une notre nos our mon ma mes an ce cet cette leur ses son sa
begins
    chez oh mon ma mes madame monsieur bar le la les l the au aux new good my o point top super bon table un une il el
    los las da al
open sentences
    et and or ou mais but car so donc alors pour for at with avec sans without sur on in into dans de du des of en a d
    notre our son sa leur leurs their this that these those ce cet cette il elle ils elles je tu nous vous we they you i
    it he she his her qui que qu quoi who what when where which how comment quel quelle si if both all each every puis
    then also aussi enfin voila voici bref sinon suite following regarding concernant suivant there here just still
    already deja apres avant before after depuis since pendant during while quand lorsque comme like as per via par by
    to from vers moi any some aucun aucune chaque toujours encore plus cher chere chers dear now why pourquoi ci c j n m
    t s lundi mardi mercredi jeudi vendredi samedi demain hier aujourdhui monday tuesday wednesday thursday friday
    saturday today tomorrow yesterday janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre not no avenant contrat
dangling
    mon ma mes son sa ses ton ta tes leur leurs the un une et and & de du des d of en sur au aux by + - – — for pour or
    ou a à
generic
    petit petite petits petites grand grande vieux vieille cafe brasserie bistrot bistro hotel auberge taverne pizzeria
    boulangerie creperie traiteur glacier little big old great royal
counted
    restaurants restos resto restaurant magasins stores boutiques sites points shops caisses tills jours days semaines
    weeks mois months rue avenue boulevard place euros eur h heures minutes etablissements adresses janvier fevrier mars
    avril mai juin juillet aout septembre octobre novembre decembre autres de
first names
    marie julie sophie lea emma camille laura sarah claire anne pauline manon chloe lucie alice julien thomas nicolas
    pierre paul jean karim mehdi antoine hugo lucas maxime alexandre kevin romain vincent olivier philippe david marc
    ines nadia fatima samira aurelie celine sandrine nathalie isabelle caroline charlotte mathilde elodie tom dan sam
    alex chris mark john james kate lucy amy anna priya liam aoife sean megan meg hannah emily jack harry oliver fanny
    emilie elise morgane marion justine laetitia audrey stephanie christophe stephane frederic eric patrick florian
    adrien quentin clement valentin bastien youssef rachid leila ben steve mike rob george jess becky rachel niamh
    siobhan benedicte manu seb theo helene nadege sylvie damien fabien guillaume sebastien benoit mathieu matthieu
    laurent lina yasmine amelie
towns
    paris lyon marseille toulouse nice nantes montpellier strasbourg bordeaux lille rennes reims toulon havre grenoble
    dijon angers nimes villeurbanne aix clermont brest limoges tours amiens perpignan metz besancon orleans mulhouse
    rouen caen nancy argenteuil montreuil roubaix tourcoing nanterre avignon poitiers dunkerque versailles creteil pau
    colombes vitry courbevoie colmar cannes antibes annecy lorient quimper vannes valence troyes chambery niort bayonne
    biarritz mans arles royan deauville trouville honfleur annemasse thonon megeve chamonix thiers montlucon rungis
    massy palaiseau sceaux meudon boulogne suresnes montrouge malakoff ivry villejuif clamart antony orsay bobigny
    aubervilliers saintdenis sarcelles poissy mantes rambouillet etampes fontainebleau montargis bourges chateauroux
    gueret tulle aurillac rodez millau mende ales uzes carpentras cavaillon manosque digne grasse cagnes hyeres
    draguignan istres vitrolles sete lunel beziers castelnaudary foix auch dax lourdes cahors figeac sarlat bergerac
    libourne arcachon rochefort saintes cognac angouleme rochelle fontenay ancenis saumur fougeres vitre dinan dinard
    morlaix quimperle pontivy avranches bayeux lisieux alencon mortagne chateaudun dreux vernon compiegne soissons
    chantilly senlis creil noyon laon sedan verdun toul luneville saverne haguenau selestat guebwiller montbeliard dole
    vesoul lons macon villefranche bron meyzieu givors voiron annonay privas montelimar charleroi tournai courtrai
    bruges ostende louvain wavre nivelles dinant arlon verviers hasselt anvers antwerp ghent leuven fribourg neuchatel
    montreux vevey nyon carouge edimbourg bath york swansea newport plymouth truro brighton hove worthing guildford
    oxford luton watford croydon wimbledon greenwich islington clapham camden leicester coventry norwich ipswich
    sunderland dundee stirling inverness limerick waterford derry lisburn narbonne calais arras lens douai valenciennes
    cholet laval blois chartres evreux dieppe cherbourg epinal thionville belfort roanne vienne ajaccio bastia menton
    frejus aubagne martigues albi castres tarbes agen perigueux brive vichy nevers auxerre melun meaux evry cergy
    vincennes levallois neuilly puteaux issy clichy pantin republique bastille oberkampf belleville montmartre chatelet
    bercy montparnasse batignolles confluence gerland bellecour prado bruxelles brussels liege namur gand geneve
    lausanne monaco luxembourg london leeds manchester liverpool birmingham bristol cardiff edinburgh glasgow dublin
    galway cork belfast cambridge shoreditch brixton peckham hackney hull sheffield nottingham newcastle exeter
    southampton wharf
heads
    slug slugs slugpongo slugheypongo nom name restaurantname restaurant restaurants store stores storename identifiant
    magasin magasins token tokenpongo tokens id ids resto restos nomdurestaurant etablissement etablissements boutique
    pointdevente pointsdevente ville city
in a sentence
    6xpos pour for client clients marque brand enseigne customer please stp svp besoin need veut wants avec with slug
    slugs bonjour hello integration connecter activer connexion c'est est is are merci thanks faut peux peut can could
    voici here demande request
shortened
    mr mrs dr st ste mme ms
between
    a au en de du et ou par sur le la les to by and in of the n it
no beginning
    a et and au du des de & en d'
names by accent
    thé thés maïs dés
determiners
    le la les l' un une des du de mon ma mes son sa ses ton ta tes leur leurs notre nos votre vos ce cet cette ces the
have
    ai as a avons avez ont have has had ve est suis
subjects
    je j tu il elle on nous vous ils elles i you we they he she it qui ki who
pronouns
    on vous il ils je moi nous tu elle elles ce la le les ci y en t toi lui leur meme memes dessus dessous apres vis
    joint jointe
compounds
    rendez-vous week-end e-mail e-mails mini-site apres-midi go-live follow-up set-up check-in check-list check-up
    start-up stand-by au-dessus au-dessous la-bas peut-etre vis-a-vis c-est-a-dire titre-resto titres-resto ticket-resto
    tickets-resto click-and-collect click-collect multi-sites multi-site multi-caisses sous-domaine mise-a-jour pre-prod
    non-urgent semi-urgent ex-client avant-hier aujourd-hui quelques-uns compte-rendu back-office front-office
    point-of-sale plug-in log-in sign-up roll-out kick-off add-on on-boarding co-founder wi-fi qr-code re-bonjour
    re-hello long-term short-term real-time end-to-end one-shot face-to-face up-to-date high-priority low-priority
    top-priority all-in to-do b-to-b post-it tout-en-un porte-parole savoir-faire mot-cle non-stop self-service pop-up
    drive-in fast-food fast-casual hey-pongo 6x-pos six-pos est-ce peut-on a-t-il sur-place faire-part pick-up take-away
    all-set double-check well-known so-called user-friendly no-code step-by-step day-to-day re-coucou sous-traitant
    chef-lieu demi-journee fin-de-semaine mi-journee grand-chose tout-a-fait tout-de-suite bien-sur co-gerant vice-versa
    e-commerce e-learning in-store on-site off-site pre-launch post-mortem work-around hand-over head-up heads-up
    call-back lead-time part-time full-time ready-to-go good-to-go plug-and-play all-hands sub-brand key-account
    first-class in-house third-party read-only opt-in opt-out drop-off top-up sur-mesure clef-en-main mid-day mid-week
    mid-month year-end last-minute semi-annuel ci-apres ci-avant non-stop co-host copier-coller copie-colle copy-paste
    ras-le-bol quelqu-un
"""
_FAMILIES = families(_OTHERS)
# With a capital at the beginning of a sentence they say nothing of a name ("Pour Gino", "Both Gino restaurants").
OPEN_SENTENCES = frozenset(
    word
    for name in ("the product", "greetings", "farewells", "what requests speak of", "what people do")
    for word in families(_NO_BRAND)[name]
) - frozenset(("pret", "prete", "live", "ready", "done")) | frozenset(_FAMILIES["open sentences"])
JOINS = frozenset(_FAMILIES["joins"])  # words that two spellings of one name may differ by
GLUE = frozenset(_FAMILIES["glue"])  # between the words of a name
ARTICLES = frozenset(_FAMILIES["articles"])
BEGINS = (
    frozenset(_FAMILIES["begins"]) | JOINS
)  # a name with a capital may begin with them, though they are in NO_BRAND
GENERIC = frozenset(_FAMILIES["generic"])  # alone no brand, and no brand without its town
COUNTED = frozenset(_FAMILIES["counted"])
FIRST_NAMES = frozenset(_FAMILIES["first names"])
TOWNS = frozenset(_FAMILIES["towns"])  # and quarters: where a restaurant is, not what it is called
DANGLING = frozenset(_FAMILIES["dangling"])
ENDS_NO_NAME = DANGLING | JOINS
TELL_NOTHING = NO_BRAND | JOINS  # words of a slug that say nothing of whose it is
HEADS = frozenset(_FAMILIES["heads"])  # of a table or a list, as `brand_key` writes them
IN_A_SENTENCE = frozenset(_FAMILIES["in a sentence"])  # what holds one of them is more than a restaurant's name
SHORTENED = frozenset(_FAMILIES["shortened"])  # a full stop behind them ends no sentence
BETWEEN = frozenset(_FAMILIES["between"])  # the parts of compounds: "tête-à-tête"
NO_BEGINNING = frozenset(_FAMILIES["no beginning"])  # of a name in lower case
NAMES_BY_ACCENT = frozenset(_FAMILIES["names by accent"])
DETERMINERS = frozenset(_FAMILIES["determiners"])
HAVE = frozenset(_FAMILIES["have"])
SUBJECTS = frozenset(_FAMILIES["subjects"])  # what follows one is a verb
PRONOUNS = frozenset(_FAMILIES["pronouns"])  # what verbs are joined with by a hyphen
COMPOUNDS = frozenset(_FAMILIES["compounds"])  # words of everyday language that have the form of a slug

# What stands around brands, as `brand_key` writes it.
_AROUND = """
kinds
    marque marques brand brands enseigne enseignes client cliente clients customer customers franchise franchises
    franchise chaine chaines groupe groupes group compte comptes account accounts merchant merchants reseau concept
    prospect chain commercant commerce societe company
trades
    boulangerie pizzeria creperie sandwicherie bakery traiteur
places
    restaurant restaurants resto restos magasin magasins store stores boutique boutiques etablissement etablissements
    vente shop shops site sites location locations adresse adresses branch branches
of
    de d of du des chez from at
heads
    gerant gerante patron patronne owner manager directeur directrice boss proprio proprietaire fondateur fondatrice
    founder ceo
belongs
    equipe team dossier cas client ouverture lancement slug slugs points fidelite token boss
fresh
    historique fidele existant existing commun important vip nouveau nouvelle nouveaux nouvelles new futur gros grosse
    petit petite autre other another big deux trois quatre cinq six 2 3 4 5 premier prochain prochaine next
is done
    done live ligne connecte connectee connected fait faite actif active
introduces
    pour for chez pr pou por poru pur fro concernant aupres onboarding namely cest appelle appele called named nomme
    savoir regarding nommee apropos
connects
    connect activate integrate add adding passer passez passe equiper equipez equipe onboard onboards onboarding up link
    linking get getting enable enabling mettre statut status suivi put move switch set hooking hook plug wire demande
    request connexion connection setup
perhaps introduces
    de d du des au aux at with sur on of re about cote a from vers to par and et is are est sont avec que qu if si
    whether when quand did does has have ont only juste avance bouge
says
    c nous me m te ne n se s y aussi also just now enfin really vraiment is are has have a ont vient viennent va vont
    will would est sont qui who de to on toujours tjrs tjs still finally bien deja already should doit doivent devrait
    must soit soient be lui le la both tous all recently officially would
does
    told tells texted said dit dits veut veulent voudrait voudraient souhaite souhaitent souhaiterait souhaiteraient
    demande demandent aimerait kiffe adore adorent ses sa son leurs recu recoit choisi pris fini aimeraient passe
    passent passera passeront bascule basculent basculera migre migrent signe rejoint rejoignent demarre demarrent ouvre
    ouvrent attend attendent relance relancent tanne insiste signer choisir prendre passer want wants need needs request
    requests requested ask asks asked like love moving switching migrating going moved switched signed joined joining
    chose chosen connecter ajouter activer brancher integrer raccorder relier be connect go ca cest dit say says stp svp
    please pls pret prete prete ready live connected connecte is are est sont has have ont opens opening went goes on en
    sur onto done avance avancent confirme confirmer confirmed decide decided valide tourne tournent utilise utilisent
    use uses using adopte installe installer installed equipe demenage accepte agreed ok okay keen pressing branche
    branchee branches branchees raccorde raccordee raccordes relie reliee relies integre integree integres active
    activee actives connectee connectes connectees ajoute ajoutee lance lancee integrated linked hooked added switched
    onboarded plugged wired enabled activated get gets getting got rolled restaurants restos restaurant stores shops
    sites
owned
    restaurants restaurant stores shops sites
groups
    group chain folks team people guys crew lot owners owner gang
beside 6xpos
    et and x a cote avec with chez en sur on onto to vers pour for caisse
begins a clause
    que qu that car hello hi hey bonjour salut coucou bjr yo team all tous alors donc so et and bon is are did does has
    was mais but do si if whether when quand puis because comme ok voila
before persons
    bonjour hello hi hey salut coucou bjr merci thanks you dear cher chere cc m mr mme ms avec with par by voir ask a
    dixit equipe from de slt yo stp please ping to
"""
# Turns of speech beside brands: `_` is a space; behind it an article or "qu'" before its apostrophe is nothing.
_TURNS = """
takes back
    pardon oups oops euh plutot i_mean i_meant je_voulais_dire correction sorry erratum
excuses
    sorry_for sorry_about sorry_to sorry_i sorry_if pardon_pour pardon_du pardon_de plutot_ plutot_que
aside
    sauf hormis except contact cordialement regards
begins an aside
    merci_pour thanks_for thank_you_for thx_for bravo merci_a
compares
    comme like_we like_for like_with like_the as_we as_for as_with same_as unlike contrairement
agrees
    comme_convenu comme_prevu comme_vu comme_discute comme_promis comme_demande comme_indique comme_dit comme_d comme_tu
    comme_vous as_agreed comme_ca comme_client comme_caisse
goodbye
    cordialement cdt bien_a_vous bien_a_toi regards cheers bises bonne_journee belle_journee bonne_soiree
    a_votre_disposition salutations sincerely dans_l_attente
"""
AROUND = {name: frozenset(words) for name, words in families(_AROUND).items()}


TURNS: dict[str, list[tuple[str, list[str]]]] = {}  # first word -> family, the other words
for _family, _turns in families(_TURNS).items():
    for _first, *_rest in (turn.split("_") for turn in _turns):
        TURNS.setdefault(_first, []).append((_family, _rest))
