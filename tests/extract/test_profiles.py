"""Members' pages told by their addresses, and titles that begin like them."""

import pytest

from scoda_crawler.extract.profiles import is_profile


@pytest.mark.parametrize(
    "href",
    [
        "/u/mara", "/users/3/", "/user-12.html", "/member.php?u=3", "/members/mara.12/", "/profile.php?id=7", "/~mara",
        "https://club.example/@mara", "/space-uid-12.html", "/home.php?mod=space&uid=12", "?action=profile;u=4",
        "/index.php?showuser=9", "/user_profile.php?n=1", "/people/mara-lee", "/forum/users", "/u12",
        "/forum/UserProfile/3-mara", "?action=viewprofile;name=mara",
    ],
)  # fmt: skip
def test_profiles(href: str) -> None:
    assert is_profile(href)


@pytest.mark.parametrize(
    "href",
    [
        "/Frage/17/u-vas-nedostatochno/", "/t/people-skills-for-cyclists", "/topic/space-exploration-in-2024",
        "/threads/member-meeting-on-monday.12/", "/account-of-a-long-tour", "/blog/user-friendly-spokes",
        "/usage", "/uses", "/user/login?destination=/node/2", "/users/sign_in",
        "/thread/U7M52RBIKDOK/", "/topic/12-nick-the-greek",
    ],
)  # fmt: skip
def test_titles_are_none(href: str) -> None:
    assert not is_profile(href)
