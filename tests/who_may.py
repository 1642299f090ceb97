"""Who may reach which address: the table that test_who_may.py proves. A new address has to stand in it.

`things` names what the address's parts stand for (see test_who_may.World). `get` and `post` are the roles that may;
None where the address does not answer that method. `narrow` is for addresses of one thing with a place in the services
tree: there a manager of one subtree reaches what lies in it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heard.organisations.models import Role

Roles = frozenset[Role]

EVERYONE = frozenset(Role)
READERS = EVERYONE - {Role.ADMINISTRATOR}
LEAD, MANAGER, COMPLAINTS = Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER, Role.COMPLAINTS_OFFICER
ANALYST, ADMINISTRATOR, GOVERNANCE = Role.ANALYST, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE
MODERATOR, SAFEGUARDING = Role.MODERATOR, Role.SAFEGUARDING_LEAD

IMPORTERS = frozenset({LEAD, ANALYST, ADMINISTRATOR})
SEE_IMPORTS = IMPORTERS | {GOVERNANCE}
SERVICES = frozenset({LEAD, ADMINISTRATOR})
PEOPLE = frozenset({LEAD, ADMINISTRATOR, GOVERNANCE})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
EXPORTERS = frozenset({ANALYST, LEAD, GOVERNANCE, MANAGER})
CORRECTORS = frozenset({ANALYST, COMPLAINTS, LEAD, MODERATOR})
# Topics beyond the frame and frames of one's own: who makes them, and who signs off as the second person.
FRAME_MAKERS = frozenset({LEAD, ANALYST})
TOPIC_SIGNERS = FRAME_MAKERS | {COMPLAINTS, MANAGER}
ORIGINALS = frozenset({GOVERNANCE, COMPLAINTS, SAFEGUARDING})
# Who sees how good the coder is, and who lets corrections change how it codes.
SEE_QUALITY = CORRECTORS | {GOVERNANCE}
TEACHERS = frozenset({LEAD, ANALYST})
# Who sees signals; who works on them; who stands outside their line too.
SEE_SIGNALS = EVERYONE - {ADMINISTRATOR, Role.COMMISSIONER, Role.REGULATOR}
SIGNAL_WORKERS = frozenset({LEAD, MANAGER, COMPLAINTS})
SIGNAL_REOPENERS = SIGNAL_WORKERS | {SAFEGUARDING, GOVERNANCE, Role.BOARD_MEMBER}
# Who agrees to what early warning may cost.
WATCH_SETTERS = frozenset({LEAD, Role.BOARD_MEMBER})
# Who sees tasks; who may own one; who passes on, pauses and sets a deputy for what others own.
TASK_READERS = EVERYONE - {ADMINISTRATOR, Role.COMMISSIONER, Role.REGULATOR}
WORKERS = TASK_READERS - {Role.INDEPENDENT_VOICE}
TASK_MANAGERS = frozenset({LEAD, MANAGER})
WITHDRAWERS = frozenset({LEAD, COMPLAINTS, GOVERNANCE})
WRITERS = frozenset({LEAD, MANAGER, COMPLAINTS, MODERATOR, SAFEGUARDING})
SEE_MESSAGES = WRITERS | {GOVERNANCE}
BATCH_WRITERS = frozenset({LEAD, COMPLAINTS})
PRINTERS = frozenset({LEAD, COMPLAINTS, MODERATOR})
# Templates are the whole organisation's: a manager of one subtree does not see them.
SEE_TEMPLATES = (WRITERS - {MANAGER}) | {ADMINISTRATOR, GOVERNANCE}
EDIT_TEMPLATES = frozenset({LEAD, ADMINISTRATOR})

# Returns and the board's page are the whole organisation's; numbers that are submitted are not suppressed.
PREPARERS = frozenset({LEAD, ANALYST})
SEE_RETURNS = PREPARERS | {GOVERNANCE}
BOARD = SEE_RETURNS | {
    Role.BOARD_MEMBER,
    COMPLAINTS,
    Role.COMMISSIONER,
    Role.INDEPENDENT_VOICE,
    Role.REGULATOR,
}

# Decisions: who prepares, decides, publishes, owns actions, declares an interest, asks the board and answers for it.
DECISION_MAKERS = frozenset({LEAD, MANAGER, COMPLAINTS, SAFEGUARDING})
DECIDERS = frozenset({LEAD, MANAGER, Role.BOARD_MEMBER})
DECISION_PUBLISHERS = frozenset({LEAD, MANAGER})
ACTION_OWNERS = DECISION_MAKERS | {MODERATOR, ANALYST, GOVERNANCE, Role.BOARD_MEMBER}
DECLARERS = DECISION_MAKERS | {Role.BOARD_MEMBER}
BOARD_ASKERS = frozenset({Role.BOARD_MEMBER, LEAD, Role.INDEPENDENT_VOICE})
BOARD_ANSWERERS = frozenset({Role.BOARD_MEMBER, LEAD})


@dataclass(frozen=True)
class Address:
    """An address under /o/<code>/ and who may."""

    name: str
    get: Roles | None
    post: Roles | None = None
    things: Mapping[str, str] = field(default_factory=dict)
    narrow: bool = False


def one(name: str, get: Roles | None, post: Roles | None = None, narrow: bool = False, **things: str) -> Address:
    """A row of the table."""
    return Address(name, get, post, things, narrow)


# 'Tell us': who sets its pages up, who enters for somebody, and who moderates. Callers' words are the whole's.
POINTS = frozenset({LEAD, ADMINISTRATOR})
ENTERERS = frozenset({LEAD, MANAGER, COMPLAINTS, MODERATOR, SAFEGUARDING})
MODERATORS = frozenset({MODERATOR, LEAD, COMPLAINTS})
INVITERS = frozenset({LEAD, COMPLAINTS})


# Erasure is the whole organisation's: who takes requests, who carries them out and holds them back.
ERASURE_TAKERS = frozenset({GOVERNANCE, COMPLAINTS, LEAD})
ERASERS = frozenset({GOVERNANCE})


OF_AN_ORGANISATION = (
    one("voices:erasures", ERASURE_TAKERS),
    one("voices:voice-erase", ERASURE_TAKERS, ERASURE_TAKERS, reference="voice"),
    one("voices:erasure", ERASERS, ERASERS, reference="erasure"),
    one("voices:erasure-refuse", ERASERS, ERASERS, reference="erasure"),
    one("voices:erasure-due", ERASERS, ERASERS, rule="due_rule"),
    one("voices:hold-new", ERASERS, ERASERS),
    one("voices:hold-lift", ERASERS, ERASERS, reference="hold"),
    one("voices:points", POINTS, POINTS),
    one("voices:point", POINTS, POINTS, reference="point"),
    one("voices:point-open", None, POINTS, reference="point"),
    one("voices:point-close", None, POINTS, reference="point"),
    one("voices:point-poster", POINTS, reference="point"),
    one("voices:point-form", POINTS, reference="point"),
    one("voices:enter", ENTERERS, ENTERERS),
    one("voices:follow-for", ENTERERS - {MANAGER}, ENTERERS - {MANAGER}),
    *(
        one(f"voices:attachment{step}", ORIGINALS, ORIGINALS, reference="voice", attachment="attachment")
        for step in ("", "-written")
    ),
    one("voices:appeals", frozenset({Role.INDEPENDENT_VOICE})),
    one("voices:appeal", frozenset({Role.INDEPENDENT_VOICE}), frozenset({Role.INDEPENDENT_VOICE}), reference="appeal"),
    one("voices:invitations", INVITERS | {GOVERNANCE}),
    one("voices:invitation-new", INVITERS, INVITERS),
    one("voices:invitation", INVITERS | {GOVERNANCE}, reference="people"),
    one("voices:invitation-columns", INVITERS, INVITERS, reference="people"),
    one("voices:invitation-email", INVITERS, reference="people", line="2"),
    one("voices:invitation-send", None, INVITERS, reference="people"),
    one("voices:invitation-recall", None, INVITERS, reference="people"),
    one("voices:invitation-discard", INVITERS, INVITERS, reference="people"),
    one("voices:invitation-rows", INVITERS | {GOVERNANCE}, reference="people"),
    one("voices:inbox", MODERATORS),
    one("voices:inbox-one", MODERATORS, MODERATORS, reference="voice"),
    one("start", EVERYONE),
    one("coding:explore", READERS),
    one("coding:explore-export", EXPORTERS, form="csv"),
    one("coding:saved-views", READERS),
    one("coding:view-save", READERS, READERS),
    one("coding:view-change", READERS, READERS, reference="own_view"),
    one("coding:view-delete", READERS, READERS, reference="own_view"),
    one("coding:codes-correct", CORRECTORS, CORRECTORS, narrow=True, reference="voice", answer="answer"),
    one("coding:translation", CORRECTORS, CORRECTORS, narrow=True, reference="voice", answer="answer"),
    one("coding:counted", READERS),
    one("coding:frames", READERS),
    one("coding:frame-new", FRAME_MAKERS, FRAME_MAKERS),
    one("coding:frame", READERS, reference="frame"),
    one("coding:frame-labels", FRAME_MAKERS, FRAME_MAKERS, reference="frame"),
    one("coding:frame-comment", CORRECTORS, CORRECTORS, reference="frame"),
    one("coding:frame-file", CORRECTORS, CORRECTORS, reference="frame"),
    one("coding:frame-learn", None, FRAME_MAKERS, reference="frame"),
    one("coding:frame-adopt", None, FRAME_MAKERS, reference="frame", number="one"),
    one("coding:frame-withdraw", None, FRAME_MAKERS, reference="frame"),
    one("coding:topics", READERS),
    one("coding:topic-search", FRAME_MAKERS, FRAME_MAKERS),
    one("coding:topic-start", FRAME_MAKERS, FRAME_MAKERS),
    one("coding:topic", READERS, narrow=True, reference="topic"),
    *(
        one(f"coding:topic-{step}", FRAME_MAKERS, FRAME_MAKERS, narrow=True, reference="topic")
        for step in ("name", "merge", "split", "dismiss", "rule")
    ),
    one("coding:topic-sign", None, TOPIC_SIGNERS, narrow=True, reference="topic"),
    one("checking:quality", SEE_QUALITY),
    one("checking:learn", None, TEACHERS),
    one("checking:adopt", TEACHERS, TEACHERS, reference="calibration"),
    one("checking:decline", TEACHERS, TEACHERS, reference="calibration"),
    one("checking:roll-back", TEACHERS, TEACHERS),
    one("checking:samples", SEE_QUALITY),
    one("checking:sample-new", TEACHERS, TEACHERS),
    one("checking:reading-plan", TEACHERS, TEACHERS),
    one("checking:sample", SEE_QUALITY, reference="sample"),
    one("checking:sample-export", SEE_QUALITY, reference="sample"),
    one("checking:sample-stop", TEACHERS, TEACHERS, reference="sample"),
    # Those who are asked by name: of the people of the demonstration the analyst and the moderator, and the lead.
    one("checking:sample-code", frozenset({ANALYST, MODERATOR}), frozenset({ANALYST, MODERATOR}), reference="sample"),
    one("checking:sample-settle", frozenset({LEAD}), frozenset({LEAD}), reference="sample"),
    one("checking:review", CORRECTORS, CORRECTORS),
    *(one(f"checking:review-{step}", None, CORRECTORS) for step in ("fill", "undo", "skipped")),
    one("pages:service", READERS, narrow=True, reference="unit"),
    one("signals:signals", SEE_SIGNALS),
    one("signals:signals-export", SEE_SIGNALS),
    one("signals:watch", SEE_SIGNALS),
    one("signals:watch-export", SEE_SIGNALS),
    one("signals:watch-agreed", WATCH_SETTERS, WATCH_SETTERS),
    one("signals:signal-raise", SEE_SIGNALS, SEE_SIGNALS),
    one("signals:signal", SEE_SIGNALS, narrow=True, reference="signal"),
    one("signals:signal-take-up", None, SIGNAL_WORKERS, narrow=True, reference="signal"),
    *(
        one(f"signals:signal-{step}", SIGNAL_WORKERS, SIGNAL_WORKERS, narrow=True, reference="signal")
        for step in ("pass", "merge", "unmerge", "verdict", "incident", "close")
    ),
    one("signals:signal-conflict", SEE_SIGNALS, SEE_SIGNALS, narrow=True, reference="signal"),
    one("signals:signal-reopen", SIGNAL_REOPENERS, SIGNAL_REOPENERS, narrow=True, reference="signal"),
    one("pages:monday", TASK_READERS),
    one("pages:board", BOARD),
    one("pages:board-pdf", BOARD),
    one("pages:places", BOARD | {MANAGER}),
    one("pages:places-csv", BOARD | {MANAGER}),
    one("pages:safety", EVERYONE),
    Address("pages:safety-document", EVERYONE, things={"name": "DPIA.md"}),
    one("assurance:fft", SEE_RETURNS),
    one("assurance:fft-month", SEE_RETURNS, month="2026-10"),
    one("assurance:fft-start", None, PREPARERS, month="2026-10"),
    one("assurance:fft-eligible", PREPARERS, PREPARERS, month="2026-10"),
    one("assurance:fft-submit", None, frozenset({LEAD}), month="2026-10"),
    one("assurance:fft-publish", None, frozenset({LEAD}), month="2026-10"),
    one("assurance:fft-published", SEE_RETURNS, month="2026-10", number="1"),
    one("assurance:fft-draft", SEE_RETURNS, month="2026-10", form="csv"),
    one("assurance:fft-file", SEE_RETURNS, month="2026-10", reference="submission", form="csv"),
    one("decisions:decisions", READERS),
    one("decisions:decisions-export", READERS),
    one("decisions:decisions-calendar", READERS),
    one("decisions:decision-open", DECISION_MAKERS, DECISION_MAKERS),
    one("decisions:decision", READERS, narrow=True, reference="open_decision"),
    *(
        one(f"decisions:decision-{step}", DECISION_MAKERS, DECISION_MAKERS, narrow=True, reference="open_decision")
        for step in ("describe", "option", "evidence")
    ),
    one("decisions:decision-fix", None, DECISION_MAKERS, narrow=True, reference="open_decision"),
    one("decisions:decision-interest", DECLARERS, DECLARERS, narrow=True, reference="open_decision"),
    one("decisions:decision-decide", DECIDERS, DECIDERS, narrow=True, reference="open_decision"),
    one("decisions:decision-withdraw", DECIDERS, DECIDERS, narrow=True, reference="open_decision"),
    one("decisions:decision-publish", DECISION_PUBLISHERS, DECISION_PUBLISHERS, narrow=True, reference="decided"),
    *(
        one(f"decisions:{step}", DECISION_MAKERS, DECISION_MAKERS, narrow=True, reference="decided")
        for step in ("action-add", "decision-settle", "decision-review", "replies-change")
    ),
    one("decisions:replies", DECISION_MAKERS, narrow=True, reference="decided"),
    *(
        one(f"decisions:replies-{step}", None, DECISION_MAKERS, narrow=True, reference="decided")
        for step in ("draft", "send")
    ),
    one("decisions:replies-recall", None, DECISION_MAKERS, narrow=True, reference="replied"),
    one(
        "decisions:reply-edit",
        DECISION_MAKERS,
        DECISION_MAKERS,
        narrow=True,
        reference="decided",
        voice="reply_voice",
    ),
    *(
        one(f"decisions:action-{step}", ACTION_OWNERS, ACTION_OWNERS, narrow=True, reference="action")
        for step in ("slip", "end")
    ),
    one("decisions:board-questions", READERS - {MANAGER}),
    one("decisions:board-ask", BOARD_ASKERS, BOARD_ASKERS),
    one("decisions:board-answer", BOARD_ANSWERERS, BOARD_ANSWERERS, reference="board_question"),
    one("tasks:tasks", TASK_READERS),
    one("tasks:tasks-export", TASK_READERS),
    one("tasks:tasks-pass", TASK_READERS, TASK_READERS),
    one("tasks:tasks-pass-undo", None, TASK_READERS),
    one("tasks:task", TASK_READERS, narrow=True, reference="task"),
    one("tasks:task-take", None, WORKERS, narrow=True, reference="task"),
    one("tasks:task-resume", None, TASK_MANAGERS, narrow=True, reference="task"),
    one("tasks:task-pass", WORKERS, WORKERS, narrow=True, reference="task"),
    one("tasks:task-deputy", TASK_MANAGERS, TASK_MANAGERS, narrow=True, reference="task"),
    one("tasks:task-pause", TASK_MANAGERS, TASK_MANAGERS, narrow=True, reference="task"),
    one("tasks:task-finish", WORKERS, WORKERS, narrow=True, reference="task"),
    one("demonstration:remove", ADMINISTRATORS, ADMINISTRATORS),
    one("organisations:services", EVERYONE),
    one("organisations:service-add", SERVICES, SERVICES),
    *(
        one(f"organisations:service-{step}", SERVICES, SERVICES, reference="unit")
        for step in ("rename", "move", "merge", "close", "aliases", "codes")
    ),
    one("organisations:service-reopen", SERVICES, SERVICES, reference="closed_unit"),
    one("organisations:service-edit", SERVICES, reference="unit"),
    one("organisations:service-history", SERVICES, reference="unit"),
    one("organisations:people", PEOPLE),
    one("organisations:people-export", PEOPLE),
    one("organisations:people-invite", ADMINISTRATORS, ADMINISTRATORS),
    one("organisations:people-invite-many", ADMINISTRATORS, ADMINISTRATORS),
    one("organisations:invitations", ADMINISTRATORS),
    *(
        one(f"organisations:invitation-{step}", None, ADMINISTRATORS, reference="invitation")
        for step in ("resend", "withdraw")
    ),
    one("organisations:person", ADMINISTRATORS, reference="member"),
    *(
        one(f"organisations:person-{step}", ADMINISTRATORS, ADMINISTRATORS, reference="member")
        for step in ("change", "deputy", "end", "reset")
    ),
    one("organisations:settings", ADMINISTRATORS),
    one("organisations:settings-describe", ADMINISTRATORS, ADMINISTRATORS),
    one("organisations:settings-public", ADMINISTRATORS, ADMINISTRATORS),
    one("organisations:settings-link", ADMINISTRATORS, ADMINISTRATORS),
    one("messages:messages", SEE_MESSAGES),
    one("messages:messages-export", SEE_MESSAGES),
    one("messages:undelivered", SEE_MESSAGES),
    one("messages:reply-settle", None, WRITERS - {MANAGER}, reference="stray_reply"),
    one("messages:message", SEE_MESSAGES, narrow=True, reference="message"),
    one("messages:message-email", SEE_MESSAGES, narrow=True, reference="message"),
    one("messages:message-letter", SEE_MESSAGES, narrow=True, reference="letter"),
    one("messages:message-edit", WRITERS, WRITERS, narrow=True, reference="draft_message"),
    *(
        one(f"messages:message-{step}", None, WRITERS, narrow=True, reference="draft_message")
        for step in ("send", "discard")
    ),
    *(one(f"messages:message-{step}", None, WRITERS, narrow=True, reference="message") for step in ("recall", "again")),
    *(
        one(f"messages:message-{step}", WRITERS, WRITERS, narrow=True, reference="message")
        for step in ("settle", "brought")
    ),
    one("messages:batch-recall", BATCH_WRITERS, BATCH_WRITERS, reference="batch"),
    one("messages:letters", PRINTERS),
    one("messages:letters-print", None, PRINTERS),
    one("messages:letters-pdf", PRINTERS, reference="print_run"),
    one("messages:letters-posted", None, PRINTERS, reference="print_run"),
    one("messages:letters-undo", None, PRINTERS, reference="print_run"),
    one("messages:templates", SEE_TEMPLATES),
    one("messages:template", SEE_TEMPLATES, slug="reply", language="en"),
    one("messages:template-email", SEE_TEMPLATES, slug="reply", language="en", key="email"),
    one("messages:template-letter", SEE_TEMPLATES, slug="reply", language="en", key="large"),
    one("messages:template-edit", EDIT_TEMPLATES, EDIT_TEMPLATES, slug="reply", language="en"),
    one("messages:template-reset", None, EDIT_TEMPLATES, slug="reply", language="en"),
    one("messages:notices", EVERYONE),
    one("messages:notices-read", None, EVERYONE),
    one("messages:notice-settings", EVERYONE, EVERYONE),
    one("messages:notice", EVERYONE, notice_id="own_notice"),
    one("voices:imports", SEE_IMPORTS),
    one("voices:import-new", IMPORTERS, IMPORTERS),
    one("voices:import", SEE_IMPORTS, reference="import"),
    *(
        one(f"voices:import-{step}", IMPORTERS, IMPORTERS, reference="draft")
        for step in ("columns", "questions", "preview", "discard")
    ),
    one("voices:import-rejected", SEE_IMPORTS, reference="import"),
    one("voices:import-rejected-file", SEE_IMPORTS, reference="import"),
    one("voices:import-undo", IMPORTERS, IMPORTERS, reference="import"),
    one("voices:import-withdraw", IMPORTERS, IMPORTERS, reference="import"),
    one("voices:sources", SEE_IMPORTS),
    one("voices:source", SEE_IMPORTS, source_id="source"),
    *(
        one(f"voices:source-{step}", IMPORTERS, IMPORTERS, source_id="source")
        for step in ("rename", "columns", "dates")
    ),
    one("voices:voice", READERS, narrow=True, reference="voice"),
    one("voices:voice-answer", WRITERS, WRITERS, narrow=True, reference="voice"),
    one("voices:voice-contact", WRITERS, WRITERS, narrow=True, reference="reply_voice"),
    one("voices:voice-original", ORIGINALS, ORIGINALS, reference="masked_voice", answer_id="masked_answer"),
    one("voices:voice-withdraw", WITHDRAWERS, WITHDRAWERS, narrow=True, reference="voice"),
    one("voices:voice-restore", WITHDRAWERS, WITHDRAWERS, reference="withdrawn_voice"),
)

# Without an organisation: who is signed in reaches them, and acts on their own account alone.
SIGNED_IN = frozenset(
    {
        "organisations:home",
        "organisations:account",
        "organisations:account-name",
        "account_change_password",
        "account_set_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
# Everyone: signing in, a new password, an invitation's link.
PUBLIC = frozenset(
    {
        # What was decided, for everyone.
        "what-changed",
        "what-changed-one",
        "what-changed-poster",
        # The Friends and Family Test as it was published, for everyone.
        "fft-percentages",
        "fft-percentages-month",
        "fft-percentages-file",
        # A mailbox and GOV.UK Notify with their token; the link below an e-mail.
        "messages-mail",
        "messages-notify",
        "messages-stop",
        # For whoever wants to say something or follow it: no account, no session.
        "tell-us-short",
        "tell-us",
        "tell-us-point",
        "tell-us-unsafe",
        "tell-us-who",
        "tell-us-answer",
        "follow",
        "follow-erase",
        # What Heard owes whoever uses it.
        "front",
        "privacy",
        "accessibility",
        "cookies",
        "contact",
        "languages",
        "easy-read",
        "easy-read-page",
        "complain",
        "moderation",
        "tell-us-attach",
        "organisations:invitation-accept",
        "organisations:account-email",
        "organisations:account-confirm",
        "organisations:account-signup",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
    }
)
