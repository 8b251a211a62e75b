"""Stories: which provider fails how and when, and what a monitor should make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.faults import Fault
from simulator.provider import Provider


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of a story: `from_s` and `until_s` count from its start, in seconds.

    A scene without a fault is there to be told: the provider is well.
    """

    provider: str
    from_s: float
    until_s: float
    fault: Fault | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Story:
    """A timeline of faults. With `loops` it starts over every `period_s` seconds.

    Raises:
        ValueError: where a scene is about nobody, or does not lie within the story.
    """

    providers: Sequence[Provider]
    scenes: Sequence[Scene]
    period_s: float
    loops: bool = False

    def __post_init__(self) -> None:
        names = {provider.name for provider in self.providers}
        for scene in self.scenes:
            if scene.provider not in names:
                raise ValueError(f"a scene is about {scene.provider!r}, who is not in the story")
            if not 0 <= scene.from_s < scene.until_s <= self.period_s:
                raise ValueError(
                    f"the scene of {scene.provider} from {scene.from_s} s to {scene.until_s} s "
                    f"does not lie within the story's {self.period_s} s"
                )

    def looping(self) -> "Story":
        """Return the same story, told again and again."""
        return replace(self, loops=True)

    def at_speed(self, speed: float) -> "Story":
        """Return the same story `speed` times as fast, told of providers as fast as ever."""
        return replace(
            self,
            period_s=self.period_s / speed,
            scenes=tuple(
                replace(scene, from_s=scene.from_s / speed, until_s=scene.until_s / speed)
                for scene in self.scenes
            ),
        )

    def active(self, provider: str, at_s: float) -> tuple[Fault, ...]:
        """Return the faults of a provider `at_s` seconds after the start, in their order."""
        told_s = at_s % self.period_s if self.loops else at_s
        return tuple(
            scene.fault
            for scene in self.scenes
            if scene.provider == provider
            and scene.fault is not None
            and scene.from_s <= told_s < scene.until_s
        )

    def describe(self) -> list[str]:
        """Return a line to print for each scene: `0:20-1:10  borealis: overloaded`."""
        span = max((len(_span(scene)) for scene in self.scenes), default=0)
        return [
            f"{_span(scene):>{span}}  {scene.provider}: {scene.sentence}" for scene in self.scenes
        ]


def _span(scene: Scene) -> str:
    return f"{_clock(scene.from_s)}-{_clock(scene.until_s)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


_OVERLOADED = Fault("error", body="overloaded", paths="api")
_SLOW = Fault("latency", factor=6, paths="api")
_WRONG = Fault("wrong_answer", share=0.7)
_LOGIN_DOWN = Fault("login_down")

_PERIOD_S = 300.0

# fmt: off
DEMO = Story(
    providers=(
        Provider("aurora", "openai", ttft_s=0.18, tokens_per_s=90),
        Provider("borealis", "anthropic", ttft_s=0.22, tokens_per_s=75),
        Provider("cirrus", "gemini", ttft_s=0.15, tokens_per_s=110),
        Provider("dorado", "openai", ttft_s=0.12, tokens_per_s=120),
        Provider("ember", "anthropic", ttft_s=0.20, tokens_per_s=80),
    ),
    period_s=_PERIOD_S,
    scenes=(
        # provider  from  until      fault        what happens -> what to expect
        Scene("aurora",    0, _PERIOD_S, None,        "well all the time -> expect nothing"),
        Scene("borealis", 20,  70,       _OVERLOADED, "overloaded (529) -> expect an outage"),
        Scene("dorado",   25,  85,       _WRONG,      "answering wrongly -> expect a brownout"),
        Scene("cirrus",   30,  80,       _SLOW,       "six times slower -> expect a brownout"),
        Scene("ember",    35,  85,       _LOGIN_DOWN, "letting nobody in -> expect a login outage"),
    ),
)
# fmt: on

STORIES: Mapping[str, Story] = {"demo": DEMO, "none": replace(DEMO, scenes=())}
