using FastEmit.SocketIO.Events;

namespace FastEmit.SocketIO.Tests;

/// <summary>What the generator would write for a record of one number.</summary>
internal readonly record struct Doubling(int Number) : IReceivedEvent<Doubling>
{
    public static string ReceivedName => "double";

    public static string ReceivedNamespace => "/";

    public static Doubling Read(scoped ref EventReader reader)
    {
        int number = 0;
        if (!reader.TryEnterObject())
        {
            throw EventReader.Missing("Doubling");
        }

        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("number"u8))
            {
                number = reader.Int32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Doubling(number);
    }
}
