"""What can be kept, and how much."""

from marketplace.kit.text import Choice, t

MOST = 200
"""So many things one person keeps."""

MOST_COMPARED = 4


class Thing(Choice):
    """Also where its page stands."""

    INVENTIONS = "inventions", t("Invention")
    NEEDS = "needs", t("Need")
