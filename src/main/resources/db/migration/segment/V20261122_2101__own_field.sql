-- The shop's own fields as what they are defined to be. What an old import left there in another form is no number and no
-- date, and never an error: casts are only reached by what they can read.
CREATE FUNCTION segment.own_number(custom jsonb, key text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(custom -> key)
    WHEN 'number' THEN (custom ->> key)::numeric
    WHEN 'string' THEN
        CASE WHEN custom ->> key ~ '^-?[0-9]{1,15}([.][0-9]{1,10})?$' THEN (custom ->> key)::numeric END
    END;

-- ISO 8601, and a day that there is.
CREATE FUNCTION segment.own_date(custom jsonb, key text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN custom ->> key ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
    THEN CASE WHEN substr(custom ->> key, 9, 2)::integer <= extract(day FROM
                       make_date(substr(custom ->> key, 1, 4)::integer, substr(custom ->> key, 6, 2)::integer, 1)
                       + interval '1 month - 1 day')
         THEN make_date(substr(custom ->> key, 1, 4)::integer, substr(custom ->> key, 6, 2)::integer,
                        substr(custom ->> key, 9, 2)::integer)
         END
    END;

-- A name day as people write it, `13.07`, `13/7`, `13.07.2026`, `07-13`, `2026-07-13`: the month times 100 and the day.
-- Null for what is none.
CREATE FUNCTION segment.month_day(value text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN value = '' THEN NULL
    WHEN value ~ '^ *(0?[1-9]|[12][0-9]|3[01]) ?[./] ?(0?[1-9]|1[0-2])( ?[./] ?[0-9]{4}|[.])? *$'
    THEN substring(value FROM '[./] ?([0-9]{1,2})')::integer * 100 + substring(value FROM '^ *([0-9]{1,2})')::integer
    WHEN value ~ '^ *([0-9]{4}-|--)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) *$'
    THEN substring(value FROM '([0-9]{2})-[0-9]{2} *$')::integer * 100
         + substring(value FROM '([0-9]{2}) *$')::integer
    END;
