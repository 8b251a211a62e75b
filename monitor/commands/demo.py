"""Watch simulated providers break and recover: no keys, no network, no cost."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.scenarios import Story

NEEDS = ("address",)

_SLOWEST, _FASTEST = 0.1, 3.0
DEMO_CONFIG = Path(__file__).parents[1] / "demo.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout demo`."""
    parser.add_argument(
        "--for", dest="for_s", type=float, metavar="SECONDS", help="stop by itself after this long"
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="TIMES",
        help="tell the story so many times as fast, from 0.1 to 3 (%(default)s)",
    )


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    # Told faster, a trouble would be over before anybody could be sure of it.
    if not _SLOWEST <= speed <= _FASTEST:
        raise argparse.ArgumentTypeError(f"{text} is not from {_SLOWEST:g} to {_FASTEST:g}")
    return speed


def _told(story: "Story") -> dict[str, str]:
    """Return the story as `dashboard.demo_story` reads it; it begins now."""
    import json
    import time

    scenes = [
        {
            "provider": scene.provider,
            "from_s": scene.from_s,
            "until_s": scene.until_s,
            "played": scene.sentence.partition(" ->")[0],
        }
        for scene in story.scenes
        if scene.fault is not None
    ]
    told = {"started_at_ms": time.time_ns() // 1_000_000, "period_s": story.period_s}
    return {"BROWNOUT_DEMO_STORY": json.dumps({**told, "scenes": scenes})}


def main(args: argparse.Namespace) -> int:
    """Tell the story, then run simulator, worker and dashboard until Ctrl-C."""
    import shutil
    import tempfile

    from incidents import wording
    from monitor import dashboard_access
    from monitor.dashboard_settings import DashboardSettings
    from monitor.ports import reserved_port
    from monitor.processes import check_address, dashboard, simulator, worker
    from monitor.supervisor import supervise
    from simulator.scenarios import DEMO
    from storage.database import open_database

    check_address(args.host, args.port)
    reach = dashboard_access.Reach(args.host, without_login=args.without_login)
    dashboard_access.check_reach(DashboardSettings(), reach, DEMO_CONFIG)
    story = DEMO.at_speed(args.speed)
    with tempfile.TemporaryDirectory(prefix="brownout-demo-") as folder, reserved_port() as port:
        database = str(Path(folder) / "demo.db")
        open_database(database).close()
        # What is edited on its pages is this copy.
        config = Path(shutil.copy(DEMO_CONFIG, folder))
        environment = {
            "SIMULATOR_PORT": str(port),
            "SIMULATOR_URL": f"http://127.0.0.1:{port}",
        }

        print("Brownout's demo: five providers that do not exist, played on this machine.\n")
        for line in story.describe():
            print(f"  {line}")
        print(f"\nWatch it:  http://{args.host}:{args.port}")
        print(f"Or ask:    brownout status --database {database}")
        again = wording.span(round(story.period_s * 1000))
        print(f"The story starts again every {again}; Ctrl-C ends it.", flush=True)
        supervise(
            [
                simulator(port, args.speed),
                worker(config, database, environment=environment),
                dashboard(args, config, database, environment=environment | _told(story)),
            ],
            for_s=args.for_s,
        )
    print("Stopped.")
    return 0
