-- +goose Up

-- The keys and values of the store.
CREATE TABLE kv (
	bucket text COLLATE "C" NOT NULL,
	key bytea NOT NULL,
	value bytea NOT NULL,
	PRIMARY KEY (bucket, key)
);

-- The single row that transactions lock to establish their order.
CREATE TABLE head (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	number bigint NOT NULL,          -- number of the latest batch
	stamp bigint NOT NULL,           -- the last stamp allocated
	floor bigint NOT NULL,           -- the first batch in the log
	slot smallint NOT NULL,          -- the current partition of the log
	slot_since timestamptz NOT NULL,
	compatible int NOT NULL          -- the lowest schema version of programs that can use this schema
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
INSERT INTO head VALUES (true, 0, 1, 1, 0, clock_timestamp(), 1);

-- The changes and notes of each batch, for the other processes. Slots are
-- written in turn and truncated as a whole, which is cheap.
CREATE TABLE log (
	slot smallint NOT NULL,
	number bigint NOT NULL,
	batch bytea NOT NULL,            -- random id, to find out whether a commit succeeded
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
