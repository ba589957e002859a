"""What Discord has and the sandbox has not: each is refused by name, so that nobody takes the refusal for Discord's."""

from bot.sandbox.rest.call import Answer, Call, Handler, Routes
from bot.sandbox.rules.errors import absent

routes = Routes()

WHAT: dict[str, str] = {
    "webhooks but those of interactions": """
        GET POST /channels/{channel_id}/webhooks
        GET /guilds/{guild_id}/webhooks
        GET PATCH DELETE /webhooks/{webhook_id}
        GET PATCH DELETE /webhooks/{webhook_id}/{token}
        POST /webhooks/{webhook_id}/{token}/github
        POST /webhooks/{webhook_id}/{token}/slack""",
    "invites": """
        GET POST /channels/{channel_id}/invites
        GET /guilds/{guild_id}/invites
        GET /guilds/{guild_id}/vanity-url
        GET DELETE /invites/{code}
        GET PUT /invites/{code}/target-users
        GET /invites/{code}/target-users/job-status""",
    "emoji of servers or applications": """
        GET POST /guilds/{guild_id}/emojis
        GET PATCH DELETE /guilds/{guild_id}/emojis/{emoji_id}
        GET POST /applications/{application_id}/emojis
        GET PATCH DELETE /applications/{application_id}/emojis/{emoji_id}""",
    "stickers": """
        GET POST /guilds/{guild_id}/stickers
        GET PATCH DELETE /guilds/{guild_id}/stickers/{sticker_id}
        GET /sticker-packs
        GET /sticker-packs/{pack_id}
        GET /stickers/{sticker_id}""",
    "stages": """
        POST /stage-instances
        GET PATCH DELETE /stage-instances/{channel_id}
        PATCH /guilds/{guild_id}/voice-states/@me
        PATCH /guilds/{guild_id}/voice-states/{user_id}""",
    "announcement channels": """
        POST /channels/{channel_id}/followers
        POST /channels/{channel_id}/messages/{message_id}/crosspost""",
    "audit log": "GET /guilds/{guild_id}/audit-logs",
    "auto moderation": """
        GET POST /guilds/{guild_id}/auto-moderation/rules
        GET PATCH DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}""",
    "settings of servers for bots to change": """
        PATCH /guilds/{guild_id}
        PUT /guilds/{guild_id}/incident-actions
        GET PUT /guilds/{guild_id}/onboarding
        GET /guilds/{guild_id}/new-member-welcome
        GET PATCH /guilds/{guild_id}/welcome-screen
        GET PATCH /guilds/{guild_id}/widget
        GET /guilds/{guild_id}/widget.json
        GET /guilds/{guild_id}/widget.png
        GET /guilds/{guild_id}/preview""",
    "templates of servers": """
        GET /guilds/templates/{code}
        GET POST /guilds/{guild_id}/templates
        PUT PATCH DELETE /guilds/{guild_id}/templates/{code}""",
    "integrations": """
        GET /guilds/{guild_id}/integrations
        DELETE /guilds/{guild_id}/integrations/{integration_id}""",
    "pruning": "GET POST /guilds/{guild_id}/prune",
    "requests to join": """
        GET /guilds/{guild_id}/requests
        PATCH /guilds/{guild_id}/requests/{request_id}""",
    "search": """
        GET /guilds/{guild_id}/messages/search
        GET /channels/{channel_id}/threads/search""",
    "exceptions to recurring events": """
        POST /guilds/{guild_id}/scheduled-events/{event_id}/exceptions
        PATCH DELETE /guilds/{guild_id}/scheduled-events/{event_id}/exceptions/{exception_id}
        GET /guilds/{guild_id}/scheduled-events/{event_id}/users/counts
        GET /guilds/{guild_id}/scheduled-events/{event_id}/{exception_id}/users""",
    "group messages": "PUT DELETE /channels/{channel_id}/recipients/{user_id}",
    "logins of people": """
        PUT /guilds/{guild_id}/members/{user_id}
        GET /oauth2/@me
        GET /oauth2/keys
        GET /oauth2/userinfo
        GET /users/@me/connections
        GET /users/@me/guilds/{guild_id}/member
        GET PUT DELETE /users/@me/applications/{application_id}/role-connection
        GET PUT /applications/{application_id}/role-connections/metadata""",
    "permissions of commands that people change": """
        PUT /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions""",
    "settings of applications or bots for them to change": """
        PATCH /users/@me
        PATCH /applications/@me
        GET PATCH /applications/{application_id}
        POST /applications/{application_id}/attachment
        GET /applications/{application_id}/activity-instances/{instance_id}""",
    "shop": """
        GET POST /applications/{application_id}/entitlements
        GET DELETE /applications/{application_id}/entitlements/{entitlement_id}
        POST /applications/{application_id}/entitlements/{entitlement_id}/consume
        GET /users/@me/applications/{application_id}/entitlements
        GET /skus/{sku_id}/subscriptions
        GET /skus/{sku_id}/subscriptions/{subscription_id}
        GET /applications/{application_id}/skus""",
    "lobbies of games": """
        PUT POST /lobbies
        GET PATCH DELETE /lobbies/{lobby_id}
        PATCH /lobbies/{lobby_id}/channel-linking
        DELETE /lobbies/{lobby_id}/members/@me
        POST /lobbies/{lobby_id}/members/@me/invites
        POST /lobbies/{lobby_id}/members/bulk
        PUT DELETE /lobbies/{lobby_id}/members/{user_id}
        POST /lobbies/{lobby_id}/members/{user_id}/invites
        GET POST /lobbies/{lobby_id}/messages
        PUT /lobbies/{lobby_id}/messages/{message_id}/moderation-metadata
        PUT /partner-sdk/dms/{user_id_1}/{user_id_2}/messages/{message_id}/moderation-metadata
        POST /partner-sdk/provisional-accounts/unmerge
        POST /partner-sdk/provisional-accounts/unmerge/bot
        POST /partner-sdk/token
        POST /partner-sdk/token/bot""",
}
"""What it is, and the requests that ask for it."""


def _refusing(what: str) -> Handler:
    def refuse(_call: Call) -> Answer:
        raise absent(what)

    refuse.__doc__ = f"Refused: the sandbox has no {what}."
    return refuse


for _what, _asked in WHAT.items():
    for _line in _asked.strip().splitlines():
        *_methods, _template = _line.split()
        for _method in _methods:
            routes(_method, _template, forms=True, built=False)(_refusing(_what))
