"""Sentences of our own with the personal data marked: {kind:text}. Names, numbers and places are invented.

Phone numbers are from the ranges that Ofcom keeps for drama, NHS numbers are from the unissued 999 range or published
examples, postcodes of districts are real and belong to nobody named here.

The rules were adjusted to some of these sentences, by whoever wrote them: figures on them are those of development, and
recall on real feedback will be lower, above all for names that stand in no list and after no title.
"""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(r"\{(phone|email|account|postcode|NHS number|birth date|address|name):([^}]*)\}")

MARKED: Final = """
Please ring me back on {phone:01632 960001} before noon
My mobile is {phone:07700 900123}, thanks
Call {phone:+44 7700 900456} if the slot moves
You can reach me at {phone:+44 (0)20 7946 0018}
tel: {phone:0207 946 0991}
Her number is {phone:(01632) 960 055} and she works mornings
text me on {phone:07700-900-321}
phone {phone:0131 496 0222} or write
I rang {phone:0808 157 0192} four times and nobody answered
{phone:0113 496 0999} is the best number for me
Contact {phone:+447700900888} after six
landline {phone:01632960777} mobile {phone:07700900777}
my number is {phone:960123} if you are local
Ring {phone:0044 1632 960888} from abroad
mob {phone:07700 900 555}.
Reply to {email:jo.example@example.org} please
my e-mail is {email:p_okoro99@mail.example.com}
write to {email:first.last+clinic@sub.example.co.uk}, not by post
Send it to {email:ANNA@EXAMPLE.COM} today
I am {email:sam at example dot com}
contact {email:carer.group@example.nhs.uk} for minutes
{email:a.b@example.net} is not read often
mail me: {email:kw-1980@example.org}
You will find me as {account:@quietrunner77}
My page is {account:https://www.facebook.com/some.person.99} if you want photos
see {account:instagram.com/some_person}
twitter {account:@ward_visitor}
I live in {postcode:NE1 4LP} and it took two buses
postcode {postcode:ne614ab}
our postcode is {postcode:SW1A 2AA}.
{postcode:M13 9WL} is miles from the clinic
we moved to {postcode:NN1 5BD} in spring
Send it to {postcode:YO31 8EQ}
from {postcode:cf10 3at} by taxi
Collected late from {postcode:B15 2TH} again
{postcode:EH3 9DR} to the hospital is an hour
at {postcode:LE1 5WW}, second door
NHS number {NHS number:943 476 5919}
my nhs no is {NHS number:9434765919}
NHS No: {NHS number:943-476-5919} please check
{NHS number:999 123 4578} belongs to my son
look me up, {NHS number:9991234578}
number {NHS number:401 023 2137} on the letter
I was born on {birth date:12/03/1956} and still drive
DOB {birth date:1.4.72}
dob: {birth date:03-11-2001}
date of birth {birth date:7 June 1949}
My date of birth is {birth date:21st of August 1983}
D.O.B. {birth date:1962-05-30}
born {birth date:4th Jan 1990}, diagnosed at six
{birth date:19/09/1944} is my date of birth
he was born {birth date:2 February 2019} at home
birthday {birth date:30/12/1938}
I live at {address:14 Larkspur Road} and the van went past twice
the driver went to {address:221B Baker Street} instead
send it to {address:7 Mill Lane}
we are at {address:103 Queen Elizabeth Avenue}
{address:Flat 3}, same house as my sister
my address is {address:5 st marks terrace}
{address:22 Orchard Close}, the green door
collect her from {address:9 The Crescent}
{address:Flat 12b, Rosewood House}
{address:48 Station Rd} please
they sent it to {address:61 Harbour View} by mistake
came to {address:16 elm grove} at last
Dr {name:Patel} listened to every word
I saw dr {name:okonkwo} twice
Mrs {name:Hargreaves} on the desk sorted it
Nurse {name:O'Brien} held my hand
Sister {name:Adeyemi} runs a calm ward
Thank you to Mr {name:Singh} for the operation
Professor {name:Llewellyn-Jones} explained the scan
Miss {name:Achebe} in clinic two was thorough
Dr. {name:A. Rahman} never rushed us
Dr {name:van der Berg} drew a picture for me
mr {name:kowalski} was the surgeon
Ms {name:Fitzgerald} called the next day
Consultant {name:Whitmore} would not look at me
Paramedic {name:Donnelly} stayed with us
Doctor {name:Ng} missed the fracture
The surgeon, Mr {name:de Souza}, was honest
My name is {name:Oluwadamilola Bright} and I want a reply
my name is {name:sarah} and I am a carer
Her name was {name:Wren} and she was lovely
Special mention to {name:Sarah} and {name:Imran} on nights
Thanks to {name:Kasia}, {name:Tom} and {name:Femi} for the lift
thank you {name:priya} you made it easier
Well done {name:Gareth} and team
A big shout out to {name:Niamh} at reception
A nurse called {name:Blessing} washed my hair
The porter named {name:Winston} told jokes
I spoke to {name:Angela} who was short with me
I was seen by {name:Mohammed} within minutes
especially {name:Chloe} who stayed late
My son {name:Rhys} has been under the team for a year
My husband {name:Kenneth} lay on the floor
my mum {name:doreen} was left in a chair
my daughter {name:Saoirse} hates needles
{name:Grace} was lovely with my father
{name:Hope} made us all laugh
{name:Mark} said he would ring and did
{name:Rose} took my blood without a bruise
I asked {name:Joy} for a blanket
The lady at the desk, {name:Poppy}, was patient
We were looked after by {name:Will Thornton}
I was met by {name:May Chen} at the door
{name:Fatima} rang me every week
{name:fatima} rang me every week
{name:STEPHEN} WAS A GREAT DRIVER
{name:Agnieszka Nowak} kept me informed
the driver {name:Darren} carried my bag
{name:Siobhán} knew what she was doing
{name:Zoë} and {name:José} were brilliant
{name:Gurpreet} translated for my mother
Ask {name:Yusuf} about the ramp
{name:Mary}'s help with the forms was great
{name:Jean-Paul} fixed the lift
{name:Ewa} did the dressing
Credit to {name:Abdul Karim}
I would name {name:Deborah Clarke} as the best of them
Kind regards, {name:Margaret}
Thanks, {name:Colin}
{name:Babatunde} pushed the chair all the way
The student nurse {name:Ffion} noticed it first
The physio, {name:Hamza}, pushed me hard
{name:Anthony Mbeki} on ward six should be thanked
a healthcare assistant, {name:Lakshmi}, brought tea
{name:Bernadette} from the crisis team talked me down
I owe {name:Ruth} everything
{name:Michael} and {name:Michelle} in the ambulance were calm
Please tell {name:Aoife} it healed
{name:Xiomara} on the desk was rude
{name:Thulani} helped me walk again
Nobody but {name:Oksana} answered the bell
The team leader {name:Perpetua} apologised
{name:Devinder} listened when nobody did
my key worker {name:Tolulope} never gave up
{name:Ieuan} drove through snow
Dr {name:Chaudhry} and Dr {name:Banerjee} disagreed in front of me
Nurse {name:Sunita Gill} rang {phone:01632 960321} for me
I am {name:Patricia}, {address:3 Quay Street}, {postcode:DT4 8AA}
"""

