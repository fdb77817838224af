import { wordSet } from "./word-set.ts";

/** Words of ordinary sentences, greetings and thanks, in French and English. A name ends before such a word. Folded. */
export const SENTENCE_WORDS: ReadonlySet<string> = wordSet(`
  a about above after again ago ai aie aient aimerais aimerait ain't ais ait all allo almost alors already
  also always am an and another any anyone anything appelle apres are aren't around as asking assez at
  attend attends au aucun aucune aujourd'hui auparavant aussi autant autre autres aux avais avait avant avec
  avez avoir avons away be beaucoup because been before behind being below between bien bientot bises bisous
  bjr bonjour bonne bonsoir both bsr but by bye c ca call called calling came can can't cannot car ce cela
  celle celui ces cet cette ceux chaque cherche chere chers chez chose ci combien comme comment concernant
  confirme contacte contre cordialement coucou could d d'abord d'accord d'ailleurs d'apres d'avance
  d'habitude dans de dear debut deja depuis dernier derniere dernierement des desole desolee dessus deux
  devant did didn't dis disons dispo dit do does doesn't doing dois don't donc done dont dore down du durant
  each ecris eh either elle elles else en encore enfin enough ensuite entre envers environ epouse est et
  etaient etais etait etant ete etes etre etudie eu eux ever every everyone everything faire fais fait faut
  femme few fille fils for frere from get gets getting give glad go goes going gone gonna good goodbye got
  gotta gros habite had has hasn't have haven't having he he's hein hello help her here hey hi hier him his
  how however husband i i'd i'll i'm i've ici if il ils in interested into is isn't it it's its j j'ai
  j'aimerais je jeudi jm just keep know l l'autre la la-bas laquelle le lequel les let let's leur leurs like
  little live look looking looks lors lorsque lot loue lui lundi ma madame mademoiselle maintenant mais mal
  malgre maman many mardi mari maybe me meant meme memes merci mercredi mes mesdames messieurs might moi
  moins mon monsieur more most mr mrs ms much must my myself n ne nee need needs neither never ni no nobody
  non none nor nos not nothing notre nous now of off often oh ok okay on once one only ont or other ou ouais
  oui our out over own par parce pardon pareil parfois parmi pas pendant pere perhaps permets personne peu
  peut peux please plus plusieurs plutot pour pourquoi pourrais pouvez premier premiere pres presque propose
  puis puisque qu qu'il quand que quel quelle quelqu'un quelque quelques qui quite quoi rappelez rappelle
  rather re ready really recherche recontacte regarding rien s s'il sa salut same samedi sans sauf say says
  se see seems selon sera serai serais serait ses seul seule seulement she she's should si since sinon sir
  slt so soeur soit some somebody someone something sommes sont soon sorry souhaite souhaiterais sous
  souvent speaking still stp such suis suite sur sure surtout svp t ta take tard te tel telephone telle
  tellement tes than thank thanks that that's the their them then there there's these they they're thing
  this those though through til till today together toi told tomorrow ton tonight too tot toujours tous tout
  toute toutes towards travaille tres tried trop trying tu un under une until up upon us vais venant
  vendredi vends vers very veut veux via viendrai viens vient voici voila vos votre voudrais voulais vous
  vraiment wait waiting want wanted wants was wasn't way we we'd we'll we're we've were what what's when
  where which while who who's whom whose why wife with within without won't would wouldn't wrote y yeah yep
  yes yesterday yet you you'll you're you've your yours
`);

