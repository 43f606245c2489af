"""trios: who needs it, who can, who would pay"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('trio',
    sa.Column('need_id', sa.String(length=16), nullable=False),
    sa.Column('rank', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('payer_need_id', sa.String(length=16), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_trio_invention_id_invention')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_trio_need_id_need')),
    sa.ForeignKeyConstraint(['payer_need_id'], ['need.id'], name=op.f('fk_trio_payer_need_id_need')),
    sa.PrimaryKeyConstraint('need_id', 'rank', name=op.f('pk_trio'))
    )


def downgrade() -> None:
    op.drop_table('trio')
