"""The words by which a message asks for 6xpos, asks where something stands, or does neither: one table, with weights.

An entry of `TABLE`: what it speaks for, how strongly (1 a hint, 2 enough where nothing contradicts, more: against so
much) and what kind of sentence it is; below it its phrases, parted by semicolons. In a phrase `a|b` is either word,
`connect*` any ending, `[tu]` a word that may be missing, `…` up to four words of the same sentence, `^` the beginning
of the message, `,.` the beginning of a sentence or part of one, `?` a question mark at the end of the sentence, and
`{do}` a word of the list `do` in `LISTS`.

Phrases are looked for in lower case, without accents, apostrophes and hyphens as spaces (`l'intégration` is
`l integration`).
"""

import re

# What people do to a brand so that its tills are connected, and other families of words, in either language.
LISTS = """
do
    connect* activ* branch* integr* ajout* rajout* mett* instal* lanc* configur* parametr* deploy* deploi* raccord*
    reli* implement* ouvr* demarr* rattach* bascul* equip* synchronis* enclench* gener* cre* prepar* hook plug set
    setup add enabl* turn switch link* wire onboard* launch start roll put get make sort faire passer brancher avoir
    have
order
    connecte connectez connectes active activez actives branche branchez integre integrez ajoute ajoutez rajoute mets
    mettez lance lancez configure configurez deploie deployez raccorde raccordez relie reliez prepare preparez cree
    connect activate hook plug setup add enable integrate link wire onboard launch start create
can
    peux peut pouvez pourriez pourrais pourrait pourra pourras pourrez saurais sauriez can could would will
you
    tu vous on nous quelqu you we someone somebody anyone i u they
want
    veut veulent voudrait voudraient souhaite souhaitent souhaiterait souhaiteraient aimerait aimeraient demande
    demandent reclame reclament attend attendent want wants need needs requests requested asked asks asking likes
done
    pret prete prets pretes bon bons bonne ok fait faite faites active activee actives activees valide validee livre
    livree livres ready done live approved delivered connected connecte connectee connectes branche branchee branches
    finished completed generated genere generes envoye envoyee place passe passee termine terminee up arrive through
    regle reglee traite traitee parti partie
moves
    passe passent passera passeront passer bascule basculent basculer demarre demarrent migre migrent arrive arrivent
please
    stp svp please pls plz pliz steup thx
thanks
    merci thanks thank thx ty bravo congrats felicitations parfait super genial top nickel great awesome nice perfect
    cool desole desolee sorry happy joyeux joyeuses
broken
    panne plante plantee plantent bug bugs bugue buggue buguent rade outage incident incidents erreur erreurs error
    errors broken casse cassee crash crashe coupure offline lent lente lents ralenti ralentissements probleme
    problemes souci soucis issue issues trouble problem problems dysfonctionnement anomalie bloquent
not
    plus pas jamais rien aucun aucune
"""

