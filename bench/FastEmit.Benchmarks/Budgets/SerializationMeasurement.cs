using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>The generated serializer beside System.Text.Json.</summary>
internal sealed class SerializationMeasurement : IMeasurement
{
    public IReadOnlyList<string> Groups => ["serialize"];

    public Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        QuickLoop loop = new(operations: 20_000, rounds: 41);
        SerializationCase reference = SerializationCase.All[0];
        loop.Add("ours", reference.FastEmit);
        loop.Add("theirs", reference.SystemTextJson);
        Dictionary<string, QuickResult> results = loop.Run();
        (QuickResult ours, QuickResult theirs) = (results["ours"], results["theirs"]);
        return Task.FromResult<IReadOnlyDictionary<string, Figure>>(new Dictionary<string, Figure>
        {
            ["serialize.time"] = new(ours.MedianNanoseconds / theirs.MedianNanoseconds, $"{ours.MedianNanoseconds:F1} ns, {theirs.MedianNanoseconds:F0} ns"),
            ["serialize.bytes"] = new(ours.BytesPerOperation, $"{ours.BytesPerOperation:0.##} B"),
        });
    }
}
