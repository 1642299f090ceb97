"""From a wording to what somebody reads: plain text, e-mail, text message, letter. Pure: no database, no clock."""
