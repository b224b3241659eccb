using System.Buffers;
using System.Text.Json;
using FastEmit.Hooks.Agents;

namespace FastEmit.Hooks.Tests.Agents;

public sealed class DeliveriesTests
{
    [Fact]
    public void Write_PostsOfEachResult_AreCounted()
    {
        Deliveries deliveries = new();
        foreach (PostResult result in (PostResult[])[PostResult.Accepted, PostResult.Accepted, PostResult.Refused, PostResult.Failed, PostResult.NoEndpoint])
        {
            deliveries.Add(result);
        }

        JsonElement said = Report(deliveries);
        Assert.Equal(2, said.GetProperty("confirmed").GetInt64());
        Assert.Equal(2, said.GetProperty("posted").GetInt64());
        Assert.Equal(1, said.GetProperty("dropped").GetInt64());
        Assert.Equal(3, said.GetProperty("errors").GetInt64());
        Assert.Equal(3, said.GetProperty("offered").GetInt64());
    }

    [Fact]
    public void Write_EmittersThatEnded_AreCountedAfterThem()
    {
        Deliveries deliveries = new();
        deliveries.End(new HookEmitterStats { Confirmed = 5, Reconnects = 1 });
        deliveries.End(new HookEmitterStats { Confirmed = 2, Written = 1 });

        JsonElement said = Report(deliveries);
        Assert.Equal(7, said.GetProperty("confirmed").GetInt64());
        Assert.Equal(8, said.GetProperty("offered").GetInt64());
        Assert.Equal(1, said.GetProperty("reconnects").GetInt64());
        Assert.Equal("the server is gone", said.GetProperty("lastError").GetString());
        Assert.Equal("7 events delivered, 0 of them by HTTP, 1 written without proof, 0 dropped, 1 reconnects", deliveries.ToString());
    }

    private static JsonElement Report(Deliveries deliveries)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            deliveries.Write(writer, pendingBytes: 0, lastError: "the server is gone");
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
