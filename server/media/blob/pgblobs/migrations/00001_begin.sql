-- +goose Up

-- Parts and their slices.
CREATE TABLE blob_parts (
	part text COLLATE "C" PRIMARY KEY,
	begun timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE blob_slices (
	part text COLLATE "C" NOT NULL REFERENCES blob_parts ON DELETE CASCADE,
	start bigint NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (part, start)
);

-- Contents, in rows of a fixed size except the last one.
CREATE TABLE blob_contents (
	sha text COLLATE "C" PRIMARY KEY,
	size bigint NOT NULL
);
CREATE TABLE blob_rows (
	sha text COLLATE "C" NOT NULL REFERENCES blob_contents ON DELETE CASCADE,
	n int NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (sha, n)
);
-- Pictures are compressed already.
ALTER TABLE blob_slices ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE blob_rows ALTER COLUMN data SET STORAGE EXTERNAL;
