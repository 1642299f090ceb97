"""Words that decide whether a capital letter begins a name."""

from typing import Final

# Written with a capital in feedback, or said after a title, and no name.
NEVER_NAMES: Final = frozenset(
    """
a about above accident after again ago all almost also although always am ambulance an and another any anyone anything
appointment appointments april are area around as ask asked at august autism available away back bad bank because been
before being bereavement better both brilliant but by call called came camhs can cancer cant car care carer carers
caring charge chat christmas clear clinic clinical come communication community compassionate consultant control could
counsellor covid crew day days dear december department dept did didnt do does doctor doctors done dont down dr driver
drivers during each easter east eating efficient emergency england english especially even ever every everybody
everyone everything excellent explained extremely family fantastic february felt few finally first food for friday
friendly from gave general get give given god gone good got gp great greeted had happy has have having he health helped
helpful her here hi him his home hospital hours house how however i if im in information injury is it its january job
july june just keep key kind knew knowledgeable last late lead leave led let like listened little long lots lovely made
management manager manner march maternity matron may me medical meeting mental midwife midwives minor miss mixed mobile
monday more morning most mr mrs ms much mum my myself need needs never new next nhs nice night nine no nobody none nor
north not nothing november now nurse nurses nursing observed occupational october of off office officer often ok old on
once one only open or other others our out outpatients over pain paramedic paramedics patient patients people perfect
person pharmacist pharmacy phone physio physiotherapist please polite practice practitioner pre prison problem
professional psychiatrist quality quick quickly quite ramadan rang rather reassuring really reception receptionist
receptionists referral registrar reviewed said same saturday saw school see seemed seen senior september services
service session sessions she should since sister smear so social some someone something sometimes soon south specialist
spoke staff still student such sunday superb support supportive surgeon surgery takes team teams thank thanks that the
their them then therapist therapists therapy there these they things this those though three through thursday time to
today told too took transport treated treatment tuesday two understanding unfortunately union unit until up us usual
very via visit visited wait waited waiting ward warm was we wednesday week well went were west what when where which
while who why will wish with within without wonderful work worked worker workers keyworker would year years yes
yesterday yet you
your yours a&e ae mri ct xray x-ray eeg ecg icu itu hdu sen adhd ptsd cbt gps uk british welsh scottish irish indian
asian african muslim christian catholic brexit facebook google zoom whatsapp amazon tesco whole led-clinic scan bleed
stroke heart blood test tests triage urgent crisis recovery wellbeing liaison perinatal paediatric paediatrics
orthopaedic dermatology cardiology neurology urology oncology radiology gynaecology ophthalmology respiratory diabetes
diabetic dietitian podiatrist podiatry dental dentist optician audiology chaplain porter porters cleaner cleaners
housekeeper housekeepers domestic domestics wards staffs operator dispatcher handler advisor adviser assistant bless
regards loads big huge massive many millions amazing absolutely incredible thankyou overall indeed
""".split()  # noqa: SIM905 - a word list reads better as prose
)

# After a name these make it a place, an illness or a rule.
PLACES: Final = frozenset(
    """
hospital hospitals infirmary ward house centre center clinic unit street road avenue lane surgery practice wing suite
court lodge theatre building university school college church hall park hill wood hospice trust foundation syndrome
disease rule technique palsy cross day room block site campus gardens terrace drive way close place square station
maternity nurses wards splint memorial general royal county community cook health care home manor villa villas grange
cottage
""".split()  # noqa: SIM905
)
STARTS_A_PLACE: Final = frozenset(
    "st saint saints ward queen king prince princess royal lake mount port fort san santa".split()  # noqa: SIM905
)

# After a word that may be a name, these say that it is somebody.
VERBS_OF_PEOPLE: Final = frozenset(
    """
was is has had who said told came helped made gave took explained listened showed went did does deserves treated spoke
rang called asked kept looked saw seemed introduced answered arranged reassured understood wasnt isnt always never fell
fainted noticed translated carried pushed spent brought held stayed sorted found made walked waited knew got put spoke
wrote sang drew drove bought caught taught chose wore led met paid sent set lost meant read ran rode threw woke wept
grew swept forgot cried laughed smiled says goes tells listens knows runs rings helps looks treats explains remembers
speaks visits comes keeps needs deserves loves hates wants works r are were can could should would will doesnt didnt
did gets gives makes takes sat stood slept ate died passed left came rushed fixed removed explained thought
""".split()  # noqa: SIM905
)

# What stands after 'dr' in lower case when no name follows.
AFTER_A_TITLE: Final = VERBS_OF_PEOPLE | frozenset(
    """
and from at on in could would should were are or be also couldnt didnt didn't couldn't wasn't isn't wouldn't hasn't
rude surgery surgeries notes letter visits phoned calls left worrying saying asking giving being explaining then than
only prescribed diagnosed referred sent refused ignored dismissed examined checked advice advised recommended plus
""".split()  # noqa: SIM905
)

