"""The words by which a message asks for nothing that the bot does: the last part of the table in `words`, which says
how its entries are written."""

NEITHER = """
other 7: a refusal
    ne rien {do}; pas [la] besoin|peine d|de y|[le|la|l] toucher; ne fais|faites [surtout] rien d ici;
    decaler|reporter|repousser la|le mise|demarrage|lancement; gone|going into administration; closing the account;
    not|pas|plus interested|interesse|interessee|interesses; a|ont [finalement] refuse; ont|has|have refused|declined;
    attends|attendez|wait [un] [peu] avant|before de|connecting|you; aurait|aurais|aurions [bien] aime|voulu … mais;
    aurait|aurais|aurions [bien] aime|voulu … 6xpos … mais; wanted|hoped to … but; cold feet; not going
    ahead|forward|through|with; won|isn|aren t [be] going ahead|forward|through|with; tant pis; scrap it|that|this;
    ignore|skip|forget|ignorez|oubliez|oublie them|those|that|celui|ceux; ignore|skip it; deal|client|prospect
    [as|est|is] lost|perdu; nulle et non avenue; null and void; clore|cloturer|fermer|close le|la|the
    sujet|ticket|demande|request|topic|dossier; attends|attend|attendons … accord|reponse|retour|validation …
    avant|before; on|ils|elle|il|nous|we|they attend|attendent|attendons|wait|waiting … avant|before|until; je vous|te
    redirai|redemanderai|recontacterai; not|pas now|maintenant for|pour|a|chez NAME; ne|n
    {moves}|signe|signent|signeront|signera pas|plus; we|on|nous postponed|decale|repousse|reporte
    NAME|:|.|everything|tout|it|this; postpon* NAME; leave|laisser|laisse|laissez … as|tel|tels|etat
    is|quel|quels|actuel; can|could [please] we|you|on [please] stop; ferme|fermee|ferment|fermes
    definitivement|boutique; closed|closing|shut [down] permanently|down|definitively; closed|closing for good;
    liquidation; depose|deposent le bilan; jamais dit|said que|that; never said; don|do t|not bother|worry|{order}; no
    6xpos; pas de 6xpos; prefere|preferent|prefer|prefers [to] attendre|patienter|rester|garder|wait|stay|keep; ne
    {order} [surtout] pas|rien; ne fais|faites [surtout] rien [pour|for|chez|avec] NAME|:|.|,; n|ne ira|iront|irai|irons
    pas|plus; pouvez|peux|can oublier|forget NAME|le|la|les|it|this; stay|staying|stays|stayed|stick|sticking with|on
    their|his|the; decided|decide to stay|keep|remain; en reparle|reparlera; n|ne est|sont pas encore|ready
    pret|prete|prets; not [yet|quite] ready [for|yet]; renonce|renoncent|renoncer; inutile d|de; reste|restent chez|sur
    leur|son|sa|leurs|{makers}; ignore|ignorez|ignorer|disregard [mon|ma|my|the|ce|cette|last|previous|this]
    message|demande|request|one; nous|on ne prendrons|prendra|prend pas; finalement|final
    non|pas|plus|annule|rien|laisse …; finalement … plus|pas|annul*|non|reste*|gard*|renonc*|abandon*|part|partent|sans;
    ne … plus|pas … finalement; ne|n veut|veulent|souhaite|souhaitent|fait|prend|prendra {not} !que|qu|partie;
    veut|veulent pas; veut|veulent plus !que|qu; no longer|more; no need !to; no need to {join}|{order}|{do}; plus
    besoin; pas [la] besoin|peine !d|de; pas [la] besoin|peine d|de [le|la|les|l] {join}|{order}|faire|lancer;
    not|don|doesn|won|didn|wont|dont t … need|want|go|proceed|move|going|interested … anymore|after|any|6xpos|with;
    never mind; ,. oublie|oubliez; on oublie; laisse|laisser|laissez|laissons … tomber|beton; annul*; cancel*; on
    abandonne|arrete|stoppe|annule; on ne … plus; on hold; decided not|against; hold off|fire|everything; je|i
    [vous|te|m] prepare|preparing la|une|the|a liste|list; pushed back … 6xpos; j|je|i [vous|te|ll|will]
    envoie|enverrai|envoi|send … des|quand|once|when; en|on pause; pause NAME|le|la|l|the; suspend*; pulled out; backed
    out; another|autre till|caisse|pos|system|systeme; refuse|refusent !d; resili*; remov*; supprim*; delet*; retir*;
    enlev*; desactiv*; not to go|proceed; please|pls|let|s|so|and|just|can forget about|it|this|that|what|them|my; back
    burner; park|shelve it|this|them|that; leave it|this|them [there|out] for [now|later]; postpon* … 6xpos|{link};
    {link} … postpon*|reporte|reportee|repousse|repoussee|decale|decalee; reporter|reporte|reportent|repouss*|decal*
    [l|la|le] {link}|6xpos; donner suite; merci|prie de [bien|vouloir] ne pas|rien|plus
    !tarder|oublier|trainer|hesiter|perdre; disconect*; deconect*; quitte|quittent [le|la|chez] 6xpos|pongo|hey|nous;
    nous quitte|quittent
other 5: a change of mind
    after all; changed their|her|his mind; change d avis
other 7: something else is wanted
    {join} chez eux;
    add|adding|invite|loop|cc me|moi; m ajouter|ajoutes|ajoutez|inviter|mettre|mets a|au|aux|dans;
    ajoute|ajoutez|mets|mettez moi; {do} [le|la|l|les|un|une|des|de|the|a|an|leur|leurs|their|our|notre|some]
    [nouvelle|nouveau|new|autre|another]
    module|sms|instagram|facebook|campagne|campaign|newsletter|notification|notifications|slide|option|parrainage
    !6xpos; book|reserve|reserver|reserves [me|moi|us|nous] [a|an|the|un|une|la|le]
    table|room|salle|taxi|train|hotel|slot|resto; talk|speak|parler to|a|with|avec [a|un|une|the] [real|vrai|vraie]
    human|humain|person|personne|someone|quelqu; version vectorielle|vectoriel|hd; connect with me|us|him|her on|via;
    have|take a look !at|into; jeter un oeil; next|weekly|monthly|prochain 6xpos sync|weekly|point|call;
    help|aide|aider|aidez me|moi|nous|us [to|a] write|draft|prepare|preparer|rediger|ecrire|traduire|translate; {want}
    [un|une|des|le|la|les|l|a|an|the|some|this] [6xpos] {things}; get|send|envoyer|renvoyer|besoin
    [me|us|moi|nous|d|de|du|des] [un|une|des|le|la|les|l|a|an|the|some] [6xpos] {things}; au|dans [la|le|l|notre]
    [6xpos] reunion|boucle|agenda; ajout*|invit*|mets|mettre|mettez … a [la|l|notre] [6xpos] reunion|boucle;
    to|into [the|our] [6xpos] channel|call|meeting|invite|loop|calendar|whatsapp
other 6: trouble
    rien ne|n {works}; rien ne|n {runs}; upside down; token invalide|invalid|errone; wrong|mauvais|mauvaise
    vat|tva|price|prices|prix|total|amount|montant|taux; 6xpos down|hs|ko; down for anyone|everyone|anybody|everybody;
    can|could t ring|encash; {broken} !you; est|sont|a|s|l|ont casse|cassee|casses|cassees; keeps|keep
    ing|crashing|freezing|failing; arrete|arretent pas de|d; ne|n [se|s|me|nous|lui] {works} {not};
    isn|aren|doesn|don|not|stopped|stops|isnt|doesnt|won|can [t] {run}; reader|till|caisse|tpe|lecteur|terminal is|s|est
    dead|mort|morte|hs; perdu|perd|perdent|lost la|le|leur|les|its|their|the|ses; scan|scanne|scannent {not}; plus rien;
    plus aucun|aucune point|points|ticket|tickets|transaction; debranch*; qui|someone|somebody peut|can|could …
    regarder|jeter|verifier|look|check|investigate; aren|isn|not|pas tres|t happy|contents|content|contente; page|ecran
    blanche|blanc|noir; blank|white page|screen; unable|impossible to|de|d {join}|{run}|se;
    mecontent|mecontents|furieux|furious|unhappy|angry|complain*; don|doesn|won|t t get|work|go|show|print|scan;
    is|are|est|sont|s|went|goes|still|totally|tout|6xpos|sandbox|server|api|serveur|portal|portail down|hs|ko;
    disparu|disparus|missing; double|doubles; en double; points|tickets|receipts|transactions … not|ne|n|pas|plus
other 6: it works
    {runs}|works|working|tourne|roule [tres|super|really|hyper] bien|parfaitement|nickel|impec*|perfectly|smoothly
other 5: how things are done
    comment on|je|nous fais|fait|faire|dois|doit … demander|demande|connexion|integration; comment ca se; formulaire;
    procedure; process; how do|does|should we|i|you|one request|ask|go|proceed|submit; what s|is the process|procedure
other 4: appointments, holidays
    availability|availabilities|disponibilites|dispos; parler|discuter|causer|discuss|chat|talk [de|d|du|about] 6xpos;
    reunion; meeting; call; all hands; webinaire; atelier; seminaire; offsite; anniversaire; birthday; cagnotte;
    breakfast; headcount; soiree; apero; visio; rdv; rendez vous; agenda; formation; webinar; dejeuner; lunch; demo;
    kickoff; point 6xpos|hebdo|mensuel|lundi|mardi|mercredi|jeudi|vendredi; vacances; conge|conges; out of office; on
    leave; holiday|holidays; absent|absente|absents; malade|sick; off today|tomorrow|next; slides|slide|deck;
    salon|event
other 5: the things at the till
    boitier|imprimante|tablette|tablettes|printer|tablets|routeur|tiroir|drawer|douchette; le|la|un|the|a scanner
other 4: how things are
    c est normal ?; is that|it|this normal !that; ne|n … plus !tard|qu|que; {runs} {not}; {can} [{you}] [me|m|nous|us]
    envoyer|renvoyer|transferer|partager|send|resend|share|forward; ne|n … pas|rien|jamais|aucun|aucune
    !encore|de|que|oublier|oublie; plus aucun|aucune|rien; 6xpos vient|viennent de; 6xpos a|ont|has|have|just
    signe|sorti|lance|annonce|leve|signed|launched|released|announced|raised; i ve|have just;
    recommend|recommande|conseille; thinking about; reflechi*; hesite|hesitent; maintenance
other 7: results
    first|premiers [6xpos] points credited|credites|landed|arrives|tombes;
    nice|great|good|excellent|amazing|fantastic|beau|bon|super job|work|boulot|travail on|for|sur|pour|with;
    passe|franchi|franchit|depasse la barre; {number} nouveaux|new|nouvelles membres|members|inscrits|clients|customers;
    nouveaux membres; new members; {number} inscriptions|adhesions|signups; petite|belle|grosse victoire; recap|bilan
    semaine|semaines|week; numbers|chiffres|resultats for|from|pour|de NAME; {number} members|membres|inscrits;
    ended|finished|stopped|termine|arrete the|le [6xpos] pilot|pilote; 6xpos [est|is|tout] hs|ko|down;
    did|made|done|fait|had|eu {number} scans|tickets|passages; smashed it; credited|credites|scanned|collected
    [already|deja|over] {number} receipts|points|tickets|scans; receipts|tickets|scans|passages
    credited|credites|scanned|already|deja; crediting|credite [points] perfectly|fine|well|correctly|bien|parfaitement
other 5 here: the first days
    premier jour; 6xpos {papers}; day one|1; resultat|resultats|results
other 7: prices and papers
    quel|quels|what [est|sont|is|are|s] [le|les|the] tarif|tarifs|prix|price|prices|cost|cout; ou en est|sont
    l|le|la|les|notre avenant|contrat|nego*|facture|factures|commande|plaquette|devis|visuel|visuels|maquette|video; ou
    en est|sont le dossier presse|de; demande|request de|d|for conges|conge|remboursement|materiel|teletravail|leave;
    transaction|monthly fee|fees; frais de|mensuels; {papers} [list|tarifaire|commerciale|from|of|de|chez]
    [de|from|of|chez] 6xpos; 6xpos [a|ont|have|has|just|also|vient|viennent|de]
    [baisse|augmente|revoit|revu|change|changed|raised|updated|augmenter] [ses|leurs|les|its|their|the] [new|nouveaux]
    {papers}; revu|revoit|augmente|baisse|changed|raised les|leurs|ses|their|its {papers}; setup|installation
    fee|fees|cost|costs|offerte|gratuite; points a ajouter; add|ajout*|complet* [your|vos|tes|the|any|des|les]
    topics|questions|sujets|comments|items|remarques; where|ou is|are|s|est|sont|did|do [the|le|la|les] … {mislaid};
    where can|could|do|did i|we find|get|put|see|download; ou trouver|telecharger; ou peut|puis on|je trouver
other 5: money
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
    log|login [in|into]; identifiants de|pour|perdus|6xpos; credentials; ^ attention; vient de
    sortir|livrer|publier|lancer|annoncer; a sorti|annonce|publie|lance; released; announced; remboursement|refund;
    paiement|payment; how much
other 8: what 6xpos can do
    nf525; question theorique|generale; how much 6xpos|does|do; certification; certifie|certifiee|certifies|certified;
    do|does {places}|clients|customers|merchants need|have|get|pay; est ce que les|des|nos|leurs
    points|clients|cartes|tickets|cheques … ?; si|if|whether 6xpos works|marche|tourne|fonctionne [also|aussi]
    offline|hors|sans|with|without|avec|sur|on|for|pour|in|en|dans|a|au|aux; 6xpos [,] c|ce|it|that|is|est
    est|s|is|a|une|un [un|une|a|the|la|le] boite|entreprise|societe|company|marque|french|francais; is|est|c that|est|ce
    true|vrai ?; 6xpos … certified|certifie|compatible|dispo|disponible|available [for|in|en|pour|avec|with];
    si|if|whether 6xpos has|a|have|avait|had a|an|any|some|un|une|des|l; si|if|whether 6xpos
    !est|n|ne|could|can|peut|pouvait|pourrait|answered|replied|repondu|responded|sera|serait|soit|is|a|has|tourne|marche|works|was|will|va
other 7: about 6xpos or the bot itself
    walk|talk|guide me|us|him|her through; sait|que 6xpos
    !peut|puisse|pourrait|est|sera|serait|soit|aura|is|a|has|tourne|marche|works|was|will|va|soit; c est quoi
    !l|un|exactement; c est quoi [exactement] un !slug; qu est ce que|qu 6xpos|c; what is|does|are 6xpos; what s 6xpos;
    un|a client|customer|restaurant|resto peut|can|may; si|if|whether [les|le|la|l|the|des|ses|leurs|their]
    points|tva|vat|titres|cheques|cartes|cards; my|mes notification|settings|reglages|preferences; tu|vous sers|servez;
    peux|sais|pouvez|savez [tu|vous] faire quoi|exactement; what can|do you do; es tu; comment ca marche|fonctionne … ?;
    comment fonctionne|marche; how does|do it|this|6xpos|you|they|the … work|works|handle|compare; how|comment
    [the|la|l] [6xpos] {link} handles|works|deals|manages|gere|fonctionne|marche|affiche; [est] [ce] [que] 6xpos
    gere|gerent|permet|propose|accepte|supporte|sait|prend|coute|marche|fonctionne|integre … ?; ,. does|do|can|is
    the|that 6xpos !integration|connection|link … ?; ,. does|do|can|is the|that 6xpos integration|connection|link
    !for|of|at|with|from|live|ready|done|up|finished|complete|completed|working|active|set … ?; does|do|can|is 6xpos
    [also] support|handle|work|offer|accept|cost|manage|have|do|compatible|integrate … ?; comme {makers}; est ce que
    ca|c|il|on gere|gerent|permet|propose|accepte|supporte|prend|coute|integre … ?; 6xpos [,] ca|c|il
    gere|permet|propose|accepte|supporte|prend|coute|integre … ?; 6xpos est compatible|dispo; compatible|compatibles
    avec|with; borne|bornes|kiosk|kiosks; qui gere|s occupe; who handles|owns|runs|manages
other 6: something is there twice
    un|des|a doublon|doublons|duplicate
other 5: around the matter
    rachete|rachetee|rachetes|acquired|bought par|by|out; aucun|no impact; de longue date; office|bureau|bureaux|support
    is|est|sont|are closed|ferme|fermes; for your information; en panne; bienvenue; nous rejoint|rejoignent;  vaudrait
    le coup; garde|garder|caler le|un|the creneau|slot; pour|for un|une|a|an call|visio|reunion|rdv|meeting; to discuss;
    over the moon; points landed|arrived|arrives;  too expensive; trop cher|chere; no worries; already
    sorted|solved|fixed; aimerait|aimerais|aimerions|veut|voudrais|like votre|ton|leur|your avis|opinion;
other 9: customers in general
    if|whether|si [les|the|des|our|nos] customers|clients|guests lose|keep|perdent|gardent|peuvent|can|need|have|must;
    which|quels|quelles|lesquels|lesquelles|combien|many … clients|customers|merchants|brands|enseignes|marques;
    which|quels|quelles|lesquels|lesquelles|combien|many … our|nos … restaurants|restos|stores|sites
other 9: nobody in particular
    prospect [me|m|nous|us|is] [l|le|la] [a] [deja|juste|just] asking|demande|demandait|asked|asks;
    looking|cherche|cherchons|recherche|recherchons [for|a] [a|an|un|une|two|deux|trois|three|des|some|quelques]
    {places}|clients|customers|temoignage|temoignages|testimonial|testimonials|volunteers|volontaires|temoins; not|pas
    for|about|pour|d [a|un] client|customer|brand [in] [particular|particulier]; pas|not [de|any] client|customer en|in
    particulier|particular
other 9 unless NAME: how it is in general
    d habitude; en moyenne; en general; typically; usually; on average; sandbox|api …
    credentials|identifiants|acces|keys
other 9 unless 6xpos: another till maker
    {makers}
other 5 here: thanks
    great|good|bonne|bonnes|super|excellent|excellente|wonderful news|nouvelle|nouvelles from|de|du|chez; ca y est;
    grand|mille|enorme|huge|big merci|mercis|thanks|thank; ca|cela fait plaisir; ^
    [ok|un|mille|encore|grand|et|bon|oh|ah|hello|top|super|bonjour|oui|yes] [grand|un|mille] {thanks}
    !de|d|par|in|pour|for|en; ,. {thanks} pour|for|a !votre|your|me|connecter|activer|setting|adding; ^ bonne
    annee|soiree|chance|nouvelle|journee; ^ bon weekend|week|anniversaire|courage; merci|thanks
    beaucoup|encore|infiniment|mille|bcp|everyone|all|again|so|a|team|tous|guys; beau|bon|super|great|good|nice
    boulot|travail|taf|job|work; well done; tout roule|marche|fonctionne|va; tout est
    bon|ok|parfait|place|nickel|fonctionnel; works|working great|fine|perfectly|well|like; client|clients|cliente
    [est|sont] aux anges; client|clients [est|sont] ravi|content|contents|happy|satisfait; welcome
other 7 unless 6xpos: what a slug is
    c est quoi [exactement] un slug
other 5 here: nothing to do any more
    rien a faire|activer|connecter; nothing to {join}|do|add; c est|all|everything|tout|its
    parfait|good|done|live|fixed|sorted; teste|testee|tested … matin|morning|hier|yesterday|midi|today; this|that one
    is|s done|live|sorted; en place depuis
other 4: it is done
    est|sont|ete|is|are|was|been|c [bien|enfin|now|finally|maintenant|officiellement|deja] {over}; en ligne; went live;
    c est bon .; c est fait; all set; good to go; already connected|live|done; deja connecte|live|fait
other 9: nothing is asked
    occupe|occupent|charge|responsable|handles|owns|contact de|of|for|d {makers}; rien a voir avec
    !l|le|ce|cet|mon|ma|mes|hier|notre|votre|ton; ce n est pas du|sur|pour 6xpos; {join} … a|avec|sur|chez|to|with
    {makers}; nothing to do with 6xpos|this|that; so you know !what|how; pour que tu|vous saches|sachiez|sachez;
    pour|for [l|the|our|notre] historique|history; fausse alerte; rien a faire d ici; rien a faire pour [le] moment|l;
    false alarm; rien a faire pour vous|de; rien a faire de plus|votre; rien|nothing a|to vous|ask|do demander|for|from;
    nothing left to do; ai [donc] rien a vous|te; aucune|no action; nothing needed|required|for from|you; pour
    archivage|archive; for the record; i|je just|juste wanted|voulais [to] share|partager|say|dire; voulais
    le|la|vous|te partager|raconter|dire; juste pour partager|info; your|votre information only|uniquement
other 7: reports
    c est le lien entre;
    connect for {number};
          recrute|recrutent|hiring; notes|minutes from|of|du|de … 6xpos;
    notes|minutes from|of|du|de [the|la|notre|our] [weekly|monthly] call|meeting|reunion|point; rappel rh|interne; note
    rh|interne|de service; vers qui [me|se] tourner; who to contact|turn|ask; rejoins|rejoint|joining|joins|joined
    l|le|the|your|our equipe|team; {thanks} [beaucoup|encore|infiniment|bcp|so|a|much] [lot] pour|for 6xpos; {thanks}
    beaucoup|encore|mille|infiniment|bcp [fois] pour|for [la|l|the|votre|your] {link}; code de|promo|parrainage
    promo|parrainage|wifi|acces|:; recap|recapitulatif|summary|report|resume [of|de|du|d|des|l]
    [la|my|our|the|l|ma|notre]
    visite|visit|visits|reunion|meeting|call|journee|nuit|soiree|intervention|week|day|rdv|incident|salon|formation|support;
    post mortem; programme|agenda de|of|du la|the|jour [journee|day]; brouillon|draft|ebauche de|du|d|of; case study;
    closing the loop; glossary|glossaire
other 8: how it is for anybody
    when|quand|if|si|lorsqu|lorsque|quun [a|an|un|une|any] {places}|client|clients|customer|customers|brand|marque
    !qui|who change|changes|ferme|closes|ouvre|opens|part|leaves|quitte|a|has|utilise|uses|perd|loses;
    toute|toutes|chaque|every|each [nouvelle|new] demande|demandes|request|requests|fiche|ticket; for|pour
    every|each|chaque {places}|client|customer
other 7: what a word says
    veut|veulent|voulait|signifie dire quoi; mean|means ?; what does … mean|stand; number|numero|coordonnees
    for|of|de|du|chez 6xpos|support
other 7: where something is found
    vous|te|nous faut quoi|quel|quels|quelle|quelles; quoi comme info|infos|informations; quelles|what
    infos|informations|information|info|details; comment|how|ou|where …
    trouve|trouver|retrouve|retrouver|recupere|recuperer|find|get|see|look|voir|connaitre … slug|slugs|token|reference
other 4: what I do, what you must not
    fyi; i ve|have put|updated|uploaded|sent|posted|shared|filed; j ai mis|depose|poste|partage|envoye|range …
    drive|sheet|tableau|fichier|dossier|doc|notion|crm; pour info|information; je m en occupe|charge; je
    previens|regarde|gere|reviens|rappelle|verifie|checke; je suis en|de|pas|absent|absente|la; je serai; i ll|will|m|am
    take|taking|look|handle|check|checking|be|away|off|out; desole|desolee|sorry pour|for;
    le|la|les|un|mon|notre|the|voici fichier|doc|document|lien|sheet|feuille|tableau|link|file [de|6xpos|is]
    est|se|is|here|ici; ne donnez|donne|partagez|partage|mettez|mets|communiquez|touchez|modifiez|envoyez {not}; don t
    share|send|give|post|touch|edit|paste; do not share|send|give|post|touch|edit|paste; quelqu un connait|aurait;
    quelqu un a un|une|le|la|les|des|l; quelqu un dispo; quelqu un pour
    !m|me|nous|lancer|ouvrir|connecter|activer|brancher; qui peut|pour relire; anyone|anybody|someone
    has|have|knows|seen|got; who is|are|s [our|the]; qui est|a|sont !en … ?; pourquoi; why
"""