TABLE = """
ask 3: a question in form only
    {can} {you} [t] [m|me|nous|leur|lui|les] … {do}; {can} … {do} … 6xpos; possible d|de|to … {do};
    possible d|de|to|pour
ask 2: a question in form only
    on peut|pourrait|active|branche|connecte|lance|fait|met|attaque; peut on; can we|you|i; qui peut|pourrait|s;
    who can|could … {do}; comment je|on|dois|faire; how do|can i|we; est ce possible; c possible
ask 3: a need
    besoin d|de; besoin [que|qu] … {do}; il nous|leur|lui|me faut|faudrait; nous|leur|lui|me faudrait;
    faut|faudrait|faudra|fo … {do}; we|i|they|he|she [would|d|also|really] need|like|love|want; ,. need|needs|needed;
    client|customer|brand|they … need|needs
ask 3: a wish
    je voudrais|souhaite|souhaiterais|veux|vx|desire|sollicite|viens; on voudrait|souhaite|souhaiterait|aimerait;
    nous souhaitons|souhaiterions|voudrions|aimerions; j aimerais; looking|keen|ready|eager to|for;
    i d like|love|need; i m|am looking
ask 3: the client's wish
    {want} … 6xpos; {want} … {do}; {want} … integration|connexion|connection;
    relance|relancent|insiste|insistent|tanne … pour|avoir|to|about; {want} … passer|beneficier|migrer
ask 3: news that calls for it
    {moves} … sur|a|chez|vers|avec|sous [la|leur|sa] [caisse|caisses] 6xpos;
    moving|migrating|switching|switched|moved|going|changing|move|moves|switch|switches [over] to|on 6xpos
ask 2: news that calls for it
    vient|viennent de signer|choisir|prendre|passer|s|nous|valider; a|ont signe|choisi|pris|opte|equipe;
    nouveau|nouvelle|nouveaux|nouvelles client|clients|marque|enseigne|compte|resto|restos|restaurant|restaurants|integration|demande|magasin|magasins|point|points;
    new client|customer|brand|account|restaurant|restaurants|store|stores|location|6xpos|integration|request|shop;
    just signed|joined; has|have signed|chosen|joined
ask 3: an imperative
    ^ {order}; ,. {order}; ,. {do} … 6xpos; ,. {do} l|la integration|connexion|caisse; please|kindly|pls|plz {order};
    merci de|d … {do}; merci de|d {do}; thanks for connecting|activating|setting|adding|enabling; de bien vouloir;
    stp|svp {order}; et|and|donc {order} … 6xpos; set up … 6xpos; set them|him|her|it up; ,. set up; please set
ask 2: to be done
    a|to connecter|activer|brancher|integrer|ajouter|lancer|raccorder|rajouter|mettre|faire|configurer|deployer|prevoir;
    to be {do}
ask 2: a bare wish
    integration|connexion|liaison|activation|branchement|raccordement|ouverture|setup|demande|request [de] [la] [caisse] [with|avec|d|de|for] 6xpos;
    6xpos integration|connection|setup|request|onboarding|activation;
    demande|request [d|de|of] [integration|activation|connexion] pour|for|de; 6xpos pour|for|chez|sur|at …;
    pour|for … sur|on|chez|with 6xpos; ^ 6xpos
ask 2: asking politely
    vous|te solliciter|demander; beneficier; interesse|interessee|interesses|interested|partant|partants par|in;
    je|on te|vous demande|sollicite|confie|transmets|laisse
ask 1: please
    {please}; s il te|vous plait; merci d avance; thanks in advance; d avance; asap; urgent|urgente|urgence;
    des que possible; au plus vite; quand tu|vous peux|pouvez|avez; meilleurs delais; as soon as
ask 1: what it is for
    voici|voila|here … slug|slugs|resto|restos|restaurants|liste|list|infos|magasins|stores|boutiques; slug|slugs;
    restaurants|restos|magasins|boutiques|stores|etablissements :; nouveau|new
status 5: where does it stand
    ou en est|sont|sommes; on en est ou; en est on; en est ou; est ou;
    where are|is we|it|this|that|they|things|the|my; where do|does … stand; where we are|stand;
    what|what s [is] [the] status|state|latest|progress|eta|happening;
    any|some news|update|updates|progress|eta|word|movement|feedback; an update|eta;
    update|updates on|about|for|sur|pour; un update|point sur
status 5: is there news
    des|quelques news|nouvelles|retours; du nouveau|neuf; un retour;
    {not} [eu] [de|d] retour|retours|nouvelle|nouvelles|news; sans nouvelles|retour|news; dit quoi; donne quoi;
    ca avance|progresse|bouge|donne; avancement; no news|word|reply|answer; heard back|anything
status 5: its state
    ^ statut|status|etat|suivi; statut|status|etat|suivi de|d|du|des|for|of|on|pour|sur;
    quel|quelle [est] [le|la] [l] statut|etat|avancement|delai
status 4: is it done
    est|sont|c|is|are|was|has|have|been|a … {done} … ?; {done} … pour|for … ?; ,. {done} ?; deja|already|yet … ?;
    did … get|go … ?
status 4: does anybody know, and when
    tu|vous|on|quelqu|un sais|savez|sait si|quand|ou; sais tu; savez vous;
    do|does you|we|anyone|anybody|someone know; know when|if|whether|where;
    quand est ce|sera|seront|aura|aurons|pensez|penses|va|vont|est|ca … ?;
    when will|can|do|does|is|are|would|might|should … ?; pour quand; combien de temps; how long|far|is|are|s … ?;
    c est pour quand; delai … ?; idee du|de|d … delai
status 4: still waiting
    toujours {not}; toujours en attente|bloque|bloquee; still no|not|waiting|pending|nothing|stuck;
    est|sont|is|are|reste bloque|bloquee|bloques|bloquees|stuck|blocked|pending; en attente … ?;
    demandee|demande|requested|envoyee|envoye|sent|submitted|faite … semaine|hier|lundi|mardi|mercredi|jeudi|vendredi|last|yesterday|ago|matin|morning|jours|mois;
    je|on relance; follow up|following up on|about; checking in|on; chase|chasing
other 7: a refusal
    finalement|final non|pas|plus|annule|on|le|ils|il|c|rien|laisse …; finalement … plus|pas|annul*|non;
    ne … plus|pas … finalement; ne veut|veulent|souhaite|souhaitent|fait|prend|prendra {not}; no need|longer|more;
    not|don|doesn|won|didn t … need|want|go|proceed|move … anymore|after|any|6xpos; after all; never mind; nevermind;
    oublie|oublier|oubliez; laisse|laisser|laissez tomber|beton; annul*; cancel*; plus besoin; pas besoin|peine;
    change|changed [their|his] d|mind avis|; changed their mind; change d avis; on abandonne|arrete|stoppe|annule;
    rien a faire|activer|connecter; false alarm; fausse alerte; on ne … plus; on hold; stand by; decided not|against;
    opted out|against; pulled out; backed out
other 5: trouble
    {broken};
    ne [se|s|me|nous|lui] remonte|remontent|marche|marchent|fonctionne|fonctionnent|affiche|affichent|passe|passent|repond|repondent|synchronise|imprime|collecte|recoit|recoivent {not};
    isn|aren|doesn|don|not|stopped|stops|isnt|doesnt [t] working|work|syncing|sync|responding|sending|collecting|coming;
    down; disparu|disparus|missing; hs; ko; double|doubles
other 5: appointments, holidays
    reunion; meeting; call; visio; rdv; rendez vous; agenda; formation; webinar; webinaire; dejeuner; lunch; demo;
    training; standup; kickoff; kick off; point 6xpos|hebdo|mensuel|lundi|mardi|mercredi|jeudi|vendredi; vacances;
    conge|conges; ooo; out of office; on leave; holiday|holidays; pto; absent|absente|absents; en repos; malade|sick;
    off today|tomorrow|next; slides|slide|deck; salon|event
other 5: announcements, business
    fyi; pour info|information; a noter; rappel; petit rappel; reminder; heads up; annonce; communique; sachez;
    augmente|augmentent|augmentation; tarif|tarifs; prix; facture|factures|facturation;
    invoice|invoices|invoiced|invoicing|billing|billed; pricing; contrat|contrats; contract; impaye|impayee|unpaid;
    abonnement|abonnements; commission|commissions; devis; nouvelle version; new version|feature|release; release;
    mise a jour; maj; changelog; roadmap; newsletter; article; blog; partnership|partenariat with|avec|signe;
    contact|interlocuteur|commercial chez|at|de|du|for; mot de passe; password; log|login [in|into]; identifiants;
    credentials; attention; vient de sortir|livrer|publier|lancer|annoncer; a sorti|annonce|publie|lance; released;
    announced; documentation|doc|docs sur|de|about|for
other 6: about 6xpos or the bot itself
    c est quoi; qu est ce que|qu; what is|does|are 6xpos; what s 6xpos; kesako; tu|vous sers|servez; que fais tu;
    que sais tu; what can|do you do; who are you; qui es tu; es tu; comment ca marche|fonctionne;
    comment fonctionne|marche; how does|do it|this|6xpos|you|they|the;
    [est] [ce] [que] 6xpos gere|gerent|permet|propose|accepte|supporte|sait|prend|coute|peut|est|a|marche|fonctionne|integre … ?;
    does|do|can|is 6xpos [also] support|handle|work|offer|accept|cost|manage|have|do|compatible|integrate … ?;
    comme zelty|lightspeed|innovorder|cashpad|popina|tiller|sumup|square; difference entre|avec|between;
    6xpos est compatible|dispo; compatible|compatibles avec|with; avis sur; opinion on|of
other 4: thanks
    ^ [ok|un|mille|encore|grand|et|bon|oh|ah|hello|top|super|bonjour|oui|yes] [grand|un|mille] {thanks};
    ^ bonne annee|soiree|chance|nouvelle|journee; ^ bon weekend|week|anniversaire|courage;
    merci|thanks beaucoup|encore|infiniment|bcp|everyone|all|again|so|a|for|pour|team|l|tous|guys;
    thank you so|all|for|everyone|both; beau|bon|super|great|good|nice boulot|travail|taf|job|work; well done;
    tout roule|marche|fonctionne|va; tout est bon|ok|parfait|place|nickel|fonctionnel;
    works|working great|fine|perfectly|well|like; client|clients [est|sont] ravi|content|contents|happy|satisfait;
    bienvenue; welcome
other 4: it is done
    est|sont|ete|is|are|was|been|c [bien|enfin|now|finally|maintenant|officiellement|deja] livre|livree|livres|live|ligne|connecte|connectee|connectes|connected|active|activee|actives|activated|delivered|done|termine|terminee|regle|reglee|ok;
    en ligne; went live; ca y est; c est bon .; c est fait; all set; good to go
other 4: what I do, what you must not
    je m en occupe|charge; je previens|regarde|gere|reviens|rappelle|verifie|checke;
    je suis en|de|pas|absent|absente|la; je serai;
    i ll|will|m|am take|taking|look|looking|handle|check|checking|be|away|off|out|on; desole|desolee|sorry pour|for;
    le|la|les|un|mon|notre|the|voici fichier|doc|document|lien|sheet|feuille|tableau|link|file [de|6xpos|is] est|se|is|here|ici;
    ne donnez|donne|partagez|partage|mettez|mets|communiquez|touchez|modifiez|envoyez {not};
    don t share|send|give|post|touch|edit|paste; do not share|send|give|post|touch|edit|paste;
    never share|send|post|paste; quelqu un a|connait|aurait; anyone|anybody has|have|knows|seen;
    who is|are|s [our|the]; qui est|a|sont … ?; pourquoi; why
"""

# Polite turns that hold the words of a wish and ask for nothing; and quoted lines of a mail that is passed on.
SILENCES = re.compile(
    r" (?:n )?hesite[zs]? pas[^.\n!]*| feel free[^.\n!]*| reste[ns]?(?: a| à) (?:votre|ta|ton) disposition[^.\n!]*"
    r"| at your disposal[^.\n!]*| (?:bonne|belle|excellente) (?:journee|soiree|semaine|apres midi)[^.\n!,]*"
    r"| have a (?:nice|good|great)[^.\n!,]*"
)
