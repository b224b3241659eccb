using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<SmallFlags>))]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "Flags they are.")]
public enum SmallFlags : byte
{
    None = 0,
    Read = 1,
    [JsonStringEnumMemberName("wr\"ite")]
    Write = 2,
    ReadWrite = 3,
    Sixteen = 16,
}
