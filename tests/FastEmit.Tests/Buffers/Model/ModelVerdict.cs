namespace FastEmit.Tests.Buffers.Model;

/// <summary>What must hold at the end of every execution.</summary>
internal static class ModelVerdict
{
    /// <summary>
    /// Everything whose append was accepted is read once, whole, in its producer's order; what was refused is never read;
    /// what a dead producer was appending is read once or not at all; the heir of a dead consumer reads exactly what that
    /// one had not released. Null when all that holds.
    /// </summary>
    /// <param name="events">What each thread reported: the producers, then the consumer, then its heir if there is one.</param>
    /// <param name="dead">Which threads were killed.</param>
    /// <param name="producers">How many of the threads are producers.</param>
    public static string? Judge(ModelEvent[][] events, bool[] dead, int producers)
    {
        ModelEvent? bad = events.SelectMany(static own => own)
            .Where(static e => e.Kind is ModelEventKind.ReadTorn or ModelEventKind.Damaged or ModelEventKind.Stuck or ModelEventKind.Miscounted)
            .Select(static e => (ModelEvent?)e).FirstOrDefault();
        if (bad is not null)
        {
            return $"{bad}";
        }

        for (int producer = 0; producer < producers; producer++)
        {
            ModelEvent[] consumer = Of(producer, events[producers]);
            ModelEvent[] heir = producers + 1 < events.Length ? Of(producer, events[producers + 1]) : [];
            List<long> expected = [.. events[producer].Where(static e => e.Kind == ModelEventKind.Appended).Select(static e => e.Value)];
            long[] open = dead[producer] && events[producer] is [.., { Kind: ModelEventKind.Appending } last] ? [last.Value] : [];
            bool right = dead[producers]
                ? Settled(consumer).Any(settled => Matches([.. settled, .. Reads(heir)], expected, open)) && IsPrefix(Reads(consumer), [.. expected, .. open])
                : Matches([.. Reads(consumer)], expected, open);
            if (!right)
            {
                return $"The records of producer {producer} were not read once each, in order.";
            }
        }

        return null;
    }

    private static bool Matches(List<long> read, List<long> expected, long[] open) =>
        read.SequenceEqual(expected) || read.SequenceEqual([.. expected, .. open]);

    private static bool IsPrefix(IEnumerable<long> read, List<long> whole) => read.SequenceEqual(whole.Take(read.Count()));

    /// <summary>The events of a consumer that concern one producer.</summary>
    private static ModelEvent[] Of(int producer, ModelEvent[] events) =>
        [.. events.Where(e => e.Kind != ModelEventKind.Read || e.Value >> 8 == producer + 1)];

    private static IEnumerable<long> Reads(IEnumerable<ModelEvent> events) =>
        events.Where(static e => e.Kind == ModelEventKind.Read).Select(static e => e.Value);

    /// <summary>What a dead consumer may have released: up to its last release, or, if it died in that one, up to the one before.</summary>
    private static IEnumerable<List<long>> Settled(ModelEvent[] events)
    {
        int last = Array.FindLastIndex(events, static e => e.Kind == ModelEventKind.Releasing);
        yield return [.. Reads(events.Take(last + 1))];
        int before = last <= 0 ? -1 : Array.FindLastIndex(events, last - 1, static e => e.Kind == ModelEventKind.Releasing);
        yield return [.. Reads(events.Take(before + 1))];
    }
}
