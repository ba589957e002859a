"""The Discord that a sandbox starts with: one guild, its people, the bot and its listeners."""

from bot.sandbox.actions import channels, members, roles
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Application, Guild, Json, Member, Role, User
from bot.sandbox.world import World

INVITE = 299067484752912
LISTENER = int(Permission.VIEW_CHANNEL | Permission.CONNECT | Permission.SPEAK | Permission.USE_VAD)
EVERYONE = 2248473465835073
NAMES = (
    ("Hana", "ja"), ("Tomás", "en-US"), ("健太", "ja"), ("Amara", "en-GB"), ("Yuki", "ja"), ("Noor", "en-US"),
    ("美咲", "ja"), ("Bjørn", "en-GB"), ("Sota", "ja"), ("Priya", "en-US"), ("あおい", "ja"), ("Lena", "en-US"),
    ("Ren", "ja"), ("Mateo", "en-US"), ("さくら", "ja"), ("Zainab", "en-GB"), ("Haruto", "ja"), ("Ingrid", "en-US"),
    ("陽菜", "ja"), ("Kofi", "en-GB"), ("Mio", "ja"), ("Elif", "en-US"), ("大輔", "ja"), ("Rosa", "en-US"),
)  # fmt: skip


def add_person(world: World, name: str, locale: str) -> User:
    """A new person, in no guild yet; Discord's usernames are small ASCII, the shown name is free."""
    plain = "".join(c for c in name.lower() if c.isascii() and c.isalnum()) or "guest"
    user_id = world.new_id()
    user = User(user_id, f"{plain}.{user_id % 10_000}", name, locale=locale)
    world.users[user.id] = user
    return user


def add_guild(world: World, name: str, locale: str, owner: User) -> Guild:
    """A guild with the channels an admin would begin with."""
    guild = _found(world, world.new_id(), name, locale, owner)
    for kind, called in ((0, "general"), (0, "introductions")):
        channels.create(world, guild, {"type": kind, "name": called})
    voice = channels.create(world, guild, {"type": 4, "name": "Voice"})
    channels.create(world, guild, {"type": 2, "name": "Lobby", "parent_id": str(voice.id)})
    if world.nature.climate.onboarding:
        _hide_some(world, guild)
    return guild


def add_small_guild(world: World, name: str, locale: str, people: int) -> Guild:
    """One of many, as old as its id says: a text channel, a lobby and so many people, the first its owner."""
    owner, *others = (add_person(world, NAMES[n % len(NAMES)][0], locale) for n in range(people))
    guild = _found(world, world.old_id(), name, locale, owner)
    for kind, called in ((0, "general"), (2, "Lobby")):
        channels.create(world, guild, {"type": kind, "name": called})
    for one in others:
        members.join(world, guild, one, set())
    return guild


def add_many(world: World, name: str, locale: str, *, count: int, people: int, bot: Application) -> list[Guild]:
    """So many small guilds, each with people of its own and the bot."""
    made = [add_small_guild(world, f"{name} {n + 1}", locale, people) for n in range(count)]
    for guild in made:
        members.invite_bot(world, guild, bot)
    return made


def _found(world: World, guild_id: int, name: str, locale: str, owner: User) -> Guild:
    guild = Guild(guild_id, name, owner.id, locale, world.clock())
    guild.roles[guild_id] = Role(guild_id, "@everyone", EVERYONE, 0)
    world.guilds[guild_id] = guild
    guild.members[owner.id] = Member(owner, world.clock())
    guild.known.add(owner.id)
    return guild


def _hide_some(world: World, guild: Guild) -> None:
    """Channels for those who went through onboarding: people do when they arrive, bots do not."""
    role = roles.add(world, guild, members.PEOPLE, 0)
    guild.members[guild.owner_id].roles.add(role.id)
    seen = str(int(Permission.VIEW_CHANNEL))
    only: list[Json] = [{"id": str(guild.id), "type": 0, "deny": seen}, {"id": str(role.id), "type": 0, "allow": seen}]
    for kind, called in ((0, "members"), (2, "Members")):
        channels.create(world, guild, {"type": kind, "name": called, "permission_overwrites": only})


def begin(
    world: World, people: int, listeners: int, locale: str = "ja"
) -> tuple[Guild, Application, list[Application]]:
    """Fill an empty world; its server and owner speak the language of `locale`."""
    owner = add_person(world, "Kei (admin)", locale)
    guild = add_guild(world, "Engawa Club", locale, owner)
    bot = world.add_application("Engawa", owner, INVITE)
    ears = [world.add_application(f"Engawa Ear {n + 1}", owner, LISTENER) for n in range(listeners)]
    for app in (bot, *ears):
        members.invite_bot(world, guild, app)
    for n in range(people):
        name, locale = NAMES[n % len(NAMES)]
        turn = n // len(NAMES)
        members.join(world, guild, add_person(world, f"{name} {turn + 1}" if turn else name, locale), set())
    return guild, bot, ears


def facts(world: World, guild: Guild, bot: Application, ears: list[Application], ca: str | None) -> Json:
    """What somebody needs who wants to use the sandbox, as one JSON line."""
    return {
        "api": f"{world.base_url}/api/v10",
        "gateway": f"{world.base_url.replace('http', 'ws', 1)}/gateway",
        "ca": ca,
        "token": bot.token,
        "application_id": str(bot.id),
        "guild_id": str(guild.id),
        "listener_tokens": [ear.token for ear in ears],
    }
