using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace FastEmit.Cli.Tests.Emitting;

public sealed class EmitRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ValidLines_ArriveAsTheyStandAndInOrder()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(
            collector.Url, "{\"n\":1, \"text\":\"\\u00fc\"}\n\n[1,2]\r\n\"x\"\n{}", "--namespace", "/hook", "--event", "line");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(["{\"n\":1, \"text\":\"\\u00fc\"}", "[1,2]", "\"x\"", "{}"], collector.Events.Select(static received => received.Data));
        Assert.All(collector.Events, static received => Assert.Equal(("/hook", "line"), (received.Namespace, received.Name)));
        AssertCounts(session.Json, offered: 4, confirmed: 4, pending: 0, notEmitted: 0);
        Assert.Empty(session.Json.GetProperty("dropped").EnumerateObject());
        Assert.Empty(session.Error);
    }

    [Fact]
    public async Task RunAsync_Json_HasEveryFieldThatScriptsRelyOn()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(collector.Url, "{}\n");

        Assert.Equal(
            ["offered", "confirmed", "written", "pending", "fellBack", "dropped", "resent", "reconnects", "seconds", "eventsPerSecond", "notEmitted"],
            session.Json.EnumerateObject().Select(static member => member.Name));
        Assert.True(session.Json.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task RunAsync_ForPeople_SaysThatEveryEventIsConfirmed()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await CommandLineSession.RunAsync("{}\n", ["emit", "--url", collector.Url], Cancellation);

        Assert.Equal(0, session.ExitCode);
        Assert.StartsWith($"Every event is confirmed by {collector.Url}.", session.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  confirmed +1$", session.Output);
        Assert.DoesNotContain('\x1b', session.Output);
    }

    [Fact]
    public async Task RunAsync_EmptyInput_SucceedsWithoutTheServer()
    {
        CommandLineSession session = await EmitAsync(RecordingCollector.ReserveAbsentUrl(), "");

        Assert.Equal(0, session.ExitCode);
        AssertCounts(session.Json, offered: 0, confirmed: 0, pending: 0, notEmitted: 0);
    }

    [Fact]
    public async Task RunAsync_InvalidLines_EmitsTheOthersAndFallsShortNamingEach()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        byte[] input = [.. "{\"n\":1}\n{bad\n"u8, .. "{\"s\":\""u8, 0xFF, .. "\"}\n{\"n\":2}\n{}{}\n"u8, .. Encoding.UTF8.GetBytes($"\"{new string('x', 1_000_000)}\"\n{{\"n\":3}}")];

        CommandLineSession session = await CommandLineSession.RunAsync(new MemoryStream(input), ["emit", "--url", collector.Url, "--json"], Cancellation);

        Assert.Equal(1, session.ExitCode);
        AssertCounts(session.Json, offered: 3, confirmed: 3, pending: 0, notEmitted: 4);
        Assert.Equal([1, 2, 3], collector.Events.Select(static received => received.Json.GetProperty("n").GetInt32()));
        string[] lines = session.Error.TrimEnd().Split(Environment.NewLine);
        Assert.Matches(@"^line 2: not JSON: .* \(byte 2\)$", lines[0]);
        Assert.Matches("^line 3: .*UTF-8", lines[1]);
        Assert.Matches(@"^line 5: not JSON: .* \(byte 3\)$", lines[2]);
        Assert.Equal("line 6: longer than 1,000,000 bytes", lines[3]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task RunAsync_EventField_NamesTheEvents()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(
            collector.Url, "{\"kind\":\"a\"}\n{\"kind\":7}\n{}\n{\"kind\":\"b\"}\n{\"kind\":\"connect\"}\n", "--event-field", "kind");

        Assert.Equal(1, session.ExitCode);
        Assert.Equal(["a", "b"], collector.Events.Select(static received => received.Name));
        AssertCounts(session.Json, offered: 2, confirmed: 2, pending: 0, notEmitted: 3);
    }

    /// <summary>What an NDJSON fallback wrote arrives as the events that the emitter was given.</summary>
    [Theory]
    [InlineData]
    [InlineData("--event-field", "event")]
    [InlineData("--event-field", "event", "--namespace-field", "namespace", "--data-field", "data")]
    public async Task RunAsync_WhatAFallbackWrote_ArrivesAsItWas(params string[] options)
    {
        string file = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.ndjson");
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = RecordingCollector.ReserveAbsentUrl(),
            Fallback = Fallbacks.EventFallback.File(file),
            ShutdownTimeout = TimeSpan.Zero,
            MaxConnections = 1,
            Stamps = { Timestamp = false },
        }))
        {
            emitter.EmitJson(Events.HookEventDescriptor.Create("pre \"ünï\" \u4e2d\ud83d\ude00", "/hook"), Encoding.UTF8.GetBytes("{\"text\":\"\u4e2d <b>\\n\ud83d\ude00\",\"n\":1.50}"));
            emitter.EmitJson(Events.HookEventDescriptor.Create("several"), "[1,\"two\",{\"three\":[3]},null]"u8);
            emitter.EmitJson(Events.HookEventDescriptor.Create("scalar", "/a/b"), "\"x\""u8);
            emitter.EmitJson(Events.HookEventDescriptor.Create("lines"), "{\n  \"a\": 1\n}"u8);
            new BinaryLine("file", bytes).Emit(emitter);
        }

        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        CommandLineSession session = await EmitAsync(collector.Url, await File.ReadAllTextAsync(file, Cancellation), options);
        File.Delete(file);

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(
            [
                ("/hook", "pre \"ünï\" \u4e2d\ud83d\ude00", "{\"text\":\"\u4e2d <b>\\n\ud83d\ude00\",\"n\":1.50}"),
                ("/", "several", "[1,\"two\",{\"three\":[3]},null]"),
                ("/a/b", "scalar", "\"x\""),
                ("/", "lines", "{   \"a\": 1}"),
                ("/hook", "binary", $$"""{"name":"file","bytes":"{{Convert.ToBase64String(bytes)}}"}"""),
            ],
            collector.Events.Select(static received => (received.Namespace, JsonElement.Parse($"\"{received.Name}\"").GetString()!, received.Data)));
    }

    /// <summary>Sent as the data of an event of another name, what the fallback wrote would seem to have arrived.</summary>
    [Theory]
    [InlineData("--event", "line")]
    [InlineData("--namespace", "/hook")]
    [InlineData("--event-field", "kind")]
    public async Task RunAsync_WhatAFallbackWroteUnderAnotherName_IsRefusedAndNamesTheWay(params string[] options)
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        CommandLineSession session = await EmitAsync(collector.Url, """{"namespace":"/a","event":"e","data":1}""", options);
        Assert.Equal(1, session.ExitCode);
        Assert.Contains("line 1: a fallback wrote this line", session.Error, StringComparison.Ordinal);
        Assert.Empty(collector.Events);
    }

    [Theory]
    [InlineData("at-least-once")]
    [InlineData("at-most-once")]
    [InlineData("acknowledged")]
    public async Task RunAsync_AnyGuarantee_DeliversEveryLineAndSaysWhatIsProved(string delivery)
    {
        const int Lines = 2000;
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(collector.Url, NumberedLines(Lines), "--delivery", delivery);

        Assert.Equal(0, session.ExitCode);
        bool isProved = delivery != "at-most-once";
        AssertCounts(session.Json, offered: Lines, confirmed: isProved ? Lines : 0, pending: 0, notEmitted: 0);
        Assert.Equal(isProved ? 0 : Lines, session.Json.GetProperty("written").GetInt64());
    }

    [Fact]
    public async Task RunAsync_Envelope_SendsBatchesAsArraysThatHoldEveryLineInOrder()
    {
        const int Lines = 2000;
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(
            collector.Url, NumberedLines(Lines), "--event", "line", "--envelope", "batch", "--max-batch-size", "50");

        Assert.Equal(0, session.ExitCode);
        AssertCounts(session.Json, offered: Lines, confirmed: Lines, pending: 0, notEmitted: 0);
        Assert.All(collector.Events, static received => Assert.Equal("batch", received.Name));
        Assert.InRange(collector.Events.Count, Lines / 50, Lines / 2);
        JsonElement[] inner = [.. collector.Events.SelectMany(static received => received.Json.EnumerateArray())];
        Assert.All(inner, static element => Assert.Equal("line", element[0].GetString()));
        Assert.Equal(Enumerable.Range(0, Lines), inner.Select(static element => element[1].GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task RunAsync_PartitionField_UsesEveryConnectionAndKeepsTheOrderOfEqualValues()
    {
        const int Lines = 10_000;
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        string input = string.Join('\n', Enumerable.Range(0, Lines).Select(static n => $$"""{"n":{{n}},"id":{{n % 50}}}"""));

        CommandLineSession session = await EmitAsync(collector.Url, input, "--partition-field", "id", "--connections", "3");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(Lines, collector.Events.Count);
        Assert.Equal(3, collector.Stats.Connections);
        Assert.All(collector.Events.Select(static received => received.Json).GroupBy(static json => json.GetProperty("id").GetInt32()), static lines =>
            Assert.Equal(lines.Select(static json => json.GetProperty("n").GetInt32()).Order(), lines.Select(static json => json.GetProperty("n").GetInt32())));
    }

    [Fact]
    public async Task RunAsync_LineOverTheServersLimit_IsDroppedByReasonAndTheOthersArrive()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync(maxPayload: 500);

        CommandLineSession session = await EmitAsync(collector.Url, $"{{\"n\":1}}\n\"{new string('x', 600)}\"\n{{\"n\":2}}\n");

        Assert.Equal(1, session.ExitCode);
        Assert.Equal("{\"too_large\":1}", session.Json.GetProperty("dropped").GetRawText());
        AssertCounts(session.Json, offered: 3, confirmed: 2, pending: 0, notEmitted: 0);
        Assert.Equal(2, collector.Events.Count);
    }

    [Fact]
    public async Task RunAsync_ServerAbsent_FallsShortWithinTheTimeoutNamingTheUrl()
    {
        string url = RecordingCollector.ReserveAbsentUrl();

        CommandLineSession session = await EmitAsync(url, "{}\n{}\n", "--timeout", "0.3");

        Assert.Equal(1, session.ExitCode);
        AssertCounts(session.Json, offered: 2, confirmed: 0, pending: 2, notEmitted: 0);
        Assert.Contains(url, session.Json.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Contains($"2 of 2 events are not confirmed: Cannot connect to {url}", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RingFileAndServerAbsent_TheNextRunSendsTheLinesFirst()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-emit-");
        try
        {
            string prefix = Path.Combine(folder.FullName, "lines");
            CommandLineSession absent = await EmitAsync(
                RecordingCollector.ReserveAbsentUrl(), NumberedLines(100), "--ring-file", prefix, "--timeout", "0.3");
            Assert.Equal(1, absent.ExitCode);
            AssertCounts(absent.Json, offered: 100, confirmed: 0, pending: 100, notEmitted: 0);
            Assert.Contains($"100 events stay in {prefix}.*.ring", absent.Error, StringComparison.Ordinal);

            await using RecordingCollector collector = await RecordingCollector.StartAsync();
            CommandLineSession present = await EmitAsync(collector.Url, "{\"n\":100}", "--ring-file", prefix);
            Assert.Equal(0, present.ExitCode);
            AssertCounts(present.Json, offered: 101, confirmed: 101, pending: 0, notEmitted: 0);
            Assert.Equal(Enumerable.Range(0, 101), collector.Events.Select(static received => received.Json.GetProperty("n").GetInt32()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RunAsync_RingFileInNoFolder_IsBadUsageThatNamesIt()
    {
        CommandLineSession session = await EmitAsync(RecordingCollector.ReserveAbsentUrl(), "{}", "--ring-file", "/nowhere/at/all");

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("/nowhere/at/all.0.ring", session.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServerStallsAndTheRingFills_WaitsInsteadOfDroppingAndGivesUp()
    {
        const int Lines = 60_000; // of 210 bytes: three times the ring
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        collector.Stall();

        CommandLineSession session = await EmitAsync(collector.Url, NumberedLines(Lines), "--timeout", "2");

        Assert.Equal(1, session.ExitCode);
        JsonElement json = session.Json;
        Assert.Empty(json.GetProperty("dropped").EnumerateObject());
        Assert.Equal(0, json.GetProperty("confirmed").GetInt64());
        Assert.InRange(json.GetProperty("pending").GetInt64(), 1, Lines - 1);
        Assert.Contains($" events are not confirmed: {collector.Url}", session.Error, StringComparison.Ordinal);
        Assert.Contains("gave up before the end of the input", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SeveralRingsFullOfLines_AllArriveOnceInOrder()
    {
        const int Lines = 60_000;
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await EmitAsync(collector.Url, NumberedLines(Lines));

        Assert.Equal(0, session.ExitCode);
        AssertCounts(session.Json, offered: Lines, confirmed: Lines, pending: 0, notEmitted: 0);
        Assert.Empty(session.Json.GetProperty("dropped").EnumerateObject());
        Assert.Equal(Enumerable.Range(0, Lines), collector.Events.Select(static received => received.Json.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task RunAsync_InterruptedWhileTheInputIsOpen_FlushesAndReports()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pipe = new Pipe();
        Task<CommandLineSession> running = CommandLineSession.RunAsync(
            pipe.Reader.AsStream(), ["emit", "--url", collector.Url, "--json"], interruption.Token);
        await pipe.Writer.WriteAsync("{\"n\":1}\n{\"n\":2}\n{\"unfinished\":"u8.ToArray(), Cancellation);
        await collector.WaitForArrivalsAsync(2);

        await interruption.CancelAsync();
        CommandLineSession session = await running;

        Assert.Equal(1, session.ExitCode); // the input was not read to its end
        AssertCounts(session.Json, offered: 2, confirmed: 2, pending: 0, notEmitted: 0);
        Assert.Contains("interrupted before the end of the input", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_InputStaysOpen_EventsArriveWithoutWaitingForItsEnd()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        var pipe = new Pipe();
        Task<CommandLineSession> running = CommandLineSession.RunAsync(
            pipe.Reader.AsStream(), ["emit", "--url", collector.Url, "--json"], Cancellation);

        await pipe.Writer.WriteAsync("{\"n\":1}\n"u8.ToArray(), Cancellation);
        await collector.WaitForArrivalsAsync(1);
        await pipe.Writer.WriteAsync("{\"n\":2}\n"u8.ToArray(), Cancellation);
        await collector.WaitForArrivalsAsync(1);
        await pipe.Writer.CompleteAsync();

        Assert.Equal(0, (await running).ExitCode);
    }

    private static Task<CommandLineSession> EmitAsync(string url, string input, params string[] arguments) =>
        CommandLineSession.RunAsync(input, ["emit", "--url", url, "--json", .. arguments], Cancellation);

    private static string NumberedLines(int count)
    {
        string filler = new('x', 190);
        return string.Join('\n', Enumerable.Range(0, count).Select(n => $$"""{"n":{{n}},"filler":"{{filler}}"}"""));
    }

    private static void AssertCounts(JsonElement json, long offered, long confirmed, long pending, long notEmitted) => Assert.Equal(
        (offered, confirmed, pending, notEmitted),
        (json.GetProperty("offered").GetInt64(), json.GetProperty("confirmed").GetInt64(), json.GetProperty("pending").GetInt64(), json.GetProperty("notEmitted").GetInt64()));
}
