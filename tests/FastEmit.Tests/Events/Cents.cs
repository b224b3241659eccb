using FastEmit.Events;

namespace FastEmit.Tests.Events;

public sealed class Cents : IEventConverter<decimal?>, IEventConverter<decimal>
{
    public static void Write(ref EventWriter writer, decimal? value)
    {
        if (value is { } amount)
        {
            Write(ref writer, amount);
        }
        else
        {
            writer.WriteNull();
        }
    }

    public static void Write(ref EventWriter writer, decimal value)
    {
        writer.WriteRaw("{\"cents\":"u8);
        writer.WriteNumber((long)(value * 100));
        writer.WriteRaw(",\"note\":"u8);
        writer.WriteString(new string('n', 10_000));
        writer.WriteRaw("}"u8);
    }
}