CLEAN: Final = """
The staff were kind and the ward was clean
I waited 3 hours 45 minutes in the corridor
It cost 4.50 to park for 2 hours
Appointment was at 10:30 on 12/03/2021 and started at 11:15
My mother is 87 and was left from 9am to 4pm
a 5 minute walk from the bus
it was a 2 hours drive each way
The 24 hour line was never answered
Room 12 was too hot
I rang 111 and then 999
They sent me to A&E at 2am
May I say how good the food was
Will you change the chairs
In May the clinic moved
I hope the joy comes back to this place
Please mark the entrance
Patience and understanding were shown
Grace under pressure
We had faith in the team
The robin on the window sill made my day
I will never come back
The doctor was rude
dr was kind and took time
the dr said it was nothing
Miss my appointment and you get a letter
The nurse practitioner knew what she was doing
Nurse led clinic is a good idea
Sister in charge was helpful
Thanks to everyone on the ward
Thank you NHS
Thanks to all the staff at Wansbeck
Thank you so much for everything
Well done to the whole crew
St Mary's Hospital was busy
James Cook University Hospital is far away
Victoria Ward needs paint
The Alexandra Unit is hard to find
Martha's Rule should be on every wall
My son has Down syndrome
The Florence Nightingale Hospital was built fast
Covid rules changed every week
Monday to Friday only
The MS nurse has left
Mr and Mrs on the same form would help
Called the surgery at 8 and was number 32 in the queue
I was called Tuesday and seen Thursday
The blood test took 3 minutes
There were 15 people waiting in 1 room
Gave birth at home
Born in the back of the ambulance
His birthday was spoiled by the wait
My reference is 123456 I think
Level 5 of the car park is closed
10 out of 10
100% would recommend
Rated 4 of 5
ward 14 bed 6
it took 2-3 weeks
from 2019 to 2021 nothing changed
between 1200 and 1400 hours
The letter came on 1 June 2021
the bus number 22 stops outside
3 different doctors in 1 street of houses
the B12 injection was late
I take 20mg twice a day
BP was 140/90
oxygen at 92% for 2hrs
Mixed sex bays at night
Christmas dinner was cold
Carers are forgotten
English was not spoken at the desk
Please say sorry when you are late
Clear and friendly
Could be better
Nothing
Not applicable
The Crisis Team never rang
Talking Therapies helped
Patient transport came two hours early
Home visits are what I need
Sunny room with a view
The art group was the best part
Summer heat made the ward unbearable
The lily in the corridor set off my asthma
Frank and honest conversation
An olive branch would be nice
A rich variety of food
They were on a different page
Bill came twice
Penny wise and pound foolish
Jack of all trades, master of none
A chance to talk
The dawn chorus of alarms
He was in a dark place
Their manner was warm
I sat in a chair by the window
Drew blood four times
Don't chase people for a reply
IT WAS VERY GOOD
DOCTOR WAS GOOD
THANK YOU TO ALL
Sent to the wrong house
"""


def marked() -> list[tuple[str, set[tuple[int, int, str]]]]:
    """Sentences with the spans that should be found; clean sentences have none."""
    gold = []
    for line in [*MARKED.strip().splitlines(), *CLEAN.strip().splitlines()]:
        text, spans = "", set()
        at = 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            spans.add((len(text), len(text) + len(mark.group(2)), mark.group(1)))
            text += mark.group(2)
            at = mark.end()
        gold.append((text + line[at:], spans))
    return gold
