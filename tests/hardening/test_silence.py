"""Nothing reports home: no line out of the machine is tried while the service starts, answers, runs its night and draws its report."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from service.api.warming import warm_up
from tests.lib.served import served_on_sqlite
from tests.lib.silence import listening, sitecustomize
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import night, small_home

HOUSE = Path(__file__).parents[2]


def test_the_listener_hears():
    with listening() as heard, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, suppress(OSError):
        sock.connect(("192.0.2.1", 9))
    assert heard == ["socket.connect '192.0.2.1'"]


def test_no_line_leaves_at_a_start_a_night_and_a_page(tmp_path: Path):
    with listening() as heard:
        home = small_home(tmp_path / "var", f"sqlite:///{tmp_path / 'night.db'}")
        assert night(home, has_drift=False)[-1].state == "published"
        warm_up()
        with served_on_sqlite(tmp_path, small_bundle()) as api:
            client = api.nobody()
            for path in ("/livez", "/readyz", "/metrics", "/log-ind", "/om-listen", "/api/v1/openapi.json"):
                assert client.get(path).status_code in {200, 503}, path  # nothing is published here
    assert heard == []


def test_no_line_leaves_while_a_drift_report_is_drawn_and_no_library_keeps_a_users_id(tmp_path: Path):
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(sitecustomize(), encoding="utf-8")
    heard, home = tmp_path / "heard", tmp_path / "home"
    home.mkdir()
    asked = (
        "import service.monitoring.drift\n"
        "import pandas as pd\n"
        "from evidently import Report\n"
        "from evidently.presets import DataDriftPreset\n"
        "frame = pd.DataFrame({'a': [n / 100 for n in range(60)]})\n"
        "Report([DataDriftPreset()]).run(frame, frame)\n"
        "import socket\n"
        "sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "sock.connect(('192.0.2.1', 9))\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "DO_NOT_TRACK"}
    environment |= {"HEARD": str(heard), "HOME": str(home), "PYTHONPATH": f"{tmp_path / 'path'}:{HOUSE}"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asked], env=environment, cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert heard.read_text(encoding="utf-8") == "socket.connect 192.0.2.1\n"  # the one that was tried on purpose
    assert not list(home.rglob("*evidently*"))
