"""First names common in the United Kingdom, of many origins, written by hand; no list of anybody's was copied."""

from typing import Final

# Names that are hardly ever an ordinary word in feedback: found in any case, also in 'thanks to sarah'.
PLAIN: Final = frozenset(
    """
aaliyah aaron abbie abdul abdullah abdulrahman abena abigail abiola abu adam adebayo adeel adele adeola adnan adrian
afia agata agnes agnieszka ahmed aidan aileen aisha aishah aisling ajay akash akua akosua alan alana alastair albert
aleksandra alessandro alex alexander alexandra alexis alfie alfred alice alicia alina alisha alison alistair allan
allison alyssa amanda amara amelia amelie amina aminah amir amit amjad amna amy anand anastasia andre andrea andrei
andrew andrzej andy aneesa angela angelika angharad angus anika anil anita anjali anna annabel anne annette annie
anthea anthony antoinette antonia antonio anya aoife archie arif arjun arnold arthur arun asad asha ashok ashraf asif
asma atif audrey ayaan ayesha ayo ayodele azeem aziz babatunde balwinder barbara barney barry bartosz basil beatrice
becca becky belinda benjamin bernadette bernard beryl bethan bethany betty beverley bilal bola bozena bradley brenda
brendan brian bridget bronwen bronwyn bryan bryony caitlin callum calum cameron camilla caoimhe carla carlos carly
carmel carmen caroline carolyn carys cassandra catherine cathy catriona cecilia cecily cedric celia cerys chantelle
charlene charles charlie charlotte chelsie cheryl chidi chidinma chinedu chioma chloe chris chrissie christina
christine christopher chukwuemeka ciara ciaran cindy claire clara clare claudia clive colette colin colleen connor
conor corinne craig cristina curtis cynthia daisuke damian damien daniel danielle danny daphne darren dave david
davina deborah debbie declan deepak deepika deirdre delroy demi denise dennis derek dermot desmond devon diana diane
dianne dilip dimitri dinesh dmitri dominic dominik donald donna doreen doris dorota dorothy douglas duncan dylan ebony
eddie edith edmund eduardo edward edwin edyta eileen eilidh elaine eleanor elena eleri elijah elin elizabeth ella
ellen ellie elliot elliott eloise elsa elsie emeka emily emma emmanuel emmanuella enid eniola erica erik erin ernest
esme esther ethan ethel eugene eunice euan eva evan evelyn ewa ewan ezra fadumo fahad faisal faiza farah fareed farhan
farida farooq fatima fatimah fatou fatoumata federica felicity felix femi fergus fernando ffion filip fiona florence
folake francesca frances francis francois freda freddie frederick freya funmilayo funmi gabriel gabriela gabrielle
gail gareth gary gavin gayle gemma geoff geoffrey george georgie georgina geraint gerald geraldine gerard gerry gethin
giles gillian giovanni giulia gladys glenda glenys gloria gordon graeme graham grainne greg gregory greta grzegorz
gurpreet gwen gwyneth gwilym habib hadiza hafsa hafiza haleema halima hamid hamish hamza hana hanif hannah harbhajan
hardeep harinder harjit harpreet harriet harrison harry haruka hasan hassan hayley heidi helen helena helga henry
herbert hilary hilda hiroshi howard hubert hugh hugo humaira hussain hussein hywel iain ian ibrahim idris ifeanyi
ifeoma iftikhar ikram ilona iman imogen imran ines ingrid ioan ioana iqbal irena irene irina isaac isabel isabella
isabelle isha ishaan isla ismail isobel ivan ivana ivor iwona izabela jackie jacob jacqueline jacqui jagdeep jahangir
jai jaime jamal james jamie jamila jan jane janet janice janine jaroslaw jaskaran jason jaswinder javier javed jayden
jayne jaz jeanette jeff jeffrey jen jenna jennie jennifer jenny jeremy jerome jerzy jess jessica jessie jill jillian
jim jimmy jin joan joana joanna joanne joao jodie joe joel joelle johanna john johnny jolanta jon jonah jonathan jonny
jordan jose josef joseph josephine joshua josie joyce juan juanita jude judith judy julia julian juliana julie juliet
justin justyna jyoti kaden kamal kamila kamran karen karim karl karolina karthik kasia kate katarzyna kath katherine
kathleen kathryn kathy katie katrina katy kavita kayleigh kehinde keira keith kelly kelvin kenneth kenny keri kerry
kevin khadija khadijah khalid khalil kieran kieron kim kimberley kimberly kiran kirsten kirsty kofi kojo krishna
kristina krystyna krzysztof kuldeep kunle kwabena kwame kwasi kyle kylie lakshmi lara latoya laura lauren laurence
lawrence layla leah leanne leila lena lenny leo leon leona leonard leroy lesley leslie lewis liam liane libby lilian
lillian linda lindsay lindsey lisa lloyd logan lorna lorraine louis louisa louise lucas lucia lucinda lucja lucy luis
luke lukasz lydia lyn lynda lynette lynn lynne lynsey mabel maciej madeleine madeline madison maeve magda magdalena
magdalene mahmood mahmoud mairi maisie malcolm malgorzata malik mandeep mandy manjit manpreet manuel marcel marcia
marcin marco marcus marek margaret margarita maria mariam marian marianne marie mariusz marjorie marlene marta martha
martin martina martyn mary maryam mateusz mathew matilda matt matthew maureen maurice maxine maxwell mehmet mei
melanie melinda melissa mercedes meredith mervyn mia michael michal michele michelle mick mickey miguel mihaela mike
mikolaj mildred millie milly mina minerva miriam mitchell mohamed mohamud mohammad mohammed mohan mohsin moira mollie
molly mona monica monika monique morag morgan moses muhammad muhammed muriel murray musa mustafa myra nabeel nabila
nadeem nadia nadine naeem naomi narinder nasir nasreen nasrin natalia natalie natasha nathan nathaniel naveed neelam
neil nell nellie ngozi niamh nicholas nicky nicola nicole nigel nikita nikki nikolai nina nisha noah noel noor nora
noreen norma norman nuala nusrat obinna odette ola olanrewaju olga oliver olivia olu oluwaseun olwen omar omer omolara
oonagh orla oscar oswald owain owen paddy padraig palvinder pamela paolo parminder parveen patricia patrick patryk
paul paula paulette pauline pavel pawel pedro peggy penelope perveen pete peter petra phil philip philippa phillip
phoebe phyllis pieter piotr polly prakash prakesh praveen preeti priscilla priti priya przemyslaw quentin rabia
rachael rachel rachid radoslaw rafael rafal raheem rahim rahul raj raja rajan rajesh rajinder raju rakesh ram ramesh
ranjit rashid rashida raul ravi ravinder raymond razia rebecca reginald rehana renata renee reuben rhian rhiannon
rhona rhys ricardo richard rita riya roberta robert roberto robyn rochelle roderick rodney roger rohan roisin roland
romana ron ronald ronnie rory rosa rosalind rosanna rosie roxanne roy rubina rukhsana rupert russell ruth ruwan ryan
sabah sabina sabrina sadia safia sagal saima saira sajid saleem salim salma samantha sameer samina samira samuel sana
sandeep sandra sanjay sanjeev santosh sara sarah saskia satnam satpal scott sean sebastian segun selina serena serge
shabana shabnam shafiq shahid shaista shakeel shamim shanice shannon sharon shaun shauna shazia sheena sheila shelley
sheryl shirley shirin shivani shona siân sian sidney silvia simon simone sinead siobhan slawomir sneha sofia sohail
sonal sonia sonya sophia sophie sophy stacey stan stanislaw stanley stella stephanie stephen steve steven stewart
stuart sukhdeep sukhjit sukhvinder sultana sumaira sunil sunita surinder suresh susan susannah susie suzanne suzie
sylvia sylwia tabitha taiwo tamara tamsin tania tanisha tanya tariq tasha tasneem tatiana ted teresa terence terry
tessa thabo thandi thelma theo theodore theresa thomas tiffany tim timothy tina tobias toby tolu tom tomas tomasz
tommy toni tony tracey tracy trevor tricia trish trisha tristan tunde tyrone uche ugo umar una ursula usha usman uzma
valerie vanessa vaughan vera verity veronica vicki vicky victoria vijay vikram vinay vincent vinod virginia vivek
vivian vivien vivienne vladimir wahid walter waqar wayne wendy wesley wiktoria wilfred william winifred winston
wojciech xavier yasmin yasmine yasir yetunde yolanda yousef yusuf yuki yvette yvonne zac zach zachary zahid zahra
zainab zak zara zaynab zbigniew zeeshan zeinab zoe zoë zofia zubair zuzanna renée josé andré chloë siobhán seán mónica
zoé aimée aimee łukasz
""".split()  # noqa: SIM905 - a word list reads better as prose
)

