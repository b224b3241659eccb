using System.Buffers;
using System.Text.Json;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>The serialization budgets in a few seconds.</summary>
internal static class SerializationQuickRun
{
    public static int Run()
    {
        var loop = new QuickLoop(operations: 100_000, rounds: 41);
        loop.Add("FastEmit", static count =>
        {
            ReferenceEvent value = ReferenceEvent.Sample;
            int bytes = 0;
            for (int i = 0; i < count; i++)
            {
                bytes += EventText.Write(in value);
            }

            return bytes;
        });
        loop.Add("rent only", static count =>
        {
            int bytes = 0;
            for (int i = 0; i < count; i++)
            {
                var writer = FastEmit.Events.EventWriter.Rent();
                bytes += writer.Written.Length;
                writer.Return();
            }

            return bytes;
        });
        loop.Add("fixed", static count =>
        {
            ReferenceEvent value = ReferenceEvent.Sample;
            int bytes = 0;
            byte[] buffer = new byte[4096];
            for (int i = 0; i < count; i++)
            {
                bytes += EventText.WriteFixed(in value, buffer);
            }

            return bytes;
        });
        loop.Add("System.Text.Json", static count =>
        {
            ReferenceEvent value = ReferenceEvent.Sample;
            var output = new ArrayBufferWriter<byte>(1024);
            using var writer = new Utf8JsonWriter(output);
            int bytes = 0;
            for (int i = 0; i < count; i++)
            {
                output.ResetWrittenCount();
                writer.Reset(output);
                JsonSerializer.Serialize(writer, value, ReferenceJsonContext.Default.ReferenceEvent);
                bytes += output.WrittenCount;
            }

            return bytes;
        });

        Dictionary<string, double> medians = loop.Run();
        foreach ((string name, double nanoseconds) in medians)
        {
            Console.WriteLine($"{name,-20} {nanoseconds,7:F1} ns");
        }

        Console.WriteLine($"ratio                {medians["System.Text.Json"] / medians["FastEmit"],7:F1}");
        return 0;
    }
}
