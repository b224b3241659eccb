using System.Globalization;
using System.Text;
using FastEmit.Load.Rows;

namespace FastEmit.Load.Reporting;

/// <summary>A curve as a picture: both axes logarithmic, so that a cost that grows in proportion is a straight slope; every point with its value. Readable on light and dark pages.</summary>
internal static class SvgChart
{
    private const char Open = '{'; // in interpolated raw text
    private const char Close = '}';
    private const int Width = 640;
    private const int Height = 260;
    private const int Left = 24;
    private const int Right = 36;
    private const int Top = 48;
    private const int Bottom = 44;
    private const int Lift = 16; // of the lowest point above the axis

    /// <summary>The height of the chart is a factor of ten at least, so that noise does not look like growth.</summary>
    private const double LeastRise = 2.302585;

    /// <summary>Draws one measure of a curve.</summary>
    public static string Draw(GrowthCurve curve, string title, Func<GrowthPoint, double> measure, Func<double, string> format)
    {
        double lowest = Math.Log(curve.Points.Min(measure));
        double rise = Math.Max(LeastRise, Math.Log(curve.Points.Max(measure)) - lowest);
        double first = Math.Log(curve.Points[0].Size);
        double span = Math.Log(curve.Points[^1].Size) - first;
        (double X, double Y, GrowthPoint Point)[] places = [.. curve.Points.Select(point => (
            Left + ((Math.Log(point.Size) - first) / span * (Width - Left - Right)),
            Height - Bottom - Lift - ((Math.Log(measure(point)) - lowest) / rise * (Height - Top - Bottom - Lift)),
            point))];
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}">
            <style>
            text {Open} font: 12px system-ui, sans-serif; fill: #4b5563; {Close} .title {Open} font-weight: 600; font-size: 14px; fill: #111827; {Close}
            .axis {Open} stroke: #9ca3af; {Close} .line {Open} fill: none; stroke: #2563eb; stroke-width: 2; {Close} .point {Open} fill: #2563eb; {Close}
            @media (prefers-color-scheme: dark) {Open} text {Open} fill: #9ca3af; {Close} .title {Open} fill: #f3f4f6; {Close} .line {Open} stroke: #60a5fa; {Close} .point {Open} fill: #60a5fa; {Close} {Close}
            </style>
            <text class="title" x="{Left}" y="22">{title}</text>
            <line class="axis" x1="{Left}" x2="{Width - Right}" y1="{Height - Bottom}" y2="{Height - Bottom}"/>
            <text x="{Left}" y="{Height - 8}">{curve.What}</text>

            """);
        svg.Append("<polyline class=\"line\" points=\"");
        svg.AppendJoin(' ', places.Select(static place => string.Create(CultureInfo.InvariantCulture, $"{place.X:F1},{place.Y:F1}")));
        svg.Append("\"/>\n");
        foreach ((double x, double y, GrowthPoint point) in places)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <circle class="point" cx="{x:F1}" cy="{y:F1}" r="3.5"/><text x="{x:F1}" y="{y - 9:F1}" text-anchor="middle">{format(measure(point))}</text><text x="{x:F1}" y="{Height - Bottom + 16}" text-anchor="middle">{point.Size:N0}</text>

                """);
        }

        return svg.Append("</svg>\n").ToString();
    }
}
