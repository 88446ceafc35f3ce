"""What settings of access mean, which role a visitor has, and what is recorded of him."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fenjin import settings
from fenjin.language.translate import translator
from fenjin.server import access, api, audit, gate
from fenjin.settings import VIEWER, SettingError
from tests.signing import GOOD, PROXY, ROLES


def test_without_settings_it_is_open_and_with_them_it_is_not():
    assert settings.read({}).access is None and settings.read({settings.ACCESS: "open"}).access is None
    read = settings.read(GOOD).access
    assert read.by.address == "https://dash.example" and read.by.seconds == 12 * 3600 and read.others == VIEWER
    assert settings.read({**GOOD, settings.ROLES: " a b = analyst , c=d=viewer,"}).access.roles == {
        "a b": "analyst",
        "c=d": "viewer",
    }
    assert [str(each) for each in settings.read(PROXY).access.by.addresses] == ["10.0.0.1/32"]


@pytest.mark.parametrize(("stated", "named"), [
    *[({**GOOD, name: ""}, name) for name in GOOD if name != settings.ACCESS],
    *[({**PROXY, name: ""}, name) for name in PROXY if name != settings.ACCESS],
    ({**GOOD, settings.ACCESS: ""}, settings.ACCESS),
    ({**GOOD, settings.ACCESS: "yes"}, settings.ACCESS),
    ({**PROXY, settings.ACCESS: "oidc"}, settings.PROXY_USER_HEADER),
    ({settings.ROLES: "a=viewer"}, settings.ROLES),
    ({"FENJIN_ACESS": "oidc"}, "FENJIN_ACESS"),
    ({**GOOD, settings.COOKIE_SECRET: "short"}, settings.COOKIE_SECRET),
    ({**GOOD, settings.OIDC_METADATA: "http://sign.example/"}, settings.OIDC_METADATA),
    ({**GOOD, settings.OIDC_METADATA: "sign.example"}, settings.OIDC_METADATA),
    ({**GOOD, settings.OIDC_ADDRESS: "https://dash.example/fenjin"}, settings.OIDC_ADDRESS),
    ({**GOOD, settings.OIDC_ADDRESS: "https://dash.example:x"}, settings.OIDC_ADDRESS),
    *[({**GOOD, settings.SESSION_HOURS: hours}, settings.SESSION_HOURS) for hours in ("0", "-1", "x", "nan", "inf", "721")],
    *[({**GOOD, settings.ROLES: roles}, settings.ROLES) for roles in ("a", "=viewer", "a=boss", "a=viewer,a=analyst")],
    ({**GOOD, settings.ROLE_OTHERS: "nobody"}, settings.ROLE_OTHERS),
    ({**GOOD, settings.ROLE_OTHERS: "refused"}, settings.ROLES),
    *[({**PROXY, settings.PROXY_ADDRESSES: text}, settings.PROXY_ADDRESSES) for text in ("proxy", "0.0.0.0/0", "::/0", "10.0.0.1/8", ",")],
    ({**PROXY, settings.PROXY_USER_HEADER: "X User"}, settings.PROXY_USER_HEADER),
    ({**PROXY, settings.ROLES: "a=viewer"}, settings.PROXY_ROLES_HEADER),
], ids=str)  # fmt: skip
def test_a_wrong_or_missing_setting_is_named(stated, named):
    with pytest.raises(SettingError, match=named):
        settings.read(stated)


def test_a_secret_is_never_said():
    with pytest.raises(SettingError) as wrong:
        settings.read({**GOOD, settings.COOKIE_SECRET: "short-secret"})
    assert "short-secret" not in str(wrong.value)


def test_an_address_that_the_server_does_not_answer_under_is_named():
    with pytest.raises(SettingError, match=settings.HOSTS):
        gate.middleware(settings.read(GOOD), None)


@pytest.mark.parametrize(("claims", "claim", "role"), [
    ({"roles": ["staff", "data-people"]}, "roles", "analyst"),
    ({"roles": ["server-people", "staff"]}, "roles", "operator"),
    ({"roles": "data-people"}, "roles", "analyst"),
    ({"roles": "data-people staff"}, "roles", "viewer"),
    ({"realm_access": {"roles": ["data-people"]}}, "realm_access.roles", "analyst"),
    ({"https://city.example/roles": ["data-people"]}, "https://city.example/roles", "analyst"),
    ({"roles": [{"data-people": 1}, 7, None]}, "roles", "viewer"),
    ({"roles": {"data-people": True}}, "roles", "viewer"),
    ({"roles": ["operator", "DATA-PEOPLE"]}, "roles", "viewer"),
    ({}, "realm_access.roles", "viewer"),
])  # fmt: skip
def test_the_claim_gives_the_highest_role_that_it_states(claims, claim, role):
    restricted = settings.read({**GOOD, settings.ROLES: ROLES}).access
    assert access.of_claims({"sub": "li", **claims}, claim, restricted).role == role
    assert access.of_claims({"sub": 7, **claims}, claim, restricted) is None


def test_a_visitor_has_a_name_for_people():
    restricted = settings.read(GOOD).access
    given = {"sub": "7", "name": " ", "preferred_username": "李", "email": "li@city.example"}
    visitor = access.of_claims(given, "roles", restricted)
    assert visitor.in_words(translator("en")) == "李 · viewer" and access.of_text(visitor.text()) == visitor
    assert access.of_claims({"sub": "7"}, "roles", restricted).name == "7"


def test_a_flood_of_refusals_does_not_fill_the_log(monkeypatch):
    written = []
    monkeypatch.setattr(audit.logs, "audit", lambda event, **facts: written.append(facts))
    now = [6000.0]
    monkeypatch.setattr(audit, "clock", lambda: now[0])
    for kept in (audit._refusals, audit._omissions):
        kept.clear()

    def refuse(address):
        audit.record("refused", None, why="no cookie", path="/" + "a" * 5000, address=address)

    for _time in range(1000):
        refuse("10.0.0.7")
    assert len(written) == 30 and len(written[0]["path"]) == 500
    refuse("10.0.0.8")
    assert written[-1]["address"] == "10.0.0.8" and "left_out" not in written[-1], "one who floods hides nobody else"
    audit.record("sign-in", access.EVERYBODY)
    assert written[-1]["user"] == "-"
    now[0] += 60
    refuse("10.0.0.7")
    assert written[-1]["left_out"] == 970
    for number in range(100_000):
        refuse(f"10.1.{number // 256}.{number % 256}")
    assert len(written) < 700 and len(audit._omissions) <= 1001


def test_an_open_dashboard_records_what_is_taken_without_a_name(monkeypatch):
    written = []
    monkeypatch.setattr(audit.logs, "audit", lambda event, **facts: written.append((event, facts)))
    client = TestClient(Starlette(routes=api.routes))
    answer = client.get("/api/ledger?format=csv")
    again = client.get("/api/ledger?format=csv", headers={"If-None-Match": answer.headers["etag"]})
    assert answer.status_code == 200 and again.status_code == 304 and client.get("/api/nothing").status_code == 404
    [(event, facts)] = written
    assert event == "api" and facts["user"] == "-" and facts["path"] == "/api/ledger" and facts["bytes"] == len(answer.content)
