"""The words by which a message asks for 6xpos, asks where something stands, or does neither (`neither`): one table,
with weights.

An entry of the table: what it speaks for, how strongly (1 a hint, 2 enough where nothing contradicts, more: against so
much) and what kind of sentence it is; below it its phrases, parted by semicolons. `here`: it tells of its own sentence
only, and is left out where another sentence asks; `you`: it is us whom it asks; `bare`: it says no more than what it is
about; `unless X`: not where X is in the message (NAME: in the sentence).

In a phrase `a|b` is either word, `connect*` any ending, `[tu]` a word that may be missing, `!de` any word but that one,
`…` up to four words of the same sentence, `^` the beginning of the message, `,.` the beginning of a sentence or of a
part of one, `?` a question mark at the end of the sentence, and `{do}` a word of the list `do` in `LISTS`.

Phrases are looked for in lower case, without accents, apostrophes and hyphens as spaces (`l'intégration` is
`l integration`), doubled letters as one; a long word with one slip of the finger is the word of the table.
"""

# What people do to a brand so that its tills are connected, and other families of words, in either language.
LISTS = """
do
    connect* conect* activ* branch* integr* ajout* rajout* mett* mise mis instal* lanc* configur* parametr* deploy*
    deploi* raccord* reli* lier liez implement* ouvr* demarr* rattach* bascul* equip* synchronis* enclench* generer
    genere generez cre* prepar* proced* trait* refai* effectu* arrang* organise organiser organisez hook* plug* set
    setup switch* add adding enabl* turn link* wir* onboard* launch start kick fass* roll put get getting make sort
    faire passer brancher avoir have import* deploiement go sync
connects
    connect* conect* lanc* demarr* activ* branch* integr* ajout* rajout* instal* configur* parametr* deploy* deploi*
    raccord* reli* implement* rattach* bascul* equip* synchronis* enclench* hook* plug* set setup switch* add adding
    enabl* link* wir* onboard* go make do launch faire
order
    connecte connectez connectes active activez actives branche branchez integre integrez ajoute ajoutez rajoute mets
    mettez lance lancez configure configurez deploie deployez raccorde raccordez relie reliez prepare preparez cree
    connecter activer brancher integrer ajouter rajouter lancer configurer deployer raccorder connect activate prevoyez
    prevois hook plug set setup add enable integrate link wire proceed procede procedez onboard launch start create
    import importer
join
    connecter connect conecter brancher integrer raccorder relier rattacher link hook plug passer basculer equiper
    deployer sync ajouter lier
can
    peux peut pouvez pourriez pourrais pourrait pourra pourras pourrez saurais sauriez pouvons can could would will
you
    tu vous vs on nous quelqu qqn you we someone somebody anyone i u they
want
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait souhaiteraient aimerait aimeraient souhaitons
    voulons voudrions aimerions demandons demande demandent reclame reclament desire desirent voulait voulaient
    souhaitait exige exigent attend attendent reve revent dream dreams want wants need needs requests requested asked
    asks asking
questions
    si pourquoi comment quand if why how when whether what quoi ce where ou combien
done
    accepte acceptee accepted refuse refusee approuve approuvee pret prete prets pretes bon bons bonne ok fait faite
    faites passes passees active activee actives activees valide validee validees livre livree livres actifs ready done
    live approved delivered connected connecte connectee connectes branche branchee branches finished completed
    generated genere generes transmis transmise envoye envoyee passe passee termine terminee up arrive through regle
    reglee traite traitee parti partie oper operationnel actif active working
moves
    passe passes passee passees passent passera passeront passer bascule basculent basculer demarre demarrent migre
    migrent arrive arrivent ouvre ouvrent
please
    stp svp please pls plz pliz steup thx siouplait
thanks
    merci thanks thank thx ty bravo congrats congratulations felicitations parfait super genial gg top nickel great
    awesome nice perfect cool desole desolee dsl sorry happy joyeux joyeuses chapeau cheers impec
broken
    hs plant* plante plantee bug* bugs rade outage incident incidents erreur erreurs error errors broken crash* coupure
    offline lent lente lents ralenti ralentissements probleme problemes souci soucis issue issues trouble problem
    problems dysfonctionnement anomalie bloquent freez* rame rament figee fige ecran
not
    plus pas jamais rien aucun aucune
works
    ouvre ouvrent charge chargent demarre remonte remontent marche marchent fonctionne fonctionnent affiche affichent
    passe passent repond repondent synchronise imprime collecte recoit recoivent envoie envoient
runs
    remonte remontent marche marchent fonctionne fonctionnent imprime synchronise
run
    working work syncing sync responding sending collecting coming print printing connect log
states
    ete ont est sont etait etaient sera seront va vont vient viennent is are was were has have had will owe ve m ll je j
    ils elles elle il i we they he she
over
    livre livree livres live ligne connecte connectee connectes connected active activee actives activated delivered
    done termine terminee regle reglee
state
    est sont ete etait is are was were has been did
moved
    ete eu recu pu fini repondu confirme valide avance bouge signe commence traite pris fait passe lance regarde
before
    semaine hier lundi mardi mercredi jeudi vendredi last yesterday ago matin morning jours mois
number
    0* 1* 2* 3* 4* 5* 6* 7* 8* 9*
makers
    zelty lightspeed innovorder cashpad popina tiller sumup square laddition addition clyo tactill zettle toast
    rovercash lyf sunday zenchef deliverect crisalid connectill
link
    integration connexion connection liaison activation branchement raccordement ouverture setup onboarding deploiement
    ajout import
things
    remboursement facture factures devis rendez rdv reunion meeting call demo formation training contact logo refund
    invoice quote doc documentation mode visite deck plaquette acces explication exemple example contrat badge sticker
    stickers goodies flyers affiche affiches poster posters chevalet chevalets plv
loyalty
    fidelite loyalty fidel pongo
papers
    price prices pricing prix tarif tarifs rates grille brochure brochures plaquette flyer
mislaid
    deck slide slides doc document documents fichier presentation plaquette logo contract contrat kit brochure
    credentials identifiants template expense parcel colis commande badge
places
    restaurant restaurants resto restos magasin magasins boutique boutiques store stores shop shops site sites point
    points etablissement etablissements location locations adresse adresses franchise franchises
"""

