"""Links, sign-ins, second steps and roles on both databases."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.history.models import Entry
from conference.kernel import clock, codes
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.people import actions, queries, rules
from conference.people.models import Person, RecoveryCode, SecondStep, SignIn, SignInLink
from conference.people.rules import GiftState, Role, RoleDesk, Verdict
from tests.factories import people as make
from tests.factories.people import KEY, code_at, wrong_code
from tests.factories.programme import make_edition
from tests.support.races import at_once
from tests.support.statements import counted

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def use(
    selector: str, *, device: str = "Firefox on Windows", later: timedelta = timedelta()
) -> str:
    with transaction():
        begun = actions.use_link(
            selector,
            device=device,
            replaces=None,
            now=clock.now(),
            real_now=clock.real_now() + later,
        )
    return begun.token


def mails() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Message.kind, Message.address).order_by(Message.id))
    return [(kind, address) for kind, address in rows]


def stories(kind: str) -> list[str]:
    rows = select(Entry.what).where(Entry.subject_kind == kind).order_by(Entry.id)
    return list(db.session.scalars(rows))


def test_known_and_unknown_addresses_cause_the_same_work(database: Flask) -> None:
    make.make_person("known@example.org")
    work = []
    for email in ("known@example.org", "unknown@example.org"):
        with counted() as statements, transaction():
            actions.send_link(email, next_address="/account", now=clock.real_now())
        work.append(list(statements))
    assert work[0] == work[1]
    assert mails() == [
        ("people.sign_in_link", "known@example.org"),
        ("people.sign_in_link", "unknown@example.org"),
    ]


def test_asking_for_a_link_makes_nobody(database: Flask) -> None:
    make.make_link(now=clock.real_now())
    assert db.session.scalars(select(Person.id)).all() == []


def test_nothing_that_opens_is_stored(database: Flask) -> None:
    selector = make.make_link(now=clock.real_now())
    token = codes.sealed("sign-in", selector, key=KEY)
    message = db.session.scalars(select(Message)).one()
    assert selector not in str(message.facts)
    assert token != selector
    sign_in_token = use(selector)
    sign_in = db.session.scalars(select(SignIn)).one()
    assert sign_in_token not in (sign_in.token_hash, sign_in.device)


def test_a_link_brings_a_person_into_being_and_signs_in(database: Flask) -> None:
    selector = make.make_link(" Rowan@Example.org", now=clock.real_now())
    token = use(selector, device="Safari on iPhone")
    person = db.session.scalars(select(Person)).one()
    seen = queries.viewer_of(token, now=clock.real_now())
    assert person.email == "rowan@example.org"
    assert seen is not None
    assert (seen.person_id, seen.email, seen.grants, seen.owes_second_step) == (
        person.id,
        "rowan@example.org",
        frozenset(),
        False,
    )


def test_a_known_address_gets_its_person(database: Flask) -> None:
    person_id = make.make_person("rowan@example.org", name="Rowan Hale")
    seen = queries.viewer_of(use(make.make_link(now=clock.real_now())), now=clock.real_now())
    assert seen is not None
    assert (seen.person_id, seen.name) == (person_id, "Rowan Hale")


def test_the_page_that_was_asked_for_comes_back(database: Flask) -> None:
    selector = make.make_link(now=clock.real_now(), next_address="/2024/my-day")
    with transaction():
        begun = actions.use_link(
            selector, device="", replaces=None, now=clock.now(), real_now=clock.real_now()
        )
    assert begun.next_address == "/2024/my-day"


def test_a_foreign_page_is_not_even_stored(database: Flask) -> None:
    make.make_link(now=clock.real_now(), next_address="//example.org/")
    assert db.session.scalars(select(SignInLink.next_address)).all() == [""]


def test_a_link_works_once(database: Flask) -> None:
    selector = make.make_link(now=clock.real_now())
    use(selector)
    with pytest.raises(rules.LinkSpent):
        use(selector)
    assert len(db.session.scalars(select(SignIn)).all()) == 1


def test_a_link_works_for_thirty_minutes(database: Flask) -> None:
    asked_at = clock.real_now()
    selector = make.make_link(now=asked_at)
    assert queries.open_link(selector, now=asked_at + 29 * MINUTE).email == "rowan@example.org"
    with pytest.raises(rules.LinkSpent):
        queries.open_link(selector, now=asked_at + 30 * MINUTE)
    with pytest.raises(rules.LinkSpent):
        use(selector, later=30 * MINUTE)
    use(selector, later=29 * MINUTE)


def test_a_newer_link_ends_the_older_one(database: Flask) -> None:
    older = make.make_link(now=clock.real_now())
    newer = make.make_link(now=clock.real_now())
    with pytest.raises(rules.LinkSpent):
        use(older)
    use(newer)
    with pytest.raises(rules.LinkSpent):
        use(older)


def test_links_of_others_do_not_matter(database: Flask) -> None:
    mine = make.make_link("rowan@example.org", now=clock.real_now())
    make.make_link("oona@example.org", now=clock.real_now())
    use(mine)


def test_an_unknown_selector_is_spent(database: Flask) -> None:
    with pytest.raises(rules.LinkSpent):
        use("NOSUCHSELECTOR22")


def test_an_address_gets_five_links_an_hour(database: Flask) -> None:
    start = clock.real_now()
    for minute in range(7):
        with transaction():
            actions.send_link("r@example.org", next_address="", now=start + minute * MINUTE)
    assert len(mails()) == 5
    with transaction():
        actions.send_link("r@example.org", next_address="", now=start + HOUR + MINUTE)
    assert len(mails()) == 6


def test_forty_requests_at_once_send_five_links(database: Flask) -> None:
    def ask() -> None:
        with transaction():
            actions.send_link("r@example.org", next_address="", now=clock.real_now())

    at_once(database, [ask] * 40)
    assert len(mails()) == 5


def test_the_same_link_pressed_eight_times_at_once_signs_in_once(database: Flask) -> None:
    selector = make.make_link(now=clock.real_now())
    answers = at_once(database, [partial(use, selector)] * 8)
    refused = [answer for answer in answers if isinstance(answer, rules.LinkSpent)]
    assert (len(refused), len(answers) - len(refused)) == (7, 1)
    assert len(db.session.scalars(select(SignIn)).all()) == 1


def test_one_address_proved_eight_times_at_once_is_one_person(database: Flask) -> None:
    def prove() -> int:
        with transaction():
            return actions.person_for_address("Rowan@example.org", now=clock.now())

    answers = at_once(database, [prove] * 8)
    assert set(answers) == set(db.session.scalars(select(Person.id)))
    assert len(set(answers)) == 1


def test_signing_in_again_ends_the_browsers_older_sign_in(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    _, older = make.make_sign_in(person_id, now=now)
    _, elsewhere = make.make_sign_in(person_id, now=now)
    selector = make.make_link(now=now)
    with transaction():
        actions.use_link(
            selector, device="", replaces=older, now=clock.now(), real_now=clock.real_now()
        )
    assert queries.viewer_of(older, now=now) is None
    assert queries.viewer_of(elsewhere, now=now) is not None


def test_a_browser_that_is_new_to_a_person_is_told_of(database: Flask) -> None:
    use(make.make_link(now=clock.real_now()), device="Firefox on Windows")
    use(make.make_link(now=clock.real_now()), device="Firefox on Windows")
    use(make.make_link(now=clock.real_now()), device="Safari on iPhone")
    assert [kind for kind, _ in mails()] == [
        *["people.sign_in_link"] * 3,
        "people.new_device",
    ]


def test_a_revoked_sign_in_is_nobody(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    ended_id, ended = make.make_sign_in(person_id, now=now)
    _, kept = make.make_sign_in(person_id, now=now)
    with transaction():
        actions.end_sign_in(person_id, ended_id, now=now)
    assert queries.viewer_of(ended, now=now) is None
    assert queries.viewer_of(kept, now=now) is not None


def test_nobody_ends_the_sign_in_of_another(database: Flask) -> None:
    now = clock.real_now()
    theirs, token = make.make_sign_in(make.make_person("oona@example.org"), now=now)
    stranger = make.make_person("rowan@example.org")
    with pytest.raises(NotFound), transaction():
        actions.end_sign_in(stranger, theirs, now=now)
    assert queries.viewer_of(token, now=now) is not None


def test_all_other_sign_ins_end_at_once(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    kept_id, kept = make.make_sign_in(person_id, now=now)
    others = [make.make_sign_in(person_id, now=now)[1] for _ in range(3)]
    _, stranger = make.make_sign_in(make.make_person("oona@example.org"), now=now)
    with transaction():
        actions.end_other_sign_ins(person_id, kept_id=kept_id, now=now)
    alive = [queries.viewer_of(token, now=now) is not None for token in (kept, stranger, *others)]
    assert alive == [True, True, False, False, False]


def test_all_sign_ins_end_at_once(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    _, token = make.make_sign_in(person_id, now=now)
    with transaction():
        actions.end_other_sign_ins(person_id, kept_id=None, now=now)
    assert queries.viewer_of(token, now=now) is None


def test_a_sign_in_dies_after_thirty_idle_days_and_use_keeps_it(database: Flask) -> None:
    now = clock.real_now()
    sign_in_id, token = make.make_sign_in(make.make_person(), now=now)
    with transaction():
        actions.note_use(sign_in_id, now=now + 29 * DAY)
    assert queries.viewer_of(token, now=now + 58 * DAY) is not None
    assert queries.viewer_of(token, now=now + 59 * DAY) is None


def test_use_is_noted_once_an_hour(database: Flask) -> None:
    now = clock.real_now()
    sign_in_id, _ = make.make_sign_in(make.make_person(), now=now)
    noted = []
    for later in (59 * MINUTE, 60 * MINUTE, 90 * MINUTE):
        with transaction():
            actions.note_use(sign_in_id, now=now + later)
        noted.append(db.session.scalars(select(SignIn.last_seen_at)).one() - now)
    assert noted == [timedelta(), 60 * MINUTE, 60 * MINUTE]


def test_a_name_is_changed_and_noted_without_the_name(database: Flask) -> None:
    person_id = make.make_person()
    for _ in range(2):
        with transaction():
            actions.rename(person_id, name="Rowan O'Hale", now=clock.now())
    assert queries.person(person_id).name == "Rowan O'Hale"
    assert stories("person") == ["name changed in the account"]


def confirm(staff: make.Staff, sign_in_id: int, code: str, later: timedelta) -> Verdict:
    with transaction():
        return actions.confirm_code(
            actions.Browser(person_id=staff.person_id, sign_in_id=sign_in_id, key=KEY),
            code=code,
            now=clock.real_now() + later,
        )


def test_setting_up_confirms_the_sign_in(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    sign_in = db.session.scalars(select(SignIn)).one()
    assert sign_in.confirmed_at == now
    assert len(set(staff.recovery_codes)) == rules.RECOVERY_CODES
    assert stories("person") == ["second step set up"]


def test_the_stored_second_step_gives_nothing_away(database: Flask) -> None:
    staff = make.make_staff(now=clock.real_now())
    sealed = db.session.scalars(select(SecondStep.sealed_secret)).one()
    hashes = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert staff.secret.encode() not in sealed
    assert not set(staff.recovery_codes) & set(hashes)


def test_another_browser_never_sees_a_secret_that_is_being_set_up(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    make.make_grant(person_id)
    first, _ = make.make_sign_in(person_id, now=now)
    second, _ = make.make_sign_in(person_id, now=now)
    with transaction():
        actions.begin_setup(
            actions.Browser(person_id=person_id, sign_in_id=first, key=KEY), now=now
        )
    assert queries.setup_page(person_id, sign_in_id=first, now=now) is not None
    assert queries.setup_page(person_id, sign_in_id=second, now=now) is None
    assert queries.setup_page(person_id, sign_in_id=first, now=now + 30 * MINUTE) is None
    other = actions.Browser(person_id=person_id, sign_in_id=second, key=KEY)
    with pytest.raises(rules.SetupOver), transaction():
        actions.finish_setup(other, code=code_at(make.secret_of(person_id), now), now=now)


def test_setting_up_again_makes_a_new_secret_until_it_is_confirmed(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    sign_in_id, _ = make.make_sign_in(person_id, now=now)
    browser = actions.Browser(person_id=person_id, sign_in_id=sign_in_id, key=KEY)
    secrets = []
    for _ in range(2):
        with transaction():
            actions.begin_setup(browser, now=now)
        secrets.append(make.secret_of(person_id))
    assert secrets[0] != secrets[1]
    with pytest.raises(rules.CodeWrong), transaction():
        actions.finish_setup(browser, code=wrong_code(secrets[1], now), now=now)
    with transaction():
        actions.finish_setup(browser, code=code_at(secrets[1], now), now=now)
    with pytest.raises(rules.SetupOver), transaction():
        actions.begin_setup(browser, now=now)
    with pytest.raises(rules.SetupOver), transaction():
        actions.finish_setup(browser, code=code_at(secrets[1], now + MINUTE), now=now + MINUTE)


def test_the_newest_code_passes_and_an_old_one_does_not(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    sign_in_id, token = make.make_sign_in(staff.person_id, now=now)
    used = code_at(staff.secret, now)
    fresh = code_at(staff.secret, now + MINUTE)
    assert confirm(staff, sign_in_id, used, timedelta()) is Verdict.WRONG
    before = queries.viewer_of(token, now=now)
    assert before is not None
    assert before.owes_second_step
    assert confirm(staff, sign_in_id, fresh, MINUTE) is Verdict.RIGHT
    after = queries.viewer_of(token, now=now)
    assert after is not None
    assert not after.owes_second_step


def test_one_code_passes_in_one_of_two_browsers_at_once(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    ids = [make.make_sign_in(staff.person_id, now=now)[0] for _ in range(4)]
    code = code_at(staff.secret, now + MINUTE)
    answers = at_once(
        database,
        [partial(confirm, staff, number, code, MINUTE) for number in ids],
    )
    assert sorted(answers) == [Verdict.RIGHT, *[Verdict.WRONG] * 3]


def test_the_fifth_wrong_code_ends_the_sign_in(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    sign_in_id, token = make.make_sign_in(staff.person_id, now=now)
    wrong = wrong_code(staff.secret, now)
    verdicts = [confirm(staff, sign_in_id, wrong, timedelta()) for _ in range(5)]
    assert verdicts == [*[Verdict.WRONG] * 4, Verdict.ENDED]
    assert queries.viewer_of(token, now=now) is None
    right = code_at(staff.secret, now + MINUTE)
    assert confirm(staff, sign_in_id, right, MINUTE) is Verdict.ENDED


def test_who_reads_the_mailbox_cannot_guess_for_days(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    wrong = wrong_code(staff.secret, now)
    for _ in range(3):
        sign_in_id, _ = make.make_sign_in(staff.person_id, now=now)
        for _ in range(5):
            confirm(staff, sign_in_id, wrong, timedelta())
    sign_in_id, _ = make.make_sign_in(staff.person_id, now=now)
    right = code_at(staff.secret, now + MINUTE)
    assert confirm(staff, sign_in_id, right, MINUTE) is Verdict.ENDED
    tomorrow, _ = make.make_sign_in(staff.person_id, now=now + DAY)
    right = code_at(staff.secret, now + DAY + MINUTE)
    assert confirm(staff, tomorrow, right, DAY + MINUTE) is Verdict.RIGHT


def recover(staff: make.Staff, sign_in_id: int, code: str) -> Verdict:
    with transaction():
        return actions.use_recovery_code(
            actions.Browser(person_id=staff.person_id, sign_in_id=sign_in_id, key=KEY),
            code=code,
            now=clock.real_now(),
        )


def test_a_recovery_code_works_once(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    first, token = make.make_sign_in(staff.person_id, now=now)
    second, _ = make.make_sign_in(staff.person_id, now=now)
    code = staff.recovery_codes[0].lower().replace("-", " ")
    assert recover(staff, first, code) is Verdict.RIGHT
    assert recover(staff, second, code) is Verdict.WRONG
    seen = queries.viewer_of(token, now=now)
    assert seen is not None
    assert not seen.owes_second_step
    page = queries.account_page(staff.person_id, sign_in_id=first, now=now)
    assert (page.has_second_step, page.recovery_left) == (True, 9)


def test_a_recovery_code_works_once_in_a_race(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    ids = [make.make_sign_in(staff.person_id, now=now)[0] for _ in range(4)]
    code = staff.recovery_codes[0]
    answers = at_once(database, [partial(recover, staff, number, code) for number in ids])
    assert sorted(answers) == [Verdict.RIGHT, *[Verdict.WRONG] * 3]


def test_the_recovery_code_of_another_is_wrong(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff("oona@example.org", now=now)
    other = make.make_staff("rowan@example.org", now=now)
    sign_in_id, _ = make.make_sign_in(staff.person_id, now=now)
    assert recover(staff, sign_in_id, other.recovery_codes[0]) is Verdict.WRONG


def test_five_wrong_recovery_codes_end_the_sign_in(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    sign_in_id, token = make.make_sign_in(staff.person_id, now=now)
    verdicts = [recover(staff, sign_in_id, "AAAA-AAAA-AAAA") for _ in range(5)]
    assert verdicts == [*[Verdict.WRONG] * 4, Verdict.ENDED]
    assert recover(staff, sign_in_id, staff.recovery_codes[0]) is Verdict.ENDED
    assert queries.viewer_of(token, now=now) is None


def test_new_recovery_codes_end_the_old_ones(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    sign_in_id, _ = make.make_sign_in(staff.person_id, now=now)
    browser = actions.Browser(person_id=staff.person_id, sign_in_id=sign_in_id, key=KEY)
    with transaction():
        fresh = actions.renew_recovery_codes(browser, now=now)
    assert recover(staff, sign_in_id, staff.recovery_codes[0]) is Verdict.WRONG
    assert recover(staff, sign_in_id, fresh[0]) is Verdict.RIGHT


def test_a_second_step_that_is_taken_away_unconfirms_every_sign_in(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now)
    _, token = make.make_sign_in(staff.person_id, now=now, is_confirmed=True)
    with transaction():
        actions.reset_second_step(staff.person_id, actor="system", now=now)
    seen = queries.viewer_of(token, now=now)
    assert seen is not None
    assert seen.owes_second_step
    assert not queries.has_second_step(staff.person_id)
    assert db.session.scalars(select(RecoveryCode.id)).all() == []


def give(email: str, role: Role, *, edition_id: int | None, desk: RoleDesk) -> GiftState:
    with transaction():
        return actions.give_role(
            email,
            role,
            edition_id=edition_id,
            desk=desk,
            now=clock.now(),
        )


def desk_of(edition_id: int, *, acts_for_all: bool = True) -> RoleDesk:
    return RoleDesk(edition_id=edition_id, acts_for_all=acts_for_all, actor="person 1")


def test_a_role_counts_at_once_for_a_proved_address(database: Flask) -> None:
    edition = make_edition()
    make.make_person("rowan@example.org")
    desk = desk_of(edition.id)
    states = [
        give(" Rowan@Example.org", Role.FINANCE, edition_id=edition.id, desk=desk) for _ in range(2)
    ]
    assert states == [GiftState.GIVEN, GiftState.ALREADY]
    assert make.roles_held() == [("rowan@example.org", "finance", edition.id)]
    assert mails() == [("people.role_given", "rowan@example.org")]
    assert stories("person") == ["role given: finance"]


def test_the_mail_about_a_role_was_written_in_the_conference_time(database: Flask) -> None:
    edition, began = make_edition(), clock.now()
    give("new@example.org", Role.FINANCE, edition_id=edition.id, desk=desk_of(edition.id))
    written_at = db.session.scalars(select(Message.created_at)).one()
    assert began <= written_at <= clock.now()


def test_a_role_waits_for_an_address_to_be_proved(database: Flask) -> None:
    edition = make_edition()
    desk = desk_of(edition.id)
    states = [give("new@example.org", Role.FINANCE, edition_id=None, desk=desk) for _ in range(2)]
    assert states == [GiftState.WAITING, GiftState.ALREADY]
    assert make.roles_waiting() == [("new@example.org", "finance", None)]
    assert make.roles_held() == []
    use(make.make_link("new@example.org", now=clock.real_now()))
    assert make.roles_held() == [("new@example.org", "finance", None)]
    assert make.roles_waiting() == []


def test_a_desk_of_one_year_gives_roles_of_that_year_only(database: Flask) -> None:
    edition = make_edition()
    other = make_edition("2025", is_current=False)
    desk = desk_of(edition.id, acts_for_all=False)
    with pytest.raises(rules.OutOfReach):
        give("r@example.org", Role.FINANCE, edition_id=None, desk=desk)
    with pytest.raises(NotFound):
        give("r@example.org", Role.FINANCE, edition_id=other.id, desk=desk)
    assert make.roles_waiting() == []


def take(grant_id: int, desk: RoleDesk) -> None:
    with transaction():
        actions.take_role(grant_id, desk=desk, now=clock.now())


def test_a_role_is_taken_away(database: Flask) -> None:
    edition = make_edition()
    person_id = make.make_person("rowan@example.org")
    grant_id = make.make_grant(person_id, Role.FINANCE, edition_id=edition.id)
    take(grant_id, desk_of(edition.id, acts_for_all=False))
    assert make.roles_held() == []
    assert stories("person") == ["role taken away: finance"]
    with pytest.raises(NotFound):
        take(grant_id, desk_of(edition.id))


def test_roles_of_other_years_are_out_of_reach(database: Flask) -> None:
    edition = make_edition()
    other = make_edition("2025", is_current=False)
    person_id = make.make_person()
    theirs = make.make_grant(person_id, Role.FINANCE, edition_id=other.id)
    of_all = make.make_grant(person_id, Role.FINANCE)
    with pytest.raises(NotFound):
        take(theirs, desk_of(edition.id))
    with pytest.raises(rules.OutOfReach):
        take(of_all, desk_of(edition.id, acts_for_all=False))


def test_the_last_organiser_stays(database: Flask) -> None:
    edition = make_edition()
    first = make.make_grant(make.make_person("oona@example.org"))
    second = make.make_grant(make.make_person("rowan@example.org"))
    take(first, desk_of(edition.id))
    with pytest.raises(rules.LastOrganiser):
        take(second, desk_of(edition.id))
    assert make.roles_held() == [("rowan@example.org", "organiser", None)]


def test_two_organisers_cannot_take_each_others_role_at_once(database: Flask) -> None:
    edition = make_edition()
    grants = [
        make.make_grant(make.make_person(email)) for email in ("a@example.org", "b@example.org")
    ]
    desk = desk_of(edition.id)
    answers = at_once(database, [partial(take, grant, desk) for grant in grants])
    assert [type(answer) for answer in answers if answer] == [rules.LastOrganiser]
    assert len(make.roles_held()) == 1


def test_a_waiting_role_can_be_withdrawn(database: Flask) -> None:
    edition = make_edition()
    desk = desk_of(edition.id)
    give("new@example.org", Role.FINANCE, edition_id=edition.id, desk=desk)
    waiting = queries.invitations_for_desk(edition.id)
    with transaction():
        actions.withdraw_invitation(waiting[0].id, desk=desk, now=clock.now())
    use(make.make_link("new@example.org", now=clock.real_now()))
    assert (make.roles_held(), make.roles_waiting()) == ([], [])


def test_who_has_roles_elsewhere_keeps_the_second_step(database: Flask) -> None:
    now = clock.real_now()
    edition = make_edition()
    staff = make.make_staff(now=now)
    grant_id = make.make_grant(staff.person_id, Role.FINANCE, edition_id=edition.id)
    with pytest.raises(rules.OutOfReach), transaction():
        actions.reset_for_staff(grant_id, desk=desk_of(edition.id, acts_for_all=False), now=now)
    assert queries.has_second_step(staff.person_id)
    with transaction():
        actions.reset_for_staff(grant_id, desk=desk_of(edition.id), now=now)
    assert not queries.has_second_step(staff.person_id)


def test_the_first_organiser_signs_in_by_the_printed_link(database: Flask) -> None:
    with transaction():
        path = actions.make_first_organiser("First@example.org", key=KEY, now=clock.real_now())
    selector = codes.opened("sign-in", path.removeprefix("/sign-in/"), key=KEY)
    assert selector is not None
    seen = queries.viewer_of(use(selector), now=clock.real_now())
    assert seen is not None
    assert seen.grants == rules.permissions([(Role.ORGANISER, None)])
    assert mails() == []
    assert make.roles_held() == [("first@example.org", "organiser", None)]


def test_purging_keeps_what_is_alive(database: Flask) -> None:
    now = clock.real_now()
    person_id = make.make_person()
    make.make_link("old@example.org", now=now - DAY - MINUTE)
    make.make_link("new@example.org", now=now)
    idle_id, _ = make.make_sign_in(person_id, now=now - 30 * DAY - MINUTE)
    make.make_sign_in(person_id, now=now, device="kept")
    ended_id, _ = make.make_sign_in(person_id, now=now, device="ended lately")
    browser = actions.Browser(person_id=person_id, sign_in_id=idle_id, key=KEY)
    with transaction():
        actions.begin_setup(browser, now=now - HOUR)
    with transaction():
        actions.end_sign_in(person_id, ended_id, now=now - DAY)
    for _ in range(2):
        with transaction():
            actions.purge(now=now)
    assert db.session.scalars(select(SignInLink.email)).all() == ["new@example.org"]
    assert sorted(db.session.scalars(select(SignIn.device))) == ["ended lately", "kept"]
    assert db.session.scalars(select(SecondStep.person_id)).all() == []


def test_purging_a_sign_in_leaves_a_second_step_that_it_began(database: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now - 40 * DAY)
    with transaction():
        actions.purge(now=now)
    assert db.session.scalars(select(SignIn.id)).all() == []
    assert queries.has_second_step(staff.person_id)
