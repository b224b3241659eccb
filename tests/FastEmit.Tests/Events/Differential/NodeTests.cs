using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Most servers are Node programs: what is sent must be JSON to JSON.parse, and the text of it the same.</summary>
public class NodeTests
{
    private const string Script = """
        const readline = require('node:readline');
        let count = 0;
        readline.createInterface({ input: process.stdin }).on('line', line => {
          const value = JSON.parse(line);
          count++;
          if (typeof value.second_text === 'string') console.log(JSON.stringify(value.second_text));
        }).on('close', () => console.log(count));
        """;

    [Fact]
    public async Task Serialize_RandomEvents_AreJsonToNode()
    {
        const int Seeds = 500;
        SkipWithoutNode();
        var lines = new StringBuilder();
        var texts = new List<string>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            ScalarsEvent scalars = ScalarsEvent.Random(new RandomValues(seed));
            texts.Add(WithoutLoneSurrogates(scalars.SecondText));
            AppendLine(lines, scalars);
            AppendLine(lines, CollectionsEvent.Random(new RandomValues(seed)));
            AppendLine(lines, ObjectsEvent.Random(new RandomValues(seed)));
        }

        string[] answer = (await RunNodeAsync(lines.ToString(), TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        Assert.Equal((Seeds * 3).ToString(System.Globalization.CultureInfo.InvariantCulture), answer[^1]);
        Assert.Equal(texts, answer[..^1].Select(static line => JsonSerializer.Deserialize<string>(line)!));
    }

    private static void AppendLine<TEvent>(StringBuilder lines, TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        string json = Oracle.Serialize(value);
        Assert.DoesNotContain('\n', json);
        lines.Append(json).Append('\n');
    }

    private static string WithoutLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static async Task<string> RunNodeAsync(string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(Script);
        start.StandardInputEncoding = new UTF8Encoding(false);
        start.StandardOutputEncoding = new UTF8Encoding(false);
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = node.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await node.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            node.StandardInput.Close();
        }
        catch (IOException)
        {
            // Node has ended early; what it said says why.
        }

        await node.WaitForExitAsync(cancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return await output;
    }

    private static void SkipWithoutNode()
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(static folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")));
        if (!isInstalled && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("Node is not installed, but CI=true demands these tests.");
        }

        Assert.SkipUnless(isInstalled, "Node is not installed.");
    }
}
