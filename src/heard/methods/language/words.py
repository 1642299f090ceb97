"""Words that tell English from other languages: lists of our own."""

from typing import Final

# Words that people use of their care, and those that every English sentence is made of.
ENGLISH: Final = frozenset(
    """
a able about above absolutely abuse accept access accident account actually add adequate advice advise after afternoon
again age agency ago agree ahead aid all allow almost alone along already alright also although always am amazing
ambulance among amount an and angry annoyed another answer anxiety anxious any anybody anymore anyone anything anyway
anywhere apart apologise apology appalling appear apply appointment appreciate approach approachable are area arm
around arrange arrive as aside ask asleep assess assessment assist assistance at attend attention attentive attitude
available average avoid aware away awful baby back bad badly basic bath bathroom be beautiful became because become
bed bedroom been before began begin behaviour behind being believe bell best better between big bill bit bleeding
blood board body book booking both bottom bought bowl box boy break breakfast breathe breathing brief bright brill
brilliant bring broke broken brother brought building bus busy but buy by call caller calm came can cancel cancelled
cannot car care careful carer caring carpet carry case caught cause centre certain chair chance change charge chase
chat cheap check cheerful chemist chest child children choice choose clean cleaner clear clearly clinic close closed
clothes club coffee cold colleague come comfort comfortable coming comment communicate communication compare
compassion compassionate complain complaint complete completely concern condition confidence confident confused
connect consider considerate consistent consultant contact continue continuity control cook cope correct cost could
couldnt counselling couple course cover crew crisis cross crying cup current cut daily damage dark date daughter day
days dead deal death decent decide decision deep definitely delay deliver demand dental dentist department depend
depressed describe desk despite did didnt die died diet difference different difficult difficulty dignity dinner
direct dirty disabled disappointed disappointing discharge discuss disgusted disgusting dismissive distress do doctor
doctors does doesnt doing done dont door double doubt down drink drive driver drop drove drug due during each ear
earlier early easier easily easy eat effective efficient effort either elderly else email embarrassed emergency
emotional empathetic empathy empty encourage end energy enjoy enough ensure enter entire entrance environment
equipment especially even evening ever every everybody everyone everything everywhere exactly exam example excellent
except exceptional exercise expect experience explain explained explanation extra extremely eye face facilities fact
fail failed fair fall familiar family fantastic far fast father faultless fault fear feedback feel feeling feet fell
felt female few fight figure fill final finally find fine finger finish first fit fix flat floor follow food foot for
forget forgot form forward found four free fresh friend friendly frightened from front frustrated frustrating full
fully fun funny further future gave general gentle gently genuine get getting girl give given giving glad go goes
going gone good got grandson grateful great greeted group gym had hair half hand hang happen happy hard hardly has
hasnt hate have havent having he head health hear heard heart heat heating heavy held hell hello help helped helpful
helping helps hence her here hers herself high highly him himself his history hit hold holiday home honest honestly
hope horrible horrendous hospital hospitals hot hour hours house how however hrs huge human hundred hungry hurt
husband idea ideal if ignored ill illness immediate immediately impersonal important impossible impressed improve
improved improvement in including incredible indeed infection information injection injury inside instead interest
into introduce invite involve is isnt issue it item its itself ive job join joke journey judge just keep kept key kid
kids kind kindly kindness kitchen knee knew know knowledge knowledgeable known lack lacking ladies lady large last
late lately later laugh laughed lead leaflet learn least leave leaving left leg less let letter level lie life lift
light like limited line link list listen listened listening lit little live local locked long longer look looked
looking lose loss lost lot lots loud love loved lovely low luck lucky lunch made main make makes making male man
manage manager manner manners many mask match matter may maybe me meal meals mean meant meat medical medication
medicine meds meet meeting meetings member memory men mental mention mess message messy met middle midwife might mild
milk mind mine minute minutes miss missed missing mistake mobile moment money monitor month months mood more morning
most mother mouth move much mum music must my myself name nan nasty national near nearly neat necessary neck need
needed needs negative neglect neither nervous never new news next nice night nights no nobody noise noisy none nor
normal normally not note nothing notice now number nurse nurses nursing obvious obviously of off offer office often ok
okay old on once one ones online only onto open operation operator opinion option or order organised other others
otherwise our out outcome outside outstanding over overall own pain painful pair panic paper paramedic paramedics
parent parking part partner pass past patience patient patiently patients pay peaceful people perfect perfectly
perhaps period person personal personally pharmacy phone physio pick picked picture piece place plain plan play
pleasant please pleased pleasure plenty plus point police polite politely poor poorly positive possible possibly post
practical practice prepared prescription present pressure pretty prevent previous private probably problem problems
procedure process professional promise prompt promptly proper properly proud provide provided public pull put quality
question questions quick quicker quickly quiet quite rang rarely rather reach read ready real really reason reasonable
reassurance reassure reassured reassuring receive received recent recently reception receptionist receptionists
recommend record recover recovery refer referral referred regards regular relationship relative relax relaxed relaxing
rely remember repeat reply report request require resolve respect respectful respond response rest result results
return review ride right ring risk road room rooms round rude rudely run rush rushed sad safe safety said same
sandwich sat satisfied save saved saw say says scan scared school screen seat second see seem seemed seen send sense
sensible sensitive sent separate serious seriously service services session sessions set several shame share she shift
shock short shortage should shouldnt shout shouted show showed shower sick side sign silly similar simple since single
sister sit site sitting situation skill skills sleep slept slightly slow slowly small smell smile smiling smooth
smoothly so social some somebody someone something sometimes somewhere son soon sorry sort sorted sound speak special
specialist speed speedy spend spent spoke spoken staff staffed staffing stage stairs stand standard star start started
state station stay stayed step stick still stood stop stopped straight straightforward strange street stress stressed
stressful stroke strong struggle stuff stupid such suddenly suffer suggest suicidal suitable sunday super superb
support supported supporting supportive supposed sure surgery surprised sweet switch sympathetic system table take
taken takes taking talk talked talking taste tea team tell terrible terrified test tests than thank thankful thanks
that thats the their them then therapist therapy there these they thing things think thinking third this thorough
thoroughly those though thought three through throughout time timely times tired to toast today together toilet
toilets told tomorrow tonight too took top total totally touch toward towards town train trained training transfer
transport travel treat treated treating treatment trouble true trust truth try trying turn turned twice two type ugly
ulcer unable under understand understanding understood unfortunately unhappy unhelpful unit unless unprofessional
unsafe until unwell up update upon upset urgent us use used useful user using usual usually vegetable very via view
visit visiting visitor voice wait waited waiting waits wake walk walked wall want wanted ward wards warm was wash
wasnt waste watch water way ways we weak week weekend weekends weeks welcome welcoming well went were werent what
whatever wheelchair when where whether which while who whole why wife will wind window wish with within without woman
women wonderful wont word words work worked worker workers working world worried worry worse worst worth would wouldnt
wound write wrong year years yes yesterday yet you young your yourself
aint alot alright arrived asking attended aye bloke bonnie brew canny chuffed cheers cuppa dead defo gonna gotta gr
gran grand hiya innit kinda lad lads lass lasses mam mate nah naff nay nowt ok okay owt pls ppl proper quid rubbish
shite sod summat ta thx thru tiny tnx tv wanna wee whinge wi ya yeah yep yer
admin anaesthetic antibiotics apps asthma autism cancer covid diabetes email fracture gp hcp iv mri nhs ot ops oxygen
pals podiatry psychiatrist psychologist scan scans triage vaccine vaccination website wifi xray april august december
february january july june march november october september friday monday saturday thursday tuesday wednesday
""".split()  # noqa: SIM905 - a word list reads better as prose
)

