"""the shortlist: what people keep, with a note"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kept',
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('thing', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'subject_id', name=op.f('pk_kept'))
    )


def downgrade() -> None:
    op.drop_table('kept')
