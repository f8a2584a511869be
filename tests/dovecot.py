"""Debian's Dovecot with a configuration of its own, in a folder of its own, on free ports of this machine.

It runs as an ordinary user. Whoever knows the password is let in under any name and has a mailbox of that name.
"""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.certificates import certificate_for_localhost
from tests.web.conditions import becomes

PASSWORD = 'wörd/@:?"'  # noqa: S105 -- of a server that lives for a test

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/localhost.pem
ssl_key = <{folder}/localhost.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A server that runs. `certificate` is a file that makes its TLS trusted."""

    port: int
    tls_port: int
    certificate: Path


def find_program() -> str | None:
    """The server's program of the version that this configuration is for; None if there is none."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return program if version.startswith("2.3.") else None


@contextmanager
def run(program: str) -> Iterator[Dovecot]:
    """A server for a block."""
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pw-dc-") as name:
        folder = Path(name)
        (folder / "localhost.pem").write_bytes(certificate_for_localhost())
        server = Dovecot(_free_port(), _free_port(), folder / "localhost.pem")
        configuration = folder / "dovecot.conf"
        words = {"folder": name, "user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name, "password": PASSWORD}
        numbers = {"uid": user.pw_uid, "gid": user.pw_gid, "port": server.port, "tls_port": server.tls_port}
        configuration.write_text(_CONFIGURATION.format(**words, **numbers), "utf-8")
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
        process = subprocess.Popen([program, "-F", "-c", str(configuration)], cwd=folder, **as_user)
        try:
            assert becomes(lambda: _listens(server.tls_port)), (folder / "log").read_text("utf-8")
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