ASKED = """
ask 3 you: a question in form only
    tu|vous|vs peux|pouvez|pourriez|pourrais|peut [me|nous|leur|lui|les|la|le|l|y|en] … {do}; tu|vous|vs peux|pouvez …
    6xpos; {can} {you} [t] [m|me|nous|leur|lui|les] … {do}; {can} … {do} … 6xpos; possible d|de|to … {do}; possible
    d|de|to|pour; any chance … {do}; {can} this|it|that be; vous|tu|you pouvez|peux|can … ca|it|them ?; mind
    connecting|adding|setting|linking; pouvoir|able [to] {order}; would … mind; dispo|dispos|disponible|available
    pour|to|for … {do}
ask 2: a question in form only
    on peut|pourrait|active|branche|connecte|lance|fait|met|attaque|ajoute; peut on; can we|you|i|u; qui peut|pourrait …
    {do}; qui s y|en; on s en occupe|charge; who can|could … {do}; comment je|on|dois|faire; how do|can i|we; est il
    possible; is it possible; c possible; on enchaine|continue|demarre|part avec|sur|pour; j|i ai|have|got
    un|une|a|another nouveau|nouvelle|autre|new; possible de|d
ask 3: a need
    only|just|seul|seule|dernier|derniere thing|chose|truc|etape|step [qui] [missing|left|manque|reste|restant|restante]
    … {link}|6xpos; need|needs|needed|besoin|want|wants|require|requires the|la|le|une|a [same|meme] 6xpos {link};
    need|needs|needed|besoin|want|wants|require|requires [de|d|of|the|a|an|l|la|le|une|un|to] [use|have|get|avoir]
    6xpos; must|doit|doivent|devons|dois|devra|devront|devrait|devraient|should [to|aussi|also] [both|all|tous|toutes]
    [be|etre|get] {do}; have|has|had to [be|get] {do}; need|needs|needing [to] [be|get|a|an|the] {do};
    time|reste|plus|ready|pret|prets [juste|plus|only|encore] to|a|qu [a] … {do}; besoin d|de; besoin [que|qu] … {do};
    il nous|leur|lui|me faut|faudrait; nous|leur|lui|me faudrait; faut|faudrait|faudrai|faudra|fo|foudrait [aussi] …
    {do}; we|i|they|he|she [would|d|also|really] need|like|love|want !to; ,. need|needs|needed|besoin;
    client|customer|brand|they … need|needs; il [me|nous|lui|leur] manque … 6xpos;
    confirme|confirmons|envoie|transmets|adresse|soumets [vous|te] [la|une|ma|notre|cette] demande|request; {can} NAME …
    {do}|{done}; cette fois c est; this time it s; fasse|fasses|fassiez|faire [le|la|un] lien|necessaire;
    manque|reste|missing [plus] que|qu|juste|only|just … {link}; faut|faudrait|faudra … 6xpos
ask 7: a wish that asks when
    demande|demandent|asks|asking|asked [nous|me|us|them|leur] quand|when on|we|vous|you
    peut|peuvent|pourra|can|could|pourrait … {do}
ask 4: a wish that asks whether
    how|what about we|you|i|getting|connecting|adding; on prepare|prevoit|anticipe|lance|fait|demande la|le|l|leur|une
    {link}; on peu {do}; on le|la|les|y programme|planifie|lance|fait|va !ou|where ?; t|vous|s
    occuper|occupes|occupez|charger|charges|chargez de|d; envisageable|faisable|feasible|jouable d|de|to|for … {do}; y
    aurait|aura … a faire|connecter|brancher; any|une chance … {do}; a|y moyen d|de|que|qu … {do};
    savoir|see|voir|wondering|wonder|know|asked|asks|asking|demande|demandait si|if|whether on|nous|vous|tu|we|you|c|it
    peut|pouvons|pourrions|pouvait|pourrait|pouvez|pouviez|pourriez|peux|pouvais|pourrais|can|could|possible|etait|is|was
    … {do}
ask 3: a wish
    meme chose|demande pour|chez; idem|pareil|same [thing] [again] pour|for NAME;
    grateful|glad|happy|obliged|appreciated|reconnaissant|reconnaissante|top|genial|super|cool|chouette|sympa if|si; to
    see|get|have NAME on|onto|into|in 6xpos; who s|is|wants up|free|available|ready for|to; one more|other to;
    new|another|other one for|:; encore un|une; ouvr*|cre*|fai*|deposer|open|make|create|start|submit|file
    [une|un|a|my|ma|la|new|nouvelle] [nouvelle|new] demande|request; je
    voudrais|souhaite|souhaiterais|veux|vx|desire|sollicite|viens !pas|plus|d|de; on
    voudrait|souhaite|souhaiterait|aimerait; nous souhaitons|souhaiterions|voudrions|aimerions; j aimerais;
    looking|keen|ready|eager to|for; i d like|love|need; i m|am looking; we d like|love
ask 3: the client's wish
    {want} !{questions} … 6xpos; {want} !{questions} … caisse|caisses|till|tills; {want} !{questions} … {do}; {want}
    !{questions} … {link}; {want} !{questions} … {loyalty} … 6xpos; {want} [avoir|have|la|the|le|our|notre|de|to]
    [la|the|have|get] {loyalty}; wait|waits|waiting|attend|attendent|attendait for|que|de|apres it|6xpos|ca;
    relance|relancent|insiste|insistent|tanne|tannent|presse|pressent|harcel*|supplie* … avoir|to|about; {want} …
    passer|beneficier|migrer; would|d like|love … {do}; would|d like|love … till|tills|points|loyalty
ask 3: news that calls for it
    au|leur|son tour de|d|du|des|maintenant|now|,|.; c est leur|son|votre tour; NAME [s] turn; turn of|for;
    recu|recoit|recoivent|got|received|have … caisse|caisses|till|tills 6xpos; {moves} …
    sur|a|chez|vers|avec|sous|en|on|to [la|leur|sa] [caisse|caisses] 6xpos;
    moving|migrating|switching|switched|moved|going|changing|move|moves|switch|switches [over] to|on|onto 6xpos
ask 2: news that calls for it
    ce|it|that sera|will [be] 6xpos; change|changent|changed|changing [de] caisse|caisses|till|tills … 6xpos;
    anticiper|prevoir|caler [la|leur|sa|l] {link}; {moves} … avec|with|sur|on … caisse|caisses|till|tills 6xpos; equip*
    … en|with|de|avec 6xpos; NAME|qui|ils|elle|il|they|client …
    signe|signed|rejoint|rejoignent|joined|joins|ouvre|ouvrent|opens|opening|demarre|demarrent|starts|starting|partant|partants|partante|ok|oui|yes|accepte|confirme|closed|equipe|equipee|equipes|equipent|valide
    … 6xpos; closed|signed|signe|close NAME … 6xpos; contrat|contract [came|est|is|has|a] [back|been|ete|enfin]
    signe|signed; nouvelle signature|ouverture; new deal|venue|signature; they|ils|il|elle|elles
    use|utilisent|utilise|ont|have|run|prennent 6xpos; a|ont [toutes] ses|leurs [nouvelles] caisses 6xpos;
    sera|seront|sont|est|be equipe|equipee|equipes|equipees|equipped en|de|avec|par|with 6xpos; recevoir|recu
    son|leur|ses|leurs materiel|caisses|kit; demande|demandent|attend|attendent la|leur suite|fidelite|points;
    programme|espere* le|pour|for|on {number} … 6xpos; a|ont|said dit oui|yes|ok; 6xpos … contrat|contract signe|signed;
    NAME … caisse|till 6xpos; switch*|mov*|migr*|pass*|bascul* from|de … to|onto|sur|vers|a|chez 6xpos;
    they|ils|il|elle|elles|on|client re|are|sont|est|s [now|maintenant|aussi|all|tous|deja]
    running|using|on|chez|sur|equipe|equipes 6xpos; caisse|caisses|till|tills|pos est|sont|is|are|c [est]
    [une|un|a|en|sur|chez|from|des|all] 6xpos; got|gotten|had [their|the|its] 6xpos; start|commencer on|de|from
    our|your|notre|votre side|end|cote; c est oui; up and running … 6xpos; gone|went|going with|for|pour 6xpos;
    craque|craquent|flashe|opte|optent|conquis|convaincu|convaincue|convaincus|seduit|motive|motives|signe
    pour|par|sur|a 6xpos; prochain|prochaine|next|suivant client|cliente|demande|request|marque|brand|customer|enseigne;
    client|cliente|clients|marque|customer|brand 6xpos; they|we|il|ils|elle|elles|client|on …
    agreed|accepted|accepte|acceptent|accord; a|ont dit oui|ok; said yes|ok; is|are on board|in; good|ready to go
    for|on|with 6xpos; your magic; est|sont|is|are [tres|super|very] chaud|chaude|chauds|keen|partant|partants|ready;
    vient|viens|viennent de signer|choisir|prendre|passer|s|nous|valider; a|ont signe|choisi|opte|equipe; a|ont pris
    [la|leur] [caisse] 6xpos; nouveau|nouvelle|nouveaux|nouvelles
    client|clients|marque|enseigne|compte|integration|demande; new|nouveau|nouvelle 6xpos
    {link}|request|demande|client|for|pour|:|,|a; new {link}; nouveau|nouvelle|nouveaux|nouvelles {places};
    nouveau|nouvelle|nouveaux {link}; new client|customer|merchant|brand|account|request; new {places}; just
    signed|joined; getting|gets|installe|installent|installing|prennent|adopte|adoptent|recoit|recoivent
    [the|la|leur|their|its|les|enfin] 6xpos; anything|something else you|u need; autre chose dont|qu|que; has|have
    signed|chosen|joined; autre|another client|brand|marque|{places}; deuxieme|second|troisieme|third {places}
ask 3 you: an imperative
    do the needful; pouvez|peux|peut|can y aller; go [pour|for] [la|l|le|the] {link}; c est … qu il faut
    prendre|utiliser|mettre; go ahead; go pour|for|on NAME; feu vert; green light; vas|allez y !les; on y va pour|avec;
    ,. go ?; ^ {order} !ou|or|depuis|since|hier|hors; ,. {order}
    !in|below|is|here|attached|ou|or|depuis|since|hier|hors|from|at|starts|:|=; ,. {do} … 6xpos; ,. {do} l|la {link};
    please|kindly|pls|plz {order}; vous|t|tu|te en|y occuper|charger|charges|chargez|occupes|occupez|colle|collez; take
    care of; ,. {do} l|la caisse; merci de|d … {do}; merci de|d {do}; thanks for
    connecting|activating|setting|adding|enabling; de bien vouloir; stp|svp {order}; et|and|donc {order} … 6xpos; set up
    … 6xpos; set them|him|her|it up; ,. set up; please set; proceder a|au
ask 3: what we do, or you do for us
    let|lets|go [s] get|have|do that|this|it|them|NAME|these|those [one|ones|both|all] … {done}; tu|vous
    me|m|nous|leur|lui fais|fait|faites|lancez|lances|mettez|mets|prevoyez|prevois ca|sa|cela|le|la|l|les|un|une
ask 3: to get them connected
    mettre|mets|met|mettez|mettons NAME|les|le|la|l|tout en lien|relation|liaison|connexion [avec|with|a] 6xpos;
    please|pls|kindly|to|can|could get|have|put [you|we] them|it|him|her|NAME|both|all|this|these|those …
    {done}|{do}|on|onto; arreter|eviter de taper|ressaisir|saisir
ask 3: it goes to 6xpos
    quitte|quittent|leave|leaves|leaving … caisse|caisses|till|tills … pour|for 6xpos;
    quitte|quittent|leave|leaves|leaving|left|lache|lachent … pour|for 6xpos; get|gets|be|being|see|seen
    hooked|connected|linked|plugged|added|onboarded|branche|connecte [up] into|to|onto|in|sur|a 6xpos
ask 3: our side is left
    reste|manque [plus] que|qu notre|votre|mon|ton cote; reste|manque [plus] que nous|vous; plus que notre|votre cote;
    our|your side|part|end left|remaining|missing|now
ask 3: to begin
    c est [aussi|justement] le cas de|d|du|des|pour|chez NAME;
    begin|start|starting|commenc*|demarr*|lanc* … {link}
ask 2: to be done
    go|goes|going live on|with 6xpos; do|make|faire|fasse|realiser [the|a|la|l|le|une|their|leur] [6xpos] {link}; a|to
    ouvrir en|sur|chez 6xpos; a|to
    connecter|activer|brancher|integrer|ajouter|lancer|raccorder|rattacher|relier|rajouter|mettre|faire|configurer|deployer|prevoir;
    to be {do}
ask 2: what is to be done to the brand
    voici|voila|here [is|s] la|the|une|a liste|list pour|for|de|d|of NAME; renvoyer|renvoye|retourner|retourne|returned
    contrat|contract; renvoyer|renvoye|retourner|retourne|returned le|the|leur|their contrat|contract; {order} … NAME;
    {want} in; next up; en {link}
ask 2: it is theirs
    a vous de jouer; caisse|caisses|till|tills|pos :|= 6xpos; went|gone|go|goes 6xpos; got|have one|two|another for;
    over to you; {want} [de] [la] 6xpos; caisse|caisses|till|tills|pos c|is|are|sont est 6xpos; ont|have choisi|chosen
    6xpos; besoin|need … token|jeton
ask 2 bare: a bare wish
    one|two|un|une|deux [more|autre|autres] for|pour|a|chez 6xpos; NAME [,|.|et|and|+|with|avec|en] 6xpos [,|.]
    {please}|{thanks}; 6xpos [+|et|and|,|.|:] NAME [,|.|=] {please}|on; objet|sujet|subject|re : 6xpos; ^ NAME
    [→|>|=>|➡|x] 6xpos; ^ 6xpos →|>|=>|➡ NAME; ,. NAME [→|>|=>|➡|x|:] 6xpos; {link} [de] [la] [caisse]
    [with|avec|d|de|for|a] 6xpos; demande|request [de] [la] [caisse] [d|de|for] 6xpos; 6xpos {link}|request|demande;
    6xpos needed|required|wanted|demande|requis for|pour|at|chez; ,. 6xpos {please} pour|for|at|chez; 6xpos roll
    out|rollout; roll out|rollout for|of|pour; demande|request [d|de|of] [integration|activation|connexion] pour|for|de;
    6xpos pour|for|chez|sur|at !mes|my|nos|our …; pour|for|chez|at … sur|on|chez|with|avec|onto 6xpos;
    un|une|petit|petite|another|one 6xpos; ^ 6xpos
    pour|for|chez|a|sur|on|at|:|,|=|x|svp|stp|please|pls|NAME|slug|urgent|demande|request|ok|integration|connexion;
    ajout|import d|de|du|des|of|6xpos; go [pour|for] 6xpos
ask 2: asking politely
    appreciate|need a|your|some hand|help; vous|te solliciter|demander; t|vous en charges|chargez|occupes|occupez;
    beneficier; interesse|interessee|interesses|interested|partant|partants par|in; je|on te|vous
    demande|sollicite|confie|transmets|laisse; prie de [bien] [vouloir]
ask 2: what is to be joined
    {join} [la|le|les|it|them|leur|leurs|their|the|all|us|nous] … a|sur|to|with|en|avec|chez|onto [la|leur|the|caisse]
    6xpos; 6xpos {join}; la|le|les|l raccorde|raccordes|connecte|connectes|branche|branches|relie|integre … 6xpos
ask 1 bare: what is done
    {order}; {link}; let s {do}; besoin|faut|faudrait|faudra|need|needs|want|wants|require|requires|requesting
ask 1: please
    {please}; s il te|vous plait; merci d avance; thanks in advance; d avance; asap; urgent|urgente|urgence; des que
    possible; quand tu|vous peux|pouvez|avez; meilleurs delais; as soon as
ask 1: what it is for
    {join}; une|un|a|ma|my|new|nouvelle request|demande; on y va ?; voici|voila|here …
    slug|slugs|resto|restos|restaurants|liste|list|infos|magasins|stores|boutiques; slug|slugs;
    restaurants|restos|magasins|boutiques|stores|etablissements :; nouveau|new; c est pour; it s for
status 5: where does it stand
    ou ca en est; c est bon|ok|fait ou pas|non; ou on en est; ou vous|tu en etes|es; ou en
    est|sont|sommes|etait|etaient|etions; ou sa|ca en est; on en est ou; en est on; en est ou; est ou; ou ca|sa en;
    where are|is we|it|this|that|they|things|the|my; where do|does … stand; where we are|stand; where s; what|what s
    [is] [the] status|state|latest|going|progress|eta|happening|holdup; how s|is|are … coming|going|looking|doing;
    any|some news|update|updates|progress|eta|word|movement|feedback|idea; an update|eta; update|updates
    on|about|for|sur|pour; un|le|quick [petit|bref|rapide|status] update|point sur|on; fait|faire|faites un point; what
    happened; where|ou … stands|stand; et|and|what about|pour|for … ?; ^ et|and … ?; how about
    !we|you|i|getting|connecting|adding … ?; info|infos sur|de|du|on|about; mes|my|nos|our demandes|requests;
    demandes|requests en|in cours|progress; liste|list des|of … demandes|requests; ping|bump|nudge
    on|sur|about|for|pour; progres; en est on|il|elle
status 5: is there news
    any sign of; if|whether|si 6xpos answered|replied|responded|repondu; if|whether|si 6xpos a|has
    repondu|answered|replied; aux nouvelles; 6xpos a|has repondu|answered|replied ?; {done} ou|or non|pas|not;
    petit|un|le point sur|etape|avec; point d etape; auriez|aurais|avez|as … nouvelles|retour; 6xpos a|has|have
    fini|enfin|finally … {do}|{done} … ?; est ce que … est|sont|a|ont {done}; ou pas encore; or not yet; marche … ou
    pas|toujours; anything|something|chose new|neuf|nouveau on|about|for|with|sur|pour|cote|chez; vous|tu|you|on
    avez|as|have|a [pas|deja|bien] relance|contacte|chased … ?; avez|as|have vous|tu|you [pas|deja]
    relance|contacte|chased; {not} repondu|answered|replied … ?; anything|something|truc|chose [qui]
    blocking|holding|missing|left|stuck|bloque|coince; avance|avancent|progresse|progressent|bouge|traine … ?;
    attend|attends|attendent|attendons toujours|encore; any joy|luck|movement; retour|retours|nouvelles|news sur|on … ?;
    NAME statut|status|etat; land ?; des|quelques|aucune|d nouvelles|retours|news; du nouveau|neuf; un retour;
    avez|ave|as|a|aurais|auriez des|du|de nouvelles|nouvele|nouveau|retour|retours|news; {not} [eu|recu|de|aucun] [de|d]
    retour|retours|nouvelle|nouvelles|news; sans nouvelles|retour|news; dit|disent|pensent quoi; ca|sa|cela [nous|leur]
    donne quoi; ca|cela fait … jours|semaines|mois|temps; been !running|live|open|connected … days|weeks|months;
    ca|sa|cela avance|progresse|bouge|donne; avancement; no news|word|reply|answer; heard|hear back|anything; what s
    pending|open|outstanding|ongoing; nouvelles de|du|sur ?; news de|du|sur|on|about|from|pour|for … ?; quoi de neuf;
    avez|as|aviez|avais [vous|tu] pu|recu|eu|vu|avance … ?; en etes|es|sommes|est|sont|etes ou; were|have|did you
    able|had|got|receive|get|manage|seen|heard; a|ont|aurait t il|elle|ils|elles|on … ?; ,. has|have|did
    anyone|someone|they|6xpos … ?; get|got|getting back to
status 4: what to tell them
    leur|lui dire|repondre|annoncer ?; what do|can|should i|we tell|say|answer; a|at quel|quelle|what|which
    etape|stage|stade|step|point
status 5: its state
    NAME [,] alors ?;
    toujours prevu|d … ?; still on|planned|scheduled|due … ?; what|how|quelle … situation; situation de|of|with|pour|for
    … ?; how far along|are; {done} [,] [or|ou] [c|est] half|a|pas|not {done}|moitie|live … ?; vous|tu en etes|es ou; ^
    statut|status|etat|suivi; statut|status|etat ?; statut|status|etat [,|:] {please}; statut|status|etat
    de|d|du|des|for|of|on|pour|sur; suivi de|d|du|des|sur|pour !6xpos; toujours|tjs|tjrs|still en|in cours|progress ?;
    quel|quelle|quels [est|sont] [le|la|les] [l] statut|etat|avancement|delai|delais
status 5: has it come
    integration|connexion|activation|liaison|demande terminee|finie|faite|activee|validee ?;
    demandais|wondering|wondered si|if|whether … etait|etaient|est|was|is|were … {done}; ^ NAME [,|:]
    done|live|ok|fait|fini|pret|prete|ready|connecte|branche|active ?; has|have|had NAME been|gone|got|arrived … ?;
    is|are NAME {done} [yet|now|already]; ,. did !you … ?; did NAME|they|he|she|it|6xpos … ?
status 4: is it done
    est|sont|c|is|are|was|has|have|been|a … {done}|place|ligne|prod … ?; {done} … pour|for !vous|toi|you|nous … ?; ,.
    {done} ?; deja|already|yet … ?; {done} or|ou … ?; did … get|go … ?; pas encore … ?; or not|no [yet] ?; ou
    pas|non|bien [encore] ?; finally|enfin … ?
status 6: to know when
    est|is il|elle {done}|effectif|effective … ?; current|actuel state|status|etat; what s|is the [current] state|status
    of; toujours|tjrs|tjs rien recu|vu|eu; attend|attendent apres nous|vous|qui|quoi|6xpos; {done} [on|with|sur|avec]
    [6xpos] yet ?; {done} [,] ou|or seulement|juste|only|just … ?; has|have anything|something
    moved|changed|happened|progressed; bloque|coince ou; checking|check|verifier|verifie whether|if|si; {can} [{you}]
    [please] tell me|us; {can} [{you}] [t|m] [me|us|nous|moi] dire|say|confirmer|confirm|renseigner|indiquer
    !6xpos|them|him|a|leur|lui; tell|confirm|check|dire|confirmer|renseigner|verifier [me|us|moi|nous] if|whether|si
    !you|i|it|we|c|vous|tu|on|besoin; ^ up sur|on|pour|concernant; ,. up sur|on|pour|concernant;
    demande|demandent|asks|ask|asking|asked quand|when|where|whether; know|savoir|sache|understand
    when|where|ou|quand|whether|how; know|savoir|sache si|if !on|we|you|vous|nous|c; do|does we|you have a|an|any|some
    date|eta|timeline|visibility; avez|as|aurais|auriez|avons [vous|tu|nous] une|la|de|un
    date|visibilite|delai|eta|idee|planning; avez|as une idee
status 4: does anybody know, and when
    demande|demandent|asks|asking|asked|savoir|knows quand|si|ou|when|if|where; dire|dis|dites|tell
    [me|us|him|her|them|moi|nous] quand|ou|when|where; une|a date ?; tu|vous|vs|on|quelqu|un sais|savez|sait|save
    si|quand|ou; savez vous; savoir si|ou|quand; wondering if|whether|when|where; do|does you|we|anyone|anybody|someone
    know !a|an|any|the|some|of; know when|if|whether|where; quand est
    ce|sera|seront|aura|aurons|pensez|penses|va|vont|est|ca … ?; when|whens s ?; when
    will|can|do|does|is|are|would|might|should … ?; pour quand; combien de temps; how long|far|is|s … ?; combien d|de
    temps|etapes|jours|semaines … ?; how many|much steps|days|weeks|longer … ?; how much longer; anything|something|news
    [come|came|back|heard] back|heard [from] [on|about|from] … ?; c est pour quand; delai … ?; idee du|de|d … delai;
    quand … ?
status 3 here: any other question of a brand
    {state} !you|there|ce|this|it … ?; ,. did|has|have|was|were we|they|it|anyone|anybody|6xpos|NAME; a|ont
    [bien|deja|enfin|pu] {moved} … ?
status 7: still nothing
    toujours|tjs|tjrs pas de 6xpos; still no 6xpos
status 4: still waiting
    attend quoi; waiting for what; what are we|they waiting; toujours|tjrs|tjs|tjours {not}; toujours en
    attente|bloque|bloquee; still no|not|waiting|pending|nothing|stuck; est|sont|is|are|reste
    bloque|bloquee|bloques|bloquees|stuck|blocked|pending; bloque|coince|manque pour|chez|cote|sur; qui|ce
    bloque|coince|manque … ?; s|is blocking|holding|missing; en attente … ?; coince|coincee … ?;
    demandee|demande|requested|envoyee|envoye|sent|submitted|faite … {before}; relance n|numero|sur|concernant|au|a|de;
    petite|petit relance|rappel|ping; relancer au|sur|pour|concernant|a; ^ relance|relances|rappel|chasing|following;
    idee [de] quand; une|any idee|idea quand|when; dsl|desole|desolee|sorry de|to|d
    relancer|relance|insister|chase|bother; follow up; following up on|about; checking in|on; chase|chasing; ca|sa
    traine|coince; on attend toujours; waiting on|for … ?
"""

# Polite turns that hold the words of a wish and ask for nothing.
SILENCES = """
ancien|ancienne|old slug|id|identifiant; let me know once; let|tell me know when
it|its|this|that|these|they|done|all|everything|ready; sinon [,] [il|ils|elle|elles|on] [nous]
quitte|quittent|part|partent|resilie|resilient|annule|annulent; dites|dis moi ou je|les;
menace|menacent|threaten|threatens|threatening de|d|to; no need to touch; ancienne|vieille|old caisse|till
hs|morte|cassee|dead|broken; attends|attend|attendons|attendant|waiting|wait [toujours|encore|still] [for|on]
la|leur|leurs|les|their|the|sa|his|her liste|list|slug|slugs|infos|rib|kbis|logo|menu; let me know if|si
not|you|anything|there|any|i|that|blocker|blocked|bloque|problem|issue|something|more; n hesite|hesitez|hesites pas;
feel free to; reste|restons|restes [a] [votre|ta|ton] disposition; at your disposal; bonne|belle|excellente
journee|soiree|semaine|fin|apres; bon weekend|week|courage|appetit; have a nice|good|great|lovely
"""
