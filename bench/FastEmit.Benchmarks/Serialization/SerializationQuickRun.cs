namespace FastEmit.Benchmarks.Serialization;

/// <summary>The serialization budgets in a few seconds.</summary>
internal static class SerializationQuickRun
{
    private const string Peer = "/System.Text.Json";

    public static int Run()
    {
        var loop = new QuickLoop(operations: 20_000, rounds: 41);
        foreach (SerializationCase one in SerializationCase.All)
        {
            loop.Add(one.Name, one.FastEmit);
            loop.Add(one.Name + Peer, one.SystemTextJson);
        }

        Dictionary<string, QuickResult> results = loop.Run();
        Console.WriteLine($"{"event",-14} {"FastEmit",12} {"System.Text.Json",18} {"ratio",7} {"allocated",10}");
        foreach (SerializationCase one in SerializationCase.All)
        {
            QuickResult ours = results[one.Name];
            QuickResult theirs = results[one.Name + Peer];
            Console.WriteLine(
                $"{one.Name,-14} {ours.MedianNanoseconds,9:F1} ns {theirs.MedianNanoseconds,15:F1} ns {theirs.MedianNanoseconds / ours.MedianNanoseconds,7:F1} {ours.BytesPerOperation,8:F1} B");
        }

        return 0;
    }
}
