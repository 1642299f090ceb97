"""Words so common in feedback that a phrase of two of them is slow to find without a token for the pair.

A phrase search reads the whole list of texts of each word: 660 ms for two common words among a million texts. The
token of the pair has a list of its own, which is short (CommonGrams, as in the Lucene search library). Written by
hand, as people write them; `normalise` stems them.
"""

COMMON_WORDS = """
a about after again all also always am an and another any anything are as ask asked at away back bad be because been
before being best better book both but by call called came can car care caring cant clear clean come communication
could couldnt day days did didnt do doctor doctors does dont done down due each easy efficient else enough even ever
every everyone everything excellent experience explained face family far feel felt few first for found friendly from
full further get gave getting give given go going good got great group had happy has have having he health help helped
helpful her here him his home hospital hour hours how i if im in information into is issues it its ive job journey just
keep kept kind know last late least left less let life like list listen little long look lot made make many me medical
mental might minutes more most much my myself need needed needs never new next nhs nice night no none not nothing now
nurse nurses of off ok on once one only or other our out over own pain parents part patient patients people person
phone please pleasant point polite problem professional put quick quickly quite rather ready really reception
recommend right room rude said same say see seen service services session sessions she should since so some someone
something soon spoke staff still stay support sure take taken talk team than thank thanks that the their them then
there these they thing things think this those time times to told too took treated treatment trying two understand
understanding until up us use used very visit wait waited waiting wanted ward was wasnt way we week weeks well went
were what when where which while who why will with without wont work worked worker would year years you your appointment
appointments ambulance crew driver drivers nothing improve
""".split()  # noqa: SIM905 - a word list reads better as prose
