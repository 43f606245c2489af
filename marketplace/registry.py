"""Imports every models module, so that the metadata is complete for migrations and tests."""

import marketplace.accounts.models
import marketplace.bids.models
import marketplace.catalogue.alerts.models
import marketplace.catalogue.shortlist.models
import marketplace.catalogue.words.models
import marketplace.db.idempotency
import marketplace.db.journal
import marketplace.deals.models
import marketplace.houses.models
import marketplace.interop.imports.models
import marketplace.inventions.models
import marketplace.metrics.models
import marketplace.needs.models
import marketplace.notices.models
import marketplace.payments.models
import marketplace.suggestions.models  # noqa: F401
from marketplace.db.base import Base

METADATA = Base.metadata
