"""What a signature names."""

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from marketplace.kit.fields import Input

Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class SignForm(Input):
    """`digest` is that of the version which was read; another one is not signed by accident."""

    model_config = ConfigDict(json_schema_extra={"example": {"digest": "9c1b7e1f" * 8}})

    digest: Digest
