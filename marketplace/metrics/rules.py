"""The figures, and the lines they are shown in."""

from datetime import timedelta

from marketplace.kit.text import Choice, t

VERIFIED = 2
"""Headline figures count facts of this verification level and above (DOMAIN.md 3.4)."""
ONE_DEAL_WITHIN = timedelta(days=90)


class Figure(Choice):
    INCOME = "K3", t("Licence and assignment income")
    DEALS = "K4", t("Paid deals")


class Line(Choice):
    """Deals between related parties stand apart and never reach the headline."""

    HEADLINE = "headline", t("Headline")
    RELATED = "related", t("Between related parties")
