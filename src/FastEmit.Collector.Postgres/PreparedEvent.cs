using FastEmit.Collector.Events;

namespace FastEmit.Collector.Postgres;

/// <summary>The facts of one event that are needed before the database is asked.</summary>
/// <param name="Offset">Where its record begins.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Session">Its session, or null.</param>
/// <param name="Sequence">Its number in its emitter's lane, or null.</param>
/// <param name="Key">Another id of FastEmit's, or null.</param>
/// <param name="IsCall">Whether a tool call begins with it.</param>
/// <param name="IsFailure">Whether it says that one has failed.</param>
/// <param name="IsOneValue">Whether its data stands as it is; otherwise as an array.</param>
internal readonly record struct PreparedEvent(
    int Offset, KindEntry Kind, SessionEntry? Session, Sequence? Sequence, byte[]? Key, bool IsCall, bool IsFailure, bool IsOneValue);
