"""A certificate authority that lives as long as the sandbox: clients insist on TLS for voice."""

import ssl
import tempfile
from pathlib import Path

import trustme


class Certificate:
    """A fresh authority with one server certificate; its PEM lies in a temporary folder until `remove`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="engawa-sandbox-")
        authority = trustme.CA(organization_name="Engawa sandbox")
        self.path = Path(self._folder.name) / "ca.pem"
        authority.cert_pem.write_to_path(str(self.path))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.context)  # pyright: ignore[reportUnknownMemberType]

    def remove(self) -> None:
        """The authority is forgotten."""
        self._folder.cleanup()
