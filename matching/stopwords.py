"""Words that carry grammar and no subject, folded: no capitals and no tone marks.

A Vietnamese syllable stands here only if what else it may mean without its marks is rare, or
lives in compounds, because n-grams keep these syllables (see `matching.analysis`).
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = _words(
    """
    a about above after again against all also although always am among an and any are as at be
    became because been before being below between both but by can cannot could did do does doing
    done down during each either else etc ever every few for from further get had has have having
    he hence her here hers him his how however i if in into is it its itself just let like many may
    me might more most much must my neither no nor not of off often on once one only onto or other
    our ours out over own per quite rather same shall she should since so some such than that the
    their theirs them then there therefore these they this those through thus to too toward towards
    under until up upon us use used uses using very via was we well were what when where whether
    which while who whom whose why will with within without would yet you your yours
    """
)

VIETNAMESE = _words(
    """
    boi cac cho cua dang duoc gi hay hoac khi mot nao nay neu nhu nhung rat se thi va vao voi
    """
)
