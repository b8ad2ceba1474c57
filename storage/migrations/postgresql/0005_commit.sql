-- The history in a part for each year in which items were made: an item's id begins with its time (RFC 9562,
-- version 7), so that all of an item's history lies in one part. Parts stay small enough to be vacuumed, backed
-- up and one day set aside by themselves; ids that tell no time go into the last.

ALTER TABLE history RENAME TO history_before;
DROP TRIGGER history_is_append_only ON history_before;
ALTER TABLE history_before RENAME CONSTRAINT history_pkey TO history_before_pkey;

CREATE TABLE history (LIKE history_before, PRIMARY KEY (tenant, item, rev)) PARTITION BY RANGE (item);

CREATE TABLE history_2025 PARTITION OF history FOR VALUES FROM (MINVALUE) TO ('019b76da-a800');
CREATE TABLE history_2026 PARTITION OF history FOR VALUES FROM ('019b76da-a800') TO ('01a2ce8b-d400');
CREATE TABLE history_2027 PARTITION OF history FOR VALUES FROM ('01a2ce8b-d400') TO ('01aa263d-0000');
CREATE TABLE history_2028 PARTITION OF history FOR VALUES FROM ('01aa263d-0000') TO ('01b18314-8800');
CREATE TABLE history_2029 PARTITION OF history FOR VALUES FROM ('01b18314-8800') TO ('01b8dac5-b400');
CREATE TABLE history_2030 PARTITION OF history FOR VALUES FROM ('01b8dac5-b400') TO ('01c03276-e000');
CREATE TABLE history_2031 PARTITION OF history FOR VALUES FROM ('01c03276-e000') TO ('01c78a28-0c00');
CREATE TABLE history_2032 PARTITION OF history FOR VALUES FROM ('01c78a28-0c00') TO ('01cee6ff-9400');
CREATE TABLE history_2033 PARTITION OF history FOR VALUES FROM ('01cee6ff-9400') TO ('01d63eb0-c000');
CREATE TABLE history_2034 PARTITION OF history FOR VALUES FROM ('01d63eb0-c000') TO ('01dd9661-ec00');
CREATE TABLE history_2035 PARTITION OF history FOR VALUES FROM ('01dd9661-ec00') TO ('01e4ee13-1800');
CREATE TABLE history_2036 PARTITION OF history FOR VALUES FROM ('01e4ee13-1800') TO ('01ec4aea-a000');
CREATE TABLE history_2037 PARTITION OF history FOR VALUES FROM ('01ec4aea-a000') TO ('01f3a29b-cc00');
CREATE TABLE history_2038 PARTITION OF history FOR VALUES FROM ('01f3a29b-cc00') TO ('01fafa4c-f800');
CREATE TABLE history_2039 PARTITION OF history FOR VALUES FROM ('01fafa4c-f800') TO ('020251fe-2400');
CREATE TABLE history_2040 PARTITION OF history FOR VALUES FROM ('020251fe-2400') TO ('0209aed5-ac00');
CREATE TABLE history_later PARTITION OF history FOR VALUES FROM ('0209aed5-ac00') TO (MAXVALUE);

INSERT INTO history SELECT * FROM history_before;
DROP TABLE history_before;

-- A statement against a part passes by the triggers of the whole.
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT relid FROM pg_partition_tree('history') LOOP
    EXECUTE format('CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change()', part);
  END LOOP;
END
$$;