# Words of feedback that dictionaries leave out: short forms, ways of writing, jobs, things of the health service.
ALSO_WORDS: Final = frozenset(
    """
ok okay thx thanx ty tks pls plz tho thru cos coz cuz bc nite appt appts appointmnt hosp hosps xx xxx xxxx lol omg btw
asap ur u r n b2 im ive id ill youre theyre hes shes its thats whats wheres theres wont dont cant didnt isnt wasnt
arent werent havent hasnt hadnt shouldnt couldnt wouldnt doesnt aint gonna wanna gotta dunno alot abit aswell infact
inbetween noone anymore everytime eachother upto atleast incase thankyou thankyous thnx tnx thks fab brill lovley meds
obs paeds paed phlebotomist phlebotomists phlebotomy sonographer sonographers radiographer radiographers hca hcas odp
ot ots rmn cpn cpns ahp anp acp gp gps ent eau amu mau sau aau cdu hdu itu nicu scbu picu ccu ed ae mri ct ecg echo bp
sats covid physio physios physiotherapist physiotherapists rehab triage triaged prem prems ivf hiv uti utis copd ibs ms
me mnd adhd asd ptsd ocd cbt emdr iapt pip esa dvla nhs pals app apps online website email emails e-mail wifi
smartphone voicemail whatsapp facetime zoom helpline signposted signposting multi coordinator coordinators healthcare
homecare telecare wheelchair wheelchairs bedside bedpan commode cannula cannulas catheter catheters stoma stomas
dialysis chemo radiotherapy colonoscopy endoscopy gastroscopy cystoscopy colposcopy hysteroscopy laparoscopy ultrasound
doppler biopsy angiogram counselling counsellor counsellors carers carer neuro cardio gynae ortho maxfax dermatology
haematology urology mam mammy nan nana nanna nans gran granny grandad grandads granddad grandpa gramps taid nain hubby
hubbys missus abuela kid kids mum mums mummy dad dads daddy bro sis auntie aunty aunt uncle lil tel mob ext etc eg ie
mins hrs yrs wks yo mth mths tv dr drs mr mrs st rd ave non pre post re anti self co ex vs via am pm jan feb mar apr
jul aug sep sept oct nov dec mon tue tues wed weds thu thur thurs fri sat sun covid-19 pcr lft ppe dnar dnr cpr tto
ttos datix emis stat nil tbh fyi didn couldn ve don wasn doesn isn wouldn hadn weren shouldn hasn haven aren won ll re
mustn needn i've i'm i'll i'd it's that's there's didn't don't can't won't wasn't isn't couldn't wouldn't shouldn't
haven't hasn't hadn't aren't weren't doesn't you've we've they've you're we're they're you'll we'll they'll he's she's
what's who's let's here's responder responders handover transgender resus ect unwell redacted helpfull knowledgeable
myeloma narcolepsy lockdown podiatric subtex echocardiogram dexamethasone thank-you lino podiatry redacted rvi mdt
wally diolch bopeth bore da shukran merci gracias hola namaste salaam salam alhamdulillah mashallah jazakallah
inshallah
""".split()  # noqa: SIM905
)

# Who somebody is at work, and to whom: before or after a name these say that it is one.
WORK: Final = frozenset(
    """
nurse nurses hca hcas midwife midwives porter porters driver drivers physio physios physiotherapist physiotherapists
doctor doctors consultant consultants surgeon surgeons registrar paramedic paramedics sonographer radiographer
phlebotomist anaesthetist volunteer volunteers therapist therapists counsellor dentist hygienist optician optometrist
pharmacist matron trainee advocate chaplain housekeeper interpreter ot odp handler dietitian dietician podiatrist
audiologist psychologist psychiatrist paediatrician receptionist receptionists cleaner secretary manager technician
technicians practitioner practitioners assistant assistants lady worker workers keyworker clerk orthodontist osteopath
chiropodist chiropractor gp rmn hv cpn visitor coordinator operator carer carers student specialist sho domestic
orderly enp radiologist radiologists dosimetrist audiologists anaesthetists sonographers radiographers pharmacists
locum mentor vicar chef caterer hostess warden bookings
""".split()  # noqa: SIM905
)
FAMILY: Final = frozenset(
    """
husband wife son sons daughter daughters mum mam mother dad father brother sister partner friend twin twins niece
nephew cousin aunt auntie aunty uncle nan nana nanna gran granny grandma grandad granddad grandpa grandson
granddaughter taid nain mammy mummy daddy baby neighbour mate pal boyfriend girlfriend fiancé fiancée fiance fiancee ex
hubby flatmate stepdad stepmum stepson stepdaughter dependant abuela kids boy girl boys girls lad triplets children
child lass godson sibling eldest oldest youngest bestie stepfather stepmother godmother godfather nanny pops
mother-in-law father-in-law sister-in-law brother-in-law son-in-law daughter-in-law
""".split()  # noqa: SIM905
)
ROLES: Final = WORK | FAMILY

