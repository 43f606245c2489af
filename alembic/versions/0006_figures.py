"""facts by stage, folded anew

Facts say nothing that the journal does not: they are cleared, and the worker folds them again from
the first event.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('fact')
    op.create_table('fact',
    sa.Column('figure', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('from_number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('deal_id', sa.String(length=16), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('province', sa.String(length=40), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('occurred', sa.Date(), nullable=False),
    sa.Column('reached', sa.Date(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('measured', sa.Integer(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=40), nullable=False),
    sa.Column('cluster', sa.String(length=64), nullable=False),
    sa.Column('to_number', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('figure', 'stage', 'from_number', 'subject_id', 'deal_id', name=op.f('pk_fact'))
    )
    with op.batch_alter_table('fact', schema=None) as batch_op:
        batch_op.create_index('ix_fact_figure_cluster', ['figure', 'cluster'], unique=False)
        batch_op.create_index('ix_fact_figure_occurred', ['figure', 'occurred'], unique=False)
        batch_op.create_index('ix_fact_figure_subject_id', ['figure', 'subject_id'], unique=False)
        batch_op.create_index('ix_fact_house_id_province_field', ['house_id', 'province', 'field'], unique=False)
        batch_op.create_index(batch_op.f('ix_fact_deal_id'), ['deal_id'], unique=False)
    _fold_anew()


def downgrade() -> None:
    op.drop_table('fact')
    op.create_table('fact',
    sa.Column('figure', sa.String(length=40), nullable=False),
    sa.Column('from_number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('deal_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('province', sa.String(length=40), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('occurred', sa.Date(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=40), nullable=False),
    sa.Column('cluster', sa.String(length=64), nullable=False),
    sa.Column('to_number', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('figure', 'from_number', 'subject_id', name=op.f('pk_fact'))
    )
    with op.batch_alter_table('fact', schema=None) as batch_op:
        batch_op.create_index('ix_fact_figure_cluster', ['figure', 'cluster'], unique=False)
        batch_op.create_index('ix_fact_figure_occurred', ['figure', 'occurred'], unique=False)
        batch_op.create_index('ix_fact_figure_subject_id', ['figure', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fact_deal_id'), ['deal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fact_house_id'), ['house_id'], unique=False)
    _fold_anew()


def _fold_anew() -> None:
    op.execute(sa.text("UPDATE cursor SET number = 0, stopped_by = NULL WHERE name = 'figures'"))