/** Words of the names of firms and things. A name with such a word is not a person's name. Folded. */
export const BUSINESS_WORDS: ReadonlySet<string> = wordSet(`
  accueil acme afflelou agence agency agent airbnb amazon ambulances android appart appartement apple art
  asbl asso association assurance assurances atelier auberge auchan audi auto automobile automobiles autos
  avocat avocats axa bakery bank banque bar barber barbershop barclays beaute beauty bijoux bistro bistrot
  blog bmw boots boucher-traiteur boucherie boulangerie boutique bouygues box brasserie bricolage budget
  builders building bureau business cabinet cafe camping captur carrefour carrelage carrosserie cars
  catering center centre chauffage chronopost citroen clean cleaning clinic clinique clio club co coach
  coaching coiffeur coiffure college commerce compagnie company concept conciergerie conseil conseils
  construction consulting contact contacts corp couture cuisine cuisines dacia darty decathlon deco
  decoration dental depannage design dessange dhl digital direct distribution domicile ecole edf elec
  electrical electricite energie energies energy engie entreprise estate esthetique etablissements ets eurl
  evenement evenements event events express facebook fashion fedex fiat finance fitness fleurs florist fnac
  food ford formation foundation garage garden gardens gmail gmbh golf google grill group groupe gym hair
  heating holidays home honda hopital hotel hsbc huawei hyundai ikea immo immobilier immobiliere inc
  informatique ink insta instagram institut international internet invest iphone jardin jardins kebab kia
  kitchen lab labo laposte leboncoin leclerc lettings librairie lidl limited livraison llc location
  locations logistics logistique ltd mac macif maif mairie maison market marketing massage matmut media
  megane menage menuiserie moto motors multiservices music musique nails natixis netflix nettoyage nissan
  numero office officiel officielle ongles opel optique orange paris paypal paysage peinture peugeot
  pharmacie phone photo photographe photography photos piscine piscines pizza pizzeria plomberie plumbing
  portable poste press pressing prestige pro production productions properties property propre proprete
  provost psg pub ratp renault renov renovation rentals restaurant resto rocher sainsbury's samsung sarl sas
  sasu sav school sci secretariat security seloger service services sfr shop shopping skoda snap sncf
  societe society solution solutions spa sport sports station stock store studio surgery suzuki syndic
  systems tabac tattoo taxi taxis tech technologies telecom tesco tesla test tiktok toyota traiteur
  transport transports travaux travel tv twingo uber univers ups vet vodafone volkswagen volvo vtc vuitton
  web wellness whatsapp wifi world yamaha yoga
`);

/**
 * Words of daily messages, trades, days, places and peoples. None is a first name, and only those in `SURNAME_WORDS`
 * can be family names. Folded.
 */
