-- What is said to whom, when. A campaign is edited; its review freezes a batch; its start is the batch's.
CREATE SCHEMA campaign;

CREATE TABLE campaign.campaign (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name               text NOT NULL,
    channel            text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    -- draft · reviewed: frozen and counted, or being so · launched: the batch says the rest · done · cancelled
    state              text NOT NULL DEFAULT 'draft'
                       CHECK (state IN ('draft', 'reviewed', 'launched', 'done', 'cancelled')),
    -- goes up with every save; `edit` names the open page that saved last, which never outdates itself
    version            integer NOT NULL DEFAULT 1,
    edit               uuid,

    everybody          boolean NOT NULL DEFAULT false,
    include_segments   bigint[] NOT NULL DEFAULT '{}',
    exclude_segments   bigint[] NOT NULL DEFAULT '{}',
    customers          bigint[] NOT NULL DEFAULT '{}',
    purpose            text NOT NULL DEFAULT 'marketing' CHECK (purpose ~ '^[a-z][a-z0-9_]{1,39}$'),
    labels             text[] NOT NULL DEFAULT '{}',

    account_id         bigint,
    sender             text NOT NULL DEFAULT '',
    opt_out            text NOT NULL DEFAULT 'link' CHECK (opt_out IN ('link', 'reply')),
    subject            text NOT NULL DEFAULT '',
    body               text NOT NULL DEFAULT '',
    html               text NOT NULL DEFAULT '',
    language           text NOT NULL,
    sms_steps          text[] NOT NULL DEFAULT '{}',
    max_parts          smallint NOT NULL DEFAULT 3 CHECK (max_parts BETWEEN 1 AND 255),

    not_before         timestamptz,
    not_after          timestamptz,
    dry_run            boolean NOT NULL DEFAULT false,

    -- the last review: its command, what it froze, what the register looked like, why it came to nothing
    review             uuid,
    reviewed_at        timestamptz,
    batch_id           bigint,
    register_mark      text,
    audience_mark      text,
    review_problem     text,

    created_by         text NOT NULL,
    created_at         timestamptz NOT NULL,
    changed_by         text NOT NULL,
    changed_at         timestamptz NOT NULL,
    launched_by        text,
    launched_at        timestamptz,
    ended_at           timestamptz,
    -- what the quota has been told of so far
    units_used         bigint NOT NULL DEFAULT 0,

    -- who is spared although the selection has them: those who were written to in the last days, those of other countries,
    -- those of a quiet list
    pause_days         smallint NOT NULL DEFAULT 0 CHECK (pause_days BETWEEN 0 AND 365),
    countries          text[] NOT NULL DEFAULT '{}',
    quiet_segment      bigint,

    -- whether clicks on the links of the text are counted
    counted            boolean NOT NULL DEFAULT false,

    -- which of the saves of the page `edit` this is. One that was sent before it and is worked on after it is too late: it
    -- would put older words in the place of newer ones.
    turn               bigint NOT NULL DEFAULT 0
);
CREATE INDEX campaign_changed ON campaign.campaign (changed_at DESC, id DESC);
CREATE INDEX campaign_launched ON campaign.campaign (id) WHERE state = 'launched';

-- Whose values a test to a typed address carried: the message is nobody's, and the values are somebody's.
CREATE TABLE campaign.test_like (
    batch_id     bigint PRIMARY KEY,
    customer_id  bigint NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX test_like_customer ON campaign.test_like (customer_id);
