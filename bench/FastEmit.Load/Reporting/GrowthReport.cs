using System.Globalization;
using System.Text;
using FastEmit.Load.Rows;

namespace FastEmit.Load.Reporting;

/// <summary>The page of charts, which is committed.</summary>
internal static class GrowthReport
{
    private const string FileName = "growth.md";

    /// <summary>Writes it and its charts into a folder.</summary>
    public static async Task WriteAsync(DirectoryInfo folder, IReadOnlyList<GrowthCurve> curves, int repetitions, double scale)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # How the cost grows

            {await MachineFacts.DescribeAsync()}.

            `dotnet run -c Release --project bench/FastEmit.Load -- --growth --repetitions {repetitions} --scale {scale}` measures it again. Each point is the median of {repetitions} runs. The emitter's
            curves go into a sink that only counts, the collector's come from `fastemit collect` with one emitter at full speed beside it. Both axes are
            logarithmic: a cost that grows in proportion rises as steeply as the axis, one that does not grow is flat.


            """);
        foreach (GrowthCurve curve in curves)
        {
            string title = $"CPU of the {curve.Program}, µs for an event, by {curve.What}";
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, $"{curve.File}.svg"),
                SvgChart.Draw(curve, title, static point => point.CpuMicroseconds ?? 0, static value => Figures.Number(value, "0.00")));
            bool asks = curve.Points[0].AnswerMilliseconds is not null;
            text.Append(CultureInfo.InvariantCulture, $"## {char.ToUpperInvariant(curve.What[0])}{curve.What[1..]}\n\n![{title}]({curve.File}.svg)\n\n{curve.Why}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| {curve.What} | events/s | CPU µs/event | peak memory |{(asks ? " answer |" : "")}\n|---:|---:|---:|---:|{(asks ? "---:|" : "")}\n");
            foreach (GrowthPoint point in curve.Points)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {point.Size:N0} | {point.EventsPerSecond:N0} | {Figures.Number(point.CpuMicroseconds, "0.00")} | {Figures.Mebibytes(point.MemoryBytes)} |");
                text.Append(asks ? $" {Figures.Number(point.AnswerMilliseconds, "#,0.0")} ms |\n" : "\n");
            }

            text.Append('\n');
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, FileName), text.ToString().TrimEnd() + "\n");
    }
}
