using System.Text.Json.Serialization;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>The medians of a row's runs.</summary>
/// <param name="Name">The row.</param>
/// <param name="Server">What it sent into.</param>
/// <param name="Events">Events of each run, all of them counted by the server.</param>
/// <param name="EventsPerSecond">By the server's clock, after the first tenth.</param>
/// <param name="Slowest">The slowest run's.</param>
/// <param name="Fastest">The fastest run's.</param>
/// <param name="CpuMicroseconds">Processor time of the client, for each event.</param>
/// <param name="AllocatedBytes">Managed memory allocated by the client, for each event; null where there is none.</param>
/// <param name="PeakMemoryBytes">The most of the client that was resident.</param>
/// <param name="EmitP50">Nanoseconds of the call that emits.</param>
/// <param name="EmitP99">Nanoseconds of the call that emits.</param>
/// <param name="EmitP999">Nanoseconds of the call that emits.</param>
/// <param name="SystemCallsPerThousand">Of the client, for a thousand events; null where perf cannot count them.</param>
internal sealed record RowResult(
    string Name,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ServerKind>))] ServerKind Server,
    int Events,
    double EventsPerSecond,
    double Slowest,
    double Fastest,
    double? CpuMicroseconds,
    double? AllocatedBytes,
    double PeakMemoryBytes,
    double? EmitP50,
    double? EmitP99,
    double? EmitP999,
    double? SystemCallsPerThousand);
