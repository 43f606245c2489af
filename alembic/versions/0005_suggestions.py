"""suggestions"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kept_text',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_kept_text'))
    )
    with op.batch_alter_table('kept_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_text_at'), ['at'], unique=False)

    op.create_table('matched',
    sa.Column('need_id', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('listings', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_matched_need_id_need')),
    sa.PrimaryKeyConstraint('need_id', name=op.f('pk_matched'))
    )
    op.create_table('suggestion',
    sa.Column('need_id', sa.String(length=16), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.Column('first_made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_suggestion_invention_id_invention')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_suggestion_need_id_need')),
    sa.PrimaryKeyConstraint('need_id', 'invention_id', name=op.f('pk_suggestion'))
    )
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.create_index('ix_suggestion_invention_id_rank', ['invention_id', 'rank'], unique=False)

    op.create_table('judgement',
    sa.Column('need_id', sa.String(length=16), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('side', sa.String(length=40), nullable=False),
    sa.Column('useful', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_judgement_house_id_house')),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_judgement_invention_id_invention')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_judgement_need_id_need')),
    sa.PrimaryKeyConstraint('need_id', 'invention_id', 'person_id', name=op.f('pk_judgement'))
    )
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judgement_house_id'), ['house_id'], unique=False)


def downgrade() -> None:
    op.drop_table('judgement')
    op.drop_table('suggestion')
    op.drop_table('matched')
    op.drop_table('kept_text')
