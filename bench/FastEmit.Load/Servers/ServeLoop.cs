namespace FastEmit.Load.Servers;

/// <summary>
/// The server's side of <see cref="ServerProcess"/>: a line with the port, then an answer to each line of standard input, until
/// that ends: <c>expect N</c> (and once more when N have arrived), <c>count</c>, <c>latency</c>.
/// </summary>
internal static class ServeLoop
{
    public static async Task RunAsync(int port, ArrivalCounter counter, LatencyRecorder latencies)
    {
        ServerLine.WriteText($"{port}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["expect", string events]:
                    counter.Expect(long.Parse(events));
                    latencies.Clear();
                    ServerLine.WriteText("{}");
                    break;
                case ["count"]:
                    ServerLine.Write(new Arrival(counter.Count, 0), LoadJson.Default.Arrival);
                    break;
                case ["latency"]:
                    ServerLine.Write(latencies.Read(), LoadJson.Default.LatencyReport);
                    break;
            }
        }
    }
}
