"""One life of a process: how long it was, and what it took meanwhile."""

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

MOST_GROWTH, MOST_HANDLES, LEAST_SAMPLES = 1.3, 16, 1500


@dataclass
class Life:
    """A process by the monotonic clock: for how long it was stopped, and when it was killed.

    Its samples are resident memory in KiB and the number of its open files.
    """

    ended_s: float | None = None
    stopped_s: float = 0.0
    samples: list[tuple[int, int]] = field(default_factory=list)

    def sample(self, pid: int) -> None:
        """Note what the process takes, where it lives."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            status = Path(f"/proc/{pid}/status").read_text()
            resident = int(status.split("VmRSS:")[1].split()[0])
            self.samples.append((resident, len([*Path(f"/proc/{pid}/fd").iterdir()])))

    def end(self) -> None:
        """Note that it was killed."""
        self.ended_s = time.monotonic()

    def growth(self) -> tuple[dict[str, str], bool] | None:
        """Compare what it took once it was warm with what it took at the end.

        Returns figures by name and whether they are flat; None where it was too short to tell.
        """
        if len(self.samples) < LEAST_SAMPLES:  # what starts grows, a dashboard for minutes
            return None
        quarter = len(self.samples) // 4
        early, late = self.samples[quarter : 2 * quarter], self.samples[-quarter:]
        (kib, handles), (kib_late, handles_late) = map(_typical, (early, late))
        figures = {
            "memory, MiB": f"{kib >> 10} to {kib_late >> 10}",
            "file handles": f"{handles} to {handles_late}",
        }
        is_flat = kib_late <= MOST_GROWTH * kib and handles_late <= handles + MOST_HANDLES
        return figures, is_flat


def _typical(samples: list[tuple[int, int]]) -> tuple[int, int]:
    middle = len(samples) // 2
    memory, handles = map(sorted, zip(*samples, strict=True))
    return memory[middle], handles[middle]
