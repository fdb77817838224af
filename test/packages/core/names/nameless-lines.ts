/** Texts that do not name their writer beyond doubt. */
export const NAMELESS_LINES: readonly string[] = `
Je suis intéressé par le T3
Je suis intéressée par votre annonce
je suis interesse
je suis Parisien
Je suis Parisienne et je cherche un studio
je suis disponible demain
Je suis Agent immobilier
je suis agent immobilier à Lyon
je suis infirmière de nuit
Je suis Étudiante en droit
Je suis Marié
je suis marié et père de deux enfants
je suis marie et pere de 2 enfants
Bonjour je suis marié
je suis désirée
je suis constant dans mes paiements
je suis clément
je suis rose de honte
je suis à Paris
je suis chez Paul
je suis avec Sophie
je suis le mari de Sophie Martin
je suis la fille de Mme Martin
je suis l'assistante de Karim
je suis pas Karim
je ne suis pas Karim
je ne suis pas Sophie Martin
je suis client chez vous
Je suis Client
je suis Français
je suis Algérienne
je suis Lyonnais
Je suis en retard
je suis malade
je suis désolé
Je suis Plombier
je suis le locataire du 3e
je suis propriétaire
je suis ravi de vous lire
Je suis Ravie
je suis content
je suis retraité
je suis patient
je suis tombé en panne
Je suis Dimanche au marché
je suis sûr
je suis Paul sur Instagram
Je suis Sophie ?
c'est urgent
C'est Urgent
Bonjour c'est urgent
c'est bon
C'est Parfait
C'est Parfait !
bonjour c'est possible demain ?
c'est pour Sophie
C'est pour une réservation
c'est Karim qui m'a donné votre numéro
C'est Sophie que j'ai eue au téléphone
C'est Karim ?
Bonjour, c'est Sophie ?
C'est Sophie le contact
Le responsable, c'est Karim
Mon vendeur c'est Karim
Le nom du vendeur ? C'est Karim.
c'est rose
c'est clair
c'est noël
C'est Noël
C'est lundi
c'est Paris
C'est Dimanche
c'est la galère
c'est moi
c'est moi qui ai appelé
C'est Orange
c'est combien
C'est Victoire !
ici c'est calme
Ici Paris
Ici Lyon
ici tout va bien
ici Orange Bank
Ici Orange
ici la société Dupont
Ici la boulangerie Martin
Ici Martin Immobilier
Ici Garage Dupont
Ici Paul et Marie
ici Sophie est absente
Ici Sophie Martin est absente
Ici on est ouverts ?
Ici il pleut
Société Dupont à l'appareil
Garage Martin à l'appareil
Qui est à l'appareil ?
J'ai eu Sophie à l'appareil
Sophie à l'appareil ?
passez-moi Karim à l'appareil
Je n'ai personne à l'appareil
moi c'est pareil
Moi c'est pareil
moi c'est le T3 qui m'intéresse
moi c'est urgent
moi c'est bon
moi c'est demain
Moi c'est Lundi
moi c'est plutôt le matin
moi c'est Sophie qui m'a répondu
Pour moi c'est Sophie la meilleure
moi c'est parfait
moi c'est Renault
moi c'est non
je m'appelle comment déjà ?
je m'appelle pas Sophie
je m'appelle pas comme ça
je ne m'appelle pas Karim
je m'appelle Sophie ?
Il m'a dit « je m'appelle Karim »
Elle a dit "moi c'est Sophie"
elle m'a dit je m'appelle Sophie
je m'appelle "Sophie"
mon nom est sur la liste
mon nom est mal écrit
Mon nom est inscrit
mon nom est personne
mon nom n'est pas Dupont
Mon nom est Société Générale
son nom est Sophie Martin
mon mari s'appelle Paul
ma fille s'appelle Emma
le chien s'appelle Rex
il s'appelle Karim
vous vous appelez Sophie ?
Vous êtes Sophie ?
tu t'appelles Karim ?
Merci Sophie
Merci Sophie !
merci Sophie Martin
Merci, Sophie !
Merci, Sophie, à demain
Bonjour Sophie
Bonjour Sophie, est-ce que le T3 est libre ?
Bonjour,\\nSophie, est-ce que le T3 est libre ?
Bonjour Mme Martin
Salut Karim, tu vas bien ?
Bonjour Sophie, le T3 est libre ?\\nMerci,\\nSophie
Bonne journée Sophie
Bonne journée, Sophie, et merci
Merci d'avance
Merci d'avance Sophie
Merci d'avance !
Non merci, Sophie
dites à Marie que je serai en retard
Pouvez-vous dire à Sophie de me rappeler ?
Je voudrais parler à Sophie Martin
Est-ce que Karim est là ?
J'ai rendez-vous avec Mme Martin
J'ai vu Sophie Martin hier
Karim m'a donné votre numéro
de la part de Sophie
Je viens de la part de Karim
Réservation au nom de Dupont
une table au nom de Martin
Le bien de Mme Dupont est-il vendu ?
je me présente au rendez-vous demain
Je me présente demain à 10h
Je me présente : agence Dupont
Je me présente, Agent immobilier
Je me présente, étudiant en droit
Cordialement
Cordialement,
Cordialement,\\nAgence Dupont
Cordialement,\\nGarage Martin
Cordialement,\\nEnvoyé de mon iPhone
Cordialement,\\nLa direction
Merci,\\nSophie, pouvez-vous me rappeler ?
Merci\\nSophie m'a dit que c'était possible
Merci de rappeler :\\nSophie Martin
Merci de contacter\\nSophie Martin
À voir :\\n- Sophie\\n- Karim
Avec — Karim
Merci, parfait
Merci, Parfait
Merci, bonne journée
Bonne journée, à demain
> Cordialement,\\n> Sophie Martin
Merci de votre retour\\n\\nLe 3 mars, Sophie Martin a écrit :\\nJe m'appelle Sophie Martin
Ok pour demain\\n-----Message d'origine-----\\nDe : Sophie\\nCordialement,\\nSophie Martin
I'm hungry
I'm Interested
I'm interested in the flat
I'm Sophie's husband
I'm Tom's neighbour
I'm not Bob
I'm French
I'm Christian
I'm a student
I'm at the station
I'm frank with you
i'm will ing to pay
I'm pregnant
I'm running late
I'm Happy with the price
I'm from Paris
I'm in Florence
I'm Vegan
I'm looking for Tom
I'm with Sarah
I'm Tom?
i'm rich
I'm sorry
I'm the owner
I am Available
I am Sam's mother
I am here
I am a Baker
This is Urgent
this is urgent
this is John's phone
this is for Ann
This is Amazon
This is Paris
This is Tom?
This is Tom who called
this is grace
this is the wrong number
this is Sarah's husband
This is Tom and Jane
this is Barclays Bank
This is April
This is my number
this is a test
It's urgent
It's Tom's car
it's will
It's Monday
It's April
it's raining
It's for Emma
It's Paris
It's ok
my name is on the list
My name is not Bob
my name is spelled wrong
my name is missing
my name isn't Bob
My name is Tom's wife
is my name on the list?
his name is Tom
her name is Sarah Connor
she said my name is Bob
What's your name?
Thanks Tom!
Thanks Tom
Thanks, Tom
Thanks, Tom!
Thank you Sarah
Thank you, Sarah!
Thanks, will do
thanks, will
Hi Tom
Hi Tom here is the document
Dear Sarah
Hello Tom, is the flat free?
Say hi to Tom
Can I speak to Tom Baker?
Are you Tom?
Tom Baker gave me your number
call me tomorrow
Regards
Kind regards,\\nAcme Ltd
Give my regards to Tom
Give my regards, Tom!
Best,\\nthe team
STOP
Oui
OK
👍
😀😀😀
0612345678
Je cherche un T3 à Paris 15e
Quel est le prix ?
Le T3 rue Victor Hugo est-il libre ?
Rue Jean Jaurès, au 12
J'habite place Charles de Gaulle
RDV à Saint-Pierre demain
Ma voiture est une Mercedes
J'ai une Clio, c'est grave ?
Sophie
Sophie Martin
Karim
Rendez-vous mardi avec Dr Petit
Quand est-ce que Florence revient ?
Merci pour tout
merci claire
Tom speaking?
constructor wanted,\\nTom
moi c'est Clio 3
moi c'est Toyota
Bonjour, je m'appelle La Redoute
Je suis Ravi de cette visite
Bonjour c'est Claire et net
This is Tom Baker's assistant
I'm Grace period expired
Thanks for your help, Tom
Hi Tom here!
English speaking
je m'appelle ce soir
moi c'est Nike
My name is Pending
Le monsieur Dupont à l'appareil est impoli
Je suis Témoin de Jéhovah
I'm Lactose intolerant
It's Chelsea vs Arsenal
JE SUIS MARIE
`
  .trim()
  .split("\n")
  .map((line) => line.replaceAll("\\n", "\n"));
