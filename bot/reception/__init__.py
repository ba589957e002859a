"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from bot.reception.hosting import Reception as Reception
from bot.reception.questions import OwnQuestions as OwnQuestions
from bot.reception.roomside import Roomside as Roomside
