"""Users, members, roles, applications and times as JSON."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.sandbox.things import Application, Json, Member, Role, User

LIMITED = {1 << 1: 1 << 15, 1 << 8: 1 << 13, 1 << 15: 1 << 19}
"""The flag of an application for each privileged intent: members, presences, content."""


def stamp(moment: float | None) -> str | None:
    """A unix time in Discord's ISO form."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")


def user(it: User) -> Json:
    """A user as everybody sees it."""
    return {
        "id": str(it.id),
        "username": it.username,
        "discriminator": "0000" if it.bot else "0",
        "global_name": it.global_name if not it.bot else None,
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "bot": it.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "collectibles": None,
    }


def myself(it: Application) -> Json:
    """A bot's own user, with the fields only itself sees; whether it has two factors is whether its owner has."""
    own = {"mfa_enabled": it.owner_mfa, "locale": it.user.locale, "verified": True, "email": None, "bio": ""}
    return user(it.user) | own


def member(it: Member, *, with_user: bool = True) -> Json:
    """A member of a guild."""
    shown: Json = {"user": user(it.user)} if with_user else {}
    return {
        **shown,
        "nick": it.nick,
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "collectibles": None,
        "roles": [str(role) for role in sorted(it.roles)],
        "joined_at": stamp(it.joined),
        "premium_since": None,
        "deaf": it.deaf,
        "mute": it.mute,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": stamp(it.timeout),
    }


def presences(of: Iterable[Member]) -> list[Json]:
    """What is seen of the presence of those who are there."""
    return [presence(it.user) for it in of if it.user.seen]


def presence(it: User) -> Json:
    """How somebody shows themselves; who is invisible looks as one who is away."""
    away: Json = {"user": {"id": str(it.id)}, "status": "offline", "activities": [], "client_status": {}}
    here = {"status": it.status, "activities": it.activities, "client_status": {"web": it.status}}
    return away | here if it.seen else away


def role(it: Role) -> Json:
    """A role of a guild."""
    shown: Json = {
        "id": str(it.id),
        "name": it.name,
        "description": None,
        "permissions": str(int(it.permissions)),
        "position": it.position,
        "color": it.color,
        "colors": {"primary_color": it.color, "secondary_color": None, "tertiary_color": None},
        "hoist": it.hoist,
        "managed": it.bot_id is not None,
        "mentionable": it.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if it.bot_id is not None:
        shown["tags"] = {"bot_id": str(it.bot_id)}
    return shown


def application_flags(it: Application) -> int:
    """Which privileged intents are switched on, as an application of few servers has them."""
    return sum(flag for intent, flag in LIMITED.items() if it.privileged_intents & intent)


def application(it: Application) -> Json:
    """An application as its own bot sees it."""
    return {
        "id": str(it.id),
        "name": it.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": user(it.user),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": f"{it.id:064x}",
        "flags": application_flags(it),
        "flags_new": str(application_flags(it)),
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(it.owner),
        "team": None,
        "approximate_guild_count": 1,
        "approximate_user_install_count": len(it.installed),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "install_params": {"scopes": ["bot", "applications.commands"], "permissions": str(it.invite_permissions)},
        "integration_types_config": {"0": {}, "1": {}},
    }
