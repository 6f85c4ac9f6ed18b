"""Words of everyday and office language that no brand is called by, folded: they tell a name in lower case from the
sentence around it. Left out: what restaurants like to be called (petit, table, coin, fresh)."""

EVERYDAY = """
    able above absolument absolutely acces accord according across actually actuel actuelle added afin afternoon
    afterwards again against ago agree agreed aider aie aimable ajd alerte allait aller allez allons allow allowed
    almost along although always amount anglais anglaise annee annees annonce another anybody anything anyway apparently
    appear appel appelait appele appelez appelle appels apply appointment apporter apprendre appris approuve approuver
    approval approve approved arent argent arrange arranger arreter arrive arrived arrivee arrivent arriver article
    articles ask asked asking asks assez assistance associe associes assume attached attendez attendre attends aucune
    auj aura aurais aurait auras aurez aurions auront autre avaient available avais avait avancer avenant aviez avions
    avoirs aware away bah basically bcp beaucoup became because become becomes before begin behind being believe below
    ben beside between beyond bientot bilan billing booked booking both bother boulot brief bring bringing broken
    brought budget busy calls came cancel cancelled cannot cant capable careful cas cause caused ceci celle celles celui
    cent certain certaine certaines certains certified cest ceux chacun chances change changed changer changes chaque
    charge charged charges chase chasing cheaper checking cherche chercher chiffres choisi choisir choisissent choix
    choose chose choses clearly click clos closed clot cloture codes colleague colleagues collegue collegues combien
    come comes coming comite commande commandes commence commencer commercial commerciale commerciaux company compare
    compatible complete completed completely completer comprend comprendre comprends compta comptabilite comptable
    comptent compter concerne concerned confie confies confirm confirmait confirmed confirmera confirmez confused conge
    conges connais connaissez connait connaitre connu conseil consider contacte contacter contacts content contente
    contenu continue continuer contract contracts contraire contrat contrats contre controle controler convenu copie
    correct correspond corriger cost costs couldnt coup couple coups cours cover create created credentials credit crm
    croire crois croit croyais csm csv current currently dabord dak dashboard data deals debloquer decide decided
    decider decision decouvert dedans definitely dehors dejeuner delay delayed deliver delivered delivery demandais
    demandait demarrage demarrer demo depend depends dernieres derniers desormais detail details deuxieme devait device
    devices devis devoir devons devra devrais devrait devriez devrions devront didnt difference difficile difficult
    digital dirait dire directe direction directly director dirigeant dis disait disant discount discuss discuter disons
    dispo disponible disponibles dites divers doc docs document documents doesnt doing dois doit doivent dommage donne
    donnees donnent donner donnez dont doublons doubt doute draft dsi due durant duree during each earlier early easier
    easily ecoute ecrire ecris ecrit ecrivent effectif effectuer egard either elements else emails emballe emballee
    embauche employe employee employes ended english enough ensemble ensuite ensure entendre entiere entire entirely
    entree entretien envie environ envoi envoye envoyes equipes erp erreur erreurs errors especially espere esperons
    essai essaie essaye essayer etaient etais etape etapes etat etats etc ete etes etions etre euh even event events
    ever everything evidemment exact exactly excellent except excited exemple existe exister existing expect expected
    explain explained expliquer express facile facon fact facture facturee facturent facturer factures faible failed
    failing fairly fais faisais faisait faisant faisons falloir false fameux fasse faudra faute feature features
    feedback feel fera ferais ferait fermeture fermetures feront few fidelite field figures fill finales finally find
    fine fini finir finished fixed fixing fois folks follow following fonction fonctionnalite fonctionnalites fonctions
    font footer forget forgot former formulaire formulaires forward forwarded frais francais franchisee franchises
    french friendly further futur future garde gardent garder gave general generaux genre gerants gerer gestionnaire gg
    give given gives giving goes gonna got gotta gradually growing guess habitude hadnt haha handle handover happen
    happened happening happens hardly hardware hasnt havent having hear heard hearing hed hein held helpful heres
    herself hes himself holding holiday holidays hooked hope hoping hormis hors hosting hour hours however hundred hurry
    idea ideas idee ignore ill im imagine immediately impact impeccable importante impossible impression improve
    incident incidents include included including inclus indeed indique indiquer industry informatique informer initial
    injoignable input inquiet inquiete installateur instant instants instead interesse interesses interested interesting
    interet interlocuteur interlocutrice intern internal interne internet interview invite invited inviter invoice
    invoices involved ira irait iront isnt issue issues item items itll itself ive jai jaimerais jeudis joindre joined
    joining joint jpg jsuis jusqua jusque juste kam keen keep keeping keeps kind kinda kindly knew knowing known knows
    label laisse laisser laptop laquelle launching leader leads learn least leave leaving legal lendemain lent lente
    lequel lesquels less let lets letting leve level lever likely limit limite listed listing lit livraison livraisons
    livre livrer locale logiciel logiciels login logo logos logs lol longer longtemps looked looking looks lors lorsque
    lost lot loyalty machines made maintenance maintenant makes making malade malgre managing maniere manual manuel many
    market marketing materiel matter matters maximum maybe mci mdr mean meaning means meant meet meeting meetings member
    members membre membres meme memes mention mentioned messages mesure met method mets might migrated migrating milieu
    mille million millions minimum minor minutes mis missed missing mistake model modele modifie modifier moins moitie
    moment moments monte months montrer more most move moved moving moyenne much multiple must myself nearly necessaire
    necessaires necessary necessite needed needing nego negociation negocier neither netre network never newsletter
    nobody nombre nombreux none nope normal normale normally noter notes nothing nouveaute nouveautes nouvel nowhere nul
    numbers numero numeros obtenir occupe occuper odd offering offers official officielle offres often oki older once
    only opened operationnel operationnelle ops option options order orders ordre organise organiser originally
    otherwise ouais oublie oublier oublis ouep ought ourselves outil outils outside ouvert ouverte ouvrir over overall
    overview owners pages paid parait parce pareil parent parfait parfaite parfois parle parler parmi partage partager
    partant partants partenaire partenaires partent parti participer particulier partis partner partners partnership
    partout party passage patrons payer paying payment payments pdf peine pendant pensais penses perd perdre perds perdu
    perfect perfectly perhaps period periode permet permettre person personnel persons peur peuvent phase picked
    planifier planned planning plans plateforme plenty plupart plusieurs plutot png policy portal possede possibly poste
    postes potential potentiel pourquoi pourra pourrai pourrez pourrions pourront pouvais pouvait pouvoir ppt practice
    pratique precedent precedente precis precise preciser prefer prefere preferons prend prendra prendre prendront
    prends prenez prennent presence presente presentent presenter presque presse preuve prevenir previous prevoir
    prevois prevu prevue price prices pricing principal printer prior prioritaire priority pris prise prises prit pro
    problematique probleme problemes procedure process processed processus prochains prod products profiter program
    programme programmes progres progress projects projet projets promised promo promos promotion properly proposal
    propose proposer proprietaire proprio prospects prouver provide provided provider provides ptdr published puisque
    purchase puts quelque quelques queries query quick quite quoique raconte raise raised raison raisons random range
    rapide rappelait rappeler rappelez rappelle rapport rassurer rates rather rattraper ravi ravie rdv reach reached
    reading reason reasons recap recapitulatif receive received recemment recent recently reception recevoir recherche
    recoit recoivent recommander records recrute recruter recue recuperer references refund refus refuse regarde region
    reglage regler regles regular related release released relevant remain remarque remember remercie remercier remettre
    remind reminder remonte remontent remove remplacer remplir rencontrer rend rendre renewal renfort rentre rentree
    reparti repere repete replace replaced reply repondre reponse reponses report reported reporting repose reprendre
    reprise require required requires reseau reset resolved respond responsable responsables response responsible reste
    restent rester restera restes resultat resultats results retards retourner retrouve retrouver return returned
    reunion reussi reussir revenir revenue reviens revient review revoir rights risque roadmap roll rolled roughly rules
    running said salaire salarie sale sales same sav savais savoir savons saw saying schedule scheduled scheme screen
    screens seconds section secure seem seemed seems seen sell selon semaines semblait semble sending sent separate
    serai serais seras serie serieuse serieux serions server servers serveur serveurs service services session sessions
    setting settings several shall shared she short shortly should shouldnt showed showing shown shows sick signal
    signaler signature signed signer signing similar simply sinon slides slightly slot smoothly societe software soient
    soit sold solution solutions solved somebody somehow something sometimes somewhere sommes sooner sort sorted sortie
    sorting sortir sorts souci soucis souhait souhaitee sounded sounds souvent spanish speak specific spoke staff
    stagiaire stagiaires stand standard standing started starting starts stating statuts stayed steps stopped stopping
    stuck stuff such suddenly suffisant suffit suggest suggestion suis suit suivent suivi suivre sujet sujets summary
    supplementaire supplier support suppose supposed supprimer sure surtout svg swap switch switched switching system
    systeme systemes systems tache taille taken takes taking talk talked talking tandis target tarifs tasks technical
    technique techniques telephoner telle telles telling tells tenir tente terme termes termine terminee terminer terms
    test teste tested tester testing tests texte thatll thats theirs themselves theres theyll theyre theyve thing things
    think thinks though thought thousand thread through throughout tickets tient tkt together told tombe tombent tonight
    took tools topic tort total totale tourner towards tracking training traiter transaction transactions transfer
    transferer transmettre transmis travail travaille travailler travers tres tresorerie trick tricky tried triste
    troisieme trop trouble trouve trouver trouvera trouves truc trucs truly try trying turn turned tuto type types
    typically uat unable understand understood unfortunately unless unlikely until updated upgrade upload urgences
    urgently urgents usage usages use used useful user users usually utile utilisateur utilisateurs utiliser vacances
    vais valide valider various vas vaut veille vend vendeur vendor vendors vendu venir venu verifie verra verrai vers
    version versions very veux viendra viendront viennent viens vient view visibilite visio visios visit visuel vitesse
    voire vois voit volontiers voucher vouchers voudra voudrais voulais voulait voulez vouloir voulons voyez voyons wait
    waited waiting walk wanted wanting warn wasnt ways weekend weekends weekly weeks went werent weve whatever whats
    whenever wherever whether whichever while whoever whole whom whos whose why willing wish within wondered wondering
    wont word worked worker worries worry worst worth wouldnt writing written wrong wrote xls xlsx year years yep youd
    youll your yours yourself youve yup zip
"""
