"""the line"""

import sqlalchemy as sa
from alembic import op

from marketplace.db import guards

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

INSERT_ONLY = {
    "event": ("id",),
    "seal": ("number", "event_id"),
    "head": ("number",),
    "ledger_entry": ("id",),
}


def upgrade() -> None:
    op.create_table('cursor',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_cursor'))
    )
    op.create_table('event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=16), nullable=True),
    sa.Column('house_id', sa.String(length=16), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('private_digest', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index('ix_event_actor_id_kind', ['actor_id', 'kind'], unique=False)
        batch_op.create_index('ix_event_subject_id', ['subject_id'], unique=False)

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

    op.create_table('house',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('province', sa.String(length=40), nullable=False),
    sa.Column('parent_id', sa.String(length=16), nullable=True),
    sa.Column('tax_code', sa.String(length=20), nullable=False),
    sa.Column('website', sa.String(length=200), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.Column('head_approves', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['house.id'], name=op.f('fk_house_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_house'))
    )
    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_house_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_house_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_house_province'), ['province'], unique=False)
        batch_op.create_index(batch_op.f('ix_house_state'), ['state'], unique=False)

    op.create_table('idempotent_answer',
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('request', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_idempotent_answer'))
    )
    op.create_table('letter',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=True),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('address_digest', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('event_number', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_address_digest'), ['address_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_state'), ['state'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('event_number', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_person_id'), ['person_id'], unique=False)

    op.create_table('parked',
    sa.Column('listener', sa.String(length=40), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('listener', 'number', name=op.f('pk_parked'))
    )
    op.create_table('person',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('operator', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('try',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_try'))
    )
    with op.batch_alter_table('try', schema=None) as batch_op:
        batch_op.create_index('ix_try_key_at', ['key', 'at'], unique=False)

    op.create_table('api_token',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=True),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_token_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_token_digest'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_person_id'), ['person_id'], unique=False)

    op.create_table('event_private',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('salt', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_private_event_id')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_event_private'))
    )
    op.create_table('invention',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('made_by', sa.String(length=16), nullable=False),
    sa.Column('submitted_by', sa.String(length=16), nullable=True),
    sa.Column('handed_back', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=True),
    sa.Column('readiness', sa.String(length=40), nullable=True),
    sa.Column('field', sa.String(length=40), nullable=True),
    sa.Column('readiness_evidence', sa.Text(), nullable=False),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('classes', sa.JSON(), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('asking_amount', sa.BigInteger(), nullable=True),
    sa.Column('asking_currency', sa.String(length=3), nullable=True),
    sa.Column('asking_terms', sa.Text(), nullable=False),
    sa.Column('right_status', sa.String(length=40), nullable=True),
    sa.Column('application_number', sa.String(length=60), nullable=False),
    sa.Column('title_number', sa.String(length=60), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('funding_source', sa.String(length=400), nullable=False),
    sa.Column('state_percent', sa.Integer(), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disclosed_by', sa.String(length=16), nullable=True),
    sa.Column('disclosed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_invention_house_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invention'))
    )
    with op.batch_alter_table('invention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invention_house_id'), ['house_id'], unique=False)
        batch_op.create_index('ix_invention_state_id', ['state', 'id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('invited_by', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_invitation_house_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitation_digest'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_house_id'), ['house_id'], unique=False)

    op.create_table('login',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_login_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login')),
    sa.UniqueConstraint('digest', name=op.f('uq_login_digest'))
    )
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_person_id'), ['person_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_membership_house_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_house_id'), ['house_id'], unique=False)
        batch_op.create_index('ix_membership_person_id_house_id', ['person_id', 'house_id'], unique=False)

    op.create_table('need',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('made_by', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=True),
    sa.Column('unnamed', sa.Boolean(), nullable=False),
    sa.Column('readiness_wanted', sa.String(length=40), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('budget_from', sa.BigInteger(), nullable=True),
    sa.Column('budget_to', sa.BigInteger(), nullable=True),
    sa.Column('budget_currency', sa.String(length=3), nullable=True),
    sa.Column('wanted_by', sa.Date(), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_need_house_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need'))
    )
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_need_house_id'), ['house_id'], unique=False)
        batch_op.create_index('ix_need_state_id', ['state', 'id'], unique=False)

    op.create_table('payment',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('direction', sa.String(length=40), nullable=False),
    sa.Column('reverses_id', sa.String(length=16), nullable=True),
    sa.Column('payee_id', sa.String(length=16), nullable=False),
    sa.Column('payer_id', sa.String(length=16), nullable=False),
    sa.Column('payee_province', sa.String(length=40), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('asset_id', sa.String(length=16), nullable=False),
    sa.Column('related', sa.Boolean(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('bank_reference', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('declared_by', sa.String(length=16), nullable=False),
    sa.Column('closed_by', sa.String(length=16), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('objection', sa.Text(), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['payee_id'], ['house.id'], name=op.f('fk_payment_payee_id')),
    sa.ForeignKeyConstraint(['payer_id'], ['house.id'], name=op.f('fk_payment_payer_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['payment.id'], name=op.f('fk_payment_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment'))
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_payee_id'), ['payee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payment_payer_id'), ['payer_id'], unique=False)
        batch_op.create_index('ix_payment_purpose_reference', ['purpose', 'reference'], unique=False)
        batch_op.create_index(batch_op.f('ix_payment_state'), ['state'], unique=False)
        batch_op.create_index('uq_payment_reverses_id_live', ['reverses_id'], unique=True, sqlite_where=sa.text("state NOT IN ('withdrawn', 'rejected')"), postgresql_where=sa.text("state NOT IN ('withdrawn', 'rejected')"))

    op.create_table('proof',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proof_person_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_proof'))
    )
    with op.batch_alter_table('proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proof_person_id'), ['person_id'], unique=False)

    op.create_table('seal',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seal_event_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_seal')),
    sa.UniqueConstraint('event_id', name=op.f('uq_seal_event_id'))
    )
    op.create_table('unsealed',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_unsealed_event_id')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_unsealed'))
    )
    op.create_table('bid',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('need_id', sa.String(length=16), nullable=True),
    sa.Column('made_by', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by', sa.String(length=16), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.String(length=40), nullable=True),
    sa.Column('refusal_sentence', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_bid_house_id')),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_bid_invention_id')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_bid_need_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid'))
    )
    with op.batch_alter_table('bid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bid_house_id'), ['house_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bid_invention_id'), ['invention_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bid_state'), ['state'], unique=False)
        batch_op.create_index('uq_bid_open', ['invention_id', 'house_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('head',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('signature', sa.String(length=128), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['seal.number'], name=op.f('fk_head_number')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_head'))
    )
    op.create_table('invention_section',
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('tier', sa.String(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_invention_section_invention_id')),
    sa.PrimaryKeyConstraint('invention_id', 'tier', name=op.f('pk_invention_section'))
    )
    op.create_table('invention_text',
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('novelty', sa.Text(), nullable=False),
    sa.Column('advantages', sa.Text(), nullable=False),
    sa.Column('applications', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_invention_text_invention_id')),
    sa.PrimaryKeyConstraint('invention_id', 'language', name=op.f('pk_invention_text'))
    )
    op.create_table('inventor',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('orcid', sa.String(length=19), nullable=False),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_inventor_invention_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inventor'))
    )
    with op.batch_alter_table('inventor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inventor_invention_id'), ['invention_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inventor_person_id'), ['person_id'], unique=False)

    op.create_table('ledger_entry',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('payment_id', sa.String(length=16), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('account', sa.String(length=20), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_ledger_entry_house_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_ledger_entry_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry'))
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_entry_house_id'), ['house_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entry_payment_id'), ['payment_id'], unique=False)

    op.create_table('need_text',
    sa.Column('need_id', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('done_when', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_text_need_id')),
    sa.PrimaryKeyConstraint('need_id', 'language', name=op.f('pk_need_text'))
    )
    op.create_table('deal',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('bid_id', sa.String(length=16), nullable=False),
    sa.Column('invention_id', sa.String(length=16), nullable=False),
    sa.Column('seller_id', sa.String(length=16), nullable=False),
    sa.Column('buyer_id', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('related', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('agreed_by', sa.String(length=16), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bid.id'], name=op.f('fk_deal_bid_id')),
    sa.ForeignKeyConstraint(['buyer_id'], ['house.id'], name=op.f('fk_deal_buyer_id')),
    sa.ForeignKeyConstraint(['invention_id'], ['invention.id'], name=op.f('fk_deal_invention_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['house.id'], name=op.f('fk_deal_seller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal')),
    sa.UniqueConstraint('bid_id', name=op.f('uq_deal_bid_id'))
    )
    with op.batch_alter_table('deal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deal_buyer_id'), ['buyer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_deal_invention_id'), ['invention_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_deal_seller_id'), ['seller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_deal_state'), ['state'], unique=False)

    op.create_table('signature',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('deal_id', sa.String(length=16), nullable=False),
    sa.Column('party', sa.String(length=40), nullable=False),
    sa.Column('house_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('sheet_digest', sa.String(length=64), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_signature_deal_id')),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_signature_house_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('deal_id', 'party', name=op.f('uq_signature_deal_id_party'))
    )
    op.create_table('term_sheet',
    sa.Column('deal_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('party', sa.String(length=40), nullable=False),
    sa.Column('made_by', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_term_sheet_deal_id')),
    sa.PrimaryKeyConstraint('deal_id', 'number', name=op.f('pk_term_sheet'))
    )
    guards.install(op.get_bind(), INSERT_ONLY)


def downgrade() -> None:
    guards.remove(op.get_bind(), INSERT_ONLY)
    op.drop_table('term_sheet')
    op.drop_table('signature')
    with op.batch_alter_table('deal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deal_state'))
        batch_op.drop_index(batch_op.f('ix_deal_seller_id'))
        batch_op.drop_index(batch_op.f('ix_deal_invention_id'))
        batch_op.drop_index(batch_op.f('ix_deal_buyer_id'))

    op.drop_table('deal')
    op.drop_table('need_text')
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_entry_payment_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_entry_house_id'))

    op.drop_table('ledger_entry')
    with op.batch_alter_table('inventor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inventor_person_id'))
        batch_op.drop_index(batch_op.f('ix_inventor_invention_id'))

    op.drop_table('inventor')
    op.drop_table('invention_text')
    op.drop_table('invention_section')
    op.drop_table('head')
    with op.batch_alter_table('bid', schema=None) as batch_op:
        batch_op.drop_index('uq_bid_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_bid_state'))
        batch_op.drop_index(batch_op.f('ix_bid_invention_id'))
        batch_op.drop_index(batch_op.f('ix_bid_house_id'))

    op.drop_table('bid')
    op.drop_table('unsealed')
    op.drop_table('seal')
    with op.batch_alter_table('proof', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proof_person_id'))

    op.drop_table('proof')
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.drop_index('uq_payment_reverses_id_live', sqlite_where=sa.text("state NOT IN ('withdrawn', 'rejected')"), postgresql_where=sa.text("state NOT IN ('withdrawn', 'rejected')"))
        batch_op.drop_index(batch_op.f('ix_payment_state'))
        batch_op.drop_index('ix_payment_purpose_reference')
        batch_op.drop_index(batch_op.f('ix_payment_payer_id'))
        batch_op.drop_index(batch_op.f('ix_payment_payee_id'))

    op.drop_table('payment')
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.drop_index('ix_need_state_id')
        batch_op.drop_index(batch_op.f('ix_need_house_id'))

    op.drop_table('need')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('ix_membership_person_id_house_id')
        batch_op.drop_index(batch_op.f('ix_membership_house_id'))

    op.drop_table('membership')
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_person_id'))

    op.drop_table('login')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_house_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_email'))

    op.drop_table('invitation')
    with op.batch_alter_table('invention', schema=None) as batch_op:
        batch_op.drop_index('ix_invention_state_id')
        batch_op.drop_index(batch_op.f('ix_invention_house_id'))

    op.drop_table('invention')
    op.drop_table('event_private')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_person_id'))

    op.drop_table('api_token')
    with op.batch_alter_table('try', schema=None) as batch_op:
        batch_op.drop_index('ix_try_key_at')

    op.drop_table('try')
    op.drop_table('person')
    op.drop_table('parked')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_person_id'))

    op.drop_table('notice')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_state'))
        batch_op.drop_index(batch_op.f('ix_letter_person_id'))
        batch_op.drop_index(batch_op.f('ix_letter_address_digest'))

    op.drop_table('letter')
    op.drop_table('idempotent_answer')
    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_house_state'))
        batch_op.drop_index(batch_op.f('ix_house_province'))
        batch_op.drop_index(batch_op.f('ix_house_parent_id'))
        batch_op.drop_index(batch_op.f('ix_house_kind'))

    op.drop_table('house')
    with op.batch_alter_table('fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fact_house_id'))
        batch_op.drop_index(batch_op.f('ix_fact_deal_id'))
        batch_op.drop_index('ix_fact_figure_subject_id')
        batch_op.drop_index('ix_fact_figure_occurred')
        batch_op.drop_index('ix_fact_figure_cluster')

    op.drop_table('fact')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('ix_event_subject_id')
        batch_op.drop_index('ix_event_actor_id_kind')

    op.drop_table('event')
    op.drop_table('cursor')
