-- How texts are compared: without upper case, and Greek without tonos, for nobody types it in capitals. Other accents
-- tell letters from each other: `å` is not `a`.
CREATE FUNCTION segment.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(lower(value), 'άέήίόύώϊϋΐΰς', 'αεηιουωιυιυσ');

-- The shop's own fields as what they are defined to be. What an old import left there in another form is no number and no
-- date, and never an error: casts are only reached by what they can read.
CREATE FUNCTION segment.own_number(custom jsonb, key text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(custom -> key)
    WHEN 'number' THEN (custom -> key)::numeric
    WHEN 'string' THEN
        CASE WHEN custom ->> key ~ '^-?[0-9]{1,15}([.][0-9]{1,10})?$' THEN (custom ->> key)::numeric END
    END;

-- The day of an own field as ISO 8601 writes it, to be compared as text; null for what is no day of the calendar. What a
-- text looks like is seen when every digit of it is a 9: regular expressions took five microseconds a customer.
CREATE FUNCTION segment.own_day(custom jsonb, key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN translate(custom ->> key, '012345678', '999999999') = '9999-99-99' THEN
    CASE WHEN substr(custom ->> key, 9, 2)::integer BETWEEN 1 AND CASE substr(custom ->> key, 6, 2)
        WHEN '01' THEN 31 WHEN '03' THEN 31 WHEN '05' THEN 31 WHEN '07' THEN 31 WHEN '08' THEN 31 WHEN '10' THEN 31
        WHEN '12' THEN 31 WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30
        WHEN '02' THEN CASE WHEN substr(custom ->> key, 3, 2)::integer % 4 = 0
                             AND (substr(custom ->> key, 3, 2) <> '00' OR substr(custom ->> key, 1, 2)::integer % 4 = 0)
                            THEN 29 ELSE 28 END
        ELSE 0 END
    THEN custom ->> key END
    END;

-- A name day as people write it, `13.07`, `13/7`, `3.7.`, `13.07.2026`, `07-13`, `2026-07-13`: `0713`. What looks like one
-- and is none, such as the 45th, is no day that anybody asks for.
CREATE FUNCTION segment.month_day(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL ELSE
    CASE rtrim(translate(value, '012345678/ ', '999999999.'), '.')
    WHEN '99.99' THEN substr(translate(value, ' ', ''), 4, 2) || substr(translate(value, ' ', ''), 1, 2)
    WHEN '9.99' THEN substr(translate(value, ' ', ''), 3, 2) || '0' || substr(translate(value, ' ', ''), 1, 1)
    WHEN '99.9' THEN '0' || substr(translate(value, ' ', ''), 4, 1) || substr(translate(value, ' ', ''), 1, 2)
    WHEN '9.9' THEN '0' || substr(translate(value, ' ', ''), 3, 1) || '0' || substr(translate(value, ' ', ''), 1, 1)
    WHEN '99.99.9999' THEN substr(translate(value, ' ', ''), 4, 2) || substr(translate(value, ' ', ''), 1, 2)
    WHEN '9.99.9999' THEN substr(translate(value, ' ', ''), 3, 2) || '0' || substr(translate(value, ' ', ''), 1, 1)
    WHEN '99.9.9999' THEN '0' || substr(translate(value, ' ', ''), 4, 1) || substr(translate(value, ' ', ''), 1, 2)
    WHEN '9.9.9999' THEN '0' || substr(translate(value, ' ', ''), 3, 1) || '0' || substr(translate(value, ' ', ''), 1, 1)
    WHEN '99-99' THEN substr(translate(value, ' ', ''), 1, 2) || substr(translate(value, ' ', ''), 4, 2)
    WHEN '--99-99' THEN substr(translate(value, ' ', ''), 3, 2) || substr(translate(value, ' ', ''), 6, 2)
    WHEN '9999-99-99' THEN substr(translate(value, ' ', ''), 6, 2) || substr(translate(value, ' ', ''), 9, 2)
    END END;