# Names that are words, months, places or other things too: a name only with a capital, where the context says so.
AMBIGUOUS: Final = frozenset(
    """
abby ali amber angel art ash asia aurora autumn ben bess beth bill billy blessing bob bobby bonnie brook bunny carl
carol cass chad chance charity chase chelsea cherry chinwe christian christie clay cliff clifford clover cole comfort
constance coral courtney crystal cyril daisy dale dan dana dawn dean dee del destiny dick dilys don dot drew duke earl
ed eddy eden ellis elm emmy ernie eve faith faye favour fay fern fleur flo flora fran frank frankie fred gay gene
georgia gift gill ginger glen glenn gloria glory grace grant guy hal hamilton hank happiness harper harmony harvey
hazel heather holly hope hunter ida imogene innocent iris irvine isa israel ivy jack jade jake jasmine jasper jay jean
jerry jewel jo jock jools josh joy june kai kay ken kit kitty lal lamb lance leigh lee len les liberty lily linden liz
lizzie lois lori louie lucky luna ann mae abe beau waldo mac macy madge maggie mai may max marina mark marsha maria
marvin mason mavis maya megan mel melody mercy meg miles millicent ming miracle misty mo mohit molly myrtle nan nancy
nat ned nick nicki nik niki norm olive opal paige pam paris parker patience pat patsy pattie patty pearl peg penny
perry petal peony pip pippa poppy precious prince princess prudence queen ray reece reed reg rex rich rick ricky rob
robbie robin roma rocky rod rose rosemary rowan ruby rudy rufus sally sam sammy sandy seth shah shaw sid sky skye sol
sonny star storm sue sun sunny sunshine susi tammy tara taylor tel temi tess tia tilly tod todd trudy val vic victor vi
viola violet viv wanda warren will willow wilma win winnie yan yi august april summer willie anton chi kam sunil jude
jordan virginia florence morgan jun florin ping barb goodness favour wisdom promise treasure delight sage river wren
lark raven storm heath flint opal goldie sterling scarlet indigo lilac heaven trinity serenity lyric cadence aria bliss
merry verity clemency victory marvellous peace glory tanner sawyer chip buck rusty prudence temperance gladness
lovemore givemore talent knowledge privilege praise gracious immaculate perseverance prosper fortune col taz cam dor
mol nev nic bee rue shell si spud doll kat lil buster birdie
""".split()  # noqa: SIM905
)
