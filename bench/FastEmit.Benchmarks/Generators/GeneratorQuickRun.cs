namespace FastEmit.Benchmarks.Generators;

/// <summary>The processor time that the generator takes for a project's events, and for a key stroke in a file without events.</summary>
internal static class GeneratorQuickRun
{
    private const int Rounds = 21;

    public static int Run()
    {
        var times = new GeneratorTimes();
        Console.WriteLine($"{EventProject.Events} events, {times.Files} files, cold   {times.First.TotalMilliseconds,8:F1} ms");
        Print("a type more in another file", times.NewType(Rounds));
        Print("key stroke in a method", times.KeyStroke(Rounds));
        return 0;
    }

    private static void Print(string what, (TimeSpan Ours, TimeSpan Empty) time) => Console.WriteLine(
        $"{what,-30}{time.Ours.TotalMilliseconds,8:F1} ms; finding the events alone {time.Empty.TotalMilliseconds:F1} ms; {time.Ours / time.Empty:F2}");
}
