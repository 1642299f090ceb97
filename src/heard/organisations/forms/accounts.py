"""allauth's forms with Heard's own labels and sentences. Behaviour is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

CODE_HINT = "Six digits from your authenticator app, or one of your recovery codes"
CODE_MISSING = "Enter the code from your authenticator app."


def _say(form: forms.Form, name: str, label: str, missing: str, hint: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    # Labels say what to enter; a placeholder disappears just when it is needed.
    field.widget.attrs.pop("placeholder", None)


class SignIn(account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", "E-mail address", "Enter your e-mail address.")
        _say(self, "password", "Password", "Enter your password.")


class ForgottenPassword(account.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", "E-mail address", "Enter your e-mail address.")


NEW_HINT = "At least 12 characters. Three random words are a good password"


class NewPassword(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose a new password by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", "New password", "Enter a new password.", NEW_HINT)
        _say(self, "password2", "New password again", "Enter the new password again.")


class ChangePassword(account.ChangePasswordForm):  # type: ignore[misc]
    """Change the password while signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", "Password that you have now", "Enter the password that you have now.")
        _say(self, "password1", "New password", "Enter a new password.", NEW_HINT)
        _say(self, "password2", "New password again", "Enter the new password again.")


class ConfirmPassword(account.ReauthenticateForm):  # type: ignore[misc]
    """Show that it is still you, by password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", "Password", "Enter your password.")


class SecondStep(mfa.AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Code", CODE_MISSING, CODE_HINT)


class ConfirmSecondStep(mfa.ReauthenticateForm):  # type: ignore[misc]
    """Show that it is still you, by code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Code", CODE_MISSING, CODE_HINT)


class SetUpSecondStep(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Code that the app shows", CODE_MISSING, "Six digits")
