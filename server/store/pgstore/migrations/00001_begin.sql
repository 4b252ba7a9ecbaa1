-- +goose Up

-- Everything that the server stores.
CREATE TABLE kv (
	bucket text COLLATE "C" NOT NULL,
	key bytea NOT NULL,
	value bytea NOT NULL,
	PRIMARY KEY (bucket, key)
);

-- The one row that transactions lock: it puts them in order.
CREATE TABLE head (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	number bigint NOT NULL,          -- of the latest batch
	stamp bigint NOT NULL,           -- the last one given out
	floor bigint NOT NULL,           -- the first batch that the log still has
	slot smallint NOT NULL,          -- the partition that the log is written to
	slot_since timestamptz NOT NULL,
	compatible int NOT NULL          -- programs of this schema version and later ones can work here
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
INSERT INTO head VALUES (true, 0, 1, 1, 0, clock_timestamp(), 1);

-- What each batch changed and announced, for the other processes. Slots are
-- written in turn and emptied as a whole, which costs nothing.
CREATE TABLE log (
	slot smallint NOT NULL,
	number bigint NOT NULL,
	batch bytea NOT NULL,            -- drawn by its process: tells whether a commit came through
	at timestamptz NOT NULL,
	stamp bigint NOT NULL,
	entries bytea NOT NULL
) PARTITION BY LIST (slot);
ALTER TABLE log ALTER COLUMN entries SET STORAGE EXTERNAL;
CREATE TABLE log_0 PARTITION OF log FOR VALUES IN (0);
CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1);
CREATE TABLE log_2 PARTITION OF log FOR VALUES IN (2);
CREATE TABLE log_3 PARTITION OF log FOR VALUES IN (3);
CREATE TABLE log_4 PARTITION OF log FOR VALUES IN (4);
CREATE TABLE log_5 PARTITION OF log FOR VALUES IN (5);
CREATE INDEX log_number ON log (number);
