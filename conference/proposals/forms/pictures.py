"""The shape of a picture that is sent."""

from contextlib import closing

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from conference.documents.pictures import LEAST_SIDE
from conference.web.forms import Form


class PictureForm(Form):
    """One picture; what it is, is found out from its content."""

    picture = FileField(
        "A picture of you",
        description=f"JPEG, PNG or WebP, at least {LEAST_SIDE} by {LEAST_SIDE} pixels, up to 8 MB. "
        "We make it smaller and remove where and when it was taken. What you sent is not kept.",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )

    def validate_picture(self, field: FileField) -> None:
        """Ask for a picture."""
        if not field.data:
            raise ValidationError("Choose a picture")

    def content(self) -> bytes:
        """Return what was sent, and let go of the file that held it meanwhile."""
        with closing(self.picture.data) as sent:
            found: bytes = sent.read()
        return found
