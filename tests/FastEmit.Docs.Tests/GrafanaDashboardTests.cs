using System.Text.Json;
using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>The dashboard asks only for metrics that there are, under the names that a Prometheus scrape gives them.</summary>
public sealed partial class GrafanaDashboardTests
{
    private static string Docs => Path.Combine(RepositoryRoot.Path, "docs");

    [Fact]
    public void Dashboard_EveryMetric_IsAnInstrumentOfTheTable()
    {
        HashSet<string> exported = [.. Row().Matches(File.ReadAllText(Path.Combine(Docs, "observability.md")))
            .SelectMany(static row => PrometheusNames(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))];
        JsonElement dashboard = JsonElement.Parse(File.ReadAllText(Path.Combine(Docs, "grafana-dashboard.json")));
        string[] asked = [.. dashboard.GetProperty("panels").EnumerateArray()
            .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(static target => Metric().Matches(target.GetProperty("expr").GetString()!))
            .Select(static match => match.Value)
            .Where(static name => name != "fastemit_emitter")
            .Distinct()];

        Assert.True(asked.Length > 10);
        Assert.Empty(asked.Except(exported));
    }

    /// <summary>OpenTelemetry's rules for Prometheus: dots become underscores, the unit is appended unless the name ends with it, counters end in _total.</summary>
    private static IEnumerable<string> PrometheusNames(string instrument, string unit, string kind)
    {
        string name = instrument.Replace('.', '_');
        string suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        name += name.EndsWith(suffix, StringComparison.Ordinal) ? "" : suffix;
        return kind switch
        {
            "counter" => [$"{name}_total"],
            "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"^\| `([a-z.]+)` \| `([^`]+)` \| ([a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("fastemit_[a-z_]+")]
    private static partial Regex Metric();
}
