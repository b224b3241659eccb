using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class FrameMaskTests
{
    private static readonly byte[] KeyBytes = [0x11, 0x83, 0xF2, 0x5C];

    private static readonly uint Key = BitConverter.ToUInt32(KeyBytes);

    public static TheoryData<int> Phases => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Copy_EveryLengthAndAlignment_MatchesTheDefinition(int phase)
    {
        byte[] source = Noise(400);
        byte[] destination = new byte[400];
        for (int length = 0; length <= 300; length++)
        {
            int offset = length % 7;
            Array.Fill(destination, (byte)0xEE);

            FrameMask.Copy(source.AsSpan(offset, length), destination.AsSpan(3), Key, phase);

            Assert.True(
                destination.AsSpan(3, length).SequenceEqual(ByDefinition(source.AsSpan(offset, length), phase)), $"length {length}");
            Assert.True(destination.AsSpan(0, 3).IndexOfAnyExcept((byte)0xEE) < 0, $"wrote before, length {length}");
            Assert.True(destination.AsSpan(3 + length).IndexOfAnyExcept((byte)0xEE) < 0, $"wrote behind, length {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Apply_EveryLength_MatchesTheDefinitionInPlace(int phase)
    {
        byte[] source = Noise(400);
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = source.AsSpan(5, length).ToArray();

            FrameMask.Apply(data, Key, phase);

            Assert.True(data.AsSpan().SequenceEqual(ByDefinition(source.AsSpan(5, length), phase)), $"length {length}");
        }
    }

    [Fact]
    public void Copy_DestinationTooShort_ThrowsAndWritesNothing()
    {
        byte[] destination = new byte[9];

        Assert.Throws<ArgumentException>(() => FrameMask.Copy(new byte[10], destination, Key));
        Assert.All(destination, static value => Assert.Equal(0, value));
    }

    private static byte[] ByDefinition(ReadOnlySpan<byte> source, int phase)
    {
        byte[] result = source.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] ^= KeyBytes[(i + phase) % 4];
        }

        return result;
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(17).NextBytes(noise);
        return noise;
    }
}
