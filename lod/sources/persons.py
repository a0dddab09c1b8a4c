"""Persons: which labels are called like a person's data, and which values are organisations or persons' names.

A label that nobody knows and that is called so (``Referente``, ``RUP``, ``Firma``) is taken for a person's: its values
are dropped. Organisations stay: an office to ask is of use to all and no personal datum. It begins with the word for a
body or an office (``Comune di X``, ``Ufficio Partecipazione``) and names nobody besides.
"""

import re
from functools import lru_cache

from lod.names import fold

_MOST_LABEL_WORDS = 6
_MAX_NAME_CHARACTERS = 80
_MAX_BODY_CHARACTERS = 220

# words that name a person's data whatever the values look like
ALWAYS = frozenset(
    {
        *("utente", "utenti", "user", "users", "username", "nickname", "nicknames", "email", "emails", "mail"),
        *("telefono", "phone", "cellulare", "cognome", "surname", "nominativo", "nominativi", "nascita", "birth"),
        *("invitees", "registrations", "firmatario", "firmatari", "firmataria"),
    }
)
# words for who has a part to play: an office may have it too
ROLES = frozenset(
    {
        *("referente", "referenti", "responsabile", "responsabili", "contatto", "contact", "contacts", "mobile"),
        *("autore", "autrice", "autori", "author", "authors", "compilatore", "compilatrice", "redattore", "redattrice"),
        *("redattori", "estensore", "curatore", "curatrice", "editor", "owner", "rup", "firma", "signature"),
        *("creatore", "creator", "creators", "organizer", "organizers", "segnalato", "segnalatore"),
        *("facilitatore", "facilitatrice", "facilitatori", "coordinatore", "coordinatrice", "portavoce"),
        *("dirigente", "funzionario", "istruttore", "sindaco", "assessore", "presidente"),
    }
)
_PHRASES = (("participant", "names"), ("first", "name"), ("last", "name"), ("full", "name"), ("nome", "completo"))
# ``Numero utenti`` counts them, ``Numero di telefono`` does not
_COUNTING = frozenset({"numero", "num", "n", "totale", "count", "number", "total", "percentuale", "quanti", "quante"})
_NEVER_COUNTED = frozenset({"telefono", "phone", "cellulare"})
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_BODY = (
    r"(?:Redazione |Segreteria )?Osservatorio Partecipazione|"
    r"(?:Comune|Unione|Provincia|Regione|Citt[aà]|Associazione|Fondazione|Cooperativa|Universit[aà]|"
    r"Azienda|Istituto|Consorzio|Ente|Comunit[aà]|Ufficio|Uffici|Settore|Servizio|Servizi|Area|Direzione|Dipartimento|"
    r"Assessorato|Segreteria|Redazione|Ministero|Agenzia|Camera|Municipio|Quartiere|Circoscrizione|Comitato|"
    r"Gruppo|Centro|Parrocchia|Polisportiva|Consulta|Forum|Casa|Museo|Teatro|Sindacato|"
    r"Unit[aà]|U\.?R\.?P\.?|AUSL|ASP|ARPAE?|Societ[aà]|Pro Loco|Circolo|Biblioteca|Scuola)\b.{1,200}"
)
_ORGANISATION = re.compile(_BODY, re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:(?:dott|dr|ing|arch|avv|prof|sig|geom|rag|on)(?:\.|\.?(?:ssa|ra)\b)|(?:mr|mrs|ms)\b)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_a-zà-ÿ][^\W\d_]{0,30}(?:['’-][^\W\d_]{1,30}){0,2}\.?")
_PARTICLES = frozenset({"de", "di", "del", "della", "da", "van", "von"})
_MOST_WORDS = 5
# after these a name may follow within what begins like an organisation
_BETWEEN = re.compile(r"\s+[-–—]\s+|[,;:/()\n]")
_MEMBERS = re.compile(r"([;,\n])")
_GIVEN_NAMES = frozenset(
    fold(
        "alberto alessandra alessandro alessia alessio alice andrea angela angelo anna annalisa antonella antonio "
        "arianna barbara beatrice bruno camilla carla carlo caterina cecilia chiara claudia claudio cristina "
        "cristiano daniela daniele dario davide debora diego domenico donatella elena elisa elisabetta emanuela "
        "emanuele emilio enrico erica ernesto eugenio fabio fabrizio federica federico filippo flavio francesca "
        "francesco franco gabriele gaia giacomo giancarlo gianluca gianni giorgia giorgio giovanna giovanni "
        "giulia giulio giuseppe giuseppina ilaria irene ivan laura leonardo lisa lorenzo luca lucia luciano luigi "
        "luisa manuela mara marcello marco margherita maria mariangela marina mario marta martina massimiliano "
        "massimo matteo maurizio mauro michela michele milena mirko monica nadia nicola nicoletta omar paola "
        "paolo patrizia piero pietro raffaele raffaella renata renato riccardo rita roberta roberto rosa rosanna "
        "salvatore samuele sandra sandro sara sergio silvia simona simone sofia sonia stefania stefano susanna "
        "teresa tiziana tommaso umberto valentina valeria valerio vanessa veronica vincenzo virginia vittorio "
    ).split()
)
# what is called after a person is none
_CALLED_AFTER = frozenset({"san", "santa", "santo", "sant", "via", "piazza", "viale", "villa", "parco", "don"})


@lru_cache(maxsize=10_000)
def is_of_person(label: str) -> bool:
    """Whether a label or a column is called like a person's data: ``Referente``, ``author/name``."""
    words = fold(_CAPITAL.sub(" ", label)).split()
    found = set(words)
    if words and words[0] in _COUNTING and not found & _NEVER_COUNTED:
        return False
    return bool(found & (ALWAYS | ROLES)) or any(found.issuperset(phrase) for phrase in _PHRASES)


def is_short(label: str) -> bool:
    """Whether a line, or what stands before its colon, is no longer than labels are."""
    return len(label) <= _MAX_NAME_CHARACTERS and len(label.split()) <= _MOST_LABEL_WORDS


def is_organisation(text: str) -> bool:
    """Whether *text* is beyond doubt an organisation or an office, and names no person besides."""
    bare = " ".join(text.split())
    if len(bare) > _MAX_BODY_CHARACTERS or not _ORGANISATION.fullmatch(bare) or _TITLE.search(bare):
        return False
    return not any(
        _is_written_so(piece) and not _ORGANISATION.fullmatch(piece.strip()) for piece in _BETWEEN.split(bare)[1:]
    )


def is_name(text: str) -> bool:
    """Whether *text* is as a person's name is written: two to five words in capitals, or with a title."""
    bare = " ".join(text.split())
    if not bare or len(bare) > _MAX_NAME_CHARACTERS or is_organisation(bare):
        return False
    title = _TITLE.match(bare)
    return title is not None or _is_written_so(bare)


def _is_written_so(text: str) -> bool:
    """Whether *text* is two to five words in capitals, with ``de`` or ``di`` among them or without."""
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS or words[0] in _PARTICLES or words[-1] in _PARTICLES:
        return False
    return all(word in _PARTICLES or _WORD.fullmatch(word) for word in words)


def is_known_name(text: str) -> bool:
    """Whether *text* is a person's name where organisations stand too: by a title, or by a given name."""
    words = fold(text).split()
    if not is_name(text) or _CALLED_AFTER.intersection(words):
        return False
    return _TITLE.match(text.strip()) is not None or words[0] in _GIVEN_NAMES or words[-1] in _GIVEN_NAMES


def without_names(text: str) -> tuple[str, int]:
    """A list of bodies without the persons among them, and how many these were."""
    parts = _MEMBERS.split(text)
    members, marks = parts[::2], [*parts[1::2], ""]
    kept = [(member, mark) for member, mark in zip(members, marks, strict=True) if not is_known_name(member)]
    if len(kept) == len(members):
        return text, 0
    return "".join(member + mark for member, mark in kept).strip(" ;,\n"), len(members) - len(kept)
