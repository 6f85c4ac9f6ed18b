"""The words by which a message asks for 6xpos, asks where something stands, or does neither: one table, with weights.

An entry of `TABLE`: what it speaks for, how strongly (1 a hint, 2 enough where nothing contradicts, more: against so
much) and what kind of sentence it is; below it its phrases, parted by semicolons. `here`: it tells of its own sentence
only, and is left out where another sentence asks; `unless X`: not where X is in the message (NAME: in the sentence).

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
    deploi* raccord* reli* implement* ouvr* demarr* rattach* bascul* equip* synchronis* enclench* generer genere generez
    cre* prepar* proced* trait* refai* effectu* hook* plug* set setup switch* add adding enabl* turn link* wir* onboard*
    launch start roll put get getting make sort faire passer brancher avoir have import* deploiement go sync
connects
    connect* conect* lanc* demarr* activ* branch* integr* ajout* rajout* instal* configur* parametr* deploy* deploi*
    raccord* reli* implement* rattach* bascul* equip* synchronis* enclench* hook* plug* set setup switch* add adding
    enabl* link* wir* onboard* go make do launch faire
order
    connecte connectez connectes active activez actives branche branchez integre integrez ajoute ajoutez rajoute mets
    mettez lance lancez configure configurez deploie deployez raccorde raccordez relie reliez prepare preparez cree
    connecter activer brancher integrer ajouter rajouter lancer configurer deployer raccorder connect activate hook plug
    set setup add enable integrate link wire proceed procede procedez onboard launch start create import importer
join
    connecter connect conecter brancher integrer raccorder relier rattacher link hook plug passer basculer equiper
    deployer sync ajouter
can
    peux peut pouvez pourriez pourrais pourrait pourra pourras pourrez saurais sauriez pouvons can could would will
you
    tu vous vs on nous quelqu you we someone somebody anyone i u they
want
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait souhaiteraient aimerait aimeraient souhaitons
    voulons voudrions aimerions demandons demande demandent reclame reclament attend attendent want wants need needs
    requests requested asked asks asking likes
questions
    si pourquoi comment quand if why how when whether what quoi ce where ou combien
done
    accepte acceptee accepted refuse refusee approuve approuvee pret prete prets pretes bon bons bonne ok fait faite
    faites active activee actives activees valide validee validees livre livree livres ready done live approved
    delivered connected connecte connectee connectes branche branchee branches finished completed generated genere
    generes transmis transmise envoye envoyee passe passee termine terminee up arrive through regle reglee traite
    traitee parti partie oper operationnel actif active working
moves
    passe passes passee passees passent passera passeront passer bascule basculent basculer demarre demarrent migre
    migrent arrive arrivent ouvre ouvrent
please
    stp svp please pls plz pliz steup thx siouplait
thanks
    merci thanks thank thx ty bravo congrats congratulations felicitations parfait super genial gg top nickel great
    awesome nice perfect cool desole desolee dsl sorry happy joyeux joyeuses chapeau cheers impec
broken
    panne plant* plante plantee bug* bugs rade outage incident incidents erreur erreurs error errors broken crash*
    coupure offline lent lente lents ralenti ralentissements probleme problemes souci soucis issue issues trouble
    problem problems dysfonctionnement anomalie bloquent freez* rame rament figee fige ecran
not
    plus pas jamais rien aucun aucune
works
    remonte remontent marche marchent fonctionne fonctionnent affiche affichent passe passent repond repondent
    synchronise imprime collecte recoit recoivent envoie envoient
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
    stickers goodies flyers affiche affiches poster posters
loyalty
    fidelite loyalty fidel pongo
papers
    price prices pricing prix tarif tarifs rates grille brochure brochures plaquette flyer
mislaid
    deck slide slides doc document documents fichier presentation plaquette logo contract contrat kit brochure
    credentials identifiants template
places
    restaurant restaurants resto restos magasin magasins boutique boutiques store stores shop shops site sites point
    points etablissement etablissements location locations adresse adresses franchise franchises
"""

