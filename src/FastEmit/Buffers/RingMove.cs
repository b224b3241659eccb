namespace FastEmit.Buffers;

/// <summary>A ring has left its file and gone on elsewhere.</summary>
/// <param name="Report">The damage of the file, and where the events are now.</param>
/// <param name="Kept">Records that the ring had counted as appended and that still wait in it.</param>
/// <param name="Appended">Records that the ring had counted as appended when it was closed to producers.</param>
internal sealed record RingMove(RingFileException Report, long Kept, long Appended);
