import { wordSet } from "./word-set.ts";

/** First names that are common among people in France, Britain or the United States. Folded. */
export const FIRST_NAMES: ReadonlySet<string> = wordSet(`
  aarav abby abdallah abdel abdelkader abdelkarim abdellah abdellatif abderrahmane abdeslam abdou abdoul
  abdoulaye abdul abdullah abel abigail achraf adam adama adel adele adeline adem adil aditya adrian adrien
  adrienne afonso agathe agnes agnieszka ahmad ahmed ahmet aicha aida aidan aiden aime aimee aissa aissata
  aissatou akash akira akshay alain alan alassane alban albert alberto alec alejandro aleksander alessandro
  alessio alex alexander alexandra alexandre alexia alexis alfie alfonso alfred alfredo ali alice alicia
  alina aline alisha alison alix allan alpha alphonse amadou amal amanda amandine amar amaury amber ambre
  amel amelia amelie amin amina aminata aminatou amine amir amira amit amy ana anais anas anastasia anatole
  andre andrea andree andrei andrew andy ange angela angele angelique angelo angie angus anh anis anissa
  anita ann anna annabel anne annette annick annie anouk anthony antoine antoinette antonia antonio apolline
  april ariane arlette armand armel armelle arnaud arnold arsene arthur artur ashley asma assa assane assia
  astrid aubrey aude audrey august auguste augustin augustine aurelia aurelie aurelien aurore austin ava
  avril awa axel axelle aya ayman aymeric ayoub ayse aziz aziza babacar bakary bao baptiste barbara barry
  basile bastien beatrice beatrix beatriz becca becky bella ben benedicte benjamin benoit berenice
  bernadette bernard bertha bertrand beth bethan bethany betsy betty bianca bienvenu bilal bilel bill billie
  billy blaise blake blanche blandine bob bobby bogdan bonnie boris bouba boubacar boubakar bouchra brad
  bradley brahim brandon brenda brendan brett brian brice bridget brigitte brittany brooke bruce bruno bryan
  bryce burak caitlin caleb callum cameron camille candice capucine carine carl carla carlo carlos carmen
  carol carole carolina caroline carolyn carrie carter cassandra catarina catherine cathie cathy cecile
  cedric celeste celia celine cem cesar chakib chantal charity charlene charles charlie charline charlotte
  cheikh cherif cheryl chiara chloe chris christel christelle christian christiane christie christina
  christine christophe christopher christy cindy claire clara claude claudia claudine claudio clemence
  clement clementine cliff clotilde clovis cole colette colin coline colombe come connor conor constance
  constant coralie corentin corinne cosette courtney craig cristina crystal cuong cynthia cyril cyrille
  daisy dalila damian damien dan dana daniel daniela danielle danny dao daphne daria dario darren dave david
  davide dawn dean debbie deborah debra declan deepak delia delphine denis denise deniz dennis denys derek
  derrick desire desiree diana diane dianne didier diego dilek dimitri dinesh diogo djamel djamila djibril
  dolores dominik dominique don donald donna doreen doris dorothee dorothy doug douglas driss dylan ed eddie
  eden edgar edith edouard eduardo edward edwin eileen elaine eleanor elena eli eliane elias elie elif elisa
  elisabeth elise elizabeth ella ellen ellie elliot elliott elodie elsa elsie emil emile emilia emilie
  emilio emily emine emma emmanuel emmanuelle emre enrique enzo eren eric erica erin ernest erwan erwann
  esteban estelle esther ethan etienne eugene eugenie eva evan eve evelyn evelyne evie ewa fabien fabienne
  fabio fabrice faisal faith faiza fanny farah farid farida farouk fathi fati fatih fatiha fatima fatma
  fatou fatoumata faustine fay faycal faye federico felicity felipe felix fernand fernande fernando finn
  fiona flavie flavien fleur flora flore florence florent florian floriane fode fouad fouzia france frances
  francesco francine francis francisca francisco franck francois francoise frank fred freddie freddy
  frederic frederick frederique gabin gabriel gabriela gabriele gabrielle gaby gael gaelle gaetan gareth
  garry gary gaspard gaston gauthier gautier gavin gemma gene genevieve geoff geoffrey george georges
  georgette georgia gerald geraldine gerard germain germaine ghislain ghislaine gilbert gilles gillian gina
  ginette ginny giovanni gisele giulia giulio giuseppe gladys glen glenn glenys gloria gordon grace graham
  grant greg gregoire gregory guillaume gustave guy gwen habib hadrien hafsa hakan hakim hakima halim halima
  hamadi hamed hamid hamidou hamza hana hanan hannah hans harmonie harold haroun harper harriet harris
  harrison harry harvey hasan hassan hassane hayat hayden hayley hazel heather hector hedi heidi helen
  helena helene heloise henri henriette henrique henry herbert herve hicham hichem hind hoang holly honore
  hope houda howard hubert hugh hugo hugues huguette hunter huseyin hussein huy iain ian ibrahim idris
  idriss igor ilham ilias ilona ilyas ilyes imad iman imane imed imen imogen imran ines ingrid ion irena
  irene irina iris isaac isabel isabella isabelle isha isla ismael ismail issa ivan ivy jack jackie jackson
  jacky jacob jacqueline jacques jade jaime jake jakub jalal jamal jamel james jamie jamila jan jane janet
  janice janina janine janusz jasmin jasmine jason javier jayden jean jeanne jeff jeffrey jemma jenna
  jennifer jenny jeremiah jeremie jeremy jerome jerry jess jesse jessica jessie jessy jesus jill jim jimmy
  jo joachim joan joana joanna joanne joao jocelyn jocelyne jodie joe joel joelle joey johan johanna john
  johnny jon jonah jonas jonathan jordan jordana jorge jose joseph josephine josh joshua josiane josue joy
  joyce juan juana judith judy jules julia julian juliana julie julien julienne juliette julio june juste
  justin justine kadiatou kais kamal kamel kamil kamila karen karim karima karin karine karl katarzyna kate
  katherine kathleen kathryn kathy katie katy kay keira keith kelly ken kenneth kenny kenza kerry kevin
  khadidja khadija khadijatou khaled khalid khalifa khalil kieran kilian killian kim kimberly kirsten klaus
  koffi kofi kouame kouassi krishna kristin kristina krzysztof kurt kwame kyle kylie laetitia lamia lamine
  lana lara lars latifa laura laure lauren laurence laurent laurie lawrence lea leah leana leanne lee leigh
  leighton leila lena leo leon leonard leonardo leonie leonore leopold lesley leslie levi lewis lexi leyla
  liam libby lidia lila lilian liliane lillian lilou lily lin lina linda lindsay lindsey line linh lino
  lionel lisa lise livia liz lloyd loan logan loic lois lola lorenzo loretta lorraine lou louane loubna
  louie louis louisa louise louisette louka louna lourdes luc luca lucas lucia lucie lucien lucienne lucile
  lucille lucinda lucy ludivine ludovic luigi luis luisa luiz lukasz luke luna lydia lydie lyn lynn lynne
  mabel maddison madeleine madeline madison mael maelle maelys maeva magali magalie magdalena mahdi mahmoud
  mai maimouna maite majid malcolm malik malika malo mamadou mamadu mamoudou mandy manfred manon manu manuel
  manuela marc marceau marcel marcela marcelle marcelo marcin marco marcos marcus margaret margarida margaux
  margot marguerite maria mariam mariama mariame mariana marianna marianne marie marielle mariette marilyn
  marilyne marin marina marine mario marion marisa marisol marius marjolaine marjorie mark marlene marlon
  marouane marshall marta martha marthe martin martine marvin marwa marwan mary maryam maryse mason massimo
  mateo mateus mateusz mathias mathieu mathilde mathis mathys matilda matt matteo matthew matthias matthieu
  maud maude maureen maurice max maxence maxime maxine may maya maylis megan mehdi mehmet mel melanie melina
  melinda melissa melody mercedes meriem mert merveille mia michael michal michel michele micheline michelle
  mick mickael miguel mihai mikael mike milan mildred miles milo mina miranda mireille miriam mitchell
  mohamed mohammad mohammed moise mokhtar molly mona monia monica monika monique morgan morgane mouhamed
  mouna mounir mourad moussa moustapha muhammad muhammet murat muriel murielle mustafa mustapha mylene
  myriam nabil nabila nadege nadia nadine nadir naim naima nancy naomi nasser nassim nassima natacha natalia
  natalie natasha nate nathalie nathan nathanael nathaniel naveen nawal neel neha neil nell nellie nelly
  nesrine ngozi nicholas nick nicky nicola nicolas nicole nigel nils nina ninon nisha noa noah noam noe noel
  noelie noelle noellie noemi noemie nolan nolwenn nora norbert nordine norma norman nour noura noureddine
  nuno oceane octave octavie odette odile oksana oleg olga olive oliver olivia olivier ollie omer orlando
  ornella oscar osman otto oumar oumou ousman ousmane oussama ousseynou owen pablo paige pam pamela paola
  paolo parfait pascal pascale patient patrice patricia patrick patty paul paula paule paulette paulin
  paulina pauline paulo pawel pearl pedro peggy penelope penny perrine perry pete peter phil philip philippe
  philippine phillip philomene phoebe phuong phyllis pierre pierrick piet pietro piotr polly pooja poppy
  pradeep prakash prince priscilla priya quentin rabia rachel rachid rachida radek radouane radu rafael
  rafal rafik rahim rahul raj raja rajesh rajiv ralph ramazan ramon ramzi randy rania raouf raoul raphael
  raphaelle rashid raul ray rayan raymond raymonde rebecca reda redouane regina reginald regine regis reine
  remi remy renata renaud rene renee rex rhys riad riadh ricardo rich richard richie rick ricky riley rima
  rita rob robbie robert roberto robin roch rodrigo rodrigue roger rohan roisin roland romain romaine roman
  romane romaric romeo ron ronald ronan ronnie rory rosa rosalia rosalie rosalind rose roseline roselyne
  rosemary rosie rosine ross roxane roy ruben ruby rui rupert russ russell ruth ryan sabine sabri sabrina
  sacha safa safia said saida sakina sakura salim salima sally salma salman salome salvador salwa sam
  samantha sami samia samir samira sammy samuel samy sana sanaa sander sandie sandra sandrine sandro sandy
  sanjay santiago sara sarah sarita sarra sasha saskia savannah scarlett scott sean sebastian sebastien
  segolene sekou selena selene selim selin selma serena serge sergei sergey sergio sergiu serkan seth
  severine seydou shane shannon sharon shawn sheila shirley sid sidi siham sihem silvia simeon simon simona
  simone siobhan sirine skye slimane sofia sofian sofiane sohane soizic solal solange soledad solene solenn
  solenne sonia sophia sophie soraya soufiane souleymane soumaya spencer stacey stacy stan stanislas
  stanislaw stanley stefan stefania stefano stella steph stephan stephane stephanie stephen steve steven
  stewart stuart sue suleyman summer sunil susan susana susie suzanne suzette sven svetlana sydney sylvain
  sylvia sylviane sylvie taha tamara tammy tanguy tania tara tarek tariq tatiana tayeb taylor ted teddy
  terence teresa teri terry tess tessa thais thanh thao theo theodore theophile theresa therese thibaud
  thibault thibaut thierry thomas thuy tiago tifany tiffany tim timeo timmy timothee timothy tina tiphaine
  titouan tobias toby todd tom tomas tomasz toni tony tori toufik toussaint tracey tracy trang travis tresor
  trevor trine tristan tuan tyler ulrich ulysse urbain ursula val valentin valentina valentine valeria
  valerie vanessa veli vera verity veronica veronique vianney vicky victoire victor victoria vijay vikas
  vikram viktor vinay vince vincent vincente vincenzo vinh viola violet violette virgile virginia virginie
  vivian viviane vivien vivienne vladimir volodymyr wahid wail walid wallace walter wanda warren wassim
  wayne wei wendy werner wesley wilfried will william willow willy winston wojciech xavier yacine yael yahia
  yahya yamina yan yanis yann yannick yannis yasemin yasin yasmin yasmina yasmine yassin yassine yoan yoann
  yohan yohann yolanda yolande yona youcef younes youness youssef yuki yulia yusuf yves yvette yvon yvonne
  zac zach zacharie zachary zack zahia zahra zainab zakaria zakary zara zeinab zeynep ziad zina zineb zoe
  zofia zohra zyad
`);

