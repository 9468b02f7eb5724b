"""The word before a photograph is kept."""

import io

from PIL import Image, ImageEnhance, ImageFilter

from plans.demo.pictures import demo_face
from plans.quality import quality_of
from tests.pictures.corpus import saved


def a_face() -> Image.Image:
    return Image.open(io.BytesIO(demo_face("front", 0, 1))).convert("RGB")


def word(picture: Image.Image, before: Image.Image | None = None) -> str:
    return quality_of(saved(picture, "JPEG"), saved(before, "JPEG") if before else None)


def test_a_sharp_picture_in_good_light_is_good() -> None:
    assert word(a_face()) == "good"
    assert word(a_face(), a_face()) == "good"


def test_too_little_and_too_much_light() -> None:
    assert word(ImageEnhance.Brightness(a_face()).enhance(0.3)) == "dark"
    assert word(ImageEnhance.Brightness(a_face()).enhance(1.6)) == "bright"


def test_dark_skin_in_good_light_is_not_too_dark() -> None:
    """Its average is low; its lights are there."""
    picture = ImageEnhance.Brightness(a_face()).enhance(0.35)
    picture.paste(Image.new("RGB", (960, 160), (190, 190, 185)), (0, 0))
    assert word(picture) == "good"


def test_a_blurred_picture() -> None:
    assert word(a_face().filter(ImageFilter.GaussianBlur(4))) == "blurred"


def test_another_distance_than_the_last_time() -> None:
    near = a_face().crop((120, 150, 840, 1050)).resize((960, 1200), Image.Resampling.LANCZOS)
    assert word(near, a_face()) == "distance"
    assert word(a_face(), near) == "distance"


def test_a_distance_that_cannot_be_measured_is_not_spoken_of() -> None:
    assert word(a_face(), Image.new("RGB", (960, 1200), "tan")) == "good"


def test_a_picture_of_almost_nothing_is_judged_too() -> None:
    assert word(Image.new("RGB", (1, 1), "grey")) == "blurred"
