"""Words that decide whether a capital letter begins a name."""

from typing import Final

# Written with a capital in feedback, or said after a title, and no name.
NEVER_NAMES: Final = frozenset(
    """
a about above accident after again ago all almost also although always am ambulance an and another any anyone anything
appointment appointments april are area around as ask asked at august autism available away back bad bank because been
before being bereavement best better both brilliant but by call called came camhs can cancer cant car care carer
carers caring charge chat christmas clear clinic clinical come communication community compassionate consultant
control could counsellor covid crew day days dear december department dept did didnt do does doctor doctors done dont
down dr driver drivers during each easter east eating efficient emergency england english especially even ever every
everybody everyone everything excellent explained extremely family fantastic february felt few finally first food for
friday friendly from gave general get give given god gone good got gp great greeted had happy has have having he
health helped helpful her here hi him his home hospital hours house how however i if im in information injury is it
its january job july june just keep key kind knew knowledgeable last late lead leave led let like listened little long
lots lovely made management manager manner march maternity matron may me medical meeting mental midwife midwives minor
miss mixed mobile monday more morning most mr mrs ms much mum my myself need needs never new next nhs nice night nine
no nobody none nor north not nothing november now nurse nurses nursing observed occupational october of off office
officer often ok old on once one only open or other others our out outpatients over pain paramedic paramedics patient
patients people perfect person pharmacist pharmacy phone physio physiotherapist please polite practice practitioner
pre prison problem professional psychiatrist quality quick quickly quite ramadan rang rather reassuring really
reception receptionist receptionists referral registrar reviewed said same saturday saw school see seemed seen senior
september services service session sessions she should since sister smear so social some someone something sometimes
soon south specialist spoke staff still student such sunday superb support supportive surgeon surgery takes team teams
thank thanks that the their them then therapist therapists therapy there these they things this those though three
through thursday time to today told too took transport treated treatment tuesday two understanding unfortunately union
unit until up us usual very via visit visited wait waited waiting ward warm was we wednesday week well went were west
what when where which while who why will wish with within without wonderful work worked worker workers would year
years yes yesterday yet you your yours a&e ae mri ct xray x-ray eeg ecg icu itu hdu sen adhd ptsd cbt gps uk british
welsh scottish irish indian asian african muslim christian catholic brexit facebook google zoom whatsapp amazon tesco
whole led-clinic scan bleed stroke heart blood test tests triage urgent crisis recovery wellbeing liaison perinatal
paediatric paediatrics orthopaedic dermatology cardiology neurology urology oncology radiology gynaecology
ophthalmology respiratory diabetes diabetic dietitian podiatrist podiatry dental dentist optician audiology chaplain
porter porters cleaner cleaners housekeeper housekeepers domestic domestics wards staffs operator dispatcher handler
advisor adviser assistant bless regards loads big huge massive many millions amazing absolutely incredible thankyou
overall
""".split()  # noqa: SIM905 - a word list reads better as prose
)

# After a name these make it a place, an illness or a rule.
PLACES: Final = frozenset(
    """
hospital hospitals infirmary ward house centre center clinic unit street road avenue lane surgery practice wing suite
court lodge theatre building university school college church hall park hill wood hospice trust foundation syndrome
disease rule technique palsy cross day room block site campus gardens terrace drive way close place square station
memorial general royal county community cook health care home manor villa villas grange cottage
""".split()  # noqa: SIM905
)
STARTS_A_PLACE: Final = frozenset(
    "st saint saints ward queen king prince princess royal lake mount port fort san santa".split()  # noqa: SIM905
)

# After a word that may be a name, these say that it is somebody.
VERBS_OF_PEOPLE: Final = frozenset(
    """
was is has had who said told came helped made gave took explained listened showed went did does deserves treated spoke
rang called asked kept looked saw seemed introduced answered arranged reassured understood wasnt isnt always never
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
