"""The sandbox's voice servers: gateway v8, UDP, both transport modes, DAVE v1, and people who talk."""