TABLE = """
ask 3: a question in form only
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
    need|needs|needed|besoin|want|wants|require|requires [de|d|of|the|a|an|l|la|le|une|un|to] [use|have|get|avoir]
    6xpos; must|doit|doivent|devons|dois|devra|devront|devrait|devraient|should [to|aussi|also] [be|etre|get] {do};
    have|has|had to [be|get] {do}; need|needs|needing [to] [be|get|a|an|the] {do}; time|reste|plus|ready|pret|prets
    to|a|qu [a] … {do}; besoin d|de; besoin [que|qu] … {do}; il nous|leur|lui|me faut|faudrait; nous|leur|lui|me
    faudrait; faut|faudrait|faudrai|faudra|fo|foudrait [aussi] … {do}; we|i|they|he|she [would|d|also|really]
    need|like|love|want; ,. need|needs|needed|besoin; client|customer|brand|they … need|needs; il manque … 6xpos;
    manque|reste|missing [plus] que|qu|juste|only|just … {link}; faut|faudrait|faudra … 6xpos
ask 3: a wish
    one more|other to; new|another|other one for|:; encore un|une;
    ouvr*|cre*|fai*|deposer|open|make|create|start|submit|file [une|un|a|my|ma|la|new|nouvelle] [nouvelle|new]
    demande|request; je voudrais|souhaite|souhaiterais|veux|vx|desire|sollicite|viens !pas|plus|d|de; on
    voudrait|souhaite|souhaiterait|aimerait; nous souhaitons|souhaiterions|voudrions|aimerions; j aimerais;
    looking|keen|ready|eager to|for; i d like|love|need; i m|am looking; we d like|love
ask 3: the client's wish
    {want} !{questions} … 6xpos; {want} !{questions} … caisse|caisses|till|tills; {want} !{questions} … {do}; {want}
    !{questions} … {link}; {want} !{questions} … {loyalty} … 6xpos; {want} [avoir|have|la|the|le|our|notre|de|to]
    [la|the|have|get] {loyalty}; wait|waits|waiting|attend|attendent|attendait for|que|de|apres it|6xpos|ca;
    relance|relancent|insiste|insistent|tanne … avoir|to|about; {want} … passer|beneficier|migrer; would|d like|love …
    {do}; would|d like|love … till|tills
ask 3: news that calls for it
    recu|recoit|recoivent|got|received|have … caisse|caisses|till|tills 6xpos; {moves} …
    sur|a|chez|vers|avec|sous|en|on|to [la|leur|sa] [caisse|caisses] 6xpos;
    moving|migrating|switching|switched|moved|going|changing|move|moves|switch|switches [over] to|on|onto 6xpos
ask 2: news that calls for it
    prochain|prochaine|next|suivant client|cliente|demande|request|marque|brand|customer|enseigne;
    client|cliente|clients|marque|customer|brand 6xpos; they|we|il|ils|elle|elles|client|on …
    agreed|accepted|accepte|acceptent|accord; a|ont dit oui|ok; said yes|ok; is|are on board|in; good|ready to go
    for|on|with 6xpos; your magic; est|sont|is|are [tres|super|very] chaud|chaude|chauds|keen|partant|partants|ready;
    vient|viens|viennent de signer|choisir|prendre|passer|s|nous|valider; a|ont signe|choisi|opte|equipe; a|ont pris
    [la|leur] [caisse] 6xpos; nouveau|nouvelle|nouveaux|nouvelles
    client|clients|marque|enseigne|compte|integration|demande; new|nouveau|nouvelle 6xpos
    {link}|request|demande|client|for|pour|:|,|a; new {link}; nouveau|nouvelle|nouveaux|nouvelles {places};
    nouveau|nouvelle|nouveaux {link}; new client|customer|brand|account|request; new {places}; just signed|joined;
    has|have signed|chosen|joined; autre|another client|brand|marque|{places}; deuxieme|second|troisieme|third {places}
ask 3: an imperative
    pouvez|peux|peut|can y aller; go ahead; feu vert; green light; vas|allez y; on y va pour|avec; ,. go ?; ^ {order}
    !ou|or|depuis|since|hier|hors; ,. {order} !in|below|is|here|attached|ou|or|depuis|since|hier|hors; ,. {do} … 6xpos;
    ,. {do} l|la {link}; please|kindly|pls|plz {order}; vous|t|tu|te en|y
    occuper|charger|charges|chargez|occupes|occupez|colle|collez; take care of; ,. {do} l|la caisse; merci de|d … {do};
    merci de|d {do}; thanks for connecting|activating|setting|adding|enabling; de bien vouloir; stp|svp {order};
    et|and|donc {order} … 6xpos; set up … 6xpos; set them|him|her|it up; ,. set up; please set; proceder a|au
ask 3: to begin
    begin|start|starting|commenc*|demarr*|lanc* … {link}
ask 2: to be done
    a|to connecter|activer|brancher|integrer|ajouter|lancer|raccorder|rajouter|mettre|faire|configurer|deployer|prevoir;
    to be {do}
ask 2: what is to be done to the brand
    {order} … NAME; {want} in; next up; en {link}
ask 2: it is theirs
    a vous de jouer; caisse|caisses|till|tills|pos : 6xpos; went|gone|go|goes 6xpos; got|have one|two|another for; over
    to you; {want} [de] [la] 6xpos; caisse|caisses|till|tills|pos c|is|are|sont est 6xpos; ont|have choisi|chosen 6xpos;
    besoin|need … token|jeton
ask 2 bare: a bare wish
    objet|sujet|subject|re : 6xpos; ^ NAME [→|>|=>|➡|x] 6xpos; ,. NAME [→|>|=>|➡|x|:] 6xpos; {link} [de] [la] [caisse]
    [with|avec|d|de|for|a] 6xpos; demande|request [de] [la] [caisse] [d|de|for] 6xpos; 6xpos {link}|request|demande;
    demande|request [d|de|of] [integration|activation|connexion] pour|for|de; 6xpos pour|for|chez|sur|at !mes|my|nos|our
    …; pour|for|chez|at … sur|on|chez|with|avec|onto 6xpos; un|une|petit|petite|another|one 6xpos; ^ 6xpos
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
    ou on en est; ou vous|tu en etes|es; ou en est|sont|sommes|etait|etaient|etions; ou sa|ca en est; on en est ou; en
    est on; en est ou; est ou; ou ca|sa en; where are|is we|it|this|that|they|things|the|my; where do|does … stand;
    where we are|stand; where s; what|what s [is] [the] status|state|latest|going|progress|eta|happening|holdup; how
    s|is|are … coming|going|looking|doing; any|some news|update|updates|progress|eta|word|movement|feedback|idea; an
    update|eta; update|updates on|about|for|sur|pour; un|le|quick [petit|bref|rapide|status] update|point sur|on;
    fait|faire|faites un point; what happened; where|ou … stands|stand; et|and|what about|pour|for … ?; ^ et|and … ?;
    how about … ?; info|infos sur|de|du|on|about; mes|my|nos|our demandes|requests; demandes|requests en|in
    cours|progress; liste|list des|of … demandes|requests; ping|bump|nudge on|sur|about|for|pour; progres; en est
    on|il|elle
status 5: is there news
    vous|tu|you|on avez|as|have|a [pas|deja|bien] relance|contacte|chased … ?; avez|as|have vous|tu|you [pas|deja]
    relance|contacte|chased; {not} repondu|answered|replied … ?; anything|something|truc|chose [qui]
    blocking|holding|missing|left|stuck|bloque|coince; avance|avancent|progresse|progressent|bouge|traine … ?;
    attend|attends|attendent|attendons toujours|encore; any joy|luck|movement; retour|retours|nouvelles|news sur|on … ?;
    NAME statut|status|etat; land ?; des|quelques|aucune|d nouvelles|retours|news; du nouveau|neuf; un retour;
    avez|ave|as|a|aurais|auriez des|du|de nouvelles|nouvele|nouveau|retour|retours|news; {not} [eu|recu|de|aucun] [de|d]
    retour|retours|nouvelle|nouvelles|news; sans nouvelles|retour|news; dit|disent|donne|pensent quoi; ca|cela fait …
    jours|semaines|mois|temps; been … days|weeks|months; ca|sa|cela avance|progresse|bouge|donne; avancement; no
    news|word|reply|answer; heard|hear back|anything; what s pending|open|outstanding|ongoing; nouvelles de|du|sur ?;
    news de|du|sur|on|about|from|pour|for; quoi de neuf; avez|as|aviez|avais [vous|tu] pu|recu|eu|vu|avance … ?; en
    etes|es|sommes|est|sont|etes ou; were|have|did you able|had|got|receive|get|manage|seen|heard; a|ont|aurait t
    il|elle|ils|elles|on … ?; ,. has|have|did anyone|someone|they|6xpos … ?; get|got|getting back to
status 4: what to tell them
    leur|lui dire|repondre|annoncer ?; what do|can|should i|we tell|say|answer; a|at quelle|what|which
    etape|stage|step|point
status 5: its state
    how far along|are; {done} [,] [or|ou] [c|est] half|a|pas|not {done}|moitie|live … ?; vous|tu en etes|es ou; ^
    statut|status|etat|suivi; statut|status|etat ?; statut|status|etat|suivi de|d|du|des|for|of|on|pour|sur;
    quel|quelle|quels [est|sont] [le|la|les] [l] statut|etat|avancement|delai|delais
status 5: has it come
    ,. did !you … ?; did NAME|they|he|she|it|6xpos … ?
status 4: is it done
    est|sont|c|is|are|was|has|have|been|a … {done}|place|ligne|prod … ?; {done} … pour|for … ?; ,. {done} ?;
    deja|already|yet … ?; {done} or|ou … ?; did … get|go … ?; pas encore … ?; or not|no [yet] ?; ou pas|non [encore] ?;
    finally|enfin … ?
status 6: to know when
    checking|check|verifier|verifie whether|if|si; {can} [{you}] [t|m] [me|us|nous|moi]
    dire|tell|say|confirmer|confirm|renseigner|indiquer !6xpos|them|him|a|leur|lui;
    tell|confirm|check|dire|confirmer|renseigner|verifier [me|us|moi|nous] if|whether|si
    !you|i|it|we|c|vous|tu|on|besoin; ^ up sur|on|pour|concernant; ,. up sur|on|pour|concernant;
    demande|demandent|asks|ask|asking|asked quand|when|where|whether; know|savoir|sache|understand
    when|where|ou|quand|whether|how; know|savoir|sache si|if !on|we|you|vous|c; do|does we|you have a|an|any|some
    date|eta|timeline|visibility; avez|as|aurais|auriez|avons [vous|tu|nous] une|la|de|un
    date|visibilite|delai|eta|idee|planning; avez|as une idee
status 4: does anybody know, and when
    demande|demandent|asks|asking|asked|savoir|knows quand|si|ou|when|if|where; dire|dis|dites|tell
    [me|us|him|her|them|moi|nous] quand|ou|when|where; une|a date ?; tu|vous|vs|on|quelqu|un sais|savez|sait|save
    si|quand|ou; savez vous; savoir si|ou|quand; wondering if|whether|when|where; do|does you|we|anyone|anybody|someone
    know !a|an|any|the|some|of; know when|if|whether|where; quand est
    ce|sera|seront|aura|aurons|pensez|penses|va|vont|est|ca … ?; when|whens s ?; when
    will|can|do|does|is|are|would|might|should … ?; pour quand; combien de temps; how long|far|is|s … ?; combien d|de
    temps|etapes|jours|semaines … ?; how many|much steps|days|weeks|longer … ?; anything|something|news
    [come|came|back|heard] back|heard [from] [on|about|from] … ?; c est pour quand; delai … ?; idee du|de|d … delai;
    quand … ?
status 3 here: any other question of a brand
    {state} !you|there|ce|this|it … ?; ,. did|has|have|was|were we|they|it|anyone|anybody|6xpos|NAME; a|ont
    [bien|deja|enfin|pu] {moved} … ?
status 4: still waiting
    toujours|tjrs|tjs|tjours {not}; toujours en attente|bloque|bloquee; still no|not|waiting|pending|nothing|stuck;
    est|sont|is|are|reste bloque|bloquee|bloques|bloquees|stuck|blocked|pending; bloque|coince|manque
    pour|chez|cote|sur; qui|ce bloque|coince|manque … ?; s|is blocking|holding|missing; en attente … ?; coince|coincee …
    ?; demandee|demande|requested|envoyee|envoye|sent|submitted|faite … {before}; relance
    n|numero|sur|concernant|au|a|de; petite|petit relance|rappel|ping; relancer au|sur|pour|concernant|a; ^
    relance|relances|rappel|chasing|following; idee [de] quand; une|any idee|idea quand|when; dsl|desole|desolee|sorry
    de|to|d relancer|relance|insister|chase|bother; follow up; following up on|about; checking in|on; chase|chasing;
    ca|sa traine|coince; on attend toujours; waiting on|for … ?
other 7: a refusal
    no 6xpos; pas de 6xpos; prefere|preferent|prefer|prefers [to] attendre|patienter|rester|garder|wait|stay|keep; ne
    {order} pas|rien; stay|staying|stays|stayed|stick|sticking with|on their|his|the; decided|decide to
    stay|keep|remain; en reparle|reparlera; n|ne est|sont pas encore|ready pret|prete|prets; not [yet|quite] ready
    [for|yet]; renonce|renoncent|renoncer; inutile d|de; reste|restent chez|sur leur|son|sa|leurs;
    ignore|ignorez|ignorer|disregard [mon|ma|my|the|ce|cette|last|previous|this] message|demande|request|one; nous|on ne
    prendrons|prendra|prend pas; finalement|final non|pas|plus|annule|rien|laisse …; finalement …
    plus|pas|annul*|non|reste*|gard*|renonc*|abandon*|part|partent|sans; ne … plus|pas … finalement; ne|n
    veut|veulent|souhaite|souhaitent|fait|prend|prendra {not}; veut|veulent plus|pas; no need|longer|more; plus besoin;
    pas [la] besoin|peine; not|don|doesn|won|didn|wont|dont t … need|want|go|proceed|move|going|interested …
    anymore|after|any|6xpos|with; after all; never mind; ,. oublie|oubliez; on oublie; laisse|laisser|laissez|laissons …
    tomber|beton; annul*; cancel*; change|changed [their|his] d|mind avis|; changed their mind; change d avis; on
    abandonne|arrete|stoppe|annule; on ne … plus; on hold; decided not|against; hold off|fire; pause|suspend*; pulled
    out; backed out; another|autre till|caisse|pos|system|systeme; refuse|refusent; resili*; remov*; supprim*; delet*;
    retir*;
    enlev*; desactiv*; not to go|proceed; please|pls|let|s|so|and|just|can forget about|it|this|that|what|them|my; back
    burner; park|shelve it|this|them|that; leave it|this|them [there|out] for [now|later]; postpon* … 6xpos|{link};
    {link} … postpon*|reporte|reportee|repousse|repoussee|decale|decalee; reporter|reporte|reportent|repouss*|decal*
    [l|la|le] {link}|6xpos; donner suite; merci|prie de [bien|vouloir] ne pas|rien|plus
    !tarder|oublier|trainer|hesiter|perdre; disconect*; deconect*; quitte|quittent
other 7: something else is wanted
    next|weekly|monthly|prochain 6xpos sync|weekly|point|call; help|aide|aider|aidez me|moi|nous|us [to|a]
    write|draft|prepare|preparer|rediger|ecrire|traduire|translate; {want} [un|une|des|le|la|les|l|a|an|the|some|this]
    [6xpos] {things}; get|have|send|envoyer|renvoyer|besoin [me|us|moi|nous|d|de|du|des]
    [un|une|des|le|la|les|l|a|an|the|some] [6xpos] {things}; au|dans [la|le|l|notre] [6xpos]
    reunion|canal|boucle|agenda; ajout*|invit*|mets|mettre|mettez … a [la|l|notre] [6xpos] reunion|boucle; to|into
    [the|our] [6xpos] channel|call|meeting|invite|loop|calendar|whatsapp
other 7: trouble
    {broken}; est|sont|a|s|l|ont casse|cassee|casses|cassees; keeps|keep ing|crashing|freezing|failing; arrete|arretent
    pas de|d; ne [se|s|me|nous|lui] {works} {not}; {runs} {not};
    isn|aren|doesn|don|not|stopped|stops|isnt|doesnt|won|can [t] {run}; ne|n … plus !tard|qu|que;
    perdu|perd|perdent|lost la|le|leur|les|its|their|the|ses; scan|scanne|scannent {not}; plus rien; plus aucun|aucune
    point|points|ticket|tickets|transaction; debranch*; qui|someone|somebody peut|can|could …
    regarder|jeter|verifier|look|check|investigate; aren|isn|not|pas tres|t happy|contents|content|contente;
    mecontent|mecontents|furieux|furious|unhappy|angry|complain*; don|doesn|won|t t get|work|go|show|print|scan; down;
    disparu|disparus|missing; double|doubles; en double; points|tickets|receipts|transactions … not|ne|n|pas|plus
other 4: how things are done
    comment on|je|nous fais|fait|faire|dois|doit … demander|demande|connexion|integration; comment ca se; formulaire;
    procedure; process; how do|does|should we|i|you|one request|ask|go|proceed|submit; what s|is the process|procedure
other 5: appointments, holidays
    availability|availabilities|disponibilites|dispos; parler|discuter|causer|discuss|chat|talk [de|d|du|about] 6xpos;
    reunion; meeting; call; visio; rdv; rendez vous; agenda; formation; webinar; dejeuner; lunch; demo; kickoff; point
    6xpos|hebdo|mensuel|lundi|mardi|mercredi|jeudi|vendredi; vacances; conge|conges; out of office; on leave;
    holiday|holidays; absent|absente|absents; malade|sick; off today|tomorrow|next; slides|slide|deck; salon|event
other 5: the things at the till
    boitier|imprimante|tablette|tablettes|printer|tablets|routeur|tiroir|drawer|scanner|douchette
other 4: how things are
    {can} [{you}] [me|m|nous|us] envoyer|renvoyer|transferer|partager|send|resend|share|forward; ne|n …
    pas|rien|jamais|aucun|aucune !encore|de|que|oublier|oublie; plus aucun|aucune|rien; 6xpos vient|viennent de; 6xpos
    a|ont|has|have|just signe|sorti|lance|annonce|leve|signed|launched|released|announced|raised; i ve|have just;
    recommend|recommande|conseille; thinking about; reflechi*; hesite|hesitent; maintenance
other 7: results
    credited|credites|scanned|collected [already|deja|over] {number} receipts|points|tickets|scans;
    receipts|tickets|scans|passages credited|credites|scanned|already|deja; crediting|credite [points]
    perfectly|fine|well|correctly|bien|parfaitement
other 5: the first days
    premier jour; 6xpos {papers}; day one|1; resultat|resultats|results
other 7: prices and papers
    {papers} [list|tarifaire|commerciale|from|of|de|chez] [de|from|of|chez] 6xpos; 6xpos
    [a|ont|have|has|just|also|vient|viennent|de] [baisse|augmente|revoit|revu|change|changed|raised|updated|augmenter]
    [ses|leurs|les|its|their|the] [new|nouveaux] {papers}; revu|revoit|augmente|baisse|changed|raised
    les|leurs|ses|their|its {papers}; setup|installation fee|fees|cost|costs|offerte|gratuite; points a ajouter;
    add|ajout*|complet* [your|vos|tes|the|any|des|les] topics|questions|sujets|comments|items|remarques; where|ou
    is|are|s|est|sont|did|do [the|le|la|les] … {mislaid}; where can|could|do|did i|we find|get|put|see|download; ou
    trouver|telecharger; ou peut|puis on|je trouver
other 6: money
    discount|remise|rabais; facture|factures|facturation|facturer|facturee|facturent;
    invoice|invoices|invoiced|invoicing|billing|billed
other 5: announcements, business
    plaquette; linkedin; photo|photos; brochure; flyer|flyers; kit; charge|charges the|per|us|them|a; who should|do|can
    i pass|ask|contact|send|forward; combien d|de clients|restos|restaurants; leve|levent|raised|raises …
    million|millions; updated the; presentation; reporting; stats; chiffres; compte|comptes rendu|rendus;
    quel|quels|what|which [est|sont|is|are|s] [le|les|the] slug|slugs; slug …
    ecrit|ecrire|spelt|spelled|correct|juste|prend|faux|wrong … ?; est ce que|is le|ce|the|this slug; a noter; le|the|du
    support; pensez a dire|prevenir|rappeler|mettre|informer; petit rappel; ,. rappel; reminder; heads up; annonce;
    communique; augmente|augmentent|augmentation; tarif|tarifs de|d|chez|6xpos; prix de|d|du|chez;
    contrat|contrats|contract|avenant; impaye|impayee|unpaid; abonnement|abonnements; commission|commissions; devis;
    nouvelle version; new version|feature|release; release; mise a jour; logo; newsletter; article;
    partnership|partenariat with|avec|signe; contact|interlocuteur|commercial chez|at|de|du|for; mot de passe; password;
    log|login [in|into]; identifiants de|pour|perdus|6xpos; credentials; attention; vient de
    sortir|livrer|publier|lancer|annoncer; a sorti|annonce|publie|lance; released; announced; recrute|recrutent|hiring;
    remboursement|refund; paiement|payment; how much
other 8: what 6xpos can do
    6xpos … certified|certifie|compatible|dispo [for|in|en|pour|avec|with]; si|if|whether 6xpos
    !est|sera|serait|soit|is|a|has|tourne|marche|works|was|will|va
other 7: about 6xpos or the bot itself
    sait|que 6xpos !peut|puisse|pourrait|est|sera|serait|soit|aura|is|a|has|tourne|marche|works|was|will|va|soit; c est
    quoi !l; qu est ce que|qu 6xpos|c; what is|does|are 6xpos; what s 6xpos; un|a client|customer|restaurant|resto
    peut|can|may; si|if|whether [les|le|la|l|the|des|ses|leurs|their] points|tva|vat|titres|cheques|cartes|cards; my|mes
    notification|settings|reglages|preferences; tu|vous sers|servez; peux|sais|pouvez|savez [tu|vous] faire
    quoi|exactement; what can|do you do; es tu; comment ca marche|fonctionne; comment fonctionne|marche; how does|do
    it|this|6xpos|you|they|the … work|works|handle|compare; [est] [ce] [que] 6xpos
    gere|gerent|permet|propose|accepte|supporte|sait|prend|coute|marche|fonctionne|integre … ?; ,. does|do|can|is
    the|that 6xpos !integration|connection|link … ?; ,. does|do|can|is the|that 6xpos integration|connection|link
    !for|of|at|with|from|live|ready|done|up … ?; does|do|can|is 6xpos [also]
    support|handle|work|offer|accept|cost|manage|have|do|compatible|integrate … ?; comme {makers}; 6xpos est
    compatible|dispo; compatible|compatibles avec|with; borne|bornes|kiosk|kiosks; qui gere|s occupe; who
    handles|owns|runs|manages
other 9: customers in general
    which|quels|quelles|lesquels|lesquelles|combien|many … clients|customers|merchants|brands|enseignes|marques;
    which|quels|quelles|lesquels|lesquelles|combien|many … our|nos … restaurants|restos|stores|sites
other 9 unless NAME: how it is in general
    d habitude; en moyenne; en general; typically; usually; on average; sandbox|api …
    credentials|identifiants|acces|keys
other 9 unless 6xpos: another till maker
    {makers}
other 4 here: thanks
    ca y est; ^ [ok|un|mille|encore|grand|et|bon|oh|ah|hello|top|super|bonjour|oui|yes] [grand|un|mille] {thanks}
    !de|d|par|in|pour|for|en; ,. {thanks} pour|for|a !votre|your|me|connecter|activer|setting|adding; ^ bonne
    annee|soiree|chance|nouvelle|journee; ^ bon weekend|week|anniversaire|courage; merci|thanks
    beaucoup|encore|infiniment|bcp|everyone|all|again|so|a|team|tous|guys; beau|bon|super|great|good|nice
    boulot|travail|taf|job|work; well done; tout roule|marche|fonctionne|va; tout est
    bon|ok|parfait|place|nickel|fonctionnel; works|working great|fine|perfectly|well|like; client|clients [est|sont]
    ravi|content|contents|happy|satisfait; welcome
other 5 here: nothing to do any more
    rien a faire|activer|connecter; nothing to {join}|do|add; c est|all|everything|tout|its
    parfait|good|done|live|fixed|sorted; teste|testee|tested … matin|morning|hier|yesterday|midi|today; this|that one
    is|s done|live|sorted; en place depuis
other 4: it is done
    est|sont|ete|is|are|was|been|c [bien|enfin|now|finally|maintenant|officiellement|deja] {over}; en ligne; went live;
    c est bon .; c est fait; all set; good to go; already connected|live|done; deja connecte|live|fait
other 4: what I do, what you must not
    fyi; i ve|have put|updated|uploaded|sent|posted|shared|filed; j ai mis|depose|poste|partage|envoye|range …
    drive|sheet|tableau|fichier|dossier|doc|notion|crm; pour info|information; je m en occupe|charge; je
    previens|regarde|gere|reviens|rappelle|verifie|checke; je suis en|de|pas|absent|absente|la; je serai; i ll|will|m|am
    take|taking|look|handle|check|checking|be|away|off|out; desole|desolee|sorry pour|for;
    le|la|les|un|mon|notre|the|voici fichier|doc|document|lien|sheet|feuille|tableau|link|file [de|6xpos|is]
    est|se|is|here|ici; ne donnez|donne|partagez|partage|mettez|mets|communiquez|touchez|modifiez|envoyez {not}; don t
    share|send|give|post|touch|edit|paste; do not share|send|give|post|touch|edit|paste; quelqu un connait|aurait;
    quelqu un a un|une|le|la|les|des|l; quelqu un pour|dispo; qui peut|pour relire; anyone|anybody|someone
    has|have|knows|seen|got; who is|are|s [our|the]; qui est|a|sont !en … ?; pourquoi; why
"""

# Polite turns that hold the words of a wish and ask for nothing.
SILENCES = """
let me know if not|you|anything|there|any|i|that; n hesite|hesitez|hesites pas; feel free to; reste|restons|restes [a]
[votre|ta|ton] disposition; at your disposal; bonne|belle|excellente journee|soiree|semaine|fin|apres; bon
weekend|week|courage|appetit; have a nice|good|great|lovely
"""
