"""Fields of the economy and technology by which needs and inventions are filed.

The list is the market's own: short enough to choose from on a phone, because the fine grain comes
from the text itself and from IPC symbols.
"""

from marketplace.kit.text import Choice, t


class Sector(Choice):
    FOOD = "food", t("Agriculture and food")
    HEALTH = "health", t("Health and life sciences")
    INDUSTRY = "industry", t("Industry and materials")
    DIGITAL = "digital", t("Electronics and digital technology")
    EARTH = "earth", t("Energy, environment and climate")
    INFRASTRUCTURE = "infrastructure", t("Construction and transport")
    SOCIETY = "society", t("Society and other fields")


class Field(Choice):
    AGRICULTURE = "agriculture", t("Agriculture and forestry")
    AQUACULTURE = "aquaculture", t("Aquaculture and fisheries")
    FOOD_PROCESSING = "food-processing", t("Food processing")
    HEALTH = "health", t("Health and pharmaceuticals")
    BIOTECHNOLOGY = "biotechnology", t("Biotechnology")
    MATERIALS = "materials", t("Materials and metallurgy")
    CHEMISTRY = "chemistry", t("Chemistry")
    MECHANICAL_ENGINEERING = "mechanical-engineering", t("Mechanical engineering and automation")
    TEXTILES = "textiles", t("Textiles, garments and leather")
    ELECTRONICS = "electronics", t("Electronics and semiconductors")
    SOFTWARE = "software", t("Software, data and artificial intelligence")
    ENERGY = "energy", t("Energy and storage")
    ENVIRONMENT = "environment", t("Environment and water")
    CLIMATE = "climate", t("Disasters and climate")
    CONSTRUCTION = "construction", t("Construction")
    TRANSPORT = "transport", t("Transport, ports and logistics")
    SERVICES = "services", t("Education, culture and services")
    OTHER = "other", t("Another field")


FIELDS = {
    Sector.FOOD: (Field.AGRICULTURE, Field.AQUACULTURE, Field.FOOD_PROCESSING),
    Sector.HEALTH: (Field.HEALTH, Field.BIOTECHNOLOGY),
    Sector.INDUSTRY: (
        Field.MATERIALS,
        Field.CHEMISTRY,
        Field.MECHANICAL_ENGINEERING,
        Field.TEXTILES,
    ),
    Sector.DIGITAL: (Field.ELECTRONICS, Field.SOFTWARE),
    Sector.EARTH: (Field.ENERGY, Field.ENVIRONMENT, Field.CLIMATE),
    Sector.INFRASTRUCTURE: (Field.CONSTRUCTION, Field.TRANSPORT),
    Sector.SOCIETY: (Field.SERVICES, Field.OTHER),
}
"""The fields of each sector, in the order in which they are shown."""
