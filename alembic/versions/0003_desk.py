"""the desk

People choose when letters come, bookmarks say how far they have read, and notices, houses and
submitted inventions know since when.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bookmark',
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_id', sa.String(length=16), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_id', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_bookmark'))
    )
    op.execute(
        "INSERT INTO bookmark (person_id, seen_at, seen_id, told_id)"
        " SELECT person_id, max(read_at), max(id), '' FROM notice"
        " WHERE read_at IS NOT NULL GROUP BY person_id"
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('once', sa.String(length=80), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_notice_once_person_id'), ['once', 'person_id'])
        batch_op.drop_column('read_at')
        batch_op.alter_column('made_at', new_column_name='happened_at')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('letters', sa.String(length=40), nullable=False, server_default='at-once')
        )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.alter_column('letters', server_default=None)

    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state_since', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE house SET state_since = changed_at")
    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.alter_column('state_since', nullable=False)

    with op.batch_alter_table('invention', schema=None) as batch_op:
        batch_op.add_column(sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE invention SET submitted_at = changed_at WHERE state = 'submitted'")


def downgrade() -> None:
    with op.batch_alter_table('invention', schema=None) as batch_op:
        batch_op.drop_column('submitted_at')

    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.drop_column('state_since')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('letters')

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('read_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_notice_once_person_id'), type_='unique')
        batch_op.drop_column('once')
        batch_op.alter_column('happened_at', new_column_name='made_at')
    op.execute(
        "UPDATE notice SET read_at = (SELECT seen_at FROM bookmark"
        " WHERE bookmark.person_id = notice.person_id AND notice.id <= bookmark.seen_id)"
    )
    op.drop_table('bookmark')
