"""All sessions of all bots, and the way from an announcement to them."""

from bot.sandbox.access import sees
from bot.sandbox.actions import events, sight
from bot.sandbox.gateway import intents
from bot.sandbox.gateway.session import Session
from bot.sandbox.things import Application, Guild, Json
from bot.sandbox.views import basics, channels, messages, sounds
from bot.sandbox.world import Announcement, World

WORDY = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}


class Hub:
    """Carries every announcement to the sessions that asked for it and may know it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.delay = 0.0
        self.refuse_resume = 0
        world.hear.append(self.carry)

    def carry(self, announcement: Announcement) -> None:
        """Tell one event to all who should hear it."""
        name, guild_id = announcement.name, announcement.guild_id
        made: dict[int, Json | None] = {}
        for session in list(self.sessions.values()):
            app = session.application
            if not session.alive(self.world.clock()) or not session.covers(guild_id):
                continue
            if app.id not in made:
                made[app.id] = announcement.view(app)
            data = made[app.id]
            if data is not None and self._asked_for(session, name, guild_id, data):
                hides = guild_id is not None and name in WORDY and not session.intents & intents.MESSAGE_CONTENT
                self.tell(session, name, messages.without_words(data, app.user.id) if hides else data)

    def _asked_for(self, session: Session, name: str, guild_id: int | None, data: Json) -> bool:
        about = (
            {data["user"].get("id")} if "user" in data else {one["user_id"] for one in data.get("added_members", ())}
        )
        about.update(data.get("removed_member_ids", ()))
        about_self = str(session.application.user.id) in about
        return intents.wants(session.intents, name, private=guild_id is None, about_self=about_self)

    def tell(self, session: Session, name: str, data: Json) -> None:
        """Send one event on one session and note it."""
        self.world.note("event", {"event": name, "bot": session.application.name, "shard": session.shard[0], "d": data})
        session.tell(name, data)

    def open(self, session: Session) -> None:
        """A fresh session: READY, then every guild of its shard."""
        self.sessions[session.id] = session
        app = session.application
        mine = [g for g in self.world.guilds.values() if app.user.id in g.members and session.covers(g.id)]
        self.tell(session, "READY", self._ready(session, mine))
        if session.intents & intents.GUILDS:
            for guild in mine:
                self.tell(session, "GUILD_CREATE", self.guild_create(guild, session))

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        app = session.application
        return {
            "v": 10,
            "user": basics.myself(app),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": list(session.shard),
            "application": {"id": str(app.id), "flags": basics.application_flags(app)},
            "session_type": "normal",
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "_trace": ["sandbox"],
        }

    @property
    def gateway_url(self) -> str:
        """Where a client connects, and resumes."""
        return self.world.base_url.replace("http", "ws", 1) + "/gateway"

    def guild_create(self, guild: Guild, session: Session) -> Json:
        """A whole guild; of its members those in voice, and all only with the member intent."""
        seen = session.intents & intents.PRESENCES
        everyone = session.intents & intents.MEMBERS and seen
        shown = [
            member
            for member in guild.members.values()
            if everyone or member.user.id == session.application.user.id or member.user.id in guild.voice
        ]
        whole: Json = {
            **channels.guild(guild),
            "joined_at": basics.stamp(guild.members[session.application.user.id].joined),
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [basics.member(member) for member in shown],
            "channels": sight.listed(self.world, guild, session.application),
            "voice_states": self._voice_states(guild, session.application),
            "threads": self._threads(guild, session.application),
            "presences": basics.presences(shown) if seen else [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [sounds.sound(guild, one) for one in guild.sounds.values()],
        }
        if session.intents & intents.EVENTS:
            whole["guild_scheduled_events"] = [
                channels.scheduled_event(event)
                for event in guild.events.values()
                if events.can_see(self.world, guild, event, session.application.user)
            ]
        return whole

    def _threads(self, guild: Guild, app: Application) -> list[Json]:
        active = (one for one in guild.threads.values() if one.thread is not None and not one.thread.archived)
        return [channels.channel(one) for one in active if sees(self.world, one, app.user)]

    def _voice_states(self, guild: Guild, app: Application) -> list[Json]:
        made: list[Json] = []
        for state in guild.voice.values():
            channel = guild.channels.get(state.channel_id)
            if state.user_id == app.user.id or (channel is not None and sees(self.world, channel, app.user)):
                shown = channels.voice_state(guild.id, guild.members[state.user_id], state, with_member=False)
                made.append({key: value for key, value in shown.items() if key != "guild_id"})
        return made

    def joined(self, app: Application, guild: Guild) -> None:
        """A bot was brought into a guild: its sessions see the whole of it."""
        for session in self._of(app, guild):
            if session.intents & intents.GUILDS:
                self.tell(session, "GUILD_CREATE", self.guild_create(guild, session))

    def outage(self, app: Application, guild: Guild, *, on: bool) -> None:
        """A guild cannot be reached for a while, or can be again; nobody left it."""
        if not on:
            self.joined(app, guild)
            return
        for session in self._of(app, guild):
            self.tell(session, "GUILD_DELETE", {"id": str(guild.id), "unavailable": True})

    def _of(self, app: Application, guild: Guild) -> list[Session]:
        return [s for s in self.sessions.values() if s.application is app and s.covers(guild.id)]

    def throw_out(self, app: Application) -> None:
        """End all sessions of a bot that identified too often, and its token with them, as Discord does."""
        self.world.renew_token(app)
        for session in [s for s in self.sessions.values() if s.application is app]:
            session.dead = True
            if session.wire is not None:
                session.wire.close(4004, "Authentication failed.")

    def drop_all(self, *, resumable: bool, application_id: int | None = None) -> int:
        """Cut connections, or end sessions for good; says how many."""
        hit = 0
        for session in list(self.sessions.values()):
            if application_id is not None and session.application.id != application_id:
                continue
            session.dead = not resumable
            wire = session.wire
            if wire is not None:
                hit += 1
                if resumable:
                    wire.close(4000, "Unknown error.")
                else:
                    wire.put(9, False)
        return hit
