"""What Discord accepts and refuses, as pure functions: a limit we are not sure of is the tighter one."""
