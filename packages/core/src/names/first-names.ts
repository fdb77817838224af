import { wordSet } from "./word-set.ts";

/** First names common among people who live in France, Britain or the United States, folded. */
export const FIRST_NAMES: ReadonlySet<string> = wordSet(`
  aarav abby abdallah abdel abdelaziz abdelhak abdelhamid abdelkader abdelkarim abdelkrim abdellah
  abdellatif abdelmajid abdelmalek abderrahim abderrahmane abdeslam abdessamad abdou abdoul abdoulaye
  abdourahmane abdul abdulkadir abdullah abdulrahman abel abhishek abigail abilio achille achraf adam adama
  adao adel adelaide adele adeline adelino adem adil aditi aditya adnan adrian adrianna adrien adrienne afia
  afonso agata agathe agnes agnieszka agostinho ahlam ahmad ahmed ahmet aicha aida aidan aiden aiko aime
  aimee aissa aissata aissatou ajay ajoa akash akira aksel akshay akua alaa alain alan alassane alban albane
  albert alberte albertina albertino alberto albin alec alejandra alejandro aleksandar aleksander aleksandra
  alessandra alessandro alessia alessio alex alexander alexandra alexandre alexia alexis alfie alfonso
  alfred alfredo ali alice alicia alicja alina aline alioune alisha alison alix alizee allan allison alok
  alparslan alpha alphonse alvaro alyssa amadou amal amalia amanda amandine amani amar amara amaury amber
  ambre ambroise amel amelia amelie americo amin amina aminata aminatou amine amir amira amit amita ammar
  amoin amrit amy ana anabela anais anand ananya anas anastasia anatole anca andre andrea andree andrei
  andreia andres andrew andrzej andy aneta ange angela angele angelina angelique angelo angie angus anh
  aniela anil anis anissa anita anjali ankit ankita ankur ann anna annabel annabelle anne annette annick
  annie annmarie anouar anouk anselme anthony antoine antoinette anton antonella antonia antonin antonio anu
  anuj anusha aparna apolline april archana archie arda arezki ariane arij aristide arjun arkadiusz arlette
  arlindo armand armande armando armel armelle arnaud arne arnold arsene arthur arti artur arturo arun aruna
  arvind arzu ashish ashley ashok ashton ashwin asif asli asma assa assane assetou assia assiya astrid
  asuman atul aubin aubrey aude audrey august auguste augustin augustine augusto aurelia aurelie aurelien
  aurelio aurore austin ava avery avril awa axel axelle aya ayaan aydin ayesha ayman aymen aymeric ayodele
  ayoub ayse aysegul aysel aytac aziz aziza azzedine babacar babita badis badr bakary bao baptiste barbara
  baris barnabe barry bartek bartholome bartosz basak basile bassem bassma bastien bastienne batuhan beata
  beatrice beatrix beatriz becca bechir becky belkacem bella ben benedetta benedetto benedicte benjamin
  benoit berenice berk berkay bernadette bernard bernardette bernardo bernice bertha berthe bertille
  bertrand bessie beth bethan bethany betsy bettina betty beverly beyza bharat bhavna bianca bienvenu bilal
  bilel bill billie billy bineta binh bintou birame bjorn blaise blake blanca blanche blandine bob bobby
  bogdan bogumila bohdan boleslaw bonnie boris bouba boubacar boubakar bouchra bozena brad bradley brahim
  brandon branko brenda brendan brett brian brice bridget brigida brigitte brittany brooke bruce bruna bruno
  bryan bryce burak burcu busra caetano caitlin caleb callum camelia cameron camila camilla camille canan
  candace candice cansu capucine carine carl carla carlo carlos carlota carlton carmen carol carole carolina
  caroline carolyn carrie carter casey cassandra cassandre cassidy cassie catalin catarina catherine cathie
  cathy catriona cecile cedric celeste celestin celestine celestino celia celine cem cemal cemil cendrine
  cengiz ceren cesar cesare cezary chafik chaima chakib chancel chandan chantal charif charity charlene
  charles charlie charline charlotte chau cheick cheikh chelsea cherif cheryl chester chiamaka chiara chidi
  chinedu chinh chioma chloe chris christel christelle christian christiane christie christina christine
  christophe christopher christy cindy ciprian claire clara clarissa clarisse claude claudette claudia
  claudie claudine claudio clayton clelia clemence clement clementine cleo cliff clifford clint clive
  clotilde clovis clyde cody cole colette colin coline colleen colombe come conceicao connie connor conor
  constance constant constantin consuelo cora coralie coraline corentin corey corina corinne cosette costel
  coumba courtney craig cristi cristian cristiano cristina cristobal crystal cuong curtis custodio cynthia
  cyprien cyriaque cyrielle cyril cyrille czeslaw dagmara daisy dakota dale dalila damian damien damienne
  dan dana danie daniel daniela daniele danielle danny danuta dao daouda daphne darcy darek daren daria
  dario dariusz darlene darren darryl darya dave david davide davy dawn dean deanna debbie debora deborah
  debra declan deepa deepak deepika deirdre dejan delia delphine denis denise deniz dennis denys derek
  derrick derya desire desiree desmond devi devon dhia dhruv diana diane dianne didier diego diep dieter
  dieudonne dieynaba dilara dilek dimitri dinesh dino diogo divya djamel djamila djeneba djibril dmitri
  dmitry doina dolores domenico domingos dominik dominika dominique don donald donna doreen dorian doriane
  dorin dorine doris dorota dorothee dorothy doug douglas dragan dragos drew driss duncan dung duong dustin
  dwayne dwight dylan earl ebele ebrima ebru ece ed eda eddie eden edgar edgard edith edmond edmonde edmund
  edoardo edouard eduardo edward edwige edwin edyta efua eileen ekaterina ekow elaine eleanor elena eleonore
  eli elia eliane elias elie eliette elif elijah elinor eliot elisa elisabeth elisabetta elise eliza
  elizabeth elke ella ellen ellie elliot elliott ellis elodie eloi eloise elsa elsie elton elvira elvire
  elzbieta emanuel emanuele emeka emeline emeric emil emile emilia emiliano emilie emilien emilienne emilio
  emily emine emma emmanuel emmanuelle emmy emrah emre encarnacion enes engin enrico enrique enzo ercan
  ercilia erdal erdem eren erhan eric erica erika erin erkan ernest ernestine ernesto ernie ernst erol
  ertugrul erwan erwann esme esperanza esra esteban estefania estelle esther ethan ethel etienne eudes
  eugene eugenia eugenie eugenio eulalie eunice eusebio eva evan eve evelyn evelyne evie evren ewa ewelina
  exauce ezequiel ezio fabiana fabien fabienne fabio fabiola fabrice fabrizio fadela fadila fadoua fady
  fahad fahd fahim faical faisal faith faiza faizan fang fanny faouzi farah fares farhan farhana farid
  farida farouk fathi fathia fati fatih fatiha fatim fatima fatimata fatma fatou fatoumata faustin faustine
  fawzi fay faycal faye fayssal federica federico felicie felicien felicite felicity felipe felix femi
  ferdinand ferhat feride feriel fernand fernanda fernande fernando fethi feyza fikret filipa filipe filippo
  filiz filomena finlay finley finn fiona firmin flavia flavie flavien flavio fleur flora flore florence
  florent florentin florentine florian floriane florin florine flynn fode fodil folake fouad fouzia france
  frances francesca francesco francine francis francisca francisco franck francois francoise frank frankie
  franklin fred freddie freddy frederic frederick frederique freya frieda friedrich fritz fulbert funke
  furkan gabin gabriel gabriela gabriele gabrielle gaby gael gaelle gaetan gaetane gaia galina gamze gareth
  garry gary gaspard gaston gaurav gauri gauthier gautier gavin geeta gemma gene genevieve genowefa geoff
  geoffrey geoffroy george georges georgette georgia georgie georgina geraint gerald geraldine gerard
  gerardo gerhard germain germaine gerry gert gervais ghali ghania gheorghe ghislain ghislaine ghita
  ghizlane giacomo gian giang gianluca gianni gilbert gilberte gildas gilles gillian gilly gina ginette
  ginny giorgia giorgio giovanna giovanni girish gisele giulia giuliana giuliano giulio giuseppe giuseppina
  gizem gladys glen glenda glenn glenys glodie gloria gnagna gokhan goncalo gontran gonul gonzalo gopal
  goran gordon grace graciela graeme graham grant gratien grazia grazyna greg gregoire gregory greta
  grzegorz guadalupe gudrun guido guilhem guilherme guillaume guillemette guillermo gulay gulsah gulsen
  gulten gunther gurpreet gustave gustavo guy gwen gwenael gwenaelle gwendal gwendoline gwenola gwladys gwyn
  habib habiba hachim hadja hadjer hadrien hafid hafida hafsa hafsatou haikal hailey haitham hakan hakim
  hakima halil halim halima halina hamadi hamady hamdi hamed hamid hamida hamidou hamish hamza hana hanae
  hanan hanane hande hani hania hanna hannah hans hao hardik haris harish harley harmonie harold haroun
  harper harpreet harriet harris harrison harry harsh haruto harvey hasan hasna hassan hassane hassen
  hassiba hatem hatice hatim hattie havva hayat hayden hayet hayley hayri hazel heather hector hedi heidi
  heike heinz helder helen helena helene helga helmut heloise hemant henda henri henriette henrik henrique
  henry henryk herbert herman hermann hermano hernan herve hicham hichem hien hieu hilaire hilary hilda
  hilde hind hippolyte hiroshi hoa hoang holly hong honore honorine hope horace horia hortense houari
  houcine houda howard hubert hudson hugh hugo hugues huguette hui hunter huong huseyin hussein huy huyen
  iain ian ibrahim ibrahima idir idris idriss idrissa ifeanyi iga ignace ignacio igor ikenna ikram ilan
  ilaria ilda ilham ilhan ilhem ilian iliana ilias ilie ilkay ilker ilknur ilona ilse ilyas ilyes imad iman
  imane imed imen immaculada imogen imran inacio indira ines inge ingeborg ingrid inma insaf ioan ioana ion
  ionut irena irene irenee irfan irina iris irma irving iryna isaac isabel isabella isabelle isaiah isaura
  isaure isha ishaan ishak isidore isidro isla ismael ismail ismaila ismet isobel issa issac issam issouf
  ivan ivo ivor ivy iwona izabela jacek jacinthe jack jackie jackson jacky jacob jacqueline jacques jade
  jadwiga jaime jake jakub jalal jalil jamal jamel james jamie jamila jan jane janet janice janina janine
  janusz jared jarek jaroslaw jasbir jasmin jasmine jason jaspreet jaswinder jatin javed javier jawad jay
  jaya jayden jayne jean jeanne jeannette jeannine jeannot jeff jeffrey jemma jenna jennifer jenny jeremiah
  jeremie jeremy jerome jerry jerzy jess jesse jessica jessie jessy jesus jill jillian jim jimena jimmy jing
  jisoo jo joachim joan joana joanna joanne joao joaquim joaquin jocelyn jocelyne jochen jodie jody joe joel
  joelle joey joffrey johan johann johanna johanne john johnny jolanta jon jonah jonas jonathan jordan
  jordana jorg jorge jose josefa joseph josephine josette josh joshua josiane jospin josselin josue josyane
  jovana joy joyce jozef juan juana juanita judith judy jules julia julian juliana julie julien julienne
  juliette juline julio june jurgen juste justin justina justine justyna jyoti kaan kabir kacper kader kadia
  kadiatou kadidia kadir kafui kais kaitlyn kajal kalid kamal kamala kamel kamelia kamil kamila kamlesh
  kaoutar kapil kara karan karen karim karima karin karine karl karol karolina karsten kartik kasia kassim
  katarzyna kate katell katelyn kateryna katherine kathleen kathryn kathy katie katrina katy kaushik kavita
  kawtar kay kayla kayleigh kehinde keira keith kelly keltoum kelvin kemal ken kendall kendra kenji kenneth
  kenny kenza kenzo kerem kerry kerstin kevin khadidia khadidja khadija khadijatou khadim khadra khady
  khaled khalid khalifa khalil khanh khayra kheira khoa khushi kiera kieran kieu kilian killian kim kimberly
  kinga kiran kirk kirsten kirsty kishore klaudia klaus kobina kodjo koffi kofi kokou komal komi konrad
  kouadio kouakou kouame kouassi krishna kristen kristin kristina krystian krystyna krzysztof ksenia kuba
  kubra kuldeep kumar kurt kwabena kwame kwasi kyle kylian kylie lachlan laetitia lahcen lahouari lakhdar
  lakshmi lalit lambert lamia lamine lamya lana landry lara larbi larisa larry lars lassana laszlo lata
  latifa laura laure laureen laureline lauren laurence laurent laurette laurie laurine lawrence lea leah
  leana leandre leandro leane leanne lech lee lei leif leigh leighton leila lena leo leon leonard leonardo
  leonce leone leonie leonor leonore leopold leopoldine lesley leslie lester leszek leticia levent levi
  lewis lexi leyla liam libby lidia liesbeth lieselotte lila lilian liliana liliane lillian lilou lily lin
  lina linda lindsay lindsey line ling linh lino lionel lisa lise lisette livia liviu liz lizzie lloyd loan
  loane logan lohan loic lois lola lorena lorenza lorenzo loretta lori loris lorna lorraine lotfi lotte
  lottie lou louane loubna louie louis louisa louise louisette louka louna lounes lourdes luana luc luca
  lucas luce lucia luciana luciano lucie lucien lucienne lucile lucille lucinda lucy ludivine ludovic
  ludovica ludovico ludwig luigi luis luisa luiz luiza lukas lukasz luke luna lurdes luuk lydia lydie lyes
  lyn lyna lynda lyndon lynn lynne lyse lyudmila maamar maarten mabel mabrouk maciej mack mackenzie madani
  maddie maddison madeleine madeline madhavi madhu madison mael maelis maelle maelys maeva maeve mafalda
  magali magalie magda magdalena maggy magnus mahamadou mahaut mahdi mahesh mahfoud mahmoud mai maimouna
  maisie maite maiwenn maja majda majid majida makan malcolm malek malgorzata malick malik malika malo
  mamadou mamadu mamoudou manal manav mandeep mandy manel manfred manish manisha manjit manoj manolo manon
  mansour manu manuel manuela maram marc marceau marcel marcela marcelin marceline marcella marcelle
  marcello marcelo marcia marcin marco marcos marcus marek margaret margarida margarita margaux margery
  margot marguerite maria mariam mariama mariame mariana mariangela marianna marianne mariano maribel
  maricarmen marie marieke marielle marieme mariette marilyn marilyne marin marina marine mario mariola
  marion marisa marisol marius mariusz marjolaine marjorie marjory mark marko markus marlene marlon marouane
  marsha marshall marta martha marthe martial martin martine marty marvin marwa marwan mary maryam maryame
  maryline maryse maryvonne marzena mason masood massi massimo massinissa mateo mateus mateusz mathias
  mathieu mathilde mathis mathys matias matilda mats matt matteo matthew matthias matthieu matthijs mattia
  maty maud maude maura maureen maurice mauricette mauricio maurizio mauro mavis max maxence maxime
  maximilien maxine maxwell may maya maylis medhi meena meera megan megha mehdi mehmet mei mel melanie melek
  melike melina melinda melisande melissa melodie melody meltem melvin meral mercedes meriem merlin mert
  merve merveille mervyn meryem messaoud mesut metin mevlut mia michael michal michel michele micheline
  michelle mick mickael micky miguel mihaela mihai mikael mike mikel mikkel milan mildred milena miles
  milica millie milly milo milos miloud mina ming minh minjun miranda mircea mireille miriam mirko miroslav
  miroslaw mitchell modou mohamed mohammad mohammed mohan mohand mohit moira moise mokhtar mokrane molly
  mona moncef monia monica monika monique monty morag morgan morgane moriba morris moses mouad mouhamed
  mouloud mouna mounia mounir mourad moussa moustapha muhammad muhammet mukesh murad murat muriel murielle
  musa mustafa mustapha muzaffer mylene myra myriam myrtle nabil nabila nacer nacera nadeem nadege nadia
  nadine nadir nadjet nadjib nafissa nahel nahla naila naim naima najat najet najia najib nancy nandini
  naoki naomi naomie naresh narinder nasser nassera nassim nassima natacha natalia natalie natasha nate
  nathalie nathan nathanael nathaniel naty naveen navneet nawal nawel naziha nazli ndeye necati neel neelam
  neeraj neha neil nejma nell nellie nelly nenad nermin nesrin nesrine nestor neville nezha ngan nghia ngoc
  ngozi nguyet nhan nhi nhung niall niama nicholas nick nicky nicola nicolas nicole nicoleta nicolette
  nicolo niels nigel nihad nihat nikhil nikita nikola nikolai nilda nilesh nilgun nils nilufer nina ninon
  nisha nishant nitin nizar nnamdi noa noah noam noe noel noelie noeline noella noelle noellie noemi noemie
  nolan nolwenn nora norbert nordine norma norman nouhaila nour noura noureddine nourredine nuno nuray
  nurcan oana obinna oceane octave octavie octavio odete odette odile odilon okan oksana oktay oleg olena
  olexandra olga olinda olive oliver olivia olivier ollie olumide oluwaseun olwen olympe ombeline omer
  ondine onur orhan oriane orlando orlane ornella oscar osman osvaldo oswald otto ouafa ouardia ouiam oumar
  oumarou oumou oumy ousman ousmane oussama ousseynou ovidiu owen ozan ozge ozgur ozlem pablo padma paige
  pallavi pam pamela pankaj paola paolo parfait parminder parveen pascal pascale pascaline pasquale patient
  patrice patricia patrick patrizia patryk patsy patty paul paula paule paulette paulin paulina pauline
  paulo pavel pawel payal pearl pedro peggy pelin penelope penny percy perrine perry pete peter petra phil
  philibert philip philippe philippine phillip philomene phoebe phong phuc phuong phyllis pierre pierrette
  pierrick piet pieter pietro pilar pinar piotr pippa placide polly pooja poppy prabhu pradeep prakash
  pramod pranav prasad prashant praveen precillia preeti prem preston prince prisca priscila priscilla
  priscille priti priya priyanka prosper prudence przemek przemyslaw puja punit quan quang quentin quoc
  quyen quynh rabah rabia rachael rachel rachelle rachid rachida radek radia radoslaw radouane radu rafael
  rafaela rafal raffaele rafik rahim rahma rahul raimundo rainer rainier raj raja rajaa rajan rajeev rajesh
  rajinder rajiv raju rakesh ralph ram raman ramazan ramesh ramiro ramon ramona ramzi randall randolph randy
  rania ranjit raouf raoul raphael raphaelle raquel rashid rashmi raul ravi ravinder ray rayan rayane
  raymond raymonde razvan rebecca recep reda redouane reena refik reg reggie regina reginald regine regis
  reine reinhard rekha remi remy renata renato renaud rene renee reuben rex rhiannon rhita rhoda rhona rhys
  riad riadh ricardo riccardo rich richard richie rick ricky rico ridha riley rim rima rishi rita ritu riyad
  rob robbie robert roberta roberte roberto robin roch rocio roderick rodney rodolfo rodrigo rodrigue roger
  rogerio rohan rohit roisin rokhaya rokia roksana roland rolande rolf romain romaine roman romane romaric
  romeo romina romuald romy ron ronald ronan ronnie rory rosa rosalia rosalie rosalind rosaline rosana
  rosaria rosario rose roseline roselyne rosemarie rosemary roshni rosie rosine ross rossella rostand rowan
  roxane roxanne roy ruben ruby rudolf rufus rui rukiye rupert ruslan russ russell ruth ruud ryan ryszard
  sabah saban sabina sabine sabri sabria sabrina sabrine sacha sachin sadia sadie sadio safa safae safia
  safiatou safiya said saida saira sakina sakura salah salem salif salim salima salimata saliou sally salma
  salman salome saloua salvador salvatore salwa sam samantha sami samia samir samira sammy samson samuel
  samuele samy sana sanaa sanae sandeep sander sandie sandra sandrine sandro sandy sangeeta sanjay sanjeev
  santiago santosh sara sarah sarita sarra sasha saskia satish satoshi saturnin saurabh savannah savita
  scarlett scott sean sebastian sebastien seda seema sefa segolene segun sekou selcuk selena selene selim
  selin selina selma semih semra serap serdar serena serge sergei sergey sergio sergiu serhat serhii serigne
  serkan seth sevda severine sevgi sevil sevim seydou seynabou shabnam shah shahid shalini shane shannon
  shanti sharmila sharon shaun shawn shazia sheila shelby sheldon shelley sheryl shikha shilpa shirley shiv
  shivam shivani shreya shruti shubham shweta sian sibel sibylle sid sidi sidney sidonie sigolene sigrid
  siham sihem silke silvana silvere silvia silvio simeon simon simona simone simran sinan sinead siobhan
  sirine sita sjoerd skye slawomir slimane smail sneha soan sofia sofian sofiane soham sohan sohane soizic
  solal solange soledad solene solenn solenne sonal sonali songul sonia sophia sophie soraya soren sorin
  soufiane souhail souhila soukaina souleymane soumaya sounkarou soyeon spencer stacey stacy stan stanislas
  stanislaw stanley steeve stefan stefania stefano steffen stella steph stephan stephane stephanie stephen
  steve steven stewart stuart subhash sudhir sue suleyman suman sumit summer sundar sunhee sunil sunita
  suresh surinder susan susana susanna susannah sushil susie suzanna suzanne suzette suzie sven svetlana
  swann swati sybille sydney sylvain sylvaine sylvestre sylvette sylvia sylviane sylvie sylwester sylwia
  szymon tabitha tadeusz taha tahar takeshi tamara tammy tamsin tanguy tania tanvi tanya tao tara tarek
  tariq tarun tatiana tayeb tayfun taylor ted teddy tejas teo teodor terence teresa teri terry tess tessa
  tetiana thais thanh thao thea thelma theo theodore theophane theophile theresa therese thi thibaud
  thibault thibaut thien thierry thinh thomas thorsten thuy tiago tidiane tien tifany tiffany tilly tim
  timeo timmy timothe timothee timothy tina tiphaine titouan tjitske toan tobias toby todd tom tomas tomasz
  tomek toni tony tori torsten toufik toussaint tracey tracy traian tram trang travis tresor trevor tricia
  trine trinh trish tristan trudy trung truong tuan tuba tugba tulay tuncay tunde tung turgut tuyen tuyet
  tyler uche ufuk ugur ulrich ulrike ulysse umberto umit umut una urbain ursula ursule urszula usha uwe uyen
  uzma val valentin valentina valentine valeria valerian valerie valerio valery vanda vandana vanessa vanina
  varun vasco vasile veli venceslas vera verity vernon veronica veronique vianney vicente vicky victoire
  victor victoria victorien victorine vijay vikas vikram viktor viktoriia vimal vinay vince vincent vincente
  vincenzo vineet vinh vinod viola violaine violet violette virgil virgile virginia virginie vishal vitalie
  vitor vittoria vittorio vivek vivian viviana viviane vivien vivienne vlad vladimir volkan volodymyr wade
  wafa wahiba wahid wail waldemar walid wallace walter wanda wandrille warren wassila wassim wayne wei wendy
  werner weronika wesley whitney widad wided wieslaw wieslawa wiktor wiktoria wilbur wilfred wilfrid
  wilfried will willa willem william willow willy wim winifred winston wissam witold wladyslaw wojciech
  wojtek wolfgang wouter wyatt xavier xaviere xiao ximena xin xuan yacine yacouba yael yaelle yagmur yahia
  yahya yalcin yamina yan yana yang yanis yann yannick yannis yaovi yaroslav yasar yasemin yash yasin yasmin
  yasmina yasmine yassin yassine yassir yavuz yaw yaya yazid yeliz yen yetunde yigit yildiz ying yoan yoann
  yogesh yohan yohann yolaine yolanda yolande yona youcef younes youness yousra youssef youssouf ysee yu
  yuki yuko yulia yuliia yumi yunus yuri yuriy yusuf yves yvette yvon yvonne zac zach zacharie zachary zack
  zafar zahia zahid zahra zaina zainab zakaria zakary zaki zakia zara zbigniew zdzislaw zehra zeinab
  zeinabou zelia zelie zerrin zeynep zhor ziad zied zina zineb zoe zofia zohra zoltan zoubida zouhair
  zoulikha zulmira zuzanna zyad
`);

