using System.Buffers;
using System.Text.Json;
using FastEmit.Benchmarks.Serialization;
using FastEmit.SocketIO.Events;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>The generated reader beside System.Text.Json's source generation.</summary>
internal sealed class ReadMeasurement : IMeasurement
{
    public IReadOnlyList<string> Groups => ["read"];

    public Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        ArrayBufferWriter<byte> written = new();
        ReferenceEvent.Sample.Serialize(written);
        byte[] json = written.WrittenSpan.ToArray();
        QuickLoop loop = new(operations: 20_000, rounds: 41);
        loop.Add("ours", times =>
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
            {
                sum += EventReader.Read<ReferenceEvent>(json).DurationMs;
            }

            return sum;
        });
        loop.Add("theirs", times =>
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
            {
                sum += JsonSerializer.Deserialize(json, ReadJsonContext.Default.ReferenceEvent).DurationMs;
            }

            return sum;
        });
        Dictionary<string, QuickResult> results = loop.Run();
        (QuickResult ours, QuickResult theirs) = (results["ours"], results["theirs"]);
        return Task.FromResult<IReadOnlyDictionary<string, Figure>>(new Dictionary<string, Figure>
        {
            ["read.time"] = new(
                ours.MedianNanoseconds / theirs.MedianNanoseconds,
                $"{ours.MedianNanoseconds:F1} ns, {theirs.MedianNanoseconds:F0} ns; {ours.BytesPerOperation:F0} B, {theirs.BytesPerOperation:F0} B"),
        });
    }
}
