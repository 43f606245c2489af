"""saved searches, and what each has found"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_search',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=True),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('frequency', sa.String(length=40), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search'))
    )
    op.create_index(op.f('ix_saved_search_person_id'), 'saved_search', ['person_id'], unique=False)
    op.create_table('alert',
    sa.Column('search_id', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['search_id'], ['saved_search.id'], name=op.f('fk_alert_search_id_saved_search')),
    sa.PrimaryKeyConstraint('search_id', 'subject_id', name=op.f('pk_alert'))
    )
    op.create_index(op.f('ix_alert_state'), 'alert', ['state'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_alert_state'), table_name='alert')
    op.drop_table('alert')
    op.drop_index(op.f('ix_saved_search_person_id'), table_name='saved_search')
    op.drop_table('saved_search')