# What says of one restaurant that it is none of the request, or not yet.
NOT_THIS_ONE = """
    plus tard !dans|aujourd|ce|cet|cette|que; later !today|this|on|in|than; pour apres; apres les|le|la
    travaux|ete|vacances; pas|not encore|tout|yet|now|maintenant de|until|avant|before; pas tout de suite; pas [pour]
    maintenant; on hold; en attente; autre|another|separate demande|request; next spring|summer|autumn|winter|year; l
    annee|an prochaine|prochain; reste*|restera|garde*|stay*|remain* … [chez|sur|avec|with|on|at] {makers}; remain*
    with; s y oppose|opposent; s oppose*; refus*; declined; opted out; hesite*; wait and see; rather wait; not
    interested; pas interesse*; plus interesse*; definitivement ferme*; ferme*|fermeture
    definitivement|definitive|ses|portes; ayant ferme*; est|sont ferme*
    !le|les|la|du|pour|jusqu|demain|aujourd|tous|chaque|a|en|cette|ce|lundi|mardi; closed
    !on|at|until|till|le|for|today|tomorrow; closing; ceased; shut down|up; est|a|ont|ete vendu*|cede*; sold;
    liquidation; faillite; bankrupt; deja connecte*|branche*|fait*|actif|active*|relie*|en|live|equipe*; already
    connected|live|done|active|linked|set; already on 6xpos; live since|depuis; connecte*|branche* depuis;
    connected|linked since; en double; doublon; duplicate; par erreur; by mistake; laisse*|leave|laissons
    de|tel|tels|it|them|that|those|as|out|tomber|celui|ceux; ne … envoie*|touche* pas; on|n y touche* pas; on touche*
    pas; touche* pas a; ne touche* pas; don t touch|include|connect|send|add; ignor*; oublie* celui|ceux|ca; forget
    about|it|that|them; skip; exclu*; surtout pas; not this|that one; pas celui; pas lieu de; full picture; rendu les
    cles; not|pas concerne*|concerned; reflechi* encore; chez|with un|an|another autre|other
    editeur|fournisseur|provider|system; another|other provider|vendor; we ll|will do … next|later|another; on
    fera|verra … plus|ensuite|apres|autre; next quarter|trimestre; ne pas {order};  occupe|occupes|occupez|melez [vous]
    pas; leave … alone; do not {order}|touch|include|add|send; except|excluding; sauf|hormis|excepte !erreur|si; on
    verra; we ll see; unrelated; isn|not [t] part of; fait|font pas partie; rien a changer; no please; hors
    perimetre|scope; out of scope; keep it|them unconnected; hesite* encore; deja ete {done}; a|ont [deja] ete
    {done}|fait* [le|la|last] [mois|semaine|an|annee|month|week] [passe|passee|dernier|derniere]; ne [le|la|les|l]
    {order} pas; refus du|de
"""
