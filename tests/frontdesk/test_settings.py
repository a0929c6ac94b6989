"""Settings: read, defaulted, and refused with the name of what is wrong."""

import stat
from functools import partial
from pathlib import Path

import pytest

from frontdesk.running.rasa_command import as_environ
from frontdesk.settings import InvalidSetting, Settings, load_settings
from tests.frontdesk.scenes import at_once


def load(folder: Path, **values: str) -> Settings:
    return load_settings({"HELPLINE_DATA_DIR": str(folder), **{f"HELPLINE_{k}": v for k, v in values.items()}})


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert (settings.host, settings.port, settings.demo, settings.origins) == ("127.0.0.1", 8000, False, ())
    assert settings.database_url == f"sqlite:///{tmp_path / 'helpline.db'}"
    assert settings.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("value", ["https://help.shop.example", "https://help.shop.example/", "http://10.0.0.5:8080"])
def test_links_lead_to_where_people_reach_it_and_processes_to_where_it_listens(tmp_path: Path, value: str) -> None:
    settings = load(tmp_path, HOST="0.0.0.0", PORT="9000", PUBLIC_URL=value)
    assert settings.public_url == value.rstrip("/")
    assert settings.local_url == "http://0.0.0.0:9000"


@pytest.mark.parametrize(
    "value", ["help.shop.example", "ftp://shop.example", "https://", "https://shop.example/help", "https://a b", "x"]
)
def test_what_is_no_address_of_a_site_is_refused_by_its_name(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidSetting, match="HELPLINE_PUBLIC_URL should be an address such as"):
        load(tmp_path, PUBLIC_URL=value)


def test_an_address_of_version_six_is_written_in_brackets(tmp_path: Path) -> None:
    assert load(tmp_path, HOST="::1").public_url == "http://[::1]:8000"


def test_an_empty_value_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", SMTP_URL="").port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "-1"),
        ("PORT", "70000"),
        ("PORT", "80.5"),
        ("PORT", "nan"),
        ("PORT", "inf"),
        ("TURN_TIMEOUT", "20s"),
        ("TURN_TIMEOUT", "nan"),
        ("TURN_TIMEOUT", "inf"),
        ("UNAVAILABLE_AFTER", "-0.1"),
        ("DELAY_NOTICE_AFTER", "1,5"),
        ("MESSAGES_PER_MINUTE", "many"),
        ("MESSAGES_PER_MINUTE", "0.5"),
        ("CONVERSATIONS_PER_MINUTE", "-3"),
    ],
)
def test_a_bad_number_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InvalidSetting, match=f"HELPLINE_{name} should"):
        load(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("value", "demo"),
    [("1", True), ("true", True), ("yes", True), ("0", False), ("false", False), ("no", False), ("", False),
     ("False", False), ("off", False), ("NO", False)],
)  # fmt: skip
def test_the_demo_is_switched_by_any_usual_word(tmp_path: Path, value: str, demo: bool) -> None:
    assert load(tmp_path, DEMO=value).demo is demo


def test_origins_may_be_separated_by_spaces_or_commas(tmp_path: Path) -> None:
    wanted = ("https://a.example", "https://b.example", "https://c.example")
    assert load(tmp_path, ORIGINS="https://a.example, https://b.example https://c.example").origins == wanted


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.site_secret == second.site_secret
    assert first.site_secret != first.channel_secret
    assert len(first.channel_secret) >= 32
    assert stat.S_IMODE((tmp_path / "site.secret").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    loaded = at_once([partial(load, tmp_path)] * 12)
    assert len({s.site_secret for s in loaded if isinstance(s, Settings)}) == 1, loaded
    assert all(isinstance(s, Settings) for s in loaded), loaded
    assert sorted(p.name for p in tmp_path.iterdir()) == ["channel.secret", "site.secret", "webhook.secret"]


def test_a_secret_that_is_set_is_used_and_not_kept(tmp_path: Path) -> None:
    assert load(tmp_path, SITE_SECRET="given").site_secret == "given"
    assert not (tmp_path / "site.secret").exists()


def test_settings_survive_being_handed_to_another_process(tmp_path: Path) -> None:
    settings = load(tmp_path, ORIGINS="https://a.example https://b.example", DEMO="1", TURN_TIMEOUT="1.5")
    assert load_settings(as_environ(settings)) == settings


def test_every_setting_is_explained_for_operators(settings: Settings) -> None:
    """`.env.example` lists each one, and nothing that does not exist."""
    from frontdesk.settings import ROOT

    example = (ROOT / ".env.example").read_text()
    listed = {line.lstrip("# ").split("=")[0] for line in example.splitlines() if "HELPLINE_" in line and "=" in line}
    known = {name for name in as_environ(settings) if name not in {"HELPLINE_DATA_DIR"}}
    assert known <= listed | {"HELPLINE_DATA_DIR"}, known - listed
    assert {name for name in listed if name.startswith("HELPLINE_")} <= {*known, "HELPLINE_DATA_DIR"}
