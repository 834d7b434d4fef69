"""The shape of a file that somebody on stage gives."""

from contextlib import closing

from flask_wtf.file import FileField
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from conference.documents.uploads import KINDS
from conference.programme.rules.writing import MATERIAL_TITLE_LENGTH
from conference.web.forms import Form


class GiveFileForm(Form):
    """One file; what it is, is found out from its content."""

    file = FileField(
        "The file",
        description=f"{KINDS}, up to 10 MB, without macros or a password. We pass it on as it is: "
        "what it says of who wrote it is in it.",
        render_kw={"accept": ".pdf,.pptx,.odp,.docx,.odt,.png,.jpg,.jpeg,.txt,.csv"},
    )
    title = StringField(
        "What it is",
        [InputRequired("Enter what it is, like Slides"), Length(max=MATERIAL_TITLE_LENGTH)],
    )
    shown_from = DateField(
        "Shown from",
        [Optional()],
        description="A day; from its beginning, UK time. Empty: as soon as your session is public",
    )

    def validate_file(self, field: FileField) -> None:
        """Ask for a file."""
        if not field.data:
            raise ValidationError("Choose a file")

    def sent(self) -> tuple[str, bytes]:
        """Return the name and the content, and let go of the file that held it meanwhile."""
        with closing(self.file.data) as sent:
            return sent.filename or "", sent.read()
