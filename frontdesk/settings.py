"""Settings: everything an operator can set, read from the environment and from `.env`."""

import math
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
LAST_PORT = 65535


class InvalidSetting(ValueError):
    """A setting cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """All settings of Helpline; durations are seconds. `.env.example` explains each one."""

    data_dir: Path
    database_url: str
    host: str
    port: int
    public_url: str
    """Where people reach the front desk in a browser: for links in mail and chat."""
    origins: tuple[str, ...]
    rasa_url: str
    actions_url: str
    channel_secret: str
    site_secret: str
    demo: bool
    backoffice_url: str | None
    backoffice_token: str | None
    smtp_url: str | None
    mail_from: str
    turn_timeout: float
    delay_notice_after: float
    unavailable_after: float
    listening_pace: float
    hours_file: Path
    standards_file: Path
    watch_standards: bool
    handoff_mail: tuple[str, ...]
    webhook_urls: tuple[str, ...]
    webhook_secret: str
    messages_per_minute: int
    conversations_per_minute: int

    @property
    def local_url(self) -> str:
        """Where the front desk listens: for what runs beside it."""
        return _local(self.host, self.port)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process environment over `.env`).

    Secrets that are not set are made once and kept in the data directory, readable by its owner alone.
    Raises InvalidSetting with the name of the setting.
    """
    values: dict[str, str] = {}
    if environ is None:
        values.update({k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None})
        environ = os.environ
    values.update(environ)

    def text(name: str, default: str) -> str:
        return values.get(f"HELPLINE_{name}") or default

    def number(name: str, default: float) -> float:
        raw = text(name, str(default))
        try:
            result = float(raw)
        except ValueError:
            raise InvalidSetting(f"HELPLINE_{name} should be a number, not {raw!r}") from None
        if not math.isfinite(result):
            raise InvalidSetting(f"HELPLINE_{name} should be a number, not {raw!r}")
        if result < 0:
            raise InvalidSetting(f"HELPLINE_{name} should not be negative, but is {raw}")
        return result

    def whole(name: str, default: int, most: int | None = None) -> int:
        result = number(name, default)
        if result != int(result) or (most is not None and result > most):
            limit = "" if most is None else f" up to {most}"
            raise InvalidSetting(f"HELPLINE_{name} should be a whole number{limit}, not {result:g}")
        return int(result)

    def several(name: str) -> tuple[str, ...]:
        return tuple(text(name, "").replace(",", " ").split())

    def switch(name: str, default: str) -> bool:
        return text(name, default).lower() not in ("0", "false", "no", "off")

    def file(name: str, default: str) -> Path:
        return Path(text(name, str(ROOT / "data" / "service" / default))).resolve()

    data_dir = Path(text("DATA_DIR", str(ROOT / "var"))).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    host, port = text("HOST", "127.0.0.1"), whole("PORT", 8000, LAST_PORT)
    return Settings(
        data_dir=data_dir,
        database_url=text("DATABASE_URL", f"sqlite:///{data_dir / 'helpline.db'}"),
        host=host,
        port=port,
        public_url=_address("HELPLINE_PUBLIC_URL", text("PUBLIC_URL", _local(host, port))),
        origins=several("ORIGINS"),
        rasa_url=text("RASA_URL", "http://127.0.0.1:5005"),
        actions_url=text("ACTIONS_URL", "http://127.0.0.1:5055/webhook"),
        channel_secret=text("CHANNEL_SECRET", "") or _kept_secret(data_dir, "channel"),
        site_secret=text("SITE_SECRET", "") or _kept_secret(data_dir, "site"),
        demo=switch("DEMO", "0"),
        backoffice_url=text("BACKOFFICE_URL", "") or None,
        backoffice_token=text("BACKOFFICE_TOKEN", "") or None,
        smtp_url=text("SMTP_URL", "") or None,
        mail_from=text("MAIL_FROM", "help@fernhill.example"),
        turn_timeout=number("TURN_TIMEOUT", 20),
        delay_notice_after=number("DELAY_NOTICE_AFTER", 6),
        unavailable_after=number("UNAVAILABLE_AFTER", 60),
        listening_pace=number("LISTENING_PACE", 1),
        hours_file=file("HOURS_FILE", "hours.yml"),
        standards_file=file("STANDARDS_FILE", "standards.yml"),
        watch_standards=switch("WATCH_STANDARDS", "1"),
        handoff_mail=several("HANDOFF_MAIL"),
        webhook_urls=several("WEBHOOK_URLS"),
        webhook_secret=text("WEBHOOK_SECRET", "") or _kept_secret(data_dir, "webhook"),
        messages_per_minute=whole("MESSAGES_PER_MINUTE", 60),
        conversations_per_minute=whole("CONVERSATIONS_PER_MINUTE", 30),
    )


def _local(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _address(name: str, value: str) -> str:
    """An address without a path. Raises InvalidSetting."""
    address = value.rstrip("/")
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or address != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc or " " in address:
        raise InvalidSetting(f"{name} should be an address such as https://help.shop.example, not {value!r}")
    return address


def _kept_secret(data_dir: Path, name: str) -> str:
    """The secret `name`, made on first use; safe when two processes start at once."""
    path = data_dir / f"{name}.secret"
    draft = data_dir / f".{name}.{secrets.token_hex(4)}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(draft, path)  # fails if somebody was faster, whose secret then holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
