"""Whose bank holidays an organisation keeps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every organisation has a nation: England and Wales unless it says otherwise."""

    dependencies = [("organisations", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="nation",
            field=models.CharField(
                choices=[
                    ("england_and_wales", "England and Wales"),
                    ("scotland", "Scotland"),
                    ("northern_ireland", "Northern Ireland"),
                ],
                default="england_and_wales",
                max_length=20,
            ),
        )
    ]
