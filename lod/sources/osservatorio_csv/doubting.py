"""What there is to say of words that can be read in two ways, such as ``no``."""

from lod.sentences import Sentence, counted


def taken_for(taken: str, count: int) -> Sentence:
    """What there is to say of words that mean two things, by what they were taken for."""
    if taken == "none":
        return counted(
            "{count} value such as “no” and “non è previsto” taken for no value; it may be an answer or a text",
            "{count} values such as “no” and “non è previsto” taken for no value; they may be answers or texts",
            count,
        )
    return counted(
        "{count} value such as “no” and “non è previsto” taken for the answer; it may mean that there is no value",
        "{count} values such as “no” and “non è previsto” taken for the answer; they may mean that there is no value",
        count,
    )
