"""Discord's event socket: sessions that outlive their connections, and what may be told to whom."""
