"""From the outside in: e-mails and text messages that people, mail servers and GOV.UK Notify send back."""
