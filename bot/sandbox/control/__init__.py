"""The hands from outside: HTTP under /sandbox to steer people, admins and trouble."""
