"""What the frame of every page says of the inbox."""

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.queries.inbox import news
from tests.inbox import a_check_in, an_answer
from tests.letters import Post
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db

LAST_WEEK = "2027-01-06T10:00+01:00"


def test_what_nobody_has_looked_at_is_counted_for_the_frame() -> None:
    visit = Post(LAST_WEEK).visits[0]
    a_check_in(visit, "green")
    a_check_in(visit, "amber")
    a_check_in(visit, "red")
    an_answer(visit)
    an_answer(visit, read_at=MONDAY, read_by=a_user())

    assert (news().count, news().red) == (3, 1)


def test_the_news_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    visit = Post(LAST_WEEK).visits[0]
    for _ in range(3):
        a_check_in(visit)
        an_answer(visit)

    with django_assert_num_queries(1):
        news()
