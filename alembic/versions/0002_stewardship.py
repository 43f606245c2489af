"""who looks after a listing, and when it was last confirmed"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TABLES = ("invention", "need")


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column('responsible_id', sa.String(length=16), nullable=True))
        op.add_column(name, sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        op.execute(sa.text(f"UPDATE {name} SET responsible_id = made_by, confirmed_at = changed_at"))
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column('confirmed_at', existing_type=sa.DateTime(timezone=True), nullable=False)
            batch_op.create_index(batch_op.f(f'ix_{name}_responsible_id'), ['responsible_id'], unique=False)


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f'ix_{name}_responsible_id'))
            batch_op.drop_column('confirmed_at')
            batch_op.drop_column('responsible_id')
