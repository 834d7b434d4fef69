"""The shape of a picture that is sent."""

from contextlib import closing

from flask_wtf.file import FileField

from conference.web.forms import Form


class PictureForm(Form):
    """One picture; what it is, is found out from its content."""

    picture = FileField(
        "A picture of you",
        description="JPEG, PNG or WebP, up to 8 MB. We make it smaller and remove where and when "
        "it was taken. What you sent is not kept.",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )

    def content(self) -> bytes:
        """Return what was sent, and let go of the file that held it meanwhile."""
        sent = self.picture.data
        if not sent:
            return b""
        with closing(sent):
            found: bytes = sent.read()
        return found