export const COMMON_WORDS: ReadonlySet<string> = wordSet(`
  able absent absente absolutely accountant acheteur acheteuse acquereur actor actually actuellement address
  admin adresse adult adulte afraid africain africaine afrique against agen agreable agriculteur aide aix
  ajaccio ajoute albi algerie algerien algerienne allah allemagne allemand allemande allergique allowed
  alone alright alsace alsacien amazing america americain americaine american ami amie amiens amies amis
  amour ancien ancienne ancient angers anglais anglaise angleterre angry animateur animatrice annecy
  anniversaire annonce annoyed annule annuler anonyme anonymous antibes antillais anxious aout apartment
  appel appels appointment appreciate apprenti apprentie arabe architecte argenteuil arles arrete arrive
  arrivee artisan artiste asleep asnieres assistant assistante attendu attente australia automne autorise
  autumn auxerre auxiliaire available avignon awake aware awesome awful baby back bad bailleur baker
  barrister based basque bastia bayonne bb beau beautiful bebe bebou belfast belge belgique belle besancon
  besoin best bete beton better beziers biarritz birmingham bit bizarre blanc blesse bleu bloque bloquee
  boat bof boiler bon bonheur booked booking bordeaux bordelais bored boring boss boston boubou bouche
  bouchon boulanger boulogne bourges boy boyfriend brand bref bresilien brest bretagne breton bretonne bride
  brighton bristol britain british broken brooklyn brother bruxelles bruyant builder burnt busy butcher
  buyer buying caen caissier caissiere calais california calme cambridge camerounais canada canadian
  cancelled candidat candidate cannes capable cardiff careful cash cashier casse cassee castres cat
  catholique cergy certain certaine chairman chambery chance changer chartres chat chaud chauffagiste
  chauffeur cheap checking chef cher chercher cheri cherie cheval chiant chicago chien child china chinese
  chinois chinoise cholet chomage chouchou chretien chretienne city clair classe cle cleaner clear clef
  clefs clermont cles client cliente clienterie clients close closed coat code coeur cold colis colleague
  collegue coloc colombes coming commercial commerciale complet complete complique compliquee comprendre
  comptable comptant compte concerne concernee confirmation confirmer confused congolais conjoint conjointe
  connu connue conseiller conseillere consommateur consultant consultante content contente convenu cook cool
  copain copine correct correcte correctly corse coupe couple courage courant courbevoie court cousin
  cousine crazy creteil creve crevee cru cuisinier cuisiniere curieuse curieux customer cute dad daddy
  dallas daughter day days dead deaf deborde debordee debutant debutante december decembre decent decu decue
  default definitely delayed delighted demain demande demander dentist dentiste depeche deplace derriere
  desespere desesperee desperate devis diabetic dieu difficile difficult dijon dimanche directeur director
  directrice disabled disappointed disponibilite disponible disponibles divorce divorcee docteur doctor dog
  dogs domicilie domiciliee dommage door douche doudou drancy driver driving drole drunk due dumb early easy
  eating eau edinburgh electrician electricien elsewhere elue email embete emergency employe employed
  employee empty enceinte enchante enchantee endroit enfant enfants engage engaged engineer england english
  enquiring enseignant enseignante ensemble entendu entire entrain entrepreneur erreur errone espagne
  espagnol espagnole essaye etage etonne etonnee etranger etrangere etudiant etudiante europe europeen
  europeenne evry exact exactly excellent excellente excited exhausted expected expecting expensive
  experienced explique extra extremely fabulous facile facteur faible faim fair fake familiar famille family
  fantastic far fast father fatigue fatiguee fauche faux february feeling female ferme fermee fevrier fiance
  fiancee fier fiere final finally fine fini finie finished first fit flat fleuriste flexible fonctionnaire
  force foreign formidable formulaire fou fran francais francaise free french fresh friday friend froid fuck
  fuite full fully fun funny furious gap gardener gardien gardienne gas gauche gay geneve genial gentil
  gentille gerant gerante german germany girl girlfriend girls glasgow god grand grande grateful gratuit
  gratuite gratuits grave great grec grecque greek green grenoble gris ground guadeloupe guess guest gutted
  half hamdoulillah handicape happy hard hashtag heading hesite heure heures heureuse heureux high hiring
  hiver homeless honest honestly hopeful hoping horaire horaires horrible hot hour hours house houston hs
  huge human hungry hurt ideal idee ignore ile-de-france ill illegal immeuble impatient impatiente important
  importante impossible impressed inbound inch'allah inchallah inconnu inconnue incorrect indecis indecise
  india indian indien indienne indispo indisponible infirme infirmier infirmiere info infos ingenieur
  innocent inquiet inquiete inquiring inscrit inscrite insense inside instead interessant interessante
  interesse interessee intermittent intoxique intrigued invite invitee ireland irish italian italie italien
  italienne italy ivoirien jaloux january janvier japanese japonais jardinier jaune jeune jewish job
  joignable joking joli jolie jour journee juif juillet juin juive july juriste kabyle keen kidding kind
  kinda kine king lait landlord large last late lately later lausanne laval lawyer leave leaving leeds left
  lent letting libanais libre lieu life lille limoges list liste listed literally liverpool living livre
  livreur local locataire locataires locked loin london lonely long longue lorient lost love lovely low
  loyer luck lucky luxembourg lyon lyonnais lyonnaise macon mad magasin magnifique main maitre malade male
  malien malienne mami mamie man manager manchester manhattan march mariee maroc marocain marocaine married
  marron mars marseillais marseillaise marseille martinique mashallah massy match mate matin mauvais
  mauvaise maximum mean meaux mecanicien mechanic medecin meilleur melun membre mensuel menuisier merignac
  message messaging method metz miami midi mieux mignon mignonne mine minuit missing misspelled mistaken
  moche moitie mom moment monaco monday monde montpellier montreuil mort mother motive motivee moving moyen
  mud mulhouse mum mummy mur muslim musulman musulmane name nanterre nantes navre navree near nearby nearly
  neighbor neighbour nervous neuf neuilly neuve nevers new news next nice nickel nickname nicois night nimes
  niort noir nom normal normale normand normande normandie notaire nounou nouveau nouvelle november novembre
  nuit nul null nulle nurse nut obligatoire oblige obligee obviously occupe occupee october octobre odd
  offre old open order orleans osteo osteopathe outside ouvert ouverte ouvrier overdue owner oxford paid
  paie pain painter panne papa papi papy paques parent parents parfaite parisien parisienne parked parking
  part partant partante parti partie partir partner party passage passager passe passionne past patiente
  patron patronne pau pauvre paye paysan peintre people perdu perdue perfect performant perpignan person
  petit petite peur pharmacien pharmacienne physique pissed place plan plastic pleased plein pleine plenty
  plombier plombiere plumber poitiers polish polonais polonaise pompier poor portail porte portugais
  portugaise portugal portuguese possible pote potential pregnant prenom present presente presse pressee
  pret prete pretty prevu price princess princesse printemps private prix probably problem probleme prochain
  prochaine proche prof professeur professional professionnel professionnelle promis promo proprietaire
  proprietaires prospect proud provence psychologue public purchase quartier queen question quick quickly
  quiet quimper quote raison random rapide rappel rappeler rare rassure rasta rate ravi ravie rdv reachable
  reaching real reasonable recommande recu red referring regle reims relieved relou rembourse remote
  rendez-vous rennes renovating renseignement rented renting repair repare replacement replying repond
  reponse reservation reserve resident responsable responsible retard retired retraite retraitee reunion
  reveil revendeur right roubaix rouen rouge roumain roumaine route rude rue running russe russian sad safe
  saint-denis saison salarie salariee sale salle saoule satisfait satisfaite satisfied saturday scared
  scotland scottish seattle sec seche second secretaire secretary seigneur self-employed seller selling
  sending senegalais senegalaise senior sensible separe separee september septembre serieuse serieux serious
  seriously serrurier serveur serveuse shocked short shower sick silly simple simplement single sister
  sitting situation size skint sleeping sleepy slow small smart snow soir soiree sold solicitor solvable
  somewhere son sortie souci souple spain spanish special spelled spelt sportif spring stagiaire standing
  starving stay staying stranger strasbourg stresse stressed strong struggling stuck student stupid suisse
  sunday super surpris surprise surprised sympa syrien tante tarbes tata teacher technicien technicienne
  tenant termine termines terrible teste texas thinking thirsty thursday timide tired titi tombe tonton top
  toto toubib tough toulon toulousain toulouse tourcoing tours town trader tranquille travail travailleur
  traveling travelling triste trouve trouvee troyes true truly trust tuesday tunisie tunisien tunisienne
  turc turkish turque typing ugly ukrainien ukrainienne unable unavailable uncle undefined understood
  unemployed unfortunately unhappy unique unknown unlikely unsure unwell upset upstairs urgence urgent
  urgente urgentissime usa used useless user usually utilisateur vacances vacant vache valable valence
  valide vannes vegan vegetarian vegetarien vegetarienne vendeur vendeuse vendu vendue venu verifie
  versailles vert verte veuf veuve vichy vide vieille vieux ville villeurbanne visite visiting vitry voisin
  voisine voiture vrai vraie vue waiter waitress wales wardrobe warm wednesday week week-end weekend weeks
  weird welsh white wide wild willing window winter woman wonderful wondering work worker working worried
  worse worst worth writing wrong year york young
`);

/** Common words that are also family names. They count as one after a first name and with a capital. Folded. */
export const SURNAME_WORDS: ReadonlySet<string> = wordSet(`
  allemand ami baker beau best blanc bleu bon bonheur bouche boulanger breton butcher chef cheval clair clef
  close cook cool corse court cousin day dimanche driver english ferme fine fou french friday friend gay
  gentil german grand green hard high hiver janvier jeune joli jour juin king laval lent livre love macon
  maitre man march mars menuisier mort nice noir normand normande painter parent petit plein poor porte
  pretty price printemps prix quick rapide rouge rue sale salle seigneur short small smart snow special
  spring strong super surprise tante vache valence vert vichy vieux ville vrai welsh white wild winter work
  worth young
`);
