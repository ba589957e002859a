"""Everything an operator can set, read once from the environment and .env, and passed in from then on."""

from __future__ import annotations

import socket
import ssl
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.shards import Shards, shards_of

_PREFIX, _DOTENV = "ENGAWA_", Path(".env")


class SettingsUnusable(Exception):
    """The settings cannot be used; the message tells an operator why and what to do."""


class Settings(BaseSettings):
    """The settings; each is ENGAWA_ and its name in capitals. Raises ValidationError for what cannot be."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=_DOTENV, extra="ignore", frozen=True)

    token: SecretStr
    """The bot's token from Discord's developer portal."""
    listener_tokens: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """More bots that only hear, one room each, separated by commas."""
    database_url: str = "sqlite+aiosqlite:///data/state/engawa.db"
    """SQLite by default, in the folder that Engawa is started in, as `.env` is; postgresql+asyncpg://… for a server."""
    shards: Annotated[Shards | None, NoDecode] = None
    """Which of Discord's shards are this process's, as in 0-3/16, where several run; without it, all servers are."""
    api_url: str = "https://discord.com/api/v10"
    """Where REST requests go: Discord, or a proxy in front of it."""
    api_paces: bool = False
    """Whether what is there keeps a bot's requests within Discord's limits, those of all processes together."""
    gateway_url: str = "wss://gateway.discord.gg/"
    """Where the gateway is."""
    ca_file: Path | None = None
    """A certificate authority to trust besides the machine's own, for a proxy inside a company."""
    when_taken: Literal["wait", "end"] = "wait"
    """What a second Engawa on the same database does: wait until the first ends, and carry on, or end at once."""
    alive_file: Path | None = None
    """Where a running bot leaves a sign of life for `engawa alive`; without it, none."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    """Where /metrics, /healthz and /readyz are served; without it, nowhere."""
    metrics_host: str = "127.0.0.1"
    """From where they can be seen: this machine alone, or 0.0.0.0 in a container."""
    log_format: Literal["text", "json"] = "text"
    """How the log is written: for people, or one JSON object a line."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is written to the log."""

    @field_validator("token", "listener_tokens")
    @classmethod
    def _one_word(cls, value: SecretStr | tuple[SecretStr, ...]) -> SecretStr | tuple[SecretStr, ...]:
        for token in (value,) if isinstance(value, SecretStr) else value:
            word = token.get_secret_value().strip()
            if not word:
                raise ValueError("it is empty")
            if not (word.isascii() and word.isprintable() and " " not in word):
                raise ValueError("a token is one word on one line, of letters, digits and the signs . _ -")
        return value

    @field_validator("listener_tokens", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(SecretStr(token.strip()) for token in value.split(",") if token.strip())
        return value

    @field_validator("listener_tokens")
    @classmethod
    def _other_bots(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        bots = [token.get_secret_value().split(".")[0] for token in value]  # a token begins with whose it is
        main = info.data.get("token")
        if isinstance(main, SecretStr) and main.get_secret_value().strip().split(".")[0] in bots:
            raise ValueError("one of them is the bot's own, which hears anyway; each must be of another application")
        if len(set(bots)) < len(bots):
            raise ValueError("two of them are of one bot; each must be of another application")
        return value

    @field_validator("shards", mode="before")
    @classmethod
    def _named(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        shards = shards_of(value, socket.gethostname())
        url = info.data.get("database_url")
        if isinstance(url, str) and url.startswith("sqlite"):
            raise ValueError("several processes need a database server; please set ENGAWA_DATABASE_URL to PostgreSQL")
        return shards

    @field_validator("ca_file", "alive_file", "metrics_port", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("api_url", "gateway_url")
    @classmethod
    def _callable(cls, value: str, info: ValidationInfo) -> str:
        schemes = ("https", "http") if info.field_name == "api_url" else ("wss", "ws")
        try:
            url = urlsplit(value)
            fits = url.scheme in schemes and bool(url.hostname) and url.port != 0 and not set(value) & set(" <>\t\n")
            secret = "@" in url.netloc
        except ValueError:
            fits = secret = False
        if fits and secret:  # what stands there may be a password: not to be repeated
            raise ValueError("an address with a user's name or password in it cannot be called")
        if not fits:
            usual = cls.model_fields[str(info.field_name)].default
            raise ValueError(f"“{value}” is no address; it looks like {usual}")
        return value

    @field_validator("ca_file")
    @classmethod
    def _certificates(cls, value: Path | None) -> Path | None:
        try:
            ssl.create_default_context(cafile=value)
        except OSError as error:
            raise ValueError(f"no certificates can be read from {value} ({error})") from None
        return value


def read_settings() -> Settings:
    """The operator's settings. Raises SettingsUnusable, which says what is wrong with them."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
    except ValidationError as error:
        raise SettingsUnusable("\n".join((*doubts(), *_complaints(error)))) from None
    except UnicodeError:
        raise SettingsUnusable(
            f"{_DOTENV.absolute()} is no UTF-8 text. Please save it once more as UTF-8; what Windows' editor calls "
            "“Unicode” is UTF-16."
        ) from None
    except OSError as error:
        raise SettingsUnusable(f"{_DOTENV.absolute()} cannot be read ({error.strerror}).") from None


def doubts() -> list[str]:
    """What about .env is probably not as the operator meant it, a sentence each. Raises what reading it raises."""
    if _DOTENV.is_dir():
        return [
            f"{_DOTENV.absolute()} is a folder, so nothing was read from it. Docker makes one where a file that it is "
            "to mount is not there. Please remove it, and copy .env.example to .env."
        ]
    known = [f"{_PREFIX}{name}".upper() for name in Settings.model_fields]
    written = [name.upper() for name in dotenv_values(_DOTENV)]
    return [
        f"{_DOTENV.absolute()} sets {name}, which Engawa does not know.{_meant(name, known)}"
        for name in written
        if name.startswith(_PREFIX) and name not in known
    ]


def _meant(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    return f" Is {nearest[0]} meant?" if nearest else ""


def _complaints(error: ValidationError) -> list[str]:
    """What is wrong with the settings, a sentence each; a secret's value is never in it."""
    sentences: list[str] = []
    for fault in error.errors(include_input=False, include_url=False):
        name = "ENGAWA_" + str(fault["loc"][0] if fault["loc"] else "").upper()
        if fault["type"] == "missing":
            sentences.append(f"{name} is not set. Please copy .env.example to .env and fill it in.")
        else:
            sentences.append(f"{name} cannot be used: {fault['msg']}. Please see .env.example.")
    return sentences
