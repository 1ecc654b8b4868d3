-- The view tells the card's version, too, after all that it tells already: what is kept beside the register sees by it
-- whether it is old.
DO $$
BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW customer.profile AS '
        || regexp_replace(pg_get_viewdef('customer.profile'::regclass), '\n +FROM ', ', c.version FROM ');
END
$$;
