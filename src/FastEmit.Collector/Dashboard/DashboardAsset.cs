namespace FastEmit.Collector.Dashboard;

/// <summary>A file of the dashboard.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Its entity tag, with quotes.</param>
internal sealed record DashboardAsset(byte[] Bytes, string ContentType, string Tag);
