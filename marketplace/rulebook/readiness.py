"""Technology readiness levels, used by inventions and by needs."""

from marketplace.kit.text import Choice, t


class Readiness(Choice):
    """Technology readiness levels, ISO 16290 in plain words."""

    TRL1 = "1", t("1: basic principles observed")
    TRL2 = "2", t("2: concept formulated")
    TRL3 = "3", t("3: proof of concept")
    TRL4 = "4", t("4: works in the laboratory")
    TRL5 = "5", t("5: works in a realistic setting")
    TRL6 = "6", t("6: prototype shown in a realistic setting")
    TRL7 = "7", t("7: prototype shown in operation")
    TRL8 = "8", t("8: complete and qualified")
    TRL9 = "9", t("9: in use")
