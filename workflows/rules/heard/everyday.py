"""Words of everyday and office language that no brand is called by, folded: they tell a name in lower case from the
sentence around it. Left out: what restaurants like to be called (petit, table, coin, fresh)."""

EVERYDAY = """
    able abonnements above absence absent absolument absolutely acces access accord according acronym acronyme across
    actif actifs actually actuel actuelle added afin afternoon afterwards afterwork again against agence agenda ago
    agree agreed agreement aider aie aimable ajd alerte allait allemagne aller allergies allez allons allow allowed
    allume allumer almost along alternant alternante although always amelioration ameliorations amount analyse analysis
    ancien ancienne android anglais anglaise angleterre annee annees anniversaire anniversaires annonce anomalie another
    anybody anymore anything anyway appareil appareils apparently appear appel appelait appele appelez appelle appels
    apply appointment apporter apprendre appris approuve approuver approval approve approved arent argent arrange
    arranger arret arreter arrive arrived arrivee arrivent arriver article articles ask asked asking asks assez
    assistance associe associes assume assurance ateliers attached attendez attendre attends aucune audit audits auj
    aura aurais aurait auras aurez aurions auront autre avaient availabilities availability available avais avait
    avancer avatar avenant avenants average aviez avions avis avocat avoirs aware away babyfoot backlog backup badge
    badges bah bail baisse bandwidth barre bascules basically batterie battery bcp beaucoup became because become
    becomes before begin behind being belgique belgium believe below ben benchmark beside between beyond bientot bilan
    bill billing bills birthday blague blagues blocage blog bluetooth board boite boitier booked booking both bother
    boulot brief bring bringing brochure broken brought budget bug bugs bureau bureaux busy cablage cable cables cadeau
    cadeaux cadre caissier caissiere caissiers cake calendar calendrier calls came cancel cancelled cannot cant capable
    capacity capture caractere caracteres careful cas case casse cassee cause caused ceci celle celles cellule celui
    cent certain certaine certaines certains certificat certificate certifie certified certifiee cest ceux chacun
    chances change changed changer changes chantier chaque character characters charge charged chargent charger charges
    chargeur chargeurs chase chasing chaussures cheaper checking cheque cheques cherche cherchent chercher chiffre
    chiffres choisi choisir choisissent choix choose chose choses chouchous churn clavier clearly click clos closed
    closing clot cloture cloud cnil codes colis colleague colleagues collegue collegues colonne column columns combien
    come comes coming comite commande commandes commence commencer comment commentaire commentaires comments commercial
    commerciale commerciaux commission commit communique company compare compatible complaint complaints complete
    completed completely completer compliance comprend comprendre comprends compta comptabilite comptable comptent
    compter computer concerne concerned concurrence conference conferences confie confies config confirm confirmait
    confirmed confirmera confirmez conformite confused conge conges connais connaissez connait connaitre connu conseil
    consider contacte contacter contactez contacts content contente contenu continue continuer contract contracts
    contraire contrat contrats contre controle controler convenu copie cordon correct correspond corriger cost costs
    couldnt coup coupe coupent couper couple coupon coupons coups courrier cours cover covid crash create created
    credentials credit creneau crm croient croire crois croissance croissants croit croyais csm css csv cuistot cumul
    current currently cv dabord dak dash dashboard data deal deals debloquer debug debugging decide decided decider
    decision deck decouvert dedans definitely definition definitions dehors dejeuner delay delayed deliver delivered
    delivery demandais demandait demandez demarrage demarrer demo demos dentist dentiste depannage depend depends
    deployment deployments dernieres derniers designer desk desormais detail details deuxieme devait developer
    developpeur device devices devis devoir devons devra devrais devrait devriez devrions devront didnt difference
    difficile difficult digital diminution dirait dire directe direction directly director dirigeant dis disait disant
    discount discuss discuter disons dispo disponible disponibles dispute disputes dites divers dns doable doc docs
    doctor document documents docx doesnt doing dois doit doivent domain domaine domains dommage donne donnees donnent
    donner donnez dont doublon doublons doubt doute down draft drawer driver droit dsi due dump duplicate duplicates
    durant duree during each earlier earliest early easier easily ecosse ecoute ecran ecrire ecris ecrit ecrivent
    ecrivez effectif effectuer egard either election elections electricien elements else emails emballe emballee
    embauche employe employee employes ended endpoint endpoints enerve enfants engineer england english enough enquete
    enquetes ensemble ensuite ensure entendre enterrement entiere entire entirely entree entretien envie environ
    environment environnement envoi envoye envoyes equipes equipment erp erreur erreurs error errors espace espaces
    espagne especially espere esperons essai essaie essaye essayer etage etaient etais etape etapes etat etats etc ete
    eteint eteinte etes ethernet etions etre euh even event events ever every everyones everything evidemment exact
    exactly excellent except excited exemple existe exister existing expect expected expense explain explained expliquer
    expo export facile facon fact facture facturee facturent facturer factures faible failed failing fairly fais faisais
    faisait faisant faisons falloir false fameux faq fasse faudra faute fautes feature features feedback feedbacks feel
    fera ferais ferait fermeture fermetures feront few fiche fiches fidelite field fievre figures fill filleul filleuls
    finales finally find fine fini finir finished firmware fixed fixing flight floor fois folks follow following
    fonction fonctionnalite fonctionnalites fonctions font footer forecast forfait forget forgot form format formats
    former formulaire formulaires forum forward forwarded fournisseur frais framework francais francaise france
    franchisee franchises freeze french friendly funeral furieux further futur future garde gardent garder gave gdpr
    general generaux genre gerants gerer germany gestionnaire gg gif gifs gift gifts give given gives giving glitch
    glossaire glossary goes gonna goodies got gotta gradually graphiste greve greves grippe growing growth guess guide
    guideline guidelines guides habitude hackathon hadnt haha handle handover happen happened happening happens hardly
    hardware hasnt hausse havent having headache headcount hear heard hearing hebdo hebergement hed hein held helpful
    heres herself hes himself holding holiday holidays hooked hookup hope hoping horaire horaires hormis hors hosting
    hotfix hour hours however html http https humain human hundred hurry hyphen hyphens iban idea ideas idee ignore ill
    im imagine immediately impact impeccable importante impossible impot impression imprimante imprimantes improve
    improvement improvements incident incidents include included including inclus indeed indique indiquer industry
    informatique informer initial injoignable input inquiet inquiete inscrivez installateur instant instants instead
    insurance interesse interesses interested interesting interet interlocuteur interlocutrice intern internal interne
    internet interview interviews invite invited inviter invoice invoices involved ipad iphone ira irait ireland irlande
    iront isnt issue issues italie item items itll itself ive jai jaimerais jeudis joindre joined joining joint joke
    jokes jouable joue jouer jpeg jpg json jsuis juridique juriste jusqua jusque juste kam kayak keen keep keeping keeps
    keyboard keynote kickoff kids kind kinda kindly knew knowing known knows kpi kpis label laisse laisser laptop
    laquelle latence latency latest launching lawyer lead leader leads learn lease least leave leaving lecteur lecteurs
    legal lendemain length lent lente lenteur lequel lesquels less let lets letter letting leve level lever lexique
    licence licences license licenses lie liee lies ligne lignes likely likes limit limite limites limits lisez listed
    listing lit litige litiges livraison livraisons livre livrer locale locked logiciel logiciels login logo logos logs
    lol longer longtemps longueur looked looking looks lors lorsque lost lot lower loyalty loyer macbook machines made
    maintenance maintenant maintenu majuscule majuscules makes making malade maladie malgre managing maniere manual
    manuel many maquette marge mariage market marketeur marketing materiel matter matters mauvais maximum maybe mci mdp
    mdr mean meaning means meant mecontent medecin meet meeting meetings meetup member members membre membres meme memes
    mention mentioned merge messages mesure met meteo method metrics metriques mets might migrated migrating migrations
    milieu mille million millions minimum minor minuscule minuscules minutes mis missed missing mistake moaning mobile
    model modele modifie modifier module moins moitie moment moments monte monthly months montrer more most move moved
    moving moyenne much multiple must mutuelle myself nagging naissance nearly necessaire necessaires necessary
    necessite needed needing nego negociation negociations negocier negotiation neither netre network never newsletter
    nickel nobody nombre nombreux none nope normal normale normally notaire notation noter notes notez nothing notice
    nouveaute nouveautes nouvel nowhere nul numbers numero numeros objectifs obtenir occupe occuper odd offboarding
    offering offers office official officielle offre offres offsite often oki okr okrs older omg onboarded once ones
    onglet only onsite opened operationnel operationnelle opinion ops option options order orders ordinateur ordre
    organise organiser originally orthographe otherwise ouais oublie oublier oublis ouep ought ourselves outage outil
    outils outside ouvert ouverte ouvrir over overall overview owners page pages paid paie panne pannes paquet parait
    parametrage parapheur parce parcel pareil parent parfait parfaite parfois parking parle parler parmi parrain
    parrainage partage partager partant partants partenaire partenaires partent parti participer particulier partis
    partner partners partnership partout party passage password patch patience patrons payer paying payload payment
    payments payroll pdf peine pendant pensais pensent penses pensez people percent percentage perd perdre perds perdu
    perdus perfect perfectly perhaps period periode permet permettre permission person personnel persons perte petitdej
    peur peuvent phase phishing picked pipeline pitch plafond plainte plaintes planifier planned planning plans plante
    plantee plaquette plateforme plenty plombier plupart plusieurs plutot png podcast policy portal portugal posee poser
    possede possibly post poste postes potential potentiel pourcentage pourquoi pourra pourrai pourrez pourrions
    pourront pouvais pouvait pouvoir ppt pptx practice pratique precedent precedente precis precise preciser prefer
    prefere preferons prenait prend prendra prendre prendront prends prenez prennent presence presente presentent
    presenter presque presse preuve prevenir previous prevision prevoir prevois prevu prevue price prices pricing
    principal printer printers prior prioritaire priority pris prise prises prit pro problematique probleme problemes
    procedure process processed processus prochains prod product products produit profil profile profiter program
    programme programmes progres progress projects projet projets promised promo promos promotion properly proposal
    propose proposer proprietaire proprio prospect prospects prouver provide provided provider provides ptdr published
    puisque purchase push puts quarter quelque quelques queries query questionnaire quick quite quiz quoique quota
    quotas quotes raconte raise raised raison raisons random range rapide rappelait rappeler rappelez rappelle rapport
    rassurer rates rather rattraper ravi ravie rdv reach reached reader readers reading readme reason reasons reboot
    rebooting reboots recap recapitulatif receipt receipts receive received recemment recent recently reception recevoir
    recharge recharger recherche recoit recoivent recommander recompense recompenses recording records recrute recruter
    recue recuperer redemarrage redemarre redemarrer references refund refus refuse regarde regardez region reglage
    reglages regler regles regular relaie related release released relevant remain remarque remember remercie remercier
    remettre remind reminder remonte remontee remontees remontent remote remove remplacer remplir remplissez rencontrer
    rend rendre rendu rendus renewal renfort rentre rentree repare reparee reparer reparti repere repete replace
    replaced replay reply repo repondre reponse reponses report reported reporting reports repose repository reprendre
    reprise require required requires reseau reset resolved respond responsable responsables response responsible
    restart reste restent rester restera restes restore resultat resultats results retards retourner retro retrouve
    retrouver return returned reunion reussi reussir revenir revenue reviens revient review reviews revoir rgpd rib
    rights risque roadmap roll rollback rolled roughly router routeur row rows rtt rules running sachez said saison
    salaire salarie sale sales same sandbox saute sautee sauvegarde sav savais savoir savons saw saying scanner schedule
    scheduled scheme scope scotland screen screens screenshot script scripts sdk seconds section secure securite
    security seem seemed seems seen sell selon semaines semblait semble semestre seminaire seminar sending sent sepa
    separate serai serais seras serie serieuse serieux serions server servers serveur serveurs serveuse service services
    session sessions setting settings seuil several shall shared she short shortly should shouldnt showed showing shown
    shows sick signal signaler signalez signature signatures signed signer signing similar simply single sinon slides
    slightly slot smartphone smoothly sms societe socket software soient soit sold solde solution solutions solved
    somebody somehow something sometimes somewhere sommes sondage sondages sooner soonest sort sorted sortie sorting
    sortir sorts souci soucis souhait souhaitee sounded sounds souris souvent space spaces spain spam spanish speak
    specific spelling spoke spreadsheet sprint sprints sql ssl staff stagiaire stagiaires staging stand standard
    standing standup started starting starts stating stats statuts stayed steps stopped stopping stored storing strike
    stuck study stuff stylo stylos subscription subscriptions such suddenly suffisant suffit suggest suggestion
    suggestions suis suisse suit suivent suivi suivre sujet sujets summary supplementaire supplier support suppose
    supposed supprimer sure surtout survey svg swap switch switched switching switzerland sync system systeme systemes
    systems tablet tablets tablette tablettes tache taille taken takes taking talk talked talking tandis target targets
    tarifs tasks taux tax taxes taxi tchao teambuilding technical technicien technicienne technique techniques
    telephoner teletravail telle telles telling tells temoignage template tenez tenir tente terme termes terminal
    terminaux termine terminee terminer terms test teste tested tester testimonial testing tests texte thatll thats
    theirs themselves theres theyll theyre theyve thing things think thinks though thought thousand thread threshold
    through throughout ticketing tickets tient timeout timeouts tiret tirets tiroir tjours tjr tjrs tjs tkt together
    told tombe tombee tombent tombes tonight took tools topic topics tort total totale tote tourner tournoi towards tpe
    tracking train training traiter transaction transactions transfer transferer transition transmettre transmis
    transporteur travail travaille travailler travaux travers tres tresorerie trick tricky tried trimestre triste
    troisieme trop trouble trouve trouvent trouver trouvera trouves truc trucs truly try trying turn turned tuto
    tutorial tutoriel tutoriels tva type types typically typo typos uat unable underscore understand understood
    unfortunately unless unlikely until updated upgrade upload upset urgences urgently urgents usage usages usb use used
    useful user users usually utile utilisateur utilisateurs utiliser vacances vais valide valider various vas vat vaut
    veille vend vendeur vendor vendors vendu venez venir venu verbatim verifie verra verrai vers version versions very
    veuillez veux video viendra viendront viennent viens vient view virement visibilite visio visios visit visuel
    vitesse voeux voire vois voit volontiers vote voucher vouchers voudra voudrais voulais voulait voulez vouloir
    voulons voyez voyons wait waited waiting wales walk wanted wanting warn wasnt ways weather webhook webhooks webinar
    wedding weekend weekends weekly weeks welcome went werent weve whatever whats whenever wherever whether whichever
    while whoever whole whom whos whose why wifi wiki willing wish within wondered wondering wont word worked worker
    workshop workshops worried worries worry worst worth wouldnt writing written wrong wrote xls xlsx xml yeah year
    years yep youd youll your yours yourself youve yup zip
"""
