namespace FastEmit.Docs.Tests;

/// <summary>README and docs/figures.md quote what the committed reports of the benchmarks say, rounded.</summary>
public sealed class QuotedFigureTests
{
    private const string Load = "load.md";
    private const string Latency = "latency.md";
    private const string Budgets = "budgets.md";
    private const string Sink = "Into a raw sink";
    private const string Node = "Into the official server";
    private const string Rate = "events/s";
    private const string Measured = "measured";
    private const string Evenly = "Node, 10,000 events/s, evenly";

    /// <summary>In both pages.</summary>
    private static readonly QuotedFigure[] Both =
    [
        new(@"into a raw counting sink \| (\S+ M) events/s", Load, Sink, "FastEmit", Rate),
        new(@"into a raw counting sink .*ClientWebSocket\D* (\S+ M)", Load, Sink, "ClientWebSocket", Rate),
        new(@"into a raw counting sink .*SocketIOClient(?: 3\.0\.6:)? (\S+ M)", Load, Sink, "SocketIOClient 3.0.6", Rate),
        new(@"into the official Node server[^|]*\| (\S+ M) events/s", Load, Node, "FastEmit", Rate),
        new(@"into the official Node server.*socket.io-client(?: 4\.8\.4:)? (\S+ M)", Load, Node, "socket.io-client 4.8.4", Rate),
        new(@"`Emit`, [^|]*\| (\d+ ns)", Budgets, "", "emit.time", Measured),
        new(@"10,000 events/s \| p50 (\d+ µs)", Latency, Evenly, "FastEmit", "p50"),
        new(@"10,000 events/s \| p50 \d+ µs, p99 (\d+ µs)", Latency, Evenly, "FastEmit", "p99"),
        new(@"10,000 events/s .*ClientWebSocket\D* (\d+ µs)", Latency, Evenly, "ClientWebSocket", "p50"),
        new(@"`fastemit-hook`:? (\S+ ms)", Budgets, "", "hook.own", Measured),
        new(@"ZLogger's call[^:]*: (\d+)", Budgets, "", "logger.call", Measured, Index: 1),
    ];

    private static readonly QuotedFigure[] FiguresPage =
    [
        .. Both,
        new(@"five connections: (\S+ M)", Load, Sink, "FastEmit, five connections", Rate),
        new(@"five connections: \S+ M\), (\S+) µs of CPU", Load, Sink, "FastEmit", "CPU"),
        new(@"a bare loop that frames and writes: (\S+ M) \|\n\| into the official", Load, Sink, "bare loop, no library", Rate),
        new(@"envelopes of 50: (\S+ M)", Load, Node, "FastEmit, envelopes of 50", Rate),
        new(@"a bare loop that frames and writes: (\S+ M); socket", Load, Node, "bare loop, no library", Rate),
        new(@"each session counted exactly \| (\S+ M)", Budgets, "", "collector.sink", Measured),
        new(@"serializing the reference event \| (\d+ ns)", Budgets, "", "serialize.time", Measured),
        new(@"a partition key each: (\d+ ns)", Budgets, "", "emit.two", Measured),
        new(@"the ring is full \| (\d+ ns)", Budgets, "", "refuse.full", Measured),
        new(@"`fastemit hook` \(native\)[^|]*\| (\S+ ms)", Budgets, "", "hook.node", Measured),
        new(@"a Node one-liner [^|]*: (\d+ ms)", Budgets, "", "hook.node", Measured, Index: 1),
    ];

    [Fact]
    public void ReadMe_EachFigure_IsTheReports() => Check("README.md", Both);

    [Fact]
    public void FiguresPage_EachFigure_IsTheReports() => Check("docs/figures.md", FiguresPage);

    [Theory]
    [InlineData("7.6 M", true)]
    [InlineData("7.5 M", false)]
    [InlineData("7.583 M", true)]
    [InlineData("8 M", true)]
    public void FindFault_QuoteOfAFigure_MustBeItRounded(string quote, bool isRight)
    {
        const string report = "## A table\n\n| client | events/s |\n|---|---:|\n| ours | 7,582,869 |\n";
        string? fault = new QuotedFigure(@"it does (\S+ M)", "r.md", "A table", "ours", "events/s").FindFault($"it does {quote} a second", _ => report);
        Assert.Equal(isRight, fault is null);
    }

    private static void Check(string page, QuotedFigure[] figures)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));
        Assert.Empty(figures.Select(figure => figure.FindFault(text, ReadReport)).OfType<string>());
    }

    private static string ReadReport(string name) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "artifacts", "bench", name));
}