# Words of `NEVER_NAMES` and the like that are surnames too: 'Dr Pain', 'Nurse Day'.
SURNAMES_TOO: Final = frozenset(
    """
pain day best young brown long small little white black good king cook west north south bank bush wood hill field may
march english house church park hall ward case close cross savage sharp strong power love joy short green grey gray
blue street lane waters rivers moon summers winter winters spring frost snow rain stone sands banks forest flowers
golding will wise wild moody swift bright noble bishop pope monk priest knight abbot butcher baker taylor smith
""".split()  # noqa: SIM905
)

# Titles in any case, and titles that are a word of their own in lower case ('miss my appointment', 'ms clinic').
TITLES: Final = frozenset({"dr", "doctor", "mr", "mrs", "prof", "professor"})
SHORT_TITLES: Final = frozenset({"dr", "mr", "mrs", "prof"})
CAPITAL_TITLES: Final = frozenset(
    """
Ms Miss Mx Sir Dame Lady Lord Rev Reverend Father Fr Sr Nurse Sister Matron Midwife Paramedic Consultant Surgeon Physio
Psychologist Psychiatrist Therapist Constable Sergeant Councillor HCA OT Auntie Aunty Uncle Nana Nan Nurses Drs
Paramedics Rabbi Imam Pastor Sheikh Alhaji Cllr Revd
""".split()  # noqa: SIM905 - a word list reads better as prose
)
ANY_TITLES: Final = TITLES | {title.lower() for title in CAPITAL_TITLES} | ROLES
PARTICLES: Final = frozenset(
    """
van der den de dela delos del la le du von el al bin bint ibn ap ab di da dos das st n\u00ed nic mac mc o ul ur abd ter
""".split()  # noqa: SIM905
)
# Said after a name to honour somebody: 'Gulsen hanim'.
HONORIFICS: Final = frozenset("hanim bhai bibi begum ji sahib saheb abi abla baji apa didi garu amma behn ben".split())  # noqa: SIM905
ANDS: Final = frozenset({"and", "n", "or", "nd"})
# First names that are months, seasons and the commonest of auxiliary verbs: names only where much says so.
MONTHS: Final = frozenset({"may", "will", "april", "june", "august", "summer", "autumn", "jun"})
# What people do and months do not.
TELLING: Final = frozenset(
    """
said told helped explained listened showed treated spoke rang called asked kept looked seemed introduced answered
arranged reassured understood fainted noticed translated carried pushed held stood sat slept knew rushed removed brought
wrote sang drew drove bought caught taught wept cried laughed smiled listens explains tells says
""".split()  # noqa: SIM905
)
# Ends in '-ed' and says what was done to a thing or wanted of it: 'Patience needed', 'Art mixed with music'.
NOT_DONE: Final = frozenset("needed required wanted mixed based related used united limited red bed shed speed".split())  # noqa: SIM905
# Syllables of Chinese, Korean and Vietnamese given names, as written in double names.
SYLLABLES: Final = frozenset(
    """
an bao bin bo chan chao chen cheng chi chun dan dong eun fang fei feng gang guang guo hae hai han hao hee heng hong hsu
hua hui hun hung hwan hye hyeon hyuk hyun jae jeong ji jia jian jiang jie jin jing jong joo joon ju jun jung kai kang
kei ki ku kwan kwok kyu kyung lan lei lian lim lin ling lok long mei mi min ming na nan ning nhi phuong ping qi qian
qin qing rong rui ho hwa kwang sang sik seop sol gyu gun geun chul cheol nam byung won yul seul seo seok sze tsz yiu
chiu fung pui hin seon seong seung shan shao shu siu so soo sook soon su sun sung tae tai tao thanh thi thu tian ting
trang tuan uk wai wan wei wen wing wong woo woon xi xia xiang xiao xin xing xiu xue yan yang yat yee yeon yi ying yong
yoo yoon you young yu yuan yue yuk yun yuen zhen zhi zhong zi
""".split()  # noqa: SIM905
)
# Names that wards have: 'moved from Ash to Oak'.
WARDS: Final = frozenset(
    """
ash rowan holly ivy willow jasmine rose lily hazel poppy violet iris heather daisy olive laurel fern bryony
""".split()  # noqa: SIM905
)
