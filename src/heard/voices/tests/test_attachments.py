"""Recordings and pictures: scanned by content, sealed, opened with a reason, written down, erased with their files."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.tasks.queries import tasks_about
from heard.voices import actions, queries
from heard.voices.actions.attaching import sweep_attachments
from heard.voices.capture import filing, scanning
from heard.voices.errors import Refused
from heard.voices.inviting import vault
from heard.voices.models import Attachment, InvitationList, Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import CARRIED, Speaker, open_at

SOUND = b"OggS" + bytes(24) + b"OpusHead" + b"a warning spoken" * 40
TAKEN_AT = "Riverside, by the bed of Ann Example"


def photograph(width: int = 3_000) -> bytes:
    """A JPEG with a place written into it, as cameras do."""
    exif = Image.Exif()
    exif[0x010E] = TAKEN_AT
    made = io.BytesIO()
    Image.new("RGB", (width, 40), "red").save(made, "JPEG", exif=exif, comment=TAKEN_AT.encode())
    assert TAKEN_AT.encode() in made.getvalue()
    return made.getvalue()


def test_a_file_is_what_its_content_is_and_a_picture_loses_where_it_was_taken() -> None:
    found = scanning.look(photograph())
    assert (found.kind, found.media_type) == ("picture", "image/jpeg")
    assert TAKEN_AT.encode() not in found.data
    assert Image.open(io.BytesIO(found.data)).size == (2_400, 32)
    assert scanning.look(SOUND) == scanning.Looked("sound", "audio/ogg", SOUND)
    tagged = b"ID3\x04\x00\x00\x00\x00\x00\x05Place" + b"\xff\xfb\x90\x00" + bytes(40)
    assert scanning.look(tagged).data.startswith(b"\xff\xfb")
    for bad in (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<!doctype html><script>1</script>",
        b"%PDF-1.7\n1 0 obj <</OpenAction<</JS(1)>>>>",
        b"PK\x03\x04xl/vbaProject.bin",
        b"\x1a\x45\xdf\xa3webm....V_VP9....",
        b"\x00\x00\x00\x18ftypisom....hdlr....vide",
        b"\xff\xd8\xffnot a picture",
        b"GIF89a",
        b"",
    ):
        with pytest.raises(Refused):
            scanning.look(bad)
    with pytest.raises(Refused, match="15 MB"):
        scanning.look(SOUND + bytes(scanning.LARGEST))


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def sent_along(speaker: Speaker, **files: bytes) -> str:
    """Files added on their page; its text."""
    given = {name: SimpleUploadedFile(f"x.{name}", content) for name, content in files.items()}
    url = speaker.base.replace("/answer/", "/") + "attach/"
    response = speaker.client.post(url, {"carried": speaker.carried, **given})
    speaker.html = response.content.decode()
    speaker.carried = unescape(CARRIED.findall(speaker.html)[0])
    return page(response)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_recording_alone_is_a_voice_that_somebody_writes_down(trust: OrganisationSummary) -> None:
    speaker = Speaker(open_at(trust), "riverside")
    speaker.send("who", relation="patient", about_person="")
    assert "Add a recording or a photograph" in page(speaker.send("words", attach="1", words=""))
    assert "Choose a recording or a photograph" in sent_along(speaker)
    assert "Other files are not taken" in sent_along(speaker, picture=b"<svg/>")
    assert "Photograph 2" in sent_along(speaker, sound=SOUND, picture=photograph(50))
    waiting = Attachment.objects.order_by("pk")
    assert SOUND not in (filing.folder() / waiting[0].reference).read_bytes()
    url = f"{speaker.base}attach/"
    dropped = speaker.client.post(url, {"carried": speaker.carried, "drop": waiting[1].reference})
    speaker.carried = unescape(CARRIED.findall(dropped.content.decode())[0])
    back = speaker.client.post(url, {"carried": speaker.carried, "done": "1"})
    assert "You have added one recording" in page(back)
    speaker.send("words", words="")
    assert "Recordings and photographs 1" in page(speaker.send("wishes", publication="none"))
    speaker.send("check")
    key, voice = speaker.key(), Voice.objects.get()
    (sound,) = Attachment.objects.all()
    assert (sound.voice_id, sound.kind) == (voice.pk, "sound")
    subject = f"voices.voice:{voice.reference}"
    assert {task.kind for task in tasks_about(subject) if task.live} == {"voices.reading", "voices.recording"}
    followed = queries.followed(voice.reference)
    assert followed is not None
    assert "You sent a recording" in [moment.title for moment in followed.moments]

    here = f"/o/riverside/voices/{voice.reference}/"
    lead, officer = at_desk(trust, Role.ENGAGEMENT_LEAD), at_desk(trust, Role.COMPLAINTS_OFFICER)
    assert "Only those who may open originals" in page(lead.get(here))
    assert lead.get(f"{here}attachments/{sound.reference}/").status_code == 403
    assert "nobody has written down yet" in page(officer.get(here))
    assert "Enter" in page(officer.post(f"{here}attachments/{sound.reference}/", {"reason": ""}))
    saved = officer.post(f"{here}attachments/{sound.reference}/", {"reason": "To write it down"})
    assert saved.content == SOUND
    assert saved["Content-Disposition"].startswith("attachment;")
    assert (saved["X-Content-Type-Options"], saved["Content-Security-Policy"]) == ("nosniff", "sandbox")
    officer.post(f"{here}attachments/{sound.reference}/written/", {"words": "Nobody came. Ring 07700 900123"})
    answer = voice.answers.get(state=1)
    assert answer.question is not None
    assert answer.question.wording == "From a recording, written down by: PALS and complaints officer"
    assert answer.masked
    assert "07700" not in answer.words
    assert not any(task.live for task in tasks_about(subject) if task.kind == "voices.recording")
    text = page(speaker.client.post("/p/riverside/follow/", {"key": key}))
    assert "A person has written down what you said" in text
    assert "Your recording or photograph was opened" in text


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_goes_with_its_voice_and_what_was_not_sent_after_a_day(trust: OrganisationSummary) -> None:
    point = open_at(trust)
    reference, _ = actions.add_attachment(token="t1", data=SOUND)
    said = actions.Said("Please tell us what happened, in your own words", attachments=(reference,))
    # Another's file is not taken along: it waits under another token.
    foreign, _ = actions.add_attachment(token="t2", data=SOUND)
    taken = actions.receive_voice(point_id=point.id, token="t1", said=said)
    assert Attachment.objects.get(reference=foreign).voice_id is None
    from heard.voices.actions.attaching import forget_attachments

    assert filing.load(reference) == SOUND
    forgotten = forget_attachments(Voice.objects.get(reference=taken.reference))
    assert (forgotten, filing.load(reference)) == (1, None)
    assert sweep_attachments() == 0
    assert sweep_attachments(now=timezone.now() + timedelta(hours=25)) == 1
    assert filing.load(foreign) is None
    for _ in range(5):
        actions.add_attachment(token="t3", data=SOUND)
    with pytest.raises(Refused, match="five"):
        actions.add_attachment(token="t3", data=SOUND)


@pytest.mark.django_db(transaction=True)
def test_an_organisation_that_is_removed_leaves_no_list_and_no_file(trust: OrganisationSummary) -> None:
    point = open_at(trust)
    reference, _ = actions.add_attachment(token="t1", data=SOUND)
    said = actions.Said("Please tell us what happened, in your own words", attachments=(reference,))
    content = f"Email,Ward\na@example.org,{point.unit}\n".encode()
    people = actions.take_list(actor=SYSTEM, organisation_id=trust.id, blocks=[content], file_name="people.csv")
    actions.map_list(actor=SYSTEM, organisation_id=trust.id, reference=people.reference, columns=people.columns)
    actions.receive_voice(point_id=point.id, token="t1", said=said)
    actions.remove_voices(actor=SYSTEM, organisation_id=trust.id)
    assert not Attachment.objects.exists()
    assert not InvitationList.objects.exists()
    assert filing.load(reference) is None
    assert not (vault.folder() / people.reference).exists()
