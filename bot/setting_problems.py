"""What is wrong with settings, said so that it helps, and without the value of a secret."""

from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True)
class Problem:
    """A setting that is wrong: its variable, and a sentence that says why and what helps. No value of a secret."""

    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


class WrongSettings(Exception):
    """Some settings are wrong; `problems` holds all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def problems_of(failure: ValidationError) -> list[Problem]:
    """What pydantic found, one problem per setting, without any value."""
    found = []
    for error in failure.errors(include_input=False, include_url=False):
        name = str(error["loc"][0]).upper()
        reason = error.get("ctx", {}).get("error")
        sentence = str(reason) if isinstance(reason, ValueError) else _plain(error["msg"])
        found.append(Problem(name, sentence))
    return list({problem.name: problem for problem in found}.values())


def _plain(message: str) -> str:
    plain = message.replace("Input should", "should")
    return plain[:1].lower() + plain[1:]
