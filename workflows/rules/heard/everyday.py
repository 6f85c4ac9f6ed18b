"""Words of everyday and office language that no brand is called by, folded: they tell a name in lower case from the
sentence around it. Left out: what restaurants like to be called (petit, table, coin, fresh)."""

EVERYDAY = """
    able above absence absent absolument absolutely acces access accord according across actif actifs actually actuel
    actuelle added afin afternoon afterwards again against agence agenda ago agree agreed aider aie aimable ajd alerte
    allait aller allez allons allow allowed allume allumer almost along alternant although always amount analyse
    analysis ancien ancienne anglais anglaise annee annees anniversaire annonce anomalie another anybody anything anyway
    apparently appear appel appelait appele appelez appelle appels apply appointment apporter apprendre appris approuve
    approuver approval approve approved arent argent arrange arranger arret arreter arrive arrived arrivee arrivent
    arriver article articles ask asked asking asks assez assistance associe associes assume attached attendez attendre
    attends aucune auj aura aurais aurait auras aurez aurions auront autre avaient availabilities availability available
    avais avait avancer avenant aviez avions avis avoirs aware away backlog backup badge bah baisse basically batterie
    battery bcp beaucoup became because become becomes before begin behind being believe below ben benchmark beside
    between beyond bientot bilan billing birthday blocage blog boitier booked booking both bother boulot brief bring
    bringing brochure broken brought budget bug bugs busy cable cables calendar calendrier calls came cancel cancelled
    cannot cant capable capture careful cas casse cassee cause caused ceci celle celles cellule celui cent certain
    certaine certaines certains certified cest ceux chacun chances change changed changer changes chaque charge charged
    chargent charger charges chargeur chase chasing cheaper checking cheque cheques cherche cherchent chercher chiffre
    chiffres choisi choisir choisissent choix choose chose choses clavier clearly click clos closed closing clot cloture
    codes colleague colleagues collegue collegues colonne column columns combien come comes coming comite commande
    commandes commence commencer commercial commerciale commerciaux commission communique company compare compatible
    complete completed completely completer comprend comprendre comprends compta comptabilite comptable comptent compter
    concerne concerned conference confie confies config confirm confirmait confirmed confirmera confirmez confused conge
    conges connais connaissez connait connaitre connu conseil consider contacte contacter contacts content contente
    contenu continue continuer contract contracts contraire contrat contrats contre controle controler convenu copie
    correct correspond corriger cost costs couldnt coup coupe coupent couper couple coupon coupons coups courrier cours
    cover crash create created credentials credit creneau crm croient croire crois croissance croit croyais csm csv
    cumul current currently dabord dak dashboard data deal deals debloquer decide decided decider decision decouvert
    dedans definitely dehors dejeuner delay delayed deliver delivered delivery demandais demandait demarrage demarrer
    demo depend depends dernieres derniers designer desormais detail details deuxieme devait developer developpeur
    device devices devis devoir devons devra devrais devrait devriez devrions devront didnt difference difficile
    difficult digital diminution dirait dire directe direction directly director dirigeant dis disait disant discount
    discuss discuter disons dispo disponible disponibles dites divers doable doc docs document documents doesnt doing
    dois doit doivent dommage donne donnees donnent donner donnez dont doublons doubt doute draft drawer droit dsi due
    durant duree during each earlier early easier easily ecoute ecran ecrire ecris ecrit ecrivent effectif effectuer
    egard either elements else emails emballe emballee embauche employe employee employes ended enerve engineer english
    enough ensemble ensuite ensure entendre entiere entire entirely entree entretien envie environ envoi envoye envoyes
    equipes erp erreur erreurs error errors especially espere esperons essai essaie essaye essayer etaient etais etape
    etapes etat etats etc ete eteint eteinte etes etions etre euh even event events ever everyones everything evidemment
    exact exactly excellent except excited exemple existe exister existing expect expected explain explained expliquer
    export facile facon fact facture facturee facturent facturer factures faible failed failing fairly fais
    faisais faisait faisant faisons falloir false fameux faq fasse faudra faute feature features feedback feel fera
    ferais ferait fermeture fermetures feront few fidelite field figures fill finales finally find fine fini finir
    finished fixed fixing fois folks follow following fonction fonctionnalite fonctionnalites fonctions font footer
    forget forgot form former formulaire formulaires forward forwarded fournisseur frais francais franchisee franchises
    freeze french friendly furieux further futur future garde gardent garder gave general generaux genre gerants gerer
    gestionnaire gg give given gives giving glitch goes gonna got gotta gradually growing guess guide guideline
    guidelines habitude hadnt haha handle handover happen happened happening happens hardly hardware hasnt hausse havent
    having hear heard hearing hed hein held helpful heres herself hes himself holding holiday holidays hooked hookup
    hope hoping horaire horaires hormis hors hosting hour hours however hundred hurry idea ideas idee ignore ill im
    imagine immediately impact impeccable importante impossible impot impression imprimante imprimantes improve incident
    incidents include included including inclus indeed indique indiquer industry informatique informer initial
    injoignable input inquiet inquiete installateur instant instants instead interesse interesses interested interesting
    interet interlocuteur interlocutrice intern internal interne internet interview invite invited inviter invoice
    invoices involved ira irait iront isnt issue issues item items itll itself ive jai jaimerais jeudis joindre joined
    joining joint jouable joue jouer jpg jsuis jusqua jusque juste kam keen keep keeping keeps keyboard kickoff kind
    kinda kindly knew knowing known knows kpi label laisse laisser laptop laquelle latence launching lead leader leads
    learn least leave leaving lecteur legal lendemain lent lente lenteur lequel lesquels less let lets letting leve
    level lever ligne lignes likely limit limite listed listing lit livraison livraisons livre livrer locale logiciel
    logiciels login logo logos logs lol longer longtemps looked looking looks lors lorsque lost lot loyalty machines
    made maintenance maintenant makes making malade maladie malgre managing maniere manual manuel many marge market
    marketeur marketing materiel matter matters mauvais maximum maybe mci mdp mdr mean meaning means meant mecontent
    meet meeting meetings meetup member members membre membres meme memes mention mentioned messages mesure met method
    metrics metriques mets might migrated migrating milieu mille million millions minimum minor minutes mis missed
    missing mistake mobile model modele modifie modifier moins moitie moment moments monte months montrer more most move
    moved moving moyenne much multiple must myself nearly necessaire necessaires necessary necessite needed needing nego
    negociation negocier neither netre network never newsletter nickel nobody nombre nombreux none nope normal normale
    normally noter notes nothing notice nouveaute nouveautes nouvel nowhere nul numbers numero numeros objectifs obtenir
    occupe occuper odd offering offers official officielle offre offres often oki okr older omg once onglet only onsite
    opened operationnel operationnelle opinion ops option options order orders ordre organise organiser originally
    otherwise ouais oublie oublier oublis ouep ought ourselves outage outil outils outside ouvert ouverte ouvrir over
    overall overview owners page pages paid panne pannes parait parametrage parce pareil parent parfait parfaite parfois
    parle parler parmi partage partager partant partants partenaire partenaires partent parti participer particulier
    partis partner partners partnership partout party passage password patience patrons payer paying payment payments
    pdf peine pendant pensais pensent penses perd perdre perds perdu perdus perfect perfectly perhaps period periode
    permet permettre permission person personnel persons perte petitdej peur peuvent phase picked pipeline pitch
    planifier planned planning plans plante plantee plaquette plateforme plenty plupart plusieurs plutot png podcast
    policy portal posee poser possede possibly post poste postes potential potentiel pourquoi pourra pourrai pourrez
    pourrions pourront pouvais pouvait pouvoir ppt practice pratique precedent precedente precis precise preciser prefer
    prefere preferons prenait prend prendra prendre prendront prends prenez prennent presence presente presentent
    presenter presque presse preuve prevenir previous prevoir prevois prevu prevue price prices pricing principal
    printer printers prior prioritaire priority pris prise prises prit pro problematique probleme problemes procedure
    process processed processus prochains prod product products produit profil profile profiter program programme
    programmes progres progress projects projet projets promised promo promos promotion properly proposal propose
    proposer proprietaire proprio prospect prospects prouver provide provided provider provides ptdr published puisque
    purchase push puts quarter quelque quelques queries query quick quite quiz quoique raconte raise raised raison
    raisons random range rapide rappelait rappeler rappelez rappelle rapport rassurer rates rather rattraper ravi ravie
    rdv reach reached reader reading reason reasons reboot rebooting reboots recap recapitulatif receipt receipts
    receive received recemment recent recently reception recevoir recharge recharger recherche recoit recoivent
    recommander recompense recompenses recording records recrute recruter recue recuperer redemarre redemarrer
    references refund refus refuse regarde region reglage reglages regler regles regular relaie relais related release
    released relevant remain remarque remember remercie remercier remettre remind reminder remonte remontee remontees
    remontent remote remove remplacer remplir rencontrer rend rendre rendu rendus renewal renfort rentre rentree repare
    reparee reparer reparti repere repete replace replaced replay reply repondre reponse reponses report reported
    reporting repose reprendre reprise require required requires reseau reset resolved respond responsable responsables
    response responsible reste restent rester restera restes restore resultat resultats results retards retourner
    retrouve retrouver return returned reunion reussi reussir revenir revenue reviens revient review revoir rights
    risque roadmap roll rolled roughly router routeur row rows rtt rules running said salaire salarie sale sales same
    saute sautee sauvegarde sav savais savoir savons saw saying scanner schedule scheduled scheme screen screens
    screenshot seconds section secure securite security seem seemed seems seen sell selon semaines semblait semble
    semestre seminaire sending sent separate serai serais seras serie serieuse serieux serions server servers serveur
    serveurs service services session sessions setting settings several shall shared she short shortly should shouldnt
    showed showing shown shows sick signal signaler signature signed signer signing similar simply sinon slides slightly
    slot smoothly sms societe software soient soit sold solde solution solutions solved somebody somehow something
    sometimes somewhere sommes sondage sooner sort sorted sortie sorting sortir sorts souci soucis souhait souhaitee
    sounded sounds souvent spanish speak specific spoke spreadsheet staff stagiaire stagiaires stand standard standing
    started starting starts stating stats statuts stayed steps stopped stopping stuck study stuff subscription such
    suddenly suffisant suffit suggest suggestion suis suit suivent suivi suivre sujet sujets summary supplementaire
    supplier support suppose supposed supprimer sure surtout survey svg swap switch switched switching sync system
    systeme systemes systems tablet tablets tablette tablettes tache taille taken takes taking talk talked talking
    tandis target tarifs tasks tax taxes taxi tchao technical technicien technique techniques telephoner teletravail
    telle telles telling tells template tenir tente terme termes terminal terminaux termine terminee terminer terms test
    teste tested tester testing tests texte thatll thats theirs themselves theres theyll theyre theyve thing things
    think thinks though thought thousand thread through throughout ticketing tickets tient timeout tiroir tkt together
    told tombe tombee tombent tombes tonight took tools topic topics tort total totale tourner towards tpe tracking
    training traiter transaction transactions transfer transferer transmettre transmis travail travaille travailler
    travers tres tresorerie trick tricky tried trimestre triste troisieme trop trouble trouve trouvent trouver trouvera
    trouves truc trucs truly try trying turn turned tuto tutorial tutoriel tva type types typically uat unable
    understand understood unfortunately unless unlikely until updated upgrade upload upset urgences urgently urgents
    usage usages use used useful user users usually utile utilisateur utilisateurs utiliser vacances vais valide valider
    various vas vat vaut veille vend vendeur vendor vendors vendu venir venu verifie verra verrai vers version versions
    very veux video viendra viendront viennent viens vient view visibilite visio visios visit visuel vitesse voire vois
    voit volontiers voucher vouchers voudra voudrais voulais voulait voulez vouloir voulons voyez voyons wait waited
    waiting walk wanted wanting warn wasnt ways webinar weekend weekends weekly weeks went werent weve whatever whats
    whenever wherever whether whichever while whoever whole whom whos whose why wifi willing wish within wondered
    wondering wont word worked worker worried worries worry worst worth wouldnt writing written wrong wrote xls xlsx
    year years yep youd youll your yours yourself youve yup zip
"""
