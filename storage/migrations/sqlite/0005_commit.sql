-- On PostgreSQL the history is partitioned here; one file needs no parts. The number is the same on both.
SELECT 1;