# Of these a text in another language has none or few: with one of them and letters of English only, it is English.
TELLING: Final = (
    "the|and|was|were|they|with|have|been|very|this|that|because|would|could|should|what|which|when|where|there|their"
    "|good|great|nothing|everything|nurses?|staff|thanks?|thank|friendly|helpful|lovely|excellent|brilliant|kind|caring"
    "|waiting|waited|time|times|you|your|more|better|always|never|really|needs?|not|from|quick|quickly|well|food"
    "|happy|easy|nice|people|listened|parking|phone|been|all|it|had|being|too|of|be"
)

# Words of other languages that stand in most of their sentences and are no English ones.
FOREIGN: Final = (
    frozenset(
        """
bardzo dobrze nie jest dobra dobry mi mnie moja mój że się lekarz pielęgniarka pielęgniarki obsługa dziękuję dzień
było
była byli byłam byłem czas długo personel wszystko miła miły mili pomoc ale przez już tylko jak oraz
foarte bine mulțumesc multumesc este sunt pentru și si personalul mult mai fost dar cu nu asistenta asistentele
doctorul
très bien est merci les des pas pour avec une dans nous vous était sont mais tout bon bonne infirmière infirmières
médecin
personnel temps attente c'est j'ai beaucoup trop et le la je
muy bien es los las para con una pero fue gracias todo mucho buena bueno buenos enfermeras enfermera médico personal
tiempo espera el que atención excelente están estaba
muito bem bom obrigado obrigada não uma foi mas tudo enfermeiras enfermeiros médico pessoal demora são estava com os
molto bene buono grazie sono ma tutto infermiera infermiere infermieri gli della che il di tempo attesa stato gentili
çok iyi teşekkürler teşekkür ederim bir ve için ama değil hemşire hemşireler doktor bekledim hastane güzel
labai gerai ačiū yra buvo ir bet gydytojas slaugytoja slaugytojos viskas ilgai laukti
aad bay waxaan waa iyo ayaa mahadsanid fiican kalkaaliye dhakhtarka laakiin sida wax badan
da iawn diolch yn mae oedd yr a'r ond staff roedd gofal nyrs nyrsys meddyg dda wedi ei eu
shumë mirë faleminderit është dhe nuk për
sehr gut danke ist und nicht das die der war mit ich wir aber ein eine freundlich
velmi dobré děkuji je byl byla není ale
nagyon jó köszönöm és nem volt
zeer goed dank het een niet was van ik
rất tốt cảm ơn và không
sangat baik terima kasih dan tidak
napaka magaling salamat ang mga hindi
""".split()  # noqa: SIM905
    )
    - ENGLISH
)
