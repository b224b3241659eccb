using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;

namespace FastEmit.Cli.Validating;

/// <summary>One run of <c>validate</c>: all checks in sequence, then the report.</summary>
internal sealed class ValidateRun(Terminal terminal, ValidateSettings settings)
{
    /// <summary>Runs the suite.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        List<CheckResult> results = [await LookAsync(interrupted)];
        if (results[0].Passed)
        {
            await using ObservingRelay relay = new(settings.Url);
            ValidationSuite suite = new(settings, relay, terminal.Time);
            foreach ((string name, Func<CancellationToken, Task<CheckResult>> run) in suite.Checks)
            {
                terminal.Error.WriteLine($"{name} …");
                results.Add(await TryAsync(name, run, interrupted));
            }
        }

        Report(results);
        return results.All(static result => result.Passed) ? ExitCode.Success : ExitCode.FellShort;
    }

    private async Task<CheckResult> LookAsync(CancellationToken interrupted)
    {
        using EngineProbe probe = new(terminal.Time, timeout: ValidationSuite.Patience);
        ServerKind kind = await probe.LookAsync(settings.Url, interrupted);
        return new CheckResult("server", kind == ServerKind.EngineIO, "opens an Engine.IO v4 session", kind switch
        {
            ServerKind.EngineIO => $"{settings.Url} does",
            ServerKind.Http => $"{settings.Url} speaks HTTP, but not Engine.IO",
            _ => $"{settings.Url} does not answer",
        });
    }

    private static async Task<CheckResult> TryAsync(string name, Func<CancellationToken, Task<CheckResult>> run, CancellationToken interrupted)
    {
        try
        {
            interrupted.ThrowIfCancellationRequested();
            return await run(interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return new CheckResult(name, false, "to be run", "interrupted");
        }
        catch (Exception exception)
        {
            return new CheckResult(name, false, "to be run", $"failed: {exception.Message}");
        }
    }

    private void Report(List<CheckResult> results)
    {
        int passed = results.Count(static result => result.Passed);
        string verdict = passed == results.Count ? $"All {passed} checks passed against {settings.Url}." : $"{results.Count - passed} of {results.Count} checks failed against {settings.Url}.";
        switch (settings.Format)
        {
            case "json":
                JsonReport.Write(terminal.Output, writer =>
                {
                    writer.WriteString("url", settings.Url);
                    writer.WriteBoolean("passed", passed == results.Count);
                    JsonReport.WriteObjects(writer, "checks", results, result =>
                    {
                        writer.WriteString("name", result.Name);
                        writer.WriteBoolean("passed", result.Passed);
                        writer.WriteString("required", result.Required);
                        writer.WriteString("measured", result.Measured);
                    });
                });
                break;
            case "markdown":
                terminal.Output.WriteLine($"# FastEmit validation\n\n{verdict}\n\n| check | result | required | measured |\n|---|---|---|---|");
                foreach (CheckResult result in results)
                {
                    terminal.Output.WriteLine($"| {result.Name} | {(result.Passed ? "passed" : "**fell short**")} | {Cell(result.Required)} | {Cell(result.Measured)} |");
                }

                break;
            default:
                PrintText(results, verdict, passed == results.Count);
                break;
        }
    }

    private void PrintText(List<CheckResult> results, string verdict, bool good)
    {
        foreach (CheckResult result in results)
        {
            string mark = result.Passed ? "passed    " : "FELL SHORT";
            string colored = terminal.IsOutputColored ? $"\e[{(result.Passed ? 32 : 31)}m{mark}\e[0m" : mark;
            terminal.Output.WriteLine($"{colored}  {result.Name}");
            terminal.Output.WriteLine($"            required: {Wrap(result.Required)}");
            terminal.Output.WriteLine($"            measured: {Wrap(result.Measured)}");
        }

        terminal.Output.WriteLine(terminal.IsOutputColored ? $"\e[1;{(good ? 32 : 31)}m{verdict}\e[0m" : verdict);
    }

    private string Wrap(string text) => HangingText.Wrap(text, indent: 22, terminal.OutputWidth);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

/// <summary>The settings of <c>validate</c> from the command line.</summary>
/// <param name="Url">The server.</param>
/// <param name="Namespace">The namespace of the events.</param>
/// <param name="Event">The name of the events.</param>
/// <param name="Auth">The auth payload, or null.</param>
/// <param name="Format"><c>text</c>, <c>json</c> or <c>markdown</c>.</param>
internal sealed record ValidateSettings(string Url, string Namespace, string Event, string? Auth, string Format);
