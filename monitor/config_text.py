"""The text of a configuration file, or the reason that there is none."""

from pathlib import Path as FilePath

from monitor.located_yaml import place_at
from monitor.mistakes import ConfigError, Mistake

# Longer than programs write for forty thousand probes.
FILE_LIMIT_BYTES = 4 * 1024 * 1024


def read_text(path: FilePath) -> str:
    """Return the text of the file.

    Raises:
        ConfigError: where it is missing, no file, too large, or not UTF-8.
    """
    mend = ""
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_LIMIT_BYTES + 1)
        if len(content) <= FILE_LIMIT_BYTES:
            return content.decode("utf-8-sig")
        what = "larger than 4 MiB, so it is no probes.yaml"
    except FileNotFoundError:
        what = "there is no such file"
        mend = "`brownout new config` writes one to begin with, or name yours with `--config`"
    except IsADirectoryError:
        what, mend = "this is a directory", f"name the file, such as `{path / 'probes.yaml'}`"
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        place = place_at(before, len(before))
        mistake = Mistake("the text is not UTF-8", place=place, mend="save the file as UTF-8")
        raise ConfigError(path, [mistake]) from None
    except (OSError, ValueError) as error:
        what = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise ConfigError(path, [Mistake(what, mend=mend)]) from None
