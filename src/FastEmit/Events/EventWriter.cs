namespace FastEmit.Events;

/// <summary>Writes UTF-8 JSON into a thread's scratch buffer.</summary>
public ref struct EventWriter
{
    /// <summary>Takes the calling thread's scratch buffer, grown to at least <paramref name="worstCase"/> bytes.</summary>
    public static EventWriter Rent(int worstCase) => throw new NotImplementedException();
}