/** First names that are also common words. Without a capital they are taken for the word. Folded. */
export const WORD_NAMES: ReadonlySet<string> = wordSet(`
  adele alix alpha amber ambre ana ange angelique anis aurore baptiste bill blaise blanche bob brice brooke
  camille capucine carole cesar claire clement clementine cliff colombe come crystal daisy dan dawn dean don
  ed eve fanny faustine finn fleur flora flore florence florent frank gene germain glen grace grant guy
  harmonie harper hazel heather holly hunter ion iris ivy jack jade jan jasmine jean joan josh lea lee lin
  linda line lino lise liz loan lou luna mai manu manuel marc marguerite marin marina marine mark marshall
  mason max maxime maya mel mercedes mia mike miles mina mona morgane nancy nell nick nina noa norma nour
  octave oscar pam pascal pascale pearl penny pete pierre piet poppy prince randy ray reine rex rich rick
  rita rob robin roch romain romaine roman rosa rose ross roy ruby rui said sally sandy scott seth sid sidi
  solange soledad stella sue ted theo tim ulysse urbain val vera verity vince viola violet violette warren
  will willow
`);

/**
 * First names that are very often words or places. Without a family name they count as a name only after a phrase
 * that announces one. Folded.
 */
export const DOUBTFUL_NAMES: ReadonlySet<string> = wordSet(`
  aime aimee april august auguste austin avril bienvenu celeste charity christian constance constant desire
  desiree dolores faith france honore hope jesus jordan joy june juste lorraine lourdes may melody merveille
  milan noel olive parfait patient salvador santiago savannah summer sydney tifany toussaint victoire
  virginia
`);
