"""Words of everyday and office language that no brand is called by, folded: they tell a name in lower case from the
sentence around it. Left out: what restaurants like to be called (petit, table, coin, fresh)."""

EVERYDAY = """
    able abonnement abonnements absolument acces accord according actually actuel actuelle added afin afterwards agree
    agreed aimable ajd alerte allait aller allez allons allow almost although amount anglais anglaise annee annees
    annonce another anybody anything anyway appear appels apply appointment apporter apprendre approuve approuver
    approval approve approved argent arrange arrive arrived arrivee arrivent arriver asked asking assistance associe
    associes assume attached attend attendre attends aucune auj aura aurait auront avaient available avais avait
    avancer avenant avoirs aware basically beaucoup because become before begin behind being believe below beside
    between beyond bientot bilan billing booked booking both bother boulot brief bring broken brought budget busy
    calls cancel cancelled cannot careful cause caused celles celui certain certaines certified cest chacun change
    changed changes chaque charge charged charges chase chasing cheaper checking cherche chiffres choose clearly click
    clos clot cloture codes colleague colleagues collegue collegues combien come comes coming comite commande
    commandes commencer commercial commerciale commerciaux company compare compatible complete completed completer
    compta comptabilite comptable comptent compter concerne concerned confie confies confirm confirmed confirmez
    confused connais connait connaitre conseil consider contacte contacter contacts content contente contenu continue
    continuer contract contracts contraire contrat contrats convenu copie correct correspond corriger cost costs
    couple cover create created credentials credit crm croire crois croit csm csv current currently dabord dashboard
    data deals debloquer decide decided dedans definitely dehors dejeuner delay delayed deliver delivered delivery
    demarrer demo depend depends dernieres derniers desormais detail details deuxieme device devices devis devoir
    devra devrait difference difficult digital dire directe directly director dirigeant discount discuss discuter
    disons dispo disponible disponibles dites divers doc docs document documents doing dois doit doivent donne donnees
    donnent donner donnez dont doublons doubt doute draft dsi due duree during earlier early easier easily ecrire
    ecris ecrit ecrivent effectif effectuer egard either elements else emails emballe emballee embauche employe
    employee employes ended english enough ensure entendre entire entretien environ envoye envoyes equipes erp erreur
    erreurs errors especially espere essai essaye essayer etape etapes etat etats etc ete etre even event events
    everything evidemment exact exactly excellent except excited exemple existe existing expect expected explain
    expliquer express facile facon fact facturation facture facturee facturent facturer factures faible failed failing
    fairly fais faisait faisons false fameux fasse faute features feedback fera ferait fermeture fermetures feront few
    fidelite field figures fill finales finally fine finir finished fixed fixing folks follow following fonction
    fonctionnalite fonctionnalites footer forget forgot former formulaire formulaires forward forwarded frais francais
    franchisee franchises french friendly further futur future garde general generaux gerants gerer gestionnaire given
    giving goes gonna gotta gradually growing guess habitude handle handover happen happened happening happens hardly
    hardware having hear heard held helpful heres herself himself holding holiday holidays hooked hope hormis hosting
    however hurry idea ideas ignore imagine immediately impact impeccable importante impossible impression improve
    incident incidents include included including inclus indeed indique indiquer industry informatique informer
    initial injoignable input inquiet inquiete installateur instead interesse interesses interested interesting
    interlocuteur interlocutrice intern internal interne internet interview invite invited inviter invoice invoices
    involved ira irait iront issue issues item items itself jai jaimerais jeudis joindre joined joining joint jpg
    jsuis juste kam keen keep keeping keeps kinda kindly knew knows label lance laptop laquelle launching leader leads
    learn least leave leaving legal lequel lesquels less lets letting leve level lever likely limit limite listed
    listing lit livraison livraisons livre livrer locale logiciel logiciels login logo logos logs longer looking looks
    lors lorsque lost loyalty machines maintenance maintenant malade malgre managing manual manuel many market
    marketing materiel matter maximum maybe meaning means meant meet meeting meetings member members membre membres
    memes mention mentioned messages mesure met method mets might migrated migrating minimum minor minute minutes
    missed missing mistake model modele modifie modifier moins monte months moved moving moyenne multiple must myself
    nearly necessaire necessaires necessary needed needing negocier neither netre network newsletter nombre nombreux
    normal normale normally noter notes nouveaute nouveautes nouvel nowhere nul numbers numero numeros obtenir occupe
    occuper odd offering offers official officielle offres often older once opened operationnel operationnelle ops
    option options order orders ordre organise organiser originally otherwise oublie oublier ought ourselves outil
    outils ouvert ouverte ouvrir overall overview owners pages paid parce pareil parent parfait parfois parle parler
    parmi part partage partager partant partants partenaire partenaires partent parti participer particulier partis
    partner partners partnership party passage patrons payer payment payments pdf pendant perd perds perdu perfect
    perfectly perhaps period periode permet permettre personnel persons peur phase picked planifier planned planning
    plans plateforme plupart plusieurs plutot png policy portal possibly poste postes potential potentiel pourra
    pourront pouvoir ppt practice pratique precedent precedente precis precise preciser prefer prefere prend prendre
    prends prenez prennent presente presenter presque prevenir previous prevoir prevois prevu prevue price prices
    pricing principal printer prior prioritaire priority pris prises prit pro problematique probleme problemes
    procedure process processed processus prochains prod products profiter program programme programmes progres
    progress projects projet projets promised promo promos promotion properly proposal propose proposer proprietaire
    proprio prospects provide provided provider provides published puisque purchase quelque quelques queries query
    quite quoique raise raised raison raisons random range rapide rappeler rapport rassurer rates rattraper rdv reach
    reached reason reasons recap recapitulatif receive received recemment recent recently recevoir recherche recoit
    recoivent recommander records recrute recruter recue references refund refus refuse region reglage regler regles
    regular related release released relevant remain remarque remember remercie remercier remettre remind reminder
    remonte remontent remove remplacer remplir rencontrer rend rendre renewal renfort reparti repere repete replace
    replaced reply repond repondre reponse reponses report reported reporting reprendre require required requires
    reseau reset resolved respond responsable responsables response responsible reste restent rester resultat
    resultats results retards retrouver return returned reunion reussi reussir revenir revenue review rights risque
    roadmap roll rolled roughly rules running said salaire salarie sale sales sav saying scheduled scheme screen
    screens section secure seem seems seen sell selon semaines semble sending sent separate server servers serveur
    serveurs service services session sessions setting settings several shall shared shortly should showed showing
    shown shows sick signal signaler signature signed signer signing similar simply sinon slides slightly slot
    smoothly societe software soient soit sold solution solutions solved somebody somehow something sometimes
    somewhere sommes sooner sort sorted sorting sortir sorts souci soucis souhait souhaitee souvent spanish speak
    specific spoke staff stagiaire stagiaires stand standard standing started starting starts stating statuts stayed
    steps stopped stopping stuck stuff such suffisant suffit suggestion suis suit suivi suivre sujet sujets summary
    supplementaire supplier support supposed supprimer sure surtout svg swap switch switched switching system systeme
    systemes systems tache taken takes taking talk talked talking tandis target tarifs tasks teams technical technique
    techniques telle telles telling tells tenir tente terme termes termine terminee terminer terms test teste tested
    tester testing tests texte thats theirs themselves theres thing things think those though thought thread through
    throughout tickets tient together told tombe tombent tonight tools topic total totale tourner tracking training
    traiter transaction transactions transfer transferer transmettre transmis travail travaille travailler tresorerie
    tricky tried trouble trouve trouver trying turned tuto type types typically uat understand understood
    unfortunately unless unlikely until updated upgrade upload urgences urgently urgents usage usages used useful user
    users usually utile utilisateur utilisateurs utiliser vacances valide valider various vaut vend vendeur vendor
    vendors vendu venir verrai vers version versions very viennent viens vient view visibilite visio visios visit
    visuel vitesse voire vois voit volontiers voucher vouchers voudra vouloir wait waited waiting walk wanted warn
    ways weekend weekends weekly went whatever whats whenever wherever whether whichever while whoever whole whos
    whose why willing within wondered wondering word worked worker worries worry worst worth writing written wrong
    wrote xls xlsx year years yours yourself zip
"""