/** First names that are also common words: without a capital they are taken for the word. */
export const WORD_NAMES: ReadonlySet<string> = wordSet(`
  adele alix alpha amber ambre ana ange angelique anis aurore baptiste bill blaise blanche bob brice brooke
  camille capucine carole cesar claire clement clementine cliff colombe come crystal daisy dale dan dawn
  dean don drew dung earl ed engin eve fanny faustine finn fleur flora flore florence florent frank gene
  germain glen grace grant guy harmonie harper hazel heather holly hunter iga ion iris ivy jack jade jan
  jasmine jay jean joan josh lea lee lei lin linda line linh lino lise liz loan lou luce luna mai manu
  manuel marc marguerite marin marina marine mark marshall martial mason max maxime maya mel mercedes merlin
  mia mike miles mina ming minh mona morgane nancy nell nick nina noa norma nour octave olympe oscar pam
  pascal pascale pearl penny pete pierre piet poppy prem prince quan ram randy ravi ray reg reine rex rich
  rick rim rita rob robin roch romain romaine roman rosa rose ross rowan roy ruby rui said sally sandy scott
  seth sid sidi solange soledad stella sue ted thea theo tien tim toan tram trung tung ulysse una urbain val
  vera verity vince viola violet violette wade warren will willow xin yang yen ying
`);

/** First names that are so often words or places that alone they are believed only where a name is announced. */
export const DOUBTFUL_NAMES: ReadonlySet<string> = wordSet(`
  aime aimee april august auguste austin avril bienvenu celeste chancel charity chelsea christian constance
  constant dakota desire desiree dolores esperanza exauce faith felicite france harley honore hope jesus
  jordan joy june juste landry lorraine lourdes may melody merveille milan noel olive parfait patient
  placide prosper prudence salvador santiago savannah summer sydney tifany toussaint victoire virginia
`);
