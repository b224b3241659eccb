using FastEmit.Events;
using FastEmit.SocketIO.Events;

namespace FastEmit.Tests.Events;

[EventConverter(typeof(MoneyInCents))]
public readonly record struct Money(decimal Amount);

/// <summary>A converter that works both ways: an amount is a number of cents.</summary>
public sealed class MoneyInCents : IEventConverter<Money>, IReceivedConverter<Money>
{
    public static void Write(ref EventWriter writer, Money value) => writer.WriteNumber((long)(value.Amount * 100));

    /// <summary>Not a member of the class: generated code has to find it all the same.</summary>
    static Money IReceivedConverter<Money>.Read(scoped ref EventReader reader) => new(reader.Int64() / 100m);
}

[HookEvent("paid", Receive = true)]
public readonly partial record struct ReceivedMoney(
    [property: EventConverter(typeof(MoneyInCents))] Money Price, Money? Tip, List<Money> Parts);
