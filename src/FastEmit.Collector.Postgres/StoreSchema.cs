namespace FastEmit.Collector.Postgres;

/// <summary>
/// The tables. <c>events</c> is partitioned: a partition holds the events of a time, and everything that is known of them has its number, so that
/// retention drops a table and some rows of small ones. The view <c>log</c> is for people. All names lie in the connection's search path.
/// </summary>
internal static class StoreSchema
{
    /// <summary>In table <c>head</c>; another number is a later version.</summary>
    public const int Version = 1;

    /// <summary>Texts that decide nothing by their letters are found by a hash: an index takes no text of any length.</summary>
    public const string Create =
        """
        CREATE TABLE head(one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, last_id bigint NOT NULL, part int NOT NULL);
        CREATE TABLE parts(part int PRIMARY KEY, first_id bigint NOT NULL, began bigint NOT NULL);
        CREATE TABLE nodes(node bigint PRIMARY KEY, batch bigint NOT NULL, seen bigint NOT NULL);
        CREATE TABLE kinds(part int NOT NULL, kind bigint GENERATED ALWAYS AS IDENTITY UNIQUE, key bytea NOT NULL,
          namespace text NOT NULL, name text NOT NULL, type text NOT NULL, PRIMARY KEY(key, part));
        CREATE TABLE sessions(part int NOT NULL, session bigint GENERATED ALWAYS AS IDENTITY UNIQUE, key bytea NOT NULL, name text NOT NULL,
          first bigint NOT NULL DEFAULT 9223372036854775807, last bigint NOT NULL DEFAULT 0, events bigint NOT NULL DEFAULT 0,
          tools bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0, last_type text NOT NULL DEFAULT '', touched bigint NOT NULL DEFAULT 0,
          PRIMARY KEY(key, part));
        CREATE INDEX sessions_touched ON sessions(touched);
        CREATE TABLE sequences(lane bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL, part int NOT NULL, PRIMARY KEY(lane, first));
        CREATE TABLE event_keys(key bytea PRIMARY KEY, part int NOT NULL);
        CREATE TABLE slots(part int NOT NULL, slot bigint NOT NULL, first_id bigint NOT NULL, last_id bigint NOT NULL, PRIMARY KEY(part, slot));
        CREATE TABLE events(part int NOT NULL, id bigint NOT NULL, received timestamptz NOT NULL, kind bigint NOT NULL, session bigint,
          data bytea NOT NULL, attachments bytea) PARTITION BY LIST (part);
        CREATE VIEW log AS SELECT e.id, e.received, k.namespace, k.name, k.type, s.name AS session, convert_from(e.data, 'UTF8') AS data
          FROM events e JOIN kinds k ON k.kind = e.kind LEFT JOIN sessions s ON s.session = e.session;
        """;

    /// <summary>The time that one row of <c>slots</c> stands for, in microseconds.</summary>
    public const long SlotMicroseconds = 10_000_000;

    /// <summary>The slot that a time lies in.</summary>
    public static long SlotOf(long time) => time >= 0 ? time / SlotMicroseconds : ((time + 1) / SlotMicroseconds) - 1;

    /// <summary>The name of a partition.</summary>
    public static string PartitionOf(int part) => FormattableString.Invariant($"events_{part}");

    /// <summary>Makes a partition. Attaching it does not wait for readers; creating it in place would.</summary>
    public static string CreatePartition(int part) =>
        FormattableString.Invariant(
            $"""
            CREATE TABLE events_{part}(LIKE events);
            CREATE UNIQUE INDEX ON events_{part}(id);
            CREATE INDEX ON events_{part}(session, id) WHERE session IS NOT NULL;
            CREATE INDEX ON events_{part}(kind, id);
            ALTER TABLE events ATTACH PARTITION events_{part} FOR VALUES IN ({part});
            """);
}
