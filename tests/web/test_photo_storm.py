"""Spoilt and hostile files through the page itself: each is kept clean or refused beside the field,
never a fault of ours."""

import os
import random
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plans.files import content_of
from plans.models import Photo
from tests.photographs import Studio
from tests.pictures.corpus import bombs, good_files, other_files, spoilt, tagged_files
from tests.pictures.test_reencode import assert_is_clean_jpeg

pytestmark = pytest.mark.django_db

SPOILT = 5_000 if os.environ.get("SOAK") == "1" else 40


def sent(client: Client, studio: Studio, content: bytes) -> Any:
    file = SimpleUploadedFile("IMG_1.jpg", content, content_type="image/jpeg")
    return client.post(f"/visits/{studio.first.pk}/photos/?view=front", {"file": file})


def test_no_file_breaks_the_page_and_nothing_foreign_is_kept() -> None:
    studio = Studio()
    chance = random.Random(21)
    good = [*good_files().values(), *tagged_files().values()]
    small = [content for content in good if len(content) < 100_000]
    hostile = [*other_files().values(), *bombs().values()]
    spoils = [spoilt(chance.choice(small), chance) for _ in range(SPOILT)]

    with time_machine.travel(studio.first.start, tick=False):
        client = Client()
        client.force_login(studio.doctor)
        answers = [sent(client, studio, content).status_code for content in [*hostile, *spoils]]

    assert set(answers[: len(hostile)]) == {200}
    assert set(answers) == {200, 302}
    assert Photo.objects.exists()
    for photo in Photo.objects.all():
        assert_is_clean_jpeg(content_of(photo.file))
