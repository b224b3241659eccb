using System.Buffers;
using System.Text;
using FastEmit.Fallbacks;

namespace FastEmit.Tests.Fallbacks;

/// <summary>Events for fallbacks from text, and back.</summary>
internal static class FallbackText
{
    public static FallbackEvent Event(string name, string data, string ns = "/") =>
        new(Encoding.UTF8.GetBytes(ns), Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));

    public static FallbackEvent[] Events(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => Event("e", i.ToString(null, null)))];

    public static string Json(FallbackEvent value)
    {
        ArrayBufferWriter<byte> json = new();
        value.WriteJson(json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>What <see cref="Events"/> looks like on the wire.</summary>
    public static string Json(int number) => $$"""{"namespace":"/","event":"e","data":{{number}}}""";
}
